"""Where sentences, clauses and words begin and end; words of loan talk stay whole."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ChecklistError
from pipeline.text.segmentation import clause_around, lexicon, read_lexicon, sentences, word_borders, words

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
def test_a_clause_holds_its_span_and_ends_where_a_mark_stands(span: str, before: str, behind: str) -> None:
    text = before + span + behind
    start, end = clause_around(text, len(before), len(before) + len(span))
    assert start <= len(before)
    assert len(before) + len(span) <= end
    assert start == 0 or text[start - 1] in CLAUSE_MARKS
    assert end == len(text) or text[end] in CLAUSE_MARKS
    assert not set(text[start:end]) & set(CLAUSE_MARKS)
    assert clause_around(text, start, end) == (start, end)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("先息后本和等额本息", "先息后本 和 等额本息"),
        ("受托支付给供应商", "受托支付 给 供应商"),
        ("这笔贷后面再说", "这笔 贷 后面 再说"),
        ("贷款前面签合同", "贷款 前面 签合同"),
        ("保证人是谁", "保证人 是 谁"),
    ],
)
def test_terms_stay_whole_and_do_not_swallow_their_neighbours(text: str, cut: str) -> None:
    assert list(words(text)) == cut.split()


def test_every_term_of_the_lexicon_is_one_word() -> None:
    assert [term for term in lexicon().terms if words(term) != (term,)] == []


def test_the_global_tokenizer_is_left_alone() -> None:
    import jieba

    words("先息后本")
    assert not jieba.dt.initialized
    assert "先息后本" not in jieba.dt.FREQ


@settings(max_examples=60)
@given(st.text(alphabet="先息后本还款方式，。 \n\ta1三万五", max_size=30))
def test_the_words_joined_are_the_text(text: str) -> None:
    assert "".join(words(text)) == text


def test_a_stretch_that_runs_into_a_word_cuts_it() -> None:
    assert 3 not in word_borders("保证信息真实")
    assert {0, 2, 4, 6} <= word_borders("保证信息真实")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lexicon").mkdir()
    return tmp_path / "lexicon"


def test_the_lexicon_holds_the_terms_of_loan_talk() -> None:
    assert {"先息后本", "受托支付", "被执行人", "套路贷", "LPR"} <= set(lexicon().terms)


def test_a_term_listed_twice_is_refused_with_its_line(folder: Path) -> None:
    (folder / "terms.yaml").write_text(
        "categories:\n  - name: 甲\n    tag: n_a\n    terms:\n      - 月供\n      - 月供\n", encoding="utf-8"
    )
    with pytest.raises(ChecklistError, match=r"terms\.yaml:6: 月供 is listed twice"):
        read_lexicon(folder.parent)


def test_an_unknown_key_is_refused(folder: Path) -> None:
    (folder / "terms.yaml").write_text("categories: []\nwords: []\n", encoding="utf-8")
    with pytest.raises(ChecklistError, match="words"):
        read_lexicon(folder.parent)
