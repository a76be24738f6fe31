"""What the second reader answered, as far as it can be checked, and what a reviewer is told of it."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import ValidationError

from pipeline.domain.base import Frozen
from pipeline.domain.report import ItemResult
from pipeline.domain.transcript import SECOND_READER, Transcript
from pipeline.domain.vocabulary import Status
from pipeline.reports.labels import clock, item_name
from pipeline.second_reader.question import STATUSES

_MOST_OPINIONS: Final = 100
_LEAST_QUOTE: Final = 2  # characters; less stands anywhere


class Opinion(Frozen):
    """What it says of one item; turn and quote prove it and are left out where it says that nobody spoke of it."""

    id: str
    status: str
    turn: int = -1
    quote: str = ""


def opinions_in(answer: str, asked: Sequence[ItemResult], masked: Mapping[int, str]) -> tuple[Opinion, ...] | None:
    """The opinions that hold to the rules: asked for, of a status that there is, with a quote that stands in its turn.

    masked: by utterance the text that was sent. None where the answer is not the JSON that was asked for.
    """
    try:
        given = json.loads(_without_wrapping(answer))["items"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(given, list):
        return None
    ids, said = {item.id for item in asked}, {}
    for each in given[:_MOST_OPINIONS]:
        opinion = _opinion(each)
        if opinion and opinion.id in ids and _is_proved(opinion, masked):
            said[opinion.id] = opinion
    return tuple(said.values())


def _opinion(given: object) -> Opinion | None:
    """One opinion; what it says besides is left, and one that is malformed is none."""
    if not isinstance(given, dict):
        return None
    try:
        return Opinion.model_validate(
            {name: given[name] for name in Opinion.model_fields if given.get(name) is not None}
        )
    except ValidationError:
        return None


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
    return f"“{name}”判为{verdict.name_zh}，{SECOND_READER}意见为{other}{where}，请复核"


def _without_wrapping(answer: str) -> str:
    """Models like to think aloud first, and to put JSON into a fence of Markdown."""
    answer = answer.rpartition("</think>")[2]
    start, end = answer.find("{"), answer.rfind("}")
    return answer[start : end + 1] if 0 <= start < end else answer
