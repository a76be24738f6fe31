"""Two real (synthesised) voices mixed onto one channel, told apart by the real encoder."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.asr.weights import locate
from pipeline.audio.recording import decode
from pipeline.audio.speech import SpeechOptions, speech_regions
from pipeline.domain.audio import AudioTrack
from pipeline.domain.base import TimeSpan
from pipeline.speakers.campplus import CampPlusEncoder
from pipeline.speakers.diarize import Diarizer, DiarizerOptions

SAMPLES = Path(__file__).parents[2] / "sample_audio"


@pytest.mark.weights
@pytest.mark.parametrize("call", ["business-pre-0040.wav", "consumer-pre-0328.wav"])
def test_a_stereo_call_mixed_to_mono_is_told_apart_again(call: str) -> None:
    left, right = decode(SAMPLES / call)
    mixed = AudioTrack(channel=0, samples=np.asarray((left.samples + right.samples) / 2, dtype=np.float32))
    diarizer = Diarizer(DiarizerOptions(), CampPlusEncoder(locate("campplus").folder / "campplus_cn_en_common.pt"))
    turns = diarizer.voices(mixed, speech_regions((mixed,), SpeechOptions())).turns
    truth = speech_regions((left, right), SpeechOptions())
    seconds = np.zeros((2, 2))
    for turn in turns:
        for region in truth:
            seconds[turn.speaker, region.channel] += turn.overlap(TimeSpan(start=region.start, end=region.end))
    right_way = max(np.trace(seconds), np.trace(seconds[::-1]))
    assert right_way / seconds.sum() > 0.93
