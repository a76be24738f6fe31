"""Values do not change, and spans of time have the algebra that their users count on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.domain.base import TimeSpan

seconds = st.floats(0, 10_000).map(lambda s: round(s, 3))
spans = st.tuples(seconds, seconds).map(lambda pair: TimeSpan(start=min(pair), end=max(pair)))


def span(start: float, end: float) -> TimeSpan:
    return TimeSpan(start=start, end=end)


@given(spans, spans)
def test_what_two_spans_share_is_no_longer_than_either_and_the_same_both_ways(a: TimeSpan, b: TimeSpan) -> None:
    assert a.overlap(b) == b.overlap(a) <= min(a.duration, b.duration) + 1e-9
    shared = a & b
    assert (shared.duration if shared else 0.0) == pytest.approx(a.overlap(b))


@given(spans, spans)
def test_spans_either_meet_or_have_a_gap(a: TimeSpan, b: TimeSpan) -> None:
    assert not (a.overlap(b) and a.gap(b))
    assert a.gap(b) == b.gap(a) >= 0


@pytest.mark.parametrize(
    ("a", "b", "shared", "gap"),
    [
        (span(0, 2), span(1, 3), span(1, 2), 0.0),
        (span(0, 5), span(1, 3), span(1, 3), 0.0),
        (span(0, 2), span(2, 3), None, 0.0),
        (span(0, 2), span(2.5, 3), None, 0.5),
        (span(0, 0), span(0, 3), None, 0.0),
    ],
)
def test_shared_time_and_gap(a: TimeSpan, b: TimeSpan, shared: TimeSpan | None, gap: float) -> None:
    assert a & b == b & a == shared
    assert a.gap(b) == gap


def test_a_span_that_ends_before_it_starts_has_no_length() -> None:
    assert span(3, 1).duration == 0.0


def test_a_value_cannot_be_changed_and_takes_no_unknown_key() -> None:
    value = span(0, 1)
    with pytest.raises(ValidationError):
        value.__setattr__("start", 2)
    with pytest.raises(ValidationError):
        TimeSpan.model_validate({"start": 0, "end": 1, "finish": 2})
