"""Regular expressions in YAML that people edit: compiled when the file is read, refused with what is wrong."""

import re
from typing import Annotated

from pydantic import BeforeValidator


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
    return re.compile("|".join(f"(?:{_compiled(pattern).pattern})" for pattern in patterns))


# One regular expression; and a list of them, searched at once.
Regex = Annotated[re.Pattern[str], BeforeValidator(_compiled)]
AnyOf = Annotated[re.Pattern[str], BeforeValidator(_any_of)]
