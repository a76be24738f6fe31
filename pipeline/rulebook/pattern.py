"""The regular expressions that people write into YAML, run by an engine that gives up: none of them can hang a batch.

They are written as Python's re has them and refused by it; `regex` runs them, since it alone counts its time.
"""

import math
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Final

import regex
from pydantic import BeforeValidator, InstanceOf

from pipeline.errors import RecordingError

LIMIT_S: Final = 1.0  # of processor time for one text; the shipped patterns take millionths
_TRIAL_S: Final = 0.1
_LONGEST: Final = 5_000  # characters of a pattern
_MOST_COPIES: Final = 10_000  # regex writes a{3} out as aaa, one in another many times, and dies of the memory
_AT_LEAST: Final = re.compile(r"\{(\d+)[,}]")
_REPEATS: Final = 1_000  # of one thing in a trial, a long turn: what grows with the square is found out there
_MOST_TRIALS: Final = 48
_SHOWN: Final = 60
_ANYTHING: Final = ("贷", "a", "0", " ")  # what \w, \d and . may stand for
_NO_END: Final = "\x00"  # what hardly a pattern expects, so that all ways to match are tried
_BACK_REFERENCE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[1-9]|\(\?P=")


@dataclass(frozen=True)
class Pattern:
    """One regular expression; its methods are those of Python's re, and raise RecordingError past LIMIT_S."""

    pattern: str
    ignore_case: bool = False

    def search(self, text: str) -> Any:
        """The first match, None where there is none."""
        try:
            return self._compiled.search(text, timeout=LIMIT_S, concurrent=False)
        except TimeoutError as error:
            raise self._too_slow() from error

    def finditer(self, text: str) -> Sequence[Any]:
        """Every match, in order."""
        try:
            return tuple(self._compiled.finditer(text, timeout=LIMIT_S, concurrent=False))
        except TimeoutError as error:
            raise self._too_slow() from error

    def findall(self, text: str) -> Sequence[str]:
        """What every match holds, in order."""
        return [found[0] for found in self.finditer(text)]

    def hangs(self) -> bool:
        """Whether it takes too long on texts made to find that out: what it names, again and again."""
        words = dict.fromkeys(re.findall(r"\w+", self.pattern))
        pieces = dict.fromkeys((*_ANYTHING, *words, *"".join(words)))
        begins = ("", *words)
        trials = [begin + piece * _REPEATS + _NO_END for piece in pieces for begin in begins]
        try:
            for text in trials[:: max(1, len(trials) // _MOST_TRIALS)]:
                self._compiled.search(text, timeout=_TRIAL_S, concurrent=False)
        except TimeoutError:
            return True
        return False

    @cached_property
    def _compiled(self) -> Any:
        return regex.compile(self.pattern, regex.IGNORECASE if self.ignore_case else 0)

    def _too_slow(self) -> RecordingError:
        shown = shortened(self.pattern)
        cause = f"the pattern {shown} takes longer than {LIMIT_S:g} s for one of its sentences"
        return RecordingError(f"the pattern {shown}", cause, "Mend it in models/: no repeat within a repeat.")


NEVER: Final = Pattern("(?!)")


def shortened(value: object) -> str:
    """A value as a message quotes it: what is long is cut."""
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def pattern_of(written: object) -> Pattern:
    """A pattern that compiles and does not hang; raises ValueError for any other."""
    pattern = _compiled(written)
    if pattern.hangs():
        raise ValueError(f"{shortened(written)} takes too long over a long sentence: write no repeat within a repeat")
    return pattern


def any_of(patterns: object) -> Pattern:
    """What finds what one of the patterns does; raises ValueError where one is bad or they do not go together."""
    if not isinstance(patterns, list | tuple):
        raise ValueError("a list of patterns is wanted")
    for pattern in patterns:
        if _BACK_REFERENCE.search(pattern_of(pattern).pattern):
            raise ValueError(f"{shortened(pattern)} refers back to a group, which a list of patterns cannot do")
    return _compiled(_joined(patterns)) if patterns else NEVER


def ignoring_case(patterns: object) -> Pattern:
    """As any_of, for letters great and small alike."""
    return Pattern(any_of(patterns).pattern, ignore_case=True)


def _joined(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _compiled(written: object) -> Pattern:
    if not isinstance(written, str):
        raise ValueError("a pattern is a text")
    if len(written) > _LONGEST:
        raise ValueError(f"{shortened(written)} is longer than {_LONGEST} characters")
    if math.prod(max(1, int(least[:9])) for least in _AT_LEAST.findall(written)) > _MOST_COPIES:
        raise ValueError(f"{shortened(written)} repeats something more than {_MOST_COPIES} times")
    pattern = Pattern(written)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what re would read otherwise one day, regex reads otherwise today
            re.compile(written)
        _ = pattern._compiled
    except (re.error, regex.error, FutureWarning, DeprecationWarning, OverflowError, RecursionError) as error:
        raise ValueError(f"{shortened(written)} does not compile ({error})") from error
    return pattern


# One regular expression; a list of them, searched at once; and such a list for letters great and small alike.
Regex = Annotated[InstanceOf[Pattern], BeforeValidator(pattern_of)]
AnyOf = Annotated[InstanceOf[Pattern], BeforeValidator(any_of)]
AnyOfIgnoringCase = Annotated[InstanceOf[Pattern], BeforeValidator(ignoring_case)]
