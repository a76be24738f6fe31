"""An accounting as lines, and the list with what became of every row as the CSV that is handed back."""

import csv
import io
from pathlib import Path

import pytest

from pipeline.population.accounting import Accounting, Expected, ReceivedCall, account
from pipeline.reports.accounting import accounting_lines, sums_line, unexpected_path, write_accounting


def of_calls(*received: ReceivedCall, names: tuple[str, ...] = ("c-1",)) -> Accounting:
    expected = [Expected(row=n, call_id=name) for n, name in enumerate(names, start=2)]
    return account(expected, received, sum(each.is_call for each in received))


def test_the_sums_that_do_not_close_are_named_with_both_figures() -> None:
    accounting = of_calls(ReceivedCall(call_id="c-1", heard=True, stands=True))
    assert sums_line(accounting.model_copy(update={"expected": 3})) == "合计不符：应有3，各项相加1"
    both = accounting.model_copy(update={"expected": 3, "stored": 2})
    assert sums_line(both) == "合计不符：应有3，各项相加1；库中通话2，各项相加1"


def test_what_a_manifest_says_stays_on_one_line() -> None:
    lines = list(accounting_lines(of_calls(ReceivedCall(call_id="c-2", case_id="k\n\x1b[31m-1")), 0))
    assert "  c-2：案件k -1，没有话语" in lines


def test_beyond_five_reasons_of_failures_the_rest_is_one() -> None:
    names = tuple(f"c-{n}" for n in range(7))
    failed = [ReceivedCall(call_id=name, is_call=False, failures=1, reason=f"turn {name}") for name in names]
    line = list(accounting_lines(of_calls(*failed, names=names), 0))[3]
    assert line.endswith("（turn c-0 1；turn c-1 1；turn c-2 1；turn c-3 1；turn c-4 1；其他原因 2）")


HEAD = "核对结果,核对原因,核对通话,核对阶段,核对备注"


def a_call(call_id: str, **more: object) -> ReceivedCall:
    """A judged call, if nothing else is said."""
    known = {"case_id": "k-1", "product": "consumer", "stage": "pre_loan", "heard": True, "stands": True}
    return ReceivedCall.model_validate({"call_id": call_id, "judgements": 1, **known, **more})


def a_row(number: int, **cells: str) -> Expected:
    return Expected(row=number, call_id=cells.get("call_id", ""), case_id=cells.get("case_id", ""), cells=cells)


def accounted(*expected: Expected, store: tuple[ReceivedCall, ...] = ()) -> Accounting:
    return account(expected, store, sum(each.is_call for each in store))


def texts(accounting: Accounting, folder: Path) -> tuple[str, str]:
    """What is written as the list and as what nobody expected."""
    out = folder / "all.csv"
    write_accounting(accounting, out)
    return out.read_text(encoding="utf-8"), unexpected_path(out).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("out", "beside"),
    [
        ("all.csv", "all-unexpected.csv"),
        ("/a/b/March.CSV", "/a/b/March-unexpected.CSV"),
        ("/a.b/all", "/a.b/all-unexpected"),
        ("all.v2.csv", "all.v2-unexpected.csv"),
    ],
)
def test_what_nobody_expected_stands_beside_the_list(out: str, beside: str) -> None:
    assert unexpected_path(Path(out)) == Path(beside)


def test_every_row_is_written_as_it_stood_with_what_became_of_it(tmp_path: Path) -> None:
    rows = (
        a_row(2, call_id="c-1", case_id="k-7", 支行="城东"),
        a_row(3, call_id="c-2", case_id="", 支行=" 城西 "),
        a_row(5, call_id="c-3", case_id="", 支行=""),
    )
    failed = ReceivedCall(call_id="c-2", is_call=False, failures=1, reason="is empty (0 bytes)")
    written, unexpected = texts(accounted(*rows, store=(a_call("c-1", judgements=2), failed)), tmp_path)
    assert written == (
        f"\ufeffcall_id,case_id,支行,{HEAD}\n"
        "c-1,k-7,城东,已判定,已判定,c-1,贷前调查,c-1判定过2次；清单写案件k-7，库中为案件k-1\n"
        "c-2,, 城西 ,处理失败,处理失败（is empty (0 bytes)）,c-2,,\n"
        "c-3,,,库中没有,库中没有这通电话，也没有它的失败记录,,,\n"
    )
    assert unexpected == "\ufeffcall_id,case_id,核对原因\n"


def test_a_loan_names_its_calls_the_farthest_first_or_those_beside_it(tmp_path: Path) -> None:
    silent = a_call("c-1", heard=False)
    store = (silent, a_call("c-2", stage="post_loan"), a_call("c-3", case_id="k-2", stage="post_loan"))
    asked = Expected(row=3, case_id="k-2", stage="pre_loan", cells={"case_id": "k-2"})
    written, _ = texts(accounted(a_row(2, case_id="k-1"), asked, store=store), tmp_path)
    assert written.splitlines()[1:] == [
        "k-1,已判定,已判定,c-2；c-1,贷后管理；贷前调查,",
        "k-2,只有其他阶段,只有其他阶段的通话：贷后管理,c-3,贷后管理,",
    ]


def test_what_no_row_asked_for_is_written_beside_failures_of_no_loan_too(tmp_path: Path) -> None:
    failed = ReceivedCall(call_id="c-8", is_call=False, failures=1, reason="is empty")
    store = (a_call("c-1"), a_call("c-9", case_id="k-9"), a_call("c-7", case_id="", heard=False), failed)
    _, unexpected = texts(accounted(a_row(2, case_id="k-1"), store=store), tmp_path)
    assert unexpected.splitlines()[1:] == [
        "c-9,k-9,案件k-9，贷前调查，已判定",
        "c-7,,不属于任何案件，贷前调查，没有话语",
        "c-8,,处理失败",
    ]


def test_a_list_that_was_an_output_once_is_written_anew(tmp_path: Path) -> None:
    row = a_row(2, 核对结果="昨天的", call_id="c-1", 核对备注="昨天的")
    written, _ = texts(accounted(row, store=(a_call("c-1"),)), tmp_path)
    assert written == f"\ufeffcall_id,{HEAD}\nc-1,已判定,已判定,c-1,贷前调查,\n"


def test_nothing_in_it_is_computed_whoever_wrote_it(tmp_path: Path) -> None:
    row = a_row(2, **{"call_id": "-1", "=2": "+3", "case_id": ""})
    store = (a_call("-1", case_id=""), a_call("@4", case_id="=5"))
    written, unexpected = texts(accounted(row, store=store), tmp_path)
    assert written.splitlines() == [f"\ufeffcall_id,'=2,case_id,{HEAD}", "'-1,'+3,,已判定,已判定,'-1,贷前调查,"]
    assert unexpected.splitlines()[1:] == ["'@4,'=5,案件=5，贷前调查，已判定"]


def test_commas_quotes_and_line_breaks_of_a_cell_stay_in_the_cell(tmp_path: Path) -> None:
    cell = 'a, "b"\nc\r\nd'
    rows = (a_row(2, call_id="c-1", 支行=cell), a_row(3, call_id="c-2", 支行=""))
    write_accounting(accounted(*rows), tmp_path / "all.csv")
    raw = (tmp_path / "all.csv").read_bytes().decode("utf-8-sig")
    read = csv.DictReader(io.StringIO(raw, newline=""))
    assert [(row["call_id"], row["支行"], row["核对结果"]) for row in read] == [
        ("c-1", cell.replace("\r\n", "\n"), "库中没有"),
        ("c-2", "", "库中没有"),
    ]


def test_what_cannot_be_written_leaves_what_stood_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = texts(accounted(a_row(2, call_id="c-1")), tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_accounting(accounted(a_row(2, call_id="c-2")), tmp_path / "all.csv")
    out = tmp_path / "all.csv"
    assert (out.read_text(encoding="utf-8"), unexpected_path(out).read_text(encoding="utf-8")) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all-unexpected.csv", "all.csv"]
