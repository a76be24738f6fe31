"""Which candidate becomes the fact: the last correction wins, and the customer's word beats the agent's."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from pipeline.domain.base import Frozen
from pipeline.domain.report import FactValue
from pipeline.domain.vocabulary import FactStatus
from pipeline.facts.candidates import Candidate, How

_WAN = 10_000
_FAR_LESS_SURE = 0.3  # what is so much less sure than another value is taken to be about something else
_AS_SURE = 0.15  # a later value replaces an earlier one when its rule is at least nearly as sure


class Resolved(Frozen):
    """The candidate that stands, what it replaced or is backed by, and in which way it stands."""

    chosen: Candidate
    status: FactStatus
    replaced: tuple[Candidate, ...] = ()
    backing: tuple[Candidate, ...] = ()


def resolve(candidates: Iterable[Candidate]) -> Resolved | None:
    """What stands of all candidates for one fact; None when there are none.

    Order of preference: the customer's own values and what the customer expressly agreed to, the latest that is about
    as sure as the surest; then what the agent told and the customer did not object to.
    """
    listed = _plain_spoken(sorted(candidates, key=lambda candidate: (candidate.sentence, candidate.start)))
    if not listed:
        return None
    customers = [c for c in listed if c.by_customer]
    agreed = [c for c in listed if c.how is How.AGREED]
    rest = [c for c in listed if not c.by_customer and c.how is not How.AGREED]
    chosen = _standing(customers, agreed) if customers or agreed else _latest(rest)
    return Resolved(
        chosen=chosen,
        status=_status(chosen, listed),
        replaced=tuple(c for c in listed if c.sentence <= chosen.sentence and not _same(c.value, chosen.value)),
        backing=tuple(c for c in listed if c is not chosen and _same(c.value, chosen.value)),
    )


def _plain_spoken(listed: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that are left when others speak more plainly.

    Left out: what is far less sure, echoes without their 万 (八千五够了), and figures for good and for bad times only.
    """
    surest = max((candidate.weight for candidate in listed), default=0.0)
    listed = [candidate for candidate in listed if candidate.weight >= surest - _FAR_LESS_SURE]
    values = {candidate.value for candidate in listed if isinstance(candidate.value, int | float)}
    kept = [c for c in listed if not (isinstance(c.value, int | float) and c.value and c.value * _WAN in values)]
    vague = {c.turn for c in kept if c.secondary and _only_special_times(kept, c.turn)}
    return [c for c in kept if c.turn not in vague]


def _only_special_times(listed: Sequence[Candidate], turn: int) -> bool:
    """Whether a turn gives several figures, each for special times (忙的时候一万，闲的时候三千)."""
    said = [c for c in listed if c.turn == turn]
    return len({c.value for c in said}) > 1 and all(c.secondary for c in said)


def _standing(customers: Sequence[Candidate], agreed: Sequence[Candidate]) -> Candidate:
    if not customers:
        return _latest(agreed)
    own = _latest(customers)
    later = [c for c in agreed if c.turn > own.turn and c.weight >= own.weight - _AS_SURE]
    return _latest(later) if later else own


def _latest(candidates: Sequence[Candidate]) -> Candidate:
    """The best of the last turn that speaks about as surely as the surest."""
    surest = max(candidate.weight for candidate in candidates)
    turns = [tuple(turn) for _, turn in groupby(candidates, key=lambda candidate: candidate.turn)]
    sure = [turn for turn in turns if max(c.weight for c in turn) >= surest - _AS_SURE]
    return _of_one_turn(sure[-1])


def _of_one_turn(candidates: Sequence[Candidate]) -> Candidate:
    """Within one turn: the last correction, else a total, else the surest that is not for special times."""
    for preferred in ([c for c in candidates if c.mends], [c for c in candidates if c.total]):
        if preferred:
            return preferred[-1]
    plain = [c for c in candidates if not c.secondary] or list(candidates)
    return max(plain, key=lambda candidate: (round(candidate.weight, 1), -candidate.start - 1000 * candidate.sentence))


def _status(chosen: Candidate, listed: Sequence[Candidate]) -> FactStatus:
    others = [c for c in listed if not _same(c.value, chosen.value)]
    if any(c.sentence > chosen.sentence for c in others):
        return "disputed"
    if others:
        return "corrected"
    agent_said = any(not c.by_customer for c in listed)
    return "confirmed" if chosen.how is How.AGREED or (agent_said and chosen.by_customer) else "stated"


def _same(one: FactValue, other: FactValue) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)
