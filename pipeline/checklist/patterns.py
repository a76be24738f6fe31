"""Patterns of the checklists: regular expressions in which <name> stands for a phrase written once.

<customer> is always there: the customer's name as the loan file gives it.
"""

import re
from functools import lru_cache

from pipeline.language.homophones import in_sound

_REFERENCE = re.compile(r"(?<!\(\?P)(?<!\(\?)<([a-z][a-z_]*)>")
_DEPTH = 4
# Stands for each character of the customer's name; nobody can say it, so nothing else matches it.
CUSTOMER = "\ue7ff"
_ALWAYS = {"customer": f"{CUSTOMER}+"}


class UnknownPhraseError(ValueError):
    """A pattern refers to a phrase that phrases.yaml does not have."""


def expand(pattern: str, phrases: dict[str, str]) -> str:
    """The pattern with every <name> replaced, names inside phrases included.

    Raises:
        UnknownPhraseError: a name is unknown, or phrases refer to one another in a circle.
    """
    for _ in range(_DEPTH):
        if not _REFERENCE.search(pattern):
            return pattern
        pattern = _REFERENCE.sub(lambda found: f"(?:{_phrase(found[1], phrases)})", pattern)
    raise UnknownPhraseError(f"<{_REFERENCE.findall(pattern)[0]}> refers to itself")


def _phrase(name: str, phrases: dict[str, str]) -> str:
    phrases = phrases | _ALWAYS
    if name not in phrases:
        raise UnknownPhraseError(f"<{name}> is no phrase; there are {', '.join(sorted(phrases))}")
    return phrases[name]


def masked(text: str, customer: str) -> str:
    """The text with each character of the customer's name as CUSTOMER, so that patterns can say <customer>."""
    return text.replace(customer, CUSTOMER * len(customer)) if customer else text


@lru_cache(maxsize=8192)
def compiled(pattern: str) -> re.Pattern[str]:
    """The compiled pattern, kept, since the same checklist judges many calls."""
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=8192)
def compiled_in_sound(pattern: str) -> re.Pattern[str]:
    """The pattern in sound, to be searched in texts in sound (pipeline/language/homophones.py)."""
    return re.compile(in_sound(pattern), re.IGNORECASE)
