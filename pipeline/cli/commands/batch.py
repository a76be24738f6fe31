"""`tinghe run` and `tinghe judge`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from pipeline.privacy.showing import Showing

Sources = Annotated[
    list[Path], typer.Argument(metavar="PATH|MANIFEST...", help="Recordings, folders of them, or manifests (.csv).")
]
Transcripts = Annotated[
    list[Path], typer.Argument(metavar="MANIFEST...", help="Manifests (.csv) whose column file names JSON with turns.")
]
Out = Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where reports and pages are written.")]
Product = Annotated[str | None, typer.Option(help="Product of calls whose manifest does not say it.")]
Stage = Annotated[str | None, typer.Option(help="Stage of calls whose manifest does not say it.")]
Model = Annotated[str | None, typer.Option(help="Whisper weights: tiny, base, small, medium, large-v3, …")]
Device = Annotated[str | None, typer.Option(help="auto, cpu or cuda.")]
ComputeType = Annotated[str | None, typer.Option(help="auto, int8, float16, … as CTranslate2 names them.")]
OwnLists = Annotated[
    Path | None,
    typer.Option("--checklist", metavar="FOLDER", help="Question lists of your own instead of the shipped."),
]
Redo = Annotated[bool, typer.Option("--redo", help="Do calls again whose report stands there unchanged.")]
Offline = Annotated[bool, typer.Option("--offline", help="Never touch a network.")]
Workers = Annotated[int, typer.Option(min=1, help="Calls at a time, each in a process with its own models.")]
NoAudio = Annotated[bool, typer.Option("--no-audio", help="Keep the sound out of the pages.")]
Store = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="URL", help="Database: sqlite:///FILE or postgresql://…; FOLDER/tinghe.db by default."
    ),
]
Reveal = Annotated[bool, typer.Option("--reveal", help="Mask nothing in pages and tables; the store's log notes it.")]
Llm = Annotated[
    str | None,
    typer.Option(
        "--llm", metavar="URL", help="OpenAI-compatible endpoint inside the bank, asked about doubtful items only."
    ),
]
LlmModel = Annotated[str | None, typer.Option("--llm-model", help="The model's name there.")]
Table = Annotated[bool | None, typer.Option(help="Print a line a call at the end (by default on a terminal).")]


def run(
    sources: Sources,
    *,
    out: Out,
    store: Store = None,
    product: Product = None,
    stage: Stage = None,
    checklist: OwnLists = None,
    model: Model = None,
    device: Device = None,
    compute_type: ComputeType = None,
    redo: Redo = False,
    offline: Offline = False,
    workers: Workers = 1,
    no_audio: NoAudio = False,
    reveal: Reveal = False,
    llm: Llm = None,
    llm_model: LlmModel = None,
    table: Table = None,
) -> NoReturn:
    """Recordings in, a call report and a page for each out.

    Exit status: 0 all done, 3 some recordings failed (FOLDER/failures.csv names them), 2 wrong usage, 1 nothing could
    be done.
    """
    from pipeline.batch.sources import RECORDINGS, read_sources
    from pipeline.cli import running

    settings = running.settings_for(
        workers,
        asr={"model": model, "device": device, "compute_type": compute_type},
        offline=offline or None,
        checklists=checklist,
        audio_in_pages=False if no_audio else None,
        second_reader={"url": llm, "model": llm_model},
    )
    jobs = read_sources(sources, RECORDINGS, product=product, stage=stage)
    way = running.recording_way(settings, out, _showing(reveal=reveal))
    raise typer.Exit(running.do_batch(jobs, way, out, redo=redo, workers=workers, table=table, store=store))


def judge(
    manifests: Transcripts,
    *,
    out: Out,
    store: Store = None,
    product: Product = None,
    stage: Stage = None,
    checklist: OwnLists = None,
    redo: Redo = False,
    reveal: Reveal = False,
    llm: Llm = None,
    llm_model: LlmModel = None,
    table: Table = None,
) -> NoReturn:
    """Transcripts in, call reports out: what was said is taken as written, and judged like a recording's.

    Exit status: as for run.
    """
    from pipeline.batch.sources import TRANSCRIPTS, read_sources
    from pipeline.cli import running
    from pipeline.settings import load_settings

    jobs = read_sources(manifests, TRANSCRIPTS, product=product, stage=stage)
    way = running.transcript_way(
        load_settings(checklists=checklist, second_reader={"url": llm, "model": llm_model}),
        out,
        _showing(reveal=reveal),
    )
    raise typer.Exit(running.do_batch(jobs, way, out, redo=redo, workers=1, table=table, store=store))


def _showing(*, reveal: bool) -> "Showing":
    from pipeline.privacy.showing import Showing

    return Showing.ALL if reveal else Showing.MASKED
