"""Fourth step of judging: what became of one part of an item, from its exchanges and mentions."""

from pipeline.checklist.exchanges import Exchange, Reply
from pipeline.checklist.mentions import Act, Mention
from pipeline.checklist.schema import ItemRule, Part
from pipeline.checklist.weigh import Weighed, Worth, has_substance, weigh, weigh_by_sound
from pipeline.checklist.wording import answered, opened, volunteered
from pipeline.domain.base import Frozen
from pipeline.domain.report import Evidence
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Kind, Status

# How sure a status is when it rests on this, before the recogniser's own doubts are multiplied in.
CERTAINTY = {
    Worth.SUBSTANCE: 0.92,
    Worth.POLAR: 0.86,
    Worth.OPEN: 0.6,
    Worth.SOUNDING: 0.55,
    Worth.VAGUE: 0.75,
    Worth.DECLINED: 0.85,
    Worth.NOTHING: 0.7,
}
CERTAINTY_OF_STATEMENT = 0.9
CERTAINTY_BY_SOUND = 0.7  # times that of the words themselves
CERTAINTY_OF_VOLUNTEER = 0.8
CERTAINTY_OF_SILENCE = 0.85

_STATUS_OF = {
    Worth.SUBSTANCE: Status.VERIFIED,
    Worth.POLAR: Status.VERIFIED,
    Worth.OPEN: Status.VERIFIED,
    Worth.SOUNDING: Status.VERIFIED,
    Worth.VAGUE: Status.INSUFFICIENT,
    Worth.DECLINED: Status.REFUSED,
    Worth.NOTHING: Status.UNANSWERED,
}


class Outcome(Frozen):
    """What became of one part. worth: the best reply's, None where there was no exchange."""

    status: Status
    certainty: float
    evidence: tuple[Evidence, ...] = ()
    worth: Worth | None = None


class Scene(Frozen):
    """All that judging one call looks at."""

    transcript: Transcript
    mentions: tuple[Mention, ...]
    exchanges: tuple[Exchange, ...]
    rules: dict[str, ItemRule]

    def of(self, item: str, part: str, *acts: Act) -> tuple[Mention, ...]:
        """The mentions of one part that do one of acts."""
        return tuple(m for m in self.mentions if (m.item, m.part) == (item, part) and m.act in acts)


def outcome_of(scene: Scene, item: str, name: str) -> Outcome:
    """What became of the part called name of item."""
    rule = scene.rules[item]
    if rule.kind is Kind.INFORM:
        return _informed(scene, item, name)
    part = rule.components[name]
    exchanges = [e for e in scene.exchanges if (e.item, e.part) == (item, name)]
    outcomes = [_of_exchange(scene, exchange, part, rule.kind) for exchange in exchanges]
    outcomes += [_of_volunteer(scene, mention) for mention in scene.of(item, name, Act.VOLUNTEER)]
    return _best(outcomes)


def _informed(scene: Scene, item: str, name: str) -> Outcome:
    """An inform part needs the agent's statement alone; raised without its substance it is insufficient."""
    stated = scene.of(item, name, Act.STATE)
    if stated:
        evidence = tuple(opened(scene.transcript, mention) for mention in stated[:2])
        certainty = CERTAINTY_OF_STATEMENT * _by_sound(stated[0])
        return Outcome(status=Status.VERIFIED, certainty=certainty, evidence=evidence)
    raised = scene.of(item, name, Act.RAISE)
    if raised:
        evidence = tuple(opened(scene.transcript, mention) for mention in raised[:2])
        return Outcome(status=Status.INSUFFICIENT, certainty=CERTAINTY[Worth.VAGUE], evidence=evidence)
    return Outcome(status=Status.MISSING, certainty=CERTAINTY_OF_SILENCE)


def _of_volunteer(scene: Scene, mention: Mention) -> Outcome:
    evidence = (volunteered(scene.transcript, mention),)
    return Outcome(status=Status.VERIFIED, certainty=CERTAINTY_OF_VOLUNTEER, evidence=evidence, worth=Worth.SUBSTANCE)


def _of_exchange(scene: Scene, exchange: Exchange, part: Part, kind: Kind) -> Outcome:
    utterance, weighed = _best_reply(scene, exchange, part, kind)
    status = _STATUS_OF[weighed.worth]
    if kind is Kind.CONFIRM and weighed.worth is Worth.NOTHING and _agreed_to_nothing(scene, exchange, part):
        status = Status.INSUFFICIENT
    evidence = [opened(scene.transcript, mention) for mention in exchange.openings[-1:]]
    if utterance is not None and weighed.worth is not Worth.NOTHING:
        evidence.append(answered(scene.transcript, utterance, weighed, exchange.item))
    certainty = CERTAINTY[weighed.worth] * _by_sound(exchange.openings[-1])
    return Outcome(status=status, certainty=certainty, evidence=tuple(evidence), worth=weighed.worth)


def _by_sound(mention: Mention) -> float:
    return CERTAINTY_BY_SOUND if mention.by_sound else 1.0


def _agreed_to_nothing(scene: Scene, exchange: Exchange, part: Part) -> bool:
    """The agent named the matter without its substance, and the customer went along: nothing was confirmed."""
    return bool(exchange.replies) and not _stated(scene, exchange, part) and not _asked(scene, exchange)


def _asked(scene: Scene, exchange: Exchange) -> bool:
    texts = (scene.transcript.utterances[m.utterance].text for m in exchange.openings)
    return any(text.rstrip().endswith(("?", "？", "吗", "呢", "吧", "么")) for text in texts)


def _stated(scene: Scene, exchange: Exchange, part: Part) -> bool:
    return any(
        mention.act is Act.STATE or has_substance(scene.transcript.utterances[mention.utterance].text, part)
        for mention in exchange.openings
    )


def _best_reply(scene: Scene, exchange: Exchange, part: Part, kind: Kind) -> tuple[int | None, Weighed]:
    stated = _stated(scene, exchange, part)
    best: tuple[int | None, Weighed] = (None, Weighed(worth=Worth.NOTHING, start=0, end=0, why="silence"))
    for reply in exchange.replies:
        weighed = _weighed(scene.transcript.utterances[reply.utterance], part, kind, stated=stated)
        if weighed.worth > best[1].worth and _meant_for_this(scene, exchange, reply, weighed):
            best = (reply.utterance, weighed)
    return best


def _weighed(utterance: Utterance, part: Part, kind: Kind, *, stated: bool) -> Weighed:
    weighed = weigh(utterance.text, part, kind, stated=stated)
    heard = utterance.channel is not None
    return weigh_by_sound(utterance.text, part) if heard and weighed.worth is Worth.NOTHING else weighed


def _meant_for_this(scene: Scene, exchange: Exchange, reply: Reply, weighed: Weighed) -> bool:
    """Whether a reply answers this exchange: later in it only what names the matter does.

    A yes to several statements at once is a yes to each of them.
    """
    if weighed.worth is Worth.SUBSTANCE:
        return True
    if not reply.direct:
        return weighed.worth is Worth.DECLINED
    return weighed.why == "assent" or not _meant_for_another(scene, exchange, reply.utterance, weighed)


def _meant_for_another(scene: Scene, exchange: Exchange, index: int, weighed: Weighed) -> bool:
    """Two questions in one turn: a reply that names the substance of one of them is no answer to the other.

    What fits both or neither (都没有, a bare yes) is taken for all, other content for the last.
    """
    text = scene.transcript.utterances[index].text
    taken = any(
        weigh(text, scene.rules[item].components[part], scene.rules[item].kind, stated=False).worth is Worth.SUBSTANCE
        for item, part in exchange.companions
        if scene.rules[item].kind is not Kind.INFORM
    )
    return taken or (weighed.worth is Worth.OPEN and not exchange.last)


def _best(outcomes: list[Outcome]) -> Outcome:
    """Verified once is verified; else the last word counts, an answer of any kind over none."""
    verified = [o for o in outcomes if o.status is Status.VERIFIED]
    if verified:
        return max(verified, key=lambda o: o.certainty)
    spoken = [o for o in outcomes if o.status is not Status.UNANSWERED]
    if spoken or outcomes:
        return (spoken or outcomes)[-1]
    return Outcome(status=Status.MISSING, certainty=CERTAINTY_OF_SILENCE)
