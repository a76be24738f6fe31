"""The only module that speaks to faster-whisper and CTranslate2: windows in, timed words out."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.asr.alignment import Words, timed_words
from pipeline.asr.options import Computing, RecogniserOptions
from pipeline.domain.audio import SAMPLE_RATE_HZ, Samples
from pipeline.errors import WeightsError

LANGUAGE = "zh"
# Whisper's encoder takes at most 30 s: 3000 frames of 10 ms; its output has one step for two frames.
MAX_FRAMES, FRAMES_PER_SECOND = 3000, 100
MAX_TOKENS = 448
# More tokens a second than anybody can say only come from a loop, which this cuts short.
TOKENS_PER_SECOND, SPARE_TOKENS = 12, 20
_MEDIAN_WIDTH = 7  # smooths cross-attention before warping, as openai/whisper's timing.py does


class WhisperDecoder:
    """Whisper's encoder, decoder and alignment over windows shorter than 30 s, without padding them to 30 s.

    Decoding is a beam search without sampling, so that the same sound gives the same text.
    """

    def __init__(self, folder: Path, options: RecogniserOptions, computing: Computing) -> None:
        """Keep what to load; nothing is loaded before the first window."""
        self._folder = folder
        self._options = options
        self._computing = computing

    def words(self, sounds: Sequence[Samples]) -> tuple[Words, ...]:
        """The words of each window with times in it, in seconds; the windows are decoded side by side.

        sounds: float32 at SAMPLE_RATE_HZ, shape (n,) each, none longer than 30 s.
        """
        encoded = self._encoded(sounds)
        longest_s = max(len(sound) for sound in sounds) / SAMPLE_RATE_HZ
        results = self._whisper.model.generate(
            encoded,
            [list(self._tokenizer.sot_sequence)] * len(sounds),
            beam_size=self._options.beam_size,
            max_length=min(MAX_TOKENS, SPARE_TOKENS + int(TOKENS_PER_SECOND * longest_s)),
            suppress_blank=True,
            suppress_tokens=self._suppressed,
        )
        texts = [[token for token in result.sequences_ids[0] if token < self._tokenizer.eot] for result in results]
        if not any(texts):
            return tuple(() for _ in sounds)
        frames = [min(MAX_FRAMES, len(sound) * FRAMES_PER_SECOND // SAMPLE_RATE_HZ) for sound in sounds]
        aligned = self._whisper.model.align(
            encoded, self._tokenizer.sot_sequence, texts, frames, median_filter_width=_MEDIAN_WIDTH
        )
        return tuple(
            timed_words(tokens, found.alignments, found.text_token_probs, self._split)
            for tokens, found in zip(texts, aligned, strict=True)
        )

    @cached_property
    def _whisper(self) -> Any:
        from faster_whisper import WhisperModel  # noqa: PLC0415 - loads CTranslate2

        try:
            return WhisperModel(
                str(self._folder),
                device=self._computing.device,
                compute_type=self._computing.compute_type,
                cpu_threads=self._options.cpu_threads,
            )
        except (RuntimeError, ValueError) as error:
            remedy = "Verify them with `tinghe models verify`, or take another --compute-type."
            raise WeightsError(self._folder, f"the weights cannot be loaded ({error})", remedy) from error

    @cached_property
    def _tokenizer(self) -> Any:
        from faster_whisper.tokenizer import Tokenizer  # noqa: PLC0415 - loads tokenizers

        return Tokenizer(self._whisper.hf_tokenizer, True, task="transcribe", language=LANGUAGE)

    @cached_property
    def _suppressed(self) -> list[int]:
        from faster_whisper.transcribe import get_suppressed_tokens  # noqa: PLC0415 - loads CTranslate2

        return list(get_suppressed_tokens(self._tokenizer, [-1]))

    def _encoded(self, sounds: Sequence[Samples]) -> Any:
        """The encoder's output for all windows, padded to the longest."""
        import ctranslate2  # noqa: PLC0415 - costs start-up time

        longest = max(len(sound) for sound in sounds)
        features = np.stack(
            [self._whisper.feature_extractor(np.pad(sound, (0, longest - len(sound)))) for sound in sounds]
        )
        even = min(features.shape[2] - features.shape[2] % 2, MAX_FRAMES)
        return self._whisper.model.encode(
            ctranslate2.StorageView.from_array(np.ascontiguousarray(features[:, :, :even]))
        )

    def _split(self, tokens: Sequence[int]) -> tuple[Sequence[str], Sequence[Sequence[int]]]:
        words, parts = self._tokenizer.split_to_word_tokens([*tokens, self._tokenizer.eot])
        return words[:-1], parts[:-1]
