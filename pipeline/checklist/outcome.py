"""Fourth step of judging: what became of one part of an item, from its exchanges and mentions."""

from pydantic import Field

from pipeline.checklist.course import Course, Event, Step, run
from pipeline.checklist.exchanges import Exchange, Reply
from pipeline.checklist.mentions import Act, Found, Mention
from pipeline.checklist.schema import ItemRule, Part
from pipeline.checklist.weigh import Weighed, Worth, has_substance, weigh, weigh_by_likeness, weigh_by_sound
from pipeline.checklist.wording import answered, opened, volunteered
from pipeline.domain.base import Frozen
from pipeline.domain.report import Evidence
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Kind
from pipeline.intents.reading import Intent

# How sure a status is when it rests on this: the share that was right among the open snippets, spoken and recognised,
# before the recogniser's own doubts are multiplied in.
CERTAINTY = {
    Worth.SUBSTANCE: 0.97,
    Worth.POLAR: 0.93,
    Worth.LIKELY: 0.7,
    Worth.OPEN: 0.6,
    Worth.SOUNDING: 0.6,
    Worth.VAGUE: 0.72,
    Worth.DECLINED: 0.88,
    Worth.NOTHING: 0.5,
}
CERTAINTY_OF_STATEMENT = 0.95
CERTAINTY_OF_VOLUNTEER = 0.93
CERTAINTY_OF_TOLD = 0.8
# How much of that is left where the agent's words were not those of a pattern.
SHARE_BY = {Found.WORDS: 1.0, Found.SOUND: 0.9, Found.LIKENESS: 0.9}

_EVENT_OF = {
    Worth.SUBSTANCE: Event.ANSWERED,
    Worth.POLAR: Event.AGREED,
    Worth.OPEN: Event.PRESUMED,
    Worth.LIKELY: Event.PRESUMED,
    Worth.SOUNDING: Event.PRESUMED,
    Worth.VAGUE: Event.VAGUE,
    Worth.DECLINED: Event.DECLINED,
    Worth.NOTHING: Event.RAISED,
}


class Scene(Frozen):
    """All that judging one call looks at."""

    transcript: Transcript
    mentions: tuple[Mention, ...]
    exchanges: tuple[Exchange, ...]
    rules: dict[str, ItemRule]
    intents: tuple[Intent, ...] = ()
    told: dict[str, Evidence] = Field(default_factory=dict)

    def answers_in(self, utterance: int) -> tuple[Intent, ...]:
        """What the passages of one utterance are likely to do."""
        return tuple(intent for intent in self.intents if intent.utterance == utterance)

    def of(self, item: str, part: str, *acts: Act) -> tuple[Mention, ...]:
        """The mentions of one part that do one of acts."""
        return tuple(m for m in self.mentions if (m.item, m.part) == (item, part) and m.act in acts)


def course_of(scene: Scene, item: str, name: str) -> Course:
    """What happened in the call to the part called name of item."""
    rule = scene.rules[item]
    if rule.kind is Kind.INFORM:
        return run(tuple(_told(scene, mention) for mention in scene.of(item, name, Act.STATE, Act.RAISE)))
    part = rule.components[name]
    placed = [
        (exchange.openings[-1].utterance, _of_exchange(scene, exchange, part, rule.kind))
        for exchange in scene.exchanges
        if (exchange.item, exchange.part) == (item, name)
    ]
    placed += [(m.utterance, _of_volunteer(scene, m)) for m in scene.of(item, name, Act.VOLUNTEER)]
    placed += [(scene.told[id_].utterance, _of_told(scene.told[id_])) for id_ in rule.told_by if id_ in scene.told]
    return run(tuple(step for _, step in sorted(placed, key=lambda pair: pair[0])))


def _told(scene: Scene, mention: Mention) -> Step:
    """What only has to be told needs no answer; spoken of without its substance it is not yet told."""
    stated = mention.act is Act.STATE
    return Step(
        event=Event.STATED if stated else Event.NAMED,
        certainty=(CERTAINTY_OF_STATEMENT if stated else CERTAINTY[Worth.VAGUE]) * SHARE_BY[mention.found],
        evidence=(opened(scene.transcript, mention),),
    )


def _of_volunteer(scene: Scene, mention: Mention) -> Step:
    evidence = (volunteered(scene.transcript, mention),)
    return Step(event=Event.VOLUNTEERED, certainty=CERTAINTY_OF_VOLUNTEER, evidence=evidence)


def _of_told(evidence: Evidence) -> Step:
    return Step(event=Event.TOLD, certainty=CERTAINTY_OF_TOLD, evidence=(evidence,))


def _of_exchange(scene: Scene, exchange: Exchange, part: Part, kind: Kind) -> Step:
    utterance, weighed = _best_reply(scene, exchange, part, kind)
    event = _EVENT_OF[weighed.worth]
    if kind is Kind.CONFIRM and event is Event.RAISED and _agreed_to_nothing(scene, exchange, part):
        event = Event.NAMED
    evidence = [opened(scene.transcript, mention) for mention in exchange.openings[-1:]]
    if utterance is not None and weighed.worth is not Worth.NOTHING:
        evidence.append(answered(scene.transcript, utterance, weighed, exchange.item))
    certainty = CERTAINTY[weighed.worth] * SHARE_BY[exchange.openings[-1].found]
    return Step(event=event, certainty=certainty, evidence=tuple(evidence))


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
        if weighed.worth is Worth.NOTHING and reply.direct:
            weighed = weigh_by_likeness(scene.answers_in(reply.utterance), exchange.item, exchange.part)
        if weighed.worth > best[1].worth and _meant_for_this(scene, exchange, reply, weighed):
            best = (reply.utterance, weighed)
    return best


def _weighed(utterance: Utterance, part: Part, kind: Kind, *, stated: bool) -> Weighed:
    weighed = weigh(utterance.text, part, kind, stated=stated)
    heard = utterance.channel is not None
    return weigh_by_sound(utterance.text, part, stated=stated) if heard and weighed.worth is Worth.NOTHING else weighed


def _meant_for_this(scene: Scene, exchange: Exchange, reply: Reply, weighed: Weighed) -> bool:
    """Whether a reply answers this exchange: later in it only what names the matter does.

    A yes to several statements at once is a yes to each of them.
    """
    if weighed.worth is Worth.SUBSTANCE:
        return True
    if not reply.direct:
        return weighed.worth is Worth.DECLINED
    return weighed.why in ("assent", "sounding_assent") or not _meant_for_another(
        scene, exchange, reply.utterance, weighed
    )


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
