"""What the heads shall say of a labelled call, window by window."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.domain.vocabulary import Status
from pipeline.facts.from_reading import ALL_SPENT
from pipeline.reader.artefact import Description, Value
from pipeline.reader.encoding import TokenWindow
from pipeline.reader.reading import Span
from pipeline.training.corpus import AGENT, LabelledCall, Mention, span_in

Indices = npt.NDArray[np.int64]
Marks = npt.NDArray[np.float32]
_IDENTITY, _IDENTIFIERS = "identity", ("id_tail", "birth_date", "phone")
NOT_LEARNED = -100  # the index that PyTorch's losses leave out
_GIVING = ("answers", "agrees", "corrects")


class Targets(NamedTuple):
    """Targets of one window; shapes as the heads' outputs.

    acts: (T, I) indices. statuses: (I) indices, of the whole call, NOT_LEARNED for some. conduct, near: (T, conduct), 1
    where a turn shows it or only sounds like it. figures: (S) indices, 0 for none. valid: (S). values: (T, values).
    tags: (N) indices.
    """

    acts: Indices
    statuses: Indices
    conduct: Marks
    near: Marks
    figures: Indices
    valid: Marks
    values: Marks
    tags: Indices


def targets_of(
    call: LabelledCall, labels: Description, window: TokenWindow, items: Sequence[str], spans: Sequence[Span]
) -> Targets:
    """The targets of one window of a call. spans: those that stand in it, as the heads are given them."""
    turns = {turn.utterance: n for n, turn in enumerate(window.turns)}
    row_of = {turn: turns[u.index] for turn, u in call.utterance_of.items() if u.index in turns}
    return Targets(
        acts=_acts(call, labels, row_of, len(window.turns), items),
        statuses=np.array([_status(call, labels, item) for item in items], np.int64),
        conduct=_conduct(labels, row_of, len(window.turns), {**call.risks, **call.violations}),
        near=_conduct(labels, row_of, len(window.turns), _near(call)),
        **_facts(call, labels, window, row_of, spans),
    )


def _status(call: LabelledCall, labels: Description, item: str) -> int:
    return NOT_LEARNED if item in call.status_unknown else labels.statuses.index(call.items[item].status)


def _acts(call: LabelledCall, labels: Description, row_of: dict[int, int], turns: int, items: Sequence[str]) -> Indices:
    acts = np.zeros((turns, len(items)), np.int64)
    identifying = _identifying_turns(call)
    for column, item in enumerate(items):
        for turn, act in call.items[item].turns.items():
            if turn in row_of:
                partial = item == _IDENTITY and act in _GIVING and turn not in identifying
                acts[row_of[turn], column] = labels.acts.index("vague" if partial else act)
    return acts


def _identifying_turns(call: LabelledCall) -> set[int]:
    """The turns that give or confirm an identifier; the others that speak of the identity give the name alone.

    An identifier that is no fact (an address) is not marked; then every turn of a verified identity counts.
    """
    marked = {m.turn for m in call.mentions if m.fact in _IDENTIFIERS and m.holds}
    marked |= {turn + 1 for turn in marked if call.speakers[turn] == AGENT}
    label = call.items[_IDENTITY]
    if label.status is Status.VERIFIED and not marked & set(label.turns):
        return set(label.turns)
    return marked


def _near(call: LabelledCall) -> dict[str, tuple[int, ...]]:
    near: dict[str, tuple[int, ...]] = {}
    for miss in call.near:
        near[miss.id] = (*near.get(miss.id, ()), miss.turn)
    return near


def _conduct(labels: Description, row_of: dict[int, int], turns: int, shown: dict[str, tuple[int, ...]]) -> Marks:
    marked = np.zeros((turns, len(labels.conduct)), np.float32)
    for kind, where in shown.items():
        for turn in where:
            if turn in row_of and kind in labels.conduct:
                marked[row_of[turn], labels.conduct.index(kind)] = 1
    return marked


def _facts(
    call: LabelledCall, labels: Description, window: TokenWindow, row_of: dict[int, int], spans: Sequence[Span]
) -> dict[str, npt.NDArray[Any]]:
    figures, valid = np.zeros(len(spans), np.int64), np.zeros(len(spans), np.float32)
    values = np.zeros((len(window.turns), len(labels.values)), np.float32)
    tags = np.zeros(len(window.ids) - len(window.prefix), np.int64)
    for mention in call.mentions:
        utterance = call.utterance_of.get(mention.turn)
        place = span_in(utterance, mention.text) if utterance else None
        if mention.turn not in row_of or utterance is None or place is None:
            continue
        hit = False
        for n, span in enumerate(spans):
            overlaps = span.utterance == utterance.index and span.start < place[1] and place[0] < span.end
            if overlaps and mention.fact in labels.figures:
                hit = True
                if not figures[n] or mention.holds:
                    figures[n], valid[n] = 1 + labels.figures.index(mention.fact), float(mention.holds)
        if mention.holds:
            _mark_value(call, labels, mention, values[row_of[mention.turn]], spoken_as_figure=hit)
            _mark_name(labels, window, (row_of[mention.turn], *place), mention.fact, tags)
    return {"figures": figures, "valid": valid, "values": values, "tags": tags}


def _mark_value(
    call: LabelledCall, labels: Description, mention: Mention, row: Marks, *, spoken_as_figure: bool
) -> None:
    value = call.facts[mention.fact]
    if mention.fact == "funds_used" and not spoken_as_figure and value == call.facts.get("loan_amount"):
        value = ALL_SPENT
    for n, label in enumerate(labels.values):
        if _same(label, mention.fact, value):
            row[n] = 1


def _same(label: Value, fact: str, value: object) -> bool:
    return label.fact == fact and label.value == value and isinstance(label.value, bool) == isinstance(value, bool)


def _mark_name(labels: Description, window: TokenWindow, place: tuple[int, int, int], fact: str, tags: Indices) -> None:
    """place: the turn, and the characters in it."""
    begins = f"B-{fact}"
    tokens = window.token_range(*place) if begins in labels.tags else None
    if tokens:
        first = tokens[0] - len(window.prefix)
        tags[first] = labels.tags.index(begins)
        tags[first + 1 : tokens[1] - len(window.prefix)] = labels.tags.index(begins) + 1
