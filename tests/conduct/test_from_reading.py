"""What is held against whom, and what is only to be listened to."""

import pytest

from pipeline.conduct.from_reading import account_of_conduct, doubtful_conduct, likeliest, risks_from, violations_from
from pipeline.domain.report import Finding
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rules import shipped_rules
from tests.reader.readings import a_reading, talk

EXPLANATIONS = shipped_rules().explanations

TALK = talk(
    "坐：再不还，我们上你单位去。", "客：这两个月厂里只发基本工资。", "坐：那下月十五号要扣款了。", "客：上哪儿弄钱去。"
)


def ids(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.id for finding in findings]


def test_a_risk_is_shown_by_its_surest_utterance_first() -> None:
    reading = a_reading(TALK, conduct={"income_loss": {1: 0.7, 3: 0.9}, "overdue": {3: 0.5}})
    (risk,) = risks_from(reading, TALK, EXPLANATIONS)
    assert risk.id == "income_loss"
    assert [evidence.utterance for evidence in risk.evidence] == [3, 1]


def test_between_doubt_and_threshold_it_is_only_for_the_reviewer() -> None:
    reading = a_reading(TALK, conduct={"overdue": {3: 0.5}, "threat": {0: 0.7}, "income_loss": {1: 0.1}})
    assert ids(risks_from(reading, TALK, EXPLANATIONS)) == ids(violations_from(reading, TALK, EXPLANATIONS)) == []
    assert ids(doubtful_conduct(reading, TALK, EXPLANATIONS)) == ["overdue", "threat"]


def test_only_an_agent_can_commit_a_violation() -> None:
    reading = a_reading(TALK, conduct={"threat": {1: 0.99}})
    assert violations_from(reading, TALK, EXPLANATIONS) == ()


def test_a_violation_has_a_threshold_of_its_own() -> None:
    assert ids(violations_from(a_reading(TALK, conduct={"threat": {0: 0.85}}), TALK, EXPLANATIONS)) == ["threat"]
    assert violations_from(a_reading(TALK, conduct={"threat": {0: 0.75}}), TALK, EXPLANATIONS) == ()


@pytest.mark.parametrize(
    ("shown", "evidence"),
    [
        ({3: 0.9}, [3]),
        ({1: 0.44, 3: 0.9}, [3]),
        ({1: 0.45, 3: 0.9}, [3, 1]),
        ({0: 0.8, 1: 0.7, 2: 0.6, 3: 0.9}, [3, 0, 1]),
        ({1: 0.7, 3: 0.7}, [1, 3]),
    ],
    ids=["one", "less than half as sure", "half as sure", "three at the most", "the first of two as sure"],
)
def test_beside_the_surest_utterance_stand_those_that_are_half_as_sure(
    shown: dict[int, float], evidence: list[int]
) -> None:
    (risk,) = risks_from(a_reading(TALK, conduct={"income_loss": shown}), TALK, EXPLANATIONS)
    assert [each.utterance for each in risk.evidence] == evidence
    assert {each.explanation for each in risk.evidence} == {EXPLANATIONS["income_loss"]}


def test_a_finding_is_as_sure_as_it_is_likely_and_was_heard() -> None:
    badly = TALK.model_copy(
        update={"utterances": tuple(each.model_copy(update={"confidence": 0.5}) for each in TALK.utterances)}
    )
    (risk,) = risks_from(a_reading(badly, conduct={"income_loss": {1: 0.8}}), badly, EXPLANATIONS)
    assert risk.confidence == 0.4


@pytest.mark.parametrize(
    ("probability", "risks", "doubts"), [(0.19, [], []), (0.2, [], ["overdue"]), (0.61, ["overdue"], [])]
)
def test_thresholds_are_inclusive_and_a_risk_is_found_or_doubtful_but_never_both(
    probability: float, risks: list[str], doubts: list[str]
) -> None:
    reading = a_reading(TALK, conduct={"overdue": {3: probability + 1e-6}})
    assert ids(risks_from(reading, TALK, EXPLANATIONS)) == risks
    assert ids(doubtful_conduct(reading, TALK, EXPLANATIONS)) == doubts


def test_findings_stand_in_the_taxonomy_s_order() -> None:
    reading = a_reading(TALK, conduct={"income_loss": {1: 0.99}, "overdue": {3: 0.7}})
    order = [kind for kind in taxonomy().risks if kind in {"income_loss", "overdue"}]
    assert ids(risks_from(reading, TALK, EXPLANATIONS)) == order


def test_how_likely_a_kind_is_counts_those_alone_who_can_show_it() -> None:
    reading = a_reading(TALK, conduct={"threat": {0: 0.3, 1: 0.9}, "overdue": {0: 0.6, 3: 0.4}})
    assert likeliest(reading, TALK, "threat") == pytest.approx(0.3)
    assert likeliest(reading, TALK, "overdue") == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("threat", [(0, 0.3, 0.3)]),  # a violation is an agent's: what the customer says counts for nothing
        ("overdue", [(1, 0.6, 0.2), (0, 0.4, 0.0)]),  # 0.04 is too little to be named
    ],
)
def test_an_account_names_who_can_show_it_the_surest_first_with_what_that_one_alone_adds(
    kind: str, shown: list[tuple[int, float, float]]
) -> None:
    reading = a_reading(TALK, conduct={"threat": {0: 0.3, 1: 0.9}, "overdue": {0: 0.4, 1: 0.6, 3: 0.04}})
    account = account_of_conduct(reading, TALK, kind)
    assert [each.utterance for each in account.contributions] == [utterance for utterance, _, _ in shown]
    found = [(each.probability, each.weight) for each in account.contributions]
    assert found == [pytest.approx(pair, abs=1e-6) for _, *pair in shown]
    assert account.probability == pytest.approx(shown[0][1])


def test_in_a_call_without_a_word_nothing_is_shown() -> None:
    nobody = talk()
    assert likeliest(a_reading(nobody), nobody, "overdue") == 0.0
    assert risks_from(a_reading(nobody), nobody, EXPLANATIONS) == ()
