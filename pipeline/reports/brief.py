"""What an agent reads before the next call of a case, in plain Chinese."""

from collections.abc import Iterator

from pipeline.cases.overview import CaseOverview, ItemState
from pipeline.privacy.labels import masked_label
from pipeline.reports.labels import clock, fact_name, fact_value, finding_name, item_name, short
from pipeline.rulebook.taxonomy import taxonomy

# Facts of these types identify people: a brief says that they differ, not what they are.
_PERSONAL = ("text", "digits", "date")


def brief_lines(case: CaseOverview) -> Iterator[str]:
    """The brief, a line each: what to ask in its order, what to clear up, what to look out for, and until when."""
    settled = f"{len(case.settled)}项已落实，{len(case.open)}项待问"
    yield f"案件 {masked_label(case.case_id)}：已通话{len(case.calls)}次，{settled}"
    yield from _section("需要问的", [_question(state) for state in case.open])
    yield from _section("需要澄清的", list(_differences(case)))
    yield from _section("需要留意的风险", [short(finding_name(risk)) for risk in case.risks])
    if case.due:
        yield f"建议最迟联系日期：{case.due:%Y-%m-%d}"


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"{title}："
        yield from (f"  {number}. {line}" for number, line in enumerate(lines, start=1))


def _question(state: ItemState) -> str:
    where = f"，{clock(state.second)}" if state.second is not None else ""
    name = item_name(state.item)
    return f"{state.question or name}（{name}：{state.status.name_zh}，{masked_label(state.call_id)}{where}）"


def _differences(case: CaseOverview) -> Iterator[str]:
    """What calls say otherwise than each other, then otherwise than the loan file."""
    for one in case.contradictions:
        name = f"{fact_name(one.fact)}前后不一致"
        if _is_personal(one.fact):
            yield f"{name}（{masked_label(one.first_call)}、{masked_label(one.second_call)}）"
        else:
            first, second = fact_value(one.fact, one.first), fact_value(one.fact, one.second)
            yield f"{name}：{masked_label(one.first_call)}说{first}，{masked_label(one.second_call)}说{second}"
    for each in case.mismatches:
        fact, name = each.mismatch.fact, f"{fact_name(each.mismatch.fact)}与申请资料不一致"
        if _is_personal(fact):
            yield f"{name}（{masked_label(each.call_id)}）"
        else:
            stated, filed = fact_value(fact, each.mismatch.stated), fact_value(fact, each.mismatch.application)
            yield f"{name}：{masked_label(each.call_id)}说{stated}，资料为{filed}"


def _is_personal(fact: str) -> bool:
    entry = taxonomy().facts.get(fact)
    return entry is None or entry.type in _PERSONAL
