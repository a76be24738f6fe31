"""Labelled calls varied so that the reader does not learn their accidents: pieces of calls, and recognition errors.

A reader that has only seen whole calls of thirty turns and more takes four turns for the middle of one, and finds
nothing in them; one that has only seen clean text fails on a recogniser's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from random import Random
from typing import Final

import jieba
from pypinyin import lazy_pinyin

from pipeline.domain.vocabulary import Status
from pipeline.training.corpus import AGENT, ItemLabel, LabelledCall
from pipeline.training.passages import invented_items, with_untouched_items

LEAST_TURNS, MOST_TURNS = 2, 14
_FROM_THE_START: Final = 0.3  # how many of the pieces begin as their calls do
# Of a call's words how many are misrecognised: the recogniser's errors on telephone calls, good lines and bad ones.
RATES: Final = (0.02, 0.05, 0.1, 0.15)
SPEAKER_SWAPPED: Final = 0.02
_RARE = 30  # words that the dictionary counts less often are not written by mistake
_PUNCTUATION: Final = "，。？！、；：…—,.?!"
# Sounds that are mistaken for each other on the telephone and between dialects.
_CONFUSED: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"))


@dataclass(frozen=True)
class TrainingSet:
    """What the reader is trained on."""

    calls: tuple[LabelledCall, ...]
    passages: tuple[LabelledCall, ...]

    def epoch(self, rng: Random) -> tuple[LabelledCall, ...]:
        """What one epoch reads: the calls, a piece of each, so that short talk is known, and the passages.

        Calls and pieces are judged against some of the passages' invented items too.
        """
        calls, invented = (*self.calls, *excerpts(self.calls, rng)), invented_items(self.passages)
        if invented:
            calls = tuple(with_untouched_items(call, invented, rng) for call in calls)
        return (*calls, *self.passages)


def excerpts(calls: Iterable[LabelledCall], rng: Random) -> Iterator[LabelledCall]:
    """One piece of every call."""
    for call in calls:
        length = rng.randint(LEAST_TURNS, MOST_TURNS)
        last_start = max(0, len(call.turns) - length)
        yield excerpt(call, 0 if rng.random() < _FROM_THE_START else rng.randint(0, last_start), length)


def excerpt(call: LabelledCall, start: int, length: int) -> LabelledCall:
    """The turns from start on, numbered anew, with the labels that stand in them; its id names the place.

    An item none of whose turns is among them is missing. Of one that has lost some, its acts still hold, but nobody
    knows what they come to: it is named in status_unknown.
    """
    kept = range(start, min(start + length, len(call.turns)))
    mentions = tuple(m.model_copy(update={"turn": m.turn - start}) for m in call.mentions if m.turn in kept)
    stated = {mention.fact for mention in mentions if mention.holds}
    texts = tuple(call.turns.values())
    items = {item: _item_within(label, kept) for item, label in call.items.items()}
    return call.with_labels(
        id=f"{call.id}.{start}+{len(kept)}",
        turns={f"{n - start} {call.speakers[n]}": texts[n] for n in kept},
        items=items,
        facts={fact: value for fact, value in call.facts.items() if fact in stated},
        mentions=mentions,
        risks=_shown_within(call.risks, kept),
        violations=_shown_within(call.violations, kept),
        mismatches=tuple(fact for fact in call.mismatches if fact in stated),
        near=tuple(n.model_copy(update={"turn": n.turn - start}) for n in call.near if n.turn in kept),
        status_unknown=tuple(item for item in items if 0 < len(items[item].turns) < len(call.items[item].turns)),
    )


def _item_within(label: ItemLabel, kept: range) -> ItemLabel:
    turns = {turn - kept.start: act for turn, act in label.turns.items() if turn in kept}
    return ItemLabel(status=label.status if turns or not label.turns else Status.MISSING, turns=turns)


def _shown_within(shown: Mapping[str, tuple[int, ...]], kept: range) -> dict[str, tuple[int, ...]]:
    """By risk or violation the turns that show it, numbered anew; without those that no kept turn shows."""
    moved = {kind: tuple(turn - kept.start for turn in turns if turn in kept) for kind, turns in shown.items()}
    return {kind: turns for kind, turns in moved.items() if turns}


def with_recognition_errors(call: LabelledCall, rng: Random) -> LabelledCall:
    """The call as a recogniser might have written it; labels and labelled values unchanged.

    Words are mistaken for others of the same sound, punctuation is lost, a few speakers are swapped. Values that are
    labelled are left as they were spoken: a label must still be found in its turn.
    """
    rate, punctuation = rng.choice(RATES), rng.choice(("，", " ", ""))
    turns = {}
    for number, (key, text) in enumerate(call.turns.items()):
        labelled = [mention.text for mention in call.mentions if mention.turn == number]
        recognised = "".join(
            piece if is_kept else _misrecognised(piece, rate, punctuation, rng)
            for piece, is_kept in _pieces(text, labelled)
        )
        swapped = f"{number} {'c' if call.speakers[number] == AGENT else AGENT}"
        turns[swapped if rng.random() < SPEAKER_SWAPPED else key] = recognised
    return call.with_labels(turns=turns)


def _pieces(text: str, kept: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The text in pieces that are either kept or not; kept texts may overlap each other and stand in it often."""
    is_kept = [False] * len(text)
    for piece in filter(None, kept):
        at = text.find(piece)
        while at >= 0:
            is_kept[at : at + len(piece)] = [True] * len(piece)
            at = text.find(piece, at + 1)
    at = 0
    for keep, characters in groupby(is_kept):
        end = at + sum(1 for _ in characters)
        yield text[at:end], keep
        at = end


def _misrecognised(text: str, rate: float, punctuation: str, rng: Random) -> str:
    words = []
    for word in jieba.cut(text):
        if word in _PUNCTUATION:
            words.append(punctuation)
        elif rng.random() < rate:
            words.append(_mistaken(word, rng))
        else:
            words.append(word)
    return "".join(words)


def _mistaken(word: str, rng: Random) -> str:
    """Another word of the same sound, a commoner one more often; a word that sounds like no other may get lost."""
    others = [(other, count) for other, count in _words_by_sound().get(_sound(word), ()) if other != word]
    if not others:
        return word if rng.random() < 0.8 or len(word) > 1 else ""
    (other,) = rng.choices([other for other, _ in others], [count for _, count in others])
    return other


@cache
def _words_by_sound() -> dict[str, list[tuple[str, int]]]:
    """By sound the words of jieba's dictionary, with how often each is counted."""
    jieba.initialize()
    words = defaultdict(list)
    for word, count in jieba.dt.FREQ.items():
        if count >= _RARE and len(word) <= 4:
            words[_sound(word)].append((word, count))
    return dict(words)


def _sound(word: str) -> str:
    """The syllables without their tones, confused sounds made one."""
    sound = " ".join(lazy_pinyin(word))
    for syllable_part, replacement in _CONFUSED:
        sound = sound.replace(syllable_part, replacement)
    return sound
