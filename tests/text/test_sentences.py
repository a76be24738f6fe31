"""Where sentences and clauses begin and end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.sentences import clause_around, sentences

ENDS = "。！？!?；;\n"
CLAUSE_MARKS = "，。！？；、,!?;… "
TALK = "贷三万a1，。！？；、：,!?;… \n"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("您好", ["您好"]),
        ("您好。请问贷多少？", ["您好。", "请问贷多少？"]),
        ("真的？！好。", ["真的？！", "好。"]),
        ("三年；三十六期", ["三年；", "三十六期"]),
        ("好!行?好;", ["好!", "行?", "好;"]),
        ("第一行\n第二行", ["第一行\n", "第二行"]),
        ("好。\n行", ["好。\n", "行"]),
        ("嗯……我想想，贷、还、结清：就这些", ["嗯……我想想，贷、还、结清：就这些"]),
        ("年化4.35", ["年化4.35"]),
        ("。。您好", ["您好"]),
        ("？！。", []),
        ("", []),
    ],
)
def test_a_text_is_cut_behind_the_marks_that_end_a_sentence(text: str, cut: list[str]) -> None:
    assert [sentence[0] for sentence in sentences(text)] == cut


@given(st.text(alphabet=TALK, max_size=30))
def test_sentences_stand_where_they_say_one_behind_the_other_and_nothing_is_lost(text: str) -> None:
    found = list(sentences(text))
    assert all(text[sentence.start() : sentence.end()] == sentence[0] for sentence in found)
    assert all(one.end() == other.start() for one, other in pairwise(found))
    assert "".join(sentence[0] for sentence in found) == text.lstrip(ENDS)


@pytest.mark.parametrize(
    ("text", "quote", "clause"),
    [
        ("您好，我贷二十万。", "二十", "我贷二十万"),
        ("您好，我贷二十万。", "您", "您好"),
        ("您好，我贷二十万", "万", "我贷二十万"),
        ("您好，我贷二十万。", "好，我", "您好，我贷二十万"),
        ("您好，我贷二十万。", "万。", "我贷二十万"),
        ("房贷、车贷、网贷", "车", "车贷"),
        ("嗯…八千吧", "八千", "八千吧"),
        ("OK,好;行", "好", "好"),
        ("用途：装修", "装修", "用途：装修"),
        ("您好 我是", "是", "我是"),
        ("年化4.35，三年", "35", "年化4.35"),
        ("您好", "您好", "您好"),
    ],
)
def test_a_span_is_widened_to_the_clauses_that_it_touches(text: str, quote: str, clause: str) -> None:
    at = text.index(quote)
    start, end = clause_around(text, at, at + len(quote))
    assert text[start:end] == clause


@pytest.mark.parametrize(("text", "at", "clause"), [("您好，行", 0, (0, 2)), ("您好，行", 1, (0, 2)), ("", 0, (0, 0))])
def test_a_place_without_characters_gives_the_clause_around_it(text: str, at: int, clause: tuple[int, int]) -> None:
    assert clause_around(text, at, at) == clause


def test_a_span_of_marks_alone_holds_no_clause() -> None:
    assert clause_around("，，", 0, 2) == (0, 0)


@given(st.text(alphabet="贷三万a1", min_size=1, max_size=4), st.text(alphabet=TALK), st.text(alphabet=TALK))
def test_a_clause_holds_its_span_and_ends_where_a_mark_stands(said: str, before: str, behind: str) -> None:
    text = before + said + behind
    start, end = clause_around(text, len(before), len(before) + len(said))
    assert start <= len(before)
    assert len(before) + len(said) <= end
    assert start == 0 or text[start - 1] in CLAUSE_MARKS
    assert end == len(text) or text[end] in CLAUSE_MARKS
    assert not set(text[start:end]) & set(CLAUSE_MARKS)
    assert clause_around(text, start, end) == (start, end)
