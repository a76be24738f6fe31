"""Ids and names of files as they are shown."""

import pytest

from pipeline.privacy.labels import masked_label
from pipeline.privacy.mask import Mask


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("15800316629_王某", "158****6629_王*"),
        ("20260407-15800316629", "20260407-158****6629"),
        ("158-0031-6629.wav", "158-****-6629.wav"),
        ("110101199003070038.json", "110***********0038.json"),
        ("王建国15800316629.json", "王**158****6629.json"),
        ("recordings/李秀梅/c-1.wav", "recordings/李**/c-1.wav"),
        ("6222021234567890128", "622************0128"),
    ],
)
def test_numbers_and_names_in_a_label_are_masked(label: str, shown: str) -> None:
    assert masked_label(label) == shown
    assert masked_label(shown) == shown


@pytest.mark.parametrize(
    "label", ["c-1", "20260407103015", "2026040710301512345", "k-00012", "华东分行-0012", "录音-3", "客户经理", ""]
)
def test_running_numbers_and_dates_stay(label: str) -> None:
    assert masked_label(label) == label


def test_what_the_call_knows_is_masked_in_its_label() -> None:
    assert masked_label("call-林晓梅-3821", Mask(frozenset({"林晓梅"}), frozenset({"3821"}))) == "call-林**-****"
