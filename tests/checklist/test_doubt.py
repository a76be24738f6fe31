"""Where nobody can tell, and how much the hearing takes from a certainty."""

import pytest

from pipeline.checklist.doubt import doubted, heard_in, sure_of_roles
from pipeline.checklist.wording import reason_for_not_evaluable
from pipeline.domain.report import Evidence, evidence_in
from pipeline.domain.transcript import Quality, Transcript, Unheard
from pipeline.domain.vocabulary import Status
from tests.reader.readings import talk

TALK = talk("坐：一个月收入多少？", "客：嗯。", "坐：征信好吗？", "客：好。")
ASKED_AT_6 = evidence_in(TALK.utterances[2], "征信好吗", rule="测试", explanation="测试")  # from 6.0 to 8.5


def with_quality(**given: object) -> Transcript:
    return TALK.model_copy(update={"quality": Quality.model_validate(given)})


def lost(*spans: tuple[float, float]) -> tuple[Unheard, ...]:
    return tuple(Unheard(start=start, end=end, reason="噪声") for start, end in spans)


@pytest.mark.parametrize(
    ("coverage", "spans", "status"),
    [
        (0.79, [(1.0, 9.0)], Status.NOT_EVALUABLE),
        (0.8, [(1.0, 9.0)], Status.MISSING),
        (1.0, [(1.0, 9.0)], Status.MISSING),
        (0.0, [], Status.MISSING),
    ],
    ids=["more than a fifth is lost", "just a fifth", "all counts as heard", "nobody knows where it was lost"],
)
def test_missing_is_not_claimed_where_more_than_a_fifth_of_the_speech_was_lost(
    coverage: float, spans: list[tuple[float, float]], status: Status
) -> None:
    said = with_quality(coverage=coverage, unheard=lost(*spans))
    assert doubted(said, Status.MISSING, ())[0] is status


@pytest.mark.parametrize(
    ("span", "status"),
    [
        ((9.0, 10.0), Status.NOT_EVALUABLE),
        ((14.4, 20.0), Status.NOT_EVALUABLE),
        ((14.5, 20.0), Status.UNANSWERED),
        ((7.0, 8.0), Status.NOT_EVALUABLE),
        ((3.0, 6.1), Status.NOT_EVALUABLE),
        ((3.0, 6.0), Status.UNANSWERED),
    ],
    ids=["just behind", "within six seconds", "six seconds behind", "during", "into it", "before it"],
)
def test_a_question_may_have_been_answered_in_speech_that_was_lost_just_behind_it(
    span: tuple[float, float], status: Status
) -> None:
    said = with_quality(coverage=0.99, unheard=lost(span))
    assert doubted(said, Status.UNANSWERED, (ASKED_AT_6,))[0] is status


def test_a_question_that_was_raised_nowhere_is_not_in_doubt() -> None:
    said = with_quality(coverage=0.1, unheard=lost((9.0, 10.0)))
    assert doubted(said, Status.UNANSWERED, ()) == (Status.UNANSWERED, "")


@pytest.mark.parametrize("status", [status for status in Status if status not in {Status.MISSING, Status.UNANSWERED}])
def test_what_was_heard_is_not_doubted_for_what_was_not(status: Status) -> None:
    said = with_quality(coverage=0.1, unheard=lost((7.0, 20.0)))
    assert doubted(said, status, (ASKED_AT_6,)) == (status, "")


@pytest.mark.parametrize("status", [Status.MISSING, Status.UNANSWERED])
def test_a_call_that_was_heard_whole_leaves_no_doubt(status: Status) -> None:
    assert doubted(TALK, status, (ASKED_AT_6,)) == (status, "")


@pytest.mark.parametrize(
    ("spans", "seconds"),
    [
        ([(1.2, 9.4)], "1–9秒"),
        ([(20.0, 30.0), (1.0, 9.0)], "1–9秒、20–30秒"),
        (
            [(0.0, 6.0), (10.0, 11.0), (20.0, 23.0), (30.0, 34.0), (40.0, 45.0), (50.0, 52.0), (60.0, 69.0)],
            "0–6秒、20–23秒、30–34秒、40–45秒、60–69秒",
        ),
    ],
    ids=["one", "in order of time", "the five longest"],
)
def test_the_reviewer_is_told_which_seconds_to_listen_to(spans: list[tuple[float, float]], seconds: str) -> None:
    said = with_quality(coverage=0.5, unheard=lost(*spans))
    assert doubted(said, Status.MISSING, ()) == (Status.NOT_EVALUABLE, reason_for_not_evaluable(seconds))


def test_of_an_unanswered_question_only_the_seconds_near_it_are_told() -> None:
    said = with_quality(coverage=0.5, unheard=lost((0.0, 5.0), (9.0, 11.0), (60.0, 99.0)))
    told = (Status.NOT_EVALUABLE, reason_for_not_evaluable("9–11秒"))
    assert doubted(said, Status.UNANSWERED, (ASKED_AT_6,)) == told


def test_seconds_near_any_of_several_times_that_it_was_asked_count() -> None:
    said = with_quality(unheard=lost((1.0, 2.0)))
    earlier = evidence_in(TALK.utterances[0], "收入", rule="测试", explanation="测试")
    told = (Status.NOT_EVALUABLE, reason_for_not_evaluable("1–2秒"))
    assert doubted(said, Status.UNANSWERED, (ASKED_AT_6, earlier)) == told


def heard_so(*confidences: float) -> Transcript:
    told = zip(TALK.utterances, confidences, strict=True)
    return TALK.model_copy(
        update={"utterances": tuple(said.model_copy(update={"confidence": sure}) for said, sure in told)}
    )


def shown(*places: int) -> tuple[Evidence, ...]:
    return tuple(evidence_in(TALK.utterances[n], "好", rule="测试", explanation="测试") for n in places)


@pytest.mark.parametrize(
    ("places", "heard"),
    [((1,), 0.5), ((2, 3), 0.3), ((0, 1, 2, 3), 0.5), ((), 0.5), ((3,), 0.0)],
    ids=["one", "two", "all", "none: the whole call", "not at all"],
)
def test_words_are_trusted_as_far_as_those_of_the_evidence_were_heard(places: tuple[int, ...], heard: float) -> None:
    assert heard_in(heard_so(0.9, 0.5, 0.6, 0.0), shown(*places)) == pytest.approx(heard)


def test_a_call_without_words_leaves_a_certainty_as_it_is() -> None:
    assert heard_in(Transcript(utterances=()), ()) == 1.0


@pytest.mark.parametrize(("roles", "left"), [(1.0, 1.0), (0.5, 0.75), (0.0, 0.5)])
def test_doubt_about_who_is_who_takes_half_a_certainty_at_the_worst(roles: float, left: float) -> None:
    assert sure_of_roles(with_quality(role_confidence=roles)) == left
