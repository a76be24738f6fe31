"""Finished reports written in other programs' formats, or sent to an address: masked, resumable, noted in the log."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline import __version__
from pipeline.batch.folder import open_folder
from pipeline.domain.base import Frozen
from pipeline.errors import ExitStatus, TingheError, UsageError
from pipeline.exports.call import ExportCall, export_call
from pipeline.exports.destination import Destination, destination, sha256_of_file
from pipeline.exports.formats import CALL_FORMATS, COLLECTED, Choices, Collection, refuse_unknown
from pipeline.exports.ledger import LEDGER, Entry, Ledger, entry_of
from pipeline.exports.webhook import Webhook
from pipeline.privacy.masking import Disclosure
from pipeline.services import CallProgress
from pipeline.services.export_source import ExportFailure, FoundReport, FoundReports, found_reports, store_url
from pipeline.services.reveal import log_of
from pipeline.settings import Settings
from pipeline.store.engine import refuse_if_read_only
from pipeline.store.runs import note_export, note_reveal

_WEBHOOK: Final = "webhook"  # what the ledger calls records that were sent


class Exported(Frozen):
    """What came of an export.

    calls: how many there were to export; done: how many stand there or were sent now. written: files, sets of files for
    all calls, and records of this run; unchanged: those of an earlier one. purged: calls that have no words any more.
    where: without keys.
    """

    calls: int
    done: int
    written: int
    unchanged: int
    purged: int
    failures: tuple[ExportFailure, ...]
    where: str

    @property
    def exit_status(self) -> ExitStatus:
        """Done where every call is, partly where some are."""
        return ExitStatus.of(done=self.done, failed=len(self.failures))


@dataclass
class _Export:
    """An export under way. read: how many reports were; the rest as Exported has it."""

    shows: Disclosure
    ledger: Ledger
    read: int = 0
    written: int = 0
    unchanged: int = 0
    failures: list[ExportFailure] = field(default_factory=list)

    @property
    def made(self) -> str:
        """What a file depends on besides its report: how much is shown, and the version that writes it."""
        return f"{self.shows}/{__version__}"

    def fails(self, name: str, error: TingheError, what: str = "") -> None:
        reason = f"{what}: {error.cause}" if what else error.cause
        self.failures.append(ExportFailure(call_id=name, reason=reason, remedy=error.remedy))

    def loaded(self, found: FoundReport) -> ExportCall | None:
        """The call as it is shown; None, and a failure, where its report cannot be read."""
        try:
            report = found.load()
        except TingheError as error:
            self.fails(found.call_id, error)
            return None
        self.read += 1
        return export_call(report, found.report_sha256, self.shows)


def export(
    source: str,
    formats: Sequence[str],
    out: str | None,
    settings: Settings,
    *,
    webhook: str | None = None,
    store: str | None = None,
    calls: Sequence[str] = (),
    choices: Choices | None = None,
    reveal: bool = False,
    reason: str = "",
    progress: CallProgress = lambda _done, _all: None,
) -> Exported:
    """Write every report of the source in every format, or send each as a record; what is there already stays.

    source: an output folder, a report, or a store, as export_source.found_reports takes it, with the store that vouches
    for a folder. out: a folder, or an address that fsspec knows; with a webhook only what was sent is noted there, and
    it may be None. calls: some alone, by call_id. reveal: nothing is masked, which the store's log notes with the
    reason before anything is written.

    Raises:
        UsageError: an option cannot be used, or there is nothing to export.
        StoreError: the store cannot be read, or cannot note what leaves it.
        TingheError: the place cannot be written to; what was written before stays, and the same command goes on.
    """
    chosen = tuple(dict.fromkeys(formats))
    _refuse_contradictions(chosen, out, webhook)
    refuse_unknown(chosen)
    sender = Webhook(webhook, settings.webhook) if webhook else None
    url = store_url(source)
    log = url or (log_of(_folder_of(source), store) if reveal else None)
    if log:
        refuse_if_read_only(log)
    with found_reports(source, store) as everything, _opened(out) as place:
        found = everything.chosen(calls) if calls else everything
        if not found.reports and not found.failures:
            remedy = "Give another source; the words of purged calls do not come back."
            raise TingheError("nothing to export", "the source has no judged call with its words", remedy)
        if reveal and log:
            note_reveal(log, "export", len(found.reports), reason)
        run = _Export(settings.disclosure(reveal=reveal), Ledger(place), failures=list(found.failures))
        where = sender.where if sender else place.where if place else ""
        try:
            if sender:
                with sender:
                    _send(run, found, sender, progress)
            elif place:
                _write(run, found, place, chosen, choices or Choices(), progress=progress)
        finally:  # what had left before something went wrong has left
            if url and run.written:
                _note(url, run, chosen, where)
    return _exported(run, found, where)


def _note(url: str, run: _Export, formats: Sequence[str], where: str) -> None:
    """Note in the store's log what left it; the list of files, by its hash, vouches for each of them."""
    request = {"formats": ",".join(formats) or _WEBHOOK, "to": where, "shows": run.shows, "written": str(run.written)}
    note_export(url, "export", request=request, files={LEDGER: run.ledger.sha256} if run.ledger.is_kept else {})


def _exported(run: _Export, found: FoundReports, where: str) -> Exported:
    failed = {failure.call_id for failure in run.failures}
    return Exported(
        calls=len(found.reports) + len(found.failures),
        done=sum(each.call_id not in failed for each in found.reports),
        written=run.written,
        unchanged=run.unchanged,
        purged=found.purged,
        failures=tuple(run.failures),
        where=where,
    )


def _refuse_contradictions(formats: Sequence[str], out: str | None, webhook: str | None) -> None:
    if webhook and formats:
        remedy = "Leave --format out, or write files in a command of their own."
        raise UsageError("--webhook", "it is sent each report as JSON, and takes no --format", remedy)
    if not webhook and not formats:
        raise UsageError("--format", "none is named", "Name one or several, such as --format docx --format srt.")
    if not webhook and not out:
        raise UsageError("--out", "no place is named", "Name a folder, or an address such as s3://BUCKET/FOLDER.")


def _folder_of(source: str) -> Path:
    path = Path(source)
    return path if path.is_dir() else path.parent


@contextmanager
def _opened(out: str | None) -> Iterator[Destination | None]:
    """The place, a folder locked against others that write there; closed whatever becomes of the block."""
    with nullcontext() if out is None or "://" in out else open_folder(Path(out)):
        place = destination(out) if out else None
        try:
            yield place
        except BaseException:
            with suppress(TingheError):  # what stopped the block is told
                _close(place)
            raise
        _close(place)


def _close(place: Destination | None) -> None:
    if place:
        place.close()


def _send(run: _Export, found: FoundReports, sender: Webhook, progress: CallProgress) -> None:
    made = f"{run.made} {sender.known_as}"
    for number, each in enumerate(found.reports, start=1):
        if run.ledger.stands(_WEBHOOK, each.report_sha256, made):
            run.unchanged += 1
        elif (call := run.loaded(each)) is not None:
            try:
                sender.send(call)
            except TingheError as error:
                run.fails(each.call_id, error)
            else:
                run.ledger.add(Entry(format=_WEBHOOK, report_sha256=each.report_sha256, made=made))
                run.written += 1
        progress(number, len(found.reports))


def _write(
    run: _Export,
    found: FoundReports,
    place: Destination,
    formats: Sequence[str],
    choices: Choices,
    *,
    progress: CallProgress,
) -> None:
    """Files of each call as its turn comes, and those of all calls when the last has come."""
    singles = [name for name in formats if name in CALL_FORMATS]
    of_all = _sha256_of_all(found, choices)
    collected = [name for name in formats if name in COLLECTED]
    due = [name for name in collected if not run.ledger.stands(name, of_all, run.made)]
    run.unchanged += len(collected) - len(due)
    with ExitStack() as files:
        collections = [files.enter_context(_collection(run, place, name, of_all, choices)) for name in due]
        for number, each in enumerate(found.reports, start=1):
            absent = [name for name in singles if not run.ledger.stands(name, each.report_sha256, run.made)]
            run.unchanged += len(singles) - len(absent)
            call = run.loaded(each) if absent or collections else None
            if call is not None:
                for name in absent:
                    _write_single(run, place, name, call, each.call_id)
                for collection in collections:
                    collection.add(call)
            progress(number, len(found.reports))


def _write_single(run: _Export, place: Destination, format_: str, call: ExportCall, call_id: str) -> None:
    name = f"{format_}/{call.name}.{format_}"
    try:
        content = CALL_FORMATS[format_].write(call)
    except TingheError as error:
        run.fails(call_id, error, format_)
        return
    place.put(name, content)
    run.ledger.add(entry_of(format_, call.report_sha256, run.made, name, content))
    run.written += 1


@contextmanager
def _collection(run: _Export, place: Destination, format_: str, of_all: str, choices: Choices) -> Iterator[Collection]:
    """A collection to which the calls are added in the block; its files take their place at its end.

    Where a call is missing in it because its report could not be read, the files are written and nothing is noted, so
    that the next run writes them again; where all are, what stands there stays.
    """
    failed = len(run.failures)
    staged = {name: place.staged(name) for name in COLLECTED[format_].names(choices)}
    try:
        collection = COLLECTED[format_].begin(staged, choices)
        try:
            yield collection
        finally:
            collection.close()
        for name, path in staged.items() if run.read else ():
            entry = Entry(
                format=format_,
                report_sha256=of_all,
                made=run.made,
                name=name,
                sha256=sha256_of_file(path),
                size=path.stat().st_size,
            )
            place.take(name, path)
            if len(run.failures) == failed:
                run.ledger.add(entry)
        run.written += bool(run.read)
    finally:
        for path in staged.values():
            path.unlink(missing_ok=True)


def _sha256_of_all(found: FoundReports, choices: Choices) -> str:
    """What a file of many calls is known by: their reports, and what was chosen."""
    digest = hashlib.sha256(choices.model_dump_json().encode())
    for each in found.reports:
        digest.update(each.report_sha256.encode())
    return digest.hexdigest()
