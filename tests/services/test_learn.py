"""What decisions would change and what that is worth, as values; a reader is written only where it is no worse."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pipeline.domain.vocabulary import Status
from pipeline.errors import ManifestError, StoreError, TingheError, WeightsError
from pipeline.judges import ReaderJudge
from pipeline.learning.trial import is_kept_away
from pipeline.population.flips import Flip
from pipeline.reader.artefact import Artefact
from pipeline.reports.codec import to_json
from pipeline.services.learn import Learned, learn
from pipeline.settings import load_settings
from pipeline.store.engine import url_of
from pipeline.store.runs import stored_run
from tests.learning.test_decisions import written
from tests.making import a_job
from tests.services.judged import Deciding, a_transcript, dump, judging_by
from tests.store.reading import change

CALLS = [f"c-{n:02d}" for n in range(33)]
KIND = {"product": "consumer", "stage": "pre_loan"}
KEPT = [call_id for call_id in CALLS if is_kept_away(call_id)]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the same talk under every id of CALLS."""
    folder = tmp_path_factory.mktemp("learning")
    report = judging_by(Deciding()).transcript(a_job(a_transcript(folder / "c.json"), **KIND))
    about = report.recording
    with stored_run(url_of(folder / "tinghe.db"), "judge") as run:
        run.reports(
            (to_json(report.model_copy(update={"recording": about.model_copy(update={"call_id": call_id})})), "")
            for call_id in CALLS
        )
    return folder / "tinghe.db"


@pytest.fixture(scope="module")
def given(stores: Path, plain_judge: ReaderJudge) -> Status:
    """The status that the reader gives the income in that talk."""
    report = judging_by(plain_judge).transcript(a_job(stores.parent / "c.json", **KIND))
    return next(item.status for item in report.items if item.id == "income")


@pytest.fixture
def other(given: Status) -> Status:
    return Status.REFUSED if given is not Status.REFUSED else Status.UNANSWERED


Learn = Callable[..., Learned]


@pytest.fixture
def learned(stores: Path, plain_judge: ReaderJudge, tmp_path: Path) -> Learn:
    def from_rows(rows: Sequence[str], out: Path | None = None, **more: Callable[[int, int], None]) -> Learned:
        return learn(url_of(stores), written(tmp_path, *rows), load_settings(), plain_judge, out=out, **more)

    return from_rows


def test_a_reader_that_is_no_worse_is_written_and_named(
    learned: Learn, tmp_path: Path, given: Status, other: Status
) -> None:
    found = learned([f"{call_id},income,{other}" for call_id in CALLS], tmp_path / "own")
    trial, own = found.trial, Artefact(tmp_path / "own")
    assert (trial.learned_on, trial.kept_away) == (len(CALLS) - len(KEPT), len(KEPT))
    assert (trial.fitted, trial.left, trial.not_learned) == (("income",), (), 0)
    assert (trial.before.accuracy, trial.after.accuracy) == (0.0, 1.0)
    assert trial.changes == tuple(Flip(call_id=c, what="income", before=given, after=other) for c in CALLS)
    assert found.absent == ()
    assert found.identity == own.identity != Artefact().identity
    assert own.description == trial.labels


def test_a_reader_that_is_worse_is_not_written(learned: Learn, tmp_path: Path, given: Status, other: Status) -> None:
    found = learned([f"{c},income,{given if c in KEPT else other}" for c in CALLS], tmp_path / "own")
    assert (found.trial.fitted, found.trial.left, found.identity) == ((), ("income",), "")
    assert (found.trial.before.accuracy, found.trial.after.accuracy) == (1.0, 1.0)
    assert [path.name for path in tmp_path.iterdir()] == ["decisions.csv"]


def test_too_few_decisions_are_tried_and_never_written(learned: Learn, tmp_path: Path, other: Status) -> None:
    reported: list[tuple[int, int]] = []
    rows = [f"c-01,income,{other}", "c-00,threat,confirmed", f"c-00,income,{other}", "c-02,off_hours_call,成立"]
    found = learned(rows, tmp_path / "own", progress=lambda *counts: reported.append(counts))
    assert (found.trial.learned_on + found.trial.kept_away, found.trial.enough) == (3, False)
    assert (found.trial.not_learned, found.identity) == (1, "")
    assert reported == [(1, 3), (2, 3), (3, 3)]
    assert [path.name for path in tmp_path.iterdir()] == ["decisions.csv"]


def test_decided_calls_that_the_store_lacks_are_named_in_order_and_the_others_learned_from(
    learned: Learn, other: Status
) -> None:
    found = learned([f"z-2,income,{other}", f"c-05,income,{other}", f"z-1,our_own_item,{other}"])
    assert found.absent == ("z-1", "z-2")
    assert found.trial.learned_on + found.trial.kept_away == 1


def test_purged_calls_count_as_absent(tmp_path: Path, plain_judge: ReaderJudge) -> None:
    url, path = url_of(tmp_path / "tinghe.db"), a_transcript(tmp_path / "c.json")
    with stored_run(url, "judge") as run:
        run.report(to_json(judging_by(Deciding()).transcript(a_job(path, **KIND))))
    change(tmp_path / "tinghe.db", "DELETE FROM utterances", "UPDATE hearings SET purged_at = '2026-11-24'")
    found = learn(url, written(tmp_path, "c,income,missing"), load_settings(), plain_judge)
    assert (found.absent, found.trial.learned_on, found.trial.kept_away) == (("c",), 0, 0)


def test_the_store_is_only_read(learned: Learn, stores: Path) -> None:
    before, files = dump(stores), sorted(stores.parent.iterdir())
    learned(["c-03,income,missing"])
    assert (dump(stores), sorted(stores.parent.iterdir())) == (before, files)


def test_a_folder_that_is_there_is_refused_before_anything_is_read(tmp_path: Path, plain_judge: ReaderJudge) -> None:
    out = tmp_path / "own"
    out.mkdir()
    with pytest.raises(TingheError) as refused:
        learn(url_of(tmp_path / "none.db"), tmp_path / "none.csv", load_settings(), plain_judge, out=out)
    assert str(refused.value) == (
        f"{out}: is there already. Name a new folder: reports say by which reader they were made."
    )
    assert list(out.iterdir()) == []


def test_a_decision_on_an_item_that_the_call_was_not_asked_is_refused_before_anything_is_read(
    learned: Learn, tmp_path: Path
) -> None:
    reported: list[tuple[int, int]] = []
    with pytest.raises(ManifestError) as refused:
        learned(
            ["c-01,income,missing", "c-02,revenue,verified"],
            tmp_path / "own",
            progress=lambda *counts: reported.append(counts),
        )
    assert str(refused.value).startswith("call c-02: revenue is not on its checklist consumer.pre_loan@")
    assert ". Choose from: recording_notice, agent_identity, identity, " in str(refused.value)
    assert reported == []
    assert not (tmp_path / "own").exists()


def test_decisions_that_cannot_be_meant_are_refused_before_the_store_is_looked_at(
    tmp_path: Path, plain_judge: ReaderJudge
) -> None:
    with pytest.raises(ManifestError, match=r"row 2: its decision is no status of an item"):
        learn(url_of(tmp_path / "none.db"), written(tmp_path, "c-1,income,maybe"), load_settings(), plain_judge)


def test_a_store_that_is_not_there_is_refused_and_not_made(tmp_path: Path, plain_judge: ReaderJudge) -> None:
    decisions = written(tmp_path, "c-1,income,missing")
    with pytest.raises(StoreError, match="there is no store there"):
        learn(url_of(tmp_path / "none.db"), decisions, load_settings(), plain_judge)
    assert list(tmp_path.iterdir()) == [decisions]


def test_without_the_language_model_nothing_is_learned(stores: Path, tmp_path: Path) -> None:
    judge = ReaderJudge(tmp_path / "no weights here")
    with pytest.raises(WeightsError, match="tinghe models pull"):
        learn(url_of(stores), written(tmp_path, "c-01,income,missing"), load_settings(), judge, out=tmp_path / "own")
    assert [path.name for path in tmp_path.iterdir()] == ["decisions.csv"]
