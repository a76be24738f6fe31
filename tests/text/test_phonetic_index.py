"""Terms found by their sound: where, and how unlike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.phonetic_index import PhoneticIndex
from pipeline.text.phonetics import distance, syllables

TERMS = ("征信", "还款", "担保人", "等额本息", "还款方式", "提前还款日")
INDEX = PhoneticIndex(TERMS)


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
    said = syllables(text)
    for match in INDEX.matches(text):
        assert match.term in TERMS
        assert match.end - match.start == len(match.term)
        assert 0 <= match.start < match.end <= len(text)
        unlike = sum(map(distance, said[match.start : match.end], syllables(match.term)))
        assert match.cost == pytest.approx(unlike)
        assert match.cost <= 1


@given(st.sampled_from(TERMS), st.text(alphabet="，。A1 ", max_size=5), st.text(alphabet="，。A1 ", max_size=5))
def test_a_term_that_was_heard_rightly_is_found_whatever_stands_around_it(term: str, before: str, behind: str) -> None:
    found = {(match.start, match.end, match.term): match.cost for match in INDEX.matches(before + term + behind)}
    assert found[len(before), len(before) + len(term), term] == 0
