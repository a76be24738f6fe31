"""Regular expressions in YAML that people edit: compiled when the file is read, refused with what is wrong."""

import re
from typing import Annotated, Final

from pydantic import BeforeValidator

NEVER: Final = re.compile("(?!)")
_BACK_REFERENCE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[1-9]|\(\?P=")


def _compiled(pattern: object) -> re.Pattern[str]:
    if not isinstance(pattern, str):
        raise ValueError("a pattern is a text")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern} does not compile ({error})") from error


def _any_of(patterns: object) -> re.Pattern[str]:
    if not isinstance(patterns, list):
        raise ValueError("a list of patterns is wanted")
    for pattern in patterns:
        if _BACK_REFERENCE.search(_compiled(pattern).pattern):
            raise ValueError(f"{pattern} refers back to a group, which a list of patterns cannot do")
    return _compiled("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else NEVER


# One regular expression; and a list of them, searched at once.
Regex = Annotated[re.Pattern[str], BeforeValidator(_compiled)]
AnyOf = Annotated[re.Pattern[str], BeforeValidator(_any_of)]
