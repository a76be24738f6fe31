"""Last step of judging: from what became of its parts to the result of every item of the checklist."""

from collections.abc import Mapping
from statistics import fmean

from pipeline.checklist.exchanges import follow
from pipeline.checklist.mentions import Act, find_mentions, find_mentions_by_sound
from pipeline.checklist.outcome import Outcome, Scene, outcome_of
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

# Speech lost beyond this share makes "missing" a claim that nobody can stand for.
UNHEARD_SHARE_FOR_DOUBT = 0.2
# Speech lost this close to an unanswered question may be its answer, seconds.
NEAR_S = 6.0


def judge_items(transcript: Transcript, checklist: Checklist) -> tuple[ItemResult, ...]:
    """The result of every item of the checklist, in its order."""
    said = find_mentions(transcript, checklist)
    mentions = (*said, *find_mentions_by_sound(transcript, checklist, said))
    scene = Scene(
        transcript=transcript,
        mentions=mentions,
        exchanges=follow(transcript, mentions, checklist.phrases.tag),
        rules=checklist.items,
    )
    return tuple(_judged(scene, item, rule) for item, rule in checklist.items.items())


def _judged(scene: Scene, item: str, rule: ItemRule) -> ItemResult:
    outcomes = {name: outcome_of(scene, item, name) for name in rule.components}
    status = combined({name: o.status for name, o in outcomes.items()}, rule)
    status, extra = _limited(scene, item, status)
    status, doubt = _doubted(scene, status, outcomes)
    evidence = _evidence_of(outcomes, status) + extra
    return ItemResult(
        id=item,
        status=status,
        reason=doubt or _reason(scene, item, rule, status, outcomes),
        confidence=_confidence(scene.transcript, outcomes, status, evidence),
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


def _doubted(scene: Scene, status: Status, outcomes: Mapping[str, Outcome]) -> tuple[Status, str]:
    """Not evaluable where speech that was not transcribed may hold the matter, with the seconds to listen to."""
    quality = scene.transcript.quality
    if status is Status.MISSING and quality.coverage < 1 - UNHEARD_SHARE_FOR_DOUBT and quality.unheard:
        return Status.NOT_EVALUABLE, reason_for_not_evaluable(_seconds(quality.unheard))
    if status is Status.UNANSWERED:
        asked = [e for o in outcomes.values() for e in o.evidence]
        near = [u for u in quality.unheard if any(_follows(u, e) for e in asked)]
        if near:
            return Status.NOT_EVALUABLE, reason_for_not_evaluable(_seconds(tuple(near)))
    return status, ""


def _follows(unheard: Unheard, asked: Evidence) -> bool:
    return unheard.overlap(TimeSpan(start=asked.start, end=asked.end + NEAR_S)) > 0


def _seconds(spans: tuple[Unheard, ...]) -> str:
    longest = sorted(sorted(spans, key=lambda s: -s.duration)[:5], key=lambda s: s.start)
    return "、".join(f"{s.start:.0f}–{s.end:.0f}秒" for s in longest)


def _evidence_of(outcomes: Mapping[str, Outcome], status: Status) -> tuple[Evidence, ...]:
    if status is Status.MISSING:
        return ()
    return tuple(dict.fromkeys(evidence for outcome in outcomes.values() for evidence in outcome.evidence))


def _reason(scene: Scene, item: str, rule: ItemRule, status: Status, outcomes: Mapping[str, Outcome]) -> str:
    if status is Status.MISSING:
        skips = [m for m in scene.mentions if m.item == item and m.act is Act.SKIP]
        patterns = sum(len(part.ask) + len(part.state) + len(part.volunteer) for part in rule.components.values())
        return reason_for_missing(rule.name, len(scene.transcript.utterances), patterns, was_skipped=bool(skips))
    if status is Status.NOT_APPLICABLE:
        return "通话表明该事项不适用"
    unreached = "、".join(rule.components[name].name for name, o in outcomes.items() if o.status is not Status.VERIFIED)
    return reason(rule.kind, status, max((o.worth for o in outcomes.values() if o.worth), default=None), unreached)


def _confidence(
    transcript: Transcript, outcomes: Mapping[str, Outcome], status: Status, evidence: tuple[Evidence, ...]
) -> float:
    """How sure: the weakest part, times how well its words were heard, times how sure the roles are."""
    certainty = min(outcome.certainty for outcome in outcomes.values())
    if status is Status.MISSING:
        certainty *= transcript.quality.coverage
    heard = [transcript.utterances[e.utterance].confidence for e in evidence]
    roles = 0.5 + 0.5 * transcript.quality.role_confidence
    return round(certainty * (fmean(heard) if heard else 1.0) * roles, 3)
