"""Items from acts: the status, the evidence that bears it out, what the reviewer reads; and where nobody can tell."""

from typing import Any

import pytest

from pipeline.checklist.from_reading import doubted, heard_in, items_from, sure_of_roles
from pipeline.checklist.load import load_checklist
from pipeline.domain.report import Evidence, ItemResult, evidence_in
from pipeline.domain.transcript import Quality, Transcript, Unheard
from pipeline.domain.vocabulary import Status
from tests.reader.readings import a_reading, talk

TALK = talk("坐：一个月收入多少？", "客：还可以吧。", "坐：大概有多少？", "客：八千来块。", "坐：好的。")
CHECKLIST = load_checklist("consumer", "pre_loan")


def result(transcript: Transcript = TALK, **given: Any) -> ItemResult:
    reading = a_reading(transcript, **given)
    return {item.id: item for item in items_from(reading, transcript, CHECKLIST)}["income"]


CASES: list[tuple[str, dict[int, tuple[str, float]], list[int]]] = [
    ("verified", {0: ("raises", 0.9), 1: ("vague", 0.8), 3: ("answers", 0.95)}, [3, 0]),
    ("insufficient", {0: ("raises", 0.9), 1: ("vague", 0.8)}, [1, 0]),
    ("refused", {0: ("raises", 0.9), 1: ("declines", 0.8)}, [1, 0]),
    ("unanswered", {0: ("raises", 0.6), 2: ("raises", 0.9)}, [2, 0]),
    ("missing", {}, []),
]


@pytest.mark.parametrize(("status", "acts", "shown"), CASES)
def test_evidence_bears_its_status_out(status: str, acts: dict[int, tuple[str, float]], shown: list[int]) -> None:
    item = result(acts={"income": acts}, statuses={"income": {status: 0.9, "missing": 0.1}})
    assert item.status == (status if status != "missing" else Status.MISSING)
    assert [evidence.utterance for evidence in item.evidence] == shown
    for evidence in item.evidence:
        assert evidence.quote in TALK.utterances[evidence.utterance].text


def test_a_status_other_than_missing_always_has_evidence() -> None:
    item = result(acts={"income": {3: ("answers", 0.1)}}, statuses={"income": {"verified": 0.6, "missing": 0.4}})
    assert [evidence.utterance for evidence in item.evidence] == [3]


def test_confidence_is_the_calibrated_probability_times_how_well_the_words_were_heard() -> None:
    badly = TALK.model_copy(
        update={"utterances": tuple(u.model_copy(update={"confidence": 0.5}) for u in TALK.utterances)}
    )
    given: dict[str, Any] = {
        "acts": {"income": {3: ("answers", 0.9)}},
        "statuses": {"income": {"verified": 0.8, "missing": 0.2}},
    }
    assert result(**given).confidence == 0.8
    assert result(badly, **given).confidence == 0.4


def test_missing_is_not_claimed_where_much_was_not_heard() -> None:
    quality = Quality(coverage=0.5, unheard=(Unheard(start=1.0, end=9.0, reason="噪声"),))
    item = result(TALK.model_copy(update={"quality": quality}))
    assert item.status is Status.NOT_EVALUABLE


@pytest.mark.parametrize(
    ("item", "status", "reason"),
    [
        ("income", "verified", "已提出并得到答复"),
        ("income", "missing", "通读了全部5句话，坐席没有提出，客户也没有主动说明"),
        ("income", "not_applicable", "通话表明该事项不适用"),
        ("recording_notice", "verified", "坐席已告知"),
        ("recording_notice", "unanswered", "已问未答"),
    ],
)
def test_the_reviewer_reads_why_in_one_line(item: str, status: str, reason: str) -> None:
    reading = a_reading(TALK, statuses={item: {status: 1.0}})
    found = {each.id: each for each in items_from(reading, TALK, CHECKLIST)}[item]
    assert found.reason == reason


ASKING = talk("坐：一个月收入多少？", "客：嗯。", "坐：征信好吗？", "客：好。")
ASKED_AT_6 = evidence_in(ASKING.utterances[2], "征信好吗", rule="测试", explanation="测试")  # from 6.0 to 8.5


def listen_to(seconds: str) -> str:
    return f"通话中有语音未能识别，可能涉及该事项，请人工复听：{seconds}"


def with_quality(**given: object) -> Transcript:
    return ASKING.model_copy(update={"quality": Quality.model_validate(given)})


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
    transcript = with_quality(coverage=coverage, unheard=lost(*spans))
    assert doubted(transcript, Status.MISSING, ())[0] is status


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
    transcript = with_quality(coverage=0.99, unheard=lost(span))
    assert doubted(transcript, Status.UNANSWERED, (ASKED_AT_6,))[0] is status


def test_a_question_that_was_raised_nowhere_is_not_in_doubt() -> None:
    transcript = with_quality(coverage=0.1, unheard=lost((9.0, 10.0)))
    assert doubted(transcript, Status.UNANSWERED, ()) == (Status.UNANSWERED, "")


@pytest.mark.parametrize("status", [status for status in Status if status not in {Status.MISSING, Status.UNANSWERED}])
def test_what_was_heard_is_not_doubted_for_what_was_not(status: Status) -> None:
    transcript = with_quality(coverage=0.1, unheard=lost((7.0, 20.0)))
    assert doubted(transcript, status, (ASKED_AT_6,)) == (status, "")


@pytest.mark.parametrize("status", [Status.MISSING, Status.UNANSWERED])
def test_a_call_that_was_heard_whole_leaves_no_doubt(status: Status) -> None:
    assert doubted(ASKING, status, (ASKED_AT_6,)) == (status, "")


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
    transcript = with_quality(coverage=0.5, unheard=lost(*spans))
    assert doubted(transcript, Status.MISSING, ()) == (Status.NOT_EVALUABLE, listen_to(seconds))


def test_of_an_unanswered_question_only_the_seconds_near_it_are_told() -> None:
    transcript = with_quality(coverage=0.5, unheard=lost((0.0, 5.0), (9.0, 11.0), (60.0, 99.0)))
    expected = (Status.NOT_EVALUABLE, listen_to("9–11秒"))
    assert doubted(transcript, Status.UNANSWERED, (ASKED_AT_6,)) == expected


def test_seconds_near_any_of_several_times_that_it_was_asked_count() -> None:
    transcript = with_quality(unheard=lost((1.0, 2.0)))
    earlier = evidence_in(ASKING.utterances[0], "收入", rule="测试", explanation="测试")
    expected = (Status.NOT_EVALUABLE, listen_to("1–2秒"))
    assert doubted(transcript, Status.UNANSWERED, (ASKED_AT_6, earlier)) == expected


def heard_so(*confidences: float) -> Transcript:
    pairs = zip(ASKING.utterances, confidences, strict=True)
    return ASKING.model_copy(
        update={"utterances": tuple(each.model_copy(update={"confidence": sure}) for each, sure in pairs)}
    )


def shown(*places: int) -> tuple[Evidence, ...]:
    return tuple(evidence_in(ASKING.utterances[n], "好", rule="测试", explanation="测试") for n in places)


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
