import pytest

from pipeline.facts.doubt import one_digit_off


@pytest.mark.parametrize(
    ("stated", "filed", "off"),
    [
        ("360000", "380000", True),
        ("360000", "360000", False),
        ("180000", "80000", True),
        ("13926004578", "13926004579", True),
        ("1392600457", "13926004578", True),
        ("360000", "520000", False),
        ("4.35", "4.36", True),
        ("24", "36", False),
        ("", "36", False),
    ],
)
def test_one_misheard_digit_is_told_from_another_value(stated: str, filed: str, off: bool) -> None:
    assert one_digit_off(stated, filed) is off
