"""Transcripts from recognised segments and from turns written elsewhere, and what is odd about the latter."""

import json
import math
from pathlib import Path

import pytest

from pipeline.dialogue.transcript import oddities, transcript_from_attribution, transcript_from_turns
from pipeline.dialogue.turn_times import SECONDS_A_CHARACTER
from pipeline.dialogue.turns import SpokenTurn, read_turns
from pipeline.domain.transcript import AttributedSegment, Attribution, Heard, Unheard
from pipeline.domain.vocabulary import Role
from pipeline.errors import RecordingError
from pipeline.rules import shipped_rules

CORRECTOR = shipped_rules().corrector


def a_segment(text: str, start: float, role: Role = Role.AGENT, channel: int = 0) -> AttributedSegment:
    return AttributedSegment(start=start, end=start + 2, channel=channel, text=text, confidence=0.7, role=role)


def heard_for(speech_s: float, unheard_s: float = 0.0) -> Heard:
    unheard = (Unheard(start=1.0, end=1.0 + unheard_s, reason="听不清"),) if unheard_s else ()
    return Heard(segments=(), unheard=unheard, speech_s=speech_s, warnings=("识别警告",))


def test_utterances_stand_in_order_of_start_whichever_channel_they_came_from() -> None:
    attribution = Attribution(
        segments=(a_segment("好的", 5.0, Role.CUSTOMER, 1), a_segment("您好", 0.5), a_segment("貸五十萬嗎", 3.0)),
        role_confidence=0.9,
        role_evidence=("声道0自报银行",),
        warnings=("角色警告",),
    )
    transcript = transcript_from_attribution(attribution, heard_for(10.0, unheard_s=2.0), CORRECTOR)
    assert [(u.index, u.role, u.text, u.channel) for u in transcript.utterances] == [
        (0, Role.AGENT, "您好", 0),
        (1, Role.AGENT, "贷50万吗", 0),
        (2, Role.CUSTOMER, "好的", 1),
    ]
    assert (transcript.utterances[1].heard, transcript.utterances[1].confidence) == ("貸五十萬嗎", 0.7)
    assert transcript.quality.coverage == pytest.approx(0.8)
    assert transcript.quality.role_evidence == ("声道0自报银行",)
    assert transcript.quality.warnings == ("识别警告", "角色警告")
    assert transcript.quality.unheard[0].reason == "听不清"


def test_silence_has_no_coverage_and_says_so() -> None:
    attribution = Attribution(segments=(a_segment("  ", 0.0), a_segment("。", 1.0)), role_confidence=0.0)
    transcript = transcript_from_attribution(attribution, heard_for(0.0), CORRECTOR)
    assert transcript.utterances == ()
    assert transcript.quality.coverage == 0.0
    assert "没有听到任何说话内容" in transcript.quality.warnings


def test_coverage_never_leaves_its_bounds() -> None:
    attribution = Attribution(segments=(), role_confidence=1.0)
    assert transcript_from_attribution(attribution, heard_for(1.0, unheard_s=3.0), CORRECTOR).quality.coverage == 0.0


def test_turns_are_sorted_and_empty_ones_left_out() -> None:
    turns = [
        SpokenTurn(role="customer", text="对", start=4.0, end=4.5),
        SpokenTurn(role="agent", text="您好", start=0.0, end=1.0),
        SpokenTurn(role="agent", text="   ", start=2.0, end=3.0),
    ]
    utterances = transcript_from_turns(turns, CORRECTOR).utterances
    assert [(u.index, u.role, u.text, u.start) for u in utterances] == [
        (0, "agent", "您好", 0.0),
        (1, "customer", "对", 4.0),
    ]
    assert all(u.channel is None for u in utterances)


def test_missing_times_follow_the_turn_before_at_the_pace_of_speech() -> None:
    turns = [SpokenTurn(role="agent", text="您好您好"), SpokenTurn(role="customer", text="好")]
    first, second = transcript_from_turns(turns, CORRECTOR).utterances
    assert (first.start, first.end) == (0.0, 4 * SECONDS_A_CHARACTER)
    assert (second.start, second.end) == (first.end, first.end + SECONDS_A_CHARACTER)


@pytest.mark.parametrize("end", [None, 1.0, 2.0, math.nan, math.inf])
def test_an_end_that_cannot_be_is_derived(end: float | None) -> None:
    (only,) = transcript_from_turns(
        [SpokenTurn(role="agent", text="四个字吧", start=2.0, end=end)], CORRECTOR
    ).utterances
    assert (only.start, only.end) == (2.0, 3.0)


def test_a_start_before_the_recording_is_its_beginning() -> None:
    (only,) = transcript_from_turns([SpokenTurn(role="agent", text="喂", start=-3.0, end=1.0)], CORRECTOR).utterances
    assert (only.start, only.end) == (0.0, 1.0)


def test_another_role_is_refused_by_the_turns_place_without_its_words() -> None:
    turns = [SpokenTurn(role="agent", text="您好"), SpokenTurn(role="robot", text="秘密")]
    with pytest.raises(RecordingError, match="turn 2: its role is neither agent nor customer") as caught:
        transcript_from_turns(turns, CORRECTOR)
    assert "秘密" not in str(caught.value)


def test_no_turns_make_an_empty_transcript_that_says_so() -> None:
    transcript = transcript_from_turns([], CORRECTOR)
    assert (transcript.utterances, transcript.quality.coverage) == ((), 0.0)
    assert transcript.quality.warnings == ("没有听到任何说话内容",)


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


# Each is judged all the same, with a warning.
ODD = {
    "the agent alone": ([turn for turn in talk() if turn["role"] == "agent"], "只有坐席一方"),
    "the customer alone": ([turn for turn in talk() if turn["role"] == "customer"], "只有客户一方"),
    "english": ([{"role": "agent", "text": "How much?"}, {"role": "customer", "text": "Ten grand"}], "不是中文"),
    "roles swapped": (talk("customer", "agent"), "标反"),
}


def warnings_of(tmp_path: Path, turns: list[dict[str, str]]) -> tuple[str, ...]:
    path = tmp_path / "c-1.json"
    path.write_text(json.dumps({"turns": turns}), encoding="utf-8")
    return oddities(transcript_from_turns(read_turns(path), CORRECTOR), shipped_rules().role_cues)


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_transcript_is_judged_with_a_warning(tmp_path: Path, kind: str) -> None:
    turns, warning = ODD[kind]
    assert any(warning in given for given in warnings_of(tmp_path, turns))


def test_an_ordinary_transcript_has_none(tmp_path: Path) -> None:
    assert warnings_of(tmp_path, talk()) == ()


def test_a_hundred_turns_are_not_odd(tmp_path: Path) -> None:
    assert warnings_of(tmp_path, talk() * 10) == ()


def test_one_side_that_is_not_chinese_is_warned_of_twice() -> None:
    alone = transcript_from_turns([SpokenTurn(role="customer", text="Ten grand")], CORRECTOR)
    first, second = oddities(alone, shipped_rules().role_cues)
    assert "只有客户一方" in first
    assert "不是中文" in second


def test_an_empty_transcript_is_not_odd() -> None:
    assert oddities(transcript_from_turns([], CORRECTOR), shipped_rules().role_cues) == ()


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (None, "cannot be read"),
        ("{", "is not JSON in UTF-8"),
        ("[]", "has no list of turns"),
        ('{"turns": {}}', "has no list of turns"),
        ('{"turns": [{"role": "agent", "text": "喂"}, {"role": "agent"}]}', "turn 2 is not of the form"),
        ('{"turns": [7]}', "turn 1 is not of the form"),
        ('{"turns": [{"role": "agent", "text": "喂", "start": "soon"}]}', "turn 1 is not of the form"),
    ],
    ids=["absent", "broken", "no object", "no list", "no text", "no turn", "no number"],
)
def test_a_file_without_turns_is_refused_with_its_name_and_the_form(
    tmp_path: Path, content: str | None, cause: str
) -> None:
    path = tmp_path / "c-1.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(RecordingError, match=cause) as caught:
        read_turns(path)
    assert str(caught.value.subject).endswith("c-1.json")
    assert caught.value.remedy


def test_unknown_keys_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "c-1.json"
    turn = {"role": "agent", "text": "您好", "start": 1, "emotion": "calm"}
    path.write_text(json.dumps({"turns": [turn], "source": "hotline"}), encoding="utf-8-sig")
    assert read_turns(path) == (SpokenTurn(role="agent", text="您好", start=1.0),)
