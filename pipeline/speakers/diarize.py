"""Two speakers on one channel: which stretch is whose, before anybody knows who they are."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from pipeline.domain.audio import AudioTrack, SpeakerTurn
from pipeline.domain.base import Frozen, TimeSpan
from pipeline.speakers.clustering import TwoVoices, VoiceOptions, Weights, two_voices
from pipeline.speakers.encoder import SpeakerEncoder, Vector
from pipeline.speakers.hmm import second_state_probabilities
from pipeline.speakers.segments import Slot, SlotOptions, slots


class DiarizerOptions(Frozen):
    """How voices are told apart.

    least_heard_s: shorter windows are widened to this before they are listened to. search_from_s: windows from this
    length on decide what the two voices are; all others only join them. full_weight_s: the length from which on a
    window is trusted fully. sharpness: log odds for one whole unit of cosine difference. change_within_breath,
    change_at_pause, less_per_second: what a change of speaker costs in log odds, in the middle of a breath and at a
    pause, and how much less for each second of the pause; least_change is the floor. longest_silence_s: a turn does not
    reach over a longer silence.
    """

    slot: SlotOptions = SlotOptions()
    voice: VoiceOptions = VoiceOptions()
    least_heard_s: float = 0.4
    search_from_s: float = 0.5
    full_weight_s: float = 1.0
    sharpness: float = 14.0
    change_within_breath: float = 3.0
    change_at_pause: float = 1.0
    less_per_second: float = 2.0
    least_change: float = 0.2
    longest_silence_s: float = 1.0


class Diarizer:
    """Gives each stretch of speech of a mono recording to the first or the second voice."""

    def __init__(self, options: DiarizerOptions, encoder: SpeakerEncoder) -> None:
        """Keep options and encoder; nothing is loaded yet."""
        self._options = options
        self._encoder = encoder

    def turns(self, track: AudioTrack, regions: Sequence[TimeSpan]) -> tuple[SpeakerTurn, ...]:
        """Who speaks when, in order of time: speaker 0 is whoever speaks first.

        A recording with one voice gives turns of speaker 0 alone. Where two speak at once one of them is named, with a
        confidence near one half.
        """
        found = slots(track, regions, self._options.slot)
        if not found:
            return ()
        vectors = np.stack([self._listen(track, slot) for slot in found])
        voices = self._voices(found, vectors)
        if voices is None:
            second = np.zeros(len(found))
        else:
            second = _first_speaker_first(self._second_probabilities(found, voices.leaning(vectors)))
        runs = _runs(_single_turns(found, second), self._options.longest_silence_s)
        return tuple(_joined(run) for run in runs)

    def _listen(self, track: AudioTrack, slot: Slot) -> Vector:
        missing = max(0.0, self._options.least_heard_s - slot.window.duration)
        heard = TimeSpan(start=max(0.0, slot.window.start - missing / 2), end=slot.window.end + missing / 2)
        return self._encoder.embed(track.cut(heard))

    def _voices(self, found: Sequence[Slot], vectors: Vector) -> TwoVoices | None:
        searched = [n for n, slot in enumerate(found) if slot.window.duration >= self._options.search_from_s]
        if len(searched) < 2:
            searched = list(range(len(found)))
        durations = np.array([found[n].duration for n in searched])
        voices = two_voices(vectors[searched], durations)
        return None if voices is None or voices.is_one(self._options.voice) else voices

    def _second_probabilities(self, found: Sequence[Slot], leaning: Weights) -> Weights:
        """Probability of the second voice for each slot, shape (n,), from its sound and its neighbours."""
        heard = np.array([slot.window.duration for slot in found])
        log_odds = self._options.sharpness * leaning * np.minimum(1.0, heard / self._options.full_weight_s)
        costs = np.array([self._change_cost(before, after) for before, after in pairwise(found)])
        return second_state_probabilities(log_odds, costs)

    def _change_cost(self, before: Slot, after: Slot) -> float:
        if before.breath == after.breath:
            return self._options.change_within_breath
        eased = self._options.change_at_pause - self._options.less_per_second * before.gap(after)
        return max(self._options.least_change, eased)


def _first_speaker_first(second: Weights) -> Weights:
    return 1 - second if second[0] > 0.5 else second


def _single_turns(found: Sequence[Slot], second: Weights) -> Iterator[SpeakerTurn]:
    for slot, probability in zip(found, second.tolist(), strict=True):
        speaker = int(probability > 0.5)
        confidence = probability if speaker else 1 - probability
        yield SpeakerTurn(start=slot.start, end=slot.end, speaker=speaker, confidence=confidence)


def _runs(turns: Iterable[SpeakerTurn], longest_silence_s: float) -> list[list[SpeakerTurn]]:
    """Neighbouring turns of one speaker, unless a long silence stands between them."""
    runs: list[list[SpeakerTurn]] = []
    for turn in turns:
        if runs and runs[-1][-1].speaker == turn.speaker and runs[-1][-1].gap(turn) <= longest_silence_s:
            runs[-1].append(turn)
        else:
            runs.append([turn])
    return runs


def _joined(turns: Sequence[SpeakerTurn]) -> SpeakerTurn:
    seconds = sum(turn.duration for turn in turns)
    confidence = sum(turn.confidence * turn.duration for turn in turns) / seconds
    return SpeakerTurn(
        start=turns[0].start, end=turns[-1].end, speaker=turns[0].speaker, confidence=round(confidence, 3)
    )
