"""`tinghe run` and `tinghe judge`, as a shell sees them."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.batch.progress import BarProgress, PlainProgress
from pipeline.cli.commands import batch
from pipeline.cli.commands.batch import progress
from tests.cli.conftest import Tinghe


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.wav").write_text("fine", encoding="utf-8")
    return folder


def test_a_folder_becomes_reports_pages_and_one_line_that_says_where(tinghe: Tinghe, calls: Path) -> None:
    out = calls.parent / "out"
    ended = tinghe("run", calls, "--out", out)
    assert (ended.status, ended.out) == (0, f"2 done, 0 unchanged, 0 failed. Pages: {out / 'index.html'}.\n")
    assert {path.name for path in out.glob("[ab].*")} == {"a.json", "a.html", "b.json", "b.html"}


def test_a_second_run_skips_and_redo_does_not(tinghe: Tinghe, calls: Path) -> None:
    out = calls.parent / "out"
    tinghe("run", calls, "--out", out)
    assert "0 done, 2 unchanged" in tinghe("run", calls, "--out", out).out
    assert "2 done, 0 unchanged" in tinghe("run", calls, "--out", out, "--redo").out
    assert "2 done, 0 unchanged" in tinghe("run", calls, "--out", out, "--no-audio").out


def test_what_a_pipe_reads_has_a_line_a_call_and_no_control_characters(tinghe: Tinghe, calls: Path) -> None:
    said = tinghe("run", calls, "--out", calls.parent / "out").err
    assert [line.split()[0] for line in said.splitlines()] == ["2", "[1/2]", "[2/2]"]
    assert "\x1b" not in said


def test_a_table_has_a_line_a_call_with_where_its_page_is(tinghe: Tinghe, calls: Path) -> None:
    out = calls.parent / "out"
    head, first, second, last = tinghe("run", calls, "--out", out, "--table").out.splitlines()
    assert head.split() == ["call", "checklist", "coverage", "open", "risks", "violations", "page", "in", str(out)]
    assert first.split() == ["a", "consumer", "pre_loan", "50%", "0", "-", "-", "a.html"]
    assert second.split()[0] == "b"
    assert last.startswith("2 done")


def test_some_failures_give_3_and_say_where_they_are_named(tinghe: Tinghe, calls: Path) -> None:
    (calls / "c.wav").write_text("not audio", encoding="utf-8")
    ended = tinghe("run", calls, "--out", calls.parent / "out")
    assert ended.status == 3
    assert "2 done, 0 unchanged, 1 failed" in ended.out
    assert "failures.csv" in ended.out
    assert "tinghe: c: this is not audio. Export the call again." in ended.err


def test_a_single_file_that_fails_gives_1(tinghe: Tinghe, tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    assert tinghe("run", tmp_path / "a.wav", "--out", tmp_path / "out").status == 1


def test_a_manifest_row_whose_file_is_missing_is_a_failure_and_the_others_are_done(tinghe: Tinghe, calls: Path) -> None:
    manifest = calls / "m.csv"
    manifest.write_text("file\na.wav\ngone.wav\n", encoding="utf-8")
    ended = tinghe("run", manifest, "--out", calls.parent / "out")
    assert ended.status == 3
    assert "gone: the file is not there. Put the recording there" in ended.err


def test_a_row_that_cannot_be_meant_is_a_failure_and_the_others_are_done(tinghe: Tinghe, calls: Path) -> None:
    manifest = calls / "m.csv"
    manifest.write_text("file,call_id,stage,agent\na.wav,x,,7\na.wav,x,,7\na.wav,y,下个月,7\n", encoding="utf-8")
    out = calls.parent / "out"
    ended = tinghe("run", manifest, "--out", out)
    assert (ended.status, ended.out.partition(".")[0]) == (3, "1 done, 0 unchanged, 2 failed")
    assert "x~row3: row 3 of m.csv: its call_id stands in row 2 too. Give every row" in ended.err
    assert "y: row 4 of m.csv: the stage is not in the taxonomy. Allowed: pre_loan" in ended.err
    assert "tinghe: the column agent is kept as it stands and decides nothing. Did you mean agent_id?" in ended.err
    assert (out / "failures.csv").read_text(encoding="utf-8-sig").count("of m.csv") == 2


def test_a_folder_without_recordings_gives_1(tinghe: Tinghe, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ended = tinghe("run", tmp_path / "empty", "--out", tmp_path / "out")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("tinghe: nothing to do: ")


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("file,file\na.wav,b.wav\n", "row 1: the column file stands there twice"),
        ("path\na.wav\n", "row 1: there"),
    ],
)
def test_a_manifest_that_cannot_be_meant_gives_2_before_anything_is_started(
    tinghe: Tinghe, calls: Path, manifest: str, said: str
) -> None:
    (calls / "m.csv").write_text(manifest, encoding="utf-8")
    ended = tinghe("run", calls / "m.csv", "--out", calls.parent / "out")
    assert ended.status == 2
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1
    assert not (calls.parent / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("run", "nowhere.wav", "--out", "out"),
        ("run", ".", "--out", "out", "--product", "car"),
        ("run", ".", "--out", "out", "--device", "tpu"),
        ("run", ".", "--out", "out", "--workers", "0"),
        ("run", ".", "--out", "out", "--workers", "many"),
        ("run", ".", "--out", "out", "--no-such-option"),
        ("run", ".", "--out", "out", "--llm", "http://llm.bank/v1"),
        ("run", ".", "--out", "out", "--llm", "llm.bank/v1", "--llm-model", "qwen"),
        ("run", ".", "--out", "out", "--llm-model", "qwen"),
        ("run", ".", "--out", "out", "--llm", "http://llm.bank/v1", "--llm-model", "qwen", "--offline"),
        ("no-such-command",),
    ],
)
def test_wrong_usage_gives_2_without_a_traceback(
    tinghe: Tinghe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = tinghe(*arguments)
    assert ended.status == 2
    assert ended.err
    assert "Traceback" not in ended.err
    assert not (tmp_path / "out").exists()


def test_absent_weights_give_1_with_the_command_that_fetches_them(tinghe: Tinghe, calls: Path) -> None:
    (calls / "a.wav").write_text("no weights", encoding="utf-8")
    ended = tinghe("run", calls, "--out", calls.parent / "out")
    assert ended.status == 1
    assert ended.err.splitlines()[-1] == "tinghe: base: the weights are absent. Run: tinghe models pull base."


def test_transcripts_are_judged_by_their_manifest(tinghe: Tinghe, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text("{}", encoding="utf-8")
    (tmp_path / "m.csv").write_text("file,call_id\nt.json,c-9\n", encoding="utf-8")
    assert tinghe("judge", tmp_path / "m.csv", "--out", tmp_path / "out").status == 0
    assert (tmp_path / "out" / "c-9.json").exists()


def test_tracebacks_are_for_those_who_ask(tinghe: Tinghe, calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("pipeline.batch.sources.read_sources", fail)
    plain = tinghe("run", calls, "--out", calls.parent / "out")
    assert plain.status == 1
    assert plain.err.startswith("tinghe: unforeseen RuntimeError.")
    assert "Traceback" not in plain.err


@pytest.mark.parametrize(("terminal", "kind"), [(True, BarProgress), (False, PlainProgress)])
def test_a_bar_is_for_terminals_alone(monkeypatch: pytest.MonkeyPatch, terminal: bool, kind: type) -> None:
    console = Console(file=StringIO(), force_terminal=terminal)
    monkeypatch.setattr(batch, "screen", lambda **_: console)
    assert type(progress()) is kind


def test_plain_lines_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    progress().starts((), 3)
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "0 calls to do, 3 done before and unchanged\n")
