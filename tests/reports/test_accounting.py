"""Sums that do not close, and words that come from outside, in the lines of an accounting."""

from pipeline.population.accounting import Accounting, Expected, ReceivedCall, account
from pipeline.reports.accounting import accounting_lines, sums_line


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
    assert "  c-2：案件k  [31m-1，没有话语" in lines


def test_beyond_five_reasons_of_failures_the_rest_is_one() -> None:
    names = tuple(f"c-{n}" for n in range(7))
    failed = [ReceivedCall(call_id=name, is_call=False, failures=1, reason=f"turn {name}") for name in names]
    line = list(accounting_lines(of_calls(*failed, names=names), 0))[3]
    assert line.endswith("（turn c-0 1；turn c-1 1；turn c-2 1；turn c-3 1；turn c-4 1；其他原因 2）")
