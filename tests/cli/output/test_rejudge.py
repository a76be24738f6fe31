"""The lines of a store judged anew, of a call run again, and of what was learned, from values that the test decides."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.output.rejudge import learned_lines, rejudged_lines, reproduced_lines
from pipeline.evaluation.metrics import Counts
from pipeline.learning.trial import Measures, Trial
from pipeline.population.flips import Flip
from pipeline.reader.artefact import Artefact
from pipeline.services.learn import Learned
from pipeline.services.rejudge import Rejudged, Reproduction

KEPT = "the former are kept, and pages in folders show them until they are run again."
BEFORE = Measures(statuses_right=5, statuses=10, flagged=Counts(tp=3, fp=1, fn=3), findings=Counts(tp=1, fp=0, fn=1))
BETTER = Measures(statuses_right=8, statuses=10, flagged=Counts(tp=4, fp=1, fn=2), findings=Counts(tp=2, fp=0, fn=0))
WORSE = BETTER.model_copy(update={"findings": Counts(tp=1, fp=1, fn=1)})
HEADING = f"{'':<24}{'as it is':>24}{'fitted':>24}"


def a_flip(number: int, what: str = "income", before: str = "missing", after: str = "verified") -> Flip:
    return Flip(call_id=f"c-{number}", what=what, before=before, after=after)


def rejudged(*changes: Flip, calls: int = 100, renewed: int = 0, adopted: bool = False, purged: int = 0) -> list[str]:
    flipped = len({flip.call_id for flip in changes})
    return list(
        rejudged_lines(
            Rejudged(calls=calls, purged=purged, flipped=flipped, renewed=renewed, changes=changes, adopted=adopted)
        )
    )


def test_where_nobody_flips_there_are_the_counts_and_what_was_written() -> None:
    assert rejudged(purged=7) == [
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
    assert rejudged(*changes)[:-1] == [
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
    shown = rejudged(*map(a_flip, range(count)))
    assert shown[1:-2] == [f"  c-{n}: income missing → verified" for n in range(50)] + more
    assert shown[-2] == f"  {count} × income missing → verified"


def test_what_was_adopted_is_what_was_renewed_whether_it_flips_or_not() -> None:
    assert rejudged(a_flip(1), renewed=30, adopted=True)[-1] == f"30 judgements adopted; {KEPT}"


@pytest.mark.parametrize("scope", ["hearing and judging", "judging alone: its recording is not there"])
def test_a_call_that_is_identical_is_one_line_with_what_was_run_again(scope: str) -> None:
    same = Reproduction.model_validate({"call_id": "c-1", "scope": scope})
    assert list(reproduced_lines(same)) == [f"c-1: identical ({scope})"]


def test_every_difference_is_a_line() -> None:
    other = Reproduction(
        call_id="c-1", scope="hearing and judging", differences=("income was …", "the report's SHA-256")
    )
    assert list(reproduced_lines(other)) == ["c-1: differs: income was …", "c-1: differs: the report's SHA-256"]


def a_trial(**known: Any) -> Trial:
    """One that may be adopted, if nothing else is said."""
    values = {
        "labels": Artefact().description,
        "learned_on": 20,
        "kept_away": 10,
        "fitted": ("income",),
        "left": (),
        "not_learned": 0,
        "before": BEFORE,
        "after": BETTER,
        "changes": (),
    }
    return Trial.model_validate({**values, **known})


def learned(out: Path | None = None, absent: tuple[str, ...] = (), identity: str = "", **known: Any) -> list[str]:
    return list(learned_lines(Learned(trial=a_trial(**known), absent=absent, identity=identity), out))


def flips(count: int, what: str = "income") -> tuple[Flip, ...]:
    return tuple(Flip(call_id=f"c-{n}", what=what, before="missing", after="refused") for n in range(count))


def test_a_trial_is_told_from_what_it_was_fitted_on_to_whether_it_may_be_adopted() -> None:
    changes = (*flips(2), *flips(1, "threat"))
    assert learned(changes=changes) == [
        "calls with decisions: 20 to fit on, 10 kept away to measure on",
        "fitted: income",
        HEADING,
        f"{'statuses right':<24}{'0.500 of 10':>24}{'0.800 of 10':>24}",
        f"{'flagged P / R / F1':<24}{'0.750 / 0.500 / 0.600':>24}{'0.800 / 0.667 / 0.727':>24}",
        f"{'findings P / R / F1':<24}{'1.000 / 0.500 / 0.667':>24}{'1.000 / 1.000 / 1.000':>24}",
        "2 of the decided calls would flip, decided or not:",
        "  2 × income missing → refused",
        "  1 × threat missing → refused",
        "No worse on the calls that were kept away: it may be adopted.",
    ]


def test_what_was_not_decided_has_no_figures() -> None:
    shown = learned(before=Measures(), after=Measures())
    after = shown.index(HEADING) + 1
    assert shown[after : after + 3] == [
        f"{name:<24}{figure:>24}{figure:>24}"
        for name, figure in (
            ("statuses right", "nothing decided"),
            ("flagged P / R / F1", "nothing to find"),
            ("findings P / R / F1", "nothing to find"),
        )
    ]


@pytest.mark.parametrize(
    ("known", "line"),
    [
        (
            {"not_learned": 3},
            "3 decisions are on what no reader decides (a call at night): nothing to learn there",
        ),
        ({"fitted": ()}, "fitted: nothing"),
        ({"fitted": ("income", "threat")}, "fitted: income, threat"),
        ({"left": ("identity", "threat")}, "fitted and put back, worse on the calls kept away: identity, threat"),
    ],
)
def test_what_was_fitted_put_back_and_not_to_be_learned_is_named(known: dict[str, Any], line: str) -> None:
    assert line in learned(**known)


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({"kept_away": 9}, "Too few to learn from: 30 decided calls are needed. Nothing is adopted."),
        ({"learned_on": 30, "kept_away": 0}, "Too few to learn from: 30 decided calls are needed. Nothing is adopted."),
        ({"learned_on": 0, "kept_away": 30}, "Too few to learn from: 30 decided calls are needed. Nothing is adopted."),
        ({"fitted": ()}, "The decisions ask for no change: nothing is adopted."),
        ({"after": WORSE}, "Worse on the calls that were kept away: nothing is adopted."),
        ({"after": BEFORE}, "No worse on the calls that were kept away: it may be adopted."),
    ],
    ids=["too few", "none kept away", "none to fit on", "no change", "worse in one figure", "as good"],
)
def test_the_last_sentence_says_whether_it_may_be_adopted_and_why(known: dict[str, Any], sentence: str) -> None:
    assert learned(**known)[-1] == sentence


@pytest.mark.parametrize(
    ("absent", "line"),
    [
        (("a",), "1 decided calls are not in the store, or their words are purged: a"),
        (tuple("abcde"), "5 decided calls are not in the store, or their words are purged: a, b, c, d, e"),
        (tuple("abcdef"), "6 decided calls are not in the store, or their words are purged: a, b, c, d, e …"),
    ],
)
def test_decided_calls_that_are_not_there_are_told_first_and_a_few_named(absent: tuple[str, ...], line: str) -> None:
    assert learned(absent=absent)[0] == line


@pytest.mark.parametrize(("kinds", "more"), [(30, []), (31, ["  … and 1 kinds of change more"])])
def test_beyond_thirty_kinds_of_change_the_rest_is_counted(kinds: int, more: list[str]) -> None:
    changes = tuple(flip for n in range(kinds) for flip in flips(1, f"item_{n:02d}"))
    shown = learned(changes=changes)
    after = shown.index("1 of the decided calls would flip, decided or not:") + 1
    assert shown[after:-1] == [f"  1 × item_{n:02d} missing → refused" for n in range(30)] + more


def test_a_reader_that_was_written_is_told_with_how_to_judge_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert learned(Path("own"), identity="reader-1+abc")[-2:] == [
        f"own: reader-1+abc. Set TINGHE_READER={tmp_path.resolve() / 'own'} to judge by it; `tinghe rejudge` shows who",
        "flips among all stored calls.",
    ]


@pytest.mark.parametrize(("out", "identity"), [(Path("own"), ""), (None, "reader-1+abc")])
def test_a_reader_that_was_not_written_is_not_told(out: Path | None, identity: str) -> None:
    assert learned(out, identity=identity) == learned()
