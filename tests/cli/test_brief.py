"""`tinghe brief`, as an agent reads it before a call."""

from pathlib import Path

import pytest

from pipeline.domain.report import CallReport, FactValue
from pipeline.domain.vocabulary import Status
from pipeline.store.engine import url_of
from tests.cli.conftest import Tinghe
from tests.making import a_recording, a_report
from tests.store.saved import save


def a_call(name: str, day: int, monthly: int, customer: str, **items: Status) -> CallReport:
    facts: dict[str, FactValue] = {"monthly_income": monthly, "customer_name": customer}
    known = {"case_id": "K-1", "started_at": f"2026-03-{day:02d}T10:00:00+08:00"}
    return a_report(a_recording(name, metadata=known), items=items, facts=facts, risks=("overdue",))


@pytest.fixture
def store(tmp_path: Path) -> str:
    path = tmp_path / "tinghe.db"
    save(
        path,
        a_call("c-1", 2, 8000, "王建国", income=Status.VERIFIED, identity=Status.MISSING, residence=Status.MISSING),
        a_call("c-2", 9, 12000, "李卫东", income=Status.MISSING, identity=Status.INSUFFICIENT),
    )
    return url_of(path)


def test_a_brief_says_what_to_ask_what_to_clear_up_and_until_when(tinghe: Tinghe, store: str) -> None:
    ended = tinghe("brief", "K-1", "--store", store)
    assert (ended.status, ended.out.splitlines()) == (
        0,
        [
            "案件 K-1：已通话2次，1项已落实，2项待问",
            "需要问的：",
            "  1. 身份核实（身份核实：核实不足，c-2，0:00）",
            "  2. 居住情况（居住情况：未涉及，c-1）",
            "需要澄清的：",
            "  1. 月收入前后不一致：c-1说8,000元，c-2说1.2万元",
            "  2. 客户姓名前后不一致（c-1、c-2）",
            "需要留意的风险：",
            "  1. 已逾期或预计还不上",
            "建议最迟联系日期：2026-03-23",
        ],
    )


def test_a_case_that_the_store_does_not_know_is_one_line(tinghe: Tinghe, store: str) -> None:
    ended = tinghe("brief", "K-2", "--store", store)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("tinghe: case K-2: the store has no call of it.")
