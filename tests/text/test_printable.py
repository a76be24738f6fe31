"""What a terminal is given to show."""

import pytest

from pipeline.text.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("c-1.wav", "c-1.wav"),
        ("中文，　全角", "中文，　全角"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]8;;http://x\x1b\\y", "y"),
        ("\x9b2Jx", "x"),
        ("\x1bcx", "x"),
        ("a\nb", "a b"),
        ("a\r\tb", "a  b"),
        ("a\u202eb", "a b"),
        ("a\x00b\x7f", "a b "),
        ("\x1b[", ""),
    ],
)
def test_nothing_in_it_controls_the_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown
