"""What is told with letters: plates, passports, permits, e-mail, and addresses where they are asked for."""

import pytest

from pipeline.privacy.mask import Mask
from tests.privacy.saying import masked_lines


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("车牌京A12345", "车牌京******"),
        ("沪B·0481K", "沪*·*****"),
        ("冀A，六幺，六六幺", "冀*，**，***"),
        ("浙AD三八一七七", "浙*******"),
        ("护照G12345678", "护照G********"),
        ("E，五八零幺，九四七幺", "E，****，****"),
        ("通行证C74108014", "通行证C********"),
        ("回乡证H四零六九二四三九", "回乡证H********"),
        ("发到lihua1987@example.com", "发到*********************"),
        ("zhangwei艾特qq点com", "****************"),
    ],
)
def test_what_is_told_with_letters_is_masked(text: str, masked: str) -> None:
    assert masked_lines(text) == [masked]


@pytest.mark.parametrize("text", ["DY-20260407-031 C20418", "HT20260407", "LPR加50个点", "APP上操作", "COVID19"])
def test_codes_of_the_bank_stay(text: str) -> None:
    assert masked_lines(text) == [text]


def test_addresses_are_masked_where_they_are_asked_for() -> None:
    said = "我住青山市白桥区建国路88号3单元502室"
    assert masked_lines(said) == [said]
    (shown,) = masked_lines(said, mask=Mask(addresses=True))
    assert "建国路" not in shown
    assert "502" not in shown
    assert len(shown) == len(said)
