"""`tinghe export`, as a shell sees it."""

from pathlib import Path

import pytest

from pipeline.exports import formats
from pipeline.reports.codec import to_json
from tests.cli.conftest import Tinghe
from tests.making import a_recording, a_report


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("c-1", "c-2"):
        (folder / f"{name}.json").write_text(to_json(a_report(a_recording(name))), encoding="utf-8")
    return folder


def test_one_line_says_what_was_written_and_where(tinghe: Tinghe, reports: Path, tmp_path: Path) -> None:
    ended = tinghe("export", reports, "--format", "srt", "--format", "jsonl", "--out", tmp_path / "out")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == f"2 of 2 calls exported: 3 written, 0 unchanged, 0 failed. To: {tmp_path / 'out'}\n"


def test_a_failure_is_a_line_of_its_own_and_tells_no_number(tinghe: Tinghe, reports: Path, tmp_path: Path) -> None:
    (reports / "13800138000.json").write_text("{", encoding="utf-8")
    ended = tinghe("export", reports, "--format", "txt", "--out", tmp_path / "out")
    assert (ended.status, ended.err.count("\n")) == (3, 1)
    assert ended.err.startswith("tinghe: 138****8000: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "doc", "--out", "o"), "Choose from: srt, vtt, txt, docx, pdf, jsonl, parquet, labelstudio."),
        (("--out", "o"), "none is named"),
        (("--webhook", "http://127.0.0.1"), "TINGHE_WEBHOOK__KEY"),
        (("--format", "srt", "--out", "o", "--reveal"), "--store URL"),
    ],
)
def test_wrong_usage_is_one_line(tinghe: Tinghe, reports: Path, arguments: tuple[str, ...], said: str) -> None:
    ended = tinghe("export", reports, *arguments)
    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert said in ended.err


def test_without_python_docx_the_extra_is_named(tinghe: Tinghe, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    ended = tinghe("export", reports, "--format", "docx", "--out", "o")
    assert (ended.status, ended.err) == (
        2,
        "tinghe: --format docx: python-docx, which writes it, is not installed. Run: pip install 'tinghe[export]'.\n",
    )


def test_a_key_that_is_too_short_is_refused_without_being_told(
    tinghe: Tinghe, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINGHE_WEBHOOK__KEY", "hunter2")
    ended = tinghe("export", reports, "--webhook", "http://127.0.0.1")
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert ended.err.startswith("tinghe: TINGHE_WEBHOOK__KEY: ")
    assert "hunter2" not in ended.err
