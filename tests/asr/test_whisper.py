from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from pipeline.asr.alignment import Words
from pipeline.asr.audit import SILENT, STOCK
from pipeline.asr.decoder import Decoded
from pipeline.asr.recogniser import RecogniserOptions
from pipeline.asr.weights import LocatedWeights
from pipeline.asr.whisper import WhisperRecogniser
from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples, SpeechRegion
from pipeline.domain.transcript import Heard, HeardWord

BASE = LocatedWeights(name="base", folder=Path("base"), files={})


class ScriptedDecoder:
    """Writes for each window what the script says for its length in whole seconds, and is as sure of it as told."""

    def __init__(self, script: dict[int, Words], sure: frozenset[int] = frozenset()) -> None:
        self.script = script
        self.sure = sure
        self.heard: list[float] = []

    def decoded(self, _: Sequence[Samples], spoken_s: Sequence[float]) -> tuple[Decoded, ...]:
        seconds = [round(each - 0.6, 1) for each in spoken_s]
        self.heard += seconds
        return tuple(
            Decoded(self.script.get(int(each), ()), -0.1 if int(each) in self.sure else -0.9) for each in seconds
        )


def word(text: str, start: float, end: float) -> HeardWord:
    return HeardWord(text=text, start=start, end=end, probability=0.9)


def hear(
    script: dict[int, Words],
    *regions: SpeechRegion,
    paces: tuple[float, ...] = (1.0,),
    sure: frozenset[int] = frozenset(),
) -> tuple[Heard, ScriptedDecoder]:
    decoder = ScriptedDecoder(script, sure)
    recogniser = WhisperRecogniser(RecogniserOptions(paces=paces, window_s=12, hear_again_below=-0.3), BASE)
    recogniser.__dict__["decoder"] = decoder
    tracks = tuple(AudioTrack(channel=n, samples=np.zeros(60 * SAMPLE_RATE_HZ, np.float32)) for n in (0, 1))
    return recogniser.hear(tracks, regions), decoder


def region(start: float, end: float, channel: int = 0) -> SpeechRegion:
    return SpeechRegion(start=start, end=end, channel=channel)


def test_each_region_of_a_window_gets_its_own_words_at_its_own_time() -> None:
    words = (word("您好", 0.2, 1.0), word("贷几年", 3.0, 4.0))
    heard, _ = hear({4: words}, region(10, 12), region(20, 22))
    assert [(s.text, s.start, s.end) for s in heard.segments] == [("您好", 10, 12), ("贷几年", 20, 22)]
    assert heard.speech_s == 4


def test_segments_come_in_order_of_time_whatever_their_channel() -> None:
    script = {4: (word("三年", 0.5, 1.5), word("谢谢", 2.6, 3.5)), 2: (word("贷几年", 0.2, 1.5),)}
    heard, _ = hear(script, region(4, 6, channel=1), region(8, 10, channel=1), region(1, 3))
    assert [(s.channel, s.text) for s in heard.segments] == [(0, "贷几年"), (1, "三年"), (1, "谢谢")]


def test_a_window_that_loops_is_heard_again_region_by_region() -> None:
    loop = (word("好的" * 20, 0.0, 4.0),)
    heard, decoder = hear({5: loop, 2: (word("好的", 0.3, 1.0),)}, region(0, 2.5), region(6, 8.2))
    assert [s.text for s in heard.segments] == ["好的", "好的"]
    assert sorted(decoder.heard) == [2.2, 2.5, 5.1]


def test_speech_without_trustworthy_text_is_reported_with_its_seconds() -> None:
    heard, _ = hear({3: ()}, region(10, 13))
    assert heard.segments == ()
    (lost,) = heard.unheard
    assert (lost.start, lost.end, lost.channel) == (10, 13, 0)


def test_without_speech_nothing_is_decoded() -> None:
    heard, decoder = hear({})
    assert (heard.segments, heard.unheard, heard.speech_s, decoder.heard) == ((), (), 0, [])


def test_a_region_heard_at_two_paces_has_the_words_of_both_at_the_same_times() -> None:
    script: dict[int, Words] = {4: (word("贷几年", 0.4, 2.0),), 8: (word("带几年", 0.8, 4.0),)}
    heard, _ = hear(script, region(10, 14), paces=(1.0, 0.5))
    (segment,) = heard.segments
    ((other,),) = segment.alternatives
    assert (segment.text, other.text) == ("贷几年", "带几年")
    assert (other.start, other.end) == (segment.words[0].start, segment.words[0].end) == (10.4, 12.0)


def test_only_what_was_not_surely_heard_is_heard_at_another_pace() -> None:
    script: dict[int, Words] = {
        4: (word("贷几年", 0.4, 2.0),),
        8: (word("带几年", 0.8, 4.0),),
        3: (word("三年", 0.4, 2.0),),
    }
    heard, decoder = hear(script, region(10, 14), region(20, 23, channel=1), paces=(1.0, 0.5), sure=frozenset({3}))
    assert [(s.text, len(s.alternatives)) for s in heard.segments] == [("贷几年", 1), ("三年", 0)]
    assert sorted(decoder.heard) == [3.0, 4.0, 8.6]


def test_a_hypothesis_that_cannot_be_trusted_yields_to_one_that_can() -> None:
    script: dict[int, Words] = {4: (word("好" * 40, 0.0, 4.0),), 8: (word("好的", 0.8, 4.0),)}
    heard, _ = hear(script, region(10, 14), paces=(1.0, 0.5))
    assert [(s.text, s.alternatives) for s in heard.segments] == [("好的", ())]
    assert heard.unheard == ()


@pytest.mark.parametrize(
    ("texts", "kept", "reason"),
    [
        (("谢谢观看", "贷几年"), "贷几年", None),
        (("贷几年", "谢谢观看"), "贷几年", None),
        (("谢谢观看", "字幕由志愿者提供"), None, STOCK),
        (("", "嗯"), "嗯", None),
        (("", ""), None, SILENT),
    ],
)
def test_of_two_hypotheses_the_one_that_can_be_trusted_is_kept(
    texts: tuple[str, str], kept: str | None, reason: str | None
) -> None:
    script: dict[int, Words] = {
        n: (word(text, 0.4, 3.0),) if text else () for n, text in zip((4, 8), texts, strict=True)
    }
    heard, _ = hear(script, region(10, 14), paces=(1.0, 0.5))
    assert [segment.text for segment in heard.segments] == ([kept] if kept else [])
    assert [lost.reason for lost in heard.unheard] == ([reason] if reason else [])


def test_a_click_without_text_is_not_reported() -> None:
    heard, _ = hear({}, region(10, 10.5))
    assert (heard.segments, heard.unheard, heard.speech_s) == ((), (), 0.5)
