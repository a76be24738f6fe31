"""Warnings about a verdict, as told from those about what was heard: a hearing is kept without them.

Judging a stored hearing anew gives its own warnings; those of the verdict before it no longer hold.
"""

from collections.abc import Iterable
from typing import Final

UNSURE: Final = "把握不足，未计入结果，请复听"
UNREAD: Final = "后半部分未作判断，请复听"
SECOND_READER: Final = "第二阅读"


def of_hearing(warnings: Iterable[str]) -> tuple[str, ...]:
    """Those that are not about a verdict."""
    return tuple(each for each in warnings if not each.endswith((UNSURE, UNREAD)) and SECOND_READER not in each)
