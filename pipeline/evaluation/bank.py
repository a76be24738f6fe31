"""How much of the phrase bank is recognised: what `tinghe checklist test --bank` counts."""

from collections.abc import Iterable, Iterator

from pipeline.checklist.likeness import find_mentions_by_likeness
from pipeline.checklist.load import all_checklists
from pipeline.checklist.mentions import Act, find_mentions
from pipeline.checklist.schema import Checklist
from pipeline.checklist.weigh import Worth, weigh, weigh_by_likeness
from pipeline.conduct.risks import find_risks
from pipeline.conduct.violations import find_violations
from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Transcript
from pipeline.intents.bank import Phrase, Speech
from pipeline.intents.reading import Intent, read_intents
from pipeline.language.reading import SpokenTurn, transcript_from_turns

_ACTS = {Speech.RAISE: Act.RAISE, Speech.STATE: Act.STATE}
_WORTHS = {
    Speech.ANSWER: (Worth.LIKELY, Worth.OPEN, Worth.POLAR, Worth.SUBSTANCE),
    Speech.VAGUE: (Worth.VAGUE,),
    Speech.REFUSE: (Worth.DECLINED,),
}


class Recognised(Frozen):
    """One phrase, whether the patterns know what it does, and whether patterns and classifier together do."""

    phrase: Phrase
    by_patterns: bool
    together: bool


def recognised(phrases: Iterable[Phrase]) -> Iterator[Recognised]:
    """Every phrase that does something, by itself, without the talk around it."""
    items = {item: checklist for checklist in all_checklists() for item in checklist.items}
    for phrase in phrases:
        if phrase.speech is not Speech.OTHER:
            transcript = transcript_from_turns([SpokenTurn(role=phrase.role, text=phrase.text)])
            checklist = items.get(phrase.about.partition(".")[0])
            intents = read_intents(transcript)
            yield Recognised(
                phrase=phrase,
                by_patterns=_knows(phrase, transcript, checklist, ()),
                together=_knows(phrase, transcript, checklist, intents),
            )


def _knows(phrase: Phrase, transcript: Transcript, checklist: Checklist | None, intents: tuple[Intent, ...]) -> bool:
    if phrase.speech is Speech.RISK:
        return any(phrase.about in _risks(transcript, product, intents) for product in ("consumer", "business"))
    if phrase.speech is Speech.VIOLATION:
        return phrase.about in {found.id for found in find_violations(transcript, None, "consumer", intents)}
    if checklist is None:
        return False
    if phrase.speech in _ACTS:
        return _is_raised(phrase, transcript, checklist, intents)
    return _is_weighed(phrase, transcript, checklist, intents)


def _risks(transcript: Transcript, product: str, intents: tuple[Intent, ...]) -> set[str]:
    return {found.id for found in find_risks(transcript, product, intents)}


def _is_raised(phrase: Phrase, transcript: Transcript, checklist: Checklist, intents: tuple[Intent, ...]) -> bool:
    said = find_mentions(transcript, checklist)
    mentions = (*said, *find_mentions_by_likeness(transcript, checklist, said, intents))
    item, _, part = phrase.about.partition(".")
    return any((m.item, m.part) == (item, part) and m.act in (Act.RAISE, Act.STATE) for m in mentions)


def _is_weighed(phrase: Phrase, transcript: Transcript, checklist: Checklist, intents: tuple[Intent, ...]) -> bool:
    item, _, name = phrase.about.partition(".")
    rule = checklist.items[item]
    weighed = [weigh(u.text, rule.components[name], rule.kind, stated=False) for u in transcript.utterances]
    if all(each.worth is Worth.NOTHING for each in weighed):
        weighed = [weigh_by_likeness(intents, item, name)]
    return any(each.worth in _WORTHS[phrase.speech] for each in weighed)
