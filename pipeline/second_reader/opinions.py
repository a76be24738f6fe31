"""What the second reader answered, as far as it can be checked, and what a reviewer is told of it."""

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import Field, ValidationError

from pipeline.domain.base import Frozen
from pipeline.domain.report import ItemResult
from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Status
from pipeline.reports.labels import clock, item_name
from pipeline.second_reader.question import STATUSES

_LEAST_QUOTE: Final = 2  # characters; less stands anywhere


class Opinion(Frozen):
    """What it says of one item; turn and quote prove it and are left out where it says that nobody spoke of it."""

    id: str
    status: str
    turn: int = -1
    quote: str = ""


class Answer(Frozen):
    """The JSON that it is asked for."""

    items: tuple[Opinion, ...] = Field(max_length=100)


def opinions_in(answer: str, asked: Sequence[ItemResult], masked: Mapping[int, str]) -> tuple[Opinion, ...]:
    """The opinions that hold to the rules: asked for, of a status that there is, with a quote that stands in its turn.

    masked: by utterance the text that was sent. An answer that is no such JSON holds none.
    """
    try:
        given = Answer.model_validate_json(_unfenced(answer))
    except ValidationError:
        return ()
    ids = {item.id for item in asked}
    said = {opinion.id: opinion for opinion in given.items if opinion.id in ids and _is_proved(opinion, masked)}
    return tuple(said.values())


def objections(items: Sequence[ItemResult], opinions: Sequence[Opinion], transcript: Transcript) -> tuple[str, ...]:
    """A warning for each item on which the two readers differ, in Chinese; the first reader's verdict stands."""
    verdicts = {item.id: item.status for item in items}
    starts = {utterance.index: utterance.start for utterance in transcript.utterances}
    return tuple(
        _objection(opinion, verdicts[opinion.id], starts)
        for opinion in opinions
        if Status(opinion.status) is not verdicts[opinion.id]
    )


def _is_proved(opinion: Opinion, masked: Mapping[int, str]) -> bool:
    if opinion.status not in STATUSES:
        return False
    if opinion.status == Status.MISSING:
        return True
    return len(opinion.quote) >= _LEAST_QUOTE and opinion.quote in masked.get(opinion.turn, "")


def _objection(opinion: Opinion, verdict: Status, starts: Mapping[int, float]) -> str:
    where = "" if opinion.status == Status.MISSING else f"，依据 {clock(starts[opinion.turn])}“{opinion.quote}”"
    name, other = item_name(opinion.id), Status(opinion.status).name_zh
    return f"“{name}”判为{verdict.name_zh}，第二阅读意见为{other}{where}，请复核"


def _unfenced(answer: str) -> str:
    """Models like to put JSON into a fence of Markdown."""
    start, end = answer.find("{"), answer.rfind("}")
    return answer[start : end + 1] if 0 <= start < end else answer
