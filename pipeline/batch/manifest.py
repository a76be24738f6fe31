"""Read a manifest, one row a call, as contract.md lays it out, and say which call_ids can name a report."""

import hashlib
from datetime import date, datetime
from pathlib import Path

from pipeline.batch.csv_rows import Row, one_of, rows_of, text_in
from pipeline.domain.job import Job
from pipeline.errors import ManifestError
from pipeline.rulebook.taxonomy import taxonomy

APPLICATION_PREFIX = "app."
_CHANNELS = {"": None, "0": 0, "1": 1}
_MAX_ID_BYTES = 200  # a file system takes 255 for a name, and ours add an ending
_RESERVED_IDS = frozenset({"index"})  # OUT/index.html is the page of all calls


def read_manifest(path: Path) -> tuple[Job, ...]:
    """The calls of a manifest, in its order; paths are taken relative to its folder.

    Raises:
        ManifestError: the file or a row cannot be meant; names the row as a spreadsheet counts it (1 is the header).
    """
    jobs: dict[str, Job] = {}
    rows: dict[str, int] = {}
    for number, row in rows_of(path, _check_header):
        where = f"{path}, row {number}"
        call_id, file = _call_id_and_file(row, where)
        job = _job(row, call_id, path.parent / file, where)
        if call_id in jobs:
            remedy = "Give every row a call_id of its own (it defaults to the file's name without its ending)."
            raise ManifestError(where, f"the call_id {call_id} stands in row {rows[call_id]} too", remedy)
        jobs[call_id], rows[call_id] = job, number
    return tuple(jobs.values())


def known_job(row: Row, call_id: str, path: Path) -> Job:
    """The job of a recording of which a row of an earlier manifest tells, as a store keeps it.

    Raises:
        ManifestError: the row says what this version's taxonomy does not know.
    """
    return _job(row, call_id, path, f"call {call_id}")


def call_id_fault(call_id: str) -> str:
    """Why a call_id cannot name a report, as the end of a sentence; empty where it can."""
    if not call_id:
        return "is empty"
    if any(_is_unsafe(letter) for letter in call_id):
        return "holds a path separator or an unprintable character"
    if call_id.startswith(".") or call_id in _RESERVED_IDS:
        return "cannot name a report"
    return "is too long" if len(call_id.encode()) > _MAX_ID_BYTES else ""


def call_id_from(name: str) -> str:
    """The name as near as a call_id can come to it; names that had to be cut end in a hash of the whole."""
    safe = "".join("_" if _is_unsafe(letter) else letter for letter in name).lstrip(".")
    if not call_id_fault(safe):
        return safe
    digest = hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()[:8]
    return f"{safe[:40]}~{digest}"


def _is_unsafe(letter: str) -> bool:
    return letter in "/\\" or not letter.isprintable()


def _check_header(header: list[str], where: str) -> None:
    if "file" not in header:
        raise ManifestError(where, "there is no column 'file'", "Name the columns in row 1, separated by commas.")
    known = taxonomy().facts
    for name in header:
        if name.startswith(APPLICATION_PREFIX) and name.removeprefix(APPLICATION_PREFIX) not in known:
            remedy = f"Allowed after app.: {', '.join(known)}."
            raise ManifestError(where, f"the column {name} names no fact", remedy)


def _call_id_and_file(row: Row, where: str) -> tuple[str, str]:
    """The call's id, by default the file's name without its ending, and the file as the row names it."""
    file = row["file"].strip()
    if not file or "\0" in file:
        raise ManifestError(where, "the column file is empty", "Name the recording, relative to the manifest.")
    call_id = text_in(row, "call_id") or Path(file).stem
    if fault := call_id_fault(call_id):
        remedy = "Give a call_id of letters, digits, - and _ that does not start with a dot."
        raise ManifestError(where, f"the call_id {call_id!r} {fault}", remedy)
    return call_id, file


def _job(row: Row, call_id: str, path: Path, where: str) -> Job:
    channel = text_in(row, "agent_channel")
    product = one_of(taxonomy().products, row, "product", where)
    stage = one_of(taxonomy().stages, row, "stage", where)
    started_at = _started_at(text_in(row, "started_at"), where)
    if channel not in _CHANNELS:
        remedy = "Allowed: 0, 1, or empty for mono and where it is unknown."
        raise ManifestError(where, f"the agent_channel {channel!r} is no channel", remedy)
    facts = {name: cell.strip() for name, cell in row.items() if name.startswith(APPLICATION_PREFIX)}
    return Job(
        call_id=call_id,
        path=path,
        metadata=row,
        product=product,
        stage=stage,
        started_at=started_at,
        agent_channel=_CHANNELS[channel],
        application={name.removeprefix(APPLICATION_PREFIX): value for name, value in facts.items() if value},
    )


def _started_at(value: str, where: str) -> datetime | None:
    """A date alone is refused: read as midnight it would make every call one outside the permitted hours."""
    if not value:
        return None
    remedy = "Write ISO 8601 with the time of day, such as 2026-03-11T10:42:00+08:00, or leave it empty."
    try:
        date.fromisoformat(value)
    except ValueError:
        pass
    else:
        raise ManifestError(where, f"started_at {value!r} has no time of day", remedy)
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise ManifestError(where, f"started_at {value!r} is not ISO 8601", remedy) from error
