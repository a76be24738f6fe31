"""`tinghe rejudge` and `tinghe reproduce`, on transcripts that the plain reader judges."""

import json
import shutil
from pathlib import Path

import pytest

from pipeline.rulebook.files import models_folder
from pipeline.services import batch
from pipeline.services.analyse import Analyser
from pipeline.store.engine import url_of
from tests.cli.conftest import Tinghe
from tests.store.reading import change, rows

pytestmark = pytest.mark.usefixtures("without_weights")
SAID = [
    ("agent", "您好，我是江城银行的客户经理，工号107，本次通话有录音。"),
    ("customer", "嗯，好的。"),
    ("agent", "请问您申请的贷款金额是多少？"),
    ("customer", "二十万。"),
    ("agent", "期限是几年？"),
    ("customer", "三年。"),
]


@pytest.fixture
def call(tinghe: Tinghe, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A transcript that was judged into tmp_path/out."""
    monkeypatch.setattr(batch, "Analyser", Analyser)
    turns = [{"role": role, "start": 3.0 * n, "end": 3.0 * n + 2, "text": text} for n, (role, text) in enumerate(SAID)]
    path = tmp_path / "c-1.json"
    path.write_text(json.dumps({"turns": turns}, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "manifest.csv").write_text(
        "file,call_id,product,stage,started_at\nc-1.json,c-1,consumer,pre_loan,2026-03-11T10:42:00+08:00\n",
        encoding="utf-8",
    )
    assert tinghe("judge", tmp_path / "manifest.csv", "--out", tmp_path / "out").status == 0
    return path


@pytest.fixture
def store(call: Path) -> Path:
    return call.parent / "out" / "tinghe.db"


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """Checklists in which a consumer's pre-loan call need not state the term: the item is gone."""
    folder = tmp_path / "stricter" / "checklists"
    shutil.copytree(models_folder() / "checklists", folder)
    shutil.copy(models_folder() / "taxonomy.yaml", folder.parent)
    listed = folder / "consumer.pre_loan.yaml"
    lines = listed.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "loan_term" not in line]
    assert len(kept) < len(lines)
    listed.write_text("".join(kept), encoding="utf-8")
    taxonomy = folder.parent / "taxonomy.yaml"
    text = taxonomy.read_text(encoding="utf-8")
    taxonomy.write_text(
        text.replace(
            "loan_term:           {name: 贷款期限, kind: ask, stages: [pre_loan, in_review]",
            "loan_term:           {name: 贷款期限, kind: ask, stages: [in_review]",
        ),
        encoding="utf-8",
    )
    return folder


def _statuses(store: Path) -> dict[str, str]:
    question = "SELECT item, status FROM items JOIN judgements ON judgement = judgements.id WHERE stands"
    return {row["item"]: row["status"] for row in rows(store, question)}


def test_the_same_checklists_flip_nobody_and_write_nothing(tinghe: Tinghe, store: Path) -> None:
    before = rows(store, "SELECT * FROM log")
    ended = tinghe("rejudge", "--store", url_of(store))
    assert ended.out.splitlines()[0] == "1 calls judged anew: 0 flip, 1 as before; 0 purged, left out."
    assert rows(store, "SELECT * FROM log") == before


def test_the_impact_is_told_before_anything_is_adopted(tinghe: Tinghe, store: Path, stricter: Path) -> None:
    stood = _statuses(store)["loan_term"]
    ended = tinghe("rejudge", "--store", url_of(store), "--checklist", stricter, "--csv", store.parent / "flips.csv")
    assert ended.out.splitlines()[:2] == [
        "1 calls judged anew: 1 flip, 0 as before; 0 purged, left out.",
        f"  c-1: loan_term {stood} → -",
    ]
    assert "loan_term" in _statuses(store)
    assert f'"c-1","loan_term","{stood}",""' in (store.parent / "flips.csv").read_text(encoding="utf-8-sig")


def test_a_whole_models_folder_is_tried_before_it_is_used(tinghe: Tinghe, store: Path, stricter: Path) -> None:
    stood, folder = _statuses(store)["loan_term"], stricter.parent
    for name in ("facts.yaml", "conduct.yaml"):
        shutil.copy(models_folder() / name, folder)
    for name in ("lexicon", "cases"):
        shutil.copytree(models_folder() / name, folder / name)
    ended = tinghe("rejudge", "--store", url_of(store), "--models", folder)
    assert ended.out.splitlines()[1] == f"  c-1: loan_term {stood} → -"
    (folder / "conduct.yaml").write_text("risks: {}\nviolations: {shouting: x}\n", encoding="utf-8")
    broken = tinghe("rejudge", "--store", url_of(store), "--models", folder)
    assert (broken.status, broken.err.count("\n")) == (2, 1)
    assert "conduct.yaml:2" in broken.err


def test_what_is_adopted_stands_and_the_former_verdict_is_kept_and_proven(
    tinghe: Tinghe, call: Path, store: Path, stricter: Path
) -> None:
    ended = tinghe("rejudge", "--store", url_of(store), "--checklist", stricter, "--adopt")
    assert ended.out.splitlines()[-1].startswith("1 judgements adopted")
    assert "loan_term" not in _statuses(store)
    assert [row["stands"] for row in rows(store, "SELECT stands FROM judgements ORDER BY id")] == [0, 1]
    assert len(rows(store, "SELECT * FROM hearings")) == 1
    assert tinghe("audit", "verify", "--store", url_of(store)).status == 0
    # the batch run again, nothing new in it, does not undo that
    assert tinghe("judge", call.parent / "manifest.csv", "--out", call.parent / "out").status == 0
    assert "loan_term" not in _statuses(store)
    again = tinghe("rejudge", "--store", url_of(store), "--checklist", stricter, "--adopt")
    assert again.out.splitlines()[-1].startswith("0 judgements adopted")


def test_a_batch_may_be_judged_by_lists_of_a_banks_own(tinghe: Tinghe, call: Path, store: Path, stricter: Path) -> None:
    assert "loan_term" in _statuses(store)
    judge = ("judge", call.parent / "manifest.csv", "--out", call.parent / "out", "--checklist", stricter)
    assert "1 done" in tinghe(*judge).out
    assert "loan_term" not in _statuses(store)
    assert "1 unchanged" in tinghe(*judge).out


def test_a_purged_call_is_left_out_and_counted(tinghe: Tinghe, store: Path) -> None:
    tinghe("purge", "--store", url_of(store), "--before", "2027-01-01")
    ended = tinghe("rejudge", "--store", url_of(store))
    assert ended.out.splitlines()[0] == "0 calls judged anew: 0 flip, 0 as before; 1 purged, left out."


def test_a_call_that_is_run_again_is_identical(tinghe: Tinghe, store: Path) -> None:
    ended = tinghe("reproduce", "c-1", "--store", url_of(store))
    assert (ended.status, ended.out) == (0, "c-1: identical (hearing and judging)\n")


def test_another_recording_is_named_as_such(tinghe: Tinghe, call: Path, store: Path) -> None:
    call.write_text(call.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    ended = tinghe("reproduce", "c-1", "--store", url_of(store))
    assert (ended.status, ended.out) == (
        1,
        "c-1: differs: the recording is another one than was heard (SHA-256)\n",
    )


def test_other_settings_explain_a_difference(tinghe: Tinghe, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINGHE_ASR__BEAM_SIZE", "2")
    ended = tinghe("reproduce", "c-1", "--store", url_of(store))
    assert (ended.status, ended.out.splitlines()[0][:33]) == (1, "c-1: differs: settings_sha256 was")


def test_without_its_recording_judging_alone_is_reproduced(tinghe: Tinghe, call: Path, store: Path) -> None:
    call.unlink()
    ended = tinghe("reproduce", "c-1", "--store", url_of(store))
    assert (ended.status, ended.out) == (0, "c-1: identical (judging alone: its recording is not there)\n")


def test_an_item_that_was_touched_in_the_database_differs(tinghe: Tinghe, store: Path) -> None:
    stood = _statuses(store)["loan_amount"]
    touched = "refused" if stood != "refused" else "missing"
    change(
        store,
        "UPDATE judgements SET report_sha256 = '0'",
        f"UPDATE items SET status = '{touched}' WHERE item = 'loan_amount'",
    )
    ended = tinghe("reproduce", "c-1", "--store", url_of(store))
    assert f"c-1: differs: loan_amount was {touched}, is {stood}" in ended.out.splitlines()


def test_an_unknown_call_is_one_line(tinghe: Tinghe, store: Path) -> None:
    ended = tinghe("reproduce", "nobody", "--store", url_of(store))
    assert (ended.status, ended.out, ended.err.count("\n")) == (1, "", 1)
