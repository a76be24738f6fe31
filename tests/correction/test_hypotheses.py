"""Several decoding hypotheses for the same speech become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.transcript import Heard, HeardSegment, HeardWord
from pipeline.rules import shipped_rules

WORDS = st.lists(st.sampled_from(["您", "贷", "款", "，", " 几", "年", "50", "%", "還"]), max_size=12)


def words(text: list[str] | str, probability: float = 0.8) -> tuple[HeardWord, ...]:
    return tuple(
        HeardWord(text=each, start=0.2 * at, end=0.2 * at + 0.2, probability=probability)
        for at, each in enumerate(text)
    )


def segment(*hypotheses: tuple[HeardWord, ...]) -> HeardSegment:
    first, *others = hypotheses
    text = "".join(word.text for word in first)
    return HeardSegment(channel=0, start=0, end=9, text=text, confidence=0.8, words=first, alternatives=tuple(others))


def joined(*hypotheses: tuple[HeardWord, ...]) -> HeardSegment:
    (found,) = (
        shipped_rules().corrector.combined(Heard(segments=(segment(*hypotheses),), unheard=(), speech_s=9)).segments
    )
    return found


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("您贷款想用在哪而", "您带宽想用在哪里", "您贷款想用在哪里"),
        ("每个月工资发多", "每个月公司发多少", "每个月工资发多少"),
        ("这笔钱打算买房", "打算买房", "这笔钱打算买房"),
        ("還款來源是工資", "环款来源是工资", "還款來源是工資"),
    ],
)
def test_the_likelier_words_of_both_are_kept(first: str, second: str, text: str) -> None:
    assert joined(words(first), words(second)).text == text


def test_marks_and_figures_stay_with_their_words() -> None:
    assert joined(words(["利率", "3", ".85", "%，", "对吗"]), words(["例率", "3", ".85", "%，", "对吗"])).text == (
        "利率3.85%，对吗"
    )


def test_of_one_hypothesis_nothing_changes() -> None:
    assert joined(words("您带宽想用在哪")) == segment(words("您带宽想用在哪"))


@given(WORDS, WORDS)
def test_what_comes_out_was_heard_and_its_times_never_run_backwards(first: list[str], second: list[str]) -> None:
    found = joined(words(first), words(second, 0.6))
    assert set(found.text) <= set("".join(first) + "".join(second)) | set("，。")
    starts = [word.start for word in found.words]
    assert starts == sorted(starts)
    assert found.alternatives == ()


@given(WORDS)
def test_two_hypotheses_that_agree_are_one(text: list[str]) -> None:
    found = joined(words(text), words(text))
    assert [c for c in found.text if c.isalnum()] == [c for c in "".join(text) if c.isalnum()]
