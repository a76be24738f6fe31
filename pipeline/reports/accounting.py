"""A population accounted for, in Chinese: lines from the funnel to what nobody expected, and every row as CSV."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.population.accounting import Accounting, Disposition, Milestone, ReceivedCall, RowOutcome
from pipeline.privacy.labels import masked_label
from pipeline.reports.labels import product_name, stage_short
from pipeline.reports.spreadsheets import BOM, harmless
from pipeline.reports.writing import write_atomically
from pipeline.text.printable import printable

# Named so that a bank's own column is unlikely to be hit; a list that was an output once has these written anew.
_COLUMNS = ("核对结果", "核对原因", "核对通话", "核对阶段", "核对备注")
_SHOWN = 20  # of the missing and of what nobody expected
_NAMED = 5  # reasons, rows or calls within one line
_MILESTONES = {
    Milestone.EXPECTED: "应　有",
    Milestone.RECEIVED: "已收到",
    Milestone.HEARD: "已识别",
    Milestone.JUDGED: "已判定",
}
_NAMES = {
    Disposition.JUDGED: "已判定",
    Disposition.UNJUDGED: "没有现行判定",
    Disposition.NOTHING_HEARD: "没有话语",
    Disposition.FAILED: "处理失败",
    Disposition.OTHER_STAGE: "只有其他阶段",
    Disposition.OTHER_PRODUCT: "只有其他产品",
    Disposition.NOT_RECEIVED: "库中没有",
}
_REASONS = {
    Disposition.JUDGED: "已判定",
    Disposition.UNJUDGED: "已收到，却没有现行判定，请运行 tinghe audit verify 核对数据库",
    Disposition.NOTHING_HEARD: "收到了录音，没有识别出任何话语",
    Disposition.FAILED: "处理失败",
    Disposition.OTHER_STAGE: "只有其他阶段的通话：",
    Disposition.OTHER_PRODUCT: "只有其他产品的通话：",
    Disposition.NOT_RECEIVED: "库中没有",
}


def accounting_lines(accounting: Accounting, reviews: int) -> Iterator[str]:
    """The accounting, a line each: the funnel, the sums, what is missing, what to look out for, what came besides.

    reviews: how many decisions of people the store has on record.
    """
    row = "一行一通电话" if accounting.of_calls else "一行一笔贷款"
    yield f"总体核对：清单共{accounting.expected}行，{row}"
    yield from _funnel(accounting)
    yield f"  已复核  人工复核记录{reviews}条" if reviews else "  已复核  本库没有人工复核的记录"
    yield sums_line(accounting)
    yield from _unjudged([each for each in accounting.outcomes if each.disposition is not Disposition.JUDGED])
    rows: dict[str, list[str]] = {}
    for outcome in accounting.outcomes:
        for remark in outcome_remarks(outcome):
            rows.setdefault(remark, []).append(f"第{outcome.expected.row}行")
    if rows:
        yield "需要留意："
        yield from (f"  {remark}：{len(where)}行（{_first(where)}）" for remark, where in rows.items())
    yield from _unexpected(accounting)


def sums_line(accounting: Accounting) -> str:
    """Whether the sums close, or which do not."""
    imbalances = accounting.imbalances()
    if imbalances:
        whole = {"expected": "应有", "stored": "库中通话"}
        differences = "；".join(f"{whole[each.name]}{each.whole}，各项相加{each.parts}" for each in imbalances)
        return f"合计不符：{differences}"
    parts = " + ".join(f"{_NAMES[each]}{count}" for each, count in accounting.counts().items())
    placed = accounting.placed()
    stored = f"库中通话{accounting.stored} = 清单要求{placed} + 清单之外{accounting.stored - placed}"
    return f"合计相符：应有{accounting.expected} = {parts}；{stored}"


def outcome_reason(outcome: RowOutcome) -> str:
    """Why a row came to what it did, in a sentence."""
    reason = _REASONS[outcome.disposition]
    if outcome.disposition is Disposition.FAILED:
        return f"{reason}（{printable(outcome.calls[0].reason)}）"
    if outcome.disposition is Disposition.OTHER_STAGE:
        return reason + _joined(stage_short(call.stage) for call in outcome.beside)
    if outcome.disposition is Disposition.OTHER_PRODUCT:
        return reason + _joined(product_name(call.product) for call in outcome.beside)
    if outcome.disposition is Disposition.NOT_RECEIVED:
        return reason + ("这通电话，也没有它的失败记录" if outcome.expected.call_id else "这笔贷款的通话")
    return reason


def outcome_remarks(outcome: RowOutcome) -> dict[str, str]:
    """What is odd about a row beside what became of it: in a word, and in a sentence."""
    calls = outcome.calls
    remarks: dict[str, list[str]] = {
        "同一录音用了不同编号": [f"与{_first([_label(each) for each in outcome.twins])}是同一录音"]
        if outcome.twins
        else [],
        "判定过多次": [f"{_label(call.call_id)}判定过{call.judgements}次" for call in calls if call.judgements > 1],
        # Where nothing stands, one failure is the reason of the row and no remark.
        "另有失败记录": [
            f"{_label(call.call_id)}失败过{call.failures}次"
            for call in calls
            if call.failures > (0 if call.stands else 1)
        ],
        "案件与清单不同": [f"清单写案件{_label(outcome.expected.case_id)}，库中为案件{_label(calls[0].case_id)}"]
        if outcome.in_other_case
        else [],
    }
    return {word: _joined(sentences) for word, sentences in remarks.items() if sentences}


def unexpected_reason(call: ReceivedCall) -> str:
    """Why a call that no row asked for is in the store: its loan, its stage and how far it came."""
    case = f"案件{_label(call.case_id)}" if call.case_id else "不属于任何案件" if call.is_call else ""
    return "，".join(filter(None, (case, stage_short(call.stage), _NAMES[call.disposition])))


def unexpected_path(out: Path) -> Path:
    """The file beside the list that has what nobody expected."""
    return out.with_name(f"{out.stem}-unexpected{out.suffix}")


def write_accounting(accounting: Accounting, out: Path) -> None:
    """Write every row of the list with what became of it, and beside it what the store has that no row asked for.

    What would be a formula to a spreadsheet is written as text.

    Raises:
        OSError: the folder is not writable or the disk is full; a table that stood there stays as it was.
    """
    columns = [*(name for name in accounting.outcomes[0].expected.cells if name not in _COLUMNS), *_COLUMNS]
    write_atomically(out, _csv(columns, map(_row, accounting.outcomes)))
    unexpected = (
        {"call_id": _label(call.call_id), "case_id": _label(call.case_id), "核对原因": unexpected_reason(call)}
        for call in (*accounting.unexpected, *accounting.unplaced)
    )
    write_atomically(unexpected_path(out), _csv(("call_id", "case_id", "核对原因"), unexpected))


def _funnel(accounting: Accounting) -> Iterator[str]:
    """A line a milestone, with what was lost on the way to it; of failures the reasons too."""
    counts = accounting.counts()
    failed = [each.calls[0].reason for each in accounting.outcomes if each.disposition is Disposition.FAILED]
    reasons = Counter(map(printable, failed)).most_common()
    named = [f"{reason} {count}" for reason, count in reasons[:_NAMED]]
    others = sum(count for _, count in reasons[_NAMED:])
    failures = f"（{'；'.join([*named, f'其他原因 {others}'] if others else named)}）"
    for milestone, name in _MILESTONES.items():
        line = f"  {name}{accounting.reached(milestone):>8}"
        lost = [each for each in counts if each.reached == milestone - 1]
        drops = "，".join(
            f"{_NAMES[each]}{counts[each]}{failures if each is Disposition.FAILED else ''}" for each in lost
        )
        yield f"{line}    少{sum(counts[each] for each in lost)}：{drops}" if lost else line


def _unjudged(outcomes: Sequence[RowOutcome]) -> Iterator[str]:
    if outcomes:
        first = f"，先列{_SHOWN}行" if len(outcomes) > _SHOWN else ""
        yield f"没有判定的{len(outcomes)}行{first}："
    for outcome in outcomes[:_SHOWN]:
        expected = outcome.expected
        loan = " ".join(filter(None, (_label(expected.case_id), stage_short(expected.stage))))
        yield f"  第{expected.row}行 {_label(expected.call_id) or loan}：{outcome_reason(outcome)}"


def _unexpected(accounting: Accounting) -> Iterator[str]:
    calls = accounting.unexpected
    if calls:
        failed = sum(not call.is_call for call in calls)
        only_failed = f"，其中{failed}通只有失败记录" if failed else ""
        first = f"，先列{_SHOWN}通" if len(calls) > _SHOWN else ""
        yield f"清单之外收到{len(calls)}通，不计入合计{only_failed}{first}："
        yield from (f"  {_label(call.call_id)}：{unexpected_reason(call)}" for call in calls[:_SHOWN])
    if accounting.unplaced:
        names = _first([_label(each.call_id) for each in accounting.unplaced])
        yield f"另有{len(accounting.unplaced)}通处理失败，失败记录不带案件编号，归不到贷款名下：{names}"


def _row(outcome: RowOutcome) -> dict[str, str]:
    """A row of the list as it was given, and our own columns."""
    calls = outcome.calls or outcome.beside
    ours = (
        _NAMES[outcome.disposition],
        outcome_reason(outcome),
        "；".join(_label(call.call_id) for call in calls),
        "；".join(stage_short(call.stage) for call in calls),
        "；".join(outcome_remarks(outcome).values()),
    )
    return {**outcome.expected.cells, **dict(zip(_COLUMNS, ours, strict=True))}


def _csv(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(map(harmless, columns))
    table.writerows([harmless(row[name]) for name in columns] for row in rows)
    return BOM + text.getvalue()


def _label(name: str) -> str:
    """A call_id or case_id on one line, with what tells who somebody is masked."""
    return printable(masked_label(name))


def _joined(texts: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(texts))


def _first(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")
