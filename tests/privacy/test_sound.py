"""When in a recording what is masked was said: every hidden character lies under the cover, and little else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.report import CallReport
from pipeline.domain.transcript import Change, Quality, Unheard, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.privacy.masking import Disclosure
from pipeline.privacy.sound import MARGIN_S, masked_places, spans_to_cover
from pipeline.reports.codec import json_schema, to_json
from tests.making import a_report

STEP = 0.25  # seconds a letter


def heard(text: str, heard: str | None = None, *, start: float = 10.0, **more: Any) -> Utterance:
    """An utterance whose letters follow each other every STEP seconds."""
    said = text if heard is None else heard
    letters = sum(map(str.isalnum, said))
    known: dict[str, Any] = {
        "letter_times": tuple(start + STEP * n for n in range(letters)),
        "end": start + STEP * letters,
        **more,
    }
    return Utterance(index=0, role=Role.CUSTOMER, start=start, text=text, heard=said, **known)


def of_call(utterance: Utterance, *unheard: Unheard) -> CallReport:
    report = a_report(transcript=(utterance,))
    return report.model_copy(update={"quality": Quality(unheard=unheard)})


def masked_by_hand(report: CallReport, text: str, said: str | None = None) -> CallReport:
    first = report.transcript[0]
    shown = first.model_copy(update={"text": text, "heard": text if said is None else said})
    return report.model_copy(update={"transcript": (shown,)})


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        ("我叫王强。", "我叫王*。", ((3, 4),)),
        ("13812345678", "138****5678", ((3, 7),)),
        ("一三八，幺二", "***，**", ((0, 3), (4, 6))),
        ("没有什么", "没有什么", ()),
        ("", "", ()),
        ("早已遮盖的***", "早已遮盖的***", ()),
        ("长度变了", "长度***", ((0, 4),)),
        ("****", "****", ()),
    ],
)
def test_which_characters_a_masked_text_hides(before: str, after: str, places: tuple[tuple[int, int], ...]) -> None:
    assert masked_places(before, after) == places


@pytest.mark.parametrize(
    ("utterance", "text", "said", "first", "after"),
    [
        (heard("我叫王小强，你好"), "我叫王**，你好", None, 3, 5),
        (heard("王小强，你好"), "***，你好", None, 0, 3),
        (heard("我叫王小强"), "我叫王**", None, 3, 5),
        (
            heard(
                "尾号是1234，对",
                "尾号是一二三四对",
                changes=(Change(start=3, end=7, heard="一二三四", text="1234", rule="itn"),),
            ),
            "尾号是****，对",
            "尾号是一二三四对",
            3,
            7,
        ),
        (
            heard(
                "尾号是1234，对",
                "尾号是幺两百三十四对",
                changes=(Change(start=3, end=7, heard="幺两百三十四", text="1234", rule="itn"),),
            ),
            "尾号是**34，对",
            "尾号是幺两百三十四对",
            3,
            9,
        ),
        (
            heard(
                "我叫林晓梅", "我叫林小美", changes=(Change(start=3, end=5, heard="小美", text="晓梅", rule="name"),)
            ),
            "我叫林**",
            "我叫林小美",
            3,
            5,
        ),
        (heard("我叫林晓梅吧", "我叫，林晓梅吧"), "我叫林晓梅吧", "我叫，林**吧", 3, 5),
        (heard("没有记录的更正一二三", "没有记录的更正么一二三"), "没有记录的更正***", "没有记录的更正么一二三", 0, 11),
    ],
    ids=[
        "a name",
        "at the beginning",
        "at the end",
        "digits for as many syllables",
        "digits for more syllables",
        "a name that was mended",
        "hidden in what was heard alone",
        "text that nobody can lay beside what was heard",
    ],
)
def test_a_cover_lies_over_what_is_hidden(
    utterance: Utterance, text: str, said: str | None, first: int, after: int
) -> None:
    report = of_call(utterance)
    spans = spans_to_cover(report, masked_by_hand(report, text, said))
    assert spans is not None
    assert len(spans) == 1
    assert spans[0].start == pytest.approx(10.0 + STEP * first - MARGIN_S)
    assert spans[0].end == pytest.approx(10.0 + STEP * after + MARGIN_S)


def test_nothing_hidden_needs_no_cover_and_no_times() -> None:
    report = of_call(heard("好的，没问题。", letter_times=()))
    assert spans_to_cover(report, Disclosure.MASKED.of(report)) == ()


def test_without_times_what_is_hidden_cannot_be_covered() -> None:
    report = of_call(heard("我的电话是13812345678。", letter_times=()))
    assert spans_to_cover(report, Disclosure.MASKED.of(report)) is None


def test_what_nobody_could_read_is_covered_as_well() -> None:
    report = of_call(heard("好的。"), Unheard(start=20.0, end=22.0, reason="听不清"))
    spans = spans_to_cover(report, Disclosure.MASKED.of(report))
    assert spans is not None
    assert [(span.start, span.end) for span in spans] == [(20.0 - MARGIN_S, 22.0 + MARGIN_S)]


def test_times_that_cannot_be_right_cover_the_whole_utterance() -> None:
    utterance = heard("电话13812345678对", letter_times=(10.0, 10.3, *[10.5] * 11, 13.0), end=13.4)
    report = of_call(utterance.model_copy(update={"letter_times": (10.0, 10.3, *[10.5] * 12)}))
    spans = spans_to_cover(report, Disclosure.MASKED.of(report))
    assert spans is not None
    assert spans[0].start <= 10.0
    assert spans[0].end >= 13.4


@given(st.text(alphabet="王小强张一二三，。 a1", max_size=30), st.data())
def test_every_hidden_letter_is_covered(text: str, data: st.DataObject) -> None:
    hidden = [character.isalnum() and data.draw(st.booleans()) for character in text]
    shown = "".join("*" if hide else character for character, hide in zip(text, hidden, strict=True))
    report = of_call(heard(text))
    spans = spans_to_cover(report, masked_by_hand(report, shown))
    assert spans is not None
    at = 10.0
    for character, hide in zip(text, hidden, strict=True):
        if hide:
            assert any(span.start <= at and at + STEP <= span.end + 1e-6 for span in spans)
        at += STEP * character.isalnum()


def test_times_of_words_stand_in_no_report() -> None:
    assert "letter_times" not in to_json(of_call(heard("好的。")))
    assert "letter_times" not in json_schema()
