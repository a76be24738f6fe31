"""Recognition by Whisper: pack, decode, give each region its words, doubt what nobody said."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from statistics import fmean

from pipeline.asr.adapter import Adapter, shipped_adapter
from pipeline.asr.alignment import Words, spread
from pipeline.asr.audit import fault, is_loop, read_stock_phrases, unheard
from pipeline.asr.decoder import Decoded, WhisperDecoder
from pipeline.asr.recogniser import NO_ADAPTER, SHIPPED, RecogniserOptions, computing
from pipeline.asr.weights import LocatedWeights
from pipeline.asr.windows import TAIL_S, Tracks, Window, at_pace, batches, pack, sound, split_long
from pipeline.domain.audio import AudioTrack, SpeechRegion
from pipeline.domain.transcript import Heard, HeardSegment
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.pattern import Pattern


class WhisperRecogniser:
    """Decodes each channel by itself; a window that loops is decoded again region by region.

    What was heard surely at the first pace is not heard at the others.
    """

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
        hypotheses = self._hypotheses(windows, by_channel)
        segments = sorted(
            (_with_alternatives(each, self._stock_phrases) for each in hypotheses.values()),
            key=lambda segment: (segment.start, segment.channel),
        )
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
    def decoder(self) -> WhisperDecoder:
        """What decodes with these options."""
        return WhisperDecoder(self._weights.folder, self._options, computing(self._options), self._adapter)

    def _hypotheses(self, windows: Sequence[Window], tracks: Tracks) -> dict[SpeechRegion, list[HeardSegment]]:
        """Each region as it was heard at the first pace, and at the others where that was not sure."""
        hypotheses: dict[SpeechRegion, list[HeardSegment]] = defaultdict(list)
        doubted = windows
        for pace in self._options.paces:
            sure: set[SpeechRegion] = set()
            for window, decoded in self._decoded(doubted, tracks, pace):
                for region, segment in zip(window.regions, _segments_of(window, decoded.words), strict=True):
                    hypotheses[region].append(segment)
                if decoded.log_probability >= self._options.hear_again_below:
                    sure.update(window.regions)
            if pace == self._options.paces[0]:
                doubted = [window for window in windows if not sure.issuperset(window.regions)]
        return hypotheses

    def _decoded(self, windows: Sequence[Window], tracks: Tracks, pace: float) -> Iterator[tuple[Window, Decoded]]:
        looping: list[Window] = []
        for window, decoded in self._decoded_as_packed(windows, tracks, pace):
            if is_loop("".join(word.text for word in decoded.words)):
                looping.append(window)
            else:
                yield window, decoded
        regions = [region for window in looping for region in window.regions]
        alone = [window for region in regions for window in pack([region], region.duration)]
        yield from self._decoded_as_packed(alone, tracks, pace)

    def _decoded_as_packed(
        self, windows: Sequence[Window], tracks: Tracks, pace: float
    ) -> Iterator[tuple[Window, Decoded]]:
        for batch in batches(windows, self._options.batch_size):
            sounds = [at_pace(sound(window, tracks[window.regions[0].channel]), pace) for window in batch]
            spoken_s = [(window.duration_s + TAIL_S) / pace for window in batch]
            for window, decoded in zip(batch, self.decoder.decoded(sounds, spoken_s), strict=True):
                # Words are timed in the sound as it was played; in the recording they stand pace times as far.
                timed = (
                    word.model_copy(update={"start": word.start * pace, "end": word.end * pace})
                    for word in decoded.words
                )
                yield window, decoded._replace(words=tuple(timed))


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
