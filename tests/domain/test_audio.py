"""A track is cut by seconds, and never beyond its ends."""

import numpy as np
import pytest

from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack
from pipeline.domain.base import TimeSpan

TRACK = AudioTrack(channel=0, samples=np.arange(2 * SAMPLE_RATE_HZ, dtype=np.float32))


@pytest.mark.parametrize(
    ("start", "end", "first", "length_s"),
    [
        (0.0, 2.0, 0.0, 2.0),
        (0.5, 1.0, 8000.0, 0.5),
        (-1.0, 0.5, 0.0, 0.5),
        (1.5, 9.0, 24000.0, 0.5),
    ],
)
def test_a_stretch_is_cut_out(start: float, end: float, first: float, length_s: float) -> None:
    cut = TRACK.cut(TimeSpan(start=start, end=end))
    assert cut[0] == first
    assert len(cut) == length_s * SAMPLE_RATE_HZ


@pytest.mark.parametrize(("start", "end"), [(-3.0, -1.0), (5.0, 6.0), (1.0, 1.0)])
def test_outside_the_recording_there_is_nothing(start: float, end: float) -> None:
    assert len(TRACK.cut(TimeSpan(start=start, end=end))) == 0


def test_a_track_knows_its_length() -> None:
    assert TRACK.duration_s == 2.0
