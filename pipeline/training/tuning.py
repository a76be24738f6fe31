"""Chooses thresholds and the temperature on the tuning part, and says how good the result is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.optimize import minimize_scalar

from pipeline.evaluation.metrics import counted
from pipeline.evaluation.score import fact_counts, total
from pipeline.facts.from_reading import candidates_by_fact, facts_from
from pipeline.facts.proposals import Proposal, proposals
from pipeline.reader.artefact import Description, Thresholds
from pipeline.reader.reader import Reader
from pipeline.reader.reading import Reading
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rules import shipped_rules
from pipeline.training.corpus import LabelledCall

_GRID: Final = tuple(round(0.05 * n, 2) for n in range(4, 19))
# Accusing somebody wrongly costs more than listening once more: in conduct's F it weighs 1.8 times what is missed.
_BETA: Final = 0.75
# The few dozen findings of a tuning part hardly tell one threshold from another; nobody is accused by less than this.
LEAST_CONDUCT: Final = 0.65


@dataclass(frozen=True)
class ReadCall:
    """A labelled call with what the reader says of it."""

    call: LabelledCall
    reading: Reading
    spans: tuple[Proposal, ...]


def read_calls(reader: Reader, calls: Iterable[LabelledCall]) -> list[ReadCall]:
    """Every call, read."""
    read = []
    for call in calls:
        spans = proposals(call.transcript, call.product, shipped_rules().figures)
        read.append(ReadCall(call, reader.read(call.transcript, call.product, call.stage, call.asked, spans), spans))
    return read


def tuned(labels: Description, calls: Sequence[ReadCall], passages: Sequence[ReadCall] = ()) -> Description:
    """The description with thresholds that fit the calls and passages best, and a temperature that fits the calls.

    Both are read with temperature 1 and any thresholds. A confidence is to say how often whole calls are right, so
    passages have no part in it.
    """
    read = (*calls, *passages)
    thresholds = Thresholds(
        figure=_best(lambda t: _facts_f1(read, t, _is_figure)),
        value=_best(lambda t: _facts_f1(read, t, _is_value)),
        name=_best(lambda t: _facts_f1(read, t, _is_name)),
        default_conduct=max(LEAST_CONDUCT, _best(lambda t: _conduct_f(read, labels.conduct, t))),
    )
    return labels.model_copy(update={"thresholds": thresholds, "temperature": _temperature(labels, calls)})


def _best(score: Callable[[float], float]) -> float:
    """The threshold with the highest score, the middle one where several are equal."""
    scores = [score(threshold) for threshold in _GRID]
    equal = [threshold for threshold, got in zip(_GRID, scores, strict=True) if got >= max(scores) - 1e-9]
    return equal[len(equal) // 2]


def _is_figure(fact: str) -> bool:
    return not _is_name(fact) and not _is_value(fact)


def _is_value(fact: str) -> bool:
    return taxonomy().facts[fact].type in ("enum", "bool")


def _is_name(fact: str) -> bool:
    return taxonomy().facts[fact].type == "text"


def _facts_f1(read: Sequence[ReadCall], threshold: float, counts: Callable[[str], bool]) -> float:
    """How right the facts that count are with this threshold for all."""
    thresholds = Thresholds(figure=threshold, value=threshold, name=threshold)
    scored = []
    for each in read:
        labels = each.reading.labels.model_copy(update={"thresholds": thresholds})
        reading = replace(each.reading, labels=labels)
        by_fact = candidates_by_fact(reading, each.spans, each.call.transcript)
        found = facts_from(reading, by_fact, each.call.transcript, {})
        want = {name: value for name, value in each.call.facts.items() if counts(name)}
        scored.append(fact_counts(want, {fact.name: fact.value for fact in found if counts(fact.name)}))
    return total(scored).f1


def _conduct_f(read: Sequence[ReadCall], conduct: Sequence[str], threshold: float) -> float:
    """How right risks and violations are with this threshold for all: F with _BETA."""
    scored = []
    for each in read:
        kinds, reading = each.reading.labels.conduct, each.reading
        have = {kind for kind in kinds if max(reading.conduct_of(kind), default=0.0) >= threshold}
        scored.append(counted({*each.call.risks, *each.call.violations} & set(conduct), have))
    return total(scored).f(_BETA)


def _temperature(labels: Description, read: Sequence[ReadCall]) -> float:
    """What to divide logits by so that their likelihood on the calls is highest (Guo et al. 2017)."""
    rows, want = [], []
    for each in read:
        for item, row in zip(each.reading.items, each.reading.statuses, strict=True):
            rows.append(np.log(np.maximum(row, 1e-9)))
            want.append(labels.statuses.index(each.call.items[item.id].status))
    logits, picked = np.array(rows), np.array(want)

    def cost(temperature: float) -> float:
        scaled = logits / temperature
        norm = np.log(np.exp(scaled - scaled.max(-1, keepdims=True)).sum(-1)) + scaled.max(-1)
        return float((norm - scaled[np.arange(len(picked)), picked]).mean())

    return round(float(minimize_scalar(cost, bounds=(0.3, 5.0), method="bounded").x), 3)
