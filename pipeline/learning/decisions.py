"""What people decided on judged calls: a CSV of call_id, id, decision."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipeline.batch.csv_rows import Row, rows_of, text_in
from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Status
from pipeline.errors import ManifestError
from pipeline.rulebook.taxonomy import taxonomy

COLUMNS: Final = ("call_id", "id", "decision")
_HOLDS: Final = {"confirmed": True, "成立": True, "rejected": False, "不成立": False}
_STATUSES: Final = tuple(status.value for status in Status if status is not Status.NOT_EVALUABLE)


class Decision(Frozen):
    """One answer of a person. of: an item, then a status is said; or a risk or violation, then whether it holds."""

    call_id: str
    of: str
    said: Status | bool


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """The decisions of a file, in its order.

    decision: for an item a status of the taxonomy, by id or by its Chinese name; for a risk or violation confirmed or
    rejected (成立, 不成立). Other columns are left alone.

    Raises:
        ManifestError: the file is no such CSV, a row cannot be meant, or two rows contradict each other; names the row.
    """
    decisions: dict[tuple[str, str], Decision] = {}
    for number, row in rows_of(path, _check_header):
        where = f"{path}, row {number}"
        decision = _decision(row, where)
        before = decisions.setdefault((decision.call_id, decision.of), decision)
        if before.said != decision.said:
            raise ManifestError(where, f"another row decides {decision.of} of this call otherwise", "Keep one of them.")
    return tuple(decisions.values())


def _check_header(names: list[str], where: str) -> None:
    absent = [name for name in COLUMNS if name not in names]
    if absent:
        raise ManifestError(where, f"there is no column {', '.join(absent)}", f"Needed: {', '.join(COLUMNS)}.")


def _decision(row: Row, where: str) -> Decision:
    call_id, of, said = (text_in(row, name) for name in COLUMNS)
    if not call_id or not of:
        raise ManifestError(where, "it does not say of which call and what it decides", "Fill in call_id and id.")
    if of in {*taxonomy().risks, *taxonomy().violations}:
        if said not in _HOLDS:
            raise ManifestError(where, f"{said!r} decides nothing on {of}", f"Allowed: {', '.join(_HOLDS)}.")
        return Decision(call_id=call_id, of=of, said=_HOLDS[said])
    if said in _HOLDS:
        known = ", ".join((*taxonomy().risks, *taxonomy().violations))
        raise ManifestError(where, f"{of} is no risk or violation, and no item is {said}", f"Choose from: {known}.")
    status = dict(_by_name()).get(said)
    if status is None:
        raise ManifestError(where, f"{said!r} is no status that {of} can have", f"Allowed: {', '.join(_STATUSES)}.")
    return Decision(call_id=call_id, of=of, said=status)


def _by_name() -> Iterator[tuple[str, Status]]:
    """Statuses by id and by what people read (已核实), which the taxonomy writes before its explanation."""
    for status in _STATUSES:
        yield status, Status(status)
        yield taxonomy().statuses[status].split("—")[0].strip(), Status(status)
