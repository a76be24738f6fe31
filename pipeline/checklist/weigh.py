"""Third step of judging: what a reply is worth to the question that it follows."""

from enum import IntEnum

from pipeline.checklist.patterns import compiled, compiled_in_sound
from pipeline.checklist.schema import ItemRule, Part
from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Kind
from pipeline.intents.bank import Speech
from pipeline.intents.reading import Intent
from pipeline.language.homophones import chinese_characters, in_sound
from pipeline.language.numbers import quantities
from pipeline.language.replies import A_NOT_A, ReplyAct, clauses, reply_acts, sounds_like_assent
from pipeline.language.sentences import clause_around

# An answer stands under its question, so two syllables say more here than they do anywhere else.
LEAST_BY_SOUND = 2
_NOT_CONTENT = frozenset({ReplyAct.ASSENT, ReplyAct.EVASION, ReplyAct.HOLD, ReplyAct.DECLINE})


class Worth(IntEnum):
    """What a reply gives, the best last."""

    NOTHING = 0
    LIKELY = 1
    SOUNDING = 2
    OPEN = 3
    VAGUE = 4
    DECLINED = 5
    POLAR = 6
    SUBSTANCE = 7


# From here on a passage counts; chosen on the open snippets, in text and spoken (docs/evaluation.md).
LEAST_LIKE = 0.15
_LIKE = {
    Speech.ANSWER: (Worth.LIKELY, "likeness"),
    Speech.VAGUE: (Worth.VAGUE, "vague"),
    Speech.REFUSE: (Worth.DECLINED, "decline"),
}


class Weighed(Frozen):
    """The worth of one reply with the stretch of text that shows it. start, end: character offsets."""

    worth: Worth
    start: int
    end: int
    why: str


def weigh(reply: str, part: Part, kind: Kind, *, stated: bool) -> Weighed:
    """What reply is worth to part.

    stated: whether the agent said the substance, so that a yes takes it over. The order is: the substance itself, a
    refusal, a yes or no where that is enough, vagueness, any other content where the item takes it.
    """
    acts = reply_acts(reply)
    substance = _substance(reply, part)
    if substance and (substance.why == "value" or not _undercut(reply, substance, part)):
        return substance
    if ReplyAct.DECLINE in acts or (ReplyAct.DENIAL in acts and part.answer.denial == "refusal"):
        return _whole(reply, Worth.DECLINED, "decline")
    if vague := _first(reply, part.answer.vague):
        return Weighed(worth=Worth.VAGUE, start=vague[0], end=vague[1], why="vague")
    return _polar(reply, acts, part, kind, stated=stated) or _content(reply, acts, part)


def weigh_by_sound(reply: str, part: Part, *, stated: bool) -> Weighed:
    """What a reply is worth by its sound, where its words gave nothing: the recogniser may have misheard them.

    stated: as for weigh.
    """
    if mangled := _first(reply, part.answer.heard):
        return Weighed(worth=Worth.SOUNDING, start=mangled[0], end=mangled[1], why="sound")
    text = in_sound(reply)
    for pattern in part.answer.patterns:
        found = compiled_in_sound(pattern).search(text)
        if found and chinese_characters(reply[found.start() : found.end()]) >= LEAST_BY_SOUND:
            start, end = clause_around(reply, found.start(), found.end())
            return Weighed(worth=Worth.SOUNDING, start=start, end=end, why="sound")
    if _takes_a_yes(part, stated=stated) and sounds_like_assent(reply):
        return _whole(reply, Worth.SOUNDING, "sounding_assent")
    return _whole(reply, Worth.NOTHING, "nothing")


def _takes_a_yes(part: Part, *, stated: bool) -> bool:
    return part.answer.assent == "substance" or (part.answer.assent == "if_stated" and stated)


def weigh_by_likeness(intents: tuple[Intent, ...], item: str, part: str) -> Weighed:
    """What a reply is worth by what its passages are like, where words and sound gave nothing."""
    about = f"{item}.{part}" if part else item
    fitting = [i for i in intents if i.speech in _LIKE and i.about == about and i.probability >= LEAST_LIKE]
    likeliest = max(fitting, key=lambda intent: intent.probability, default=None)
    if likeliest is None:
        return Weighed(worth=Worth.NOTHING, start=0, end=0, why="nothing")
    worth, why = _LIKE[likeliest.speech]
    return Weighed(worth=worth, start=likeliest.start, end=likeliest.end, why=why)


def has_substance(text: str, part: Part) -> bool:
    """Whether text holds what the part asks for, whoever says it."""
    return _substance(text, part) is not None or _first(text, part.state) is not None


def _undercut(reply: str, substance: Weighed, part: Part) -> bool:
    """Whether the words of the matter come with a refusal, or after the customer put the matter aside.

    Of an item with several parts one may be given and the next refused (是我，身份证不说), so there only what stands
    before the words counts.
    """
    refused_from = reply if isinstance(part, ItemRule) else reply[: substance.end]
    put_aside = ReplyAct.HOLD in reply_acts(reply[: substance.end])
    return put_aside or ReplyAct.DECLINE in reply_acts(refused_from)


def _substance(reply: str, part: Part) -> Weighed | None:
    for quantity in quantities(reply) if part.answer.values else ():
        if quantity.kind in part.answer.values:
            return _at(reply, quantity.start, quantity.end, "value")
    found = _first(A_NOT_A.sub("□□□", reply), part.answer.patterns)
    return _at(reply, *found, "pattern") if found else None


def _at(reply: str, start: int, end: int, why: str) -> Weighed:
    start, end = clause_around(reply, start, end)
    return Weighed(worth=Worth.SUBSTANCE, start=start, end=end, why=why)


def _whole(reply: str, worth: Worth, why: str) -> Weighed:
    return Weighed(worth=worth, start=0, end=len(reply), why=why)


def _first(text: str, patterns: tuple[str, ...]) -> tuple[int, int] | None:
    for pattern in patterns:
        if found := compiled(pattern).search(text):
            return found.span()
    return None


def _polar(reply: str, acts: frozenset[ReplyAct], part: Part, kind: Kind, *, stated: bool) -> Weighed | None:
    """A bare yes or no, where the item takes one. Vagueness beats a yes, but not to what only needs going along."""
    vague = ReplyAct.EVASION in acts
    if ReplyAct.DENIAL in acts and part.answer.denial == "substance" and not vague:
        return _whole(reply, Worth.POLAR, "denial")
    agreed = ReplyAct.AFFIRMATION in acts or (ReplyAct.ASSENT in acts and ReplyAct.HOLD not in acts)
    if agreed and _takes_a_yes(part, stated=stated) and (not vague or kind is Kind.CONFIRM):
        return _whole(reply, Worth.POLAR, "assent")
    if (vague and ReplyAct.HOLD not in acts) or (ReplyAct.DENIAL in acts and part.answer.denial == "vague"):
        return _whole(reply, Worth.VAGUE, "evasion")
    return None


def _content(reply: str, acts: frozenset[ReplyAct], part: Part) -> Weighed:
    if part.answer.open and ReplyAct.HOLD not in acts and ReplyAct.QUESTION not in acts:
        telling = [clause for clause in clauses(reply) if not reply_acts(clause) & _NOT_CONTENT]
        if sum(map(len, telling)) >= part.answer.open:
            return _whole(reply, Worth.OPEN, "open")
    return _whole(reply, Worth.NOTHING, "nothing")
