"""How words sound, how alike two sounds are, and where a text sounds like one of a set of terms."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ChecklistError
from pipeline.text.phonetics import (
    DIFFERENT,
    PhoneticIndex,
    by_reading,
    distance,
    in_sound,
    read_readings,
    syllables,
)

TERMS = ("征信", "还款", "担保人", "等额本息", "还款方式", "提前还款日")
INDEX = PhoneticIndex(TERMS)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("还款", "huan kuan"),
        ("还没还清", "hai mei huan qing"),
        ("提前还款", "ti qian huan kuan"),
        ("城东支行", "cheng dong zhi hang"),
        ("总行", "zong hang"),
        ("我行", "wo hang"),
        ("不行", "bu xing"),
        ("重定价日", "chong ding jia ri"),
        ("尽职调查", "jin zhi diao cha"),
        ("后4位", "hou si wei"),
    ],
)
def test_bank_words_are_read_as_banks_say_them(text: str, reading: str) -> None:
    assert " ".join(syllables(text)) == reading


def test_a_reading_with_a_syllable_too_few_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    written = "readings:\n  还款: huan kuan\n  支行: hang\n"
    (tmp_path / "lexicon" / "readings.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(ChecklistError, match=r"readings\.yaml:3: 支行 has 2 characters and 1 syllables"):
        read_readings(tmp_path)


def test_the_readings_stay_our_own() -> None:
    from pypinyin import Style, lazy_pinyin

    before = lazy_pinyin("还款", style=Style.NORMAL)
    syllables("还款")
    assert lazy_pinyin("还款", style=Style.NORMAL) == before


@given(st.text(max_size=30))
def test_there_is_one_syllable_for_each_character(text: str) -> None:
    assert len(syllables(text)) == len(text)


@pytest.mark.parametrize(
    ("one", "other", "cost"),
    [
        ("shi", "shi", 0.0),
        ("zhi", "zi", 0.2),
        ("chang", "can", 0.4),
        ("nan", "lan", 0.2),
        ("xing", "xin", 0.2),
        ("feng", "fen", 0.2),
        ("fei", "hei", 0.4),
        ("bei", "fei", 0.5),
        ("ben", "wen", 0.5),
        ("fang", "fu", 0.8),
        ("huan", "kou", DIFFERENT),
    ],
)
def test_sounds_that_telephones_blur_are_near(one: str, other: str, cost: float) -> None:
    assert distance(one, other) == pytest.approx(cost)
    assert distance(other, one) == pytest.approx(cost)


def test_the_readings_of_a_character_come_in_one_order_in_every_process() -> None:
    assert by_reading("长") == {"chang": "长", "zhang": "长"}
    assert list(by_reading("长行")) == ["chang", "zhang", *sorted(set(by_reading("行")))]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("逾期", "预期", True),
        ("张三", "章山", True),
        ("林女士", "宁女士", True),
        ("A1还款", "A1环款", True),
        ("还款", "还钱", False),
        ("A1还款", "B1还款", False),
        ("还款。", "还款", False),
    ],
)
def test_two_texts_of_one_sound_are_written_alike(one: str, other: str, same: bool) -> None:
    assert (in_sound(one) == in_sound(other)) == same


@given(st.text(alphabet="还款征信张章A1，。 ", max_size=12))
def test_in_sound_a_text_keeps_its_length_and_all_but_its_chinese_characters(text: str) -> None:
    written = in_sound(text)
    assert len(written) == len(text)
    assert all(a == b for a, b in zip(text, written, strict=True) if not "\u4e00" <= a <= "\u9fff")


@pytest.mark.parametrize(
    ("text", "start", "term", "cost"),
    [
        ("征信", 0, "征信", 0.0),
        ("我的正心不好", 2, "征信", 0.0),
        ("增心", 0, "征信", 0.2),
        ("增兴", 0, "征信", 0.4),
        ("单宝仍", 0, "担保人", 0.2),
        ("当宝仍", 0, "担保人", 0.4),
        ("选等额盆息吧", 1, "等额本息", 0.4),
        ("等了本息", 0, "等额本息", 0.5),
        ("登河本息", 0, "等额本息", 0.5),
        ("还款帮四", 0, "还款方式", 0.7),
        ("题前换段日", 0, "提前还款日", 0.5),
        ("题前还款人", 0, "提前还款日", 0.8),
    ],
)
def test_a_stretch_that_sounds_enough_like_a_term_is_found_with_what_it_costs(
    text: str, start: int, term: str, cost: float
) -> None:
    found = {(match.start, match.end, match.term): match.cost for match in INDEX.matches(text)}
    assert found[start, start + len(term), term] == pytest.approx(cost)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("杭款", "放款"),
        ("利路", "利率"),
        ("丹抛人", "担保人"),
        ("等额本星", "等额本息"),
        ("等额我息", "等额本息"),
        ("等了盆息", "等额本息"),
        ("等了本星", "等额本息"),
        ("提前看款日", "提前还款日"),
        ("提前换段热", "提前还款日"),
    ],
    ids=[
        "two characters, one another initial",
        "two characters, another final",
        "three characters, another initial",
        "four characters, another final",
        "four characters, one of another sound",
        "four characters, too much together",
        "four characters, both halves wrong",
        "five characters, one of another sound",
        "five characters, both halves wrong",
    ],
)
def test_what_sounds_too_different_is_not_found(text: str, term: str) -> None:
    assert list(PhoneticIndex([term]).matches(text)) == []


def test_a_text_shorter_than_every_term_holds_none() -> None:
    assert list(PhoneticIndex(["担保人"]).matches("担保")) == []
    assert list(INDEX.matches("")) == []


def test_no_terms_find_nothing() -> None:
    assert list(PhoneticIndex([]).matches("还款")) == []


def test_a_term_is_found_as_often_as_it_is_said_and_inside_a_longer_one() -> None:
    found = [(match.start, match.end, match.term) for match in INDEX.matches("还款，还款方式")]
    assert found == [(0, 2, "还款"), (3, 5, "还款"), (3, 7, "还款方式")]


def test_every_term_of_one_sound_is_told_the_same_way_each_time() -> None:
    alike = PhoneticIndex(["正心", "征信", "增信"])
    assert [(match.term, match.cost) for match in alike.matches("征信")] == [
        ("增信", 0.2),
        ("征信", 0.0),
        ("正心", 0.0),
    ]


@given(st.text(alphabet="征正增信心新担单当保宝人仍还换款等登额本盆息方房式四提前日，A1", max_size=14))
def test_every_match_stands_where_it_says_and_costs_what_its_syllables_do(text: str) -> None:
    reading = syllables(text)
    for match in INDEX.matches(text):
        assert match.term in TERMS
        assert match.end - match.start == len(match.term)
        assert 0 <= match.start < match.end <= len(text)
        unlike = sum(map(distance, reading[match.start : match.end], syllables(match.term)))
        assert match.cost == pytest.approx(unlike)
        assert match.cost <= 1


@given(st.sampled_from(TERMS), st.text(alphabet="，。A1 ", max_size=5), st.text(alphabet="，。A1 ", max_size=5))
def test_a_term_that_was_heard_rightly_is_found_whatever_stands_around_it(term: str, before: str, behind: str) -> None:
    found = {(match.start, match.end, match.term): match.cost for match in INDEX.matches(before + term + behind)}
    assert found[len(before), len(before) + len(term), term] == 0
