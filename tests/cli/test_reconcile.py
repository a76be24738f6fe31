"""`tinghe reconcile`, as an auditor reads it."""

from pathlib import Path

import pytest

from pipeline.services import reconcile
from pipeline.store.engine import url_of, writing
from pipeline.store.log import Log
from tests.cli.conftest import Tinghe
from tests.services.test_reconcile import MALFORMED, a_call, rows_of, written
from tests.store.reading import change
from tests.store.saved import fail, save, silent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "tinghe.db"
    save(
        path,
        a_call("c-1", "k-1", "a"),
        a_call("c-1", "k-1", "a", checklist="x@2"),
        a_call("c-2", "k-2", "a"),
        silent(a_call("c-3", "k-3", "c")),
        a_call("c-9", "k-9", "9"),
    )
    for reason in ("is not there", "is empty (0 bytes)"):
        fail(path, "c-4", reason)
    fail(path, "c-8", "is empty (0 bytes)")
    return path


def test_calls_are_accounted_for_down_to_the_last(tinghe: Tinghe, path: Path, tmp_path: Path) -> None:
    expected = written(tmp_path, "call_id,case_id\nc-1,k-1\nc-2,k-7\nc-3,\nc-4,\nc-5,\n")
    ended = tinghe("reconcile", expected, "--store", url_of(path))
    assert (ended.status, ended.err) == (3, "")
    assert ended.out.splitlines() == [
        "总体核对：清单共5行，一行一通电话",
        "  应　有       5",
        "  已收到       4    少1：库中没有1",
        "  已识别       2    少2：没有话语1，处理失败1（is empty (0 bytes) 1）",
        "  已判定       2",
        "  已复核  本库没有人工复核的记录",
        "合计相符：应有5 = 已判定2 + 没有话语1 + 处理失败1 + 库中没有1；库中通话4 = 清单要求3 + 清单之外1",
        "没有判定的3行：",
        "  第4行 c-3：收到了录音，没有识别出任何话语",
        "  第5行 c-4：处理失败（is empty (0 bytes)）",
        "  第6行 c-5：库中没有这通电话，也没有它的失败记录",
        "需要留意：",
        "  同一录音用了不同编号：2行（第2行、第3行）",
        "  判定过多次：1行（第2行）",
        "  案件与清单不同：1行（第3行）",
        "  另有失败记录：1行（第5行）",
        "清单之外收到2通，不计入合计，其中1通只有失败记录：",
        "  c-9：案件k-9，贷前调查，已判定",
        "  c-8：处理失败",
        "逐行结果：加 --out FILE.csv 另存",
    ]


def test_loans_are_accounted_for_by_the_stage_that_must_have_been_called(
    tinghe: Tinghe, path: Path, tmp_path: Path
) -> None:
    text = "case_id,stage,product\nk-1,pre_loan,consumer\nk-2,post_loan,\nk-3,,\nk-4,,\nk-9,,mortgage\n"
    ended = tinghe("reconcile", written(tmp_path, text), "--store", url_of(path))
    assert ended.status == 3
    assert ended.out.splitlines()[:12] == [
        "总体核对：清单共5行，一行一笔贷款",
        "  应　有       5",
        "  已收到       2    少3：只有其他阶段1，只有其他产品1，库中没有1",
        "  已识别       1    少1：没有话语1",
        "  已判定       1",
        "  已复核  本库没有人工复核的记录",
        "合计相符：应有5 = 已判定1 + 没有话语1 + 只有其他阶段1 + 只有其他产品1 + 库中没有1；"
        "库中通话4 = 清单要求2 + 清单之外2",
        "没有判定的4行：",
        "  第3行 k-2 贷后管理：只有其他阶段的通话：贷前调查",
        "  第4行 k-3：收到了录音，没有识别出任何话语",
        "  第5行 k-4：库中没有这笔贷款的通话",
        "  第6行 k-9：只有其他产品的通话：个人消费贷款",
    ]
    assert "另有2通处理失败，失败记录不带案件编号，归不到贷款名下：c-4、c-8" in ended.out


def test_all_judged_gives_0_and_none_judged_gives_1(tinghe: Tinghe, path: Path, tmp_path: Path) -> None:
    assert tinghe("reconcile", written(tmp_path, "call_id\nc-1\n"), "--store", url_of(path)).status == 0
    assert tinghe("reconcile", written(tmp_path, "call_id\nc-5\n"), "--store", url_of(path)).status == 1


def test_sums_that_do_not_close_give_1(
    tinghe: Tinghe, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "stored_calls", lambda _: 7)
    ended = tinghe("reconcile", written(tmp_path, "call_id\nc-1\n"), "--store", url_of(path))
    assert (ended.status, "合计不符：库中通话7，各项相加4" in ended.out.splitlines()) == (1, True)


def test_reviews_are_told_once_the_log_has_them(tinghe: Tinghe, path: Path, tmp_path: Path) -> None:
    with writing(url_of(path)) as engine, engine.begin() as connection:
        Log(connection).append("review", judgement=1)
    ended = tinghe("reconcile", written(tmp_path, "call_id\nc-1\n"), "--store", url_of(path))
    assert "  已复核  人工复核记录1条" in ended.out.splitlines()


def test_a_call_that_lost_its_judgement_is_not_taken_for_judged(tinghe: Tinghe, path: Path, tmp_path: Path) -> None:
    change(path, "UPDATE judgements SET stands = 0")
    ended = tinghe("reconcile", written(tmp_path, "call_id\nc-1\n"), "--store", url_of(path))
    assert ended.status == 1
    assert "  已判定       0    少1：没有现行判定1" in ended.out.splitlines()


def test_out_has_every_row_as_it_stood_with_what_became_of_it(tinghe: Tinghe, path: Path, tmp_path: Path) -> None:
    text = "call_id,支行,核对结果\nc-1,=1+1,昨天的\nc-4,城东,昨天的\n"
    out = tmp_path / "kept" / "all.csv"
    ended = tinghe("reconcile", written(tmp_path, text), "--store", url_of(path), "--out", out)
    assert ended.out.splitlines()[-1] == f"逐行结果：{out}；清单之外：{out.with_name('all-unexpected.csv')}"
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert out.stat().st_mode & 0o777 == 0o600
    assert [list(row.values()) for row in rows_of(out)] == [
        ["c-1", "'=1+1", "已判定", "已判定", "c-1", "贷前调查", "与c-2是同一录音；c-1判定过2次"],
        ["c-4", "城东", "处理失败", "处理失败（is empty (0 bytes)）", "c-4", "", "c-4失败过2次"],
    ]
    assert [row["call_id"] for row in rows_of(out.with_name("all-unexpected.csv"))] == ["c-2", "c-3", "c-9", "c-8"]


def test_a_long_list_names_20_of_the_missing_and_out_has_all(tinghe: Tinghe, path: Path, tmp_path: Path) -> None:
    expected = written(tmp_path, "call_id\n" + "".join(f"n-{n}\n" for n in range(50)))
    ended = tinghe("reconcile", expected, "--store", url_of(path), "--out", tmp_path / "all.csv")
    assert "没有判定的50行，先列20行：" in ended.out
    assert sum(line.startswith("  第") for line in ended.out.splitlines()) == 20
    assert len(rows_of(tmp_path / "all.csv")) == 50


@pytest.mark.parametrize(("text", "said"), MALFORMED)
def test_a_malformed_list_is_one_line_and_nothing_else_is_done(
    tinghe: Tinghe, tmp_path: Path, text: str, said: str
) -> None:
    ended = tinghe("reconcile", written(tmp_path, text), "--store", "sqlite:///none.db", "--out", tmp_path / "o.csv")
    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert said in ended.err
    assert [each.name for each in tmp_path.iterdir()] == ["expected.csv"]


@pytest.mark.parametrize(("listed", "out"), [("all.csv", "all.csv"), ("all-unexpected.csv", "all.csv")])
def test_the_list_itself_is_never_overwritten(
    tinghe: Tinghe, path: Path, tmp_path: Path, listed: str, out: str
) -> None:
    expected = written(tmp_path, "call_id\nc-1\n").rename(tmp_path / listed)
    ended = tinghe("reconcile", expected, "--store", url_of(path), "--out", tmp_path / out)
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert expected.read_text(encoding="utf-8") == "call_id\nc-1\n"


def test_a_store_that_is_not_there_and_an_out_that_cannot_be_written_are_one_line(
    tinghe: Tinghe, path: Path, tmp_path: Path
) -> None:
    expected = written(tmp_path, "call_id\nc-1\n")
    absent = tinghe("reconcile", expected, "--store", url_of(tmp_path / "none.db"))
    unwritable = tinghe("reconcile", expected, "--store", url_of(path), "--out", expected / "all.csv")
    assert [(ended.status, ended.err.count("\n")) for ended in (absent, unwritable)] == [(1, 1), (1, 1)]
