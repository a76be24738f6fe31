"""What was kept elsewhere of a store's log, its export or its head alone, and the log held against it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from pipeline.domain.base import Frozen
from pipeline.errors import UsageError
from pipeline.store.log import Breach, broken_link, entries
from pipeline.store.tables import LogRow, Row

_HEAD: Final = re.compile(r"[0-9a-f]{64}")
_COLUMNS: Final = tuple(LogRow.__table__.columns.keys())
_GIVE: Final = (
    "Give a file that `tinghe audit export` wrote, or the head (64 hexadecimal digits) that `verify` printed."
)


class Kept(Frozen):
    """What was kept. entries: number and hash of each, in their order, of an export; head: of the last."""

    entries: tuple[tuple[int, str], ...] = ()
    head: str = ""


def kept(said: str) -> Kept:
    """What an option names: a head, or the file of an export.

    Raises:
        UsageError: it is neither, or an export that is not whole in itself.
    """
    if _HEAD.fullmatch(said.strip().lower()):
        return Kept(head=said.strip().lower())
    path = Path(said)
    try:
        with path.open(encoding="utf-8") as file:
            found = [_entry(line) for line in file]
    except OSError as error:
        raise UsageError("--against", f"{path} cannot be read ({error.strerror})", _GIVE) from error
    except (ValueError, RecursionError) as error:
        raise UsageError("--against", f"{path} is no exported log", _GIVE) from error
    if not found:
        raise UsageError("--against", f"{path} has no entry", _GIVE)
    if broken := broken_link(found):
        remedy = "Give a copy that nobody changed; what this one says proves nothing."
        raise UsageError("--against", f"{path} is not whole in itself: {broken.where} {broken.what}", remedy)
    return Kept(entries=tuple((entry["number"], entry["sha256"]) for entry in found), head=found[-1]["sha256"])


def departures(connection: Connection, kept_log: Kept) -> Iterator[Breach]:
    """Where the store's log is not what was kept with more behind it; only the first place is named."""
    if not kept_log.entries:
        found = connection.execute(select(LogRow.number).where(LogRow.sha256 == kept_log.head)).first()
        if found is None:
            what = "the head that was kept is nowhere in it: it was cut, computed anew, or is another store's"
            yield Breach(where="the log", what=what)
        return
    there = entries(connection)
    for number, sha256 in kept_log.entries:
        entry = next(there, None)
        if entry is None:
            last = kept_log.entries[-1][0]
            yield Breach(where="the log", what=f"entries {number} to {last}, which were kept, are gone from it")
            return
        if entry["sha256"] != sha256:
            yield Breach(where=f"log entry {number}", what="is another than was kept")
            return


def _entry(line: str) -> Row:
    entry = json.loads(line)
    if not isinstance(entry, dict) or set(entry) != set(_COLUMNS):
        raise ValueError
    return entry
