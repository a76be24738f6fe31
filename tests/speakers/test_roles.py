from pathlib import Path

import pytest

from pipeline.domain.transcript import HeardSegment
from pipeline.errors import ChecklistError
from pipeline.rules import shipped_rules
from pipeline.speakers.roles import decide_agent, read_role_cues
from tests.speakers.making import segment

SHIPPED = shipped_rules().role_cues

AGENT = ["您好，我是海棠银行贷款部的，请问是林女士吗？", "麻烦您报一下身份证后四位。", "跟您核实一下，每月收入多少？"]
CUSTOMER = ["对，我是。", "哦，你说吧，我在外面。", "我老公也上班，我每个月七千。"]


def talk(
    agent: int, *, agent_lines: list[str] = AGENT, customer_lines: list[str] = CUSTOMER
) -> dict[int, list[HeardSegment]]:
    """Turn by turn, the agent first."""
    return {
        agent: [segment(4.0 * n, line) for n, line in enumerate(agent_lines)],
        1 - agent: [segment(4.0 * n + 2, line) for n, line in enumerate(customer_lines)],
    }


@pytest.mark.parametrize("agent", [0, 1])
def test_the_agent_is_told_by_what_is_said(agent: int) -> None:
    decision = decide_agent(talk(agent), SHIPPED)
    assert decision.agent == agent
    assert decision.confidence > 0.95


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("这里是海棠银行城南支行", "agent"),
        ("本次通话会录音", "agent"),
        ("本次通話會錄音", "agent"),
        ("全程路音的哈", "agent"),
        ("我的工号是三三零一", "agent"),
        ("请您报一下证件后四位", "agent"),
        ("感谢您的配合，祝您生活愉快", "agent"),
        ("系统显示您申请的是二十万", "agent"),
        ("逾期会上征信，还有罚息", "agent"),
        ("我媳妇不知道这事", "customer"),
        ("你们银行怎么老打电话", "customer"),
        ("你哪位？什么事？", "customer"),
        ("能不能晚两天还", "customer"),
        ("你们不会是骗子吧", "customer"),
        ("没有，我一个月到手六千", "customer"),
    ],
)
def test_single_lines_lean_to_their_role(line: str, role: str) -> None:
    evidence = decide_agent({0: [segment(0.0, line)]}, SHIPPED).evidence_of(0)
    assert evidence > 0 if role == "agent" else evidence < 0


def test_a_customer_alone_is_a_customer() -> None:
    decision = decide_agent({0: [segment(4.0 * n, line) for n, line in enumerate(CUSTOMER)]}, SHIPPED)
    assert decision.agent == 1


def test_little_said_means_little_confidence() -> None:
    bland = talk(0, agent_lines=["那天天气不错。"], customer_lines=["还可以。"])
    assert decide_agent(bland, SHIPPED).confidence < 0.7


def test_a_phrase_repeated_without_end_does_not_decide_alone() -> None:
    once, often = (decide_agent({0: [segment(0.0, "我的工号" * n)]}, SHIPPED).evidence_of(0) for n in (1, 50))
    assert once == often


def test_nobody_said_anything() -> None:
    assert decide_agent({}, SHIPPED).confidence == 0.5


def test_the_grounds_name_speaker_reason_and_second() -> None:
    lines = decide_agent(talk(1), SHIPPED).evidence(lambda speaker: f"声道{speaker}")
    assert any(line.startswith("声道1像坐席：自报所在银行或部门（1处，如0秒处“") for line in lines)
    assert any(line.startswith("声道0像客户") for line in lines)
    assert not any("与结论不一致" in line for line in lines)


def test_grounds_against_the_decision_are_marked() -> None:
    mixed = talk(0, customer_lines=[*CUSTOMER, "我的工号也有，我是做保险的", "我的工号要不要报"])
    assert any("与结论不一致" in line for line in decide_agent(mixed, SHIPPED).evidence(str))


CUES = """
first_speaker: 0.4
trust: 0.8
agent:
  - {reason: 自报银行, pattern: '银行', weight: 1.0, at_most: 1}
customer: []
"""


@pytest.fixture
def cue_file(tmp_path: Path) -> Path:
    (tmp_path / "lexicon").mkdir()
    return tmp_path / "lexicon" / "role_cues.yaml"


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("'银行'", "'银行('", r"role_cues\.yaml:5: .*银行\( does not compile"),
        ("weight: 1.0", "weight: 0", "weight"),
        ("at_most: 1", "atmost: 1", "at_most"),
    ],
)
def test_a_cue_file_that_cannot_be_used_is_refused_with_its_line(
    cue_file: Path, old: str, new: str, cause: str
) -> None:
    cue_file.write_text(CUES.replace(old, new), encoding="utf-8")
    with pytest.raises(ChecklistError, match=cause):
        read_role_cues(cue_file.parents[1])


def test_a_bank_can_write_its_own_cues(cue_file: Path) -> None:
    cue_file.write_text(CUES, encoding="utf-8")
    cues = read_role_cues(cue_file.parents[1])
    assert decide_agent({0: [segment(0.0, "这里是銀行")], 1: [segment(3.0, "喂")]}, cues).agent == 0
