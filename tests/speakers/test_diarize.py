import pytest

from pipeline.domain.audio import Samples, SpeakerTurn
from pipeline.domain.base import TimeSpan
from pipeline.speakers.diarize import Diarizer, DiarizerOptions
from tests.speakers.making import HIGH_HZ, LOW_HZ, PitchEncoder, silence, tone, track


def turns_of(*parts: Samples, until: float) -> tuple[SpeakerTurn, ...]:
    diarizer = Diarizer(DiarizerOptions(), PitchEncoder())
    return diarizer.turns(track(*parts), [TimeSpan(start=0.1, end=until)])


def test_alternating_voices_become_alternating_turns() -> None:
    parts = [part for _ in range(3) for part in (silence(0.3), tone(LOW_HZ, 2.0), silence(0.3), tone(HIGH_HZ, 1.0))]
    turns = turns_of(*parts, until=10.8)
    assert [turn.speaker for turn in turns] == [0, 1, 0, 1, 0, 1]
    assert (turns[1].start, turns[1].end) == pytest.approx((2.6, 3.6), abs=0.05)
    assert all(turn.confidence > 0.9 for turn in turns)


def test_whoever_speaks_first_is_speaker_0() -> None:
    for first, second in ((LOW_HZ, HIGH_HZ), (HIGH_HZ, LOW_HZ)):
        turns = turns_of(silence(0.3), tone(first, 3.0), silence(0.3), tone(second, 3.0), silence(0.3), until=6.8)
        assert [turn.speaker for turn in turns] == [0, 1]


def test_a_short_reply_between_long_turns_is_kept() -> None:
    parts = [silence(0.3), tone(LOW_HZ, 3.0), silence(0.2), tone(HIGH_HZ, 0.4), silence(0.2), tone(LOW_HZ, 3.0)]
    turns = turns_of(*parts, silence(0.4), tone(HIGH_HZ, 1.5), silence(0.3), until=9.2)
    assert [turn.speaker for turn in turns] == [0, 1, 0, 1]


def test_one_voice_is_one_speaker() -> None:
    turns = turns_of(silence(0.3), tone(LOW_HZ, 3.0), silence(0.4), tone(LOW_HZ + 5, 3.0), silence(0.3), until=6.9)
    assert {turn.speaker for turn in turns} == {0}


def test_a_turn_does_not_reach_over_a_long_silence() -> None:
    turns = turns_of(silence(0.3), tone(LOW_HZ, 2.0), silence(3.0), tone(LOW_HZ, 2.0), silence(0.3), until=7.5)
    assert len(turns) == 2


def test_silence_has_no_turns() -> None:
    assert Diarizer(DiarizerOptions(), PitchEncoder()).turns(track(silence(2.0)), []) == ()
