"""Odd transcripts get a report with a warning, never an exception."""

import json
from pathlib import Path

import pytest

from pipeline.dialogue.plausibility import oddities
from pipeline.dialogue.transcript import read_turns, transcript_from_turns
from pipeline.rules import shipped_rules

QUESTIONS = [
    "您好，这里是中鼎银行，通话有录音。",
    "请问您这次想贷多少？",
    "身份证后四位报一下。",
    "您现在在哪里上班？",
    "好的，感谢您的配合，再见。",
]
ANSWERS = ["哦，你说。", "二十万吧。", "四三幺九。", "在机械厂上班。", "好，再见。"]


def talk(first: str = "agent", second: str = "customer") -> list[dict[str, str]]:
    pairs = zip(QUESTIONS, ANSWERS, strict=True)
    return [turn for q, a in pairs for turn in ({"role": first, "text": q}, {"role": second, "text": a})]


ODD = {
    "the agent alone": ([turn for turn in talk() if turn["role"] == "agent"], "只有坐席一方"),
    "the customer alone": ([turn for turn in talk() if turn["role"] == "customer"], "只有客户一方"),
    "english": ([{"role": "agent", "text": "How much?"}, {"role": "customer", "text": "Ten grand"}], "不是中文"),
    "roles swapped": (talk("customer", "agent"), "标反"),
}


def warnings_of(tmp_path: Path, turns: list[dict[str, str]]) -> tuple[str, ...]:
    path = tmp_path / "c-1.json"
    path.write_text(json.dumps({"turns": turns}), encoding="utf-8")
    return oddities(transcript_from_turns(read_turns(path), shipped_rules().corrector), shipped_rules().role_cues)


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_transcript_is_judged_with_a_warning(tmp_path: Path, kind: str) -> None:
    turns, warning = ODD[kind]
    assert any(warning in said for said in warnings_of(tmp_path, turns))


def test_an_ordinary_transcript_has_none(tmp_path: Path) -> None:
    assert warnings_of(tmp_path, talk()) == ()


def test_a_hundred_turns_are_not_odd(tmp_path: Path) -> None:
    assert warnings_of(tmp_path, talk() * 10) == ()
