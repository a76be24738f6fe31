"""What a walk along the log comes to, and the log as it is kept elsewhere."""

import json
import stat
from pathlib import Path

import pytest

from pipeline.errors import StoreError, TingheError
from pipeline.services.audit import Audit, export_log, verify
from pipeline.store.engine import url_of, writing
from pipeline.store.log import GENESIS, Breach, entry_sha256
from tests.services.judged import dump
from tests.store.reading import change, rows
from tests.store.saved import a_full_report, save


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store whose log has three entries: a run began, a verdict, the run ended."""
    path = tmp_path / "tinghe.db"
    save(path, a_full_report())
    return path


def head_of(path: Path) -> str:
    return str(rows(path, "SELECT sha256 FROM log ORDER BY number DESC LIMIT 1")[0]["sha256"])


def test_a_store_that_nobody_touched_is_intact_and_gives_its_head(path: Path) -> None:
    found = verify(url_of(path))
    assert found == Audit(breaches=(), entries=3, head=head_of(path))
    assert found.intact


def test_a_store_without_a_log_is_not_called_intact_and_has_no_head(tmp_path: Path) -> None:
    with writing(url_of(tmp_path / "tinghe.db")):
        pass
    found = verify(url_of(tmp_path / "tinghe.db"))
    assert ([breach.where for breach in found.breaches], found.intact, found.head) == (["the log"], False, "")


@pytest.mark.parametrize(
    ("statements", "breaches"),
    [
        (["UPDATE judgements SET points = 99"], [("call c-1", "its verdict was changed")]),
        (
            ["UPDATE judgements SET points = 99", "UPDATE facts SET value = '1' WHERE number = 0"],
            [("call c-1", "its verdict was changed"), ("call c-1", "its evidence or facts were changed")],
        ),
        (
            ["UPDATE log SET at = '' WHERE number = 1", "UPDATE utterances SET text = '我'"],
            [
                ("log entry 1", "was changed after it was written"),
                ("call c-1", "its transcript was changed"),
            ],
        ),
        (
            ["DELETE FROM log WHERE number = 1"],
            [("log entry 1", "was taken out of the log"), ("run 1", "is not in the log")],
        ),
    ],
    ids=["a verdict", "a verdict and a fact", "the log and a transcript", "an entry taken out"],
)
def test_every_breach_is_given_the_log_first_and_the_head_all_the_same(
    path: Path, statements: list[str], breaches: list[tuple[str, str]]
) -> None:
    change(path, *statements)
    found = verify(url_of(path))
    assert [(breach.where, breach.what) for breach in found.breaches] == breaches
    assert (found.intact, found.head) == (False, head_of(path))


@pytest.mark.parametrize(("breaches", "intact"), [((), True), ((Breach(where="call c-1", what="…"),), False)])
def test_whatever_was_found_makes_a_store_not_intact(breaches: tuple[Breach, ...], intact: bool) -> None:
    assert Audit(breaches=breaches, entries=1, head="0").intact is intact


def test_an_audit_writes_nothing(path: Path, tmp_path: Path) -> None:
    before, files = dump(path), sorted(tmp_path.iterdir())
    verify(url_of(path))
    assert (dump(path), sorted(tmp_path.iterdir())) == (before, files)


def test_the_exported_log_proves_itself_from_its_first_entry_to_the_head(path: Path, tmp_path: Path) -> None:
    out, before = tmp_path / "kept" / "log.jsonl", dump(path)
    assert export_log(url_of(path), out) == 3
    text = out.read_text(encoding="utf-8")
    entries = [json.loads(line) for line in text.splitlines()]
    assert text.endswith("}\n")
    assert entries == rows(path, "SELECT * FROM log ORDER BY number")
    previous = GENESIS
    for entry in entries:
        assert entry["previous"] == previous
        previous = entry_sha256(entry)
        assert entry["sha256"] == previous
    assert previous == verify(url_of(path)).head
    assert dump(path) == before


def test_an_export_replaces_what_stood_there_and_is_for_its_owner_alone(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "log.jsonl"
    out.write_text("older\n" * 100, encoding="utf-8")
    export_log(url_of(path), out)
    first = out.read_bytes()
    export_log(url_of(path), out)
    assert out.read_bytes() == first
    assert len(first.splitlines()) == 3
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_an_empty_log_is_an_empty_file(tmp_path: Path) -> None:
    with writing(url_of(tmp_path / "tinghe.db")):
        pass
    assert export_log(url_of(tmp_path / "tinghe.db"), tmp_path / "log.jsonl") == 0
    assert (tmp_path / "log.jsonl").read_bytes() == b""


def test_an_export_that_cannot_be_written_is_refused(path: Path) -> None:
    out = path / "log.jsonl"
    with pytest.raises(TingheError) as refused:
        export_log(url_of(path), out)
    assert str(refused.value).startswith(f"{out}: cannot be written (")
    assert str(refused.value).endswith("). Give another --out.")


def test_a_store_that_is_not_there_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    url = url_of(tmp_path / "none.db")
    with pytest.raises(StoreError, match="there is no store there"):
        verify(url)
    with pytest.raises(StoreError, match="there is no store there"):
        export_log(url, tmp_path / "log.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_store_is_refused_as_such(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    path.write_text("no database, but long enough to be taken for one" * 40, encoding="utf-8")
    with pytest.raises(StoreError, match="it is no database of tinghe"):
        verify(url_of(path))
