"""The table, the lines and the bar of a batch, from what it came to."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from pipeline.batch.progress import BarProgress, PlainProgress
from pipeline.batch.run import Outcome
from pipeline.batch.work import Failure
from pipeline.cli.output import batch
from pipeline.cli.output.batch import call_table, failure_lines, outcome_line, progress
from pipeline.domain.vocabulary import Status
from pipeline.reports.index import IndexRow, index_row
from tests.making import a_recording, a_report

OUT = Path("/out")


def a_row(
    name: str, items: dict[str, Status], risks: tuple[str, ...] = (), violations: tuple[str, ...] = ()
) -> IndexRow:
    return index_row(a_report(a_recording(name), items=items, risks=risks, violations=violations))


def a_failure(name: str) -> Failure:
    return Failure(call_id=name, file=f"{name}.wav", reason="is empty", remedy="Export it again.")


def plain(cell: object) -> str:
    return cell.plain if isinstance(cell, Text) else str(cell)


def test_a_call_is_a_line_with_what_it_left_open_and_what_was_found() -> None:
    rows = [
        a_row("c-1", {"income": Status.MISSING, "identity": Status.REFUSED, "residence": Status.VERIFIED}),
        a_row("c-2", {"identity": Status.VERIFIED}, ("overdue", "complaint"), ("threat",)),
    ]
    table = call_table(rows, OUT)
    assert [plain(column.header) for column in table.columns] == [
        *("call", "checklist", "coverage", "open", "risks", "violations", "page in /out"),
    ]
    assert [[plain(cell) for cell in column.cells] for column in table.columns] == [
        ["c-1", "c-2"],
        ["consumer pre_loan", "consumer pre_loan"],
        ["50%", "50%"],
        ["2", "0"],
        ["-", "overdue, complaint"],
        ["-", "threat"],
        ["c-1.html", "c-2.html"],
    ]


def test_names_are_shown_as_they_are_and_none_is_cut_that_has_to_be_opened() -> None:
    screen = StringIO()
    name = "[red]" + "x" * 60
    Console(file=screen, width=60).print(call_table([a_row(name, {})], Path("/[/red]")))
    shown = "".join(screen.getvalue().split())
    assert "[/red]" in shown
    assert screen.getvalue().count("x") >= 60
    assert shown.count("[red]") >= 1


def test_every_failure_is_a_line_with_what_to_do() -> None:
    outcome = Outcome(done=0, current=0, failures=(a_failure("c-1"), a_failure("c-2")))
    assert list(failure_lines(outcome)) == ["c-1: is empty. Export it again.", "c-2: is empty. Export it again."]
    assert list(failure_lines(Outcome(done=1, current=0, failures=()))) == []


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (
            Outcome(done=2, current=1, failures=()),
            "2 done, 1 unchanged, 0 failed. Pages: /out/index.html.",
        ),
        (
            Outcome(done=0, current=0, failures=(a_failure("c-1"), a_failure("c-2"))),
            "0 done, 0 unchanged, 2 failed. Pages: /out/index.html. Failures: /out/failures.csv.",
        ),
        (
            Outcome(done=1, current=0, failures=(), stopped_by=2),
            "1 done, 0 unchanged, 0 failed; stopped early, the same command goes on. Pages: /out/index.html.",
        ),
        (
            Outcome(done=1, current=0, failures=(a_failure("c-1"),), stopped_by=15),
            "1 done, 0 unchanged, 1 failed; stopped early, the same command goes on. Pages: /out/index.html."
            " Failures: /out/failures.csv.",
        ),
    ],
    ids=["all well", "failures", "stopped", "stopped after a failure"],
)
def test_the_last_line_counts_and_says_where_to_look(outcome: Outcome, line: str) -> None:
    assert outcome_line(outcome, OUT) == line


@pytest.mark.parametrize(("terminal", "kind"), [(True, BarProgress), (False, PlainProgress)])
def test_a_bar_is_for_terminals_alone(monkeypatch: pytest.MonkeyPatch, terminal: bool, kind: type) -> None:
    console = Console(file=StringIO(), force_terminal=terminal)
    monkeypatch.setattr(batch, "screen", lambda **_: console)
    assert type(progress()) is kind


def test_plain_lines_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    progress().starts((), 3)
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "0 calls to do, 3 done before and unchanged\n")
