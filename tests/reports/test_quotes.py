from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.report import Evidence
from pipeline.reports.dialogue import AT_ONCE, Quotes, quotes
from pipeline.reports.page import render_page
from tests.making import a_report
from tests.reports.reading import Page


def evidence(utterance: int, quote: str, explanation: str = "坐席提出", rule: str = "a.b") -> Evidence:
    start = 2.0 * utterance
    return Evidence(utterance=utterance, start=start, end=start + 1, quote=quote, rule=rule, explanation=explanation)


def shown(some: Quotes) -> list[tuple[int, str]]:
    return [(each.evidence.utterance, each.evidence.quote) for each in (*some.first, *some.more)]


def test_a_quote_that_two_rules_found_is_shown_once_with_both_reasons() -> None:
    found = (evidence(3, "分三年还"), evidence(4, "可以"), evidence(3, "分三年还", "坐席说出期限", "c.d"))
    first, second = quotes(found).first
    assert (first.evidence.quote, second.evidence.quote) == ("分三年还", "可以")
    assert first.explanations == ("坐席提出", "坐席说出期限")
    assert first.rules == ("a.b", "c.d")


def test_the_same_reason_is_given_once() -> None:
    (once,) = quotes((evidence(3, "分三年还"), evidence(3, "分三年还", rule="c.d"))).first
    assert once.explanations == ("坐席提出",)


def test_the_same_words_said_again_are_shown_again() -> None:
    assert shown(quotes((evidence(3, "可以"), evidence(9, "可以")))) == [(3, "可以"), (9, "可以")]


def test_a_long_list_shows_its_first_pieces_and_keeps_the_rest() -> None:
    some = quotes([evidence(n, "嗯") for n in range(AT_ONCE + 3)])
    assert (len(some.first), len(some.more)) == (AT_ONCE, 3)


@given(st.lists(st.builds(evidence, st.integers(0, 4), st.sampled_from(["好", "三年", "不用"])), max_size=20))
def test_no_quote_is_lost_doubled_or_moved(found: list[Evidence]) -> None:
    assert shown(quotes(found)) == list(dict.fromkeys((each.utterance, each.quote) for each in found))


def test_the_page_shows_a_quote_once_and_folds_a_long_list() -> None:
    report = a_report(facts={"loan_term": 36})
    found = (*(evidence(n, f"第{n}次说三年") for n in range(AT_ONCE + 2)), evidence(0, "第0次说三年", "客户确认"))
    fact = report.facts[0].model_copy(update={"evidence": found})
    page = Page(render_page(report.model_copy(update={"facts": (fact,)}), None))
    assert page.text.count("“第0次说三年”") == 1
    assert "坐席提出；客户确认" in page.text
    assert "另有2处" in page.text
    assert page.text.index("第3次说三年") < page.text.index("另有2处") < page.text.index("第4次说三年")
