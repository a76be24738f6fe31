"""`tinghe audit`: the store read, its breaches told."""

from pathlib import Path

from pipeline.cli.say import complain, say
from pipeline.errors import ExitStatus, TingheError
from pipeline.reports.writing import write_atomically
from pipeline.store.auditing import breaches, entries
from pipeline.store.chain import newest
from pipeline.store.digests import canonical
from pipeline.store.engine import explained, reading


def verify_store(url: str) -> int:
    """Tell every breach, or that there is none with the head of the log; gives the exit status."""
    with reading(url) as connection, explained(url):
        found = list(breaches(connection))
        head = newest(connection)
    for breach in found:
        complain(f"{breach.where}: {breach.what}.")
    if found:
        return ExitStatus.NOTHING_DONE
    say(f"intact: {head['number']} log entries, head {head['sha256']}" if head else "intact: the log is empty")
    return ExitStatus.DONE


def export_log(url: str, out: Path) -> None:
    """Write the log, an entry a line, whole or not at all.

    Raises:
        TingheError: the file cannot be written.
    """
    with reading(url) as connection, explained(url):
        lines = [canonical(entry) for entry in entries(connection)]
    try:
        write_atomically(out, "".join(f"{line}\n" for line in lines))
    except OSError as error:
        raise TingheError(out, f"cannot be written ({error.strerror})", "Give another --out.") from error
    say(f"{len(lines)} log entries in {out}")
