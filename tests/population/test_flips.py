"""What changes between two verdicts on a call, and how often."""

import pytest

from pipeline.domain.vocabulary import Status
from pipeline.population.flips import Flip, Verdict, flips, tally, verdict_of
from tests.making import a_report


def a_verdict(*findings: str, points: int = 50, **statuses: Status) -> Verdict:
    return Verdict(statuses=statuses, findings=frozenset(findings), points=points)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (a_verdict(), a_verdict(), []),
        (a_verdict(income=Status.MISSING), a_verdict(income=Status.MISSING), []),
        (a_verdict(points=50), a_verdict(points=90), []),
        (
            a_verdict(income=Status.MISSING),
            a_verdict(income=Status.VERIFIED),
            [("income", "missing", "verified")],
        ),
        (a_verdict(), a_verdict(income=Status.MISSING), [("income", "", "missing")]),
        (a_verdict(income=Status.REFUSED), a_verdict(), [("income", "refused", "")]),
        (a_verdict("overdue"), a_verdict("overdue"), []),
        (a_verdict("overdue"), a_verdict(), [("overdue", "found", "")]),
        (a_verdict(), a_verdict("threat"), [("threat", "", "found")]),
        (
            a_verdict("threat"),
            a_verdict("overdue", "complaint"),
            [("complaint", "", "found"), ("overdue", "", "found"), ("threat", "found", "")],
        ),
        (
            a_verdict("overdue", residence=Status.MISSING, income=Status.MISSING),
            a_verdict(income=Status.VERIFIED, residence=Status.VERIFIED, identity=Status.MISSING),
            [
                ("residence", "missing", "verified"),
                ("income", "missing", "verified"),
                ("identity", "", "missing"),
                ("overdue", "found", ""),
            ],
        ),
    ],
)
def test_items_that_change_come_in_their_order_and_then_findings_by_name(
    before: Verdict, after: Verdict, changes: list[tuple[str, str, str]]
) -> None:
    found = flips("c-1", before, after)
    assert [(each.what, each.before, each.after) for each in found] == changes
    assert {each.call_id for each in found} <= {"c-1"}


def test_turning_a_change_round_turns_its_flips_round() -> None:
    before, after = a_verdict("overdue", income=Status.MISSING), a_verdict("threat", income=Status.VERIFIED)
    there, back = flips("c-1", before, after), flips("c-1", after, before)
    assert {(each.what, each.before, each.after) for each in there} == {
        (each.what, each.after, each.before) for each in back
    }


def test_a_reports_verdict_is_its_statuses_findings_and_points() -> None:
    report = a_report(items={"income": Status.REFUSED}, risks=("overdue",), violations=("threat",))
    assert verdict_of(report) == a_verdict("overdue", "threat", income=Status.REFUSED)


def test_the_commonest_changes_come_first_and_among_equals_by_name() -> None:
    def a_flip(call_id: str, what: str, after: str = "verified") -> Flip:
        return Flip(call_id=call_id, what=what, before="missing", after=after)

    changes = [a_flip("c-1", "residence"), a_flip("c-1", "income"), a_flip("c-2", "identity"), a_flip("c-2", "income")]
    assert tally([*changes, a_flip("c-3", "income", "refused")]) == [
        (a_flip("", "income"), 2),
        (a_flip("", "identity"), 1),
        (a_flip("", "income", "refused"), 1),
        (a_flip("", "residence"), 1),
    ]


def test_nothing_changed_is_an_empty_tally() -> None:
    assert tally([]) == []
