"""The state machine of one part: what each thing that happens to it in a call makes of its status."""

from enum import StrEnum

from pipeline.domain.base import Frozen
from pipeline.domain.report import Evidence
from pipeline.domain.vocabulary import Status


class Event(StrEnum):
    """What can happen to a part, once for each time that somebody speaks of it.

    raised: the agent asked, and no answer came. named: the agent spoke of it without its substance. stated: the agent
    told what only has to be told. answered: the customer gave the substance. agreed: a yes or no that is enough.
    presumed: an answer was given that nobody could pin down. vague, declined: answers that are none.
    volunteered: the customer spoke of it unasked. told: a fact or risk of the call holds the substance.
    """

    RAISED = "raised"
    NAMED = "named"
    STATED = "stated"
    ANSWERED = "answered"
    AGREED = "agreed"
    PRESUMED = "presumed"
    VAGUE = "vague"
    DECLINED = "declined"
    VOLUNTEERED = "volunteered"
    TOLD = "told"


class Step(Frozen):
    """One event with what shows it and how sure it is, 0 to 1."""

    event: Event
    certainty: float
    evidence: tuple[Evidence, ...]


class Course(Frozen):
    """All that happened to a part, in spoken order. statuses: after each step, one for each of steps."""

    steps: tuple[Step, ...]
    statuses: tuple[Status, ...]

    @property
    def status(self) -> Status:
        """Where the part stands when the call is over."""
        return self.statuses[-1] if self.statuses else Status.MISSING

    @property
    def deciding(self) -> Step | None:
        """The step that the status rests on: the surest that verifies, else the last that leads there by itself."""
        leading = [step for step in self.steps if _FIRST[step.event] is self.status]
        if self.status is Status.VERIFIED:
            return max(leading, key=lambda step: step.certainty)
        return leading[-1] if leading else None


_FIRST = {
    Event.RAISED: Status.UNANSWERED,
    Event.NAMED: Status.INSUFFICIENT,
    Event.STATED: Status.VERIFIED,
    Event.ANSWERED: Status.VERIFIED,
    Event.AGREED: Status.VERIFIED,
    Event.PRESUMED: Status.VERIFIED,
    Event.VAGUE: Status.INSUFFICIENT,
    Event.DECLINED: Status.REFUSED,
    Event.VOLUNTEERED: Status.VERIFIED,
    Event.TOLD: Status.VERIFIED,
}
# Verified once is verified. An answer of any kind counts more than a question left open, and the last one counts most.
_NEXT: dict[Status, dict[Event, Status]] = {
    Status.MISSING: _FIRST,
    Status.UNANSWERED: _FIRST,
    Status.INSUFFICIENT: _FIRST | {Event.RAISED: Status.INSUFFICIENT},
    Status.REFUSED: _FIRST | {Event.RAISED: Status.REFUSED},
    Status.VERIFIED: dict.fromkeys(Event, Status.VERIFIED),
}


def run(steps: tuple[Step, ...]) -> Course:
    """The course that steps take from missing on."""
    status, statuses = Status.MISSING, []
    for step in steps:
        status = _NEXT[status][step.event]
        statuses.append(status)
    return Course(steps=steps, statuses=tuple(statuses))
