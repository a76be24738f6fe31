"""Pieces of labelled calls: a few turns in a row, as a call of their own, so that short talk is read as well as long.

A reader that has only seen whole calls of thirty turns and more takes four turns for the middle of one, and finds
nothing in them.
"""

from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Final

from pipeline.domain.vocabulary import Status
from pipeline.training.corpus import ItemLabel, LabelledCall

LEAST_TURNS, MOST_TURNS = 2, 14
_FROM_THE_START: Final = 0.3  # how many of the pieces begin as their calls do


def excerpts(calls: Iterable[LabelledCall], draw: Random) -> Iterator[LabelledCall]:
    """One piece of every call."""
    for call in calls:
        length = draw.randint(LEAST_TURNS, MOST_TURNS)
        last_start = max(0, len(call.turns) - length)
        yield excerpt(call, 0 if draw.random() < _FROM_THE_START else draw.randint(0, last_start), length)


def excerpt(call: LabelledCall, start: int, length: int) -> LabelledCall:
    """The turns from start on, numbered anew, with the labels that stand in them; its id names the place.

    An item none of whose turns is among them is missing. Of one that has lost some, its acts still hold, but nobody
    knows what they come to: it is named in status_unknown.
    """
    kept = range(start, min(start + length, len(call.turns)))
    mentions = tuple(m.model_copy(update={"turn": m.turn - start}) for m in call.mentions if m.turn in kept)
    told = {mention.fact for mention in mentions if mention.holds}
    texts = tuple(call.turns.values())
    return call.with_labels(
        id=f"{call.id}.{start}+{len(kept)}",
        turns={f"{n - start} {call.speakers[n]}": texts[n] for n in kept},
        items={item: _item(label, kept) for item, label in call.items.items()},
        facts={fact: value for fact, value in call.facts.items() if fact in told},
        mentions=mentions,
        risks=_moved(call.risks, kept),
        violations=_moved(call.violations, kept),
        mismatches=tuple(fact for fact in call.mismatches if fact in told),
        near=tuple(n.model_copy(update={"turn": n.turn - start}) for n in call.near if n.turn in kept),
        status_unknown=tuple(item for item, label in call.items.items() if _is_cut(label, kept)),
    )


def _item(label: ItemLabel, kept: range) -> ItemLabel:
    turns = {turn - kept.start: act for turn, act in label.turns.items() if turn in kept}
    return ItemLabel(status=label.status if turns or not label.turns else Status.MISSING, turns=turns)


def _is_cut(label: ItemLabel, kept: range) -> bool:
    inside = sum(turn in kept for turn in label.turns)
    return 0 < inside < len(label.turns)


def _moved(shown: Mapping[str, tuple[int, ...]], kept: range) -> dict[str, tuple[int, ...]]:
    moved = {kind: tuple(turn - kept.start for turn in turns if turn in kept) for kind, turns in shown.items()}
    return {kind: turns for kind, turns in moved.items() if turns}
