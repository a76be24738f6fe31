"""Several patterns that mean the same: searched at once, told apart only when one has fired."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Cues:
    """A list of regular expressions from facts.yaml, as a value that a frozen model can hold."""

    def __init__(self, patterns: tuple[str, ...] = ()) -> None:
        """Compile each pattern.

        Raises:
            ValueError: one is no regular expression.
        """
        self.patterns = patterns
        for pattern in patterns:
            _compiled(pattern)

    def __bool__(self) -> bool:
        return bool(self.patterns)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cues) and self.patterns == other.patterns

    def __hash__(self) -> int:
        return hash(self.patterns)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.patterns))

    def search(self, text: str) -> re.Match[str] | None:
        """The leftmost place where any of the patterns holds."""
        return self._any.search(text) if self.patterns else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All places where any of the patterns holds, without overlaps."""
        return self._any.finditer(text) if self.patterns else iter(())

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read as a list of strings."""
        strings = core_schema.tuple_variable_schema(core_schema.str_schema())
        return core_schema.no_info_after_validator_function(cls, strings)


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
