"""What the command line names, manifests, folders and files, as the calls to work on."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path, PurePosixPath

from pipeline.audio.formats import SOUND_ENDINGS
from pipeline.batch.manifest import call_id_fault, call_id_from, free_call_id, misspelt_columns, read_manifest
from pipeline.domain.base import Frozen
from pipeline.domain.job import Job
from pipeline.errors import ManifestError, RecordingError, UsageError
from pipeline.rulebook.files import irregularity
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.sources.fetching import Fetcher
from pipeline.sources.options import SourceOptions
from pipeline.sources.remote import Entry
from pipeline.sources.urls import Place, local_path, place_of

RECORDINGS = SOUND_ENDINGS
TRANSCRIPTS = frozenset({".json"})
MANIFESTS = frozenset({".csv", ".xlsx", ".parquet"})
_MANIFEST = "manifest"  # the job by which one is fetched


class LeftOut(Frozen):
    """What stands in a searched folder and is not taken up. reason: its ending, or what else it is."""

    path: Path
    reason: str


class Sources(Frozen):
    """What the command line names. jobs: the calls, each once. left_out: what of the searched folders is none."""

    jobs: tuple[Job, ...]
    left_out: tuple[LeftOut, ...] = ()


def read_sources(
    sources: Iterable[Path | str],
    endings: frozenset[str],
    *,
    product: str | None = None,
    stage: str | None = None,
    out: Path | None = None,
    time_zone: tzinfo | None = None,
    rows: Sequence[Job] = (),
    options: SourceOptions | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Sources:
    """Every call that the sources name, once: first those of manifests, then files, each in their order.

    A source is a manifest (.csv, .xlsx, .parquet), a folder (searched through for files with one of the endings, in the
    order of their paths, hidden ones left out), or a file of any name, of this machine or, as a URL, of another one.
    product and stage stand in where a manifest says nothing. out: the output folder, which is not searched. time_zone:
    the bank's, None for China's. rows: calls that are known already, as of a query. options: how other machines are
    reached. tell: is given a line for each column that is likely misspelt.

    Raises:
        UsageError: a source is not there, is a pipe or device, or is of another machine and cannot be listed; or the
            taxonomy lacks the product or stage.
        ManifestError: a manifest cannot be meant, or two calls have the same call_id.
    """
    refuse_unknown_kind(product, stage)
    listed = [*rows]
    files: dict[Path, Job] = {}  # in order, each called by the name that tells it from its likes
    others: dict[Path, LeftOut] = {}
    fetcher = Fetcher(options or SourceOptions())
    for named in sources:
        manifest = _manifest(str(named), time_zone, fetcher)
        listed += manifest or ()
        for each in _found(str(named), endings, out, fetcher) if manifest is None else ():
            if isinstance(each, Job):
                files.setdefault(each.path, each)
            else:
                others.setdefault(each.path, each)
    for column, meant in misspelt_columns(listed).items():
        tell(f"the column {column} is kept as it stands and decides nothing. Did you mean {meant}?")
    jobs = _called_apart((*listed, *_jobs_of_files(files.values())))
    return Sources(
        jobs=tuple(with_defaults(job, product=product, stage=stage) for job in jobs), left_out=tuple(others.values())
    )


def refuse_unknown_kind(product: str | None, stage: str | None) -> None:
    """Raises UsageError where the taxonomy lacks what stands in for what manifests do not say."""
    for option, value, allowed in (("--product", product, taxonomy().products), ("--stage", stage, taxonomy().stages)):
        if value is not None and value not in allowed:
            raise UsageError(option, f"{value!r} is not in the taxonomy", f"Allowed: {', '.join(allowed)}.")


def _manifest(named: str, time_zone: tzinfo | None, fetcher: Fetcher) -> tuple[Job, ...] | None:
    """The calls of a manifest, None where a source is none."""
    if PurePosixPath(named).suffix.lower() not in MANIFESTS:
        return None
    here = local_path(named)
    if here is None:
        place = place_of(named)
        with _refused_as_usage(place), fetcher.here(_job_at(place, _MANIFEST)) as fetched:
            return read_manifest(fetched.path, time_zone, lies_at=place)
    _refuse_what_cannot_be_read(here)
    return None if here.is_dir() else read_manifest(here, time_zone)


def _found(named: str, endings: frozenset[str], out: Path | None, fetcher: Fetcher) -> Iterator[Job | LeftOut]:
    here = local_path(named)
    if here is None:
        yield from _found_at(place_of(named), endings, fetcher)
        return
    _refuse_what_cannot_be_read(here)
    yield from _found_in(here.resolve(), endings, out)


def _called_apart(jobs: Iterable[Job]) -> tuple[Job, ...]:
    """The jobs, each with a call_id of its own; what could not be read of two manifests may be called alike by us.

    Raises:
        ManifestError: two calls have the same call_id.
    """
    first: dict[str, Job] = {}
    for job in jobs:
        other = first.get(job.call_id)
        if other and not job.refused:
            cause = f"its call_id {job.call_id} is that of {other.place} too"
            raise ManifestError(job.place, cause, "Name the calls in one manifest and give each a call_id of its own.")
        call_id = free_call_id(job.call_id, first)
        first[call_id] = job.model_copy(update={"call_id": call_id})
    return tuple(first.values())


def _refuse_what_cannot_be_read(source: Path) -> None:
    if not os.path.lexists(source):
        raise UsageError(source, "is not there", "Name a recording, a folder of recordings, or a manifest (.csv).")
    try:
        kind = irregularity(source)
    except OSError:  # a link to nowhere, or no right to look: named as a failure at its turn
        return
    if kind not in {"", "a folder"}:
        remedy = "Name a file or folder; pipes, sockets and devices are not read."
        raise UsageError(source, f"is {kind}", remedy)


def _found_at(place: Place, endings: frozenset[str], fetcher: Fetcher) -> Iterator[Job | LeftOut]:
    """As _found_in, on another machine."""
    with _refused_as_usage(place):
        if not fetcher.remote.is_folder(place):
            yield _job_at(place, place.name)
            return
        entries = fetcher.remote.entries(place)
    if not entries:
        raise UsageError(place.url, "nothing lies there", "Name a recording, or a folder of recordings.")
    for entry in entries:
        parts = PurePosixPath(entry.place.path).relative_to(place.path or "/").parts
        reason = left_out_for(entry, parts, endings)
        label = "_".join((place.name, *parts)).lstrip("_")
        yield LeftOut(path=Path(entry.place.url), reason=reason) if reason else _job_at(entry.place, label)


def left_out_for(entry: Entry, parts: Sequence[str], endings: frozenset[str]) -> str:
    """Why a file of another machine is none of the wanted ones, empty where it is one. parts: of its path."""
    if any(part.startswith(".") for part in parts):
        return "hidden file"
    ending = PurePosixPath(parts[-1]).suffix.lower() or "no ending"
    return "" if ending in endings and entry.is_file else ending if entry.is_file else "link"


def _job_at(place: Place, call_id: str) -> Job:
    return Job(call_id=call_id, path=Path(place.url), url=place.url)


@contextmanager
def _refused_as_usage(place: Place) -> Iterator[None]:
    """What cannot be listed is named before anything is done."""
    try:
        yield
    except RecordingError as error:
        raise UsageError(place.url, error.cause, error.remedy) from error


def _found_in(source: Path, endings: frozenset[str], out: Path | None) -> Iterator[Job | LeftOut]:
    """Files with their path from the source's parent on, as one name: calls/north/001.wav → calls_north_001.wav."""
    if not source.is_dir():
        yield Job(call_id=source.name, path=source)
        return
    for entry in _entries(source, endings, out):
        if isinstance(entry, LeftOut):
            yield entry
        else:
            yield Job(call_id="_".join(entry.relative_to(source.parent).parts), path=entry, within=source)


def _entries(folder: Path, endings: frozenset[str], out: Path | None) -> list[Path | LeftOut]:
    """What stands in a folder, in order: files by their endings, and what is left out.

    A folder that may not be listed stands for itself, so that its failure is named.
    """
    found: dict[Path, Path | LeftOut] = {}
    output = out.resolve() if out else None

    def keep_folder(error: OSError) -> None:
        found[Path(error.filename)] = Path(error.filename)

    for parent, folders, names in os.walk(folder, onerror=keep_folder):
        for name in tuple(folders):
            path = Path(parent, name)
            reason = "hidden folder" if name.startswith(".") else "link to a folder" if path.is_symlink() else ""
            if reason or path == output:
                folders.remove(name)
            if reason:
                found[path] = LeftOut(path=path, reason=reason)
        for name in names:
            path = Path(parent, name)
            reason = "hidden file" if name.startswith(".") else path.suffix.lower() or "no ending"
            found[path] = path if reason in endings else LeftOut(path=path, reason=reason)
    return [found[path] for path in sorted(found)]


def _jobs_of_files(files: Collection[Job]) -> Iterator[Job]:
    """Files are called by their stems; those whose stem is shared or cannot name a report, by their labels."""
    stems = Counter(job.path.stem for job in files)
    for job in files:
        stem = job.path.stem
        usable = stems[stem] == 1 and not call_id_fault(stem)
        yield job.model_copy(update={"call_id": stem if usable else call_id_from(job.call_id)})


def with_defaults(job: Job, *, product: str | None, stage: str | None) -> Job:
    """What the command says about a call whose row says nothing becomes part of what was known beforehand."""
    defaults = {"product": product, "stage": stage}
    new = {name: value for name, value in defaults.items() if value and getattr(job, name) is None}
    return job.model_copy(update={**new, "metadata": {**job.metadata, **new}}) if new else job
