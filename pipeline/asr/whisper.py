"""Recognition by Whisper: pack, decode, give each region its words, doubt what nobody said.

The only module that speaks to faster-whisper's recogniser and to its engine.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from pipeline.asr.adapter import MODEL, Adapter, shipped_adapter
from pipeline.asr.alignment import ALIGNMENT_STEP_S, Words, spread, timed_words
from pipeline.asr.audit import fault, is_loop, read_stock_phrases, unheard
from pipeline.asr.recogniser import NO_ADAPTER, SHIPPED, Computing, RecogniserOptions, computing
from pipeline.asr.weights import LocatedWeights
from pipeline.asr.windows import Tracks, Window, at_pace, batches, pack, sound, split_long
from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples, SpeechRegion
from pipeline.domain.transcript import Heard, HeardSegment
from pipeline.errors import WeightsError
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.pattern import Pattern

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

    def __init__(
        self, folder: Path, options: RecogniserOptions, computing: Computing, adapter: Adapter | None = None
    ) -> None:
        """Keep what to load; nothing is loaded before the first window."""
        self._folder = folder
        self._options = options
        self._computing = computing
        self._adapter = adapter

    def words(self, sounds: Sequence[Samples]) -> tuple[Words, ...]:
        """The words of each window with times in it, in seconds; the windows are decoded side by side.

        sounds: float32 at SAMPLE_RATE_HZ, shape (n,) each, none longer than 30 s.
        """
        encoded = self.encoded(sounds)
        longest_s = max(len(sound) for sound in sounds) / SAMPLE_RATE_HZ
        results = self._whisper.model.generate(
            encoded,
            [self.prompt] * len(sounds),
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

    def encoded(self, sounds: Sequence[Samples]) -> Any:
        """The encoder's output for all windows, padded to the longest: a StorageView (windows, steps, width)."""
        import ctranslate2  # noqa: PLC0415 - costs start-up time

        longest = max(len(sound) for sound in sounds)
        features = np.stack(
            [self._whisper.feature_extractor(np.pad(sound, (0, longest - len(sound)))) for sound in sounds]
        )
        even = min(features.shape[2] - features.shape[2] % 2, MAX_FRAMES)
        return self._whisper.model.encode(
            ctranslate2.StorageView.from_array(np.ascontiguousarray(features[:, :, :even]))
        )

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


class WhisperRecogniser:
    """Decodes each channel by itself; a window that loops is decoded again region by region."""

    def __init__(self, options: RecogniserOptions, weights: LocatedWeights) -> None:
        """Keep the options and where the verified weights are; nothing is loaded yet."""
        self._options = options
        self._weights = weights
        self._adapter = chosen_adapter(options)

    @cached_property
    def identity(self) -> str:
        """Model, its hash, the adapter with its hash where there is one, and the number format."""
        adapter = f"+{self._adapter.identity}" if self._adapter else ""
        return f"{self._weights.identity}{adapter}/{computing(self._options).compute_type}"

    def hear(self, tracks: tuple[AudioTrack, ...], regions: tuple[SpeechRegion, ...]) -> Heard:
        """As Recogniser.hear; raises WeightsError where the weights cannot be loaded."""
        by_channel = {track.channel: track for track in tracks}
        parts = split_long(regions, by_channel, self._options.window_s)
        windows = pack(parts, self._options.window_s) if parts else ()
        hypotheses = [
            sorted(self._segments(windows, by_channel, pace), key=lambda segment: (segment.start, segment.channel))
            for pace in self._options.paces
        ]
        segments = [_with_alternatives(each, self._stock_phrases) for each in zip(*hypotheses, strict=False)]
        faults = [(segment, fault(segment, self._stock_phrases)) for segment in segments]
        return Heard(
            segments=tuple(segment for segment, reason in faults if reason is None),
            unheard=tuple(lost for segment, reason in faults if reason and (lost := unheard(segment, reason))),
            speech_s=sum(region.duration for region in regions),
        )

    @cached_property
    def _stock_phrases(self) -> Pattern:
        return read_stock_phrases(models_folder())

    @cached_property
    def _decoder(self) -> WhisperDecoder:
        return WhisperDecoder(self._weights.folder, self._options, computing(self._options), self._adapter)

    def _segments(self, windows: tuple[Window, ...], tracks: Tracks, pace: float) -> Iterator[HeardSegment]:
        looping: list[Window] = []
        for window, words in self._decoded(windows, tracks, pace):
            if is_loop("".join(word.text for word in words)):
                looping.append(window)
            else:
                yield from _segments_of(window, words)
        regions = [region for window in looping for region in window.regions]
        alone = tuple(window for region in regions for window in pack([region], region.duration))
        for window, words in self._decoded(alone, tracks, pace):
            yield from _segments_of(window, words)

    def _decoded(self, windows: tuple[Window, ...], tracks: Tracks, pace: float) -> Iterator[tuple[Window, Words]]:
        for batch in batches(windows, self._options.batch_size):
            sounds = [at_pace(sound(window, tracks[window.regions[0].channel]), pace) for window in batch]
            for window, words in zip(batch, self._decoder.words(sounds), strict=True):
                # Words are timed in the sound as it was played; in the recording they stand pace times as far.
                timed = (word.model_copy(update={"start": word.start * pace, "end": word.end * pace}) for word in words)
                yield window, tuple(timed)


def chosen_adapter(options: RecogniserOptions) -> Adapter | None:
    """The adapter that the options name: a folder's, the product's own for the model, or none."""
    if options.adapter in (SHIPPED, NO_ADAPTER):
        return shipped_adapter(options.model) if options.adapter == SHIPPED else None
    return Adapter(Path(options.adapter))


def _with_alternatives(hypotheses: Sequence[HeardSegment], stock_phrases: Pattern) -> HeardSegment:
    """One region's hypotheses as one segment; those that cannot be trusted count only where there is no other."""
    trusted = [segment for segment in hypotheses if fault(segment, stock_phrases) is None]
    first, *others = trusted or hypotheses[:1]
    return first.model_copy(update={"alternatives": tuple(other.words for other in others)})


def _segments_of(window: Window, words: Words) -> Iterator[HeardSegment]:
    for piece, own in zip(window.pieces, spread(words, window), strict=True):
        yield HeardSegment(
            channel=piece.region.channel,
            start=piece.region.start,
            end=piece.region.end,
            text="".join(word.text for word in own).strip(),
            confidence=round(fmean(word.probability for word in own), 4) if own else 0.0,
            words=own,
        )
