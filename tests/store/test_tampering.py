"""Ways to tamper with a store by SQL, each with how the audit names it; those that nothing in the store tells by itself
are told by what was kept elsewhere. docs/store.md has the same by kind."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine

from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Role, Status
from pipeline.errors import TingheError
from pipeline.reports.codec import to_json
from pipeline.services.audit import export_log, verify
from pipeline.store.audit import breaches
from pipeline.store.engine import url_of
from pipeline.store.purging import purge
from pipeline.store.runs import stored_run
from tests.making import VERSIONS, a_recording, a_report, an_utterance
from tests.store.forging import append, as_an_earlier_version_wrote_it, rewrite
from tests.store.reading import change, rows
from tests.store.test_purging import LONG_AGO

VERDICT, WORDS, HEARD = "its verdict was changed", "its evidence or facts were changed", "its transcript was changed"
CALL = "its case, agent, branch, product, stage or time was changed"
ROW, PLACE, STANDS = (
    "its manifest's row was changed",
    "where its judgement belongs was changed",
    "another judgement stands",
)
BELONGS, SOURCE = "what heard its recording, or where", "the place of its recording was changed"
UNREADABLE, RUN = "cannot be read any more", "run 1: was changed"
FAILURE, FILE = "its failure in run 1 was changed", "the file of its failure in run 1 was changed"
NOT_SOUND = "does not say what an entry"


def a_call(call_id: str, status: Status = Status.MISSING, year: int = 2026, checklist: str = "x@1") -> CallReport:
    about = {"case_id": "k-1", "agent_id": "a-7", "branch": "b-1", "started_at": f"{year}-05-01T10:00:00+08:00"}
    return a_report(
        a_recording(call_id, metadata={**about, "app.customer_name": "王小明"}),
        items={"loan_amount": Status.VERIFIED, "identity": status},
        facts={"loan_amount": 200000, "customer_name": "王小明"},
        risks=("overdue",),
        violations=("threat",),
        mismatches=("loan_term",),
        transcript=(an_utterance(0, Role.CUSTOMER, "我要贷二十万", 1.5), an_utterance(1, Role.AGENT, "好的", 4.0)),
        versions=VERSIONS.model_copy(update={"checklist": checklist}),
    )


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


def named(path: Path, against: str | None = None) -> list[str]:
    return [f"{breach.where}: {breach.what}" for breach in verify(url_of(path), against).breaches]


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


KEPT_ONLY = {  # what nothing in the store tells; docs/store.md says so
    "the log's tail cut with its rows": [
        "DELETE FROM runs WHERE id = 2",
        "DELETE FROM log WHERE number > (SELECT number FROM log WHERE kind = 'purge')",
    ],
}


@pytest.mark.parametrize("kind", ["export", "head"])
def test_what_only_a_kept_log_tells(pristine: Path, path: Path, tmp_path: Path, kind: str) -> None:
    """The tail cut with its rows, an older copy, the whole chain computed anew."""
    out = tmp_path / "log.jsonl"
    export_log(url_of(path), out)
    against = str(out) if kind == "export" else verify(url_of(path)).head
    change(path, *KEPT_ONLY["the log's tail cut with its rows"])
    assert named(path) == []
    assert "kept" in named(path, against)[0]
    shutil.copy(pristine, path)
    assert named(path, against) == []

    def in_another_voice(entry_kind: str, said: dict[str, object]) -> dict[str, object]:
        return {**said, "user": "somebody"} if entry_kind == "run_began" else said

    rewrite(path, in_another_voice)
    assert named(path) == []
    assert "kept" in named(path, against)[0]


def test_a_store_that_was_emptied_is_not_called_intact(path: Path) -> None:
    tables = ("items", "facts", "findings", "mismatches", "judgements", "utterances", "hearings", "calls")
    change(path, *(f"DELETE FROM {table}" for table in (*tables, "failures", "runs", "log")))
    assert named(path) == ["the log: is empty: nothing was ever noted here, or all was taken out"]


def test_more_behind_what_was_kept_is_no_departure(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "log.jsonl"
    export_log(url_of(path), out)
    with stored_run(url_of(path), "run") as run:
        run.report(to_json(a_call("c-4")))
    assert named(path, str(out)) == []


BAD_KEPT = [
    ("", "has no entry"),
    ("{}\n", "no exported log"),
    ("x", "no exported log"),
    ("[" * 9999, "no exported log"),
]


@pytest.mark.parametrize(("content", "cause"), BAD_KEPT)
def test_what_is_no_export_is_refused(path: Path, tmp_path: Path, content: str, cause: str) -> None:
    (tmp_path / "log.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(TingheError, match=cause):
        verify(url_of(path), str(tmp_path / "log.jsonl"))


def test_an_export_that_was_changed_itself_is_refused(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "log.jsonl"
    export_log(url_of(path), out)
    out.write_text(out.read_text(encoding="utf-8").replace("x@1", "x@9"), encoding="utf-8")
    with pytest.raises(TingheError, match="not whole in itself: log entry 2 was changed"):
        verify(url_of(path), str(out))


@pytest.fixture
def older(path: Path) -> Path:
    as_an_earlier_version_wrote_it(path)
    return path


def test_a_store_of_an_earlier_version_is_proven_as_far_as_it_vouches(older: Path) -> None:
    assert named(older) == []
    change(older, "UPDATE calls SET agent_id = 'E001'")
    assert named(older) == [], "its log says nothing of agents"
    change(older, "UPDATE items SET status = 'verified' WHERE judgement = 3", "DELETE FROM failures")
    assert any(VERDICT in line for line in named(older))
    assert any("its failure in run 1 was taken out" in line for line in named(older))


FROM_THEN_ON = [
    ("UPDATE calls SET agent_id = 'E001' WHERE call_id = 'c-2'", CALL),
    ("UPDATE calls SET details = '{}' WHERE call_id = 'c-1'", ROW),
    ("UPDATE runs SET folder = '' WHERE id = 1", RUN),
    ("UPDATE judgements SET judged_at = '2020-01-01 00:00:00.000000' WHERE id = 3", PLACE),
    ("UPDATE judgements SET verdict = '…' WHERE id = 4", "what a purge had left of its words was changed"),
    ("UPDATE hearings SET source = '' WHERE id = 2", SOURCE),
    ("UPDATE failures SET remedy = '' WHERE call_id = 'c-9'", FAILURE),
    ("UPDATE items SET at_s = 9 WHERE judgement = 4 AND number = 0", PLACE),
]


def test_once_brought_up_to_date_it_vouches_for_the_rest_from_then_on(older: Path) -> None:
    with stored_run(url_of(older), "run"):
        pass
    assert named(older) == []
    change(older, *(statement for statement, _ in FROM_THEN_ON))
    lines = named(older)
    for _, breach in FROM_THEN_ON:
        assert any(breach in line for line in lines), (breach, lines)
