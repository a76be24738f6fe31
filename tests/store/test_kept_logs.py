"""What nothing in a store tells by itself is told by what was kept elsewhere; older stores vouch for less."""

import shutil
from pathlib import Path

import pytest

from pipeline.errors import TingheError
from pipeline.reports.codec import to_json
from pipeline.services.audit import export_log, verify
from pipeline.store.engine import url_of
from pipeline.store.runs import stored_run
from tests.store.forging import as_an_earlier_version_wrote_it, rewrite
from tests.store.reading import change
from tests.store.tampered import CALL, FAILURE, PLACE, ROW, RUN, SOURCE, VERDICT, a_call, named

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
