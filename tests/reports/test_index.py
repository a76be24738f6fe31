import pytest

from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Status
from pipeline.reports.index import FailedFile, index_row, kind_totals, most_missed, render_index
from tests.making import a_recording, a_report
from tests.reports.invented_call import SCRIPT, invented_call
from tests.reports.reading import Page

MISSING, VERIFIED, UNHEARD, UNDUE = Status.MISSING, Status.VERIFIED, Status.NOT_EVALUABLE, Status.NOT_APPLICABLE


def call(call_id: str, product: str = "consumer", stage: str = "pre_loan", **items: Status) -> CallReport:
    return a_report(a_recording(call_id, product=product, stage=stage), items=items)


REPORTS = [
    call("a", income=MISSING, identity=MISSING, loan_term=VERIFIED),
    call("b", income=UNHEARD, identity=VERIFIED, loan_term=UNDUE),
    call("c", "project", "post_loan", identity=Status.REFUSED),
]


def test_every_call_has_a_row_that_leads_to_its_page() -> None:
    page = Page(render_index([index_row(report) for report in (*REPORTS, invented_call())]))
    assert [row["data-open"] for row in page.all("tr") if "data-kind" in row] == ["2", "1", "1", "6"]
    assert {"a.html", "b.html", "c.html", "JW-2026-0417.html"} <= set(page.values("href"))
    for said in (
        "项目融资 · 贷后管理",
        "陆306",
        "1:12",
        "40%",
        "2026-04-17 15:08",
        "教客户如何作答",
        "与资料不一致：贷款金额",
    ):
        assert said in page.text


@pytest.mark.parametrize(
    ("call_id", "href"),
    [
        ("2026#7?x", "2026%237%3Fx.html"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29.html"),
        ("听", "%E5%90%AC.html"),
    ],
)
def test_a_link_leads_to_the_page_whatever_the_call_is_called(call_id: str, href: str) -> None:
    assert index_row(call(call_id)).href == href


def test_the_totals_count_calls_and_items() -> None:
    text = "".join(
        Page(
            render_index(
                [index_row(report) for report in (*REPORTS, invented_call())], [FailedFile(call_id="x", reason="r")]
            )
        ).text.split()
    )
    for said in ("通话4通", "总时长4:12", "有待补核4通，共10项", "有风险信号1通", "有坐席违规1通", "未能处理1个文件"):
        assert said in text


def test_what_could_not_be_done_is_listed_with_its_reason() -> None:
    page = Page(render_index([], [FailedFile(call_id=SCRIPT, reason="the file is empty")]))
    assert SCRIPT in page.text
    assert "the file is empty" in page.text
    assert "没有可显示的报告" in page.text


def test_without_failures_there_is_no_list_of_them() -> None:
    assert "未能处理的文件" not in Page(render_index([index_row(report) for report in REPORTS])).text


def test_what_is_missed_most_is_counted_over_the_calls_that_had_to_cover_it() -> None:
    most = most_missed([index_row(report) for report in REPORTS])
    assert [(each.item, each.count, each.of) for each in most] == [("income", 2, 2), ("identity", 2, 3)]
    assert most[0].width == most[1].width


def test_a_batch_in_which_all_is_verified_misses_nothing() -> None:
    assert most_missed([index_row(call("a", income=VERIFIED))]) == ()
    assert "没有待补核的事项" in Page(render_index([index_row(call("a", income=VERIFIED))])).text


def test_products_and_stages_stand_in_the_taxonomys_order_and_unknown_ones_last() -> None:
    later = call("d", "later", "later", income=MISSING)
    totals = kind_totals([index_row(report) for report in (later, REPORTS[2], *REPORTS)])
    assert [(total.kind, total.calls) for total in totals] == [
        ("个人消费贷款 · 贷前调查", 2),
        ("项目融资 · 贷后管理", 2),
        ("later · later", 1),
    ]


def test_the_flagged_and_what_could_not_be_heard_are_open() -> None:
    assert [item.id for item in index_row(REPORTS[1]).open] == ["income"]
    assert [item.id for item in index_row(REPORTS[0]).open] == ["income", "identity"]


def test_reports_may_come_one_by_one() -> None:
    assert "a.html" in render_index([index_row(report) for report in REPORTS])
