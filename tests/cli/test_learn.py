"""`tinghe learn`: from a store and a list of decisions to a reader that may be adopted, or is not."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import WeightsError
from pipeline.learning.trial import is_kept_away
from pipeline.reader.artefact import Artefact, write_description
from pipeline.reader.reader import Reader
from pipeline.services import batch
from pipeline.services.analyse import Analyser
from pipeline.settings import load_settings
from pipeline.store.engine import url_of
from tests.cli.conftest import Tinghe
from tests.reader.models import CharacterModel

pytestmark = pytest.mark.usefixtures("without_weights")
CALLS = 36
SAID = ["您好，我是江城银行的客户经理，本次通话有录音。", "嗯，好的。", "请问您申请的贷款金额是多少？", "二十万。"]


@pytest.fixture
def store(tinghe: Tinghe, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A store with CALLS transcripts that the plain reader judged."""
    monkeypatch.setattr(batch, "Analyser", Analyser)
    rows = ["file,call_id,product,stage,started_at"]
    for number in range(CALLS):
        turns = [
            {"role": ("agent", "customer")[n % 2], "start": 3.0 * n, "end": 3.0 * n + 2, "text": text}
            for n, text in enumerate(SAID)
        ]
        (tmp_path / f"c-{number}.json").write_text(json.dumps({"turns": turns}, ensure_ascii=False), encoding="utf-8")
        rows.append(f"c-{number}.json,c-{number},consumer,pre_loan,2026-03-11T10:42:00+08:00")
    (tmp_path / "manifest.csv").write_text("\n".join(rows), encoding="utf-8")
    assert tinghe("judge", tmp_path / "manifest.csv", "--out", tmp_path / "out").status == 0
    return url_of(tmp_path / "out" / "tinghe.db")


def decisions(tmp_path: Path, *, income: Iterator[str]) -> Path:
    path = tmp_path / "decisions.csv"
    lines = [f"c-{n},income,{said}" for n, said in enumerate(income)]
    path.write_text("\n".join(("call_id,id,decision", *lines)), encoding="utf-8")
    return path


def judged_as(tmp_path: Path) -> str:
    report = json.loads((tmp_path / "out" / "c-0.json").read_text(encoding="utf-8"))
    return str(next(item["status"] for item in report["items"] if item["id"] == "income"))


def test_what_people_always_decide_is_learned_written_and_judged_by(tinghe: Tinghe, store: str, tmp_path: Path) -> None:
    other = "refused" if judged_as(tmp_path) != "refused" else "unanswered"
    decided = decisions(tmp_path, income=iter([other] * CALLS))
    ended = tinghe("learn", decided, "--store", store, "--out", tmp_path / "learned")
    assert ended.status == 0, ended.err
    assert "No worse on the calls that were kept away" in ended.out
    assert f"{CALLS} × income {judged_as(tmp_path)} → {other}" in ended.out
    learned = Artefact(tmp_path / "learned")
    assert learned.description.learned_from > 0
    assert learned.identity != Artefact().identity
    assert Reader(learned, CharacterModel(width=896)).labels.status_shifts.keys() == {"income"}
    again = tinghe("learn", decided, "--store", store, "--out", tmp_path / "learned")
    assert again.status == 1
    assert "is there already" in again.err


def test_what_would_be_worse_on_the_calls_kept_away_is_not_written(tinghe: Tinghe, store: str, tmp_path: Path) -> None:
    right = judged_as(tmp_path)
    other = "refused" if right != "refused" else "unanswered"
    kept = [is_kept_away(f"c-{n}") for n in range(CALLS)]
    decided = decisions(tmp_path, income=(right if away else other for away in kept))
    ended = tinghe("learn", decided, "--store", store, "--out", tmp_path / "learned")
    assert ended.status == 1
    assert "put back, worse on the calls kept away: income" in ended.out
    assert not (tmp_path / "learned").exists()


def test_a_few_decisions_are_too_few(tinghe: Tinghe, store: str, tmp_path: Path) -> None:
    ended = tinghe("learn", decisions(tmp_path, income=iter(["missing"] * 5)), "--store", store)
    assert ended.status == 1
    assert "Too few to learn from" in ended.out


def test_an_item_that_is_not_on_the_calls_checklist_is_refused(tinghe: Tinghe, store: str, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text("call_id,id,decision\nc-1,revenue,verified\n", encoding="utf-8")
    ended = tinghe("learn", path, "--store", store)
    assert ended.status == 2
    assert "call c-1: revenue is not on its checklist" in ended.err


def test_reports_of_a_learned_reader_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(Artefact().folder, tmp_path / "own")
    write_description(Artefact().description.model_copy(update={"learned_from": 3}), tmp_path / "own")
    monkeypatch.setenv("TINGHE_READER", str(tmp_path / "own"))
    own = Analyser(load_settings()).transcript_versions("consumer", "pre_loan").classifier
    assert own == Artefact(tmp_path / "own").identity
    assert own != Artefact().identity


@pytest.mark.parametrize("absent", ["adapter.npz", "reader.json"])
def test_a_folder_that_is_no_reader_is_refused_before_anything_is_judged(
    absent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(Artefact().folder, tmp_path / "own")
    (tmp_path / "own" / absent).unlink()
    monkeypatch.setenv("TINGHE_READER", str(tmp_path / "own"))
    with pytest.raises(WeightsError, match=re.escape(absent)):
        Analyser(load_settings()).transcript_versions("consumer", "pre_loan")


def test_with_a_reader_that_lost_a_file_nothing_is_written(
    tinghe: Tinghe, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(Artefact().folder, tmp_path / "own")
    (tmp_path / "own" / "heads.onnx").unlink()
    monkeypatch.setenv("TINGHE_READER", str(tmp_path / "own"))
    monkeypatch.setattr(batch, "Analyser", Analyser)
    ended = tinghe("judge", tmp_path / "manifest.csv", "--out", tmp_path / "new")
    assert ended.status == 1
    assert "there is no trained reader here: no heads.onnx" in ended.err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("command", [("check",), ("test",), ("show", "consumer", "pre_loan")])
def test_the_setting_of_own_lists_holds_for_every_command(
    command: tuple[str, ...], tinghe: Tinghe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINGHE_CHECKLISTS", str(tmp_path / "nowhere"))
    ended = tinghe("checklist", *command)
    assert ended.status == 2
    assert "nowhere" in ended.err
