"""The output folder: a report and a page a call, and one run at a time that may write there."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.report import CallReport
from pipeline.errors import ReportError, TingheError
from pipeline.reports.codec import from_json, grounds_path
from pipeline.reports.page import shown_by
from pipeline.reports.writing import make_private_folder, write_atomically
from pipeline.rulebook.files import sha256_of
from pipeline.sources.fetching import clear_fetched

Vouches = Callable[[str, str], bool]  # whether the store was given a report: of a call_id, by its SHA-256

_UNFINISHED = ".*.part"  # as reports.writing calls a file that it has not yet renamed into place
_HEAD = 4096  # characters of a page in which it says what it shows


def _any(_call_id: str, _sha256: str) -> bool:
    """No store to ask."""
    return True


@dataclass(frozen=True)
class OutputFolder:
    """Where a batch stands: grounds/CALL_ID.json, CALL_ID.html, CALL_ID.json for each call, the report written last.

    vouches: asked of every report that stands there before it is taken for one.
    """

    path: Path
    vouches: Vouches = _any

    def report_path(self, call_id: str) -> Path:
        """Where the report of a call stands; it is there only when the whole call is done."""
        return self.path / f"{call_id}.json"

    def page_path(self, call_id: str) -> Path:
        """Where the page of a call stands."""
        return self.path / f"{call_id}.html"

    def page_shows(self, call_id: str) -> str:
        """How much the page of a call says that it shows."""
        with self.page_path(call_id).open(encoding="utf-8", errors="replace") as page:
            return shown_by(page.read(_HEAD))

    def page_sha256(self, call_id: str) -> str:
        """The SHA-256 of the page of a call as it stands there."""
        return sha256_of(self.page_path(call_id))

    def report_sha256(self, call_id: str) -> str:
        """The SHA-256 of the report of a call as it stands there, whatever it is."""
        return sha256_of(self.report_path(call_id))

    def holds(self, call_id: str) -> bool:
        """Whether report and page of a call stand there."""
        return self.report_path(call_id).is_file() and self.page_path(call_id).is_file()

    def report(self, call_id: str) -> CallReport | None:
        """The report that stands there whole, with its page; None where there is none that this version can read.

        One that was edited, or that nobody vouches for, is none.
        """
        return self._read(self.report_path(call_id)) if self.holds(call_id) else None

    def call_ids(self) -> tuple[str, ...]:
        """The calls of which a report stands there, or what is called like one, in the order of their names."""
        return tuple(path.stem for path in sorted(self.path.glob("*.json")))

    def reports(self, *, without: Collection[str] = ()) -> Iterator[CallReport]:
        """Every report in the folder, of this run or an earlier one, in the order of their names."""
        for call_id in self.call_ids():
            report = self._read(self.report_path(call_id)) if call_id not in without else None
            if report is not None:
                yield report

    def keep(self, call_id: str, *, page: str, report: str, grounds: str = "") -> None:
        """Write the grounds and the page, then the report: a run that is killed in between does the call again.

        grounds: "" for a judge that cannot say what its verdicts rest on.

        Raises:
            TingheError: the disk is full or the folder no longer writable; the batch cannot go on.
        """
        if grounds:
            self._write(grounds_path(self.report_path(call_id)), grounds)
        self.keep_page(call_id, page)
        self._write(self.report_path(call_id), report)

    def keep_page(self, call_id: str, page: str) -> None:
        """Write a page alone, whose report stands there; raises as keep does."""
        self._write(self.page_path(call_id), page)

    def _read(self, path: Path) -> CallReport | None:
        """A report, or None where the file is absent, foreign, of another schema or call, or not vouched for."""
        try:
            content = path.read_bytes()
            report = from_json(content.decode("utf-8"))
        except (OSError, UnicodeDecodeError, ReportError):
            return None
        if report.recording.call_id != path.stem:
            return None
        return report if self.vouches(path.stem, hashlib.sha256(content).hexdigest()) else None

    def _write(self, path: Path, content: str) -> None:
        try:
            write_atomically(path, content)
        except OSError as error:
            remedy = "Make room or mend the rights, then run the same command again: it goes on where it stopped."
            raise TingheError(self.path, f"a report cannot be written there ({error.strerror})", remedy) from error


@contextmanager
def open_folder(path: Path) -> Iterator[OutputFolder]:
    """The folder, made if need be, cleared of unfinished files, and locked against other runs until the block ends.

    Raises:
        TingheError: it cannot be made or written to, or another run is writing there.
    """
    try:
        make_private_folder(path)
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise _unusable(path, error.strerror) from error
    try:
        if not os.access(path, os.W_OK | os.X_OK):
            raise _unusable(path, "no right to write there")
        _lock(handle, path)
        _clear(path)  # of a run that was killed in the middle of writing
        yield OutputFolder(path)
        _clear(path)  # of a worker that was
    finally:
        os.close(handle)  # releases the lock, as would the death of the process


def _clear(path: Path) -> None:
    """Take away what was not finished, in the folder and in those of it; it may hold what was said."""
    for leftover in (*path.glob(_UNFINISHED), *path.glob(f"*/{_UNFINISHED}")):
        leftover.unlink(missing_ok=True)
    clear_fetched(path)


def _lock(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        remedy = "Wait for it to end, or give another --out."
        raise TingheError(path, "another run of tinghe is writing there", remedy) from error
    except OSError as error:
        raise _unusable(path, f"it cannot be locked: {error.strerror}") from error


def _unusable(path: Path, cause: str | None) -> TingheError:
    remedy = "Give an --out folder that the user who runs tinghe may write to."
    return TingheError(path, f"cannot be used as the output folder ({cause})", remedy)
