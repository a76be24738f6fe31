"""What the heads tell apart, and what they shall say of each window of a labelled call."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from pipeline.conduct.rules import OFF_HOURS
from pipeline.domain.vocabulary import Status
from pipeline.facts.compare import FIGURES
from pipeline.facts.from_reading import ALL_SPENT
from pipeline.reader.artefact import Description, Value
from pipeline.reader.encoding import TokenWindow
from pipeline.reader.layout import Shape
from pipeline.reader.reading import Span
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.training.corpus import AGENT, Act, LabelledCall, Mention, span_in

BASE: Final = "reader"
STATUSES: Final = tuple(status.value for status in Status if status is not Status.NOT_EVALUABLE)
NOT_LEARNED: Final = -100  # the index that PyTorch's losses leave out
_BY_WORDS: Final = (("existing_debt", 0), ("funds_used", ALL_SPENT))

_IDENTITY, _IDENTIFIERS = "identity", ("id_tail", "birth_date", "phone")
_GIVING = ("answers", "agrees", "corrects")
Indices = npt.NDArray[np.int64]
Marks = npt.NDArray[np.float32]


class Sizes(NamedTuple):
    """How many there are of everything that a head tells apart."""

    items: int
    kinds: int
    calls: int
    acts: int
    statuses: int
    conduct: int
    figures: int
    values: int
    tags: int


def description(shape: Shape, version: str, trained_on: int) -> Description:
    """The order of all outputs; thresholds are chosen later."""
    known = taxonomy()
    enums = [(name, value) for name, fact in known.facts.items() if fact.type == "enum" for value in fact.of]
    truths = [(name, value) for name, fact in known.facts.items() if fact.type == "bool" for value in (True, False)]
    names = [name for name, fact in known.facts.items() if fact.type == "text"]
    return Description(
        version=version,
        base=BASE,
        shape=shape,
        acts=("none", *get_args(Act)),
        statuses=STATUSES,
        items=tuple(known.items),
        products=tuple(known.products),
        stages=tuple(known.stages),
        conduct=tuple(kind for kind in (*known.risks, *known.violations) if kind != OFF_HOURS),
        figures=tuple(name for name, fact in known.facts.items() if fact.type in FIGURES),
        values=tuple(Value(fact=name, value=value) for name, value in (*enums, *truths, *_BY_WORDS)),
        tags=("O", *(f"{place}-{name}" for name in names for place in "BI")),
        trained_on=trained_on,
    )


def sizes(labels: Description) -> Sizes:
    """How many there are of each."""
    return Sizes(
        items=len(labels.items),
        kinds=len(taxonomy().kinds),
        calls=len(labels.products) * len(labels.stages),
        acts=len(labels.acts),
        statuses=len(labels.statuses),
        conduct=len(labels.conduct),
        figures=len(labels.figures),
        values=len(labels.values),
        tags=len(labels.tags),
    )


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
    row_of_utterance = {turn.utterance: n for n, turn in enumerate(window.turns)}
    row_of = {
        turn: row_of_utterance[utterance.index]
        for turn, utterance in call.utterance_of.items()
        if utterance.index in row_of_utterance
    }
    statuses = [
        NOT_LEARNED if item in call.status_unknown else labels.statuses.index(call.items[item].status) for item in items
    ]
    near = defaultdict(list)
    for miss in call.near:
        near[miss.id].append(miss.turn)
    return Targets(
        acts=_acts(call, labels, row_of, len(window.turns), items),
        statuses=np.array(statuses, np.int64),
        conduct=_conduct(labels, row_of, len(window.turns), {**call.risks, **call.violations}),
        near=_conduct(labels, row_of, len(window.turns), near),
        **_facts(call, labels, window, row_of, spans),
    )


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


def _conduct(labels: Description, row_of: dict[int, int], turns: int, shown: Mapping[str, Sequence[int]]) -> Marks:
    marked = np.zeros((turns, len(labels.conduct)), np.float32)
    for kind, where in shown.items():
        for turn in where:
            if turn in row_of and kind in labels.conduct:
                marked[row_of[turn], labels.conduct.index(kind)] = 1
    return marked


def _facts(
    call: LabelledCall, labels: Description, window: TokenWindow, row_of: dict[int, int], spans: Sequence[Span]
) -> dict[str, npt.NDArray[Any]]:
    """The targets of spans, values and name tags; a span of several mentions takes one that holds, else the first."""
    figures, valid = np.zeros(len(spans), np.int64), np.zeros(len(spans), np.float32)
    values = np.zeros((len(window.turns), len(labels.values)), np.float32)
    tags = np.zeros(len(window.ids) - len(window.prefix), np.int64)
    for mention in call.mentions:
        utterance = call.utterance_of.get(mention.turn)
        place = span_in(utterance, mention.text) if utterance else None
        if mention.turn not in row_of or utterance is None or place is None:
            continue
        is_figure = False
        for n, span in enumerate(spans):
            overlaps = span.utterance == utterance.index and span.start < place[1] and place[0] < span.end
            if overlaps and mention.fact in labels.figures:
                is_figure = True
                if not figures[n] or mention.holds:
                    figures[n], valid[n] = 1 + labels.figures.index(mention.fact), float(mention.holds)
        if mention.holds:
            _mark_value(call, labels, mention, values[row_of[mention.turn]], is_figure=is_figure)
            _mark_name(labels, window, (row_of[mention.turn], *place), mention.fact, tags)
    return {"figures": figures, "valid": valid, "values": values, "tags": tags}


def _mark_value(call: LabelledCall, labels: Description, mention: Mention, row: Marks, *, is_figure: bool) -> None:
    """Marks the mention's value in the row of its turn. is_figure: a span of the turn gives it as a figure."""
    value = call.facts[mention.fact]
    if mention.fact == "funds_used" and not is_figure and value == call.facts.get("loan_amount"):
        value = ALL_SPENT
    for n, label in enumerate(labels.values):
        # 1 == True: a count of one is no yes
        same_type = isinstance(label.value, bool) == isinstance(value, bool)
        if label.fact == mention.fact and label.value == value and same_type:
            row[n] = 1


def _mark_name(labels: Description, window: TokenWindow, place: tuple[int, int, int], fact: str, tags: Indices) -> None:
    """Marks a name's tokens. place: the turn, and the characters in it."""
    begins = f"B-{fact}"
    tokens = window.token_range(*place) if begins in labels.tags else None
    if tokens:
        first = tokens[0] - len(window.prefix)
        tags[first] = labels.tags.index(begins)
        tags[first + 1 : tokens[1] - len(window.prefix)] = labels.tags.index(begins) + 1
