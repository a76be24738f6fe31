"""The code of docs/analyses.md and docs/library.md runs as it stands there and prints something."""

import re
from pathlib import Path

import pytest

import pipeline
from pipeline import judges
from pipeline.reader.reader import Reader
from tests.population.stores import a_store

DOCS = Path(__file__).parent.parent / "docs"
CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def run(page: str) -> int:
    """Run the page's code, block after block; gives how many blocks there were."""
    blocks = CODE.findall((DOCS / page).read_text(encoding="utf-8"))
    known: dict[str, object] = {}
    for block in blocks:
        exec(block, known)
    return len(blocks)


def test_the_analyses_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    a_store(tmp_path / "out", 60)
    monkeypatch.chdir(tmp_path)
    assert run("analyses.md") == 4
    said = capsys.readouterr().out
    assert "missed" not in said
    assert re.search(r"mean\s+size", said)
    assert re.search(r"count\s+\d", said)
    assert re.search(r"characters\s+1\.0", said)


def test_the_library_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], plain_reader: Reader
) -> None:
    monkeypatch.setattr(judges, "load_reader", lambda *_, **__: plain_reader)
    monkeypatch.chdir(tmp_path)
    assert run("library.md") == 6
    said = capsys.readouterr().out.splitlines()
    assert said[1] == "1 0 ['c-1']"
    assert said[2].startswith("True ")
    assert said[3:5] == ["1 0 False", "True"]


def test_every_name_of_the_front_door_is_there() -> None:
    assert {name for name in pipeline.__all__ if callable(getattr(pipeline, name))} == set(pipeline.__all__)


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(AttributeError, match="judge_all"):
        _ = pipeline.judge_all
