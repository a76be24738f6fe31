"""Cuts Chinese text into sentences, clauses, and words, with the loan lexicon (models/lexicon/terms.yaml) known.

The tokenizer of words is our own: jieba's global one stays untouched. Its dictionary is built in memory, because
jieba's cache is a file of a known name in a folder that everybody may write to. That costs about a second, once, when
words are first asked for.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.yamlfile import load_yaml

_SENTENCE: Final = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")  # an ellipsis is a pause, not an end
_LONGEST_CLAUSE: Final = 120
_PERSON: Final = "nr"  # how jieba's tags of them begin
_CLAUSE_BORDER: Final = "，。！？；、,!?;… "


def sentences(text: str) -> Iterator[re.Match[str]]:
    """The sentences of a text with their places, the marks at their ends included."""
    return _SENTENCE.finditer(text)


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to the clauses that it touches, without the punctuation at either end.

    Of a text without any punctuation no more than _LONGEST_CLAUSE characters on either side.
    """
    first, last = max(0, start - _LONGEST_CLAUSE), min(len(text), end + _LONGEST_CLAUSE)
    while start > first and text[start - 1] not in _CLAUSE_BORDER:
        start -= 1
    while end < last and text[end] not in _CLAUSE_BORDER:
        end += 1
    while end > start and text[end - 1] in _CLAUSE_BORDER:
        end -= 1
    return start, end


class Category(Frozen):
    """Terms of one kind. tag: what the segmenter gives as their part of speech."""

    name: str
    tag: str
    terms: tuple[str, ...] = Field(min_length=1)


class Lexicon(Frozen):
    """Every category of terms."""

    categories: tuple[Category, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """All terms, category after category."""
        return tuple(term for category in self.categories for term in category.terms)


def read_lexicon(folder: Path) -> Lexicon:
    """The terms of a models folder.

    Raises:
        ChecklistError: the file is not as it must be, or a term stands in it twice; names the line.
    """
    file = load_yaml(folder / "lexicon" / "terms.yaml")
    found = file.parse(Lexicon)
    seen: set[str] = set()
    for at, category in enumerate(found.categories):
        for place, term in enumerate(category.terms):
            if term in seen:
                cause = f"{term} is listed twice"
                raise file.refusal(("categories", at, "terms", place), cause, "Keep one of the two.")
            seen.add(term)
    return found


@cache
def lexicon() -> Lexicon:
    """The terms that the product ships."""
    return read_lexicon(models_folder())


class Segmenter:
    """A word segmenter that knows a lexicon."""

    def __init__(self, known: Lexicon) -> None:
        """Build the dictionary: the general one, and every term of the lexicon under its category's tag."""
        from jieba import Tokenizer  # noqa: PLC0415 - half a second of start-up

        self._tokenizer: Any = Tokenizer()
        frequencies = self._tokenizer.gen_pfdict(self._tokenizer.get_dict_file())
        self._tokenizer.FREQ, self._tokenizer.total = frequencies
        self._tokenizer.initialized = True
        for category in known.categories:
            for term in category.terms:
                self._tokenizer.add_word(term, tag=category.tag)

    @property
    def frequencies(self) -> Mapping[str, int]:
        """How often each word of the dictionary is used; 0 for what only begins one."""
        return MappingProxyType(self._tokenizer.FREQ)

    def words(self, text: str) -> tuple[str, ...]:
        """The words in order, new ones guessed; joined they are the text, spaces and punctuation included."""
        return tuple(self._tokenizer.cut(text))

    def known_words(self, text: str) -> tuple[str, ...]:
        """The same with words of the dictionary only; what it does not know falls into single characters."""
        return tuple(self._tokenizer.cut(text, HMM=False))


@cache
def segmenter() -> Segmenter:
    """The segmenter with the lexicon that the product ships, built on first use."""
    return Segmenter(lexicon())


def words(text: str) -> tuple[str, ...]:
    """The words of a text, terms of the loan lexicon whole; "".join(words(text)) == text.

    Numbers, rates and keywords must still be looked for in characters: the cut may run through them (一/年化利率).
    """
    return segmenter().words(text)


def word_frequencies() -> Mapping[str, int]:
    """How often each word of the general dictionary and of the loan lexicon is used."""
    return segmenter().frequencies


def word_borders(text: str) -> frozenset[int]:
    """The offsets at which a word begins or ends; what begins or ends elsewhere runs into the middle of a word."""
    return frozenset(accumulate(map(len, segmenter().known_words(text)), initial=0))


@cache
def person_names() -> frozenset[str]:
    """The words of the general dictionary that are names of persons."""
    from jieba import Tokenizer  # noqa: PLC0415 - half a second of start-up

    with Tokenizer().get_dict_file() as dictionary:
        entries = (line.decode("utf-8").split() for line in dictionary)
        return frozenset(word for word, _, tag in entries if tag.startswith(_PERSON))
