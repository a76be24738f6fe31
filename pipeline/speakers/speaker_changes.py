"""Where one speaker gives way to the other along a row of evidence, and heard text cut there."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np
import numpy.typing as npt

from pipeline.domain.audio import SpeakerTurn
from pipeline.domain.transcript import HeardSegment, HeardWord

Numbers = npt.NDArray[np.float64]

# Log odds: a word wholly inside a turn that is certain; a change of speaker after a word that ends a segment, that
# ends a clause, that is followed by a pause, or that is followed at once by the next.
_CERTAIN = 5.0
_CHANGE_AFTER_SEGMENT = 0.3
_CHANGE_AFTER_CLAUSE = 0.8
_CHANGE_AT_PAUSE = 1.2
_CHANGE_IN_CLAUSE = 4.0
_PAUSE_S = 0.2
# Recognisers place words to about this.
_TIME_SLACK_S = 0.1
_CLAUSE_END = tuple("，。？！；、,.?!;… ")


class VoicedSegment(HeardSegment):
    """A piece of heard text of one voice. speaker: as in the turns. certainty: 0.5 to 1."""

    speaker: int
    certainty: float


def second_state_probabilities(log_odds: Numbers, change_costs: Numbers) -> Numbers:
    """Probability of the second of two states at each place, given all places (the forward-backward algorithm).

    Args:
        log_odds: evidence for the second state against the first, shape (n,).
        change_costs: log odds against a change between a place and the next, shape (n - 1,).

    Returns:
        Shape (n,), each between 0 and 1.
    """
    evidence = np.stack([-log_odds / 2, log_odds / 2], axis=1)
    forward = _messages(evidence, change_costs)
    backward = _messages(evidence[::-1], change_costs[::-1])[::-1]
    total = forward + backward - evidence  # the place's own evidence is in both
    return np.asarray(1 / (1 + np.exp(np.clip(total[:, 0] - total[:, 1], -50, 50))))


def cut_at_speaker_changes(segments: Sequence[HeardSegment], turns: Sequence[SpeakerTurn]) -> tuple[VoicedSegment, ...]:
    """Each segment in as many pieces as voices take part in it, in order of time.

    Word times are a little off and so are turn borders; where the two disagree, a change of speaker is sooner believed
    at the end of a segment or clause or in a pause than amid running words.
    """
    words = [(segment, word) for segment in segments for word in _words(segment)]
    if not words:
        return ()
    second = second_state_probabilities(
        np.array([_evidence(word, turns) for _, word in words]),
        np.array([_change_cost(before, after) for before, after in pairwise(words)]),
    )
    return tuple(_pieces(words, second))


def _messages(evidence: Numbers, change_costs: Numbers) -> Numbers:
    """Log weight of each state at each place, from all places up to it, shape (n, 2)."""
    messages = evidence.copy()
    for place in range(1, len(evidence)):
        before = messages[place - 1]
        messages[place] += np.logaddexp(before, before[::-1] - change_costs[place - 1])
        messages[place] -= messages[place].max()
    return messages


def _words(segment: HeardSegment) -> tuple[HeardWord, ...]:
    """The segment's words; where it has none, its characters spread evenly over its time."""
    if segment.words or not segment.text:
        return segment.words
    step = segment.duration / len(segment.text)
    return tuple(
        HeardWord(
            start=segment.start + n * step, end=segment.start + (n + 1) * step, text=c, probability=segment.confidence
        )
        for n, c in enumerate(segment.text)
    )


def _evidence(word: HeardWord, turns: Sequence[SpeakerTurn]) -> float:
    """Log odds that the second voice says the word: its turns' share of the word's time against the first voice's."""
    wide = word.model_copy(update={"start": word.start - _TIME_SLACK_S, "end": word.end + _TIME_SLACK_S})
    signed = sum(turn.overlap(wide) * (2 * turn.confidence - 1) * (1 if turn.speaker else -1) for turn in turns)
    return _CERTAIN * signed / max(wide.duration, _TIME_SLACK_S)


def _change_cost(before: tuple[HeardSegment, HeardWord], after: tuple[HeardSegment, HeardWord]) -> float:
    (segment, word), (next_segment, next_word) = before, after
    if segment is not next_segment:
        return _CHANGE_AFTER_SEGMENT
    if word.text.endswith(_CLAUSE_END) or next_word.text.startswith(" "):
        return _CHANGE_AFTER_CLAUSE
    return _CHANGE_AT_PAUSE if word.gap(next_word) >= _PAUSE_S else _CHANGE_IN_CLAUSE


def _pieces(words: Sequence[tuple[HeardSegment, HeardWord]], second: Numbers) -> Iterator[VoicedSegment]:
    """Runs of words of one segment and one voice; a run that is the whole segment keeps its times and text."""
    placed = [(segment, word, float(p)) for (segment, word), p in zip(words, second, strict=True)]
    for (_, is_second), group in groupby(placed, key=lambda entry: (id(entry[0]), entry[2] > 0.5)):
        segments, run, probabilities = zip(*group, strict=True)
        segment = segments[0]
        whole = len(run) == len(segment.words) or (not segment.words and len(run) == len(segment.text))
        probability = sum(probabilities) / len(run)
        yield VoicedSegment(
            start=segment.start if whole else run[0].start,
            end=segment.end if whole else run[-1].end,
            channel=segment.channel,
            text=segment.text if whole else "".join(word.text for word in run).strip(),
            confidence=segment.confidence if whole else sum(word.probability for word in run) / len(run),
            words=run if segment.words else (),
            speaker=int(is_second),
            certainty=round(probability if is_second else 1 - probability, 3),
        )
