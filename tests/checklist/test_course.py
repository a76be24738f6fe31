import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checklist.course import Event, Step, run
from pipeline.domain.vocabulary import Status


def steps(*events: Event) -> tuple[Step, ...]:
    return tuple(Step(event=event, certainty=0.5 + n / 100, evidence=()) for n, event in enumerate(events))


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ((), Status.MISSING),
        ((Event.RAISED,), Status.UNANSWERED),
        ((Event.NAMED,), Status.INSUFFICIENT),
        ((Event.RAISED, Event.RAISED, Event.ANSWERED), Status.VERIFIED),
        ((Event.VAGUE, Event.RAISED), Status.INSUFFICIENT),
        ((Event.DECLINED, Event.RAISED), Status.REFUSED),
        ((Event.DECLINED, Event.VAGUE), Status.INSUFFICIENT),
        ((Event.VAGUE, Event.DECLINED), Status.REFUSED),
        ((Event.DECLINED, Event.AGREED), Status.VERIFIED),
        ((Event.VOLUNTEERED, Event.RAISED, Event.VAGUE), Status.VERIFIED),
        ((Event.RAISED, Event.TOLD), Status.VERIFIED),
    ],
)
def test_what_a_series_of_events_makes_of_a_part(events: tuple[Event, ...], status: Status) -> None:
    assert run(steps(*events)).status is status


@given(st.lists(st.sampled_from(Event)))
def test_every_step_has_a_status_and_verified_stays(events: list[Event]) -> None:
    course = run(steps(*events))
    assert len(course.statuses) == len(events)
    if Status.VERIFIED in course.statuses:
        assert course.status is Status.VERIFIED


@given(st.lists(st.sampled_from(Event), min_size=1))
def test_the_deciding_step_is_one_that_leads_to_the_status_by_itself(events: list[Event]) -> None:
    course = run(steps(*events))
    assert course.deciding is not None
    assert run((course.deciding,)).status is course.status


def test_the_surest_of_several_answers_decides() -> None:
    course = run(steps(Event.ANSWERED, Event.VAGUE, Event.AGREED))
    assert course.deciding is course.steps[2]
