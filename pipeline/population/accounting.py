"""Population accounting: every call or loan that should be there, with what became of it, so that the sums close."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum, StrEnum
from itertools import islice

from pydantic import Field

from pipeline.domain.base import Frozen


class Milestone(IntEnum):
    """How far something expected came; what reached one milestone reached all before it."""

    EXPECTED = 0
    RECEIVED = 1
    HEARD = 2
    JUDGED = 3


class Disposition(StrEnum):
    """What became of something expected: one of these, and only one; those that came farther stand first."""

    JUDGED = "judged"
    UNJUDGED = "unjudged"
    NOTHING_HEARD = "nothing_heard"
    FAILED = "failed"
    OTHER_STAGE = "other_stage"
    OTHER_PRODUCT = "other_product"
    NOT_RECEIVED = "not_received"

    @property
    def reached(self) -> Milestone:
        """The last milestone before it was lost."""
        return _REACHED.get(self, Milestone.EXPECTED)


_REACHED = {
    Disposition.JUDGED: Milestone.JUDGED,
    Disposition.UNJUDGED: Milestone.HEARD,
    Disposition.NOTHING_HEARD: Milestone.RECEIVED,
    Disposition.FAILED: Milestone.RECEIVED,
}
_FARTHEST_FIRST = tuple(Disposition)
_TWINS_NAMED = 6  # one announcement may be the recording of thousands of calls, each of which has all others as twins


class Expected(Frozen):
    """One row of the list: a call, or a loan where call_id is empty.

    row: as a spreadsheet counts it. case_id: of a loan its key, of a call what the list says besides, empty for
    nothing. stage and product: which call of the loan must be there, empty for any. cells: the row as it stood.
    """

    row: int
    call_id: str = ""
    case_id: str = ""
    stage: str = ""
    product: str = ""
    cells: dict[str, str] = Field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        """What may stand on a list once: a call, or a loan at a stage."""
        return (self.call_id,) if self.call_id else (self.case_id, self.stage)


class ReceivedCall(Frozen):
    """What the store has under one call_id.

    is_call: a call, not only failures, which know no case. heard: its recognition has words. stands: a judgement of it
    stands. judgements: how many were made. failures: how many runs it failed in; reason: of the newest of them.
    """

    call_id: str
    is_call: bool = True
    case_id: str = ""
    product: str = ""
    stage: str = ""
    recording_sha256: str = ""
    heard: bool = False
    stands: bool = False
    judgements: int = 0
    failures: int = 0
    reason: str = ""

    @property
    def disposition(self) -> Disposition:
        """How far this call came."""
        if not self.stands and self.failures:
            return Disposition.FAILED
        if not self.heard:
            return Disposition.NOTHING_HEARD
        return Disposition.JUDGED if self.stands else Disposition.UNJUDGED


class RowOutcome(Frozen):
    """What became of one row.

    calls: those that it asked for, the farthest first. beside: the loan's other calls, where it asked for none of them.
    twins: the first call_ids that have a recording of its calls too.
    """

    expected: Expected
    disposition: Disposition
    calls: tuple[ReceivedCall, ...] = ()
    beside: tuple[ReceivedCall, ...] = ()
    twins: tuple[str, ...] = ()

    @property
    def in_other_case(self) -> bool:
        """Whether the list gives the call to another loan than the store does."""
        case_ids = {self.expected.case_id, *(call.case_id for call in self.calls)} - {""}
        return bool(self.expected.call_id) and len(case_ids) > 1


class Imbalance(Frozen):
    """A sum that does not close. whole: as counted by itself; parts: what its parts add up to."""

    name: str
    whole: int
    parts: int


class Accounting(Frozen):
    """A population accounted for. expected, stored: rows of the list and calls of the store, counted by themselves.

    outcomes: one a row, in the list's order. unexpected: what the store has and no row asked for.
    unplaced: failures that a list of loans cannot ask for, since a failure knows no case.
    """

    expected: int
    stored: int
    outcomes: tuple[RowOutcome, ...]
    unexpected: tuple[ReceivedCall, ...]
    unplaced: tuple[ReceivedCall, ...]

    @property
    def of_calls(self) -> bool:
        """Whether the list is one of calls, not of loans."""
        return any(outcome.expected.call_id for outcome in self.outcomes)

    def counts(self) -> dict[Disposition, int]:
        """How many rows came to what, the farthest first; without those that nothing came to."""
        counted = Counter(outcome.disposition for outcome in self.outcomes)
        return {each: counted[each] for each in _FARTHEST_FIRST if counted[each]}

    def reached(self, milestone: Milestone) -> int:
        """How many rows came at least so far."""
        return sum(outcome.disposition.reached >= milestone for outcome in self.outcomes)

    def placed(self) -> int:
        """How many calls of the store stand behind a row, each counted once."""
        return len({call.call_id for outcome in self.outcomes for call in outcome.calls if call.is_call})

    def imbalances(self) -> tuple[Imbalance, ...]:
        """The sums that do not close: rows against outcomes, and calls stored against calls placed or unexpected."""
        strangers = sum(call.is_call for call in self.unexpected)
        sums = (
            ("expected", self.expected, sum(self.counts().values())),
            ("stored", self.stored, self.placed() + strangers),
        )
        return tuple(Imbalance(name=n, whole=whole, parts=parts) for n, whole, parts in sums if whole != parts)


def account(expected: Sequence[Expected], received: Sequence[ReceivedCall], stored: int) -> Accounting:
    """Every row with what became of it, and what came though no row expected it.

    expected: all calls or all loans, no key twice. received: all that the store has, no call_id twice, in any order.
    stored: how many calls the store counts.
    """
    store = _Received(received)
    outcomes = tuple(_outcome(each, store) for each in expected)
    placed = {call.call_id for outcome in outcomes for call in outcome.calls}
    strangers = [each for each in received if each.call_id not in placed]
    loans = all(not each.call_id for each in expected)
    return Accounting(
        expected=len(expected),
        stored=stored,
        outcomes=outcomes,
        unexpected=tuple(each for each in strangers if each.is_call or not loans),
        unplaced=tuple(each for each in strangers if loans and not each.is_call),
    )


class _Received:
    """What the store has, to be found by call, by case and by recording."""

    def __init__(self, received: Iterable[ReceivedCall]) -> None:
        self.by_call: dict[str, ReceivedCall] = {}
        self.by_case: dict[str, list[ReceivedCall]] = defaultdict(list)
        self.by_recording: dict[str, list[str]] = defaultdict(list)
        for each in received:
            self.by_call[each.call_id] = each
            if each.case_id:
                self.by_case[each.case_id].append(each)
            if each.recording_sha256:
                self.by_recording[each.recording_sha256].append(each.call_id)

    def behind(self, expected: Expected) -> list[ReceivedCall]:
        """The calls of the row: one by its call_id, or all of its loan, whatever their stage."""
        if expected.call_id:
            return [self.by_call[expected.call_id]] if expected.call_id in self.by_call else []
        return self.by_case.get(expected.case_id, [])

    def twins(self, calls: Iterable[ReceivedCall]) -> Iterator[str]:
        """Other call_ids under which a recording of these calls stands too."""
        for call in calls:
            yield from (other for other in self.by_recording.get(call.recording_sha256, ()) if other != call.call_id)


def _outcome(expected: Expected, store: _Received) -> RowOutcome:
    around = store.behind(expected)
    asked = [call for call in around if expected.product in {"", call.product} and expected.stage in {"", call.stage}]
    if not asked:
        return RowOutcome(expected=expected, disposition=_missed(expected, around), beside=tuple(around))
    calls = sorted(asked, key=lambda call: (_FARTHEST_FIRST.index(call.disposition), call.call_id))
    twins = tuple(dict.fromkeys(islice(store.twins(calls), _TWINS_NAMED)))
    return RowOutcome(expected=expected, disposition=calls[0].disposition, calls=tuple(calls), twins=twins)


def _missed(expected: Expected, around: Sequence[ReceivedCall]) -> Disposition:
    """Why no call that was asked for is there, given those of the loan that were not asked for."""
    if not around:
        return Disposition.NOT_RECEIVED
    if any(expected.product in {"", call.product} for call in around):
        return Disposition.OTHER_STAGE
    return Disposition.OTHER_PRODUCT
