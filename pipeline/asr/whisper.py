"""Recognition by Whisper: pack, decode, give each region its words, doubt what nobody said."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from statistics import fmean

from pipeline.asr.alignment import Words, spread
from pipeline.asr.audit import fault, is_loop, unheard
from pipeline.asr.decoding import WhisperDecoder
from pipeline.asr.options import RecogniserOptions, computing
from pipeline.asr.weights import identity
from pipeline.asr.windows import Piece, Tracks, Window, at_pace, batches, pack, sound, split_long
from pipeline.domain.audio import AudioTrack, SpeechRegion
from pipeline.domain.transcript import Heard, HeardSegment, HeardWord, Unheard


class WhisperRecogniser:
    """Hears each channel by itself; a window that loops is heard again region by region."""

    def __init__(self, options: RecogniserOptions, folder: Path) -> None:
        """Keep the options and the folder with verified weights; nothing is loaded yet."""
        self._options = options
        self._folder = folder

    @cached_property
    def identity(self) -> str:
        """Model, its hash and the number format."""
        return f"{identity(self._folder.name, self._folder.parent)}/{computing(self._options).compute_type}"

    def hear(self, tracks: tuple[AudioTrack, ...], regions: tuple[SpeechRegion, ...]) -> Heard:
        """As Recogniser.hear; raises WeightsError where the weights cannot be loaded."""
        by_channel = {track.channel: track for track in tracks}
        parts = split_long(regions, by_channel, self._options.window_s)
        windows = pack(parts, self._options.window_s) if parts else ()
        hearings = [sorted(self._segments(windows, by_channel, pace), key=_place) for pace in self._options.paces]
        faults = [(segment, fault(segment)) for segment in map(_together, *hearings)]
        return Heard(
            segments=tuple(segment for segment, reason in faults if reason is None),
            unheard=_to_listen_to(faults),
            speech_s=sum(region.duration for region in regions),
        )

    @cached_property
    def _decoder(self) -> WhisperDecoder:
        return WhisperDecoder(self._folder, self._options, computing(self._options))

    def _segments(self, windows: tuple[Window, ...], tracks: Tracks, pace: float) -> Iterator[HeardSegment]:
        looping: list[Window] = []
        for window, words in self._decoded(windows, tracks, pace):
            if _loops(words):
                looping.append(window)
            else:
                yield from _segments_of(window, words)
        alone = tuple(
            window for each in looping for region in each.regions for window in pack([region], region.duration)
        )
        for window, words in self._decoded(alone, tracks, pace):
            yield from _segments_of(window, words)

    def _decoded(self, windows: tuple[Window, ...], tracks: Tracks, pace: float) -> Iterator[tuple[Window, Words]]:
        for batch in batches(windows, self._options.batch_size):
            sounds = [at_pace(sound(window, tracks[window.regions[0].channel]), pace) for window in batch]
            for window, words in zip(batch, self._decoder.words(sounds), strict=True):
                yield window, tuple(_timed_at(word, pace) for word in words)


def _place(segment: HeardSegment) -> tuple[float, int]:
    return segment.start, segment.channel


def _together(*hypotheses: HeardSegment) -> HeardSegment:
    """One region's hypotheses as one segment; those that cannot be trusted count only where there is no other."""
    first, *others = [segment for segment in hypotheses if fault(segment) is None] or hypotheses[:1]
    return first.model_copy(update={"alternatives": tuple(other.words for other in others)})


def _timed_at(word: HeardWord, pace: float) -> HeardWord:
    """The word with its times as they are at the sound's own pace."""
    return word.model_copy(update={"start": word.start * pace, "end": word.end * pace})


def _loops(words: Words) -> bool:
    return is_loop("".join(word.text for word in words))


def _segments_of(window: Window, words: Words) -> Iterator[HeardSegment]:
    for piece, said in zip(window.pieces, spread(words, window), strict=True):
        yield _segment(piece, said)


def _segment(piece: Piece, words: Words) -> HeardSegment:
    region = piece.region
    return HeardSegment(
        channel=region.channel,
        start=region.start,
        end=region.end,
        text="".join(word.text for word in words).strip(),
        confidence=round(fmean(word.probability for word in words), 4) if words else 0.0,
        words=words,
    )


def _to_listen_to(faults: list[tuple[HeardSegment, str | None]]) -> tuple[Unheard, ...]:
    stretches = (unheard(segment, reason) for segment, reason in faults if reason)
    return tuple(stretch for stretch in stretches if stretch)
