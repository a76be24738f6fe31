"""Read a manifest, one row a call, as people and spreadsheets write it, and say which call_ids can name a report."""

import hashlib
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from pipeline.batch.call_time import MAX_CHARACTERS as LONGEST_TIME
from pipeline.batch.call_time import at_the_bank, call_time
from pipeline.batch.csv_rows import ROW_REMEDY, Line, Row, did_you_mean, lines_in, lines_of, nearest, one_of, text_in
from pipeline.conduct.rules import TIME_ZONE
from pipeline.domain.job import Job, Refusal
from pipeline.errors import ManifestError, UsageError
from pipeline.facts.filed import as_filed
from pipeline.reports.labels import fact_name
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.sources.urls import Place, beside, is_url, local_path, place_of, redacted_url

APPLICATION_PREFIX = "app."
COLUMNS: Final = (
    *("file", "call_id", "case_id", "product", "stage", "started_at", "agent_channel"),
    *("agent_id", "customer_id", "branch"),
)
# What people call them: no spelling leads from one to the other.
_ALSO_CALLED: Final = {
    **dict.fromkeys(("文件", "文件名", "录音", "录音文件"), "file"),
    **dict.fromkeys(("产品", "产品类型", "贷款产品"), "product"),
    **dict.fromkeys(("阶段", "环节"), "stage"),
    **dict.fromkeys(("呼叫时间", "通话时间", "开始时间"), "started_at"),
    **dict.fromkeys(("坐席", "坐席工号", "工号"), "agent_id"),
    **dict.fromkeys(("业务编号", "案件编号"), "case_id"),
}
_CHANNELS = {"": None, "0": 0, "1": 1, "0.0": 0, "1.0": 1}
_MAX_ID_BYTES = 200  # a file system takes 255 for a name, and ours add an ending
MAX_CHARACTERS: Final = 128  # of what the store keeps in a column of its own
_IN_COLUMNS: Final = ("case_id", "agent_id", "branch")
_RESERVED_IDS = frozenset({"index"})  # OUT/index.html is the page of all calls
_TIME_REMEDY: Final = "Write it as 2026-03-11 10:42 (or ISO 8601 with its offset, for midnight too), or leave it empty."
_ID_REMEDY: Final = "Give a call_id of letters, digits, - and _ that does not start with a dot."


@dataclass(frozen=True)
class Origin:
    """What rows come from. name: as messages call it. folder: what the files in them are relative to."""

    name: str
    folder: Path | Place

    @property
    def path(self) -> Path:
        """What stands for a row that names no file."""
        return self.folder / self.name if isinstance(self.folder, Path) else Path(self.name)


def read_manifest(path: Path, time_zone: tzinfo | None = None, *, lies_at: Place | None = None) -> tuple[Job, ...]:
    """The calls of a manifest, in its order; paths are taken relative to its folder.

    A row that cannot be meant is a job with its refusal. time_zone: the bank's, in which times that carry an offset
    are given; None for China's. lies_at: where the manifest was fetched from, None for a file of this machine.

    Raises:
        ManifestError: the file cannot be meant, or a column is one that no row could fill.
    """
    origin = Origin(lies_at.name, lies_at.folder) if lies_at else Origin(path.name, path.parent)
    return _jobs(lines_of(path, _check_header), origin, time_zone)


def jobs_of_rows(cells: list[list[str]], name: str, time_zone: tzinfo | None = None) -> tuple[Job, ...]:
    """The calls of rows that no file holds, the names of the columns first; files are relative to where we stand.

    name: of what they come from. Raises as read_manifest does.
    """
    return _jobs(lines_in(cells, name, _check_header), Origin(name, Path.cwd()), time_zone)


def _jobs(lines: Iterable[Line], origin: Origin, time_zone: tzinfo | None) -> tuple[Job, ...]:
    zone = time_zone or ZoneInfo(TIME_ZONE)
    jobs: dict[str, Job] = {}
    rows: dict[str, int] = {}
    for line in lines:
        job = _job_of_line(line, origin, zone)
        if job.call_id in jobs:
            cause = f"row {line.number} of {origin.name}: its call_id stands in row {rows[job.call_id]} too"
            remedy = "Give every row a call_id of its own (it defaults to the file's name without its ending)."
            job = _refused(line, origin, cause, remedy, free_call_id(f"{job.call_id}~row{line.number}", jobs))
        jobs[job.call_id], rows[job.call_id] = job, line.number
    return tuple(jobs.values())


def known_job(row: Row, call_id: str, path: Path) -> Job:
    """The job of a recording of which a row of an earlier manifest tells, as a store keeps it.

    Raises:
        ManifestError: the row says what this version's taxonomy does not know.
    """
    return _job(row, call_id, path, f"call {call_id}", None)


def job_of_row(row: Row, call_id: str, where: str, time_zone: tzinfo) -> Job:
    """What a row without a file tells of a call, for whoever knows where its recording lies.

    where: what the row is of, as messages call it. time_zone: the bank's.

    Raises:
        ManifestError: the call_id cannot name a report, a column names no fact, or a cell cannot be meant.
    """
    if fault := call_id_fault(call_id):
        raise ManifestError(where, f"the call_id {fault}", _ID_REMEDY)
    _check_facts([*row], where)
    return _job(row, call_id, Path(), where, time_zone)


def misspelt_columns(jobs: Iterable[Job]) -> dict[str, str]:
    """By name the columns of the jobs' manifests that are likely meant for a known one, which stands there too not."""
    headers = {tuple(job.metadata) for job in jobs}
    return {name: meant for header in sorted(headers) for name in header if (meant := _meant_by(name, header))}


def call_id_fault(call_id: str) -> str:
    """Why a call_id cannot name a report, as the end of a sentence; empty where it can."""
    if not call_id:
        return "is empty"
    if any(_is_unsafe(letter) for letter in call_id):
        return "holds a path separator or an unprintable character"
    if call_id.startswith(".") or call_id in _RESERVED_IDS:
        return "cannot name a report"
    return "is too long" if len(call_id.encode()) > _MAX_ID_BYTES or len(call_id) > MAX_CHARACTERS else ""


def call_id_from(name: str) -> str:
    """The name as near as a call_id can come to it; names that had to be cut end in a hash of the whole."""
    safe = "".join("_" if _is_unsafe(letter) else letter for letter in name).lstrip(".")
    if not call_id_fault(safe):
        return safe
    digest = hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()[:8]
    return f"{safe[:40]}~{digest}"


def free_call_id(name: str, taken: Collection[str]) -> str:
    """As call_id_from, with as much behind it as makes it one that is not taken."""
    free = call_id_from(name)
    while free in taken:
        free = call_id_from(f"{free}~")
    return free


def _is_unsafe(letter: str) -> bool:
    return letter in "/\\" or not letter.isprintable()


def _check_header(header: list[str], where: str) -> None:
    if "file" not in header:
        likely = next((name for name in header if _meant_by(name, tuple(header)) == "file"), "")
        hint = f"Is it {likely}? Rename it. " if likely else ""
        remedy = f"{hint}Name the columns in row 1, separated by commas."
        raise ManifestError(where, "there is no column 'file'", remedy)
    _check_facts(header, where)


def _check_facts(header: list[str], where: str) -> None:
    known = taxonomy().facts
    for name in header:
        if name.startswith(APPLICATION_PREFIX) and name.removeprefix(APPLICATION_PREFIX) not in known:
            remedy = f"{did_you_mean(_meant_by(name, ()))}Allowed after app.: {', '.join(known)}."
            raise ManifestError(where, f"the column {name} names no fact", remedy)


@cache
def _meant_by(name: str, header: tuple[str, ...]) -> str:
    """The known column that a column is likely meant for, empty where it is known itself or the header has that one."""
    facts = {f"{APPLICATION_PREFIX}{fact}": fact_name(fact) for fact in taxonomy().facts}
    if not name or name in COLUMNS or name in facts:
        return ""
    named = {**_ALSO_CALLED, **{named: column for column, named in facts.items()}}
    plain = name.removeprefix(APPLICATION_PREFIX)
    meant = named.get(plain) or nearest(name, (*COLUMNS, *facts))
    return "" if meant in header else meant


def _job_of_line(line: Line, origin: Origin, zone: tzinfo) -> Job:
    where = f"row {line.number} of {origin.name}"
    if line.fault:
        return _refused(line, origin, f"{where}: {line.fault}", ROW_REMEDY)
    try:
        call_id, file = _call_id_and_file(line.row, where)
        lies = _lies_at(file, origin.folder)
        job = _job(line.row, call_id, Path(), where, zone)
        return job.model_copy(update=lies)
    except UsageError as error:
        return _refused(line, origin, f"{where}: {error.cause}", error.remedy)


def _lies_at(file: str, folder: Path | Place) -> dict[str, Any]:
    """What a job says of where its file lies: path and within, or url and a path that gives its name.

    Raises:
        UsageError: the file is a URL that names no recording, or a path that leads out of a folder elsewhere.
    """
    here = local_path(file)
    if here is None or (isinstance(folder, Place) and not is_url(file)):
        place = place_of(file) if here is None else beside(folder, file)  # type: ignore[arg-type]
        return {"path": Path(place.url), "url": place.url}
    if isinstance(folder, Place):
        return {"path": here}
    return {"path": folder / here, "within": _folder_that_holds(folder, str(here))}


def _refused(line: Line, origin: Origin, cause: str, remedy: str, call_id: str = "") -> Job:
    """A job that fails by the name that its row gives it, or by its place in the manifest."""
    file = text_in(line.row, "file").replace("\0", "")
    row = line.row
    if is_url(file):  # what stands in it may be why it is refused
        file = redacted_url(file)
        row = {**row, "file": file}
    named = text_in(line.row, "call_id") or (Path(file).stem if file else "")
    if not call_id:
        usable = not line.fault and not call_id_fault(named)
        call_id = named if usable else call_id_from(f"{Path(origin.name).stem}~row{line.number}")
    refused = Refusal(cause=cause, remedy=remedy)
    url = file if is_url(file) else ""
    beside_it = bool(file) and not url and isinstance(origin.folder, Path)
    path = origin.path.parent / file if beside_it else Path(file) if file else origin.path
    return Job(call_id=call_id, path=path, url=url, metadata=row, refused=refused)


def _call_id_and_file(row: Row, where: str) -> tuple[str, str]:
    """The call's id, by default the file's name without its ending, and the file as the row names it."""
    file = row["file"].strip()
    if not file:
        raise ManifestError(where, "the column file is empty", "Name the recording, relative to the manifest.")
    call_id = text_in(row, "call_id") or Path(file).stem
    if fault := call_id_fault(call_id):
        raise ManifestError(where, f"the call_id {fault}", _ID_REMEDY)
    return call_id, file


def _folder_that_holds(folder: Path, file: str) -> Path | None:
    """The manifest's folder where a row names a file in it, which then no link may lead out of; None for another."""
    named = Path(os.path.normpath(file))
    return None if named.is_absolute() or named.parts[:1] == (os.pardir,) else folder


def _job(row: Row, call_id: str, path: Path, where: str, zone: tzinfo | None) -> Job:
    """zone: None leaves times as they are."""
    channel = text_in(row, "agent_channel")
    product = one_of(taxonomy().products, row, "product", where)
    stage = one_of(taxonomy().stages, row, "stage", where)
    if channel not in _CHANNELS:
        remedy = "Allowed: 0, 1, or empty for mono and where it is unknown."
        raise ManifestError(where, "the agent_channel is no channel", remedy)
    for column in _IN_COLUMNS:
        if len(text_in(row, column)) > MAX_CHARACTERS:
            cause = f"the column {column} holds more than {MAX_CHARACTERS} characters"
            raise ManifestError(where, cause, "Shorten it; see too whether a quotation mark was left open.")
    told, began = _began(row, where, zone)
    cells = {**row, **told, **_filed_cells(row)}
    facts = {name.removeprefix(APPLICATION_PREFIX): cells[name] for name in row if name.startswith(APPLICATION_PREFIX)}
    return Job(
        call_id=call_id,
        path=path,
        metadata=cells,
        product=product,
        stage=stage,
        started_at=began,
        agent_channel=_CHANNELS[channel],
        application={name: value.strip() for name, value in facts.items() if value.strip()},
    )


def _filed_cells(row: Row) -> Row:
    """The loan file's cells as they were meant; what lost digits stays as it stands, and is compared with nothing."""
    cells: Row = {}
    for fact in taxonomy().facts:
        column = f"{APPLICATION_PREFIX}{fact}"
        meant = as_filed(fact, row.get(column, ""))
        if meant is not None and meant != text_in(row, column):
            cells[column] = meant
    return cells


def _began(row: Row, where: str, zone: tzinfo | None) -> tuple[Row, datetime | None]:
    """The cell started_at by the bank's clock where it is another than stands there, and the moment."""
    text = text_in(row, "started_at")
    if not text:
        return {}, None
    try:
        moment = call_time(text)
    except ValueError as error:
        raise ManifestError(where, f"started_at {error}", _TIME_REMEDY) from error
    if zone is None:
        return ({"started_at": moment.isoformat()} if len(text) > LONGEST_TIME else {}), moment
    told, local = at_the_bank(text, moment, zone)
    return ({"started_at": told} if told != text else {}), local
