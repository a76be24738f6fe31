"""What a figure of a sentence means as the value of a fact, as the shipped rules have it."""

from pipeline.facts.measures import Bounds, Circumstances, mark, measured
from pipeline.numbers.find import quantities
from pipeline.numbers.quantity import Per, Quantity, QuantityKind
from pipeline.rules import shipped_rules

FIGURES = shipped_rules().figures


def quantities_in(text: str, figure: str) -> tuple[Quantity, tuple[Quantity, ...]]:
    """The quantity of the text that is written so, and all of them."""
    found = quantities(text)
    return next(quantity for quantity in found if quantity.text == figure), found


def value(fact: str, text: str, figure: str = "", period: str = "", product: str = "consumer") -> Bounds | None:
    """What the figure, or a text that is one, means as the shipped rule of the fact has it."""
    quantity, found = quantities_in(text, figure or text)
    return measured(FIGURES[fact], quantity, mark(text, found, quantity), Circumstances(period, product))


def a_quantity(
    text: str, kind: QuantityKind, low: float, *, value_text: str = "", unit: str = "", per: Per | None = None
) -> Quantity:
    return Quantity(
        start=0, end=len(text), text=text, kind=kind, low=low, high=low, value_text=value_text, unit=unit, per=per
    )


def just(amount: float) -> Bounds:
    return Bounds(amount, amount)
