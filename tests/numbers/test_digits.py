"""Strings of digits with the pauses in which people say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.numbers.dates_and_digits import read_digits
from pipeline.numbers.find import quantities
from pipeline.numbers.numerals import fold
from tests.numbers.saying import ANY_TEXT, DIGITS

PAUSE = st.sampled_from(["", "，", "、", " ", "-", "，呃，"])


def spelt_out(digits: str, one: str = "幺") -> str:
    return "".join(one if digit == "1" else DIGITS[int(digit)] for digit in digits)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("幺三八零零幺三八零零零", "13800138000"),
        ("一三八零零一三八零零零", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("13800138000", "13800138000"),
        ("幺三八，零零幺三，八零零零", "13800138000"),
        ("幺三八、零零幺三，呃，八零零零", "13800138000"),
        ("由三八零零有三八零零零", "13800138000"),
        ("腰三八零零腰三八零零零", "13800138000"),
        ("幺五九四个八零二四六", "15988880246"),
        ("四三幺九", "4319"),
        ("二七幺八", "2718"),
        ("零零二八", "0028"),
        ("0028", "0028"),
        ("四、三、幺、九", "4319"),
        ("4 3 1 9", "4319"),
        ("43 19", "4319"),
        ("一二三叉", "123X"),
        ("一二三X", "123X"),
        ("123x", "123X"),
        ("一二三艾克斯", "123X"),
        ("三二一…叉", "321X"),
        ("622848001234567", "622848001234567"),
    ],
)
def test_strings_of_digits(text: str, value: str) -> None:
    assert [q.value_text for q in quantities(text) if q.kind == "digits"] == [value]


def test_a_mobile_number_that_lacks_a_digit_is_not_made_whole() -> None:
    found = [q.value_text for q in quantities("幺五九三个八零二四六") if q.kind == "digits"]
    assert len("".join(found)) < 11


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("妖六六零零幺二零三零四", "16600120304"),
        ("邀九二零零零零五六七八", "19200005678"),
        ("幺七七两个零四个五六六", "17700555566"),
        ("幺七七二个零四个五六六", "17700555566"),
        ("幺七七两个零四个五六", None),
        ("幺七七两个零四个五六六三", None),
        ("1 6 6 0 0 1 2 0 3 0 4", "16600120304"),
        ("幺六六。零零幺二。零三零四", "16600120304"),
        ("166 0012 0304", "16600120304"),
        ("166嗯0012啊0304", "16600120304"),
    ],
)
def test_a_mobile_number_may_hold_pauses_repeats_and_misheard_ones(text: str, value: str | None) -> None:
    found = read_digits(text, 0)
    assert (found.value_text if found and found.end == len(text) else None) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一二三四五六七八九零一二三四五", "123456789012345"),
        ("一二三四五六七八九零一二三四五六七八", "123456789012345678"),
        ("6200 0000 1234 5678", "6200000012345678"),
        ("110101 19000101 001X", "11010119000101001X"),
        ("一一零一零一一九零零零一零一零零一叉", "11010119000101001X"),
        ("6200000012345678901", "6200000012345678901"),
        ("6200 0000 1234 5678 901", "6200000012345678901"),
    ],
)
def test_card_and_identity_numbers_are_whole_with_their_check_character(text: str, value: str) -> None:
    found = read_digits(text, 0)
    assert found is not None
    assert (found.value_text, found.text) == (value, text)


@pytest.mark.parametrize(
    ("text", "string", "value"),
    [
        ("六零七", "六零七", "607"),
        ("五二零七年", "五二零七", "5207"),
        ("007", "007", "007"),
        ("1234567", "1234567", "1234567"),
        ("5二0七", "5二0七", "5207"),
        ("五二，零七", "五二，零七", "5207"),
        ("五二零七，然后", "五二零七", "5207"),
        ("5,2,0,7", "5,2,0,7", "5207"),
        ("5 2 0 7 3 8", "5 2 0 7 3 8", "520738"),
        ("五 二 零 七", "五 二 零 七", "5207"),
        ("52 07", "52 07", "5207"),
        ("六零七×", "六零七×", "607X"),
        ("六零七埃克斯", "六零七埃克斯", "607X"),
        ("60 7X", "60 7X", "607X"),
        ("56207叉", "56207叉", "56207X"),
    ],
)
def test_a_run_of_digits_keeps_every_digit_and_its_mark(text: str, string: str, value: str) -> None:
    found = read_digits(text, 0)
    assert found is not None
    assert (found.text, found.value_text, found.kind) == (string, value, "digits")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "幺",
        "六零",
        "零六",
        "60",
        "607",
        "123456",
        "27.125",
        "60X",
        "六零七万",
        "六零七块",
        "六零七元",
        "六零七点",
        "六零七个点",
        "六七八成",
        "607%",
        "5204613元",
        "60,75",
        "60 75万",
        "6 0 7",
        "由六六零零幺二零三零",
        "有六七八",
        "六百零七",
        "叉",
    ],
)
def test_numbers_and_short_runs_are_no_string_of_digits(text: str) -> None:
    assert read_digits(text, 0) is None


def test_digits_are_read_from_the_offset_on() -> None:
    found = read_digits("尾号是五二零七对吧", 3)
    assert found is not None
    assert (found.start, found.end, found.text, found.value_text) == (3, 7, "五二零七", "5207")
    assert read_digits("尾号是五二零七对吧", 0) is None


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from("幺一"), PAUSE, PAUSE)
def test_every_mobile_number_is_read_back_whatever_the_pauses(number: str, one: str, first: str, second: str) -> None:
    text = first.join([spelt_out(number[:3], one), spelt_out(number[3:7], one)]) + second + spelt_out(number[7:], one)
    found = read_digits(text, 0)
    assert found is not None
    assert (found.value_text, found.text) == (number, text)


@given(st.from_regex(r"[0-9]{15}|[0-9]{17}X|[0-9]{18,19}", fullmatch=True), st.booleans())
def test_every_card_and_identity_number_is_read_back(number: str, aloud: bool) -> None:
    text = spelt_out(number.removesuffix("X")) + ("叉" if number.endswith("X") else "") if aloud else number
    found = read_digits(text, 0)
    assert found is not None
    assert (found.value_text, found.text) == (number, text)


@given(st.text(alphabet="0123456789", min_size=3, max_size=10))
def test_three_spoken_digits_or_more_are_a_string_of_digits(number: str) -> None:
    found = read_digits(spelt_out(number), 0)
    assert found is not None
    assert (found.value_text, found.end) == (number, len(number))


@given(ANY_TEXT, st.integers(min_value=0, max_value=40))
def test_any_offset_of_any_text_gives_digits_from_there_or_none(text: str, at: int) -> None:
    folded = fold(text)
    found = read_digits(folded, at)
    if found is not None:
        assert (found.start, found.text) == (at, folded[at : found.end])
        assert len(found.value_text) >= 3
        assert not set(found.value_text) - set("0123456789X")
