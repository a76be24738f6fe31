"""A store that cannot be used says so in one line, and loses nothing."""

import os
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from pipeline.errors import ExitStatus, StoreError, StoreUrlError
from pipeline.store import engine
from pipeline.store.audit import breaches
from pipeline.store.engine import reading, url_of, writing
from pipeline.store.runs import stored_run
from tests.store.reading import content, rows
from tests.store.saved import a_full_report, save


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "tinghe.db"
    save(path, a_full_report())
    return path


@pytest.mark.parametrize(
    "url", ["tinghe.db", "oracle://host/db", "sqlite://", "mysql+nothing://", "postgresql://host", ""]
)
def test_a_wrong_url_is_wrong_usage(url: str) -> None:
    with pytest.raises(StoreUrlError, match=r"--store: .*sqlite:///FILE") as refused, writing(url):
        pass
    assert refused.value.exit_status is ExitStatus.WRONG_USAGE


def test_a_password_in_a_url_is_not_repeated() -> None:
    with pytest.raises(StoreUrlError) as refused, writing("oracle://user:geheim@host/db"):
        pass
    assert "geheim" not in str(refused.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="its folder is not there"), writing(url_of(tmp_path / "no" / "tinghe.db")):
        pass


def test_a_store_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store there"), reading(url_of(tmp_path / "tinghe.db")):
        pass
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but somebody's notes" * 100, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="no database of tinghe"), writing(url_of(path)):
        pass
    assert path.read_bytes() == before


def test_a_store_that_stays_locked_says_who_to_wait_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_PATIENCE_S", 0.1)
    monkeypatch.setattr(engine, "_LONGEST_WAIT_S", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program is writing there"), writing(url_of(path)):
            pass
    save(path, a_full_report())


@pytest.mark.parametrize("mode", ["NORMAL", "EXCLUSIVE"])
@pytest.mark.parametrize("opened", [reading, writing])
def test_a_store_that_is_locked_longer_is_waited_for_and_says_so_once(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, opened: Any, mode: str
) -> None:
    """A backup may take minutes. EXCLUSIVE keeps readers out as well, who otherwise need not wait."""
    monkeypatch.setattr(engine, "_PATIENCE_S", 0.05)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute(f"PRAGMA locking_mode={mode}")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("UPDATE runs SET folder = folder")
    letting_go = threading.Timer(0.4, other.close)
    letting_go.start()
    with opened(url_of(path)):
        waited = [record.message for record in caplog.records if "waiting for it to end" in record.message]
    letting_go.join()
    free = (opened, mode) == (reading, "NORMAL")
    assert len(waited) == (0 if free else 1)
    save(path, a_full_report())


@pytest.mark.skipif(os.geteuid() == 0, reason="file rights do not bind root")
def test_a_store_that_may_not_be_written_is_named(path: Path) -> None:
    path.chmod(0o400)
    with pytest.raises(StoreError, match="cannot be opened"), writing(url_of(path)):
        pass


def test_a_store_that_the_database_holds_for_read_only_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _prepare_with(monkeypatch, "PRAGMA query_only=ON")
    with pytest.raises(StoreError, match="it may not be written to"), stored_run(url_of(path), "run"):
        pass


def test_a_full_disk_keeps_what_was_saved_and_nothing_by_half(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(path)
    _prepare_with(monkeypatch, "PRAGMA max_page_count=1")
    with pytest.raises(StoreError, match="the disk is full") as refused:
        save(path, a_full_report(text="长" * 500_000))
    assert "长" not in str(refused.value)
    assert content(path) == before


@pytest.mark.parametrize("name", ["tinghe.db", "通话 100%#?.db"])
@pytest.mark.parametrize("folder_too", [True, False])
def test_what_may_only_be_read_is_read_and_nothing_is_written_beside_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str, folder_too: bool
) -> None:
    store = path.rename(path.with_name(name))
    monkeypatch.setattr(os, "access", lambda where, _: where == store.parent and not folder_too)
    before = store.read_bytes()
    with reading(url_of(store).replace("?", "%3F").replace("#", "%23") if name != "tinghe.db" else url_of(store)) as c:
        assert list(breaches(c)) == []
        with pytest.raises(OperationalError, match="readonly"):
            c.exec_driver_sql("DELETE FROM runs")
    assert store.read_bytes() == before
    if folder_too:
        assert list(store.parent.iterdir()) == [store]


def test_what_the_log_has_to_note_is_refused_before_it_is_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.refuse_if_read_only(url_of(path))
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(StoreError, match="Copy the store into a folder"):
        engine.refuse_if_read_only(url_of(path))


def test_reading_changes_nothing(path: Path) -> None:
    with reading(url_of(path)) as connection, pytest.raises(OperationalError, match="readonly"):
        connection.exec_driver_sql("DELETE FROM runs")


def _prepare_with(monkeypatch: pytest.MonkeyPatch, pragma: str) -> None:
    """Have every connection begin with a pragma, as a smaller disk or stricter server would."""
    sqlite = engine.BACKENDS["sqlite"]

    def and_more(connection: Any, record: Any) -> None:
        sqlite.prepare(connection, record)
        connection.execute(pragma)

    monkeypatch.setitem(engine.BACKENDS, "sqlite", replace(sqlite, prepare=and_more))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 KiB; skipped where none can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tinghe-test", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small file system can be mounted here")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_disk_that_fills_up_keeps_whole_calls_and_the_next_run_goes_on(small_disk: Path) -> None:
    path = small_disk / "tinghe.db"
    calls = [a_full_report(text=f"{number}" + "长" * 20_000) for number in range(30)]
    with pytest.raises(StoreError, match="the disk is full"):
        save(path, *calls)
    saved = len(rows(path, "SELECT * FROM hearings"))
    assert 0 < saved < len(calls)
    with reading(url_of(path)) as connection:
        assert list(breaches(connection)) == []
    subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
    save(path, *calls)
    assert len(rows(path, "SELECT * FROM hearings")) == len(calls)
