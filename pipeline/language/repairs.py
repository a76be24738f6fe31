"""What may be repaired by its sound, as models/lexicon/repairs.yaml lists it."""

import re
from functools import cache

from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.language.lexicon import lexicon
from pipeline.resources import models_folder
from pipeline.yamlfile import YamlFile, load_yaml

PLACE = "□"


class WordRule(Frozen):
    """When a hearing becomes a term of two characters.

    heard: hearings that mean nothing else. everyday: words that sound like it and are said as often. cues: patterns
    one of which must be found around any other hearing of the same sound; strict: the same for an everyday word. □ in
    a pattern stands for the hearing.
    """

    term: str = Field(min_length=2, max_length=2)
    heard: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    strict: tuple[str, ...] = ()


class RepairsFile(Frozen):
    """models/lexicon/repairs.yaml."""

    phrases: tuple[str, ...]
    words: tuple[WordRule, ...]
    keep: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class CompiledWord(Frozen):
    """A word rule with its patterns compiled."""

    term: str
    heard: frozenset[str]
    everyday: frozenset[str]
    cues: tuple[re.Pattern[str], ...]
    strict: tuple[re.Pattern[str], ...]

    def accepts(self, heard: str, surroundings: str) -> bool:
        """Whether a hearing is the term, given the utterance with □ in the hearing's place."""
        if heard in self.heard:
            return True
        patterns = self.strict if heard in self.everyday else self.cues
        return any(pattern.search(surroundings) for pattern in patterns)


class Repairs(Frozen):
    """Everything that repair needs: phrases by sound, word rules, known words, and where names stand."""

    phrases: tuple[str, ...]
    words: tuple[CompiledWord, ...]
    protected: re.Pattern[str]
    names: re.Pattern[str]


@cache
def repairs() -> Repairs:
    """The repairs that the product ships; the terms of three and more characters are phrases too.

    Raises:
        ChecklistError: the file is not as it must be, or a pattern does not compile; names the line.
    """
    file = load_yaml(models_folder() / "lexicon" / "repairs.yaml")
    listed = file.parse(RepairsFile)
    phrases = (*listed.phrases, *(term for term in lexicon().terms if len(term) >= 3))
    words = tuple(_compiled(file, at, rule) for at, rule in enumerate(listed.words))
    known = {*phrases, *lexicon().terms, *(rule.term for rule in listed.words), *listed.keep}
    longest_first = sorted(known, key=lambda term: (-len(term), term))
    return Repairs(
        phrases=tuple(dict.fromkeys(phrases)),
        words=words,
        protected=re.compile("|".join(map(re.escape, longest_first))),
        names=re.compile("|".join(_pattern(file, ("names", at), said).pattern for at, said in enumerate(listed.names))),
    )


def _compiled(file: YamlFile, at: int, rule: WordRule) -> CompiledWord:
    return CompiledWord(
        term=rule.term,
        heard=frozenset(rule.heard),
        everyday=frozenset(rule.everyday),
        cues=tuple(_pattern(file, ("words", at, "cues"), cue) for cue in rule.cues),
        strict=tuple(_pattern(file, ("words", at, "strict"), cue) for cue in rule.strict),
    )


def _pattern(file: YamlFile, location: tuple[int | str, ...], pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise file.refusal(location, f"{pattern} does not compile ({error})", "Mend the pattern.") from error
