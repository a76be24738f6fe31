"""A store of a few calls, to be tampered with."""

import shutil
from pathlib import Path

import pytest

from pipeline.domain.vocabulary import Status
from pipeline.reports.codec import to_json
from pipeline.store.engine import url_of
from pipeline.store.purging import purge
from pipeline.store.runs import stored_run
from tests.store.tampered import a_call
from tests.store.test_purging import LONG_AGO


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Judgements 1 and 2 of c-1 (2 stands), 3 of c-2, 4 of the purged c-0; failures of c-9 and of the purged f-0."""
    path = tmp_path_factory.mktemp("pristine") / "tinghe.db"
    with stored_run(url_of(path), "run", "/reports") as run:
        run.report(to_json(a_call("c-1")), "/recordings/c-1.wav")
        run.report(to_json(a_call("c-1", Status.VERIFIED, checklist="x@2")), "/recordings/c-1.wav")
        run.report(to_json(a_call("c-2")), "/recordings/c-2.wav")
        run.report(to_json(a_call("c-0", year=2020)), "/recordings/c-0.wav")
        for call_id in ("c-9", "c-0"):
            run.failure({"call_id": call_id, "file": f"/in/{call_id}.wav", "reason": "is empty", "remedy": "Export."})
    purge(url_of(path), LONG_AGO)
    with stored_run(url_of(path), "judge"):
        pass
    return path


@pytest.fixture
def path(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(pristine, tmp_path / "tinghe.db"))
