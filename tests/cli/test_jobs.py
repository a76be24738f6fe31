"""`tinghe jobs`, as a shell sees it."""

from pathlib import Path

import pytest

from pipeline.domain.job import Job
from pipeline.store.engine import url_of
from pipeline.store.jobs import Arrival, open_queue
from tests.cli.conftest import Tinghe
from tests.services.batches import log_of


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Two that came to nothing and one that waits."""
    path = tmp_path / "tinghe.db"
    with open_queue(url_of(path), "one") as queue:
        for name in ("c-1", "13812345678", "c-3"):
            queue.add([Arrival(job=Job(call_id=name, path=tmp_path / f"{name}.wav"), fingerprint="1")])
        for _ in range(2):
            taken = queue.claim()
            assert taken
            queue.failed(taken.id, "is no recording", "Export it again.", may_pass=False)
    return path


def test_what_came_to_nothing_is_listed_with_its_reason_and_no_numbers_of_people(tinghe: Tinghe, store: Path) -> None:
    ended = tinghe("jobs", "list", "--store", url_of(store))
    counts, first, second = ended.out.splitlines()
    assert counts == "1 waiting, 0 taken, 0 done, 2 dead, 0 dropped"
    assert first == "1  c-1, tried 1 times: is no recording. Export it again."
    assert "13812345678" not in second
    assert tinghe("jobs", "list", "--store", url_of(store), "--state", "waiting").out.splitlines()[1:] == ["3  c-3"]


def test_it_is_sent_again_by_its_number_or_all_of_it(tinghe: Tinghe, store: Path) -> None:
    assert tinghe("jobs", "retry", "1", "--store", url_of(store)).out == "1 sent again.\n"
    assert tinghe("jobs", "retry", "--all", "--store", url_of(store)).out == "1 sent again.\n"
    assert tinghe("jobs", "retry", "--all", "--store", url_of(store)).status == 1
    assert tinghe("jobs", "retry", "--store", url_of(store)).status == 2


def test_what_is_dropped_is_noted(tinghe: Tinghe, store: Path) -> None:
    ended = tinghe("jobs", "drop", "1", "--reason", "a test call", "--store", url_of(store))
    assert (ended.status, ended.out) == (0, "1 dropped.\n")
    (entry,) = log_of(store, "job_dropped")
    assert (entry["call_id"], entry["reason"]) == ("c-1", "a test call")
    assert tinghe("audit", "verify", "--store", url_of(store)).status == 0
    assert tinghe("jobs", "drop", "1", "--store", url_of(store)).status == 1


def test_a_store_that_is_not_there_is_not_made(tinghe: Tinghe, tmp_path: Path) -> None:
    assert "there is no store there" in tinghe("jobs", "list", "--store", url_of(tmp_path / "none.db")).err
    assert not (tmp_path / "none.db").exists()
