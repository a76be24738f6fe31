import pytest

from pipeline.checklist.examples import run_examples
from pipeline.checklist.load import Checklist, Example, load_checklist
from pipeline.domain.vocabulary import Status
from pipeline.errors import ChecklistError
from pipeline.reader.reader import Reader
from pipeline.rules import shipped_rules


def with_examples(*examples: Example) -> Checklist:
    checklist = load_checklist("consumer", "pre_loan")
    rule = checklist.items["income"].model_copy(update={"examples": examples})
    items = {item: each.model_copy(update={"examples": ()}) for item, each in checklist.items.items()}
    return checklist.model_copy(update={"items": items | {"income": rule}})


def test_every_example_is_judged_and_held_against_what_it_should_be(plain_reader: Reader) -> None:
    lines = ("坐：一个月收入多少？", "客：八千。")
    twice = with_examples(Example(say=lines, status=Status.VERIFIED), Example(say=lines, status=Status.REFUSED))
    first, second = run_examples(twice, plain_reader, shipped_rules().corrector)
    assert (first.item, first.number, second.number) == ("income", 1, 2)
    assert first.got is second.got
    assert first.passed is (first.got is Status.VERIFIED)
    assert second.passed is (second.got is Status.REFUSED)


def test_a_turn_without_a_speaker_is_refused(plain_reader: Reader) -> None:
    nobody = with_examples(Example(say=("一个月收入多少？",), status=Status.VERIFIED))
    with pytest.raises(ChecklistError, match="names no speaker"):
        list(run_examples(nobody, plain_reader, shipped_rules().corrector))
