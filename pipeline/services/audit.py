"""Whether a store is as it was written, and its log, to be kept elsewhere."""

from pathlib import Path

from pipeline.domain.base import Frozen
from pipeline.reports.writing import refused_if_unwritable, write_atomically
from pipeline.store.engine import explained, reading
from pipeline.store.log import Breach, breaches, entries, newest
from pipeline.store.rows import canonical


class Audit(Frozen):
    """What walking the log found. entries, head: number and hash of its newest entry, 0 and "" where empty."""

    breaches: tuple[Breach, ...]
    entries: int
    head: str

    @property
    def intact(self) -> bool:
        """Whether everything is as it was written."""
        return not self.breaches


def verify(url: str) -> Audit:
    """Check every transcript, verdict and fact against the log; raises StoreError where the store cannot be read."""
    with reading(url) as connection, explained(url):
        found = tuple(breaches(connection))
        head = newest(connection)
    return Audit(breaches=found, entries=head["number"] if head else 0, head=head["sha256"] if head else "")


def export_log(url: str, out: Path) -> int:
    """Write the log, an entry a line, whole or not at all; gives how many entries there are.

    Raises:
        StoreError: the store cannot be read.
        TingheError: the file cannot be written.
    """
    with reading(url) as connection, explained(url):
        lines = [canonical(entry) for entry in entries(connection)]
    with refused_if_unwritable(out, "Give another --out."):
        write_atomically(out, "".join(f"{line}\n" for line in lines))
    return len(lines)
