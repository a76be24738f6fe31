"""A case read from a store: which calls are its own, and what they have come to."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.cases.overview import CaseOverview, Contradiction, FileMismatch, FollowUpRules, ItemState, overview_of
from pipeline.domain.report import CallReport, FactValue, FollowUp, Mismatch
from pipeline.domain.vocabulary import Status
from pipeline.errors import StoreError, TingheError
from pipeline.rules import Rules, shipped_rules
from pipeline.services.brief import case_overview
from pipeline.store.calls import calls_of_case
from pipeline.store.engine import reading, url_of
from tests.making import EVIDENCE, VERSIONS, a_recording, a_report
from tests.services.judged import dump
from tests.store.reading import change
from tests.store.saved import save

VERIFIED, MISSING, INSUFFICIENT = Status.VERIFIED, Status.MISSING, Status.INSUFFICIENT


def a_call(
    name: str,
    day: int,
    *,
    case_id: str = "k-1",
    income: FactValue = 8000,
    risks: tuple[str, ...] = (),
    checklist: str = "x@1",
    **items: Status,
) -> CallReport:
    known = {"case_id": case_id, "started_at": f"2026-03-{day:02d}T10:00:00+08:00"}
    report = a_report(
        a_recording(name, metadata=known),
        items=items,
        facts={"monthly_income": income},
        risks=risks,
        versions=VERSIONS.model_copy(update={"checklist": checklist}),
    )
    asked = tuple(FollowUp(item=item, question=f"请问{item}？") for item, status in items.items() if status.open)
    return report.model_copy(update={"follow_up": asked})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "tinghe.db"
    save(
        path,
        a_call("c-2", 2, risks=("overdue",), residence=MISSING, loan_purpose=VERIFIED, identity=MISSING),
        a_call("c-1", 9, income=12000, residence=MISSING, loan_purpose=MISSING, identity=INSUFFICIENT),
        a_call("c-3", 20, case_id="k-2", income=5000, risks=("litigation",), collateral=MISSING),
        a_call("c-4", 21, case_id="", income=6000, loan_term=MISSING),
    )
    return path


def test_the_calls_of_a_case_are_taken_together_in_the_order_of_their_times(path: Path) -> None:
    found = case_overview("k-1", url_of(path), shipped_rules())
    assert found == CaseOverview(
        case_id="k-1",
        calls=("c-2", "c-1"),
        settled=(ItemState(item="loan_purpose", status=VERIFIED, call_id="c-2", second=0.0, question=""),),
        open=(
            ItemState(item="identity", status=INSUFFICIENT, call_id="c-1", second=0.0, question="请问identity？"),
            ItemState(item="residence", status=MISSING, call_id="c-1", second=None, question="请问residence？"),
        ),
        contradictions=(
            Contradiction(fact="monthly_income", first=8000, first_call="c-2", second=12000, second_call="c-1"),
        ),
        mismatches=(),
        risks=("overdue",),
        due=date(2026, 3, 23),
    )


def test_what_differs_from_the_loan_file_comes_with_its_call(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    one = Mismatch(fact="loan_term", stated=12, application=24, evidence=(EVIDENCE,))
    save(path, a_call("c-1", 2).model_copy(update={"mismatches": (one,)}), a_call("c-2", 3))
    found = case_overview("k-1", url_of(path), shipped_rules())
    assert found.mismatches == (FileMismatch(call_id="c-1", mismatch=one),)


def test_only_the_judgement_that_stands_counts(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    save(path, a_call("c-1", 2, residence=VERIFIED), a_call("c-1", 2, checklist="x@2", residence=MISSING))
    found = case_overview("k-1", url_of(path), shipped_rules())
    assert (found.calls, found.settled) == (("c-1",), ())
    assert [(state.item, state.status) for state in found.open] == [("residence", MISSING)]


class Hasty(Rules):
    """Rules by which residence weighs most and everybody is called again the next day."""

    @property
    def follow_up(self) -> FollowUpRules:
        return FollowUpRules.model_validate(
            {
                "risks": {},
                "steps": [{"from": 0, "days": 1}],
                "items": {"residence": 9},
                "changing": ["monthly_income"],
            }
        )


def test_weights_dates_and_what_may_change_are_those_of_the_rules(path: Path) -> None:
    found = case_overview("k-1", url_of(path), Hasty(path.parent))
    assert [state.item for state in found.open] == ["residence", "identity"]
    assert (found.due, found.contradictions) == (date(2026, 3, 10), ())
    with reading(url_of(path)) as connection:
        assert found == overview_of("k-1", calls_of_case(connection, "k-1"), Hasty(path.parent).follow_up)


@pytest.mark.parametrize("case_id", ["k-3", "K-1", "c-1", "k-%"])
def test_a_case_that_the_store_does_not_know_is_refused(path: Path, case_id: str) -> None:
    with pytest.raises(TingheError) as refused:
        case_overview(case_id, url_of(path), shipped_rules())
    assert str(refused.value) == (
        f"case {case_id}: the store has no call of it. "
        "Give a case_id as the manifest has it; calls without one belong to no case."
    )


def test_a_case_of_which_no_judgement_stands_is_refused(path: Path) -> None:
    change(path, "UPDATE judgements SET stands = 0")
    with pytest.raises(TingheError, match="case k-1: the store has no call of it"):
        case_overview("k-1", url_of(path), shipped_rules())


def test_a_brief_writes_nothing(path: Path) -> None:
    before, files = dump(path), sorted(path.parent.iterdir())
    case_overview("k-1", url_of(path), shipped_rules())
    assert (dump(path), sorted(path.parent.iterdir())) == (before, files)


def test_a_store_that_is_not_there_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store there"):
        case_overview("k-1", url_of(tmp_path / "none.db"), shipped_rules())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("case_id", ["", "  "])
def test_calls_without_a_case_are_no_case(path: Path, case_id: str) -> None:
    with pytest.raises(TingheError, match="the case_id: it is empty"):
        case_overview(case_id, url_of(path), shipped_rules())
