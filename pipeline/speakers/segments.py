"""Where one voice may end and the other begin: speech cut at dips of its energy, then into slots to be told apart."""

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack
from pipeline.domain.base import Frozen, TimeSpan

FRAME_S = 0.01
_FRAME = round(FRAME_S * SAMPLE_RATE_HZ)
_SILENCE = 1e-10  # -100 dB: below any recording's own noise

Levels = npt.NDArray[np.float64]


class SlotOptions(Frozen):
    """How speech is cut.

    dip_s: a dip of the energy counts as a pause from this length on. shortest_s: shorter bursts are clicks. slot_s: the
    longest stretch that is decided as one. window_s: what is listened to around the middle of a slot, within its
    breath. below_loud_db, above_quiet_db: a frame is a pause where it is that far below the loud frames of its region
    and no more than that far above the quiet frames of the recording. deepest_db: what is further below the loud frames
    is a pause whatever the recording's own noise.
    """

    dip_s: float = 0.08
    shortest_s: float = 0.12
    slot_s: float = 0.75
    window_s: float = 1.5
    below_loud_db: float = 12.0
    above_quiet_db: float = 8.0
    deepest_db: float = 25.0


class Slot(TimeSpan):
    """A stretch that is given to one voice.

    window: what to listen to for it. breath: number of the uninterrupted stretch that it belongs to.
    """

    window: TimeSpan
    breath: int


def slots(track: AudioTrack, regions: Sequence[TimeSpan], options: SlotOptions) -> tuple[Slot, ...]:
    """The speech of regions as slots, in order of time."""
    breaths = uninterrupted(track, regions, options)
    return tuple(slot for number, breath in enumerate(breaths) for slot in _slots_of(breath, number, options))


def uninterrupted(track: AudioTrack, regions: Sequence[TimeSpan], options: SlotOptions) -> tuple[TimeSpan, ...]:
    """Regions cut wherever the energy dips for options.dip_s or longer."""
    levels = _levels(track)
    quiet = float(np.percentile(levels, 5)) if len(levels) else 0.0
    return tuple(breath for region in regions for breath in _breaths(region, levels, quiet, options))


def _levels(track: AudioTrack) -> Levels:
    """Energy in dB of each frame of FRAME_S, smoothed over three, shape (frames,)."""
    count = len(track.samples) // _FRAME
    if not count:
        return np.empty(0)
    frames = track.samples[: count * _FRAME].reshape(count, _FRAME).astype(np.float64)
    energy = np.mean(frames**2, axis=1) + _SILENCE
    return 10 * np.log10(np.convolve(energy, np.ones(3) / 3, mode="same"))


def _breaths(region: TimeSpan, levels: Levels, quiet: float, options: SlotOptions) -> Iterator[TimeSpan]:
    first = round(region.start / FRAME_S)
    here = levels[first : round(region.end / FRAME_S)]
    if not len(here):
        return
    loud = float(np.percentile(here, 90))
    pause = min(loud - options.below_loud_db, quiet + options.above_quiet_db)
    voiced = here > max(pause, loud - options.deepest_db)
    for start, end in _bridged(_runs(voiced), options.dip_s / FRAME_S):
        if (end - start) * FRAME_S >= options.shortest_s:
            yield TimeSpan(start=(first + start) * FRAME_S, end=(first + end) * FRAME_S)


def _runs(flags: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """The half-open index ranges where flags hold."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _bridged(runs: Iterable[tuple[int, int]], shortest_gap: float) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and start - joined[-1][1] < shortest_gap:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _slots_of(breath: TimeSpan, number: int, options: SlotOptions) -> Iterator[Slot]:
    """Equal slots of about options.slot_s, each with its window moved so far that it stays within the breath."""
    count = max(1, math.ceil(breath.duration / options.slot_s - 0.3))  # a third more than slot_s is still one slot
    step = breath.duration / count
    for k in range(count):
        start, end = breath.start + k * step, breath.start + (k + 1) * step
        opens = max(breath.start, min((start + end - options.window_s) / 2, breath.end - options.window_s))
        window = TimeSpan(start=opens, end=min(breath.end, opens + options.window_s))
        yield Slot(start=start, end=end, window=window, breath=number)
