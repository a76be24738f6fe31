import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checklist.score import FOLLOW_UP_ORDER, follow_up, score
from pipeline.domain.report import ItemResult
from pipeline.domain.vocabulary import FLAGGED, OPEN, Status
from tests.making import a_finding, an_item

OK, PART, ASKED, NO, NONE, NA, LOST = (
    Status.VERIFIED,
    Status.INSUFFICIENT,
    Status.UNANSWERED,
    Status.REFUSED,
    Status.MISSING,
    Status.NOT_APPLICABLE,
    Status.NOT_EVALUABLE,
)
some_statuses = st.lists(st.sampled_from(list(Status)), max_size=20)


def items(*statuses: Status) -> list[ItemResult]:
    return [an_item(f"item_{n}", status) for n, status in enumerate(statuses)]


@pytest.mark.parametrize(
    ("statuses", "findings", "expected"),
    [
        ((OK, OK, OK, OK), (0, 0), (1.0, 100, "核实完整")),
        ((OK, OK, OK, NA), (0, 0), (1.0, 100, "核实完整")),
        ((OK, OK, NONE), (0, 0), (0.667, 67, "1项待补核")),
        ((OK,) * 9 + (PART,), (0, 0), (0.9, 94, "基本核实，1项待补核")),
        ((OK, NO, ASKED, NONE, NONE), (0, 0), (0.2, 28, "核实严重不足，4项待补核")),
        ((OK, OK, OK, OK), (2, 1), (1.0, 80, "核实完整；坐席违规1项；风险信号2项")),
        ((NONE, NONE), (0, 3), (0.0, 0, "核实严重不足，2项待补核；坐席违规3项")),
        ((LOST, OK), (0, 0), (0.5, 60, "核实严重不足，1项待补核")),
        ((NA,), (1, 0), (0.0, 0, "没有适用的核实事项；风险信号1项")),
        ((), (0, 0), (0.0, 0, "没有适用的核实事项")),
    ],
)
def test_a_score_counts_what_applies(
    statuses: tuple[Status, ...], findings: tuple[int, int], expected: tuple[float, int, str]
) -> None:
    risks, violations = findings
    reached = score(items(*statuses), [a_finding("overdue")] * risks, [a_finding("threat")] * violations)
    assert (reached.coverage, reached.points, reached.verdict) == expected


@given(some_statuses, st.integers(0, 5), st.integers(0, 5))
def test_points_and_coverage_stay_within_their_bounds(statuses: list[Status], risks: int, violations: int) -> None:
    reached = score(items(*statuses), [a_finding("overdue")] * risks, [a_finding("threat")] * violations)
    assert 0 <= reached.points <= 100
    assert 0 <= reached.coverage <= 1


@given(some_statuses)
def test_verifying_one_more_item_never_costs_points(statuses: list[Status]) -> None:
    applicable = [status for status in statuses if status is not NA]
    better = [OK if n == 0 else status for n, status in enumerate(applicable)]
    assert score(items(*better), (), ()).points >= score(items(*applicable), (), ()).points


def test_what_is_open_is_the_flagged_and_what_could_not_be_heard() -> None:
    assert set(FOLLOW_UP_ORDER) == OPEN == FLAGGED | {LOST}


def test_the_next_call_asks_the_untouched_first_and_nothing_that_was_verified() -> None:
    questions = {f"item_{n}": f"问题{n}？" for n in range(7)}
    asked = follow_up(items(OK, PART, NONE, NA, NO, ASKED, LOST), questions)
    assert [each.item for each in asked] == ["item_2", "item_4", "item_5", "item_1", "item_6"]
    assert asked[0].question == "问题2？"


def test_an_item_without_a_question_is_not_asked() -> None:
    assert [each.item for each in follow_up(items(NONE, NONE), {"item_1": "问题？"})] == ["item_1"]
