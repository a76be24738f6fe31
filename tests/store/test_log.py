"""What was touched in the database behind Tinghe's back is named."""

from pathlib import Path

import pytest

from pipeline.domain.vocabulary import Status
from pipeline.store.audit import breaches
from pipeline.store.engine import reading, url_of, writing
from pipeline.store.log import GENESIS, Log, entries, entry_sha256, newest
from tests.store.reading import change, rows
from tests.store.saved import a_full_report, save


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "tinghe.db"
    save(path, a_full_report(), a_full_report(Status.VERIFIED, checklist="x@2"))
    return path


def named(path: Path) -> list[str]:
    with reading(url_of(path)) as connection:
        return [f"{breach.where} {breach.what}" for breach in breaches(connection)]


def test_what_nobody_touched_is_intact(path: Path) -> None:
    assert named(path) == []


@pytest.mark.parametrize(
    ("statement", "breach"),
    [
        ("UPDATE items SET status = 'verified' WHERE status = 'missing'", "call c-1 its verdict was changed"),
        ("UPDATE items SET confidence = 1 WHERE judgement = 2 AND number = 0", "call c-1 its verdict was changed"),
        ("UPDATE judgements SET points = 99 WHERE id = 2", "call c-1 its verdict was changed"),
        ("DELETE FROM findings WHERE judgement = 2 AND kind = 'risk'", "call c-1 its verdict was changed"),
        ("UPDATE facts SET value = '300000' WHERE number = 0 AND judgement = 2", "call c-1 its evidence or facts"),
        ("UPDATE items SET reason = '…' WHERE number = 0 AND judgement = 2", "call c-1 its evidence or facts"),
        ("UPDATE utterances SET text = '我要贷三十万'", "call c-1 its transcript was changed"),
        ("UPDATE hearings SET recording_sha256 = 'f'", "call c-1 its recording's hash was changed"),
        ("UPDATE hearings SET quality = '{}'", "call c-1 its transcript was changed"),
        ("UPDATE judgements SET stands = 1 - stands", "call c-1 another judgement stands"),
        ("UPDATE calls SET call_id = 'c-2'", "call c-2 judgement 1 is not in the log"),
        ("UPDATE log SET said = replace(said, 'x@2', 'x@3')", "log entry 3 was changed"),
        ("UPDATE log SET at = '2026-01-01T00:00:00' WHERE number = 2", "log entry 2 was changed"),
        ("DELETE FROM log WHERE number = 2", "log entry 2 was taken out"),
        ("UPDATE log SET previous = sha256 WHERE number = 3", "log entry 3 does not follow"),
        ("UPDATE log SET said = 'x' WHERE kind = 'verdict'", "log entry 2 was changed"),
        ("UPDATE log SET said = '{}' WHERE kind = 'verdict'", "log entry 2 was changed"),
        ("DELETE FROM calls", "call c-1 the call was taken out"),
        ("DELETE FROM hearings", "call c-1 its transcript was taken out"),
        ("UPDATE hearings SET quality = 'x'", "call c-1 what stands there cannot be read"),
        ("UPDATE items SET evidence = '{' WHERE judgement = 2", "call c-1 what stands there cannot be read"),
    ],
)
def test_a_change_by_sql_is_named(path: Path, statement: str, breach: str) -> None:
    change(path, statement)
    assert any(line.startswith(breach) for line in named(path)), named(path)


def test_a_judgement_that_was_taken_out_is_missed(path: Path) -> None:
    parts = [f"DELETE FROM {part} WHERE judgement = 1" for part in ("items", "facts", "findings", "mismatches")]
    change(path, *parts, "DELETE FROM judgements WHERE id = 1")
    assert named(path) == ["call c-1 judgement 1 was taken out of the database"]


def test_whoever_computes_the_whole_chain_anew_cannot_keep_its_head(path: Path) -> None:
    """Why auditors keep an export elsewhere: the store alone cannot tell such a forgery."""
    head, previous = rows(path, "SELECT * FROM log ORDER BY number")[-1]["sha256"], GENESIS
    for entry in rows(path, "SELECT * FROM log ORDER BY number"):
        forged = {**entry, "at": "2026-01-01T00:00:00+00:00", "previous": previous}
        previous = entry_sha256(forged)
        columns = f"at = '{forged['at']}', previous = '{forged['previous']}', sha256 = '{previous}'"
        change(path, f"UPDATE log SET {columns} WHERE number = {entry['number']}")
    assert named(path) == []
    assert previous != head


def test_an_entry_is_hashed_over_all_its_columns_in_their_order() -> None:
    """A changed hash would make an audit name every log of an earlier version as broken."""
    entry = {"number": 1, "at": "2026-01-01T00:00:00", "kind": "run_began", "said": "{}", "previous": GENESIS}
    assert entry_sha256(entry)[:16] == "83da275480efa80a"


@pytest.mark.parametrize("column", ["number", "at", "kind", "said", "previous"])
def test_every_column_of_an_entry_is_vouched_for(column: str) -> None:
    entry = {"number": 1, "at": "2026-01-01T00:00:00", "kind": "run_began", "said": "{}", "previous": GENESIS}
    assert entry_sha256({**entry, column: "x"}) != entry_sha256(entry)


def test_entries_are_appended_one_after_another_each_naming_the_one_before(tmp_path: Path) -> None:
    url = url_of(tmp_path / "tinghe.db")
    with writing(url) as engine:
        with engine.begin() as connection:
            assert newest(connection) is None
            log = Log(connection)
            log.append("review", judgement=1, note="人工")
            log.append("review", judgement=2)
        with engine.begin() as connection:
            Log(connection).append("export", b=1, a=2)
    with reading(url) as connection:
        found = list(entries(connection))
        last = newest(connection)
    assert [(entry["number"], entry["kind"], entry["said"]) for entry in found] == [
        (1, "review", '{"judgement":1,"note":"人工"}'),
        (2, "review", '{"judgement":2}'),
        (3, "export", '{"a":2,"b":1}'),
    ]
    assert [entry["previous"] for entry in found] == [GENESIS, *(entry["sha256"] for entry in found[:-1])]
    assert all(entry["sha256"] == entry_sha256(entry) for entry in found)
    assert last
    assert dict(last) == found[-1]


def test_only_the_first_broken_link_of_the_log_is_named(path: Path) -> None:
    change(path, "UPDATE log SET at = '2026-01-01T00:00:00'")
    assert named(path) == ["log entry 1 was changed after it was written"]


def test_what_is_tampered_with_in_one_call_is_not_laid_on_another(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    report = a_full_report()
    other = report.model_copy(update={"recording": report.recording.model_copy(update={"call_id": "c-2"})})
    save(path, report, other)
    change(path, "UPDATE judgements SET points = 99 WHERE id = 2", "UPDATE utterances SET text = '…' WHERE hearing = 1")
    assert named(path) == ["call c-1 its transcript was changed", "call c-2 its verdict was changed"]


def test_a_verdict_that_stands_again_is_intact(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    save(path, a_full_report(), a_full_report(Status.VERIFIED, checklist="x@2"), a_full_report())
    assert named(path) == []
    change(path, "UPDATE judgements SET stands = 1 - stands")
    assert named(path) == ["call c-1 another judgement stands than the log says"] * 2
