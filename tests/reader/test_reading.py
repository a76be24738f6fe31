"""What is asked of a reading: an item's status, its acts, and what shows a risk."""

import pytest

from tests.reader.readings import a_reading, talk

TALK = talk("坐：一个月收入多少？", "客：八千来块。", "坐：好的。")


def test_the_likeliest_status_is_the_one_with_the_highest_probability() -> None:
    reading = a_reading(TALK, statuses={"income": {"verified": 0.3, "insufficient": 0.6, "missing": 0.1}})
    assert reading.likeliest_status("income") == "insufficient"
    assert reading.status_of("income")["verified"] == pytest.approx(0.3)
    assert reading.likeliest_status("loan_amount") == "missing"


@pytest.mark.parametrize(
    ("least", "acts"),
    [
        (0.2, [(0, "raises", 0.9), (1, "answers", 0.3)]),
        (0.5, [(0, "raises", 0.9)]),
        (0.0, [(0, "raises", 0.9), (1, "answers", 0.3), (2, "agrees", 0.1)]),
    ],
)
def test_acts_on_an_item_are_those_that_are_likely_enough_in_spoken_order(
    least: float, acts: list[tuple[int, str, float]]
) -> None:
    reading = a_reading(TALK, acts={"income": {1: ("answers", 0.3), 0: ("raises", 0.9), 2: ("agrees", 0.1)}})
    found = reading.acts_on("income", least)
    assert [(act.utterance, act.act) for act in found] == [(utterance, act) for utterance, act, _ in acts]
    assert [act.probability for act in found] == pytest.approx([probability for _, _, probability in acts], abs=1e-6)


def test_what_shows_a_risk_is_told_by_utterance() -> None:
    reading = a_reading(TALK, conduct={"overdue": {1: 0.7}})
    assert reading.conduct_of("overdue") == pytest.approx([0.0, 0.7, 0.0])
