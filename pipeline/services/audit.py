"""Whether a store is as it was written, and its log, to be kept elsewhere."""

from pathlib import Path

from pipeline.domain.base import Frozen
from pipeline.errors import UsageError
from pipeline.reports.writing import refused_if_unwritable, write_atomically
from pipeline.store.audit import breaches
from pipeline.store.engine import folder_of, reading
from pipeline.store.kept import departures, kept
from pipeline.store.log import Breach, entries, newest
from pipeline.store.rows import canonical
from pipeline.store.signature import is_signed, private_key, public_key, signature_path


class Audit(Frozen):
    """What walking the log found. entries, head: number and hash of its newest entry, 0 and "" where empty."""

    breaches: tuple[Breach, ...]
    entries: int
    head: str

    @property
    def intact(self) -> bool:
        """Whether everything is as it was written."""
        return not self.breaches


def verify(url: str, against: str | None = None, signed_by: Path | None = None) -> Audit:
    """Check every row that a number comes from against the log, in a store of an earlier version as far as it vouches.

    against: what was kept of the log elsewhere, the file of an export or a head; the log must be that with more behind
    it. signed_by: the public key with which the signature beside the export is checked as well.

    Raises:
        StoreError: the store cannot be read.
        UsageError: against is neither export nor head, or signed_by holds no key or comes without an export.
    """
    kept_log = kept(against) if against is not None else None
    found: list[Breach] = []
    if signed_by:
        found += _breaches_of_signature(against, signed_by, is_export=bool(kept_log and kept_log.entries))
    with reading(url, older=True) as connection:
        found += departures(connection, kept_log) if kept_log else ()
        found += breaches(connection)
        head = newest(connection)
    return Audit(breaches=tuple(found), entries=head["number"] if head else 0, head=head["sha256"] if head else "")


def _breaches_of_signature(export: str | None, signed_by: Path, *, is_export: bool) -> list[Breach]:
    if export is None or not is_export:
        raise UsageError("--public-key", "there is no export to check", "Name the export with --against as well.")
    signed = is_signed(Path(export), public_key(signed_by))
    return (
        [] if signed else [Breach(where=export, what="the signature beside it is not that of this key over this file")]
    )


def export_log(url: str, out: Path, sign: Path | None = None) -> int:
    """Write the log, an entry a line, whole or not at all; gives how many entries there are.

    sign: the private key (Ed25519, PEM) with which the file is signed; the signature stands beside it as OUT.sig.

    Raises:
        StoreError: the store cannot be read.
        UsageError: sign holds no key, or lies with the store, where whoever can forge the log can sign it too.
        TingheError: the file cannot be written.
    """
    key = private_key(sign) if sign else None
    if sign and folder_of(url) in sign.resolve().parents:
        raise UsageError(
            "--sign", "the key lies with the store", "Keep it where those who write the store cannot read."
        )
    with reading(url, older=True) as connection:
        lines = [canonical(entry) for entry in entries(connection)]
    content = "".join(f"{line}\n" for line in lines).encode("utf-8")
    with refused_if_unwritable(out, "Give another --out."):
        signature_path(out).unlink(missing_ok=True)  # of what stood there before
        write_atomically(out, content)
        if key:
            write_atomically(signature_path(out), key.sign(content))
    return len(lines)
