"""When the turns of a transcript made elsewhere were spoken: times that can be, and a warning of those that cannot."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.dialogue.turns import SLOWEST, SpokenTurn, pace
from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Role
from pipeline.errors import RecordingError

SECONDS_A_CHARACTER: Final = 0.25  # telephone Mandarin runs at about four characters a second
FASTEST: Final = 25.0  # characters a second of speech, three times what anybody can say
_LONG_S: Final = 600.0  # a call from which on the pace of the whole tells something
# Half of an emoji that was cut apart, which no UTF-8 holds, and the character that no PostgreSQL holds.
_UNWRITABLE: Final = re.compile("[\ud800-\udfff\0]")


class TimedTurn(Frozen):
    """A turn with its role and its seconds. doubt: whether one of the two had to be made up for one that cannot be."""

    role: Role
    text: str
    start: float
    end: float
    doubt: bool = False


class TimedTurns(Frozen):
    """Turns in order of start, and what is odd about their times and characters, as Chinese warnings."""

    turns: tuple[TimedTurn, ...]
    warnings: tuple[str, ...]


def timed(turns: Sequence[SpokenTurn]) -> TimedTurns:
    """The turns that have text, each with a role and with times that can be.

    A turn without a start begins where the one before it ended; one without a usable end lasts SECONDS_A_CHARACTER for
    each character.

    Raises:
        RecordingError: a role is neither agent nor customer; names the turn by its place, from 1.
    """
    found: list[TimedTurn] = []
    doubtful: list[int] = []
    broken = 0
    for number, turn in enumerate(turns, start=1):
        if turn.role not in _ROLES:
            remedy = "Write agent or customer as the turn's role."
            cause = f"turn {number}: its role is neither agent nor customer"
            raise RecordingError("the transcript", cause, remedy)
        text, unwritable = _UNWRITABLE.subn("", turn.text)
        broken += unwritable
        if text := text.strip():
            found.append(_timed(turn, text, found[-1].end if found else 0.0))
            doubtful += [number] if found[-1].doubt else []
    warnings = (*_of_doubtful(doubtful), *_of_broken(broken), *_of_pace(turns))
    return TimedTurns(turns=tuple(sorted(found, key=lambda turn: turn.start)), warnings=warnings)


_ROLES: Final = frozenset(Role)


def _timed(turn: SpokenTurn, text: str, before: float) -> TimedTurn:
    """before: the end of the turn before it, in seconds."""
    start, end = turn.start, turn.end
    doubt = any(second is not None and (not math.isfinite(second) or second < 0) for second in (start, end))
    if start is None or not math.isfinite(start):
        start = before
    start = max(0.0, start)
    if end is not None and math.isfinite(end) and end <= start:
        doubt = True
    if end is None or not math.isfinite(end) or end <= start:
        end = start + SECONDS_A_CHARACTER * len(text)
    return TimedTurn(role=Role(turn.role), text=text, start=start, end=end, doubt=doubt)


def _of_doubtful(numbers: Sequence[int]) -> Iterator[str]:
    if numbers:
        yield f"有{len(numbers)}句的起止时间不成立（如第{numbers[0]}句），已按字数估算，请核对文字稿"


def _of_broken(count: int) -> Iterator[str]:
    if count:
        yield f"文字稿中有{count}个残缺字符，已略去"


def _of_pace(turns: Sequence[SpokenTurn]) -> Iterator[str]:
    """Times that no talk could have: slower than anybody waits, or faster than anybody speaks."""
    seconds, characters = pace(turns)
    if 0 < seconds < math.inf and characters > FASTEST * seconds:
        yield "按文字稿的时间计算，语速快得不可能，时间单位可能不是秒，请核对"
    starts = [turn.start for turn in turns if turn.start is not None and math.isfinite(turn.start)]
    length = max(starts, default=0.0) - min(starts, default=0.0)
    if length > _LONG_S and sum(len(turn.text) for turn in turns) < SLOWEST * length:
        yield "按文字稿的时间计算，全程几乎无人说话，时间单位可能不是秒，请核对"
