"""Stored calls judged anew: what is counted, what is written, and what a judge is told of a stored call."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.checklist.load import checklists_folder, load_checklist
from pipeline.domain.vocabulary import Status
from pipeline.errors import ChecklistError, StoreError
from pipeline.population.flips import Flip
from pipeline.services.analyse import TRANSCRIPT_MODEL, Analyser
from pipeline.services.rejudge import Rejudged, rejudge, rejudged_report
from pipeline.settings import load_settings
from pipeline.store.calls import StoredCall, stored_call
from pipeline.store.engine import reading, url_of
from tests.services.judged import KNOWN, Deciding, a_transcript, dump, judging_by, store
from tests.store.reading import change, rows

VERIFIED, MISSING, REFUSED = Status.VERIFIED, Status.MISSING, Status.REFUSED


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of two calls, b and a: of b the income is missing and the customer overdue, of a all is verified."""
    path = tmp_path / "tinghe.db"
    missing = Deciding(risks=("overdue",), identity=VERIFIED, income=MISSING)
    store(url_of(path), a_transcript(tmp_path / "b.json"), missing)
    store(url_of(path), a_transcript(tmp_path / "a.json"), Deciding(identity=VERIFIED, income=VERIFIED))
    return path


def call_of(path: Path, call_id: str) -> StoredCall:
    with reading(url_of(path)) as connection:
        call = stored_call(connection, call_id)
    assert call is not None
    return call


def standing(path: Path) -> list[tuple[str, int]]:
    """The call and the number of every judgement that stands."""
    question = "SELECT call_id, judgements.id FROM judgements JOIN calls ON call = calls.id WHERE stands ORDER BY 1"
    return [(row["call_id"], row["id"]) for row in rows(path, question)]


def a_flip(call_id: str, what: str, before: str, after: str) -> Flip:
    return Flip(call_id=call_id, what=what, before=before, after=after)


@pytest.mark.parametrize(
    ("judge", "flipped", "renewed", "changes"),
    [
        (
            Deciding(identity=VERIFIED, income=VERIFIED),
            1,
            1,
            [("b", "income", "missing", "verified"), ("b", "overdue", "found", "")],
        ),
        (
            Deciding(risks=("overdue",), identity=VERIFIED, income=MISSING),
            1,
            1,
            [("a", "income", "verified", "missing"), ("a", "overdue", "", "found")],
        ),
        (
            Deciding(risks=("complaint", "overdue"), identity=REFUSED),
            2,
            2,
            [
                ("a", "identity", "verified", "refused"),
                ("a", "income", "verified", ""),
                ("a", "complaint", "", "found"),
                ("a", "overdue", "", "found"),
                ("b", "identity", "verified", "refused"),
                ("b", "income", "missing", ""),
                ("b", "complaint", "", "found"),
            ],
        ),
        (
            Deciding("judge-2", identity=VERIFIED, income=VERIFIED),
            1,
            2,
            [("b", "income", "missing", "verified"), ("b", "overdue", "found", "")],
        ),
    ],
    ids=["one call", "the other call", "both, an item gone", "another judge renews what does not flip"],
)
def test_who_flips_in_what_is_told_call_by_call_items_before_findings(
    path: Path, judge: Deciding, flipped: int, renewed: int, changes: list[tuple[str, str, str, str]]
) -> None:
    assert rejudge(url_of(path), judging_by(judge)) == Rejudged(
        calls=2,
        purged=0,
        flipped=flipped,
        renewed=renewed,
        changes=tuple(a_flip(*change) for change in changes),
        adopted=False,
    )


def test_nothing_is_written_unless_it_is_adopted(path: Path) -> None:
    before, files = dump(path), sorted(path.parent.iterdir())
    assert rejudge(url_of(path), judging_by(Deciding(income=REFUSED))).flipped == 2
    assert (dump(path), sorted(path.parent.iterdir())) == (before, files)


def test_what_is_adopted_is_what_was_renewed_and_is_noted_as_a_run(path: Path) -> None:
    judge = judging_by(Deciding(identity=VERIFIED, income=VERIFIED))
    entries = len(rows(path, "SELECT * FROM log"))
    found = rejudge(url_of(path), judge, adopt=True)
    assert (found.renewed, found.adopted) == (1, True)
    assert standing(path) == [("a", 2), ("b", 3)]
    assert call_of(path, "b").verdict.statuses == {"identity": VERIFIED, "income": VERIFIED}
    assert [row["kind"] for row in rows(path, "SELECT kind FROM log ORDER BY number")[entries:]] == [
        "run_began",
        "verdict",
        "run_ended",
    ]
    (run,) = rows(path, "SELECT command, folder, ended_at FROM runs ORDER BY id DESC LIMIT 1")
    assert (run["command"], run["folder"], run["ended_at"] is None) == ("rejudge", "", False)


def test_an_adopted_judgement_keeps_where_the_recording_is(path: Path) -> None:
    rejudge(url_of(path), judging_by(Deciding(identity=REFUSED)), adopt=True)
    assert call_of(path, "a").source == str(path.parent / "a.json")
    assert len(rows(path, "SELECT * FROM hearings")) == 2


def test_what_was_adopted_is_renewed_no_more_and_the_former_may_stand_again(path: Path) -> None:
    former, other = Deciding(identity=VERIFIED, income=VERIFIED), Deciding(identity=REFUSED)
    rejudge(url_of(path), judging_by(former), adopt=True)
    assert rejudge(url_of(path), judging_by(former), adopt=True).renewed == 0
    rejudge(url_of(path), judging_by(other), adopt=True)
    assert standing(path) == [("a", 4), ("b", 5)]
    back = rejudge(url_of(path), judging_by(former), adopt=True)
    assert (back.flipped, back.renewed) == (2, 2)
    assert standing(path) == [("a", 2), ("b", 3)]


def test_a_purged_call_is_counted_and_neither_judged_nor_adopted(path: Path) -> None:
    change(
        path, "DELETE FROM utterances WHERE hearing = 2", "UPDATE hearings SET purged_at = '2026-11-24' WHERE id = 2"
    )
    judge = Deciding(identity=REFUSED)
    found = rejudge(url_of(path), judging_by(judge), adopt=True)
    assert (found.calls, found.purged, found.flipped, found.renewed) == (1, 1, 1, 1)
    assert [job.call_id for job in judge.jobs] == ["b"]
    assert standing(path) == [("a", 2), ("b", 3)]


def test_progress_is_told_of_every_call_and_of_how_many_there_are(path: Path) -> None:
    reported: list[tuple[int, int]] = []
    rejudge(url_of(path), judging_by(Deciding()), progress=lambda *counts: reported.append(counts))
    assert reported == [(1, 2), (2, 2)]


def test_a_store_without_calls_gives_none(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    store(url_of(path), a_transcript(tmp_path / "a.json"), Deciding())
    change(path, "UPDATE judgements SET stands = 0")
    assert rejudge(url_of(path), judging_by(Deciding("judge-2"))) == Rejudged(
        calls=0, purged=0, flipped=0, renewed=0, changes=(), adopted=False
    )


def test_a_store_that_is_not_there_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store there"):
        rejudge(url_of(tmp_path / "none.db"), judging_by(Deciding()))
    assert list(tmp_path.iterdir()) == []


def test_a_checklist_that_does_not_hold_to_its_schema_leaves_what_stands(path: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(checklists_folder(), tmp_path / "own"))
    with (own / "consumer.pre_loan.yaml").open("a", encoding="utf-8") as file:
        file.write("colour: red\n")
    analyser = Analyser(load_settings(checklists=own), judge=Deciding(identity=REFUSED))
    with pytest.raises(ChecklistError, match="colour"):
        rejudge(url_of(path), analyser, adopt=True)
    assert standing(path) == [("a", 2), ("b", 1)]
    assert [row["ended_at"] is None for row in rows(path, "SELECT ended_at FROM runs ORDER BY id")] == [
        False,
        False,
        True,
    ]


def test_a_report_says_by_whom_the_call_was_heard_and_by_what_it_is_judged_now(path: Path) -> None:
    now = load_settings(asr={"beam_size": 2})
    call = call_of(path, "a")
    report = rejudged_report(Analyser(now, judge=Deciding("judge-2", income=MISSING)), call)
    assert (report.recording, report.transcript) == (call.about, call.transcript.utterances)
    assert (report.versions.model, report.versions.settings_sha256) == (TRANSCRIPT_MODEL, load_settings().sha256())
    assert report.versions.settings_sha256 != now.sha256()
    assert report.versions.classifier == "judge-2"
    assert report.versions.checklist == load_checklist("consumer", "pre_loan").id
    assert {item.id: item.status for item in report.items} == {"income": MISSING}


def test_a_judge_is_told_what_the_manifest_said_and_the_kind_that_the_call_was_judged_as(tmp_path: Path) -> None:
    path, judge = tmp_path / "tinghe.db", Deciding()
    store(url_of(path), a_transcript(tmp_path / "a.json"), judge, product="", stage="")
    rejudged_report(judging_by(judge), call_of(path, "a"))
    first, again = judge.jobs
    assert (first.product, first.stage) == (None, None)
    assert (again.product, again.stage) == ("consumer", "pre_loan")
    assert again.started_at == first.started_at == datetime.fromisoformat(KNOWN["started_at"])
    assert again.application == {"loan_amount": "200000"}
    assert again.metadata == {**KNOWN, "product": "", "stage": ""}
