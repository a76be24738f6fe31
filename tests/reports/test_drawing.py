from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.vocabulary import Role, Status
from pipeline.reports.drawing import LEFT, WIDTH, shares, timeline
from tests.making import a_recording, a_report, an_item, an_utterance
from tests.reports.invented_call import invented_call

TIMELINE = timeline(invented_call())
seconds = st.floats(-10, 20_000)


@given(st.lists(st.sampled_from(list(Status)), max_size=30))
def test_the_applicable_items_fill_the_bar(statuses: list[Status]) -> None:
    drawn = shares([an_item(f"i{n}", status) for n, status in enumerate(statuses)])
    applicable = [status for status in statuses if status is not Status.NOT_APPLICABLE]
    assert sum(share.count for share in drawn) == len(applicable)
    assert sum(share.width for share in drawn) == pytest.approx(100 if applicable else 0)
    for earlier, later in pairwise(drawn):
        assert later.x == pytest.approx(earlier.x + earlier.width)


def test_who_speaks_is_drawn_where_they_speak() -> None:
    assert [span.role for span in TIMELINE.spoken[:3]] == [Role.AGENT, Role.CUSTOMER, Role.AGENT]
    second = (TIMELINE.spoken[2].x - LEFT) / WIDTH * TIMELINE.length_s
    assert second == pytest.approx(8.1, abs=0.1)
    assert len(TIMELINE.unheard) == 1


def test_every_evidence_is_marked_with_the_second_that_it_leads_to() -> None:
    marks = {(mark.kind, mark.second, mark.utterance) for mark in TIMELINE.marks}
    assert {("item", 0.6, 0), ("risk", 40.3, 8), ("violation", 44.6, 9)} <= marks
    assert any(mark.title == "0:44 教客户如何作答" for mark in TIMELINE.marks)


@given(st.lists(seconds, max_size=5), st.floats(0, 20_000))
def test_nothing_is_drawn_outside_of_the_timeline(starts: list[float], duration_s: float) -> None:
    lines = tuple(an_utterance(n, Role.AGENT, "好", start) for n, start in enumerate(starts))
    drawn = timeline(a_report(a_recording(duration_s=duration_s), transcript=lines))
    for x in (*(span.x for span in drawn.spoken), *(tick.x for tick in drawn.ticks)):
        assert LEFT <= x <= LEFT + WIDTH


@pytest.mark.parametrize(
    ("duration_s", "labels"),
    [
        (3, ["0:00"]),
        (31, ["0:00", "0:05", "0:10", "0:15", "0:20", "0:25", "0:30"]),
        (90, ["0:00", "0:15", "0:30", "0:45", "1:00", "1:15", "1:30"]),
        (3700, ["0:00", "10:00", "20:00", "30:00", "40:00", "50:00", "1:00:00"]),
    ],
)
def test_times_are_round_and_few(duration_s: float, labels: list[str]) -> None:
    assert [tick.label for tick in timeline(a_report(a_recording(duration_s=duration_s))).ticks] == labels


@pytest.mark.parametrize("duration_s", [1.0, 60.0, 3600.0, 86_400.0, 1e7, 1e12])
def test_a_call_of_any_length_has_a_few_times_under_it(duration_s: float) -> None:
    ticks = timeline(a_report(a_recording(duration_s=duration_s))).ticks
    assert 1 <= len(ticks) <= 8
