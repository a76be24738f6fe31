"""What the command line names, manifests, folders and files, as the calls to work on."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from pathlib import Path

from pipeline.batch.manifest import call_id_fault, call_id_from, misspelt_columns, read_manifest
from pipeline.domain.job import Job
from pipeline.errors import ManifestError, UsageError
from pipeline.rulebook.taxonomy import taxonomy

RECORDINGS = frozenset(
    f".{ending}"
    for ending in (
        *("wav", "wave", "au", "aif", "aiff", "flac", "gsm", "amr"),
        *("mp3", "ogg", "oga", "opus", "m4a", "mp4", "aac", "3gp", "wma", "webm"),
    )
)
TRANSCRIPTS = frozenset({".json"})
MANIFEST = ".csv"


def read_sources(
    sources: Iterable[Path],
    endings: frozenset[str],
    *,
    product: str | None = None,
    stage: str | None = None,
    time_zone: tzinfo | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Job, ...]:
    """Every call that the sources name, once: first those of manifests, then files, each in their order.

    A source is a manifest (.csv), a folder (searched through for files with one of the endings, in the order of their
    paths, hidden ones left out), or a file of any name. product and stage stand in where a manifest says nothing.
    time_zone: the bank's, None for China's. tell: is given a line for each column that is likely misspelt.

    Raises:
        UsageError: a source is not there, or the taxonomy lacks the product or stage.
        ManifestError: a manifest cannot be meant, or two calls have the same call_id.
    """
    for option, value, allowed in (("--product", product, taxonomy().products), ("--stage", stage, taxonomy().stages)):
        if value is not None and value not in allowed:
            raise UsageError(option, f"{value!r} is not in the taxonomy", f"Allowed: {', '.join(allowed)}.")
    rows: list[Job] = []
    files: dict[Path, str] = {}  # in order, each with the name that tells it from its likes
    for source in sources:
        if source.suffix.lower() == MANIFEST and not source.is_dir():
            rows.extend(read_manifest(source, time_zone))
        else:
            files |= {path: label for path, label in _labelled(source, endings) if path not in files}
    for column, meant in misspelt_columns(rows).items():
        tell(f"the column {column} is kept as it stands and decides nothing. Did you mean {meant}?")
    jobs = _called_apart((*rows, *_jobs_of_files(files)))
    return tuple(_with_defaults(job, product=product, stage=stage) for job in jobs)


def _called_apart(jobs: Iterable[Job]) -> tuple[Job, ...]:
    """The jobs, each with a call_id of its own; what could not be read of two manifests may be called alike by us.

    Raises:
        ManifestError: two calls have the same call_id.
    """
    first: dict[str, Job] = {}
    for job in jobs:
        other, named = first.get(job.call_id), job
        if other and not job.refused:
            cause = f"its call_id {job.call_id} is that of {other.path} too"
            raise ManifestError(job.path, cause, "Name the calls in one manifest and give each a call_id of its own.")
        while named.call_id in first:
            named = named.model_copy(update={"call_id": call_id_from(f"{named.call_id}~")})
        first[named.call_id] = named
    return tuple(first.values())


def _labelled(source: Path, endings: frozenset[str]) -> Iterator[tuple[Path, str]]:
    """Files with their path from the source's parent on, as one name: calls/north/001.wav → calls_north_001.wav."""
    if not os.path.lexists(source):
        raise UsageError(source, "is not there", "Name a recording, a folder of recordings, or a manifest (.csv).")
    whole = source.resolve()
    root = whole if whole.is_dir() else whole.parent
    for path in _files_under(whole, endings) if whole.is_dir() else (whole,):
        yield path, "_".join(path.relative_to(root.parent).parts)


def _files_under(folder: Path, endings: frozenset[str]) -> list[Path]:
    """Files by their endings; a folder that may not be listed stands for itself, so that its failure is named."""
    found: list[Path] = []

    def keep_folder(error: OSError) -> None:
        found.append(Path(error.filename))

    for parent, folders, names in os.walk(folder, onerror=keep_folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = (Path(parent, name) for name in names if not name.startswith("."))
        found.extend(path for path in paths if path.suffix.lower() in endings)
    return sorted(found)


def _jobs_of_files(files: dict[Path, str]) -> Iterator[Job]:
    """Files are called by their stems; those whose stem is shared or cannot name a report, by their labels."""
    stems = Counter(path.stem for path in files)
    for path, label in files.items():
        usable = stems[path.stem] == 1 and not call_id_fault(path.stem)
        yield Job(call_id=path.stem if usable else call_id_from(label), path=path)


def _with_defaults(job: Job, *, product: str | None, stage: str | None) -> Job:
    """What the command says about a call whose row says nothing becomes part of what was known beforehand."""
    defaults = {"product": product, "stage": stage}
    new = {name: value for name, value in defaults.items() if value and getattr(job, name) is None}
    return job.model_copy(update={**new, "metadata": {**job.metadata, **new}}) if new else job
