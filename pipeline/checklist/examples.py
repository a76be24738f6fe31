"""Run the examples that stand in the checklists: what `tinghe checklist test` does."""

from collections.abc import Iterator

from pipeline.checklist.from_reading import items_from
from pipeline.checklist.load import Checklist
from pipeline.correction.corrector import Corrector
from pipeline.dialogue.transcript import transcript_from_turns
from pipeline.dialogue.turns import SpokenTurn
from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Role, Status
from pipeline.errors import ChecklistError
from pipeline.reader.reader import Reader

_SPEAKERS = {"坐": Role.AGENT, "客": Role.CUSTOMER}


class ExampleResult(Frozen):
    """One example of one item: the status that it must get and the one that it got."""

    checklist: str
    item: str
    number: int
    expected: Status
    got: Status

    @property
    def passed(self) -> bool:
        """Whether they are the same."""
        return self.expected is self.got


def run_examples(checklist: Checklist, reader: Reader, corrector: Corrector, only: str = "") -> Iterator[ExampleResult]:
    """Judge every example of every item, or of one alone; raises ChecklistError for a turn without a speaker."""
    for item, rule in checklist.items.items():
        if only not in ("", item):
            continue
        for number, example in enumerate(rule.examples, start=1):
            transcript = transcript_from_turns([_turn(line, item) for line in example.say], corrector)
            reading = reader.read(transcript, checklist.product, checklist.stage, checklist.asked)
            results = items_from(reading, transcript, checklist)
            got = next(result.status for result in results if result.id == item)
            yield ExampleResult(checklist=checklist.id, item=item, number=number, expected=example.status, got=got)


def _turn(line: str, item: str) -> SpokenTurn:
    speaker, _, text = line.partition("：")
    if speaker not in _SPEAKERS or not text:
        raise ChecklistError(
            item, f"the example's turn {line!r} names no speaker", "Begin each turn with 坐： or 客：."
        )
    return SpokenTurn(role=_SPEAKERS[speaker], text=text)
