"""Where items come up in words that no pattern has: passages that are like phrases of the bank."""

from collections.abc import Iterator

from pipeline.checklist.mentions import Act, Found, Key, Mention, holds_any, raised_as
from pipeline.checklist.schema import Checklist
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.intents.bank import Speech
from pipeline.intents.reading import Intent

# From here on a passage counts; chosen on the open snippets, in text and spoken (docs/evaluation.md).
LEAST_LIKE = 0.12
_ACTS = {Speech.RAISE: Act.RAISE, Speech.STATE: Act.STATE}


def find_mentions_by_likeness(
    transcript: Transcript, checklist: Checklist, mentions: tuple[Mention, ...], intents: tuple[Intent, ...]
) -> tuple[Mention, ...]:
    """Mentions of parts that nobody seems to have raised, by what the passages of the call are like.

    mentions: what was found by words and sound; only parts without any are looked for. At most one mention of a part in
    an utterance: its likeliest.
    """
    found = {(mention.item, mention.part) for mention in mentions if mention.act is not Act.SPOIL}
    best: dict[tuple[int, Key], Mention] = {}
    for intent in sorted(intents, key=lambda intent: intent.probability):
        utterance = transcript.utterances[intent.utterance]
        for mention in _mentions(utterance, checklist, intent):
            if (mention.item, mention.part) not in found:
                best[mention.utterance, (mention.item, mention.part)] = mention
    return tuple(best.values())


def _mentions(utterance: Utterance, checklist: Checklist, intent: Intent) -> Iterator[Mention]:
    item, _, name = intent.about.partition(".")
    act = _ACTS.get(intent.speech)
    if act is None or item not in checklist.items or name not in checklist.items[item].components:
        return
    part = checklist.items[item].components[name]
    text = utterance.text[intent.start : intent.end]
    raised = raised_as(text, checklist.phrases)
    if intent.probability < LEAST_LIKE or raised is None or holds_any(part.unless, text):
        return
    yield Mention(
        item=item,
        part=name,
        act=raised if act is Act.RAISE else act,
        utterance=utterance.index,
        start=intent.start,
        end=intent.end,
        quote=text.strip("，。！？!?…、 "),
        rule=f"{intent.about}.likeness.{intent.speech}",
        found=Found.LIKENESS,
    )
