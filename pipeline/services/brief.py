"""What the calls of a case have come to, for the next one."""

from pipeline.cases.overview import CaseOverview, overview_of
from pipeline.errors import TingheError
from pipeline.rules import Rules
from pipeline.store.calls import calls_of_case
from pipeline.store.engine import reading


def case_overview(case_id: str, url: str, rules: Rules) -> CaseOverview:
    """The best state of every item over the calls of a case, contradictions, and what to ask until when.

    Raises:
        StoreError: the store cannot be read.
        TingheError: it knows no call of the case.
    """
    remedy = "Give a case_id as the manifest has it; calls without one belong to no case."
    if not case_id.strip():
        raise TingheError("the case_id", "it is empty", remedy)
    with reading(url) as connection:
        calls = calls_of_case(connection, case_id)
    if not calls:
        raise TingheError(f"case {case_id}", "the store has no call of it", remedy)
    return overview_of(case_id, calls, rules.follow_up)
