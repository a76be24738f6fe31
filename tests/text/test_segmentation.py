"""Words of loan talk stay whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.segmentation import cuts_a_word, lexicon, words


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
    assert cuts_a_word("保证信息真实", 1, 3)
    assert not cuts_a_word("保证信息真实", 2, 4)
