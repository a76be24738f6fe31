import io

import av
import numpy as np
import pytest

from pipeline.audio.tracks import covered, distinct_channels, listening_copy
from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples
from pipeline.domain.base import TimeSpan
from tests.audio.sounds import pitch, tone

NOISE = np.random.default_rng(1).normal(0, 0.05, 8000).astype(np.float32)
SILENCE = np.zeros(8000, np.float32)


def tracks(*samples: Samples) -> tuple[AudioTrack, ...]:
    return tuple(AudioTrack(channel=n, samples=each) for n, each in enumerate(samples))


@pytest.mark.parametrize(
    ("left", "right", "kept", "warning"),
    [
        (tone(440), tone(700), (0, 1), ""),
        (tone(440) + 0.02 * tone(700), tone(700) + 0.02 * tone(440), (0, 1), ""),
        (NOISE, NOISE, (0,), "假立体声"),
        (NOISE, 0.5 * NOISE, (0,), "假立体声"),
        (NOISE, -NOISE, (0,), "假立体声"),
        (NOISE, SILENCE, (0,), "声道1没有声音"),
        (SILENCE, NOISE, (1,), "声道0没有声音"),
        (NOISE, SILENCE + np.float32(8 / 32768), (0,), "声道1没有声音"),
        (NOISE, SILENCE + np.float32(0.1), (0,), "声道1没有声音"),
    ],
    ids=[
        "two voices",
        "two voices that leak",
        "the same",
        "the same, softer",
        "the same, inverted",
        "left only",
        "right only",
        "left and A-law's silence",
        "left and an offset",
    ],
)
def test_which_channels_hold_sound_of_their_own(
    left: Samples, right: Samples, kept: tuple[int, ...], warning: str
) -> None:
    found = distinct_channels(tracks(left, right))
    assert found.kept == kept
    assert warning in found.warning
    assert bool(warning) is bool(found.warning)


def test_mono_needs_no_decision() -> None:
    assert distinct_channels(tracks(NOISE)).kept == (0,)


def test_two_silent_channels_are_one_silence() -> None:
    assert distinct_channels(tracks(SILENCE, SILENCE)).kept == (0,)


def test_a_listening_copy_is_a_small_mp3_of_the_same_length() -> None:
    agent, customer = tone(300, 5, SAMPLE_RATE_HZ), np.zeros(5 * SAMPLE_RATE_HZ, np.float32)
    customer[SAMPLE_RATE_HZ : 2 * SAMPLE_RATE_HZ] = tone(300, 1, SAMPLE_RATE_HZ)
    data = listening_copy(tracks(agent, customer))
    assert len(data) < 30_000
    with av.open(io.BytesIO(data), "r") as container:
        stream = container.streams.audio[0]
        frames = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(stream)])
        assert stream.codec_context.name.startswith("mp3")
    assert abs(len(frames) / SAMPLE_RATE_HZ - 5) < 0.2
    assert abs(pitch(frames) - 300) < 5


def test_what_is_covered_is_a_tone_and_nothing_else_changes() -> None:
    voice = AudioTrack(channel=1, samples=tone(300, 3, SAMPLE_RATE_HZ))
    spans = [TimeSpan(start=1.0, end=1.5), TimeSpan(start=2.8, end=9.0), TimeSpan(start=-1.0, end=-0.5)]
    under = covered(voice, spans)
    assert len(under.samples) == len(voice.samples)
    second = SAMPLE_RATE_HZ
    assert abs(pitch(under.samples[second : second + second // 2]) - 1000) < 5
    assert abs(pitch(under.samples[round(2.8 * second) :]) - 1000) < 10
    assert np.array_equal(under.samples[:second], voice.samples[:second])
    assert np.array_equal(
        under.samples[round(1.5 * second) : 2 * second], voice.samples[round(1.5 * second) : 2 * second]
    )
    assert abs(pitch(voice.samples[second : 2 * second]) - 300) < 5
