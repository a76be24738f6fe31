"""What is held against whom, and what is only to be listened to."""

from pipeline.conduct.from_reading import doubtful_conduct, risks_from, violations_from
from pipeline.domain.report import Finding
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
