"""Transcripts from recognised segments and from turns written elsewhere."""

import math

import pytest

from pipeline.dialogue.transcript import (
    SECONDS_A_CHARACTER,
    SpokenTurn,
    transcript_from_attribution,
    transcript_from_turns,
)
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
    said = transcript_from_turns(turns, CORRECTOR).utterances
    assert [(u.index, u.role, u.text, u.start) for u in said] == [(0, "agent", "您好", 0.0), (1, "customer", "对", 4.0)]
    assert all(u.channel is None for u in said)


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
