from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ctranslate2
import numpy as np
import numpy.typing as npt
import pytest

from pipeline.asr.alignment import Words
from pipeline.asr.audit import SILENT, STOCK
from pipeline.asr.recogniser import Computing, RecogniserOptions
from pipeline.asr.weights import LocatedWeights
from pipeline.asr.whisper import WhisperDecoder, WhisperRecogniser
from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples, SpeechRegion
from pipeline.domain.transcript import Heard, HeardWord
from pipeline.errors import WeightsError

BASE = LocatedWeights(name="base", folder=Path("base"), files={})


class ScriptedDecoder:
    """Writes for each window what the script says for its length in whole seconds."""

    def __init__(self, script: dict[int, Words]) -> None:
        self.script = script
        self.heard: list[float] = []

    def words(self, sounds: Sequence[Samples]) -> tuple[Words, ...]:
        seconds = [round(len(sound) / SAMPLE_RATE_HZ - 0.6, 1) for sound in sounds]
        self.heard += seconds
        return tuple(self.script.get(int(each), ()) for each in seconds)


def word(text: str, start: float, end: float) -> HeardWord:
    return HeardWord(text=text, start=start, end=end, probability=0.9)


def hear(
    script: dict[int, Words], *regions: SpeechRegion, paces: tuple[float, ...] = (1.0,)
) -> tuple[Heard, ScriptedDecoder]:
    decoder = ScriptedDecoder(script)
    recogniser = WhisperRecogniser(RecogniserOptions(paces=paces, window_s=12), BASE)
    recogniser.__dict__["_decoder"] = decoder
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


class ScriptedEngine:
    """Stands in for faster-whisper's model and for CTranslate2's: text tokens are code points, one step each."""

    def __init__(self, *texts: str) -> None:
        self.model = self
        self.texts = texts
        self.encoded: list[tuple[int, ...]] = []
        self.generated: dict[str, Any] = {}
        self.aligned: list[int] = []

    def feature_extractor(self, samples: Samples) -> npt.NDArray[np.float32]:
        return np.zeros((80, len(samples) * 100 // SAMPLE_RATE_HZ + 1), np.float32)

    def encode(self, features: ctranslate2.StorageView) -> str:
        self.encoded.append(tuple(features.shape))
        return "encoded"

    def generate(self, _: str, prompts: list[list[int]], **options: Any) -> list[SimpleNamespace]:
        self.generated = {"prompts": prompts, **options}
        return [SimpleNamespace(sequences_ids=[[*map(ord, text), EOT, EOT + 7]]) for text in self.texts]

    def align(
        self, _: str, __: Sequence[int], texts: list[list[int]], frames: list[int], **___: Any
    ) -> list[SimpleNamespace]:
        self.aligned = frames
        return [
            SimpleNamespace(
                alignments=[(n, 10 * n) for n in range(len(tokens) + 1)], text_token_probs=[0.5] * len(tokens)
            )
            for tokens in texts
        ]


EOT = 100_000


class ScriptedTokenizer:
    sot_sequence = (1, 2, 3)
    eot = EOT

    def split_to_word_tokens(self, tokens: list[int]) -> tuple[list[str], list[list[int]]]:
        return ["" if token == EOT else chr(token) for token in tokens], [[token] for token in tokens]


def decoded(engine: ScriptedEngine, *seconds: float) -> tuple[Words, ...]:
    decoder = WhisperDecoder(Path("base"), RecogniserOptions(beam_size=3), Computing(device="cpu", compute_type="int8"))
    decoder.__dict__.update(_whisper=engine, _tokenizer=ScriptedTokenizer(), _suppressed=[7])
    return decoder.words([np.zeros(round(each * SAMPLE_RATE_HZ), np.float32) for each in seconds])


def test_each_window_gets_its_words_timed_by_the_alignment() -> None:
    engine = ScriptedEngine("您好。", "行")
    first, second = decoded(engine, 2.0, 1.0)
    assert [(w.text, w.start, w.end, w.probability) for w in first] == [("您", 0.0, 0.2, 0.5), ("好。", 0.2, 0.4, 0.5)]
    assert [w.text for w in second] == ["行"]
    assert engine.generated["prompts"] == [[1, 2, 3], [1, 2, 3]]
    assert (engine.generated["beam_size"], engine.generated["suppress_tokens"]) == (3, [7])


@pytest.mark.parametrize(
    ("seconds", "frames", "encoded", "tokens"),
    [
        ((1.0,), [100], (1, 80, 100), 32),
        ((2.0, 1.0), [200, 100], (2, 80, 200), 44),
        ((0.995,), [99], (1, 80, 100), 31),
        ((30.0,), [3000], (1, 80, 3000), 380),
        ((36.0,), [3000], (1, 80, 3000), 448),
    ],
    ids=["alone", "two padded to the longer", "an even number of frames", "whisper's limit", "beyond it"],
)
def test_windows_cost_what_they_last_up_to_whispers_limits(
    seconds: tuple[float, ...], frames: list[int], encoded: tuple[int, ...], tokens: int
) -> None:
    engine = ScriptedEngine(*["行"] * len(seconds))
    decoded(engine, *seconds)
    assert (engine.aligned, engine.encoded, engine.generated["max_length"]) == (frames, [encoded], tokens)


def test_windows_without_any_text_are_not_aligned() -> None:
    engine = ScriptedEngine("", "")
    assert decoded(engine, 1.0, 2.0) == ((), ())
    assert engine.aligned == []


def test_weights_that_cannot_be_loaded_are_refused_with_a_remedy(tmp_path: Path) -> None:
    decoder = WhisperDecoder(tmp_path, RecogniserOptions(), Computing(device="cpu", compute_type="int8"))
    with pytest.raises(WeightsError, match=r"cannot be loaded .*tinghe models verify"):
        decoder.words([np.zeros(SAMPLE_RATE_HZ, np.float32)])
