"""Lists of what should be there, as loan systems and people write them; what became of every row."""

import csv
from pathlib import Path

import pytest

from pipeline.domain.report import CallReport
from pipeline.errors import ExitStatus, ManifestError, StoreError, TingheError, UsageError
from pipeline.population.accounting import Accounting, Disposition, Expected, ReceivedCall, account
from pipeline.services.reconcile import Reconciliation, read_expected, reconcile
from pipeline.store.engine import url_of, writing
from pipeline.store.log import Log
from tests.making import VERSIONS, a_recording, a_report
from tests.services.judged import dump
from tests.store.saved import fail, save, silent

JUDGED = ReceivedCall(call_id="c-1", heard=True, stands=True, judgements=1)
LIST = "call_id,case_id\nc-1,k-1\nc-2,\nc-3,\nc-4,\n"


def written(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "expected.csv"
    path.write_bytes(text.encode(encoding))
    return path


def a_call(name: str, case: str, sha256: str, stage: str = "pre_loan", checklist: str = "x@1") -> CallReport:
    recording = a_recording(name, metadata={"case_id": case}, sha256=sha256 * 64, stage=stage)
    return a_report(recording, versions=VERSIONS.model_copy(update={"checklist": checklist}))


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_list_with_call_ids_is_one_of_calls_with_all_that_it_says(tmp_path: Path, encoding: str) -> None:
    text = "call_id,case_id,支行,stage\r\n c-1 ,k-1, 城东 ,贷前\r\n\r\nc-2,,,\r\n"
    first, second = read_expected(written(tmp_path, text, encoding=encoding))
    assert (first.row, first.call_id, first.case_id, first.stage) == (2, "c-1", "k-1", "")
    assert first.cells == {"call_id": " c-1 ", "case_id": "k-1", "支行": " 城东 ", "stage": "贷前"}
    assert (second.row, second.call_id) == (4, "c-2")


def test_a_list_without_call_ids_is_one_of_loans(tmp_path: Path) -> None:
    text = "case_id,stage,product\nk-1,pre_loan,consumer\nk-1,post_loan,\nk-1,,\n"
    assert [(each.case_id, each.stage, each.product) for each in read_expected(written(tmp_path, text))] == [
        ("k-1", "pre_loan", "consumer"),
        ("k-1", "post_loan", ""),
        ("k-1", "", ""),
    ]


MALFORMED = [
    ("", "row 1: there is no column 'call_id' nor 'case_id'. Name the columns"),
    ("call id\nc-1\n", "row 1: there is no column 'call_id'"),
    ("call_id;支行\nc-1;城东\n", "row 1: there is no column 'call_id'"),
    ("call_id,call_id\nc-1,c-2\n", "row 1: the column call_id stands there twice"),
    ("call_id\n", "expected.csv: no row stands under the header. Give a row"),
    ("call_id,case_id\n,k-1\n", "row 2: the column call_id is empty. Give its call_id"),
    ("case_id,stage\nk-1,\n ,pre_loan\n", "row 3: the column case_id is empty"),
    ("call_id\nc-1\nc-2\nc-1\n", "row 4: what it expects is expected in row 2 too. Keep one"),
    ("case_id\nk-1\nk-1 \n", "row 3: what it expects is expected in row 2 too"),
    ("case_id,stage\nk-1,pre_loan\nk-1,pre_loan\n", "row 3: what it expects is expected in row 2"),
    ("case_id,product\nk-1,consumer\nk-1,mortgage\n", "row 3: what it expects is expected in row 2"),
    ("case_id,stage\nk-1,下个月\n", "row 2: the stage is not in the taxonomy. Allowed: pre_loan"),
    ("case_id,product\nk-1,car\n", "row 2: the product is not in the taxonomy. Allowed: consumer"),
    ('call_id\n"c-1\nc-2"\n', "row 2: the call_id holds an unprintable character"),
    ("call_id\nc-1,extra\n", "row 2: a value stands under no column name"),
    ('call_id\n"c-1\n', "is not CSV"),
]


@pytest.mark.parametrize(("text", "message"), MALFORMED)
def test_a_list_that_cannot_be_meant_is_refused_with_its_row_and_what_to_do(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ManifestError) as caught:
        read_expected(written(tmp_path, text))
    assert message in str(caught.value)
    assert str(tmp_path / "expected.csv") in str(caught.value)
    assert caught.value.exit_status is ExitStatus.WRONG_USAGE


def test_a_list_as_spreadsheets_in_china_write_it_is_read(tmp_path: Path) -> None:
    (row,) = read_expected(written(tmp_path, "call_id,支行\nc-1,城东\n", encoding="gb18030"))
    assert row.cells["支行"] == "城东"


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        read_expected(tmp_path / "none.csv")
