"""Rewriting a text keeps a record from which what was heard can be read back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.transcript import Change
from pipeline.text.edits import Edited, Replacement, rewritten

HEARD = "甲乙丙丁戊"


def put(start: int, end: int, text: str, rule: str = "规则") -> Replacement:
    return Replacement(start=start, end=end, text=text, rule=rule)


def undone(edited: Edited) -> str:
    text = edited.text
    for change in reversed(edited.changes):
        text = text[: change.start] + change.heard + text[change.end :]
    return text


@pytest.mark.parametrize(
    ("replacements", "text"),
    [
        ([], "甲乙丙丁戊"),
        ([put(1, 3, "二三")], "甲二三丁戊"),
        ([put(0, 5, "一")], "一"),
        ([put(1, 2, "")], "甲丙丁戊"),
        ([put(1, 1, "又")], "甲又乙丙丁戊"),
        ([put(5, 5, "己")], "甲乙丙丁戊己"),
        ([put(3, 4, "四"), put(0, 1, "一")], "一乙丙四戊"),
        ([put(0, 2, "一"), put(2, 4, "三")], "一三戊"),
    ],
    ids=["none", "longer", "the whole", "taken out", "put in", "put behind", "in any order", "side by side"],
)
def test_replacements_are_made(replacements: list[Replacement], text: str) -> None:
    assert rewritten(Edited(text=HEARD), replacements).text == text


@pytest.mark.parametrize(
    ("replacements", "text"),
    [
        ([put(1, 3, "×"), put(2, 4, "○")], "甲×丁戊"),
        ([put(2, 4, "○"), put(1, 3, "×")], "甲×丁戊"),
        ([put(1, 2, "○"), put(1, 4, "×")], "甲×戊"),
        ([put(0, 5, "×"), put(2, 3, "○")], "×"),
        ([put(1, 3, "乙丙"), put(2, 4, "○")], "甲乙○戊"),
    ],
    ids=["the first", "the first however given", "the longest of a start", "the outer", "one that changes something"],
)
def test_of_replacements_that_overlap_one_is_made(replacements: list[Replacement], text: str) -> None:
    assert rewritten(Edited(text=HEARD), replacements).text == text


def test_each_change_says_what_was_heard_where_it_stands_now_and_by_which_rule() -> None:
    edited = rewritten(Edited(text=HEARD), [put(0, 1, "一一", "长"), put(2, 4, "", "删"), put(4, 5, "五", "换")])
    assert edited.text == "一一乙五"
    assert edited.changes == (
        Change(start=0, end=2, heard="甲", text="一一", rule="长"),
        Change(start=3, end=3, heard="丙丁", text="", rule="删"),
        Change(start=3, end=4, heard="戊", text="五", rule="换"),
    )


@pytest.mark.parametrize("same", [[put(0, 2, "还款")], [put(1, 1, "")], [put(0, 1, "还"), put(1, 2, "款")]])
def test_a_replacement_that_changes_nothing_leaves_no_record(same: list[Replacement]) -> None:
    edited = Edited(text="还款")
    assert rewritten(edited, same) == edited


def test_a_later_rewriting_moves_earlier_changes_and_leaves_them_whole() -> None:
    first = rewritten(Edited(text="甲乙丙丁"), [put(2, 3, "三三", "一")])
    second = rewritten(first, [put(0, 1, "", "二"), put(3, 5, "×", "二")])
    assert second.text == "乙三三丁"
    assert [(c.start, c.end, c.heard, c.rule) for c in second.changes] == [(0, 0, "甲", "二"), (1, 3, "丙", "一")]


@pytest.mark.parametrize(
    ("later", "text"),
    [
        (put(1, 3, "×"), "甲二三丁"),
        (put(0, 2, "×"), "甲二三丁"),
        (put(2, 4, "×"), "甲二三丁"),
        (put(0, 4, "×"), "甲二三丁"),
        (put(2, 2, "×"), "甲二三丁"),
        (put(0, 1, "×"), "×二三丁"),
        (put(3, 4, "×"), "甲二三×"),
    ],
    ids=["the same", "its beginning", "its end", "around it", "into it", "just before", "just behind"],
)
def test_what_an_earlier_change_wrote_is_touched_no_more(later: Replacement, text: str) -> None:
    first = rewritten(Edited(text="甲乙丁"), [put(1, 2, "二三")])
    assert rewritten(first, [later]).text == text


@st.composite
def some_replacements(draw: st.DrawFn, length: int, shortest: int) -> list[Replacement]:
    """Up to four, no two of one place; shortest: characters that each stands for at least."""
    places = [(start, end) for start in range(length + 1) for end in range(start + shortest, length + 1)]
    chosen = draw(st.lists(st.sampled_from(places), max_size=4, unique=True)) if places else []
    return [put(start, end, draw(st.text(alphabet="天地", max_size=3))) for start, end in chosen]


@given(st.text(alphabet="甲乙丙", max_size=8), st.data())
def test_undoing_the_changes_of_one_rewriting_gives_the_text_before(heard: str, data: st.DataObject) -> None:
    edited = rewritten(Edited(text=heard), data.draw(some_replacements(len(heard), 0)))
    assert undone(edited) == heard


@given(st.text(alphabet="甲乙丙", max_size=8), st.data())
def test_after_any_number_of_rewritings_the_record_still_fits_the_text(heard: str, data: st.DataObject) -> None:
    edited = Edited(text=heard)
    for _ in range(3):
        earlier = edited
        edited = rewritten(earlier, data.draw(some_replacements(len(earlier.text), 1)))
        assert undone(edited) == heard
        assert all(edited.text[c.start : c.end] == c.text != c.heard for c in edited.changes)
        assert all(one.end <= other.start for one, other in pairwise(edited.changes))
        kept = [(c.heard, c.text) for c in edited.changes]
        assert all((c.heard, c.text) in kept for c in earlier.changes)


@given(st.text(alphabet="甲乙丙", min_size=1, max_size=8), st.data())
def test_the_order_in_which_replacements_are_given_does_not_matter(heard: str, data: st.DataObject) -> None:
    replacements = data.draw(some_replacements(len(heard), 0))
    shuffled = data.draw(st.permutations(replacements))
    assert rewritten(Edited(text=heard), shuffled) == rewritten(Edited(text=heard), replacements)
