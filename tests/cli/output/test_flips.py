"""The lines of a store judged anew and of a call run again, from their values."""

import pytest

from pipeline.cli.output.flips import rejudged_lines, reproduced_lines
from pipeline.population.flips import Flip
from pipeline.services.rejudge import Rejudged, Reproduction

KEPT = "the former are kept, and pages in folders show them until they are run again."


def a_flip(number: int, what: str = "income", before: str = "missing", after: str = "verified") -> Flip:
    return Flip(call_id=f"c-{number}", what=what, before=before, after=after)


def lines(*changes: Flip, calls: int = 100, renewed: int = 0, adopted: bool = False, purged: int = 0) -> list[str]:
    flipped = len({flip.call_id for flip in changes})
    return list(
        rejudged_lines(
            Rejudged(calls=calls, purged=purged, flipped=flipped, renewed=renewed, changes=changes, adopted=adopted)
        )
    )


def test_where_nobody_flips_there_are_the_counts_and_what_was_written() -> None:
    assert lines(purged=7) == [
        "100 calls judged anew: 0 flip, 100 as before; 7 purged, left out.",
        "Nothing was written; --adopt lets the new judgements stand.",
    ]


def test_changes_are_told_one_by_one_and_then_the_commonest_first() -> None:
    changes = (
        a_flip(1, "overdue", "", "found"),
        a_flip(1),
        a_flip(2),
        a_flip(2, "complaint", "found", ""),
    )
    assert lines(*changes)[:-1] == [
        "100 calls judged anew: 2 flip, 98 as before; 0 purged, left out.",
        "  c-1: overdue - → found",
        "  c-1: income missing → verified",
        "  c-2: income missing → verified",
        "  c-2: complaint found → -",
        "  2 × income missing → verified",
        "  1 × complaint found → -",
        "  1 × overdue - → found",
    ]


@pytest.mark.parametrize(
    ("count", "more"),
    [(50, []), (51, ["  … and 1 more; --csv FILE writes all."]), (90, ["  … and 40 more; --csv FILE writes all."])],
)
def test_beyond_fifty_changes_the_rest_is_counted(count: int, more: list[str]) -> None:
    shown = lines(*map(a_flip, range(count)))
    assert shown[1:-2] == [f"  c-{n}: income missing → verified" for n in range(50)] + more
    assert shown[-2] == f"  {count} × income missing → verified"


def test_what_was_adopted_is_what_was_renewed_whether_it_flips_or_not() -> None:
    assert lines(a_flip(1), renewed=30, adopted=True)[-1] == f"30 judgements adopted; {KEPT}"


@pytest.mark.parametrize("scope", ["hearing and judging", "judging alone: its recording is not there"])
def test_a_call_that_is_identical_is_one_line_with_what_was_run_again(scope: str) -> None:
    same = Reproduction.model_validate({"call_id": "c-1", "scope": scope})
    assert list(reproduced_lines(same)) == [f"c-1: identical ({scope})"]


def test_every_difference_is_a_line() -> None:
    other = Reproduction(
        call_id="c-1", scope="hearing and judging", differences=("income was …", "the report's SHA-256")
    )
    assert list(reproduced_lines(other)) == ["c-1: differs: income was …", "c-1: differs: the report's SHA-256"]
