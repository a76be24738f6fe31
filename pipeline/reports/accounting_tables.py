"""A population row by row, as CSV: the list as it was given with what became of it, and what nobody expected."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.population.accounting import Accounting, ReceivedCall, RowOutcome
from pipeline.reports.accounting import outcome_name, reason_of, remarks_of, standing_of
from pipeline.reports.labels import stage_short
from pipeline.reports.workbook import harmless
from pipeline.reports.writing import write_atomically

# Named so that a bank's own column is unlikely to be hit; a list that was an output once has these written anew.
_COLUMNS = ("核对结果", "核对原因", "核对通话", "核对阶段", "核对备注")
_BOM = "\ufeff"  # without it Excel takes UTF-8 for the machine's own code page


def unexpected_path(out: Path) -> Path:
    """Where what nobody expected stands, beside the list."""
    return out.with_name(f"{out.stem}-unexpected{out.suffix}")


def write_accounting(accounting: Accounting, out: Path) -> None:
    """Write every row of the list with what became of it, and beside it what the store has that no row asked for.

    What would be a formula to a spreadsheet is written as text.

    Raises:
        OSError: the folder is not writable or the disk is full; a table that stood there stays as it was.
    """
    columns = [*(name for name in accounting.outcomes[0].expected.cells if name not in _COLUMNS), *_COLUMNS]
    write_atomically(out, _csv(columns, (_row(each) for each in accounting.outcomes)))
    besides = (_besides(each) for each in (*accounting.unexpected, *accounting.unplaced))
    write_atomically(unexpected_path(out), _csv(("call_id", "case_id", "核对原因"), besides))


def _row(outcome: RowOutcome) -> dict[str, str]:
    calls = outcome.calls or outcome.beside
    said = (
        outcome_name(outcome.disposition),
        reason_of(outcome),
        "；".join(call.call_id for call in calls),
        "；".join(stage_short(call.stage) for call in calls),
        "；".join(remarks_of(outcome).values()),
    )
    return {**outcome.expected.cells, **dict(zip(_COLUMNS, said, strict=True))}


def _besides(call: ReceivedCall) -> dict[str, str]:
    return {"call_id": call.call_id, "case_id": call.case_id, "核对原因": standing_of(call)}


def _csv(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(map(harmless, columns))
    table.writerows([harmless(row[name]) for name in columns] for row in rows)
    return _BOM + text.getvalue()
