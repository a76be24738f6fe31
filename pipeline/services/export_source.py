"""The finished reports that an export begins from: of an output folder, of one file, or of a store."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport
from pipeline.errors import ReportError, TingheError, UsageError
from pipeline.reports.codec import from_json
from pipeline.services.batch import STORE_FILE
from pipeline.store.engine import reading, url_of
from pipeline.store.reports import StandingReport, Vouched, rebuilt_report, standing_reports, vouched_reports

Load = Callable[[], CallReport]  # raises TingheError where the report cannot be read
Rebuild = Callable[[str], CallReport]  # from a store's rows, by call_id
_FOR_STORES: Final = (".db", ".sqlite", ".sqlite3")  # how files end that are taken for a store
_MAKE_ANEW: Final = "Run the command that wrote it again: it makes the call's report anew."


class ExportFailure(Frozen):
    """A call, or a file of many, that could not be exported. call_id: as it is, to be masked where it is shown."""

    call_id: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class FoundReport:
    """A report that can be read when its turn comes."""

    call_id: str
    report_sha256: str
    load: Load


@dataclass
class FoundReports:
    """What a source has, in the order of call_ids. purged: calls whose words were taken out for good."""

    reports: list[FoundReport] = field(default_factory=list)
    failures: list[ExportFailure] = field(default_factory=list)
    purged: int = 0

    def chosen(self, calls: Collection[str]) -> "FoundReports":
        """Those of some calls alone; one that is not there is a failure."""
        there = {found.call_id for found in self.reports} | {failure.call_id for failure in self.failures}
        absent = [
            ExportFailure(call_id=each, reason="no report of it is there", remedy="Give a call_id that was judged.")
            for each in dict.fromkeys(calls)
            if each not in there
        ]
        return FoundReports(
            reports=[found for found in self.reports if found.call_id in calls],
            failures=[failure for failure in self.failures if failure.call_id in calls] + absent,
            purged=self.purged,
        )


def store_url(source: str) -> str | None:
    """The URL of the store that a source names; None where it names a folder or a report."""
    if "://" in source:
        return source
    path = Path(source)
    return url_of(path) if path.suffix in _FOR_STORES and path.is_file() else None


@contextmanager
def found_reports(source: str, store: str | None = None) -> Iterator[FoundReports]:
    """The reports of a source, to be read within the block.

    source: the URL of a store, or the file of one; an output folder; a report. store: what vouches for the reports of a
    folder; None for the one that lies there. One that it was never given is a failure, one that it purged is left out.

    Raises:
        UsageError: there is no such folder or file, or no report in it.
        StoreError: the store cannot be read.
    """
    url = store_url(source)
    if url:
        with reading(url) as connection:
            purged = len(vouched_reports(connection).purged)
            yield _of_store(standing_reports(connection), purged, partial(rebuilt_report, connection))
    else:
        yield _of_folder(Path(source), store)


def _of_store(standing: Iterable[StandingReport], purged: int, rebuilt: Rebuild) -> FoundReports:
    loads = ((each, partial(_load_stored, each, rebuilt)) for each in standing)
    return FoundReports([FoundReport(each.call_id, each.report_sha256, load) for each, load in loads], purged=purged)


def _load_stored(standing: StandingReport, rebuilt: Rebuild) -> CallReport:
    """As the run wrote it where the file is there unchanged; else made of the store's rows."""
    try:
        content = (Path(standing.folder) / f"{standing.call_id}.json").read_bytes() if standing.folder else b""
    except OSError:
        content = b""
    if content and hashlib.sha256(content).hexdigest() == standing.report_sha256:
        return from_json(content.decode("utf-8"))
    return rebuilt(standing.call_id)


def _of_folder(path: Path, store: str | None) -> FoundReports:
    folder = path if path.is_dir() else path.parent
    files = sorted(path.glob("*.json")) if path.is_dir() else [path] if path.is_file() else []
    if not files:
        remedy = "Give the --out folder of `tinghe run`, a report (JSON), or the URL of a store."
        raise UsageError(path, "no call report is there", remedy)
    vouched = _vouched(store or (url_of(folder / STORE_FILE) if (folder / STORE_FILE).is_file() else None))
    found = FoundReports()
    for file in files:
        if vouched and file.stem in vouched.purged:
            found.purged += 1
            continue
        try:
            sha256 = hashlib.sha256(_content(file)).hexdigest()
            _refuse_unknown(file, sha256, vouched)
        except TingheError as error:
            found.failures.append(ExportFailure(call_id=file.stem, reason=error.cause, remedy=error.remedy))
        else:
            found.reports.append(FoundReport(file.stem, sha256, partial(_load_file, file, sha256)))
    return found


def _vouched(url: str | None) -> Vouched | None:
    if url is None:
        return None
    with reading(url) as connection:
        return vouched_reports(connection)


def _refuse_unknown(file: Path, sha256: str, vouched: Vouched | None) -> None:
    if vouched and sha256 not in vouched.reports.get(file.stem, ()):
        raise ReportError(file.stem, "the store was never given this report: somebody changed it", _MAKE_ANEW)


def _load_file(file: Path, sha256: str) -> CallReport:
    content = _content(file)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ReportError(file.stem, "it was changed while it was exported", "Run the same command again.")
    try:
        report = from_json(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ReportError(file.stem, "it is no call report: no UTF-8", _MAKE_ANEW) from error
    if report.recording.call_id != file.stem:
        raise ReportError(file.stem, "it is the report of another call", _MAKE_ANEW)
    return report


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ReportError(file.stem, f"it cannot be read ({error.strerror})", "Mend the rights.") from error
