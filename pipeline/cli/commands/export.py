"""`tinghe export`."""

from typing import Annotated, NoReturn

import typer

from pipeline.cli.output import complain, every, say

Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="An output folder, one report (JSON), or a store: sqlite:///FILE, postgresql://…, FILE.db.",
    ),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format", metavar="NAME", help="srt, vtt, txt, docx, pdf, jsonl, parquet or labelstudio; repeatable."
    ),
]
Out = Annotated[
    str | None,
    typer.Option(
        "--out", metavar="FOLDER|URL", help="Where files are written: a folder, or s3://BUCKET/FOLDER and the like."
    ),
]
Hook = Annotated[
    str | None,
    typer.Option(
        "--webhook", metavar="URL", help="Send each report as JSON, signed by TINGHE_WEBHOOK__KEY, instead of files."
    ),
]
Store = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="URL", help="What vouches for a folder and notes --reveal; tinghe.db there by default."
    ),
]
Calls = Annotated[list[str] | None, typer.Option("--call", metavar="CALL_ID", help="This call alone; repeatable.")]
Utterances = Annotated[
    bool, typer.Option("--utterances/--no-utterances", help="Whether Parquet has a table of all that was said.")
]
Audio = Annotated[
    str,
    typer.Option("--audio", metavar="URL", help="Where Label Studio finds recordings: URL/FILE. Text alone without."),
]
Reveal = Annotated[bool, typer.Option("--reveal", help="Mask nothing; the store's log notes it.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why --reveal, for the log.")]


def export(
    source: Source,
    *,
    formats: Formats = None,
    out: Out = None,
    webhook: Hook = None,
    store: Store = None,
    calls: Calls = None,
    utterances: Utterances = True,
    audio: Audio = "",
    reveal: Reveal = False,
    reason: Reason = "",
) -> NoReturn:
    """Finished reports for other programs: subtitles, review records, PDF, JSONL, Parquet, Label Studio, a webhook.

    Masked unless --reveal. What stands there of the same report is not written again. Exit status: 0 all done, 3 some
    calls failed (each named), 2 wrong usage, 1 nothing could be done.
    """
    from pipeline.cli.output.export import exported_line, failure_lines
    from pipeline.exports.formats import Choices
    from pipeline.services import export as service
    from pipeline.settings import load_settings

    exported = service.export(
        source,
        formats or (),
        out,
        load_settings(),
        webhook=webhook,
        store=store,
        calls=calls or (),
        choices=Choices(utterances=utterances, audio=audio),
        reveal=reveal,
        reason=reason,
        progress=every(500, "exported"),
    )
    for line in failure_lines(exported):
        complain(line)
    say(exported_line(exported))
    raise typer.Exit(exported.exit_status)
