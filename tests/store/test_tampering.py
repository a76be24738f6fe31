"""Ways to tamper with a store by SQL, each with how the audit names it. docs/store.md has the same by kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine

from pipeline.store.audit import breaches
from pipeline.store.engine import url_of
from tests.store.forging import append, rewrite
from tests.store.reading import change, rows
from tests.store.tampered import (
    BELONGS,
    CALL,
    FAILURE,
    FILE,
    HEARD,
    NOT_SOUND,
    PLACE,
    ROW,
    RUN,
    SOURCE,
    STANDS,
    UNREADABLE,
    VERDICT,
    WORDS,
    named,
)


def test_what_nobody_touched_is_intact(path: Path) -> None:
    assert named(path) == []


BY_SQL = [
    # calls: what every account counts by
    ("UPDATE calls SET agent_id = 'E001' WHERE call_id = 'c-2'", CALL),
    ("UPDATE calls SET case_id = 'k-2' WHERE call_id = 'c-2'", CALL),
    ("UPDATE calls SET branch = 'b-9' WHERE call_id = 'c-2'", CALL),
    ("UPDATE calls SET product = 'mortgage' WHERE call_id = 'c-2'", CALL),
    ("UPDATE calls SET stage = 'post_loan' WHERE call_id = 'c-2'", CALL),
    ("UPDATE calls SET started_at = '2026-06-01T23:00:00+08:00' WHERE call_id = 'c-2'", CALL),
    ("UPDATE calls SET started_at = '' WHERE call_id = 'c-0'", CALL),
    ("UPDATE calls SET details = '{\"app.loan_amount\":\"1\"}' WHERE call_id = 'c-2'", ROW),
    ("UPDATE calls SET details = '{}' WHERE call_id = 'c-2'", ROW),
    ("UPDATE calls SET details = '{' WHERE call_id = 'c-2'", UNREADABLE),
    ("UPDATE calls SET salt = '' WHERE call_id = 'c-2'", ROW),
    ("UPDATE calls SET call_id = 'c-3' WHERE call_id = 'c-2'", "judgement 3 is not in the log"),
    ("UPDATE calls SET id = 99 WHERE call_id = 'c-2'", "the call was taken out"),
    ("DELETE FROM calls WHERE call_id = 'c-2'", "call c-2: the call was taken out"),
    (
        "INSERT INTO calls SELECT 99, 'c-99', '', '', '', product, stage, '', '{}', '' FROM calls LIMIT 1",
        "no judgement",
    ),
    # runs
    ("UPDATE runs SET command = 'judge' WHERE id = 1", RUN),
    ("UPDATE runs SET folder = '/elsewhere' WHERE id = 1", RUN),
    ("UPDATE runs SET started_at = '2020-01-01 00:00:00.000000' WHERE id = 1", RUN),
    ("UPDATE runs SET started_at = 'x' WHERE id = 1", UNREADABLE),
    ("UPDATE runs SET ended_at = NULL WHERE id = 1", RUN),
    ("UPDATE runs SET ended_at = '2030-01-01 00:00:00.000000' WHERE id = 1", RUN),
    ("DELETE FROM runs WHERE id = 2", "run 2: was taken out of the database"),
    ("INSERT INTO runs SELECT 9, 'run', started_at, ended_at, '' FROM runs WHERE id = 1", "run 9: is not in the log"),
    # failures: the account rests on them
    ("UPDATE failures SET reason = 'was deleted' WHERE call_id = 'c-9'", FAILURE),
    ("UPDATE failures SET remedy = '' WHERE call_id = 'c-9'", FAILURE),
    ("UPDATE failures SET file = '/other.wav' WHERE call_id = 'c-9'", FILE),
    ("UPDATE failures SET salt = 'x' WHERE call_id = 'c-9'", FILE),
    ("UPDATE failures SET file = '/in/c-0.wav' WHERE call_id = 'c-0'", "put where it had been purged"),
    ("UPDATE failures SET call_id = 'c-8' WHERE call_id = 'c-9'", "call c-8: its failure in run 1 is not in the log"),
    ("UPDATE failures SET run = 2 WHERE call_id = 'c-9'", "its failure in run 1 was taken out"),
    ("DELETE FROM failures", "call c-9: its failure in run 1 was taken out of the database"),
    ("INSERT INTO failures VALUES (2, 'c-5', '', 'is empty', '', '')", "call c-5: its failure in run 2 is not in the"),
    # judgements
    ("UPDATE judgements SET call = 2 WHERE id = 1", "call c-2: judgement 1 is not in the log"),
    ("UPDATE judgements SET hearing = 2 WHERE id = 1", BELONGS),
    ("UPDATE judgements SET run = 2 WHERE id = 3", PLACE),
    ("UPDATE judgements SET judged_at = '2020-01-01 00:00:00.000000' WHERE id = 3", PLACE),
    ("UPDATE judgements SET judged_at = 'x' WHERE id = 3", UNREADABLE),
    ("UPDATE judgements SET stands = 0 WHERE id = 3", STANDS),
    ("UPDATE judgements SET stands = 1 - stands WHERE call = 1", STANDS),
    ("UPDATE judgements SET stands = 1 WHERE id = 1", STANDS),
    ("UPDATE judgements SET tinghe = '9' WHERE id = 3", VERDICT),
    ("UPDATE judgements SET checklist = 'y@1' WHERE id = 3", VERDICT),
    ("UPDATE judgements SET classifier = 'other' WHERE id = 3", VERDICT),
    ("UPDATE judgements SET coverage = 1 WHERE id = 3", VERDICT),
    ("UPDATE judgements SET points = 100 WHERE id = 3", VERDICT),
    ("UPDATE judgements SET points = 100 WHERE id = 1", VERDICT),  # one that does not stand any more
    ("UPDATE judgements SET points = 100 WHERE id = 4", VERDICT),  # one that was purged
    ("UPDATE judgements SET verdict = '…' WHERE id = 3", WORDS),
    ("UPDATE judgements SET metrics = '{}' WHERE id = 3", WORDS),
    ('UPDATE judgements SET follow_up = \'[{"item": "x", "question": "?"}]\' WHERE id = 3', WORDS),
    ("UPDATE judgements SET verdict_sha256 = 'f' WHERE id = 3", PLACE),
    ("UPDATE judgements SET words_sha256 = 'f' WHERE id = 3", PLACE),
    ("UPDATE judgements SET report_sha256 = 'f' WHERE id = 3", VERDICT),
    ("UPDATE judgements SET id = 99 WHERE id = 3", "judgement 99 is not in the log"),
    ("DELETE FROM judgements WHERE id = 1", "call c-1: judgement 1 was taken out"),
    # items
    ("UPDATE items SET status = 'verified' WHERE judgement = 3 AND number = 1", VERDICT),
    ("UPDATE items SET item = 'income' WHERE judgement = 3 AND number = 1", VERDICT),
    ("UPDATE items SET item = '../../evil' WHERE judgement = 3 AND number = 1", VERDICT),
    ("UPDATE items SET confidence = 1 WHERE judgement = 3 AND number = 1", VERDICT),
    ("UPDATE items SET confidence = 9e999 WHERE judgement = 3 AND number = 1", UNREADABLE),
    ("UPDATE items SET confidence = X'00' WHERE judgement = 3 AND number = 1", UNREADABLE),
    ("UPDATE items SET number = 7 WHERE judgement = 3 AND number = 1", VERDICT),
    ("UPDATE items SET reason = '…' WHERE judgement = 3 AND number = 1", WORDS),
    ("UPDATE items SET evidence = '[]' WHERE judgement = 3 AND number = 0", WORDS),
    ("UPDATE items SET evidence = '7' WHERE judgement = 3 AND number = 0", WORDS),
    ("UPDATE items SET at_s = 9 WHERE judgement = 3 AND number = 0", PLACE),
    ("UPDATE items SET at_s = NULL WHERE judgement = 3 AND number = 0", PLACE),
    ("UPDATE items SET at_s = 9 WHERE judgement = 4 AND number = 0", PLACE),  # after a purge
    ("DELETE FROM items WHERE judgement = 3 AND number = 1", VERDICT),
    ("INSERT INTO items VALUES (99, 0, 'income', 'verified', '', 1, '[]', 1)", "table items: has rows of judgement 99"),
    # findings, facts, mismatches
    ("UPDATE findings SET finding = 'overdue' WHERE judgement = 3 AND kind = 'violation'", VERDICT),
    ("UPDATE findings SET confidence = 0 WHERE judgement = 3 AND kind = 'violation'", VERDICT),
    ("UPDATE findings SET kind = 'risk', number = 5 WHERE judgement = 3 AND kind = 'violation'", VERDICT),
    ("UPDATE findings SET evidence = '[]' WHERE judgement = 3 AND kind = 'risk'", WORDS),
    ("DELETE FROM findings WHERE judgement = 3 AND kind = 'violation'", VERDICT),
    ("UPDATE facts SET name = 'income' WHERE judgement = 3 AND number = 0", WORDS),
    ("UPDATE facts SET value = '1' WHERE judgement = 3 AND number = 0", WORDS),
    ("UPDATE facts SET unit = 'month' WHERE judgement = 3 AND number = 0", WORDS),
    ("UPDATE facts SET status = 'denied' WHERE judgement = 3 AND number = 0", WORDS),
    ("UPDATE facts SET confidence = 1 WHERE judgement = 3 AND number = 0", WORDS),
    ("UPDATE facts SET approximate = 1 WHERE judgement = 3 AND number = 0", WORDS),
    ("UPDATE facts SET evidence = '[]' WHERE judgement = 3 AND number = 0", WORDS),
    ("DELETE FROM facts WHERE judgement = 3", WORDS),
    ("UPDATE mismatches SET stated = '9' WHERE judgement = 3", WORDS),
    ("UPDATE mismatches SET application = '9' WHERE judgement = 3", WORDS),
    ("UPDATE mismatches SET fact = 'income' WHERE judgement = 3", WORDS),
    ("DELETE FROM mismatches WHERE judgement = 3", WORDS),
    # hearings and utterances
    ("UPDATE hearings SET call = 2 WHERE id = 1", BELONGS),
    ("UPDATE hearings SET recording_sha256 = 'f' WHERE id = 2", "its recording's hash was changed"),
    ("UPDATE hearings SET recording = '{}' WHERE id = 2", HEARD),
    ("UPDATE hearings SET model = 'large' WHERE id = 2", BELONGS),
    ("UPDATE hearings SET model = 'large' WHERE id = 3", BELONGS),  # after a purge
    ("UPDATE hearings SET settings_sha256 = 'f' WHERE id = 2", BELONGS),
    ("UPDATE hearings SET quality = '{}' WHERE id = 2", HEARD),
    ("UPDATE hearings SET sha256 = 'f' WHERE id = 2", BELONGS),
    ("UPDATE hearings SET source = '/other.wav' WHERE id = 2", SOURCE),
    ("UPDATE hearings SET source = '' WHERE id = 2", SOURCE),
    ("UPDATE hearings SET purged_at = judged_at FROM judgements WHERE hearings.id = 2", "the log knows of no purge"),
    ("UPDATE hearings SET purged_at = NULL WHERE id = 3", "when it was purged was changed"),
    ("UPDATE hearings SET purged_at = '2020-01-01 00:00:00.000000' WHERE id = 3", "when it was purged was changed"),
    ("DELETE FROM hearings WHERE id = 2", "its transcript was taken out"),
    (
        "INSERT INTO hearings SELECT 99, call, 'f', '{}', '', '', '{}', 'f', '', NULL FROM hearings LIMIT 1",
        "transcript 99",
    ),
    ("UPDATE utterances SET text = '我要贷三十万' WHERE hearing = 2 AND number = 0", HEARD),
    ("UPDATE utterances SET heard = '…' WHERE hearing = 2 AND number = 0", HEARD),
    ("UPDATE utterances SET role = 'agent' WHERE hearing = 2", HEARD),
    ("UPDATE utterances SET start_s = 0.1 WHERE hearing = 2 AND number = 0", HEARD),
    ("UPDATE utterances SET confidence = 0.1 WHERE hearing = 2", HEARD),
    ("UPDATE utterances SET channel = 1 WHERE hearing = 2", HEARD),
    ("UPDATE utterances SET changes = '[1]' WHERE hearing = 2", HEARD),
    ("DELETE FROM utterances WHERE hearing = 2 AND number = 1", HEARD),
    ("UPDATE utterances SET hearing = 99 WHERE hearing = 2", "table utterances: has rows of hearing 99"),
    # what was purged, put back
    ("UPDATE utterances SET hearing = 3 WHERE hearing = 2", "words were put where they had been purged"),
    ("UPDATE hearings SET source = '/c-0.wav' WHERE id = 3", "words were put where they had been purged"),
    ("UPDATE facts SET judgement = 4 WHERE judgement = 3", "evidence or facts were put where they had been purged"),
    ("UPDATE items SET reason = '…' WHERE judgement = 4", "evidence or facts were put where they had been purged"),
    ("UPDATE items SET evidence = '[1]' WHERE judgement = 4 AND number = 0", "were put where they had been purged"),
    ("UPDATE judgements SET verdict = '…' WHERE id = 4", "what a purge had left of its words was changed"),
    ("UPDATE judgements SET metrics = '{}' WHERE id = 4", "what a purge had left of its words was changed"),
    ("UPDATE calls SET details = '{\"a\":\"b\"}' WHERE call_id = 'c-0'", "its manifest's row was put where"),
    # the log
    ("UPDATE log SET at = '2026-01-01T00:00:00+00:00' WHERE number = 2", "log entry 2: was changed"),
    ("UPDATE log SET kind = 'review' WHERE number = 2", "log entry 2: was changed"),
    ("UPDATE log SET said = replace(said, 'x@1', 'x@3') WHERE number = 2", "log entry 2: was changed"),
    ("UPDATE log SET said = 'x' WHERE number = 2", "log entry 2: was changed"),
    ("UPDATE log SET previous = sha256 WHERE number = 2", "log entry 2: does not follow"),
    ("UPDATE log SET sha256 = previous WHERE number = 2", "log entry 2: was changed"),
    ("UPDATE log SET number = 99 WHERE number = 2", "log entry 2: was taken out"),
    ("DELETE FROM log WHERE number = 2", "log entry 2: was taken out"),
    ("DELETE FROM log WHERE number > 4", "judgement 4 is not in the log"),
    ("DELETE FROM log", "the log: is empty"),
    # what is no row
    ("CREATE TRIGGER t AFTER INSERT ON items BEGIN UPDATE items SET status = 'verified'; END", "trigger t: is not of"),
    ("CREATE VIEW v AS SELECT * FROM items", "view v: is not of the store"),
]


@pytest.fixture(scope="module")
def open_store(pristine: Path) -> Iterator[Connection]:
    """A connection past Tinghe's own, for changes that are rolled back; opening a store is slower than an audit."""
    engine = create_engine(url_of(pristine))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize(("statement", "breach"), BY_SQL, ids=[statement[:60] for statement, _ in BY_SQL])
def test_what_is_changed_by_sql_is_named(open_store: Connection, statement: str, breach: str) -> None:
    try:
        assert open_store.exec_driver_sql(statement).rowcount, "nothing was changed"
        lines = [f"{each.where}: {each.what}" for each in breaches(open_store)]
    finally:
        open_store.rollback()
    assert any(breach in line for line in lines), lines


def test_at_least_eighty_ways_are_tried() -> None:
    assert len(BY_SQL) >= 80


CHAINED = [  # by somebody who computes the chain anew
    (
        "a purge of what has words",
        ("purge", {"before": "2030-01-01", "hearings": [2], "judgements": [3]}),
        "been purged",
    ),
    (
        "a purge of what is not there",
        ("purge", {"before": "2030-01-01", "hearings": [], "judgements": [9]}),
        "not been",
    ),
    ("a former verdict stands again", ("verdict_stands_again", {"run": 1, "judgement": 1}), "run 1, which had ended"),
    ("one that stands stands again", ("verdict_stands_again", {"run": 1, "judgement": 3}), "that stood already"),
    ("one that was not given", ("verdict_stands_again", {"run": 1, "judgement": 9}), "had not been given"),
    ("a verdict of no run", ("verdict", {"run": 9, "judgement": 9}), "run 9, which had not begun"),
    ("a verdict twice", ("verdict", {"run": 1, "judgement": 3}), "that had been given"),
    ("a failure of no run", ("failure", {"run": 9, "call_id": "c-5", "reason": ""}), "run 9, which had not begun"),
    ("a run that began twice", ("run_began", {"run": 1, "command": "run"}), "a run that had begun"),
    ("a run that never was", ("run_began", {"run": "x", "command": "run"}), "run x: was taken out"),
    ("an end twice", ("run_ended", {"run": 1}), "run 1, which had ended"),
    ("what stood there taken up", ("taken_up", {"what": "calls", "rows": [["c-2", "f", "f"]]}), "vouched for already"),
    ("what no version takes up", ("taken_up", {"what": "x", "rows": [[1]]}), NOT_SOUND),
    ("a kind that is none", ("pardon", {"run": 1}), "is of a kind that no version writes"),
    ("an entry that says nothing", ("failure", {}), NOT_SOUND),
    ("a purge that says nothing", ("purge", {"hearings": 7, "judgements": [3]}), NOT_SOUND),
]


@pytest.mark.parametrize(("entry", "breach"), [each[1:] for each in CHAINED], ids=[each[0] for each in CHAINED])
def test_an_entry_that_does_not_fit_is_named_though_the_chain_is_whole(
    path: Path, entry: tuple[str, dict[str, object]], breach: str
) -> None:
    kind, said = entry
    append(path, kind, **said)
    assert any(breach in line for line in named(path)), named(path)


@pytest.mark.parametrize(
    ("at", "breach"),
    [("2020-01-01T00:00:00+00:00", "is dated before"), ("2020-01-01", "does not say when"), ("", "does not say when")],
)
def test_times_that_run_backwards_are_named(path: Path, at: str, breach: str) -> None:
    last = rows(path, "SELECT max(number) AS number FROM log")[0]["number"]
    change(path, f"UPDATE log SET at = '{at}' WHERE number = {last}")
    rewrite(path, lambda _, said: said)
    assert any(breach in line for line in named(path)), named(path)


def test_an_index_that_says_otherwise_than_its_table_is_named(path: Path) -> None:
    """Accounts are read off indexes; the file is changed past the database."""
    content = path.read_bytes()
    index = rows(path, "SELECT rootpage FROM sqlite_master WHERE name = 'ix_items_account'")[0]["rootpage"]
    size = rows(path, "PRAGMA page_size")[0]["page_size"]
    page = content[(index - 1) * size : index * size]
    forged = page.replace(b"missing", b"insuffi")
    assert forged != page
    path.write_bytes(content[: (index - 1) * size] + forged + content[index * size :])
    assert any("changed past the database" in line for line in named(path)), named(path)
