"""Where long utterances are cut, and when their parts are shown."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.transcript import Utterance
from pipeline.domain.vocabulary import Role
from pipeline.exports.cues import LONGEST, cues_of, cut

CASES = (
    ("好的。", 8, ("好的。",)),
    ("请问您贷款多少？二十万，装修用的。", 12, ("请问您贷款多少？", "二十万，装修用的。")),
    ("利率是百分之四点三五，期限是三十六个月", 14, ("利率是百分之四点三五，", "期限是三十六个月")),
    ("您说“可以。”那就这样办理吧", 10, ("您说“可以。”", "那就这样办理吧")),
    ("先还利息12345678901234元整", 16, ("先还利息", "12345678901234元整")),
)


@pytest.mark.parametrize(("text", "longest", "parts"), CASES)
def test_a_text_is_cut_where_one_would_breathe(text: str, longest: int, parts: tuple[str, ...]) -> None:
    assert cut(text, longest) == parts


@given(st.text(alphabet="好的，。？ 1234abc*“”贷款", max_size=300), st.integers(min_value=4, max_value=40))
def test_nothing_is_lost_and_no_part_is_too_long(text: str, longest: int) -> None:
    parts = cut(text, longest)
    assert "".join(parts) == text
    assert all(len(part) <= longest for part in parts)


def test_parts_follow_each_other_over_the_time_of_the_utterance() -> None:
    text = "您好，我是江城银行的客户经理，" * 6
    said = Utterance(index=0, role=Role.AGENT, heard=text, text=text, start=10.0, end=40.0)
    cues = cues_of([said])
    assert len(cues) > 2
    assert [cues[0].start, cues[-1].end] == pytest.approx([10.0, 40.0])
    assert all(one.end == other.start for one, other in itertools.pairwise(cues))
    assert all(len(cue.text) <= LONGEST for cue in cues)


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_utterance_without_words_has_no_cue(text: str) -> None:
    assert cues_of([Utterance(index=0, role=Role.AGENT, heard=text, text=text, start=1.0, end=1.0)]) == ()
