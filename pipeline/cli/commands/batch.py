"""`tinghe run` and `tinghe judge`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pipeline.cli.output import complain, say, screen, tell
from pipeline.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.batch.progress import Progress
    from pipeline.batch.run import Outcome
    from pipeline.batch.sources import LeftOut
    from pipeline.domain.job import Job
    from pipeline.settings import Settings

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATH|URL|MANIFEST...",
        help="Recordings, folders of them, or manifests (.csv, .xlsx, .parquet); here or at s3://, sftp://, smb://.",
    ),
]
Transcripts = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="MANIFEST...", help="Manifests (.csv, .xlsx, .parquet) whose column file names JSON with turns."
    ),
]
ManifestSql = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--manifest-sql", metavar="URL QUERY", help="A manifest as a database gives it: SELECT … AS file, … AS call_id."
    ),
]
Out = Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where reports and pages are written.")]
Product = Annotated[str | None, typer.Option(help="Product of calls whose manifest does not say it.")]
Stage = Annotated[str | None, typer.Option(help="Stage of calls whose manifest does not say it.")]
Model = Annotated[str | None, typer.Option(help="Whisper weights: tiny, base, small, medium, large-v3, …")]
AdapterFolder = Annotated[
    Path | None,
    typer.Option("--adapter", metavar="FOLDER", help="What `tinghe adapt` wrote, instead of the shipped adapter."),
]
NoAdapter = Annotated[bool, typer.Option("--no-adapter", help="Whisper as it was published.")]
Device = Annotated[str | None, typer.Option(help="auto, cpu or cuda.")]
ComputeType = Annotated[str | None, typer.Option(help="auto, int8, float16, … as CTranslate2 names them.")]
OwnLists = Annotated[
    Path | None,
    typer.Option("--checklist", metavar="FOLDER", help="Question lists of your own instead of the shipped."),
]
OwnModels = Annotated[
    Path | None,
    typer.Option("--models", metavar="FOLDER", help="Rules, lists and reader of your own: a changed copy of models/."),
]
Redo = Annotated[bool, typer.Option("--redo", help="Do calls again whose report stands there unchanged.")]
Offline = Annotated[bool, typer.Option("--offline", help="Never touch a network.")]


def _workers(given: str | int) -> int:
    from pipeline.batch.memory import fitting_workers

    if given == "auto":
        return fitting_workers()
    if not str(given).isdecimal() or int(given) < 1:
        raise typer.BadParameter("Give a number from 1 on, or auto for as many as cores and memory allow.")
    return int(given)


Workers = Annotated[
    int,
    typer.Option(
        parser=_workers,
        metavar="N|auto",
        help="Calls at a time, each in a process with its own models; auto: a core each.",
    ),
]
NoAudio = Annotated[bool, typer.Option("--no-audio", help="Keep the sound out of the pages.")]
Store = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="URL", help="Database: sqlite:///FILE or postgresql://…; FOLDER/tinghe.db by default."
    ),
]
Reveal = Annotated[bool, typer.Option("--reveal", help="Mask nothing in pages and tables; the store's log notes it.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why --reveal is needed, for the log.")]
Llm = Annotated[
    str | None,
    typer.Option(
        "--llm", metavar="URL", help="OpenAI-compatible endpoint inside the bank, asked about doubtful items only."
    ),
]
LlmModel = Annotated[str | None, typer.Option("--llm-model", help="The model's name there.")]
Table = Annotated[bool | None, typer.Option(help="Print a line a call at the end (by default on a terminal).")]

_FITS_A_SCREEN = 60  # calls; more are only listed when asked for


def run(
    sources: Sources = None,
    *,
    out: Out,
    manifest_sql: ManifestSql = None,
    store: Store = None,
    product: Product = None,
    stage: Stage = None,
    checklist: OwnLists = None,
    models: OwnModels = None,
    model: Model = None,
    adapter: AdapterFolder = None,
    no_adapter: NoAdapter = False,
    device: Device = None,
    compute_type: ComputeType = None,
    redo: Redo = False,
    offline: Offline = False,
    workers: Workers = 1,
    no_audio: NoAudio = False,
    reveal: Reveal = False,
    reason: Reason = "",
    llm: Llm = None,
    llm_model: LlmModel = None,
    table: Table = None,
) -> NoReturn:
    """Recordings in, a call report and a page for each out.

    Exit status: 0 all done, 3 some recordings failed (FOLDER/failures.csv names them), 2 wrong usage, 1 nothing could
    be done.
    """
    from pipeline.batch.sources import RECORDINGS, read_sources
    from pipeline.services import batch
    from pipeline.settings import load_settings, shared_by

    settings = load_settings(
        asr={
            "model": model,
            "adapter": adapter_setting(adapter, without=no_adapter),
            "device": device,
            "compute_type": compute_type,
        },
        offline=offline or None,
        checklists=checklist,
        models=models,
        audio_in_pages=False if no_audio else None,
        second_reader={"url": llm, "model": llm_model},
    )
    found = read_sources(
        sources or (),
        RECORDINGS,
        product=product,
        stage=stage,
        out=out,
        time_zone=settings.zone,
        rows=_asked(manifest_sql, settings),
        options=settings.sources,
        tell=complain,
    )
    jobs, others = found.jobs, _told(found.left_out)
    shared, shown = shared_by(workers, settings), settings.disclosure(reveal=reveal)
    outcome = batch.run(
        jobs,
        "recordings",
        shared,
        out,
        progress(),
        store=store,
        redo=redo,
        workers=workers,
        apart=True,
        disclosure=shown,
        reason=reason,
    )
    _end(outcome, jobs, out, others, table=table)


def judge(
    manifests: Transcripts = None,
    *,
    out: Out,
    manifest_sql: ManifestSql = None,
    store: Store = None,
    product: Product = None,
    stage: Stage = None,
    checklist: OwnLists = None,
    models: OwnModels = None,
    redo: Redo = False,
    reveal: Reveal = False,
    reason: Reason = "",
    llm: Llm = None,
    llm_model: LlmModel = None,
    table: Table = None,
) -> NoReturn:
    """Transcripts in, call reports out: what was said is taken as written, and judged like a recording's.

    Exit status: as for run.
    """
    from pipeline.batch.sources import TRANSCRIPTS, read_sources
    from pipeline.services import batch
    from pipeline.settings import load_settings

    settings = load_settings(checklists=checklist, models=models, second_reader={"url": llm, "model": llm_model})
    found = read_sources(
        manifests or (),
        TRANSCRIPTS,
        product=product,
        stage=stage,
        out=out,
        time_zone=settings.zone,
        rows=_asked(manifest_sql, settings),
        options=settings.sources,
        tell=complain,
    )
    jobs, others = found.jobs, _told(found.left_out)
    shown, told = settings.disclosure(reveal=reveal), progress()
    outcome = batch.run(
        jobs,
        "transcripts",
        settings,
        out,
        told,
        store=store,
        redo=redo,
        apart=True,
        disclosure=shown,
        reason=reason,
    )
    _end(outcome, jobs, out, others, table=table)


def progress() -> "Progress":
    """A bar on a terminal, plain lines elsewhere."""
    from pipeline.batch.progress import BarProgress, PlainProgress

    console = screen(stderr=True)
    return BarProgress(console) if console.is_terminal else PlainProgress(tell)


def adapter_setting(folder: Path | None, *, without: bool) -> str | None:
    """The setting that the two options come to; None leaves it as the environment has it."""
    from pipeline.asr.recogniser import NO_ADAPTER

    if folder and without:
        raise SettingsError("--adapter", "it is given beside --no-adapter", "Give one of the two.")
    return NO_ADAPTER if without else str(folder) if folder else None


def _asked(query: tuple[str, str] | None, settings: "Settings") -> "tuple[Job, ...]":
    """The calls that a query names; none where there is none."""
    from pipeline.batch.cells import as_cells
    from pipeline.batch.manifest import jobs_of_rows
    from pipeline.store.query import rows_of_query

    return jobs_of_rows(as_cells(rows_of_query(*query)), "the query", settings.zone) if query else ()


def _told(others: "Sequence[LeftOut]") -> "Sequence[LeftOut]":
    """Before anything is done: what of the folders is not."""
    from pipeline.cli.output.tables import left_out_lines

    for line in left_out_lines(others):
        tell(line)
    return others


def _end(
    outcome: "Outcome", jobs: "Sequence[Job]", out: Path, others: "Sequence[LeftOut]", *, table: bool | None
) -> NoReturn:
    """Print what became of the batch, and leave with its exit status."""
    from pipeline.cli.output.tables import call_table, failure_lines, outcome_line
    from pipeline.reports.index import page_name

    console = screen()
    if console.is_terminal and len(jobs) <= _FITS_A_SCREEN if table is None else table:
        rows = {row.page: row for row in outcome.rows}
        pages = (page_name(job.call_id) for job in jobs)
        console.print(call_table((rows[page] for page in pages if page in rows), out))
    for line in failure_lines(outcome):
        complain(line)
    say(outcome_line(outcome, out, others))
    raise typer.Exit(outcome.exit_status)
