"""Regular expressions that people edit."""

import pytest
from pydantic import ValidationError

from pipeline.domain.base import Frozen
from pipeline.rulebook.patterns import AnyOf, Regex


class One(Frozen):
    pattern: Regex


class Many(Frozen):
    patterns: AnyOf


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("逾期", "要是逾期了呢", "逾期"),
        ("征.{0,2}信", "征什么信", "征什么信"),
        ("征.{0,2}信", "征来征去的好信", None),
        (r"(.)\1", "好好的", "好好"),
        ("^还款$", "还款日", None),
        ("lpr", "LPR", None),
        ("(?i)lpr", "LPR加点", "LPR"),
    ],
)
def test_a_pattern_finds_what_it_says(pattern: str, text: str, found: str | None) -> None:
    match = One.model_validate({"pattern": pattern}).pattern.search(text)
    assert (match and match[0]) == found


@pytest.mark.parametrize(
    ("patterns", "text", "found"),
    [
        (["逾期"], "要是逾期了呢", "逾期"),
        (["逾期", "晚还"], "晚还几天", "晚还"),
        (["逾期", "晚还"], "按时还", None),
        (["^甲|乙", "丙$"], "丁乙", "乙"),
        (["^甲|乙", "丙$"], "丁甲", None),
        (["^甲|乙", "丙$"], "甲丙丁", "甲"),
        (["丙$", "^甲|乙"], "丁丙", "丙"),
        (["一年", "一年半"], "一年半", "一年"),
    ],
)
def test_any_of_a_list_finds_what_one_of_them_does(patterns: list[str], text: str, found: str | None) -> None:
    match = Many.model_validate({"patterns": patterns}).patterns.search(text)
    assert (match and match[0]) == found


@pytest.mark.parametrize(
    ("pattern", "cause"),
    [
        ("(逾期", r"\(逾期 does not compile \(missing \), unterminated subpattern at position 0\)"),
        ("*逾期", r"\*逾期 does not compile \(nothing to repeat at position 0\)"),
        (12, "a pattern is a text"),
        (None, "a pattern is a text"),
        (["逾期"], "a pattern is a text"),
    ],
)
def test_what_is_no_pattern_is_refused_with_what_is_wrong(pattern: object, cause: str) -> None:
    with pytest.raises(ValidationError, match=cause):
        One.model_validate({"pattern": pattern})


@pytest.mark.parametrize(
    ("patterns", "cause"),
    [
        (["逾期", "晚还[", "("], r"晚还\[ does not compile"),
        (["逾期", 12], "a pattern is a text"),
        ("逾期", "a list of patterns is wanted"),
        (None, "a list of patterns is wanted"),
    ],
)
def test_a_list_is_refused_for_its_first_bad_pattern(patterns: object, cause: str) -> None:
    with pytest.raises(ValidationError, match=cause):
        Many.model_validate({"patterns": patterns})


@pytest.mark.parametrize(
    ("patterns", "cause"),
    [
        (["贷", "(?i)abc"], "does not compile"),
        (["(?P<a>贷)", "(?P<a>款)"], "does not compile"),
        (["(贷)款", r"(还)\1"], "refers back to a group"),
        (["贷", r"(?P<x>还)(?P=x)"], "refers back to a group"),
    ],
)
def test_patterns_that_do_not_go_together_are_refused(patterns: list[str], cause: str) -> None:
    with pytest.raises(ValidationError, match=cause):
        Many.model_validate({"patterns": patterns})


def test_an_empty_list_of_patterns_finds_nothing() -> None:
    assert Many.model_validate({"patterns": []}).patterns.search("贷款") is None
