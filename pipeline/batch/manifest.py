"""Read a manifest, one row a call, as contract.md lays it out."""

from datetime import date, datetime
from pathlib import Path

from pipeline.batch.csv_rows import Row, one_of, rows_of, text_in
from pipeline.batch.names import why_unfit
from pipeline.domain.job import Job
from pipeline.errors import ManifestError
from pipeline.rulebook.taxonomy import taxonomy

APPLICATION_PREFIX = "app."
_CHANNELS = {"": None, "0": 0, "1": 1}


def read_manifest(path: Path) -> tuple[Job, ...]:
    """The calls of a manifest, in its order; paths are taken relative to its folder.

    Raises:
        ManifestError: the file or a row cannot be meant; names the row as a spreadsheet counts it (1 is the header).
    """
    jobs: dict[str, Job] = {}
    rows: dict[str, int] = {}
    for number, row in rows_of(path, _check_header):
        job = _job(row, path, f"{path}, row {number}")
        if job.call_id in jobs:
            raise ManifestError(
                f"{path}, row {number}",
                f"the call_id {job.call_id} stands in row {rows[job.call_id]} too",
                "Give every row a call_id of its own (it defaults to the file's name without its ending).",
            )
        jobs[job.call_id], rows[job.call_id] = job, number
    return tuple(jobs.values())


def _check_header(header: list[str], where: str) -> None:
    if "file" not in header:
        raise ManifestError(where, "there is no column 'file'", "Name the columns in row 1, separated by commas.")
    for name in header:
        _check_fact_column(name, where)


def _check_fact_column(name: str, where: str) -> None:
    known = taxonomy().facts
    if name.startswith(APPLICATION_PREFIX) and name.removeprefix(APPLICATION_PREFIX) not in known:
        raise ManifestError(where, f"the column {name} names no fact", f"Allowed after app.: {', '.join(known)}.")


def _job(row: Row, path: Path, where: str) -> Job:
    file = row["file"].strip()
    if not file or "\0" in file:
        raise ManifestError(where, "the column file is empty", "Name the recording, relative to the manifest.")
    return _known(row, _call_id(text_in(row, "call_id") or Path(file).stem, where), path.parent / file, where)


def known_job(row: Row, call_id: str, path: Path) -> Job:
    """The job of a recording of which a row of an earlier manifest tells, as a store keeps it.

    Raises:
        ManifestError: the row says what this version's taxonomy does not know.
    """
    return _known(row, call_id, path, f"call {call_id}")


def _known(row: Row, call_id: str, path: Path, where: str) -> Job:
    return Job(
        call_id=call_id,
        path=path,
        metadata=row,
        product=one_of(taxonomy().products, row, "product", where),
        stage=one_of(taxonomy().stages, row, "stage", where),
        started_at=_moment(text_in(row, "started_at"), where),
        agent_channel=_channel(text_in(row, "agent_channel"), where),
        application=_application(row),
    )


def _call_id(said: str, where: str) -> str:
    unfit = why_unfit(said)
    if unfit:
        remedy = "Give a call_id of letters, digits, - and _ that does not start with a dot."
        raise ManifestError(where, f"the call_id {said!r} {unfit}", remedy)
    return said


def _moment(said: str, where: str) -> datetime | None:
    """A date alone is refused: read as midnight it would make every call one outside the permitted hours."""
    if not said:
        return None
    remedy = "Write ISO 8601 with the time of day, such as 2026-03-11T10:42:00+08:00, or leave it empty."
    if _is_date_alone(said):
        raise ManifestError(where, f"started_at {said!r} has no time of day", remedy)
    try:
        return datetime.fromisoformat(said)
    except ValueError as error:
        raise ManifestError(where, f"started_at {said!r} is not ISO 8601", remedy) from error


def _is_date_alone(said: str) -> bool:
    try:
        date.fromisoformat(said)
    except ValueError:
        return False
    return True


def _channel(said: str, where: str) -> int | None:
    if said not in _CHANNELS:
        remedy = "Allowed: 0, 1, or empty for mono and where it is unknown."
        raise ManifestError(where, f"the agent_channel {said!r} is no channel", remedy)
    return _CHANNELS[said]


def _application(row: Row) -> dict[str, str]:
    facts = {name.removeprefix(APPLICATION_PREFIX): cell.strip() for name, cell in row.items() if _is_fact(name)}
    return {name: said for name, said in facts.items() if said}


def _is_fact(column: str) -> bool:
    return column.startswith(APPLICATION_PREFIX)
