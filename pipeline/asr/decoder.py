"""Whisper's own parts in one place: encoder, search and alignment over windows, each at its own length.

The only module that speaks to faster-whisper's recogniser and to its engine. On processors without AVX-512 an encoder
run of one window takes two thirds of the time a window that a batch of eight takes (its attention stays in the cache),
and the search half as long in a batch of eight as alone: so windows are encoded one by one and searched together
(docs/performance.md). What a window comes to depends on its own sound alone, whatever stands beside it in the batch.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.asr.adapter import MODEL, Adapter
from pipeline.asr.alignment import ALIGNMENT_STEP_S, Words, timed_words
from pipeline.asr.audit import is_loop
from pipeline.asr.recogniser import Computing, RecogniserOptions
from pipeline.asr.windows import Window
from pipeline.domain.audio import Samples
from pipeline.errors import WeightsError

LANGUAGE = "zh"
# Whisper's encoder takes at most 30 s: 3000 frames of 10 ms; its output has one step for two frames.
MAX_FRAMES, FRAMES_PER_SECOND = 3000, 100
MAX_TOKENS = 448
# More tokens a second than anybody can say only come from a loop, which this cuts short.
TOKENS_PER_SECOND, SPARE_TOKENS = 12, 20
_MEDIAN_WIDTH = 7  # smooths cross-attention before warping, as openai/whisper's timing.py does
# The encoder's output for some windows: (windows, steps, width).
Encoded = npt.NDArray[np.floating[Any]]


class Decoded(NamedTuple):
    """A window as it was decoded. log_probability: the mean of its tokens, at most 0, by which it is doubted."""

    words: Words
    log_probability: float


class _Hypothesis(NamedTuple):
    """Text tokens, without the end of text, and the mean of their log probabilities."""

    tokens: list[int]
    log_probability: float


class WhisperDecoder:
    """Whisper's encoder, decoder and alignment over windows shorter than 30 s, without padding them to 30 s.

    The search follows the likeliest token; where the text that comes of it is unlikely or loops, beam_size hypotheses
    are followed instead. Nothing is sampled, so that the same sound gives the same text.
    """

    def __init__(
        self, folder: Path, options: RecogniserOptions, computing: Computing, adapter: Adapter | None = None
    ) -> None:
        """Keep what to load; nothing is loaded before the first window."""
        self._folder = folder
        self._options = options
        self._computing = computing
        self._adapter = adapter

    def decoded(self, sounds: Sequence[Samples], spoken_s: Sequence[float]) -> tuple[Decoded, ...]:
        """The words of each window with times in it, in seconds.

        sounds: float32 at SAMPLE_RATE_HZ, shape (n,) each, of one length, at most 30 s. spoken_s: how much of each is
        not the silence appended.
        """
        encoded = self.encoded(sounds)
        if self._options.search_again_below == 0.0:  # everything is doubted beforehand
            hypotheses, doubted = self._searched(encoded, self._options.beam_size), []
        else:
            hypotheses = self._searched(encoded, 1)
            doubted = [n for n, hypothesis in enumerate(hypotheses) if self._is_doubtful(hypothesis)]
        if doubted and self._options.beam_size > 1:
            for n, hypothesis in zip(doubted, self._searched(encoded[doubted], self._options.beam_size), strict=True):
                hypotheses[n] = hypothesis
        return tuple(
            Decoded(self._aligned(encoded[n : n + 1], hypothesis.tokens, spoken_s[n]), hypothesis.log_probability)
            for n, hypothesis in enumerate(hypotheses)
        )

    def encoded(self, sounds: Sequence[Samples]) -> Encoded:
        """The encoder's output for all windows, padded to the longest."""
        longest = max(len(sound) for sound in sounds)
        features = np.stack([self.features(np.pad(sound, (0, longest - len(sound)))) for sound in sounds])
        together = len(sounds) if self._computing.device == "cuda" else 1
        return np.concatenate(
            [_on_host(self.engine.encode(_view(features[n : n + together]))) for n in range(0, len(sounds), together)]
        )

    def features(self, sound: Samples) -> npt.NDArray[np.float32]:
        """What the encoder takes of a sound of at most 30 s: float32, shape (mel bands, an even number of frames)."""
        features = self._whisper.feature_extractor(sound)
        even: npt.NDArray[np.float32] = features[:, : min(features.shape[1] - features.shape[1] % 2, MAX_FRAMES)]
        return even

    @property
    def engine(self) -> Any:
        """CTranslate2's Whisper with the weights loaded; raises WeightsError where they cannot be."""
        return self._whisper.model

    def _searched(self, encoded: Encoded, beam_size: int) -> list[_Hypothesis]:
        seconds = encoded.shape[1] * ALIGNMENT_STEP_S
        results = self.engine.generate(
            _view(encoded),
            [self.prompt] * len(encoded),
            beam_size=beam_size,
            max_length=min(MAX_TOKENS, SPARE_TOKENS + int(TOKENS_PER_SECOND * seconds)),
            suppress_blank=True,
            suppress_tokens=self._suppressed,
            return_scores=True,
        )
        return [
            _Hypothesis([token for token in result.sequences_ids[0] if token < self.end], result.scores[0])
            for result in results
        ]

    def _is_doubtful(self, hypothesis: _Hypothesis) -> bool:
        if hypothesis.log_probability < self._options.search_again_below:
            return True
        return is_loop("".join(self._split(hypothesis.tokens)[0]))

    def _aligned(self, encoded: Encoded, tokens: list[int], spoken_s: float) -> Words:
        if not tokens:
            return ()
        frames = min(encoded.shape[1] * 2, int(spoken_s * FRAMES_PER_SECOND))
        (found,) = self.engine.align(
            _view(encoded), self._tokenizer.sot_sequence, [tokens], [frames], median_filter_width=_MEDIAN_WIDTH
        )
        return timed_words(tokens, found.alignments, found.text_token_probs, self._split)

    @property
    def prompt(self) -> list[int]:
        """The tokens before a transcript: Chinese, as it was spoken, with times."""
        return list(self._tokenizer.sot_sequence)

    @property
    def end(self) -> int:
        """The token after a transcript."""
        return int(self._tokenizer.eot)

    def tokens(self, window: Window, texts: Sequence[str], pace: float = 1.0) -> list[int]:
        """The transcript of a window whose words are known: each piece's text between the times of begin and end."""
        tokens: list[int] = []
        for piece, text in zip(window.pieces, texts, strict=True):
            begin, until = (
                self._tokenizer.timestamp_begin + round(at_s / pace / ALIGNMENT_STEP_S)
                for at_s in (piece.at_s, piece.until_s)
            )
            tokens += [begin, *self._tokenizer.encode(text), until]
        return tokens

    @cached_property
    def _whisper(self) -> Any:
        from faster_whisper import WhisperModel  # noqa: PLC0415 - loads CTranslate2

        try:
            return WhisperModel(
                str(self._folder),
                device=self._computing.device,
                compute_type=self._computing.compute_type,
                cpu_threads=self._options.cpu_threads,
                files=self._files,
            )
        except (RuntimeError, ValueError) as error:
            remedy = "Verify them with `tinghe models verify`, or take another --compute-type."
            raise WeightsError(self._folder, f"the weights cannot be loaded ({error})", remedy) from error

    @property
    def _files(self) -> dict[str, bytes] | None:
        """The model's files in memory where an adapter changes them; None has them read from the folder."""
        if self._adapter is None:
            return None
        others = {path.name: path.read_bytes() for path in self._folder.iterdir() if path.suffix in (".json", ".txt")}
        return others | {MODEL: bytes(self._adapter.applied(self._folder))}

    @cached_property
    def _tokenizer(self) -> Any:
        from faster_whisper.tokenizer import Tokenizer  # noqa: PLC0415 - loads tokenizers

        return Tokenizer(self._whisper.hf_tokenizer, True, task="transcribe", language=LANGUAGE)

    @cached_property
    def _suppressed(self) -> list[int]:
        from faster_whisper.transcribe import get_suppressed_tokens  # noqa: PLC0415 - loads CTranslate2

        return list(get_suppressed_tokens(self._tokenizer, [-1]))

    def _split(self, tokens: Sequence[int]) -> tuple[Sequence[str], Sequence[Sequence[int]]]:
        words, parts = self._tokenizer.split_to_word_tokens([*tokens, self._tokenizer.eot])
        return words[:-1], parts[:-1]


def _view(values: npt.NDArray[Any]) -> Any:
    import ctranslate2  # noqa: PLC0415 - costs start-up time

    return ctranslate2.StorageView.from_array(np.ascontiguousarray(values))


def _on_host(view: Any) -> Encoded:
    import ctranslate2  # noqa: PLC0415 - costs start-up time

    return np.array(view if view.device == "cpu" else view.to_device(ctranslate2.Device.cpu))
