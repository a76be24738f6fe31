"""What is taken away from under a run: it ends truthfully, and the same command makes it whole."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.batch.folder import OutputFolder
from pipeline.reports.spreadsheets import csv_bytes
from tests.batch.test_run import jobs_of
from tests.cli.conftest import Tinghe
from tests.store.reading import rows


def rob(out: Path, take: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """After the second call something is taken away."""
    keep = OutputFolder.keep
    kept: list[str] = []

    def keep_and_rob(folder: OutputFolder, call_id: str, **written: str) -> None:
        if len(kept) == 2:
            take(out)
        keep(folder, call_id, **written)
        kept.append(call_id)

    monkeypatch.setattr(OutputFolder, "keep", keep_and_rob)


def without_database(out: Path) -> None:
    for path in out.glob("tinghe.db*"):
        path.unlink()


def replaced_database(out: Path) -> None:
    without_database(out)
    (out / "tinghe.db").write_bytes(b"")


@pytest.mark.parametrize(
    ("take", "lost"),
    [
        (shutil.rmtree, ["a", "b", "c", "d"]),
        (without_database, ["a", "b", "c", "d"]),
        (replaced_database, ["a", "b", "c", "d"]),
        (lambda out: (out / "a.json").unlink(), ["a"]),
        (lambda out: (out / "b.html").unlink(), ["b"]),
    ],
    ids=["the folder", "the database", "another database in its place", "a report", "a page"],
)
def test_what_is_gone_is_named_with_exit_status_1_and_the_same_command_makes_it_whole(
    tmp_path: Path, tinghe: Tinghe, monkeypatch: pytest.MonkeyPatch, take: Callable[[Path], object], lost: list[str]
) -> None:
    calls, out = tmp_path / "in", tmp_path / "out"
    jobs_of(calls, a="1", b="2", c="3", d="4")
    with monkeypatch.context() as while_it_runs:
        rob(out, take, while_it_runs)
        ended = tinghe("run", calls, "--out", out)
    assert ended.status == 1
    assert [line.split(": ")[1] for line in ended.err.splitlines() if "is not kept" in line] == lost
    assert f"{len(lost)} LOST" in ended.out
    again = tinghe("run", calls, "--out", out)
    assert (again.status, "LOST" in again.out) == (0, False)
    assert len(rows(out / "tinghe.db", "SELECT * FROM judgements WHERE stands")) == 4


def test_a_store_elsewhere_does_not_make_up_for_a_folder_that_is_gone(
    tmp_path: Path, tinghe: Tinghe, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs_of(tmp_path / "in", a="1", b="2", c="3")
    rob(tmp_path / "out", shutil.rmtree, monkeypatch)
    ended = tinghe("run", tmp_path / "in", "--out", tmp_path / "out", "--store", f"sqlite:///{tmp_path / 's.db'}")
    assert (ended.status, "2 LOST" in ended.out) == (1, True)


@pytest.mark.parametrize(
    "damage",
    [b"\xff\xfe", b"", b"<html>" + b"\xe4\xb8" * 40, b"\x00" * 100],
    ids=["no UTF-8", "empty", "cut in a character", "zeros"],
)
def test_a_damaged_page_is_made_again(tmp_path: Path, tinghe: Tinghe, damage: bytes) -> None:
    jobs_of(tmp_path / "in", a="1", b="2")
    out = tmp_path / "out"
    tinghe("run", tmp_path / "in", "--out", out)
    whole = (out / "a.html").read_bytes()
    (out / "a.html").write_bytes(damage)
    assert tinghe("run", tmp_path / "in", "--out", out).status == 0
    assert (out / "a.html").read_bytes() == whole


def test_what_a_killed_worker_left_half_written_is_cleared_away_at_the_end(tmp_path: Path, tinghe: Tinghe) -> None:
    jobs_of(tmp_path / "in", a="1")
    out = tmp_path / "out"
    out.mkdir(mode=0o700)
    (out / ".b.html.x.part").write_text("她说", encoding="utf-8")
    tinghe("run", tmp_path / "in", "--out", out)
    assert list(out.glob(".*")) == []


def test_an_overview_that_cannot_be_written_ends_in_one_line(
    tmp_path: Path, tinghe: Tinghe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    jobs_of(tmp_path / "in", a="1")
    monkeypatch.setattr("pipeline.batch.run.write_atomically", fail)
    ended = tinghe("run", tmp_path / "in", "--out", tmp_path / "out")
    assert ended.status == 1
    assert "cannot be written (No space left on device). Make room" in ended.err.splitlines()[-1]


def test_agents_that_are_written_like_formulas_stay_apart() -> None:
    import pandas as pd

    table = pd.DataFrame({"agent_id": pd.Series(["+1", "'+1", "E001", "+1"], dtype="category"), "calls": [1, 2, 3, 4]})
    lines = csv_bytes(table).decode("utf-8-sig").splitlines()
    assert [line.partition(",")[0].strip('"') for line in lines[1:]] == ["'+1", "''+1", "E001", "'+1"]
