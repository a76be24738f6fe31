"""Two speakers on one channel: which stretch is whose, before anybody knows who they are.

Speech is cut at dips of its energy into inter-pausal units, these into slots of less than a second; each slot's voice
becomes a vector, the vectors two groups, and a hidden Markov model over the row of slots decides which is whose.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, SpeakerTurn
from pipeline.domain.base import Frozen, TimeSpan, bridged
from pipeline.speakers.campplus import SpeakerEncoder, Vector
from pipeline.speakers.clustering import TwoVoices, VoiceOptions, Weights, two_voices
from pipeline.speakers.speaker_changes import second_state_probabilities

FRAME_S = 0.01
_FRAME = round(FRAME_S * SAMPLE_RATE_HZ)
_SILENCE = 1e-10  # -100 dB: below any recording's own noise

Levels = npt.NDArray[np.float64]


class SlotOptions(Frozen):
    """How speech is cut.

    dip_s: a dip of the energy counts as a pause from this length on. shortest_s: shorter bursts are clicks. slot_s: the
    longest stretch that is decided as one. window_s: what is encoded around the middle of a slot, within its
    inter-pausal unit. below_loud_db, above_quiet_db: a frame is a pause where it is that far below the loud frames of
    its region and no more than that far above the quiet frames of the recording. deepest_db: what is further below the
    loud frames is a pause whatever the recording's own noise.
    """

    dip_s: float = 0.08
    shortest_s: float = 0.12
    slot_s: float = 0.75
    window_s: float = 1.5
    below_loud_db: float = 12.0
    above_quiet_db: float = 8.0
    deepest_db: float = 25.0


class DiarizerOptions(Frozen):
    """How voices are told apart.

    least_encoded_s: shorter windows are widened to this before they are encoded. search_from_s: windows from this
    length on decide what the two voices are; all others only join them. full_weight_s: the length from which on a
    window is trusted fully. sharpness: log odds for one whole unit of cosine difference. change_within_unit,
    change_at_pause, less_per_second: what a change of speaker costs in log odds, within an inter-pausal unit and at a
    pause, and how much less for each second of the pause; least_change is the floor. longest_silence_s: a turn does not
    reach over a longer silence.
    """

    slot: SlotOptions = SlotOptions()
    voice: VoiceOptions = VoiceOptions()
    least_encoded_s: float = 0.4
    search_from_s: float = 0.5
    full_weight_s: float = 1.0
    sharpness: float = 14.0
    change_within_unit: float = 3.0
    change_at_pause: float = 1.0
    less_per_second: float = 2.0
    least_change: float = 0.2
    longest_silence_s: float = 1.0


class Slot(TimeSpan):
    """A stretch that is given to one voice.

    window: what is encoded for it. unit: number of the inter-pausal unit that it belongs to.
    """

    window: TimeSpan
    unit: int


class Voices(Frozen):
    """Who speaks when on one channel. similarity: the cosine of the two voices, 1 where there is only one."""

    turns: tuple[SpeakerTurn, ...] = ()
    similarity: float = 1.0

    @property
    def as_one(self) -> "Voices":
        """The same speech, all of it one voice's."""
        return Voices(turns=tuple(turn.model_copy(update={"speaker": 0}) for turn in self.turns))


class Diarizer:
    """Gives each stretch of speech of a mono recording to the first or the second voice."""

    def __init__(self, options: DiarizerOptions, encoder: SpeakerEncoder) -> None:
        """Keep options and encoder; nothing is loaded yet."""
        self._options = options
        self._encoder = encoder

    def voices(self, track: AudioTrack, regions: Sequence[TimeSpan]) -> Voices:
        """Who speaks when, in order of time: speaker 0 is whoever speaks first.

        A recording with one voice gives turns of speaker 0 alone. Where two speak at once one of them is named, with a
        confidence near one half.
        """
        found = slots(track, regions, self._options.slot)
        if not found:
            return Voices()
        vectors = np.stack([self._encoded(track, slot) for slot in found])
        two = self._two_voices(found, vectors)
        second, similarity = np.zeros(len(found)), 1.0
        if two is not None:
            second, similarity = self._second_probabilities(found, two.leaning(vectors)), two.similarity
            if second[0] > 0.5:  # whoever speaks first is speaker 0
                second = 1 - second
        return Voices(turns=_turns(found, second, self._options.longest_silence_s), similarity=similarity)

    def _encoded(self, track: AudioTrack, slot: Slot) -> Vector:
        missing = max(0.0, self._options.least_encoded_s - slot.window.duration)
        widened = TimeSpan(start=max(0.0, slot.window.start - missing / 2), end=slot.window.end + missing / 2)
        return self._encoder.embed(track.cut(widened))

    def _two_voices(self, found: Sequence[Slot], vectors: Vector) -> TwoVoices | None:
        """The two voices of the longer windows, or of all where these are too few; None where there is one voice."""
        searched = [n for n, slot in enumerate(found) if slot.window.duration >= self._options.search_from_s]
        if len(searched) < 2:
            searched = list(range(len(found)))
        durations = np.array([found[n].duration for n in searched])
        voices = two_voices(vectors[searched], durations)
        return None if voices is None or voices.is_one(self._options.voice) else voices

    def _second_probabilities(self, found: Sequence[Slot], leaning: Weights) -> Weights:
        """Probability of the second voice for each slot, shape (n,), from its sound and its neighbours."""
        options = self._options
        encoded_s = np.array([slot.window.duration for slot in found])
        log_odds = options.sharpness * leaning * np.minimum(1.0, encoded_s / options.full_weight_s)
        costs = [
            options.change_within_unit
            if before.unit == after.unit
            else max(options.least_change, options.change_at_pause - options.less_per_second * before.gap(after))
            for before, after in pairwise(found)
        ]
        return second_state_probabilities(log_odds, np.array(costs))


def slots(track: AudioTrack, regions: Sequence[TimeSpan], options: SlotOptions) -> tuple[Slot, ...]:
    """The speech of regions as slots, in order of time.

    Each inter-pausal unit gives equal slots of about options.slot_s, their windows moved so far that they stay in it.
    """
    found: list[Slot] = []
    for number, unit in enumerate(inter_pausal_units(track, regions, options)):
        count = max(1, math.ceil(unit.duration / options.slot_s - 0.3))  # a third more than slot_s is still one slot
        step = unit.duration / count
        for k in range(count):
            start, end = unit.start + k * step, unit.start + (k + 1) * step
            opens = max(unit.start, min((start + end - options.window_s) / 2, unit.end - options.window_s))
            window = TimeSpan(start=opens, end=min(unit.end, opens + options.window_s))
            found.append(Slot(start=start, end=end, window=window, unit=number))
    return tuple(found)


def inter_pausal_units(track: AudioTrack, regions: Sequence[TimeSpan], options: SlotOptions) -> tuple[TimeSpan, ...]:
    """Regions cut wherever the energy dips for options.dip_s or longer."""
    count = len(track.samples) // _FRAME
    if not count:
        return ()
    frames = track.samples[: count * _FRAME].reshape(count, _FRAME).astype(np.float64)
    energy = np.convolve(np.mean(frames**2, axis=1) + _SILENCE, np.ones(3) / 3, mode="same")
    levels = 10 * np.log10(energy)
    quiet = float(np.percentile(levels, 5))
    return tuple(unit for region in regions for unit in _units_of(region, levels, quiet, options))


def _units_of(region: TimeSpan, levels: Levels, quiet: float, options: SlotOptions) -> Iterator[TimeSpan]:
    """The units of one region; levels: dB of every frame of the recording, smoothed, quiet: of its quiet frames."""
    first = round(region.start / FRAME_S)
    here = levels[first : round(region.end / FRAME_S)]
    if not len(here):
        return
    loud = float(np.percentile(here, 90))
    pause = min(loud - options.below_loud_db, quiet + options.above_quiet_db)
    voiced = here > max(pause, loud - options.deepest_db)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], voiced, [False])).astype(np.int8)))
    bursts = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    for start, end in bridged(bursts, options.dip_s / FRAME_S):
        if (end - start) * FRAME_S >= options.shortest_s:
            yield TimeSpan(start=(first + start) * FRAME_S, end=(first + end) * FRAME_S)


def _turns(found: Sequence[Slot], second: Weights, longest_silence_s: float) -> tuple[SpeakerTurn, ...]:
    """Neighbouring slots of one speaker as one turn, unless a long silence stands between them."""
    runs: list[list[SpeakerTurn]] = []
    for slot, probability in zip(found, second.tolist(), strict=True):
        speaker = int(probability > 0.5)
        confidence = probability if speaker else 1 - probability
        turn = SpeakerTurn(start=slot.start, end=slot.end, speaker=speaker, confidence=confidence)
        if runs and runs[-1][-1].speaker == speaker and runs[-1][-1].gap(turn) <= longest_silence_s:
            runs[-1].append(turn)
        else:
            runs.append([turn])
    joined = []
    for run in runs:
        seconds = sum(turn.duration for turn in run)
        confidence = round(sum(turn.confidence * turn.duration for turn in run) / seconds, 3)
        joined.append(run[0].model_copy(update={"end": run[-1].end, "confidence": confidence}))
    return tuple(joined)
