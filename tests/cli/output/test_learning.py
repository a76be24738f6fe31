"""The lines of what was learned, from a trial that the test decides."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.output.learning import learned_lines
from pipeline.evaluation.metrics import Counts
from pipeline.learning.trial import Measures, Trial
from pipeline.population.flips import Flip
from pipeline.reader.artefact import Artefact
from pipeline.services.learn import Learned

BEFORE = Measures(statuses_right=5, statuses=10, flagged=Counts(tp=3, fp=1, fn=3), findings=Counts(tp=1, fp=0, fn=1))
BETTER = Measures(statuses_right=8, statuses=10, flagged=Counts(tp=4, fp=1, fn=2), findings=Counts(tp=2, fp=0, fn=0))
WORSE = BETTER.model_copy(update={"findings": Counts(tp=1, fp=1, fn=1)})
HEADING = f"{'':<24}{'as it is':>24}{'fitted':>24}"


def a_trial(**known: Any) -> Trial:
    """One that may be adopted, if nothing else is said."""
    said = {
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
    return Trial.model_validate({**said, **known})


def lines(out: Path | None = None, absent: tuple[str, ...] = (), identity: str = "", **known: Any) -> list[str]:
    return list(learned_lines(Learned(trial=a_trial(**known), absent=absent, identity=identity), out))


def flips(count: int, what: str = "income") -> tuple[Flip, ...]:
    return tuple(Flip(call_id=f"c-{n}", what=what, before="missing", after="refused") for n in range(count))


def test_a_trial_is_told_from_what_it_was_fitted_on_to_whether_it_may_be_adopted() -> None:
    changes = (*flips(2), *flips(1, "threat"))
    assert lines(changes=changes) == [
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
    shown = lines(before=Measures(), after=Measures())
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
    assert line in lines(**known)


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
    assert lines(**known)[-1] == sentence


@pytest.mark.parametrize(
    ("absent", "line"),
    [
        (("a",), "1 decided calls are not in the store, or their words are purged: a"),
        (tuple("abcde"), "5 decided calls are not in the store, or their words are purged: a, b, c, d, e"),
        (tuple("abcdef"), "6 decided calls are not in the store, or their words are purged: a, b, c, d, e …"),
    ],
)
def test_decided_calls_that_are_not_there_are_told_first_and_a_few_named(absent: tuple[str, ...], line: str) -> None:
    assert lines(absent=absent)[0] == line


@pytest.mark.parametrize(("kinds", "more"), [(30, []), (31, ["  … and 1 kinds of change more"])])
def test_beyond_thirty_kinds_of_change_the_rest_is_counted(kinds: int, more: list[str]) -> None:
    changes = tuple(flip for n in range(kinds) for flip in flips(1, f"item_{n:02d}"))
    shown = lines(changes=changes)
    after = shown.index("1 of the decided calls would flip, decided or not:") + 1
    assert shown[after:-1] == [f"  1 × item_{n:02d} missing → refused" for n in range(30)] + more


def test_a_reader_that_was_written_is_told_with_how_to_judge_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert lines(Path("own"), identity="reader-1+abc")[-2:] == [
        f"own: reader-1+abc. Set TINGHE_READER={tmp_path.resolve() / 'own'} to judge by it; `tinghe rejudge` shows who",
        "flips among all stored calls.",
    ]


@pytest.mark.parametrize(("out", "identity"), [(Path("own"), ""), (None, "reader-1+abc")])
def test_a_reader_that_was_not_written_is_not_told(out: Path | None, identity: str) -> None:
    assert lines(out, identity=identity) == lines()
