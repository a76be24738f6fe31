"""`tinghe watch`."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipeline.cli.commands.batch import (
    AdapterFolder,
    ComputeType,
    Device,
    Model,
    NoAdapter,
    NoAudio,
    Offline,
    Out,
    OwnLists,
    OwnModels,
    Product,
    Stage,
    Store,
    Workers,
    adapter_setting,
)
from pipeline.cli.output import say, tell
from pipeline.errors import ExitStatus


def watch(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE...", help="Folders that recordings arrive in, here or at s3://, sftp://, smb://."
        ),
    ] = None,
    *,
    out: Out,
    store: Store = None,
    live: Annotated[
        list[str] | None, typer.Option("--live", metavar="SOURCE", help="A folder whose recordings come first.")
    ] = None,
    name_pattern: Annotated[
        str | None,
        typer.Option("--name-pattern", metavar="REGEX", help="What names tell: (?P<agent>…), time, case, call, …"),
    ] = None,
    side: Annotated[str | None, typer.Option("--side", help="Wait for NAME.json or NAME.csv: json or csv.")] = None,
    marker: Annotated[
        str | None, typer.Option("--marker", metavar="ENDING", help="Complete when NAME.wav + ENDING stands there.")
    ] = None,
    steady_s: Annotated[
        float | None, typer.Option("--steady-s", help="Complete when unchanged for so many seconds (10).")
    ] = None,
    poll_s: Annotated[float | None, typer.Option("--poll-s", help="Seconds between two looks (10).")] = None,
    product: Product = None,
    stage: Stage = None,
    checklist: OwnLists = None,
    models: OwnModels = None,
    model: Model = None,
    adapter: AdapterFolder = None,
    no_adapter: NoAdapter = False,
    device: Device = None,
    compute_type: ComputeType = None,
    offline: Offline = False,
    workers: Workers = 1,
    no_audio: NoAudio = False,
    once: Annotated[bool, typer.Option("--once", help="End when all that is there is done.")] = False,
) -> NoReturn:
    """New recordings in, a call report and a page for each out, until it is stopped (SIGTERM, Ctrl-C).

    What cannot be done is in `tinghe jobs list`. Exit status: 0 stopped, 3 with --once where some came to nothing, 2
    wrong usage, 1 nothing could be done.
    """
    from pipeline.services.watch import watch as watch_
    from pipeline.settings import load_settings, shared_by

    given = {"name_pattern": name_pattern, "side": side, "marker": marker, "steady_s": steady_s, "poll_s": poll_s}
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
        watch=given,
    )
    tally = watch_(
        [*(sources or ())],
        shared_by(workers, settings),
        Path(out),
        store=store,
        live=live or (),
        workers=workers,
        product=product,
        stage=stage,
        disclosure=settings.disclosure(),
        once=once,
        tell=tell,
    )
    say(f"{tally.done} done, {tally.current} unchanged, {tally.dead} failed. Pages: {out / 'index.html'}.")
    raise typer.Exit(ExitStatus.SOME_FAILED if once and tally.dead else ExitStatus.DONE)
