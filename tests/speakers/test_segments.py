import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack
from pipeline.domain.base import TimeSpan
from pipeline.speakers.segments import SlotOptions, slots, uninterrupted
from tests.speakers.making import LOW_HZ, silence, tone, track

OPTIONS = SlotOptions()


def test_speech_is_cut_where_the_energy_dips() -> None:
    spoken = track(silence(0.5), tone(LOW_HZ, 1.0), silence(0.3), tone(LOW_HZ, 0.6), silence(0.5))
    breaths = uninterrupted(spoken, [TimeSpan(start=0.3, end=2.7)], OPTIONS)
    found = [(breath.start, breath.end) for breath in breaths]
    assert found == [pytest.approx((0.5, 1.5), abs=0.03), pytest.approx((1.8, 2.4), abs=0.03)]


@pytest.mark.parametrize(("gap_s", "breaths"), [(0.04, 1), (0.2, 2)])
def test_only_a_pause_of_some_length_cuts(gap_s: float, breaths: int) -> None:
    spoken = track(silence(0.5), tone(LOW_HZ, 1.0), silence(gap_s), tone(LOW_HZ, 1.0), silence(0.5))
    assert len(uninterrupted(spoken, [TimeSpan(start=0.0, end=3.0)], OPTIONS)) == breaths


def test_clicks_are_left_out() -> None:
    spoken = track(silence(0.5), tone(LOW_HZ, 0.06), silence(0.5), tone(LOW_HZ, 1.0), silence(0.5))
    assert len(uninterrupted(spoken, [TimeSpan(start=0.0, end=2.5)], OPTIONS)) == 1


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
