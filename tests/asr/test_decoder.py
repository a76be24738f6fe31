from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ctranslate2
import numpy as np
import numpy.typing as npt
import pytest

from pipeline.asr.decoder import Decoded, WhisperDecoder
from pipeline.asr.recogniser import Computing, RecogniserOptions
from pipeline.asr.weights import locate
from pipeline.asr.whisper import WhisperRecogniser
from pipeline.audio.recording import decode
from pipeline.domain.audio import SAMPLE_RATE_HZ, Samples, SpeechRegion
from pipeline.errors import WeightsError

SAMPLES = Path(__file__).parent.parent.parent / "sample_audio"


class ScriptedEngine:
    """Stands in for faster-whisper's model and for CTranslate2's: text tokens are code points, one step each."""

    def __init__(self, *texts: tuple[str, float], again: tuple[tuple[str, float], ...] = ()) -> None:
        self.model = self
        self.texts = texts
        self.again = again
        self.encoded: list[tuple[int, ...]] = []
        self.searches: list[dict[str, Any]] = []
        self.aligned: list[int] = []

    def feature_extractor(self, samples: Samples) -> npt.NDArray[np.float32]:
        return np.zeros((80, len(samples) * 100 // SAMPLE_RATE_HZ + 1), np.float32)

    def encode(self, features: ctranslate2.StorageView) -> ctranslate2.StorageView:
        self.encoded.append(tuple(features.shape))
        return ctranslate2.StorageView.from_array(np.zeros((1, features.shape[2] // 2, 4), np.float32))

    def generate(
        self, _: ctranslate2.StorageView, prompts: list[list[int]], *, beam_size: int, **options: Any
    ) -> list[SimpleNamespace]:
        """At first the texts with their log probabilities, then those of a wider search."""
        found = self.again if self.searches else self.texts
        self.searches.append({"prompts": prompts, "beam_size": beam_size, **options})
        return [SimpleNamespace(sequences_ids=[[*map(ord, text), EOT, EOT + 7]], scores=[sure]) for text, sure in found]

    def align(
        self, _: ctranslate2.StorageView, __: Sequence[int], texts: list[list[int]], frames: list[int], **___: Any
    ) -> list[SimpleNamespace]:
        self.aligned += frames
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


def decoded(
    engine: ScriptedEngine, *seconds: float, spoken_s: float = 1.0, beam_size: int = 3, below: float = -0.45
) -> tuple[Decoded, ...]:
    options = RecogniserOptions(beam_size=beam_size, search_again_below=below)
    decoder = WhisperDecoder(Path("base"), options, Computing(device="cpu", compute_type="int8"))
    decoder.__dict__.update(_whisper=engine, _tokenizer=ScriptedTokenizer(), _suppressed=[7])
    sounds = [np.zeros(round(each * SAMPLE_RATE_HZ), np.float32) for each in seconds]
    return decoder.decoded(sounds, [spoken_s] * len(sounds))


def test_each_window_gets_its_words_timed_by_the_alignment() -> None:
    engine = ScriptedEngine(("您好。", -0.1), ("行", -0.2))
    first, second = decoded(engine, 2.0, 2.0)
    assert [(w.text, w.start, w.end, w.probability) for w in first.words] == [
        ("您", 0.0, 0.2, 0.5),
        ("好。", 0.2, 0.4, 0.5),
    ]
    assert ([w.text for w in second.words], second.log_probability) == (["行"], -0.2)
    (search,) = engine.searches
    assert (search["prompts"], search["beam_size"], search["suppress_tokens"]) == ([[1, 2, 3]] * 2, 1, [7])


@pytest.mark.parametrize(
    ("texts", "beam_size", "widths", "found"),
    [
        ((("您好", -0.1), ("行", -0.44)), 3, [1], ["您好", "行"]),
        ((("您好", -0.1), ("行", -0.46)), 3, [1, 3], ["您好", "行。"]),
        ((("您好", -0.1), ("行", -0.46)), 1, [1], ["您好", "行"]),
    ],
    ids=["both likely", "one unlikely", "no wider search wanted"],
)
def test_what_is_unlikely_is_searched_again_with_more_hypotheses(
    texts: tuple[tuple[str, float], ...], beam_size: int, widths: list[int], found: list[str]
) -> None:
    engine = ScriptedEngine(*texts, again=(("行。", -0.2),))
    words = [each.words for each in decoded(engine, 2.0, 2.0, beam_size=beam_size)]
    assert [search["beam_size"] for search in engine.searches] == widths
    assert ["".join(word.text for word in each) for each in words] == found


def test_where_everything_is_doubted_the_narrow_search_is_saved() -> None:
    engine = ScriptedEngine(("您好", -0.1))
    decoded(engine, 2.0, below=0.0)
    assert [search["beam_size"] for search in engine.searches] == [3]


def test_a_likely_text_that_loops_is_searched_again() -> None:
    engine = ScriptedEngine(("好的" * 20, -0.1), again=(("好的", -0.2),))
    (only,) = decoded(engine, 2.0)
    assert ("".join(word.text for word in only.words), only.log_probability) == ("好的", -0.2)


@pytest.mark.parametrize(
    ("seconds", "spoken_s", "frames", "encoded", "tokens"),
    [
        (1.0, 1.0, 100, 100, 32),
        (2.0, 1.0, 100, 200, 44),
        (0.995, 0.995, 99, 100, 32),
        (30.0, 30.0, 3000, 3000, 380),
        (36.0, 36.0, 3000, 3000, 380),
    ],
    ids=["all spoken", "silence behind", "a fraction of a frame", "whisper's limit", "beyond it"],
)
def test_windows_cost_what_they_last_up_to_whispers_limits(
    seconds: float, spoken_s: float, frames: int, encoded: int, tokens: int
) -> None:
    engine = ScriptedEngine(("行", -0.1), ("行", -0.1))
    decoded(engine, seconds, seconds, spoken_s=spoken_s)
    assert (engine.aligned, engine.encoded) == ([frames] * 2, [(1, 80, encoded)] * 2)
    assert engine.searches[0]["max_length"] == tokens


def test_a_window_without_any_text_is_not_aligned() -> None:
    engine = ScriptedEngine(("", -0.1), ("行", -0.1))
    assert [len(each.words) for each in decoded(engine, 1.0, 1.0)] == [0, 1]
    assert engine.aligned == [100]


def test_weights_that_cannot_be_loaded_are_refused_with_a_remedy(tmp_path: Path) -> None:
    decoder = WhisperDecoder(tmp_path, RecogniserOptions(), Computing(device="cpu", compute_type="int8"))
    with pytest.raises(WeightsError, match=r"cannot be loaded .*tinghe models verify"):
        decoder.decoded([np.zeros(SAMPLE_RATE_HZ, np.float32)], [1.0])


@pytest.mark.weights
def test_a_window_comes_to_the_same_text_in_any_company() -> None:
    try:
        base = locate("base")
    except WeightsError as error:
        pytest.skip(f"{error} (`make weights` does)")
    (track,) = decode(SAMPLES / "consumer-busy-1787.wav")
    regions = tuple(SpeechRegion(start=n, end=n + 2.6, channel=0) for n in (1.0, 5.0, 9.0, 15.0, 21.0))
    one, other = (
        WhisperRecogniser(RecogniserOptions(batch_size=size, window_s=6), base).hear((track,), regions)
        for size in (1, 16)
    )
    assert one == other
    assert len(one.segments) > 2
