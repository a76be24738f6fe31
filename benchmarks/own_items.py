"""How well items are read that a bank adds: python benchmarks/own_items.py [PART]

PART: whose passages, kept_away unless it is named; on those of train no reader proves anything. Their writers
invented items as a bank adds its own, known by name, kind and meaning alone. Set beside them: the product's items that
the same passages touch. TINGHE_READER is read.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple, cast, get_args

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipeline.domain.vocabulary import Status
from pipeline.evaluation.metrics import counted
from pipeline.reader.reader import Reader
from pipeline.services.analyse import reader_judge
from pipeline.settings import load_settings
from pipeline.training.corpus import LabelledCall, Part, labelled_calls
from pipeline.training.passages import invented_items, labelled_passages, with_untouched_items


class Answer(NamedTuple):
    """One item of one passage: which group it is of, what it should be and what it is said to be."""

    group: str
    want: Status
    have: Status


def main() -> None:
    (part,) = sys.argv[1:] or ["kept_away"]
    if part not in get_args(Part):
        sys.exit(f"{part} is no part: choose from {', '.join(get_args(Part))}")
    passages = [call for call in labelled_passages(cast(Part, part)) if call.own_items]
    items = {item.text for call in passages for item in call.own_items}
    reader = reader_judge(load_settings()).reader
    print(f"{reader.identity}: {len(passages)} passages with {len(items)} items of their writers' own")
    answers = [answer for call in passages for answer in answers_of(call, reader)]
    answers += [answer for call in asked_besides(passages) for answer in answers_of(call, reader, ", whole calls")]
    for group in (
        "own, spoken of",
        "own, not spoken of",
        "the product's, spoken of",
        "own, not spoken of, whole calls",
    ):
        print(line(group, [answer for answer in answers if answer.group == group]))


def asked_besides(passages: Iterable[LabelledCall]) -> Iterator[LabelledCall]:
    """The whole calls of the tuning part, judged against some invented items that they were not written to touch."""
    rng, invented = Random(0), invented_items(passages)
    return (with_untouched_items(call, invented, rng) for call in labelled_calls("tune") if invented)


def answers_of(call: LabelledCall, reader: Reader, where: str = "") -> Iterator[Answer]:
    reading = reader.read(call.transcript, call.product, call.stage, call.asked)
    own = {item.id for item in call.own_items}
    for item, label in call.items.items():
        if item in call.status_unknown:
            continue
        spoken = "spoken of" if label.turns else "not spoken of"
        whose = "own" if item in own else "the product's"
        yield Answer(f"{whose}, {spoken}{where}", label.status, reading.likeliest_status(item))


def line(group: str, answers: Iterable[Answer]) -> str:
    """How many statuses are right, and precision, recall and F1 of what a reviewer has to chase."""
    mine = list(answers)
    if not mine:
        return f"{group:34}none"
    right = sum(answer.want is answer.have for answer in mine)
    flags = counted(
        {n for n, answer in enumerate(mine) if answer.want.flagged},
        {n for n, answer in enumerate(mine) if answer.have.flagged},
    )
    return (
        f"{group:34}{right} of {len(mine)} statuses right ({right / len(mine):.3f}); "
        f"flagged {flags.precision:.3f} / {flags.recall:.3f} / {flags.f1:.3f}"
    )


if __name__ == "__main__":
    main()
