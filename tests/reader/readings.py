"""Readings as the decisions take them, written by hand: who says what, and what the reader makes of it."""

from collections.abc import Mapping, Sequence
from typing import get_args

import numpy as np

from pipeline.dialogue.transcript import transcript_from_turns
from pipeline.dialogue.turns import SpokenTurn
from pipeline.domain.transcript import Transcript
from pipeline.reader.artefact import Description, Thresholds, Value
from pipeline.reader.encoding import asked_items
from pipeline.reader.layout import Shape
from pipeline.reader.reading import NamedSpan, Reading
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rules import shipped_rules
from pipeline.training.corpus import Act

ACTS = ("none", *get_args(Act))
STATUSES = ("verified", "insufficient", "unanswered", "refused", "missing", "not_applicable")
LABELS = Description(
    version="test",
    base="reader",
    shape=Shape(layers=1),
    acts=ACTS,
    statuses=STATUSES,
    items=tuple(taxonomy().items),
    products=tuple(taxonomy().products),
    stages=tuple(taxonomy().stages),
    conduct=("overdue", "income_loss", "threat"),
    figures=("loan_amount", "monthly_income", "phone", "funds_used"),
    values=(
        Value(fact="marital_status", value="married"),
        Value(fact="marital_status", value="divorced"),
        Value(fact="existing_debt", value=0),
        Value(fact="intermediary_used", value=False),
        Value(fact="funds_used", value="all"),
    ),
    tags=("O", "B-customer_name", "I-customer_name", "B-employer", "I-employer"),
    thresholds=Thresholds(figure=0.5, value=0.5, name=0.5, default_conduct=0.6, conduct={"threat": 0.8}, doubt=0.2),
)


def talk(*lines: str) -> Transcript:
    """A transcript of lines that begin with 坐： or 客：, three seconds each."""
    roles = {"坐": "agent", "客": "customer"}
    return transcript_from_turns(
        [
            SpokenTurn(role=roles[line[0]], text=line[2:], start=3.0 * n, end=3.0 * n + 2.5)
            for n, line in enumerate(lines)
        ],
        shipped_rules().corrector,
    )


def a_reading(
    transcript: Transcript,
    *,
    product: str = "consumer",
    stage: str = "pre_loan",
    acts: Mapping[str, Mapping[int, tuple[str, float]]] | None = None,
    statuses: Mapping[str, Mapping[str, float]] | None = None,
    conduct: Mapping[str, Mapping[int, float]] | None = None,
    figures: Sequence[Mapping[str, float]] = (),
    values: Mapping[tuple[str, object], Mapping[int, float]] | None = None,
    names: tuple[NamedSpan, ...] = (),
) -> Reading:
    """A reading in which nothing happens but what is given; an item without a status is missing."""
    asked, count = asked_items(product, stage), len(transcript.utterances)
    items = [item.id for item in asked]
    act_rows = np.zeros((count, len(items), len(ACTS)), np.float32)
    act_rows[..., 0] = 1
    for item, done in (acts or {}).items():
        for utterance, (act, probability) in done.items():
            row = act_rows[utterance, items.index(item)]
            row[0], row[ACTS.index(act)] = 1 - probability, probability
    status_rows = np.zeros((len(items), len(STATUSES)), np.float32)
    for n, item in enumerate(items):
        for status, probability in (statuses or {}).get(item, {"missing": 1.0}).items():
            status_rows[n, STATUSES.index(status)] = probability
    conduct_rows = np.zeros((count, len(LABELS.conduct)), np.float32)
    for kind, shown in (conduct or {}).items():
        for utterance, probability in shown.items():
            conduct_rows[utterance, LABELS.conduct.index(kind)] = probability
    figure_rows = [[row.get(fact, 0.0) for fact in LABELS.figures] for row in figures]
    value_rows = np.zeros((count, len(LABELS.values)), np.float32)
    places = {(label.fact, label.value): n for n, label in enumerate(LABELS.values)}
    for key, shown in (values or {}).items():
        for utterance, probability in shown.items():
            value_rows[utterance, places[key]] = probability  # type: ignore[index]
    return Reading(
        labels=LABELS,
        utterances=tuple(utterance.index for utterance in transcript.utterances),
        items=asked,
        acts=act_rows,
        statuses=status_rows,
        conduct=conduct_rows,
        figures=np.array(figure_rows, np.float32).reshape(len(figures), len(LABELS.figures)),
        values=value_rows,
        names=names,
    )
