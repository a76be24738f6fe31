"""What the tests of numbers share: the one quantity of a text, numerals as they are spoken, and talk about figures."""

from hypothesis import strategies as st

from pipeline.numbers.find import quantities
from pipeline.numbers.numerals import Numeral, read_numeral
from pipeline.numbers.quantity import Quantity

DIGITS = "零一二三四五六七八九"

TALK = st.text(
    alphabet="零一二两三四五六七八九十百千万亿幺点半几来多个块元年月日号期天分厘成之到至"
    "~-、，,. 0123456789%wkX叉第上大小好不到左右LPR由有",
    max_size=24,
)
ANY_TEXT = st.one_of(TALK, st.text(max_size=40))


def only(text: str) -> Quantity:
    """The one quantity of a text."""
    found = quantities(text)
    assert len(found) == 1, [(q.text, q.kind) for q in found]
    return found[0]


def read(text: str, at: int = 0) -> Numeral:
    """The numeral that begins at a place of a text."""
    found = read_numeral(text, at)
    assert found is not None
    return found


def spoken(value: int) -> str:
    """An independent writer of standard Chinese numerals, to hold the reader against."""
    yi, wan, rest = value // 10**8, value // 10**4 % 10**4, value % 10**4
    text = _below_ten_thousand(yi) + "亿" if yi else ""
    if wan:
        text += ("零" if yi and wan < 1000 else "") + _below_ten_thousand(wan) + "万"
    if rest:
        text += ("零" if text and rest < 1000 else "") + _below_ten_thousand(rest)
    return text


def _below_ten_thousand(value: int) -> str:
    text, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + unit
        gap = not digit
    return text
