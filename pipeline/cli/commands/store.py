"""Commands about what a store holds: `tinghe coverage`, `sample`, `reconcile`, `brief`, `purge` and `audit`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.output import complain, say
from pipeline.errors import ExitStatus

if TYPE_CHECKING:
    from pipeline.population.selection import Wanted

Store = Annotated[str, typer.Option("--store", metavar="URL", help="The database: sqlite:///FILE or postgresql://….")]
First = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")]
Last = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day, itself included.")]
Product = Annotated[str | None, typer.Option("--product", help="Only this product, by its id.")]
Stage = Annotated[str | None, typer.Option("--stage", help="Only this stage, by its id.")]
Agent = Annotated[str | None, typer.Option("--agent", help="Only this agent, by agent_id.")]
Branch = Annotated[str | None, typer.Option("--branch", help="Only this branch.")]
Folder = Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where page, tables and lists are written.")]
List = Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the list is written (CSV).")]
Log = Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the log is written, an entry a line (JSON).")]
Error = Annotated[float, typer.Option("--error", help="How far off, plus or minus, a share of calls may be found.")]
Share = Annotated[float, typer.Option("--share", help="The share of calls with faults to reckon with; 0.5 is safe.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Another seed draws other calls.")]

Against = Annotated[
    str | None,
    typer.Option("--against", metavar="EXPORT|HEAD", help="What was kept elsewhere: an exported log, or a head."),
]
PublicKey = Annotated[
    Path | None,
    typer.Option("--public-key", metavar="FILE", help="Check the signature of --against by this key (PEM)."),
]
Key = Annotated[
    Path | None,
    typer.Option("--sign", metavar="KEY", help="Sign it with this private key (Ed25519, PEM), beside it as FILE.sig."),
]

audit = typer.Typer(help="The store's log: walk it, or write it out.", no_args_is_help=True)


def coverage(
    *,
    store: Store,
    out: Folder,
    first: First = None,
    last: Last = None,
    product: Product = None,
    stage: Stage = None,
    agent: Agent = None,
    branch: Branch = None,
) -> None:
    """What was verified where, for auditors: a page with charts, XLSX, CSV, Parquet, and the list behind every number.

    The log of the store notes that it was taken, with the hashes of page and workbook.
    """
    from pipeline.services.coverage import PAGE, write_coverage

    wanted = _wanted(first, last, product=product, stage=stage, agent_id=agent, branch=branch)
    whole = write_coverage(store, wanted, out).overview
    bounds = f"{whole.low:.1%} to {whole.high:.1%}"
    say(f"{whole.calls} calls, {whole.share:.1%} of their items verified ({bounds}). Page: {out / PAGE}.")


def sample(
    *,
    store: Store,
    out: List,
    error: Error = 0.05,
    share: Share = 0.5,
    seed: Seed = 1,
    first: First = None,
    last: Last = None,
    product: Product = None,
    stage: Stage = None,
    agent: Agent = None,
    branch: Branch = None,
) -> None:
    """Calls for people to hear, drawn so that what they find holds for all within the error; passed calls among them.

    Every product, stage and third of the machine's confidence comes in proportion, agents within them too. The same
    store, options and seed give the same sample; the log notes that it was drawn.
    """
    from pipeline.services.coverage import write_sample

    wanted = _wanted(first, last, product=product, stage=stage, agent_id=agent, branch=branch)
    drawn = write_sample(store, wanted, out, error=error, share=share, seed=seed)
    passed = int((drawn.calls["open"] == 0).sum())
    counts = f"{len(drawn.calls)} of {drawn.population} calls drawn (seed {seed}), {passed} without an open item"
    say(f"{counts}; expected half-width ±{drawn.half_width:.2%} at 95 %, asked for ±{error:.2%}. List: {out}.")


def _wanted(first: datetime | None, last: datetime | None, **limits: str | None) -> "Wanted":
    from pipeline.population.selection import Wanted

    days = {"first": first.date() if first else None, "last": last.date() if last else None}
    return Wanted.model_validate({**days, **limits})


def reconcile(
    expected: Annotated[
        Path, typer.Argument(metavar="EXPECTED.csv", help="What should be there: a row a call_id, or a row a case_id.")
    ],
    *,
    store: Store,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.csv", help="Where every row is written with its outcome.")
    ] = None,
) -> None:
    """Account for every call or loan that should be there: received, heard, judged, reviewed, or why not (in Chinese).

    Exit status: 0 all were judged, 3 some were not, 1 none was or the sums do not close, 2 wrong usage.
    """
    from pipeline.reports.accounting import accounting_lines, unexpected_path
    from pipeline.services import reconcile as service

    reconciled = service.reconcile(expected, store, out)
    for line in accounting_lines(reconciled.accounting, reconciled.reviews):
        say(line)
    say(f"逐行结果：{out}；清单之外：{unexpected_path(out)}" if out else "逐行结果：加 --out FILE.csv 另存")
    raise typer.Exit(reconciled.exit_status)


def brief(
    case_id: Annotated[str, typer.Argument(metavar="CASE_ID", help="The loan, as the manifest's case_id names it.")],
    *,
    store: Store,
) -> None:
    """What the next call of a case has to ask, what to clear up, and until when: in Chinese, the heaviest first."""
    from pipeline.reports.brief import brief_lines
    from pipeline.services.brief import case_overview
    from pipeline.settings import load_settings

    for line in brief_lines(case_overview(case_id, store, load_settings().rules)):
        say(line)


def purge(
    *,
    store: Store,
    before: Annotated[datetime, typer.Option("--before", formats=["%Y-%m-%d"], help="Calls made before this day.")],
) -> None:
    """Take transcripts, quotes, facts and places of recordings out of the store; what was decided stays, with hashes.

    The log notes it, and `tinghe audit verify` still proves the verdicts. Reports and pages in folders are left to
    you; their folders are named.
    """
    from pipeline.store import purging

    purged = purging.purge(store, before.date())
    say(f"{purged.calls} calls before {before.date()}: {purged.hearings} transcripts purged.")
    if purged.failures:
        say(f"{purged.failures} failures: the names of their files purged.")
    for folder in purged.folders:
        say(f"Their reports and pages may still stand in {folder}: delete them there.")
    if purged.kept_by == "server":
        complain("the server keeps what was purged on its disk until VACUUM FULL, and in its backups.")
    if purged.kept_by == "reader":
        complain(
            "another program is reading the store, so that what was purged still stands in its files. "
            "Wait for it to end, then run the same command again."
        )
        raise typer.Exit(ExitStatus.SOME_FAILED)


@audit.command()
def verify(*, store: Store, against: Against = None, public_key: PublicKey = None) -> None:
    """Walk the log and check every row that a number comes from against it; with --against, the log itself as well.

    Exit status: 0 all is as it was written, 1 something was changed (each named), 2 wrong usage.
    """
    from pipeline.services import audit as service

    found = service.verify(store, against, public_key)
    for breach in found.breaches:
        complain(f"{breach.where}: {breach.what}.")
    if not found.intact:
        raise typer.Exit(ExitStatus.NOTHING_DONE)
    say(f"intact: {found.entries} log entries, head {found.head}")
    if against:
        say("All that was kept stands in it unchanged" + ("; its signature is that of the key." if public_key else "."))


@audit.command()
def export(*, store: Store, out: Log, sign: Key = None) -> None:
    """Write the log with its hashes, to be kept where nobody who can change the store can change it."""
    from pipeline.services.audit import export_log

    signed = f", signed in {out}.sig" if sign else ""
    say(f"{export_log(store, out, sign)} log entries in {out}{signed}")
