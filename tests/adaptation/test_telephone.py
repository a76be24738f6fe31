from random import Random

import numpy as np
import pytest

from pipeline.adaptation.telephone import through_a_line
from pipeline.domain.audio import SAMPLE_RATE_HZ, Samples


def tone(hertz: float, seconds: float = 1.0) -> Samples:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ)).astype(
        np.float32
    )


@pytest.mark.parametrize("seed", range(12))
def test_a_line_keeps_length_and_range(seed: int) -> None:
    carried = through_a_line(tone(800, 1.37), Random(seed))
    assert len(carried) == int(1.37 * SAMPLE_RATE_HZ)
    assert carried.dtype == np.float32
    assert 0.01 < np.abs(carried).max() <= 1.05


@pytest.mark.parametrize("seed", range(6))
def test_what_a_telephone_does_not_carry_is_lost_beside_speech(seed: int) -> None:
    spectrum = np.abs(np.fft.rfft(through_a_line(tone(1000) + tone(6000), Random(seed))))
    assert spectrum[1000] > 20 * spectrum[5990:6010].max()


def test_the_same_line_sounds_the_same_and_another_does_not() -> None:
    one, again, other = (through_a_line(tone(500), Random(seed)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


def test_silence_stays_a_sound() -> None:
    assert np.isfinite(through_a_line(np.zeros(SAMPLE_RATE_HZ, np.float32), Random(1))).all()
