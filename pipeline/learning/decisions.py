"""What people decided on judged calls: a CSV of call_id, id, decision."""

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
    """One answer of a person. id: of an item, risk or violation. value: the item's status, or whether it holds."""

    call_id: str
    id: str
    value: Status | bool


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """The decisions of a file, in its order.

    decision: for an item a status of the taxonomy, by id or by its Chinese name; for a risk or violation confirmed or
    rejected (成立, 不成立). Other columns are left alone.

    Raises:
        ManifestError: the file is no such CSV, a row cannot be meant, or two rows contradict each other; names the row,
            and never what stands in it: where columns are shifted that is what somebody said, or is called.
    """
    decisions: dict[tuple[str, str], tuple[int, Decision]] = {}
    for number, row in rows_of(path, _check_header):
        where = f"{path}, row {number}"
        decision = _decision(row, where)
        first, before = decisions.setdefault((decision.call_id, decision.id), (number, decision))
        if before.value != decision.value:
            raise ManifestError(where, f"row {first} decides the same of this call otherwise", "Keep one of them.")
    return tuple(decision for _, decision in decisions.values())


def _check_header(names: list[str], where: str) -> None:
    absent = [name for name in COLUMNS if name not in names]
    if absent:
        raise ManifestError(where, f"there is no column {', '.join(absent)}", f"Needed: {', '.join(COLUMNS)}.")


def _decision(row: Row, where: str) -> Decision:
    call_id, id_, text = (text_in(row, name) for name in COLUMNS)
    if not call_id or not id_:
        raise ManifestError(where, "it does not say of which call and what it decides", "Fill in call_id and id.")
    findings = (*taxonomy().risks, *taxonomy().violations)
    if id_ in findings:
        if text not in _HOLDS:
            raise ManifestError(where, f"its decision decides nothing on {id_}", f"Allowed: {', '.join(_HOLDS)}.")
        return Decision(call_id=call_id, id=id_, value=_HOLDS[text])
    if text in _HOLDS:
        choose = f"Choose from: {', '.join(findings)}."
        raise ManifestError(where, f"its id is no risk or violation, and no item is {text}", choose)
    # What people read (已核实) is what the taxonomy writes before its explanation.
    names = {taxonomy().statuses[status].split("—")[0].strip(): status for status in _STATUSES}
    status = text if text in _STATUSES else names.get(text)
    if status is None:
        raise ManifestError(where, "its decision is no status of an item", f"Allowed: {', '.join(_STATUSES)}.")
    return Decision(call_id=call_id, id=id_, value=Status(status))
