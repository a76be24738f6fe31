"""Warnings about a verdict end with that verdict; those about the recognition stay."""

import pytest

from pipeline.domain.transcript import SECOND_READER, UNREAD, UNSURE, recognition_warnings

KEPT = "两路声音相同"


@pytest.mark.parametrize(
    ("warnings", "kept"),
    [
        ((), ()),
        ((KEPT,), (KEPT,)),
        ((KEPT, f"0:15 疑似“个人失业”，{UNSURE}"), (KEPT,)),
        ((f"通话过长，{UNREAD}", KEPT), (KEPT,)),
        ((f"{SECOND_READER}未作答：连接失败", KEPT), (KEPT,)),
        ((f"{UNSURE}（见录音）",), (f"{UNSURE}（见录音）",)),
    ],
)
def test_only_warnings_about_a_verdict_are_left_out(warnings: tuple[str, ...], kept: tuple[str, ...]) -> None:
    assert recognition_warnings(warnings) == kept
