"""What stands in the store after reports were saved."""

from pathlib import Path

import pytest

import pipeline
from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Role, Status
from pipeline.reports.codec import to_json
from pipeline.store.engine import url_of
from pipeline.store.runs import stored_run
from tests.making import VERSIONS, a_recording, a_report, an_utterance
from tests.store.reading import rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tinghe.db"


def a_full_report(status: Status = Status.MISSING, text: str = "我要贷二十万", checklist: str = "x@1") -> CallReport:
    return a_report(
        a_recording("c-1", metadata={"case_id": "k-1", "agent_id": "a-7", "app.loan_amount": "200000"}),
        items={"loan_amount": Status.VERIFIED, "identity": status},
        facts={"loan_amount": 200000, "intermediary_used": False, "customer_name": "王某"},
        risks=("overdue",),
        violations=("threat",),
        mismatches=("loan_term",),
        transcript=(an_utterance(0, Role.CUSTOMER, text, 1.5),),
        versions=VERSIONS.model_copy(update={"checklist": checklist}),
    )


def save(path: Path, *reports: CallReport) -> None:
    save_at(url_of(path), *reports)


def save_at(url: str, *reports: CallReport) -> None:
    with stored_run(url, "run") as run:
        for report in reports:
            run.report(to_json(report))


def test_a_report_can_be_read_back_as_frames(path: Path) -> None:
    save(path, a_full_report())
    frames = pipeline.load(url_of(path))
    call = frames.calls.iloc[0]
    assert (call.call_id, call.case_id, call.agent_id, call.points) == ("c-1", "k-1", "a-7", 50)
    assert list(zip(frames.items["item"], frames.items["status"], strict=True)) == [
        ("loan_amount", "verified"),
        ("identity", "missing"),
    ]
    assert list(frames.facts["value"]) == [200000, False, "王*"]
    assert list(frames.findings["kind"] + " " + frames.findings["finding"]) == ["risk overdue", "violation threat"]
    assert list(frames.utterances["text"]) == ["我要贷二十万"]
    assert {frame.columns[0] for frame in vars(frames).values()} == {"call_id"}


def test_the_same_report_again_adds_nothing(path: Path) -> None:
    save(path, a_full_report())
    save(path, a_full_report())
    counts = {table: len(rows(path, f"SELECT * FROM {table}")) for table in ("calls", "judgements", "utterances")}
    assert counts == {"calls": 1, "judgements": 1, "utterances": 1}


def test_a_new_checklist_keeps_the_former_verdict_and_shares_the_transcript(path: Path) -> None:
    save(path, a_full_report(), a_full_report(Status.VERIFIED, checklist="x@2"))
    assert [row["stands"] for row in rows(path, "SELECT stands FROM judgements ORDER BY id")] == [0, 1]
    assert len(rows(path, "SELECT * FROM hearings")) == 1
    assert list(pipeline.load(url_of(path)).items["status"]) == ["verified", "verified"]


def test_a_verdict_that_comes_again_stands_again(path: Path) -> None:
    save(path, a_full_report(), a_full_report(Status.VERIFIED, checklist="x@2"), a_full_report())
    assert [row["stands"] for row in rows(path, "SELECT stands FROM judgements ORDER BY id")] == [1, 0]


def test_another_hearing_of_the_same_recording_is_kept_beside_the_first(path: Path) -> None:
    save(path, a_full_report(), a_full_report(text="我要贷三十万"))
    assert len(rows(path, "SELECT * FROM hearings")) == 2
    assert list(pipeline.load(url_of(path)).utterances["text"]) == ["我要贷三十万"]


@pytest.mark.parametrize(("said", "kept"), [("a\x00b", "a\ufffdb"), ("a\\u0000b", "a\\u0000b"), ("\\\x00", "\\\ufffd")])
def test_a_character_that_not_every_database_holds_is_marked(path: Path, said: str, kept: str) -> None:
    save(path, a_full_report(text=said))
    assert list(pipeline.load(url_of(path)).utterances["text"]) == [kept]


def test_the_database_is_for_its_owner_alone(path: Path) -> None:
    save(path, a_full_report())
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_run_that_broke_off_is_told_from_one_that_ended(path: Path) -> None:
    def break_off() -> None:
        with stored_run(url_of(path), "run"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    save(path)
    assert [row["ended_at"] is None for row in rows(path, "SELECT ended_at FROM runs ORDER BY id")] == [True, False]


def test_frames_show_all_to_whoever_asks_for_it_and_the_log_notes_that(path: Path) -> None:
    save(path, a_full_report(text="我叫王某，电话13800138000"))
    assert list(pipeline.load(url_of(path)).utterances["text"]) == ["我叫王*，电话138****8000"]
    revealed = pipeline.load(url_of(path), reveal=True)
    assert list(revealed.utterances["text"]) == ["我叫王某，电话13800138000"]
    assert list(revealed.facts["value"]) == [200000, False, "王某"]
    assert [row["kind"] for row in rows(path, "SELECT kind FROM log ORDER BY number DESC LIMIT 1")] == ["reveal"]
