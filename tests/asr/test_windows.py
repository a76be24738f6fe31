import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.asr.windows import LENGTH_STEP_S, SHORTENED_PAUSE_S, TAIL_S, at_pace, batches, pack, sound, split_long
from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, SpeechRegion

LONGEST_S = 20.0


def region(start: float, end: float, channel: int = 0) -> SpeechRegion:
    return SpeechRegion(start=start, end=end, channel=channel)


@st.composite
def speech(draw: st.DrawFn) -> list[SpeechRegion]:
    regions, at = [], {0: 0.0, 1: 0.0}
    for _ in range(draw(st.integers(0, 30))):
        channel = draw(st.sampled_from([0, 1]))
        start = at[channel] + draw(st.floats(0.05, 8))
        at[channel] = start + draw(st.floats(0.2, LONGEST_S))
        regions.append(region(round(start, 3), round(at[channel], 3), channel))
    return regions


@given(speech())
def test_every_region_stands_in_one_window_of_its_channel_within_the_limit(regions: list[SpeechRegion]) -> None:
    windows = pack(regions, LONGEST_S) if regions else ()
    assert sorted((r.channel, r.start) for w in windows for r in w.regions) == sorted(
        (r.channel, r.start) for r in regions
    )
    for window in windows:
        assert len({r.channel for r in window.regions}) == 1
        assert window.duration_s <= LONGEST_S + 1e-6


@given(speech(), st.integers(1, 6))
def test_batches_hold_every_window_once(regions: list[SpeechRegion], size: int) -> None:
    windows = pack(regions, LONGEST_S) if regions else ()
    found = [window for batch in batches(windows, size) for window in batch]
    assert len(found) == len(windows)
    assert all(len(batch) <= size for batch in batches(windows, size))
    assert all(len({window.padded_s for window in batch}) == 1 for batch in batches(windows, size))
    assert all(-1e-6 < window.padded_s - window.duration_s - TAIL_S < LENGTH_STEP_S + 1e-6 for window in windows)


def test_a_long_pause_is_shortened_and_a_short_one_kept() -> None:
    (window,) = pack([region(0, 2), region(2.5, 4), region(9, 10)], LONGEST_S)
    assert [piece.at_s for piece in window.pieces] == [0.0, 2.5, pytest.approx(4.0 + SHORTENED_PAUSE_S)]


def test_the_channels_are_heard_apart() -> None:
    assert len(pack([region(0, 2), region(2, 4, channel=1), region(4, 6)], LONGEST_S)) == 2


def test_a_long_region_is_cut_where_it_is_quietest() -> None:
    samples = np.ones(30 * SAMPLE_RATE_HZ, np.float32)
    samples[int(14.9 * SAMPLE_RATE_HZ) : int(15.1 * SAMPLE_RATE_HZ)] = 0
    parts = split_long([region(0, 30)], {0: AudioTrack(channel=0, samples=samples)}, LONGEST_S)
    assert [part.duration for part in parts] == pytest.approx([15.0, 15.0], abs=0.11)


def test_the_sound_of_a_window_is_its_regions_and_silence_after_them() -> None:
    samples = np.arange(4 * SAMPLE_RATE_HZ, dtype=np.float32)
    (window,) = pack([region(1, 2), region(2.5, 3)], LONGEST_S)
    heard = sound(window, AudioTrack(channel=0, samples=samples))
    assert len(heard) == round((LENGTH_STEP_S + TAIL_S) * SAMPLE_RATE_HZ)
    assert heard[0] == SAMPLE_RATE_HZ
    assert heard[round(1.5 * SAMPLE_RATE_HZ)] == round(2.5 * SAMPLE_RATE_HZ)
    assert not heard[2 * SAMPLE_RATE_HZ :].any()


@pytest.mark.parametrize("pace", [0.5, 0.87, 1.0, 1.25])
def test_a_sound_at_another_pace_lasts_longer_and_is_as_much_deeper(pace: float) -> None:
    tone = np.sin(2 * np.pi * 400 * np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ).astype(np.float32)
    slowed = at_pace(tone, pace)
    loudest_hz = np.argmax(np.abs(np.fft.rfft(slowed))) * SAMPLE_RATE_HZ / len(slowed)
    assert (slowed.dtype, len(slowed)) == (np.dtype(np.float32), round(SAMPLE_RATE_HZ / pace))
    assert loudest_hz == pytest.approx(400 * pace, abs=2)


@pytest.mark.parametrize(
    ("gap", "starts"),
    [(0.3, [[0.0, 2.3]]), (1.0, [[0.0, 3.0]]), (1.1, [[0.0, 2.4]]), (60.0, [[0.0, 2.4]])],
    ids=["short", "as long as stays", "longer", "very long"],
)
def test_pauses_stand_as_they_were_up_to_a_second(gap: float, starts: list[list[float]]) -> None:
    windows = pack([region(0, 2), region(2 + gap, 4 + gap)], LONGEST_S)
    assert [[piece.at_s for piece in window.pieces] for window in windows] == [pytest.approx(each) for each in starts]


@pytest.mark.parametrize(("second_s", "count"), [(17.5, 1), (17.6, 2), (25.0, 2)])
def test_a_region_that_does_not_fit_begins_a_window(second_s: float, count: int) -> None:
    windows = pack([region(0, 2), region(2.5, 2.5 + second_s)], LONGEST_S)
    assert len(windows) == count
    assert windows[-1].regions[-1].duration == pytest.approx(second_s)


@pytest.mark.parametrize(("seconds", "parts"), [(19.9, 1), (20.0, 1), (20.1, 2), (65.0, 6)])
def test_only_long_regions_are_cut_and_nothing_of_them_is_lost(seconds: float, parts: int) -> None:
    track = AudioTrack(channel=1, samples=np.ones(70 * SAMPLE_RATE_HZ, np.float32))
    found = split_long([region(1, 1 + seconds, channel=1)], {1: track}, LONGEST_S)
    edges = [edge for part in found for edge in (part.start, part.end)]
    assert (edges[0], edges[-1], len(found)) == (1, 1 + seconds, parts)
    assert edges[1:-1:2] == edges[2:-1:2]
    assert all(part.channel == 1 and part.duration <= LONGEST_S for part in found)
