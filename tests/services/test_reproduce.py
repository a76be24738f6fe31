"""A stored call run again: what it is compared with, what differs, and that nothing is written."""

from pathlib import Path

import pytest

from pipeline.domain.job import Job
from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Status
from pipeline.errors import RecordingError, StoreError, TingheError
from pipeline.rulebook.files import sha256_of
from pipeline.services.analyse import Analyser
from pipeline.services.rejudge import Reproduction, reproduce
from pipeline.settings import load_settings
from pipeline.store.engine import url_of
from tests.batch.working import analyse
from tests.making import a_job
from tests.services.judged import Deciding, a_transcript, dump, judging_by, save_report, store
from tests.store.reading import change

HEARD, JUDGED = "hearing and judging", "judging alone: its recording is not there"
SECRET = "客户王小明"
VERIFIED, MISSING = Status.VERIFIED, Status.MISSING
STOOD = Deciding(risks=("complaint",), identity=VERIFIED, income=MISSING)


class NotAsked(Analyser):
    """An analyser that must not be asked for anything."""

    def __init__(self) -> None:
        super().__init__(load_settings(), judge=Deciding())

    def recording(self, job: Job) -> CallReport:
        raise AssertionError("the recording was heard")

    transcript = recording


class HearsAnything(Analyser):
    """An analyser for which any file is a recording (tests/batch/working.py)."""

    def __init__(self) -> None:
        super().__init__(load_settings(), judge=Deciding())

    def recording(self, job: Job) -> CallReport:
        return analyse(job).report


@pytest.fixture
def call(tmp_path: Path) -> Path:
    return a_transcript(tmp_path / "c-1.json")


@pytest.fixture
def path(call: Path) -> Path:
    path = call.parent / "tinghe.db"
    store(url_of(path), call, STOOD)
    return path


def rerun(path: Path, analyser: Analyser | None = None) -> Reproduction:
    return reproduce(url_of(path), "c-1", analyser or judging_by(STOOD))


def test_a_transcript_is_read_and_judged_again_and_comes_to_the_same(path: Path) -> None:
    found = rerun(path)
    assert found == Reproduction(call_id="c-1", scope="hearing and judging", differences=())
    assert found.identical


def test_a_recording_is_heard_again(tmp_path: Path) -> None:
    path, recording = tmp_path / "tinghe.db", tmp_path / "c-1.wav"
    recording.write_text("fine", encoding="utf-8")
    save_report(url_of(path), analyse(a_job(recording)).report, str(recording))
    found = rerun(path, HearsAnything())
    assert (found.scope, found.identical) == (HEARD, True)


@pytest.mark.parametrize("absent", ["deleted", "a folder now", "never known"])
def test_without_its_recording_the_call_is_judged_from_the_stored_words(path: Path, call: Path, absent: str) -> None:
    if absent == "never known":
        change(path, "UPDATE hearings SET source = ''")
    else:
        call.unlink()
    if absent == "a folder now":
        call.mkdir()
    found = rerun(path)
    assert (found.scope, found.differences) == (JUDGED, ())


def test_another_file_in_its_place_is_named_and_not_heard(path: Path, call: Path) -> None:
    call.write_text("{}", encoding="utf-8")
    found = rerun(path, NotAsked())
    assert (found.scope, found.differences) == (
        HEARD,
        ("the recording is another one than was heard (SHA-256)",),
    )
    assert not found.identical


@pytest.mark.parametrize(
    ("judge", "differences"),
    [
        (
            Deciding("judge-2", risks=("complaint",), identity=VERIFIED, income=MISSING),
            ["classifier was judge-1, is judge-2"],
        ),
        (
            Deciding(risks=("complaint",), identity=VERIFIED, income=VERIFIED),
            ["income was missing, is verified"],
        ),
        (
            Deciding("judge-2", risks=("overdue",), identity=MISSING, residence=MISSING),
            [
                "classifier was judge-1, is judge-2",
                "identity was verified, is missing",
                "income was missing, is not there",
                "residence was not there, is missing",
                "complaint was found, is not there",
                "overdue was not there, is found",
            ],
        ),
    ],
    ids=["the judge", "an item", "judge, items and findings"],
)
@pytest.mark.parametrize("heard", [True, False], ids=["heard again", "judged alone"])
def test_what_differs_is_told_in_words_what_explains_it_first(
    path: Path, call: Path, judge: Deciding, differences: list[str], heard: bool
) -> None:
    if not heard:
        call.unlink()
    assert rerun(path, judging_by(judge)).differences == (*differences, "the report's SHA-256")


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        (f"UPDATE utterances SET text = '{SECRET}' WHERE number < 2", "the transcript: 2 of 6 utterances, now 6"),
        ("UPDATE utterances SET role = 'agent' WHERE number = 1", "the transcript: 1 of 6 utterances, now 6"),
        ("DELETE FROM utterances WHERE number > 3", "the transcript: 0 of 4 utterances, now 6"),
        ("UPDATE items SET status = 'refused' WHERE item = 'income'", "income was refused, is missing"),
    ],
)
def test_what_was_touched_in_the_database_is_counted_and_never_quoted(
    path: Path, statement: str, difference: str
) -> None:
    change(path, statement, "UPDATE judgements SET report_sha256 = '0'")
    found = rerun(path)
    assert found.differences == (difference, "the report's SHA-256")
    assert SECRET not in found.model_dump_json()


def test_nothing_is_written_whether_it_differs_or_not(path: Path) -> None:
    before, files = dump(path), sorted(path.parent.iterdir())
    assert rerun(path).identical
    assert not rerun(path, judging_by(Deciding("judge-2"))).identical
    assert (dump(path), sorted(path.parent.iterdir())) == (before, files)


def test_a_recording_that_can_no_longer_be_read_is_refused(tmp_path: Path) -> None:
    path, recording = tmp_path / "tinghe.db", tmp_path / "c-1.wav"
    recording.write_text("fine", encoding="utf-8")
    report = analyse(a_job(recording)).report
    assert report.recording.sha256 == sha256_of(recording)
    save_report(url_of(path), report, str(recording))
    with pytest.raises(RecordingError, match=r"c-1\.wav"):
        rerun(path, judging_by(STOOD))


@pytest.mark.parametrize(
    "statements",
    [
        ("UPDATE calls SET call_id = 'c-2'",),
        ("UPDATE judgements SET stands = 0",),
        ("DELETE FROM utterances", "UPDATE hearings SET purged_at = '2026-11-24'"),
    ],
    ids=["unknown", "no judgement stands", "purged"],
)
def test_a_call_whose_words_the_store_lacks_is_refused(path: Path, statements: tuple[str, ...]) -> None:
    change(path, *statements)
    with pytest.raises(TingheError) as refused:
        rerun(path, NotAsked())
    assert str(refused.value) == (
        "call c-1: the store has no words of it. Give a call_id that was judged and not purged."
    )


def test_a_store_that_is_not_there_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store there"):
        rerun(tmp_path / "none.db", NotAsked())
    assert list(tmp_path.iterdir()) == []
