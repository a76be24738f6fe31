"""What an auditor reads of a population: a funnel, where it loses what, and whether the sums close, in Chinese."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.population.accounting import Accounting, Disposition, Expected, Milestone, ReceivedCall, RowOutcome
from pipeline.reports.labels import product_name, stage_short

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
    yield from _missing([each for each in accounting.outcomes if each.disposition is not Disposition.JUDGED])
    yield from _to_look_out_for(accounting.outcomes)
    yield from _besides(accounting)


def sums_line(accounting: Accounting) -> str:
    """Whether the sums close, or which do not."""
    imbalances = accounting.imbalances()
    if imbalances:
        whole = {"expected": "应有", "stored": "库中通话"}
        said = "；".join(f"{whole[each.name]}{each.whole}，各项相加{each.parts}" for each in imbalances)
        return f"合计不符：{said}"
    parts = " + ".join(f"{_NAMES[each]}{count}" for each, count in accounting.counts().items())
    placed = accounting.placed()
    stored = f"库中通话{accounting.stored} = 清单要求{placed} + 清单之外{accounting.stored - placed}"
    return f"合计相符：应有{accounting.expected} = {parts}；{stored}"


def outcome_name(disposition: Disposition) -> str:
    """What became of a row, in a word."""
    return _NAMES[disposition]


def reason_of(outcome: RowOutcome) -> str:
    """Why a row came to what it did, in a sentence."""
    return f"{_REASONS[outcome.disposition]}{_detail(outcome)}"


def remarks_of(outcome: RowOutcome) -> dict[str, str]:
    """What is odd about a row beside what became of it: in a word, and in a sentence."""
    remarks = {word: tuple(say(outcome)) for word, say in _REMARKS.items()}
    return {word: _joined(said) for word, said in remarks.items() if said}


def standing_of(call: ReceivedCall) -> str:
    """Why a call that no row asked for is in the store: its loan, its stage and how far it came."""
    case = f"案件{_plain(call.case_id)}" if call.case_id else "不属于任何案件" if call.is_call else ""
    return "，".join(filter(None, (case, stage_short(call.stage), _NAMES[call.disposition])))


def _funnel(accounting: Accounting) -> Iterator[str]:
    counts = accounting.counts()
    for milestone, name in _MILESTONES.items():
        lost = [each for each in counts if each.reached == milestone - 1]
        line = f"  {name}{accounting.reached(milestone):>8}"
        drops = "，".join(f"{_NAMES[each]}{counts[each]}{_failures(each, accounting)}" for each in lost)
        yield f"{line}    少{sum(counts[each] for each in lost)}：{drops}" if lost else line


def _failures(disposition: Disposition, accounting: Accounting) -> str:
    """The reasons of failures with their counts; other drops are their own reason."""
    if disposition is not Disposition.FAILED:
        return ""
    failed = [each.calls[0].reason for each in accounting.outcomes if each.disposition is Disposition.FAILED]
    reasons = Counter(map(_plain, failed)).most_common()
    others = sum(count for _, count in reasons[_NAMED:])
    named = [f"{reason} {count}" for reason, count in reasons[:_NAMED]]
    return f"（{'；'.join([*named, f'其他原因 {others}'] if others else named)}）"


def _missing(missing: Sequence[RowOutcome]) -> Iterator[str]:
    if missing:
        yield (
            f"没有判定的{len(missing)}行："
            if len(missing) <= _SHOWN
            else f"没有判定的{len(missing)}行，先列{_SHOWN}行："
        )
        for each in missing[:_SHOWN]:
            yield f"  第{each.expected.row}行 {_subject(each.expected)}：{reason_of(each)}"


def _subject(expected: Expected) -> str:
    if expected.call_id:
        return expected.call_id
    return " ".join(filter(None, (expected.case_id, stage_short(expected.stage))))


def _to_look_out_for(outcomes: Iterable[RowOutcome]) -> Iterator[str]:
    rows: dict[str, list[str]] = {}
    for outcome in outcomes:
        for word in remarks_of(outcome):
            rows.setdefault(word, []).append(f"第{outcome.expected.row}行")
    if rows:
        yield "需要留意："
        yield from (f"  {word}：{len(where)}行（{_some(where)}）" for word, where in rows.items())


def _besides(accounting: Accounting) -> Iterator[str]:
    calls = accounting.unexpected
    if calls:
        failed = sum(not call.is_call for call in calls)
        only_failed = f"，其中{failed}通只有失败记录" if failed else ""
        first = f"，先列{_SHOWN}通" if len(calls) > _SHOWN else ""
        yield f"清单之外收到{len(calls)}通，不计入合计{only_failed}{first}："
        yield from (f"  {call.call_id}：{standing_of(call)}" for call in calls[:_SHOWN])
    if accounting.unplaced:
        names = _some([each.call_id for each in accounting.unplaced])
        yield f"另有{len(accounting.unplaced)}通处理失败，失败记录不带案件编号，归不到贷款名下：{names}"


def _detail(outcome: RowOutcome) -> str:
    """What a reason says of this row alone."""
    if outcome.disposition is Disposition.FAILED:
        return f"（{_plain(outcome.calls[0].reason)}）"
    if outcome.disposition is Disposition.OTHER_STAGE:
        return _joined(stage_short(call.stage) for call in outcome.beside)
    if outcome.disposition is Disposition.OTHER_PRODUCT:
        return _joined(product_name(call.product) for call in outcome.beside)
    if outcome.disposition is Disposition.NOT_RECEIVED:
        return "这通电话，也没有它的失败记录" if outcome.expected.call_id else "这笔贷款的通话"
    return ""


def _twins(outcome: RowOutcome) -> Iterator[str]:
    if outcome.twins:
        yield f"与{_some(outcome.twins)}是同一录音"


def _judged_again(outcome: RowOutcome) -> Iterator[str]:
    return (f"{call.call_id}判定过{call.judgements}次" for call in outcome.calls if call.judgements > 1)


def _failed_besides(outcome: RowOutcome) -> Iterator[str]:
    """Failures beyond the one that is the reason of the row."""
    odd = (call for call in outcome.calls if call.failures > (0 if call.stands else 1))
    return (f"{call.call_id}失败过{call.failures}次" for call in odd)


def _other_case(outcome: RowOutcome) -> Iterator[str]:
    if outcome.in_other_case:
        yield f"清单写案件{outcome.expected.case_id}，库中为案件{_plain(outcome.calls[0].case_id)}"


_REMARKS: dict[str, Callable[[RowOutcome], Iterator[str]]] = {
    "同一录音用了不同编号": _twins,
    "判定过多次": _judged_again,
    "另有失败记录": _failed_besides,
    "案件与清单不同": _other_case,
}


def _joined(words: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(words))


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")


def _plain(text: str) -> str:
    """On one line: what a manifest or an engine said may hold anything."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
