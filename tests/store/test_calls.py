"""Calls as they are read back: whole, by their id, and by their case."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.cases.overview import CaseCall
from pipeline.domain.report import CallReport, FollowUp
from pipeline.domain.transcript import Change, Quality
from pipeline.domain.vocabulary import Role, Status
from pipeline.population.flips import verdict_of
from pipeline.reports.codec import to_json
from pipeline.store.calls import StoredCall, calls_of_case, purged_calls, standing_calls, stored_call
from pipeline.store.engine import reading, url_of
from pipeline.store.rows import report_sha256
from pipeline.store.runs import stored_run
from tests.making import a_recording, a_report, an_utterance
from tests.store.reading import change
from tests.store.saved import a_full_report, save


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tinghe.db"


def read(path: Path, call_id: str = "c-1") -> StoredCall | None:
    with reading(url_of(path)) as connection:
        return stored_call(connection, call_id)


def case(path: Path, case_id: str) -> tuple[CaseCall, ...]:
    with reading(url_of(path)) as connection:
        return calls_of_case(connection, case_id)


def test_a_call_comes_back_as_its_report_has_it(path: Path) -> None:
    corrected = an_utterance(0, Role.CUSTOMER, "我要贷二十万", 1.5).model_copy(
        update={
            "heard": "我要带二十万",
            "confidence": 0.7,
            "channel": 1,
            "changes": (Change(start=2, end=3, heard="带", text="贷", rule="同音"),),
        }
    )
    quality = Quality(coverage=0.8, role_confidence=0.6, role_evidence=("称呼",), warnings=("通话 3 秒无法听清",))
    report = a_full_report().model_copy(
        update={"quality": quality, "transcript": (corrected, an_utterance(1, Role.AGENT, "好的", 4.0))}
    )
    with stored_run(url_of(path), "run") as run:
        run.report(to_json(report), "/recordings/c-1.wav")
    call = read(path)
    assert call
    assert call.about == report.recording
    assert call.transcript.utterances == report.transcript
    assert call.transcript.quality == report.quality
    assert call.versions == report.versions
    assert call.verdict == verdict_of(report)
    assert call.source == "/recordings/c-1.wav"
    assert call.report_sha256 == report_sha256(to_json(report))


def test_the_judgement_that_stands_is_read_and_with_it_its_transcript(path: Path) -> None:
    save(path, a_full_report(text="我要贷三十万"), a_full_report(Status.VERIFIED, checklist="x@2"))
    call = read(path)
    assert call
    assert call.versions.checklist == "x@2"
    assert [each.text for each in call.transcript.utterances] == ["我要贷二十万"]
    assert call.verdict.statuses["identity"] is Status.VERIFIED


@pytest.mark.parametrize(
    ("statement", "standing", "purged"),
    [
        (None, ["c-1", "c-2"], 0),
        ("UPDATE hearings SET purged_at = '2026-11-24 00:00:00' WHERE id = 1", ["c-1"], 1),
        ("UPDATE judgements SET stands = 0 WHERE id = 1", ["c-1"], 0),
    ],
)
def test_a_call_is_there_as_long_as_a_judgement_of_it_stands_and_its_words_are_there(
    path: Path, statement: str | None, standing: list[str], purged: int
) -> None:
    save(path, a_report(a_recording("c-2")), a_report(a_recording("c-1")))
    if statement:
        change(path, statement)
    with reading(url_of(path)) as connection:
        assert standing_calls(connection) == standing
        assert purged_calls(connection) == purged
    assert {call_id for call_id in ("c-1", "c-2", "c-3") if read(path, call_id)} == set(standing)


def in_case(call_id: str, case_id: str = "k-1", started_at: str = "") -> CallReport:
    report = a_full_report()
    metadata = {"case_id": case_id, "started_at": started_at}
    recording = report.recording.model_copy(update={"call_id": call_id, "metadata": metadata})
    return report.model_copy(update={"recording": recording})


def test_the_calls_of_a_case_are_its_own_and_in_the_order_of_their_ids(path: Path) -> None:
    save(path, in_case("c-2"), in_case("c-1"), in_case("c-3", "k-2"), in_case("c-4", ""))
    assert [call.call_id for call in case(path, "k-1")] == ["c-1", "c-2"]
    assert case(path, "k-9") == ()


def test_a_call_of_a_case_has_what_its_report_came_to(path: Path) -> None:
    question = FollowUp(item="identity", question="请问您是本人吗")
    report = in_case("c-1").model_copy(update={"follow_up": (question,)})
    save(path, report)
    (call,) = case(path, "k-1")
    assert (call.stage, call.items, call.facts) == ("pre_loan", report.items, report.facts)
    assert (call.mismatches, call.follow_up) == (report.mismatches, (question,))
    assert call.risks == ("overdue",), "violations are no risks"


@pytest.mark.parametrize(
    ("started_at", "moment"),
    [
        ("2026-03-11T10:42:00+00:00", datetime(2026, 3, 11, 10, 42, tzinfo=UTC)),
        ("2026-03-11", datetime(2026, 3, 11)),  # noqa: DTZ001 - a manifest's time may have no zone
        ("", None),
        ("昨天", None),
    ],
)
def test_a_time_that_is_none_is_left_out(path: Path, started_at: str, moment: datetime | None) -> None:
    save(path, in_case("c-1", started_at=started_at))
    (call,) = case(path, "k-1")
    assert call.started_at == moment


def test_only_the_judgement_that_stands_counts_for_the_case(path: Path) -> None:
    save(path, a_full_report(), a_full_report(Status.VERIFIED, checklist="x@2"))
    (call,) = case(path, "k-1")
    assert [item.status for item in call.items] == [Status.VERIFIED, Status.VERIFIED]
