"""A call becomes one spaCy Doc, and the characters of an utterance are found in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dialogue.document import covering_span, doc_of
from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role
from pipeline.errors import RecordingError
from tests.making import an_utterance

CALL = Transcript(
    utterances=(
        an_utterance(0, Role.AGENT, "还款方式是先息后本", 0.0),
        an_utterance(1, Role.CUSTOMER, "晓得了", 3.0),
        an_utterance(2, Role.AGENT, "每月20号 扣款", 4.5),
    )
)
some_texts = st.lists(st.text(alphabet="先息后本还款，。 a1三万", max_size=8), min_size=1, max_size=4)


def call(*texts: str) -> Transcript:
    return Transcript(utterances=tuple(an_utterance(n, Role.CUSTOMER, text, 3.0 * n) for n, text in enumerate(texts)))


def test_the_doc_holds_the_call_with_speaker_and_time() -> None:
    doc = doc_of(CALL)
    spans = doc.spans["utterances"]
    assert doc.text == "还款方式是先息后本\n晓得了\n每月20号 扣款"
    assert [span.text for span in spans] == ["还款方式是先息后本", "晓得了", "每月20号 扣款"]
    assert [(s._.utterance, s._.role, s._.start_s, s._.end_s) for s in spans] == [
        (0, Role.AGENT, 0.0, 2.0),
        (1, Role.CUSTOMER, 3.0, 5.0),
        (2, Role.AGENT, 4.5, 6.5),
    ]


def test_terms_of_loan_talk_are_one_token_each() -> None:
    assert [token.text for token in doc_of(call("先息后本", "等额本息"))] == ["先息后本", "\n", "等额本息"]


def test_one_call_does_not_change_the_doc_of_another() -> None:
    first = doc_of(CALL)
    doc_of(call("贷二十万", "三年"))
    assert [span._.role for span in first.spans["utterances"]] == [Role.AGENT, Role.CUSTOMER, Role.AGENT]
    assert first.text == "还款方式是先息后本\n晓得了\n每月20号 扣款"


@pytest.mark.parametrize(
    ("texts", "whole", "spans"),
    [
        ((), "", []),
        (("",), "", [(0, 0)]),
        (("", "好"), "\n好", [(0, 0), (1, 2)]),
        (("好", "", "行"), "好\n\n行", [(0, 1), (2, 2), (3, 4)]),
        (("好", ""), "好\n", [(0, 1), (2, 2)]),
    ],
)
def test_an_utterance_without_text_keeps_its_place(
    texts: tuple[str, ...], whole: str, spans: list[tuple[int, int]]
) -> None:
    doc = doc_of(call(*texts))
    assert doc.text == whole
    assert [(span.start_char, span.end_char) for span in doc.spans["utterances"]] == spans


@pytest.mark.parametrize(
    ("place", "start", "end", "text"),
    [(0, 5, 9, "先息后本"), (0, 0, 9, "还款方式是先息后本"), (0, 4, 5, "是"), (2, 6, 8, "扣款")],
)
def test_whole_words_of_an_utterance_are_found_as_they_stand(place: int, start: int, end: int, text: str) -> None:
    doc = doc_of(CALL)
    span = covering_span(doc, place, start, end)
    assert span.text == text
    assert span.start_char == doc.spans["utterances"][place].start_char + start


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [(6, 9, "先息后本"), (6, 7, "先息后本"), (4, 6, "是先息后本"), (5, 9, "先息后本"), (0, 1, "还款方式")],
)
def test_characters_inside_a_word_are_widened_to_it(start: int, end: int, text: str) -> None:
    assert covering_span(doc_of(CALL), 0, start, end).text == text


@pytest.mark.parametrize(("start", "end"), [(0, 99), (0, 4), (-1, 2), (2, 1), (3, 3), (1, 1)])
def test_characters_outside_the_utterance_are_refused(start: int, end: int) -> None:
    with pytest.raises(RecordingError, match=f"utterance 1: has no characters {start} to {end}"):
        covering_span(doc_of(CALL), 1, start, end)


@settings(max_examples=60)
@given(some_texts)
def test_every_utterance_stands_in_the_doc_at_its_place(texts: list[str]) -> None:
    doc = doc_of(call(*texts))
    assert doc.text == "\n".join(texts)
    assert [span.text for span in doc.spans["utterances"]] == texts
    for span in doc.spans["utterances"]:
        assert doc.text[span.start_char : span.end_char] == span.text


@settings(max_examples=60)
@given(some_texts, st.data())
def test_a_covering_span_holds_its_characters_and_lies_in_its_utterance(texts: list[str], data: st.DataObject) -> None:
    spoken = [place for place, text in enumerate(texts) if text]
    if not spoken:
        return
    place = data.draw(st.sampled_from(spoken))
    start = data.draw(st.integers(0, len(texts[place]) - 1))
    end = data.draw(st.integers(start + 1, len(texts[place])))
    doc = doc_of(call(*texts))
    span, utterance = covering_span(doc, place, start, end), doc.spans["utterances"][place]
    begins, ends = span.start_char - utterance.start_char, span.end_char - utterance.start_char
    assert 0 <= begins <= start < end <= ends <= len(texts[place])
    assert span.text == texts[place][begins:ends]
    assert covering_span(doc, place, begins, ends) == span
