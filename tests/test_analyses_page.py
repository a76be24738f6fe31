"""The code of docs/analyses.md runs as it stands there and prints something."""

import re
from pathlib import Path

import pytest

from tests.population.stores import a_store

PAGE = Path(__file__).parent.parent / "docs" / "analyses.md"
CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_the_analyses_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    a_store(tmp_path / "out", 60)
    monkeypatch.chdir(tmp_path)
    blocks = CODE.findall(PAGE.read_text(encoding="utf-8"))
    assert len(blocks) == 4
    known: dict[str, object] = {}
    for block in blocks:
        exec(block, known)
    said = capsys.readouterr().out
    assert "missed" not in said
    assert re.search(r"mean\s+size", said)
    assert re.search(r"count\s+\d", said)
    assert re.search(r"characters\s+1\.0", said)
