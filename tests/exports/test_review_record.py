"""The review record, read as a word processor reads it."""

import io
from typing import Any

import docx
import pytest

from pipeline.exports.review_record import review_record
from pipeline.privacy.masking import Disclosure
from tests.exports.calls import leaving
from tests.making import a_report
from tests.privacy.telling import SECRETS, a_telling_report
from tests.reports.invented_call import FORMULA, SCRIPT


def _read(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def _text(document: Any) -> str:
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in document.paragraphs), *cells))


@pytest.fixture(scope="module")
def record() -> Any:
    return _read(review_record(leaving()))


def _table(record: Any, head: str) -> list[list[str]]:
    (found,) = (table for table in record.tables if table.cell(0, 0).text == head)
    return [[cell.text for cell in row.cells] for row in found.rows]


def test_the_head_says_which_call_it_is(record: Any) -> None:
    rows = _table(record, "案件编号")
    assert rows[0][2:] == ["通话编号", "JW-2026-0417"]
    assert rows[1] == ["产品与阶段", "个人消费贷款 · 贷前调查", "坐席", "陆306"]
    assert rows[2] == ["呼叫时间", "2026-04-17 15:08", "通话时长", "1:12"]


def test_every_item_has_its_status_its_seconds_and_its_proof(record: Any) -> None:
    rows = _table(record, "序号")
    assert rows[0] == ["序号", "事项", "结果", "证据时间", "证据或说明", "复核意见"]
    assert len(rows) == 12
    assert rows[4] == ["4", "申请金额", "✓ 已核实", "0:18 / 0:22", "“改成三十万”", ""]
    assert rows[8][2:5] == ["○ 未涉及", "", "检索了全部15句话和该事项的18种说法，坐席没有提出，客户也没有主动说明"]
    assert rows[9][2] == "？ 已问未答\n（疑似，请复核）"


def test_facts_mismatches_risks_and_violations_stand_under_their_headings(record: Any) -> None:
    headings = [each.text for each in record.paragraphs if each.style.name == "Heading 1"]
    assert headings == [
        *("结论", "核实事项", "关键信息", "与申请资料不一致", "风险信号", "疑似违规", "下次通话要问", "复核")
    ]
    facts = [row for row in _table_of(record, "申请资料", 3) if row[0] == "贷款金额"]
    assert facts[0] == ["贷款金额", "30万元", "25万元", "已更正", "0:22"]
    text = _text(record)
    assert all(word in text for word in ("教客户如何作答", "个人失业或收入下降", "坐席与客户的区分把握不高（58%）"))


def _table_of(record: Any, head: str, statuses: int) -> list[list[str]]:
    """The table with this head in its third column and statuses in the fourth."""
    (found,) = (
        table for table in record.tables if table.cell(0, 2).text == head and table.cell(0, statuses).text == "状态"
    )
    return [[cell.text for cell in row.cells] for row in found.rows]


def test_there_is_a_line_to_sign_and_what_it_rests_on(record: Any) -> None:
    text = _text(record)
    assert "复核人（签字）：____" in text
    assert "日期：______年____月____日" in text
    assert leaving().report_sha256 in text


def test_what_is_absent_is_said() -> None:
    record = _read(review_record(leaving(a_report())))
    assert [each.text for each in record.paragraphs].count("无") == 6


def test_hostile_words_stay_words_and_what_xml_cannot_hold_is_left_out(record: Any) -> None:
    text = _text(record)
    assert SCRIPT in text
    assert FORMULA in text
    assert "\x07" not in text


def test_the_same_report_gives_the_same_bytes() -> None:
    assert review_record(leaving()) == review_record(leaving())


@pytest.mark.parametrize(("disclosure", "shown"), [(Disclosure.MASKED, False), (Disclosure.ALL, True)])
def test_what_tells_who_somebody_is_is_masked_unless_revealed(disclosure: Disclosure, shown: bool) -> None:
    text = _text(_read(review_record(leaving(a_telling_report(), disclosure))))
    assert [secret in text for secret in SECRETS] == [shown] * len(SECRETS)
