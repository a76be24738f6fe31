"""The patterns that people write: found as they say, refused where they are none, and never a reason to hang."""

import time
from contextlib import suppress

import pytest
from pydantic import ValidationError

from pipeline.domain.base import Frozen
from pipeline.errors import RecordingError
from pipeline.rulebook.pattern import AnyOf, AnyOfIgnoringCase, Pattern, Regex


class One(Frozen):
    pattern: Regex


class Many(Frozen):
    patterns: AnyOf


class AnyCase(Frozen):
    patterns: AnyOfIgnoringCase


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


def test_letters_great_and_small_are_alike_where_that_is_asked_for() -> None:
    pattern = AnyCase.model_validate({"patterns": ["字幕by", "MINGPAO"]}).patterns
    assert [bool(pattern.search(text)) for text in ("字幕BY", "Mingpao", "字幕")] == [True, True, False]


def test_all_that_is_found_comes_in_order() -> None:
    pattern = Pattern("还(款|清)")
    assert pattern.findall("还款了还清了还") == ["还款", "还清"]
    assert [found.start() for found in pattern.finditer("还款了还清了还")] == [0, 3]


@pytest.mark.parametrize(
    "pattern",
    [
        "(?:[一-龥]+)+[a-z]",
        "(好+)+吗",
        "(好|好好)+吗",
        "(好*)*吗",
        r"(\w+[，。]?)+！",
        "月供(多+)+少",
        "(年化|年化|利率)+是",
        "([你我他]+|[你我]+)*是吧",
        "(a|a)*b",
        r"(\d+)*元",
    ],
)
def test_a_pattern_that_can_take_for_ever_is_refused_or_gives_up(pattern: str) -> None:
    began = time.process_time()
    with suppress(ValidationError, RecordingError):
        made = One.model_validate({"pattern": pattern}).pattern
        for piece in ("贷", "好", "月供" + "多" * 9, "年化", "你我", "a", "1"):
            made.search(piece * 2000)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "pattern",
    ["(?:[一-龥]+)+[a-z]", "(好+)+吗", "(好|好好)+吗", r"^(([一-龥])+.)+[a-z]$", r"(?:贷|款|贷款)*(?!x)\d"],
)
def test_a_repeat_within_a_repeat_is_refused_when_the_file_is_read(pattern: str) -> None:
    with pytest.raises(ValidationError, match="takes too long over a long sentence"):
        One.model_validate({"pattern": pattern})


def test_a_pattern_that_was_not_found_out_gives_up_and_names_itself() -> None:
    with pytest.raises(RecordingError) as refused:
        Pattern("(?:[一-龥]+)+[a-z]").search("贷" * 5000)
    assert "(?:[一-龥]+)+[a-z] takes longer than 1 s" in refused.value.cause
    assert "贷" not in str(refused.value)


@pytest.mark.parametrize(
    ("pattern", "cause"),
    [
        ("(?:" * 1600 + "好" + ")" * 1600, "longer than 5000"),
        ("(?:" * 1200 + "好" + ")" * 1200, "does not compile"),
        ("好{99999999999}", "more than 10000 times"),
        ("好{0,99999999999}", "does not compile"),
        ("(?:(?:(?:好|不){100}){100}){100}", "more than 10000 times"),
        ("(?:好|不){10001,}", "more than 10000 times"),
        (r"\p{Han}", "does not compile"),
        ("(?<=好+)吗", "does not compile"),
        ("[[好]]", "does not compile"),
        ("好{3,2}", "does not compile"),
        ("[", "does not compile"),
        ("\\", "does not compile"),
    ],
)
def test_what_re_does_not_take_is_refused_shortly(pattern: str, cause: str) -> None:
    with pytest.raises(ValidationError, match=cause) as refused:
        One.model_validate({"pattern": pattern})
    assert len(refused.value.errors()[0]["msg"]) < 250
