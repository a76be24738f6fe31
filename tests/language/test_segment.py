"""Words of loan talk stay whole, and the call becomes one spaCy Doc."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.errors import RecordingError
from pipeline.language.document import covering_span, doc_of, exact_span, place_of
from pipeline.language.lexicon import lexicon
from pipeline.language.segment import cuts_a_word, words


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


def a_call() -> Transcript:
    said = [(Role.AGENT, "还款方式是先息后本", 0.0), (Role.CUSTOMER, "晓得了", 3.0), (Role.AGENT, "每月20号 扣款", 4.5)]
    return Transcript(
        utterances=tuple(
            Utterance(index=i, role=role, heard=text, text=text, start=start, end=start + 1)
            for i, (role, text, start) in enumerate(said)
        )
    )


def test_the_doc_holds_the_call_with_speaker_and_time() -> None:
    doc = doc_of(a_call())
    spans = doc.spans["utterances"]
    assert doc.text == "还款方式是先息后本\n晓得了\n每月20号 扣款"
    assert [span.text for span in spans] == ["还款方式是先息后本", "晓得了", "每月20号 扣款"]
    assert [(s._.utterance, s._.role, s._.start_s, s._.end_s) for s in spans][1] == (1, Role.CUSTOMER, 3.0, 4.0)
    assert "先息后本" in [token.text for token in doc]


def test_characters_are_found_in_both_directions() -> None:
    doc = doc_of(a_call())
    span = exact_span(doc, 0, 5, 9)
    assert span.text == "先息后本"
    assert place_of(doc, span.start_char) == (0, 5)
    assert place_of(doc, doc.text.index("扣款")) == (2, 6)


def test_characters_inside_a_word_are_refused_or_widened() -> None:
    doc = doc_of(a_call())
    with pytest.raises(RecordingError, match="utterance 0: characters 6 to 9"):
        exact_span(doc, 0, 6, 9)
    assert covering_span(doc, 0, 6, 9).text == "先息后本"


@pytest.mark.parametrize(("start", "end"), [(0, 99), (-1, 2), (3, 3)])
def test_characters_outside_the_utterance_are_refused(start: int, end: int) -> None:
    with pytest.raises(RecordingError, match="utterance 1"):
        covering_span(doc_of(a_call()), 1, start, end)


def test_the_break_between_two_utterances_belongs_to_none() -> None:
    with pytest.raises(RecordingError, match="belongs to no utterance"):
        place_of(doc_of(a_call()), len("还款方式是先息后本"))


def test_an_empty_call_is_an_empty_doc() -> None:
    doc = doc_of(Transcript(utterances=()))
    assert (doc.text, len(doc.spans["utterances"])) == ("", 0)
