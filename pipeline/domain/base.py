"""What the other values are built on: a frozen model, and spans of time in seconds from the start of a recording."""

import re
from collections.abc import Iterable
from typing import Final, TypeVar

from pydantic import BaseModel, ConfigDict

# Of seconds and shares: milliseconds are below what any recogniser times, and a thousandth below what any confidence
# means.
DIGITS: Final = 3
# How ids of the taxonomy are written; they name files and addresses, so that anything else is refused where it is read.
IDENTIFIER: Final = re.compile(r"\w[\w.-]{0,63}")

Number = TypeVar("Number", int, float)


class Frozen(BaseModel):
    """A value: compared by content, never changed after it was made, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class TimeSpan(Frozen):
    """The half-open stretch [start, end) of a recording, in seconds."""

    start: float
    end: float

    @property
    def duration(self) -> float:
        """Length in seconds, never negative."""
        return max(0.0, self.end - self.start)

    def __and__(self, other: "TimeSpan") -> "TimeSpan | None":
        """What both cover, or None where they do not meet."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return TimeSpan(start=start, end=end) if start < end else None

    def overlap(self, other: "TimeSpan") -> float:
        """Seconds that both cover."""
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))

    def gap(self, other: "TimeSpan") -> float:
        """Seconds between the two; 0 where they touch or overlap."""
        return max(0.0, max(self.start, other.start) - min(self.end, other.end))


def bridged(spans: Iterable[tuple[Number, Number]], shortest_gap: float) -> list[tuple[Number, Number]]:
    """Half-open spans in order, those with a gap shorter than shortest_gap between them made one."""
    joined: list[tuple[Number, Number]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] < shortest_gap:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
