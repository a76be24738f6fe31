"""Where items come up in words that no pattern has: passages that are like phrases of the bank."""

from collections.abc import Iterator

from pipeline.checklist.mentions import Act, Key, Mention, raised_as
from pipeline.checklist.patterns import compiled
from pipeline.checklist.schema import Checklist
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.intents.reading import Intent

# From here on a passage counts; chosen on the open snippets, in text and spoken (docs/evaluation.md).
LEAST_FOR_RAISE = 0.12
LEAST_FOR_STATE = 0.12
_ACTS = {"raise": (Act.RAISE, LEAST_FOR_RAISE), "state": (Act.STATE, LEAST_FOR_STATE)}


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
    speech, _, about = intent.label.partition(":")
    item, _, name = about.partition(".")
    if speech not in _ACTS or item not in checklist.items or name not in checklist.items[item].components:
        return
    act, least = _ACTS[speech]
    part = checklist.items[item].components[name]
    text = utterance.text[intent.start : intent.end]
    raised = raised_as(text, checklist.phrases)
    if intent.probability < least or raised is None or any(compiled(p).search(text) for p in part.unless):
        return
    yield Mention(
        item=item,
        part=name,
        act=raised if act is Act.RAISE else act,
        utterance=utterance.index,
        start=intent.start,
        end=intent.end,
        quote=text.strip("，。！？!?…、 "),
        rule=f"{about}.likeness.{speech}",
        likeness=intent.probability,
    )
