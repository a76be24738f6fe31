"""The value that every reader of numbers gives, and how it is written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.numbers.quantity import Quantity, QuantityKind, decimal_text, range_text
from tests.numbers.saying import only


def quantity(text: str, kind: QuantityKind, value_text: str) -> Quantity:
    return Quantity(start=0, end=len(text), text=text, kind=kind, low=0, high=0, value_text=value_text)


def test_a_short_arabic_run_is_a_number_that_can_be_read_as_digits() -> None:
    assert (only("4319").kind, only("4319").digits) == ("number", "4319")
    assert only("四千三百一十九").digits is None


@pytest.mark.parametrize(
    ("text", "kind", "value_text", "digits"),
    [
        ("六零七二", "digits", "6072", "6072"),
        ("六零七叉", "digits", "607X", "607X"),
        ("607", "number", "607", "607"),
        ("06", "number", "6", "06"),
        ("60.7", "number", "60.7", None),
        ("6,072", "number", "6072", None),
        ("大概607", "number", "607", None),
        ("六百零七", "number", "607", None),
        ("607", "money", "607", None),
        ("6072", "date", "6072", None),
    ],
)
def test_digits_and_bare_arabic_numbers_can_be_read_as_digits(
    text: str, kind: QuantityKind, value_text: str, digits: str | None
) -> None:
    assert quantity(text, kind, value_text).digits == digits


def test_a_quantity_is_exact_and_for_no_time_unless_something_says_so() -> None:
    plain = quantity("六十万", "money", "600000")
    assert (plain.approximate, plain.qualifier, plain.unit, plain.per) == (False, "", "", None)


@pytest.mark.parametrize("change", [{"kind": "weight"}, {"per": "week"}, {"low": "六"}, {"colour": "red"}])
def test_a_quantity_of_no_known_shape_is_refused(change: dict[str, str]) -> None:
    known = quantity("六十万", "money", "600000").model_dump()
    with pytest.raises(ValidationError, match=next(iter(change))):
        Quantity.model_validate(known | change)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (7, "7"),
        (0.5, "0.5"),
        (4.35, "4.35"),
        (-2.25, "-2.25"),
        (1 / 3, "0.333333"),
        (2 / 3, "0.666667"),
        (0.1 + 0.2, "0.3"),
        (0.000001, "0.000001"),
        (0.0000001, "0"),
        (0.99999999, "1"),
        (600_000, "600000"),
        (2.5e8, "250000000"),
        (1e16, "10000000000000000"),
    ],
)
def test_a_number_is_written_as_a_plain_decimal_of_at_most_six_places(value: float, text: str) -> None:
    assert decimal_text(value) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (600_000, 600_000, "600000"),
        (400_000, 500_000, "400000~500000"),
        (3.1, 3.9, "3.1~3.9"),
        (0, 0.5, "0~0.5"),
        (4.0, 4, "4"),
    ],
)
def test_a_range_is_written_as_low_and_high(low: float, high: float, text: str) -> None:
    assert range_text(low, high) == text


@given(st.integers(min_value=0, max_value=10**8))
def test_an_amount_is_written_to_the_cent(cents: int) -> None:
    written = f"{cents // 100}.{cents % 100:02d}".rstrip("0").rstrip(".")
    assert decimal_text(cents / 100) == written


@given(st.floats(min_value=0, max_value=1e15), st.floats(min_value=0, max_value=1e15))
def test_two_ends_of_a_range_are_each_written_as_they_are_alone(one: float, other: float) -> None:
    low, high = sorted((one, other))
    parts = range_text(low, high).split("~")
    assert parts == ([decimal_text(low)] if low == high else [decimal_text(low), decimal_text(high)])
    assert not set("e+ ").intersection(range_text(low, high))
