"""What the heads tell apart, from the taxonomy."""

from typing import Final, get_args

from pipeline.domain.vocabulary import Status
from pipeline.facts.compare import FIGURES
from pipeline.facts.from_reading import ALL_SPENT
from pipeline.reader.artefact import Description, Value
from pipeline.reader.layout import Shape
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.training.corpus import Act
from pipeline.training.model import Sizes

BASE: Final = "reader"
STATUSES: Final = tuple(status.value for status in Status if status is not Status.NOT_EVALUABLE)
_BY_WORDS: Final = (("existing_debt", 0), ("funds_used", ALL_SPENT))
_BY_CLOCK: Final = "off_hours_call"  # read off the time of the call, not off what is said


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
        conduct=tuple(kind for kind in (*known.risks, *known.violations) if kind != _BY_CLOCK),
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
