"""How a verdict came about, step by step: what `tinghe explain` prints."""

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.checklist.course import Course
from pipeline.checklist.judge import judge_item, scene_of
from pipeline.checklist.mentions import Act, Mention
from pipeline.checklist.outcome import course_of
from pipeline.checklist.schema import Checklist, Part
from pipeline.domain.base import Frozen
from pipeline.domain.report import Evidence, ItemResult
from pipeline.domain.transcript import Transcript
from pipeline.errors import UsageError
from pipeline.intents.reading import Intent


class PartAccount(Frozen):
    """What happened to one part. wordings: how many were searched for, by what they would show."""

    name: str
    course: Course
    wordings: dict[str, int]


class Account(Frozen):
    """The verdict on one item with all that led to it.

    aside: what was said of the item that is no exchange about it: named only to be skipped, ruled out, spoiled.
    utterances: how many were searched.
    """

    checklist: str
    result: ItemResult
    parts: tuple[PartAccount, ...]
    aside: tuple[Mention, ...]
    utterances: int


def account_of(
    transcript: Transcript,
    checklist: Checklist,
    item: str,
    *,
    customer: str = "",
    intents: tuple[Intent, ...] = (),
    told: Mapping[str, Evidence] = MappingProxyType({}),
) -> Account:
    """The account of one item, judged anew.

    customer: the name in the loan file, empty where nobody knows it. intents: what the passages of the call are likely
    to do. told: what facts and risks the call gives.

    Raises:
        UsageError: the checklist has no such item; names those that it has.
    """
    if item not in checklist.items:
        raise UsageError(item, f"is not on {checklist.id}", f"Choose from: {', '.join(checklist.items)}.")
    scene = scene_of(transcript, checklist, customer, intents, told)
    apart = (Act.SKIP, Act.RULE_OUT, Act.SPOIL)
    return Account(
        checklist=checklist.id,
        result=judge_item(scene, item),
        parts=tuple(
            PartAccount(name=name, course=course_of(scene, item, name), wordings=_wordings(part))
            for name, part in checklist.items[item].components.items()
        ),
        aside=tuple(mention for mention in scene.mentions if mention.item == item and mention.act in apart),
        utterances=len(transcript.utterances),
    )


def _wordings(part: Part) -> dict[str, int]:
    counts = {"raise": len(part.ask), "state": len(part.state), "volunteer": len(part.volunteer)}
    return {kind: count for kind, count in counts.items() if count}
