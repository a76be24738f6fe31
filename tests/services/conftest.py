"""Services tell by what they return: whatever these tests ask for, nothing may be printed. Batches without engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.domain.job import Job
from pipeline.services import batch
from tests.batch.test_run import jobs_of
from tests.cli.conftest import NoEngines


@pytest.fixture(autouse=True)
def _nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Neither by the service nor by what it calls, processes of their own among them."""
    yield
    assert tuple(capfd.readouterr()) == ("", "")


@pytest.fixture
def without_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls are what their files ask for (tests/batch/working.py)."""
    monkeypatch.setattr(batch, "Analyser", NoEngines)


@pytest.fixture
def out(tmp_path: Path, without_engines: None) -> Path:
    return tmp_path / "out"


@pytest.fixture
def jobs(tmp_path: Path) -> list[Job]:
    return jobs_of(tmp_path / "in", a="fine", b="just as fine")
