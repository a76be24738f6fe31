"""What the files of a call are called."""

import pytest

from pipeline.exports.call import file_name

CASES = (
    ("JW-2026-0417", "JW-2026-0417", "JW-2026-0417"),
    ("13800138000-1", "138****8000-1", "138xxxx8000-1-abcdef01"),
    ("../c", "../c", "_c-abcdef01"),
    ('a:b*?"<>|\\', 'a:b*?"<>|\\', "a_bx______-abcdef01"),
    ("..", "..", "call-abcdef01"),
)


@pytest.mark.parametrize(("call_id", "label", "name"), CASES)
def test_a_name_is_the_call_id_where_it_tells_nothing_and_leads_nowhere(call_id: str, label: str, name: str) -> None:
    assert file_name(call_id, label, "abcdef0123" + "0" * 54) == name
