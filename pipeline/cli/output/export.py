"""What `tinghe export` prints."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.privacy.labels import masked_label

if TYPE_CHECKING:
    from pipeline.services.export import Exported


def failure_lines(exported: "Exported") -> Iterator[str]:
    """A line a call that could not be exported, or a format of it."""
    for failure in exported.failures:
        yield f"{masked_label(failure.call_id)}: {failure.reason}. {failure.remedy}"


def exported_line(exported: "Exported") -> str:
    """How many calls are there now, what was written, and where to look."""
    calls = f"{exported.done} of {exported.calls} calls exported"
    counts = f"{exported.written} written, {exported.unchanged} unchanged, {len(exported.failures)} failed"
    purged = f"; {exported.purged} purged and left out" if exported.purged else ""
    return f"{calls}: {counts}{purged}. To: {masked_label(exported.where)}"
