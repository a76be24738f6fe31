import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.domain.time import TimeSpan
from pipeline.domain.vocabulary import FLAGGED, Kind, Role, Status
from pipeline.rulebook.taxonomy import taxonomy

seconds = st.floats(0, 10_000).map(lambda s: round(s, 3))
spans = st.tuples(seconds, seconds).map(lambda pair: TimeSpan(start=min(pair), end=max(pair)))


@given(spans, spans)
def test_what_two_spans_share_is_no_longer_than_either_and_the_same_both_ways(a: TimeSpan, b: TimeSpan) -> None:
    assert a.overlap(b) == b.overlap(a) <= min(a.duration, b.duration) + 1e-9
    shared = a & b
    assert (shared.duration if shared else 0.0) == pytest.approx(a.overlap(b))


@given(spans, spans)
def test_spans_either_meet_or_have_a_gap(a: TimeSpan, b: TimeSpan) -> None:
    assert not (a.overlap(b) and a.gap(b))
    assert a.gap(b) == b.gap(a) >= 0


def test_a_value_cannot_be_changed_and_takes_no_unknown_key() -> None:
    span = TimeSpan(start=0, end=1)
    with pytest.raises(ValidationError):
        span.__setattr__("start", 2)
    with pytest.raises(ValidationError):
        TimeSpan.model_validate({"start": 0, "end": 1, "finish": 2})


def test_the_words_in_the_code_are_those_of_the_taxonomy() -> None:
    words = taxonomy()
    assert {status.value for status in Status} == set(words.statuses)
    assert {role.value for role in Role} == set(words.roles)
    assert {kind.value for kind in Kind} == set(words.kinds)
    for status in Status:
        assert words.statuses[status.value].startswith(status.name_zh)


def test_flagged_is_what_a_reviewer_must_chase() -> None:
    assert {s for s in Status if s.flagged} == FLAGGED == {"insufficient", "unanswered", "refused", "missing"}
