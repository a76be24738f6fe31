"""Second step of judging: what was said after an item was raised, until the talk moved on."""

from collections.abc import Iterator

from pipeline.checklist.mentions import Act, Mention
from pipeline.checklist.patterns import compiled
from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.language.replies import ReplyAct, reply_acts

# Later than that an answer has to name its matter (volunteer patterns), else it answers something else.
MAX_REPLIES = 6

Key = tuple[str, str]


class Reply(Frozen):
    """One utterance of the customer in an exchange.

    direct: it belongs to the customer's first turn after the opening, or to one before which the customer only asked
    back and the agent asked for a yes again.
    """

    utterance: int
    direct: bool


class Exchange(Frozen):
    """One raising of one part of an item, and the customer's words before the agent raised something else.

    openings: the mentions in the agent's turn, in order. companions: the other parts raised in the same turn. last:
    whether no other part was raised after it in the turn.
    """

    item: str
    part: str
    openings: tuple[Mention, ...]
    replies: tuple[Reply, ...]
    companions: tuple[Key, ...]
    last: bool


def follow(transcript: Transcript, mentions: tuple[Mention, ...], tag: tuple[str, ...]) -> tuple[Exchange, ...]:
    """Every exchange of the call, in spoken order.

    A turn is what one side says without a word from the other between. The replies to a turn reach to the agent's next
    turn that raises a part not yet raised in it, at most MAX_REPLIES utterances. tag: how a sentence asks for a yes.
    """
    turns = _turns(transcript.utterances)
    raised = [_raised_in(turn, mentions) for turn in turns]
    return tuple(
        exchange
        for n, turn in enumerate(turns)
        if turn[0].role is Role.AGENT
        for exchange in _exchanges_of(raised[n], _replies_after(n, turns, raised, tag))
    )


def _turns(utterances: tuple[Utterance, ...]) -> list[list[Utterance]]:
    turns: list[list[Utterance]] = []
    for utterance in utterances:
        if turns and turns[-1][0].role is utterance.role:
            turns[-1].append(utterance)
        else:
            turns.append([utterance])
    return turns


def _raised_in(turn: list[Utterance], mentions: tuple[Mention, ...]) -> dict[Key, list[Mention]]:
    indices = {utterance.index for utterance in turn}
    raised: dict[Key, list[Mention]] = {}
    for mention in mentions:
        if mention.utterance in indices and mention.act in (Act.RAISE, Act.STATE):
            raised.setdefault((mention.item, mention.part), []).append(mention)
    return raised


def _replies_after(
    n: int, turns: list[list[Utterance]], raised: list[dict[Key, list[Mention]]], tag: tuple[str, ...]
) -> tuple[Reply, ...]:
    replies: list[Reply] = []
    direct = True
    for turn, keys in zip(turns[n + 1 :], raised[n + 1 :], strict=True):
        if turn[0].role is Role.AGENT:
            if _asks_for_more(keys, raised[n]):
                break
            direct = direct and _asks_for_a_yes(turn, tag)
        else:
            replies.extend(Reply(utterance=utterance.index, direct=direct) for utterance in turn)
            direct = direct and any(ReplyAct.QUESTION in reply_acts(utterance.text) for utterance in turn)
    return tuple(replies[:MAX_REPLIES])


def _asks_for_a_yes(turn: list[Utterance], tag: tuple[str, ...]) -> bool:
    return any(compiled(pattern).search(utterance.text) for utterance in turn for pattern in tag)


def _asks_for_more(keys: dict[Key, list[Mention]], before: dict[Key, list[Mention]]) -> bool:
    """Whether a turn raises a part, anew or again: either ends what came before it."""
    return any(mention.act is Act.RAISE or key not in before for key, found in keys.items() for mention in found)


def _exchanges_of(raised: dict[Key, list[Mention]], replies: tuple[Reply, ...]) -> Iterator[Exchange]:
    order = sorted(raised, key=lambda key: (raised[key][-1].utterance, raised[key][-1].start))
    for key in order:
        yield Exchange(
            item=key[0],
            part=key[1],
            openings=tuple(raised[key]),
            replies=replies,
            companions=tuple(other for other in order if other != key),
            last=key == order[-1],
        )
