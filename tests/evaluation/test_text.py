"""Character error rates, on small texts that can be counted by hand."""

import pytest

from pipeline.domain.vocabulary import Role
from pipeline.evaluation.gold import Reference, ReferenceTurn
from pipeline.evaluation.text import TextErrors, folded, text_errors
from tests.making import an_utterance


@pytest.mark.parametrize(
    ("text", "same"),
    [("貸款。", "贷款"), ("三十六期，没变", "3十6期没变"), ("零點五", "0点5"), ("ID 号", "ID号"), ("！？", "")],
)
def test_script_punctuation_and_numerals_are_folded_away(text: str, same: str) -> None:
    assert folded(text) == same


def spoken(layout: str, *turns: tuple[Role, float, str]) -> Reference:
    return Reference.model_validate(
        {"layout": layout, "turns": [ReferenceTurn(role=role, start=start, text=text) for role, start, text in turns]}
    )


CALL = ((Role.AGENT, 0.0, "您好"), (Role.CUSTOMER, 2.0, "你好啊"))


@pytest.mark.parametrize(
    ("layout", "heard", "errors"),
    [
        ("stereo", CALL, TextErrors(characters=5, right_role=5)),
        ("mono", CALL, TextErrors(characters=5, right_role=5)),
        (  # one character lost
            "stereo",
            (CALL[0], (Role.CUSTOMER, 2.0, "你好")),
            TextErrors(errors=1, order_errors=1, characters=5, right_role=4),
        ),
        (  # the answer put before its question: each role is whole, the order is not
            "stereo",
            (CALL[0], (Role.CUSTOMER, -1.0, "你好啊")),
            TextErrors(errors=0, order_errors=4, characters=5, right_role=5),
        ),
        (  # all given to one role: as text it is right
            "mono",
            (CALL[0], (Role.AGENT, 2.0, "你好啊")),
            TextErrors(errors=0, order_errors=0, characters=5, right_role=0),
        ),
        ("stereo", (), TextErrors(errors=5, order_errors=5, characters=5, right_role=0)),
    ],
)
def test_what_was_heard_is_held_against_what_was_said(
    layout: str, heard: tuple[tuple[Role, float, str], ...], errors: TextErrors
) -> None:
    utterances = [an_utterance(n, role, text, start) for n, (role, start, text) in enumerate(heard)]
    assert text_errors(spoken(layout, *CALL), utterances) == errors


def test_a_rate_is_taken_over_all_characters_of_all_calls() -> None:
    both = TextErrors(errors=1, characters=10) + TextErrors(errors=5, characters=20)
    assert both.rate(both.errors) == pytest.approx(0.2)
    assert TextErrors().rate(0) == 0
