import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples, SpeakerTurn
from pipeline.domain.base import TimeSpan
from pipeline.speakers.diarize import Diarizer, DiarizerOptions, SlotOptions, inter_pausal_units, slots
from tests.speakers.making import HIGH_HZ, LOW_HZ, PitchEncoder, silence, tone, track

OPTIONS = SlotOptions()


def turns_of(*parts: Samples, until: float) -> tuple[SpeakerTurn, ...]:
    diarizer = Diarizer(DiarizerOptions(), PitchEncoder())
    return diarizer.voices(track(*parts), [TimeSpan(start=0.1, end=until)]).turns


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
    assert Diarizer(DiarizerOptions(), PitchEncoder()).voices(track(silence(2.0)), []).turns == ()


def test_speech_is_cut_where_the_energy_dips() -> None:
    spoken = track(silence(0.5), tone(LOW_HZ, 1.0), silence(0.3), tone(LOW_HZ, 0.6), silence(0.5))
    units = inter_pausal_units(spoken, [TimeSpan(start=0.3, end=2.7)], OPTIONS)
    found = [(unit.start, unit.end) for unit in units]
    assert found == [pytest.approx((0.5, 1.5), abs=0.03), pytest.approx((1.8, 2.4), abs=0.03)]


@pytest.mark.parametrize(("gap_s", "units"), [(0.04, 1), (0.2, 2)])
def test_only_a_pause_of_some_length_cuts(gap_s: float, units: int) -> None:
    spoken = track(silence(0.5), tone(LOW_HZ, 1.0), silence(gap_s), tone(LOW_HZ, 1.0), silence(0.5))
    assert len(inter_pausal_units(spoken, [TimeSpan(start=0.0, end=3.0)], OPTIONS)) == units


def test_clicks_are_left_out() -> None:
    spoken = track(silence(0.5), tone(LOW_HZ, 0.06), silence(0.5), tone(LOW_HZ, 1.0), silence(0.5))
    assert len(inter_pausal_units(spoken, [TimeSpan(start=0.0, end=2.5)], OPTIONS)) == 1


@pytest.mark.parametrize(("seconds", "count"), [(0.3, 1), (0.9, 1), (1.5, 2), (6.0, 8)])
def test_long_speech_becomes_equal_slots_heard_through_windows_within_it(seconds: float, count: int) -> None:
    spoken = track(silence(0.5), tone(LOW_HZ, seconds), silence(0.5))
    found = slots(spoken, [TimeSpan(start=0.3, end=seconds + 0.7)], OPTIONS)
    assert len(found) == count
    for slot in found:
        assert found[0].start <= slot.window.start <= slot.start + 1e-9
        assert slot.end - 1e-9 <= slot.window.end <= found[-1].end + 1e-9
        assert slot.window.duration == pytest.approx(min(OPTIONS.window_s, found[-1].end - found[0].start))


@pytest.mark.parametrize("regions", [[], [TimeSpan(start=5.0, end=6.0)], [TimeSpan(start=0.1, end=0.1)]])
def test_where_there_is_nothing_there_are_no_slots(regions: list[TimeSpan]) -> None:
    assert slots(track(tone(LOW_HZ, 1.0)), regions, OPTIONS) == ()


@given(
    bursts=st.lists(st.tuples(st.floats(0.05, 0.9), st.floats(0.02, 0.5)), min_size=1, max_size=6),
    seed=st.integers(0, 99),
)
def test_slots_follow_each_other_inside_the_region(bursts: list[tuple[float, float]], seed: int) -> None:
    noise = np.random.default_rng(seed)
    parts = [part for on, off in bursts for part in (tone(LOW_HZ, on), silence(off))]
    samples = np.concatenate(parts).astype(np.float32)
    heard = AudioTrack(0, samples + noise.normal(0, 1e-3, len(samples)).astype(np.float32))
    region = TimeSpan(start=0.02, end=len(samples) / SAMPLE_RATE_HZ)
    found = slots(heard, [region], OPTIONS)
    edges = [edge for slot in found for edge in (slot.start, slot.end)]
    assert edges == sorted(edges)
    assert all(region.start - 0.011 <= edge <= region.end + 0.011 for edge in edges)
