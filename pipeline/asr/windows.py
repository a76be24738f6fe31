"""What is decoded together: neighbouring speech of one channel packed into windows of their own length.

Whisper hears better in company: a reply of one second by itself loses words, the same reply after its channel's other
turns keeps them. Its encoder takes inputs of any length up to 30 s, so a window costs what it lasts. Only windows of
one length can be decoded side by side: each is lengthened by silence to the next of a few lengths, whatever the others
are, so that it comes to the same text in any company.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import ceil

import numpy as np

from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples, SpeechRegion
from pipeline.domain.base import Frozen

# A pause up to this long stands in the window as it was; a longer one, in which the other side spoke, is shortened.
TRUE_PAUSE_S = 1.0
SHORTENED_PAUSE_S = 0.4
# Silence after the last word; without it Whisper may go on to repeat what it heard.
TAIL_S = 0.6
# What windows last differs by whole multiples of this.
LENGTH_STEP_S = 4.0
# Quietness is measured over this much when a region has to be cut.
_QUIET_S = 0.1
Tracks = Mapping[int, AudioTrack]


class Piece(Frozen):
    """A region in its window. at_s: where it begins there, in seconds."""

    region: SpeechRegion
    at_s: float

    @property
    def until_s(self) -> float:
        """Where the region ends in the window, in seconds."""
        return self.at_s + self.region.duration


class Window(Frozen):
    """Regions of one channel that are decoded together, in order of time."""

    pieces: tuple[Piece, ...]

    @property
    def duration_s(self) -> float:
        """Length without the silence that is appended, in seconds."""
        return self.pieces[-1].until_s

    @property
    def padded_s(self) -> float:
        """Length with the silence that is appended, in seconds."""
        return ceil(self.duration_s / LENGTH_STEP_S) * LENGTH_STEP_S + TAIL_S

    @property
    def regions(self) -> tuple[SpeechRegion, ...]:
        """The regions in it."""
        return tuple(piece.region for piece in self.pieces)


def pack(regions: Sequence[SpeechRegion], longest_s: float) -> tuple[Window, ...]:
    """Windows of at most longest_s seconds, each with as many neighbouring regions of a channel as fit.

    A region that is longer by itself gets a window of its own: cut it before with split_long.
    """
    windows: list[Window] = []
    by_channel = sorted(regions, key=lambda region: (region.channel, region.start))
    for _, group in groupby(by_channel, key=lambda region: region.channel):
        pieces: list[Piece] = []
        for region in group:
            at_s = 0.0
            if pieces:
                gap = pieces[-1].region.gap(region)
                at_s = pieces[-1].until_s + (gap if gap <= TRUE_PAUSE_S else SHORTENED_PAUSE_S)
            if pieces and at_s + region.duration > longest_s:
                windows.append(Window(pieces=tuple(pieces)))
                pieces, at_s = [], 0.0
            pieces.append(Piece(region=region, at_s=at_s))
        windows.append(Window(pieces=tuple(pieces)))
    return tuple(windows)


def split_long(regions: Sequence[SpeechRegion], tracks: Tracks, longest_s: float) -> tuple[SpeechRegion, ...]:
    """The same speech in regions of at most longest_s seconds, cut where the second half of that is quietest."""
    parts: list[SpeechRegion] = []
    for region in regions:
        rest = region
        while rest.duration > longest_s:
            stretch = rest.model_copy(update={"end": rest.start + longest_s})
            cut_s = _quietest(stretch, tracks[region.channel])
            parts.append(rest.model_copy(update={"end": cut_s}))
            rest = rest.model_copy(update={"start": cut_s})
        parts.append(rest)
    return tuple(parts)


def batches(windows: Sequence[Window], size: int) -> tuple[tuple[Window, ...], ...]:
    """At most size windows of one padded length side by side."""
    by_length = sorted(windows, key=lambda window: window.padded_s)
    return tuple(
        tuple(alike[n : n + size])
        for alike in (list(group) for _, group in groupby(by_length, key=lambda window: window.padded_s))
        for n in range(0, len(alike), size)
    )


def sound(window: Window, track: AudioTrack) -> Samples:
    """What the recogniser hears: the regions at their places and silence after them, float32, shape (n,)."""
    samples = np.zeros(round(window.padded_s * SAMPLE_RATE_HZ), dtype=np.float32)
    for piece in window.pieces:
        cut = track.cut(piece.region)
        start = round(piece.at_s * SAMPLE_RATE_HZ)
        samples[start : start + len(cut)] = cut
    return samples


def at_pace(samples: Samples, pace: float) -> Samples:
    """The sound played at another pace, 1 being its own: a slower one is longer and deeper, as a record would be.

    float32, shape (n,) to (round(n / pace),).
    """
    places = np.arange(round(len(samples) / pace)) * pace
    played: Samples = np.interp(places, np.arange(len(samples)), samples).astype(np.float32)
    return played


def _quietest(stretch: SpeechRegion, track: AudioTrack) -> float:
    """The middle of the quietest moment in the second half of a stretch, in seconds of the recording."""
    from_s = stretch.start + stretch.duration / 2
    samples = track.cut(stretch.model_copy(update={"start": from_s}))
    width = round(_QUIET_S * SAMPLE_RATE_HZ)
    power = np.convolve(np.square(samples, dtype=np.float64), np.ones(width) / width, mode="valid")
    return float(round(from_s + (int(np.argmin(power)) + width / 2) / SAMPLE_RATE_HZ, 3))
