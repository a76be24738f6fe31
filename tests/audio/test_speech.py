from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audio import speech
from pipeline.audio.speech import FRAME_S, SpeechOptions, regions_of_probabilities, speech_regions
from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples
from tests.audio.sounds import tone

OPTIONS = SpeechOptions(min_silence_s=0.35, min_speech_s=0.12, pad_s=0.1)


@pytest.fixture
def loud_is_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speech wherever a frame is not silent: the rules around Silero are under test, not Silero."""

    def probabilities(samples: Samples) -> speech.Curve:
        padded = np.pad(samples, (0, -len(samples) % speech.FRAME))
        return np.asarray(np.abs(padded.reshape(-1, speech.FRAME)).max(axis=1) > 0.001, dtype=np.float32)

    monkeypatch.setattr(speech, "_probabilities", probabilities)


def track(seconds: float, *spoken: tuple[float, float], channel: int = 0, gain: float = 1.0) -> AudioTrack:
    samples = np.zeros(int(seconds * SAMPLE_RATE_HZ), np.float32)
    for start, end in spoken:
        first, last = int(start * SAMPLE_RATE_HZ), int(end * SAMPLE_RATE_HZ)
        samples[first:last] = gain * tone(300, 100, SAMPLE_RATE_HZ)[: last - first]
    return AudioTrack(channel=channel, samples=samples)


@pytest.mark.usefixtures("loud_is_speech")
def test_regions_lie_where_somebody_speaks() -> None:
    regions = speech_regions((track(10, (1, 2), (5, 8)),), OPTIONS)
    edges = [edge for region in regions for edge in (region.start, region.end)]
    assert edges == pytest.approx([0.9, 2.1, 4.9, 8.1], abs=0.05)


@pytest.mark.usefixtures("loud_is_speech")
def test_a_short_pause_does_not_split_and_a_click_is_no_speech() -> None:
    assert len(speech_regions((track(10, (1, 2), (2.2, 3)),), OPTIONS)) == 1
    assert len(speech_regions((track(10, (1, 1.02)),), OPTIONS)) == 0


@pytest.mark.usefixtures("loud_is_speech")
def test_the_other_sides_leak_is_not_heard_as_speech() -> None:
    agent, leak = track(10, (1, 4), channel=0), track(10, (1, 4), channel=1, gain=0.02)
    assert {r.channel for r in speech_regions((agent, leak), OPTIONS)} == {0}


@pytest.mark.usefixtures("loud_is_speech")
def test_two_who_speak_at_once_are_both_heard() -> None:
    agent, customer = track(10, (1, 4), channel=0), track(10, (3, 6), channel=1, gain=0.5)
    assert [r.channel for r in speech_regions((agent, customer), OPTIONS)] == [0, 1]


def test_silence_and_a_tenth_of_a_second_have_no_speech() -> None:
    assert speech_regions((track(3),), SpeechOptions()) == ()
    assert speech_regions((track(0.1),), SpeechOptions()) == ()


@given(st.lists(st.floats(0, 1), max_size=400))
def test_regions_are_in_order_apart_and_inside(curve: list[float]) -> None:
    whole = AudioTrack(channel=0, samples=np.zeros(len(curve) * speech.FRAME, np.float32))
    regions = regions_of_probabilities(np.array(curve, np.float32), whole, OPTIONS)
    for earlier, later in pairwise(regions):
        assert earlier.end <= later.start
    for region in regions:
        assert 0 <= region.start < region.end <= len(curve) * FRAME_S + 1e-3
