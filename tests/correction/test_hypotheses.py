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


def test_a_segment_is_as_sure_as_the_words_that_it_keeps() -> None:
    found = joined(words("您贷款想用在哪而", 0.8), words("您带宽想用在哪里", 0.79))
    assert [word.probability for word in found.words] == [*[0.8] * 7, 0.79]
    assert found.confidence == 0.7988


def test_a_word_that_another_hypothesis_heard_earlier_begins_with_the_one_before_it() -> None:
    late = tuple(
        word.model_copy(update={"start": word.start + 1, "end": word.end + 1}) for word in words("您贷款想用在哪而")
    )
    *_, before, last = joined(late, words("您带宽想用在哪里", 0.79)).words
    assert (before.text, last.text) == ("哪", "里")
    assert last.start == last.end == before.start


def test_of_two_hypotheses_as_likely_in_the_talk_the_surer_one_is_kept() -> None:
    assert joined(words("您贷款三年", 0.9), words("您贷款五年", 0.1)).text == "您贷款三年"
    assert joined(words("您贷款三年", 0.1), words("您贷款五年", 0.9)).text == "您贷款五年"


def test_words_that_only_another_hypothesis_has_are_taken() -> None:
    assert joined(words("打算买房"), words("这笔钱打算买房")).text == "这笔钱打算买房"


def test_of_three_hypotheses_the_best_parts_are_kept() -> None:
    found = joined(words("每个月公司发多少"), words("每个月工资花多"), words("美个月工资发多少"))
    assert found.text == "每个月工资发多少"


@pytest.mark.parametrize("other", [(), words(["，", "。"]), words("")], ids=["no words", "marks alone", "nothing"])
def test_a_hypothesis_without_characters_decides_nothing(other: tuple[HeardWord, ...]) -> None:
    assert joined(words("您带宽想用在哪"), other) == segment(words("您带宽想用在哪"))


def test_every_segment_keeps_its_place_and_what_was_not_heard_stays() -> None:
    first, second = segment(words("您带宽"), words("您贷款")), segment(words("好的"), words("好的"))
    heard = Heard(segments=(first, second.model_copy(update={"channel": 1})), unheard=(), speech_s=9)
    found = shipped_rules().corrector.combined(heard)
    assert [(part.channel, part.text) for part in found.segments] == [(0, "您贷款"), (1, "好的")]
    assert found.model_copy(update={"segments": ()}) == heard.model_copy(update={"segments": ()})
