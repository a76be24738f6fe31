"""What became of every row, as values; and what is written only where it is asked for."""

from pathlib import Path

import pytest

from pipeline.errors import ExitStatus, ManifestError, StoreError, TingheError, UsageError
from pipeline.population.accounting import Accounting, Disposition, Expected, ReceivedCall, account
from pipeline.services.reconcile import Reconciliation, reconcile
from pipeline.store.engine import url_of, writing
from pipeline.store.log import Log
from tests.batch.test_expected import written
from tests.cli.test_reconcile import a_call, rows_of
from tests.services.judged import dump
from tests.store.saved import fail, save, silent

JUDGED = ReceivedCall(call_id="c-1", heard=True, stands=True, judgements=1)
LIST = "call_id,case_id\nc-1,k-1\nc-2,\nc-3,\nc-4,\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of one judged call, one without words, one that failed, and one that no list expects."""
    path = tmp_path / "tinghe.db"
    save(path, a_call("c-1", "k-1", "a"), silent(a_call("c-2", "k-2", "b")), a_call("c-9", "k-9", "c"))
    fail(path, "c-3", "is empty (0 bytes)")
    return path


def accounted(*names: str, **changed: int) -> Accounting:
    expected = [Expected(row=n, call_id=name) for n, name in enumerate(names, start=2)]
    return account(expected, [JUDGED], 1).model_copy(update=changed)


def test_every_row_has_what_became_of_it_and_what_nobody_expected_stands_apart(path: Path, tmp_path: Path) -> None:
    accounting = reconcile(written(tmp_path, LIST), url_of(path)).accounting
    assert [(each.expected.row, each.expected.call_id, each.disposition) for each in accounting.outcomes] == [
        (2, "c-1", Disposition.JUDGED),
        (3, "c-2", Disposition.NOTHING_HEARD),
        (4, "c-3", Disposition.FAILED),
        (5, "c-4", Disposition.NOT_RECEIVED),
    ]
    assert (accounting.expected, accounting.stored, accounting.imbalances()) == (4, 3, ())
    assert [call.call_id for call in accounting.unexpected] == ["c-9"]
    assert accounting.outcomes[0].calls == (
        ReceivedCall(
            call_id="c-1",
            case_id="k-1",
            product="consumer",
            stage="pre_loan",
            recording_sha256="a" * 64,
            heard=True,
            stands=True,
            judgements=1,
        ),
    )


def test_reviews_are_those_of_the_log(path: Path, tmp_path: Path) -> None:
    expected = written(tmp_path, LIST)
    assert reconcile(expected, url_of(path)).reviews == 0
    with writing(url_of(path)) as engine, engine.begin() as connection:
        log = Log(connection)
        for judgement in (1, 2):
            log.append("review", judgement=judgement)
    assert reconcile(expected, url_of(path)).reviews == 2


@pytest.mark.parametrize(
    ("accounting", "status"),
    [
        (accounted("c-1"), ExitStatus.DONE),
        (accounted("c-1", "c-5"), ExitStatus.SOME_FAILED),
        (accounted("c-5"), ExitStatus.NOTHING_DONE),
        (accounted("c-1", stored=2), ExitStatus.NOTHING_DONE),
        (accounted("c-1", expected=2), ExitStatus.NOTHING_DONE),
    ],
    ids=["all judged", "some judged", "none judged", "calls do not add up", "rows do not add up"],
)
def test_the_exit_status_is_what_was_judged_where_the_sums_close(accounting: Accounting, status: ExitStatus) -> None:
    assert Reconciliation(accounting=accounting, reviews=0).exit_status is status


def test_nothing_is_written_where_no_file_is_named(path: Path, tmp_path: Path) -> None:
    expected = written(tmp_path, LIST)
    before, files = dump(path), sorted(tmp_path.iterdir())
    reconcile(expected, url_of(path))
    assert (dump(path), sorted(tmp_path.iterdir())) == (before, files)


def test_with_a_file_named_every_row_is_written_and_the_unexpected_beside_it(path: Path, tmp_path: Path) -> None:
    expected, before = written(tmp_path, LIST), dump(path)
    found = reconcile(expected, url_of(path), tmp_path / "out" / "all.csv")
    assert found == reconcile(expected, url_of(path))
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["all-unexpected.csv", "all.csv"]
    assert [(row["call_id"], row["核对结果"]) for row in rows_of(tmp_path / "out" / "all.csv")] == [
        ("c-1", "已判定"),
        ("c-2", "没有话语"),
        ("c-3", "处理失败"),
        ("c-4", "库中没有"),
    ]
    assert [row["call_id"] for row in rows_of(tmp_path / "out" / "all-unexpected.csv")] == ["c-9"]
    assert dump(path) == before


@pytest.mark.parametrize(("listed", "out"), [("all.csv", "./all.csv"), ("all-unexpected.csv", "all.csv")])
def test_the_list_itself_is_refused_as_the_file_before_the_store_is_looked_at(
    tmp_path: Path, listed: str, out: str
) -> None:
    expected = written(tmp_path, LIST).rename(tmp_path / listed)
    with pytest.raises(UsageError) as refused:
        reconcile(expected, url_of(tmp_path / "none.db"), tmp_path / out)
    assert str(refused.value) == ("--out: that is the list itself, which would be overwritten. Give another --out.")
    assert [each.name for each in tmp_path.iterdir()] == [listed]
    assert expected.read_text(encoding="utf-8") == LIST


def test_a_list_that_cannot_be_meant_is_refused_before_the_store_is_looked_at(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="row 3"):
        reconcile(written(tmp_path, "call_id\nc-1\nc-1\n"), url_of(tmp_path / "none.db"), tmp_path / "all.csv")
    assert [each.name for each in tmp_path.iterdir()] == ["expected.csv"]


def test_a_store_that_is_not_there_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store there"):
        reconcile(written(tmp_path, LIST), url_of(tmp_path / "none.db"), tmp_path / "all.csv")
    assert [each.name for each in tmp_path.iterdir()] == ["expected.csv"]


def test_a_file_that_cannot_be_written_is_refused_with_what_to_give(path: Path, tmp_path: Path) -> None:
    out = path / "all.csv"
    with pytest.raises(TingheError) as refused:
        reconcile(written(tmp_path, LIST), url_of(path), out)
    assert str(refused.value).startswith(f"{out}: cannot be written (")
    assert str(refused.value).endswith("). Give another --out.")
