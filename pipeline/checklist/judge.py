"""Last step of judging: from what became of its parts to the result of every item of the checklist."""

from collections.abc import Mapping
from statistics import fmean
from types import MappingProxyType

from pipeline.checklist.course import Course, Event
from pipeline.checklist.exchanges import follow
from pipeline.checklist.likeness import find_mentions_by_likeness
from pipeline.checklist.mentions import Act, find_mentions, find_mentions_by_sound
from pipeline.checklist.outcome import Scene, course_of
from pipeline.checklist.schema import Checklist, ItemRule
from pipeline.checklist.wording import (
    reason,
    reason_for_missing,
    reason_for_not_evaluable,
    ruled_out,
    spoiled,
)
from pipeline.domain.report import Evidence, ItemResult
from pipeline.domain.time import TimeSpan
from pipeline.domain.transcript import Transcript, Unheard
from pipeline.domain.vocabulary import Status
from pipeline.intents.reading import Intent

# Speech lost beyond this share makes "missing" a claim that nobody can stand for.
UNHEARD_SHARE_FOR_DOUBT = 0.2
# Speech lost this close to an unanswered question may be its answer, seconds.
NEAR_S = 6.0
# How sure it is that what nobody was heard to say was not said, before the recogniser's doubts.
CERTAINTY_OF_SILENCE = 0.9
# A status that says that nobody can tell is no verdict to rely on.
CERTAINTY_OF_DOUBT = 0.3


def judge_items(
    transcript: Transcript,
    checklist: Checklist,
    customer: str = "",
    intents: tuple[Intent, ...] = (),
    told: Mapping[str, Evidence] = MappingProxyType({}),
) -> tuple[ItemResult, ...]:
    """The result of every item of the checklist, in its order.

    customer: the name in the loan file, empty where nobody knows it. intents: what the passages of the call are likely
    to do; none where only the patterns shall judge. told: what facts and risks the call gives.
    """
    scene = scene_of(transcript, checklist, customer, intents, told)
    return tuple(judge_item(scene, item) for item in checklist.items)


def scene_of(
    transcript: Transcript,
    checklist: Checklist,
    customer: str = "",
    intents: tuple[Intent, ...] = (),
    told: Mapping[str, Evidence] = MappingProxyType({}),
) -> Scene:
    """What judging looks at: where the items come up, and what was said to it."""
    said = find_mentions(transcript, checklist, customer)
    mentions = (*said, *find_mentions_by_sound(transcript, checklist, said))
    mentions += find_mentions_by_likeness(transcript, checklist, mentions, intents)
    return Scene(
        transcript=transcript,
        mentions=mentions,
        exchanges=follow(transcript, mentions, checklist.phrases.tag),
        rules=checklist.items,
        intents=intents,
        told=dict(told),
    )


def judge_item(scene: Scene, item: str) -> ItemResult:
    """The result of one item."""
    rule = scene.rules[item]
    courses = {name: course_of(scene, item, name) for name in rule.components}
    status = combined({name: o.status for name, o in courses.items()}, rule)
    status, extra = _limited(scene, item, status)
    asked = tuple(e for course in courses.values() for step in course.steps[-1:] for e in step.evidence)
    status, doubt = doubted(scene.transcript, status, asked)
    evidence = _evidence_of(courses, status) + extra
    return ItemResult(
        id=item,
        status=status,
        reason=doubt or _reason(scene, item, rule, status, courses),
        confidence=_confidence(scene.transcript, courses, status, evidence),
        evidence=evidence,
    )


def combined(statuses: Mapping[str, Status], rule: ItemRule) -> Status:
    """The item's status from its parts': one refused refuses it, some open leave it insufficient."""
    found = set(statuses.values())
    if len(found) == 1:
        return found.pop()
    if Status.VERIFIED in found and rule.needs == "any":
        return Status.VERIFIED
    if Status.REFUSED in found:
        return Status.REFUSED
    if Status.VERIFIED in found or Status.INSUFFICIENT in found:
        return Status.INSUFFICIENT
    return Status.UNANSWERED


def _limited(scene: Scene, item: str, status: Status) -> tuple[Status, tuple[Evidence, ...]]:
    """What either side said that rules the item out, or leaves it insufficient though it was answered."""
    out = scene.of(item, "", Act.RULE_OUT)
    if out and status is not Status.VERIFIED:
        return Status.NOT_APPLICABLE, (ruled_out(scene.transcript, out[0]),)
    spoilt = scene.of(item, "", Act.SPOIL)
    if spoilt and status in (Status.VERIFIED, Status.MISSING, Status.UNANSWERED):
        return Status.INSUFFICIENT, (spoiled(scene.transcript, spoilt[0]),)
    return status, ()


def doubted(transcript: Transcript, status: Status, asked: tuple[Evidence, ...]) -> tuple[Status, str]:
    """Not evaluable where speech that was not transcribed may hold the matter, with the seconds to listen to.

    asked: where the matter was raised last.
    """
    quality = transcript.quality
    if status is Status.MISSING and quality.coverage < 1 - UNHEARD_SHARE_FOR_DOUBT and quality.unheard:
        return Status.NOT_EVALUABLE, reason_for_not_evaluable(_seconds(quality.unheard))
    if status is Status.UNANSWERED:
        near = [u for u in quality.unheard if any(_follows(u, e) for e in asked)]
        if near:
            return Status.NOT_EVALUABLE, reason_for_not_evaluable(_seconds(tuple(near)))
    return status, ""


def _follows(unheard: Unheard, asked: Evidence) -> bool:
    return unheard.overlap(TimeSpan(start=asked.start, end=asked.end + NEAR_S)) > 0


def _seconds(spans: tuple[Unheard, ...]) -> str:
    longest = sorted(sorted(spans, key=lambda s: -s.duration)[:5], key=lambda s: s.start)
    return "、".join(f"{s.start:.0f}–{s.end:.0f}秒" for s in longest)


def _evidence_of(courses: Mapping[str, Course], status: Status) -> tuple[Evidence, ...]:
    if status is Status.MISSING:
        return ()
    return tuple(dict.fromkeys(evidence for course in courses.values() for evidence in _shown(course)))


def _shown(course: Course) -> tuple[Evidence, ...]:
    return course.deciding.evidence if course.deciding else ()


def _certainty(course: Course) -> float:
    return course.deciding.certainty if course.deciding else CERTAINTY_OF_SILENCE


def _presumed(courses: Mapping[str, Course]) -> bool:
    return any(step.event is Event.PRESUMED for course in courses.values() if (step := course.deciding))


def _reason(scene: Scene, item: str, rule: ItemRule, status: Status, courses: Mapping[str, Course]) -> str:
    if status is Status.MISSING:
        skips = [m for m in scene.mentions if m.item == item and m.act is Act.SKIP]
        patterns = sum(len(part.ask) + len(part.state) + len(part.volunteer) for part in rule.components.values())
        return reason_for_missing(rule.name, len(scene.transcript.utterances), patterns, was_skipped=bool(skips))
    unreached = "、".join(rule.components[name].name for name, o in courses.items() if o.status is not Status.VERIFIED)
    return reason(rule.kind, status, unreached, presumed=_presumed(courses))


def _confidence(
    transcript: Transcript, courses: Mapping[str, Course], status: Status, evidence: tuple[Evidence, ...]
) -> float:
    """How sure: the weakest part, times how well its words were heard, times how sure the roles are.

    What nobody was heard to say is as sure as the whole call was heard, twice: it may have been misheard where it was
    asked, and where it was answered.
    """
    certainty = min(map(_certainty, courses.values()))
    heard = heard_in(transcript, evidence)
    if status is Status.MISSING:
        certainty *= transcript.quality.coverage * heard
    if status is Status.NOT_EVALUABLE:
        certainty = CERTAINTY_OF_DOUBT
    return round(certainty * heard * sure_of_roles(transcript), 3)


def heard_in(transcript: Transcript, evidence: tuple[Evidence, ...]) -> float:
    """How well the words of the evidence were heard, 0 to 1; those of the whole call where there is none."""
    told = [transcript.utterances[e.utterance] for e in evidence] or transcript.utterances
    return fmean(utterance.confidence for utterance in told) if told else 1.0


def sure_of_roles(transcript: Transcript) -> float:
    """What doubt about who is who leaves of a certainty: half of it at the worst."""
    return 0.5 + 0.5 * transcript.quality.role_confidence
