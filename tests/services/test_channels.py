"""What is heard of two channels of which one is no party: real speech beside everything that lines carry without it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from pipeline.audio import speech
from pipeline.audio.recording import decode
from pipeline.audio.speech import SpeechOptions
from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples
from pipeline.domain.base import TimeSpan
from pipeline.services.channels import HeardChannels, heard_channels
from pipeline.speakers.diarize import Voices
from tests.speakers.making import turn

SECONDS = 12
N = SECONDS * SAMPLE_RATE_HZ
TIME = np.arange(N) / SAMPLE_RATE_HZ
RANDOM = np.random.default_rng(3)
SAMPLES = Path(__file__).parents[2] / "sample_audio"
AGENT, CUSTOMER = (track.samples[:N] for track in decode(SAMPLES / "business-pre-0040.wav"))
BOTH = AGENT + CUSTOMER
TWO_PEOPLE = Voices(turns=(turn(0, 6, 0), turn(6, 9, 1)), similarity=0.4)
ONE_PERSON = Voices(turns=(turn(0, 9, 0),))


def heard(left: Samples, right: Samples, voices: Voices | None = None) -> HeardChannels:
    def voices_of(_: AudioTrack, regions: Sequence[TimeSpan]) -> Voices:
        assert voices is not None, "nobody had to ask for voices"
        assert regions
        return voices

    tracks = tuple(AudioTrack(channel=n, samples=each.astype(np.float32)) for n, each in enumerate((left, right)))
    return heard_channels(tracks, SpeechOptions(), voices_of)


def beeps(hz: float, on_s: float, of_s: float) -> Samples:
    return (0.1 * np.sin(2 * np.pi * hz * TIME) * (TIME % of_s < on_s)).astype(np.float32)


WITHOUT_SPEECH: dict[str, Callable[[], Samples]] = {
    "digital silence": lambda: np.zeros(N, np.float32),
    "A-law's silence": lambda: np.full(N, 8 / 32768, np.float32),
    "mu-law's silence with a flickering bit": lambda: (RANDOM.integers(0, 2, N) * 8 / 32768).astype(np.float32),
    "an offset": lambda: np.full(N, 0.05, np.float32),
    "comfort noise": lambda: RANDOM.normal(0, 10 ** (-62 / 20), N).astype(np.float32),
    "loud noise": lambda: RANDOM.normal(0, 10 ** (-34 / 20), N).astype(np.float32),
    "hum": lambda: (0.03 * np.sin(2 * np.pi * 50 * TIME)).astype(np.float32),
    "ringing": lambda: beeps(450, 1, 5),
    "busy": lambda: beeps(450, 0.35, 0.7),
    "clicks": lambda: ((RANDOM.random(N) < 1e-4) * 0.3).astype(np.float32),
}


@pytest.mark.parametrize("other", WITHOUT_SPEECH.values(), ids=WITHOUT_SPEECH.keys())
def test_a_channel_without_speech_is_no_party(other: Callable[[], Samples]) -> None:
    found = heard(BOTH, other())
    assert [track.channel for track in found.tracks] == [0]
    assert "按单声道处理" in " ".join(found.warnings)
    assert {region.channel for region in found.regions} == {0}


def test_a_dead_left_channel_leaves_the_right_one() -> None:
    found = heard(WITHOUT_SPEECH["hum"](), BOTH)
    assert [track.channel for track in found.tracks] == [1]
    assert "声道0没有说话声" in found.warnings[0]


@pytest.mark.parametrize(
    "other",
    [
        lambda: np.roll(BOTH, 480) * 0.6 + RANDOM.normal(0, 0.003, N),
        lambda: CUSTOMER,
        lambda: AGENT,
        lambda: 0.02 * BOTH + RANDOM.normal(0, 1e-3, N),
    ],
    ids=["the same, later and with noise", "the customer again", "the agent again", "the other side's leak"],
)
def test_both_parties_on_one_channel_and_one_again_on_the_other_are_one_channel(other: Callable[[], Samples]) -> None:
    found = heard(BOTH, other(), TWO_PEOPLE)
    assert len(found.tracks) == 1
    assert "按单声道" in found.warnings[0]


@pytest.mark.parametrize(
    ("right", "times"),
    [(lambda: CUSTOMER, 2), (WITHOUT_SPEECH["loud noise"], 2), (WITHOUT_SPEECH["digital silence"], 1)],
)
def test_speech_is_looked_for_once_on_every_channel(
    monkeypatch: pytest.MonkeyPatch, right: Callable[[], Samples], times: int
) -> None:
    listened: list[int] = []
    probabilities = speech._probabilities

    def counted(samples: Samples) -> speech.Curve:
        listened.append(len(samples))
        return probabilities(samples)

    monkeypatch.setattr(speech, "_probabilities", counted)
    heard(AGENT, right())
    assert listened == [N] * times


def test_what_beside_the_other_channel_passed_for_its_leak_is_heard_where_the_channel_is_kept_alone() -> None:
    low = np.float32(0.2) * BOTH
    loud = (0.7 * np.sin(2 * np.pi * 50 * TIME) * (TIME % 4 < 2)).astype(np.float32)
    alone, beside = heard(low, np.zeros(N, np.float32)), heard(low, loud)
    assert [track.channel for track in beside.tracks] == [0]
    assert beside.regions == alone.regions


@pytest.mark.parametrize("leak", [0.12, 0.18, 0.25])
def test_parties_that_are_heard_on_each_others_channel_too_stay_two(leak: float) -> None:
    found = heard(AGENT + leak * CUSTOMER, CUSTOMER + leak * AGENT)
    assert [track.channel for track in found.tracks] == [0, 1]
    assert "串音" in found.warnings[0]


def test_a_loud_leak_is_not_heard_again_on_the_other_channel() -> None:
    left, right = decode(SAMPLES / "business-post-1777.opus")  # Opus at 24 kbit/s: each is 15 dB below its own channel
    found = heard(left.samples, right.samples)
    spoken = [[region for region in found.regions if region.channel == n] for n in (0, 1)]
    at_once = sum(one.overlap(other) for one in spoken[0] for other in spoken[1])
    assert at_once < 0.2 * min(sum(region.duration for region in own) for own in spoken)


def test_two_parties_stay_two() -> None:
    found = heard(AGENT, CUSTOMER)
    assert [track.channel for track in found.tracks] == [0, 1]
    assert found.warnings == ()


def test_an_offset_under_a_party_silences_nobody() -> None:
    plain, found = heard(AGENT, CUSTOMER), heard(AGENT, CUSTOMER + np.float32(0.2))
    assert [len([r for r in each.regions if r.channel == 0]) for each in (plain, found)].count(0) == 0
    seconds = [sum(region.duration for region in each.regions) for each in (plain, found)]
    assert seconds[1] == pytest.approx(seconds[0], rel=0.05)


def test_where_one_says_next_to_nothing_voices_decide_and_nothing_is_dropped() -> None:
    few = np.zeros(N, np.float32)
    few[:SAMPLE_RATE_HZ] = AGENT[2 * SAMPLE_RATE_HZ : 3 * SAMPLE_RATE_HZ]
    together = heard(BOTH, few, TWO_PEOPLE)
    assert len(together.tracks) == 1
    assert "双方的话都录在声道0" in together.warnings[0]
    assert float(np.abs(together.tracks[0].samples - BOTH)[:SAMPLE_RATE_HZ].max()) > 0.01
    apart = heard(BOTH, few, ONE_PERSON)
    assert [track.channel for track in apart.tracks] == [0, 1]
    assert apart.warnings == ()
