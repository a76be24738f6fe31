"""What has been spent of the loan, where the customer says it by what is left: everything, or all but so much."""

import re
from collections.abc import Iterable

from pipeline.domain.vocabulary import Role
from pipeline.facts.call import Sentence
from pipeline.facts.candidates import Candidate, How, candidate_at
from pipeline.facts.listening import Listening

FACT, LEFT, WHOLE = "funds_used", "funds_left", "loan_amount"
_WEIGHT = 0.75
_ALL = re.compile(
    r"(全|都|全部|一分不剩|一分没剩|一次性|整个|基本|已经)(都|部|部都)?(用|花|付|投|打|交|转|进|买|砸|使|给)"
    r"[^，。]{0,10}(了|完|光|掉|进去|过去|出去)|(用|花|付|投|使)(完|光)(了|啦)|一分(钱)?(都|也)?(没|不)(剩|留)"
)
_REST_SPENT = re.compile(
    r"(剩下|其余|余下|剩余|剩)的?[^，。没]{0,6}(买|交|付|用|进|做|还了|花|投|结|发|盖|贴|装|垫|租|给了)"
)
_NOT_ALL = re.compile(
    r"(没|没有|还没|未|快|差不多快|准备|打算|要)(都|全|全部)?(用|花|付|投)(完|光)|(?<!没)(?<!不)剩|没用|没花|没动"
)


def spent_of(listening: Listening, candidates: Iterable[Candidate], amount: float | None) -> Candidate | None:
    """What has been spent of an amount in yuan, where the customer does not name it as one figure; else None."""
    if listening.stage != "post_loan" or amount is None:
        return None
    own = [candidate for candidate in candidates if candidate.by_customer]
    named = [candidate for candidate in own if candidate.fact == FACT]
    left = [candidate for candidate in own if candidate.fact == LEFT]
    if named:
        return _of_parts(listening, named, amount) or (_all_but(left[-1], amount) if left and len(named) > 1 else None)
    if left:
        return _all_but(left[-1], amount)
    return next((found for sentence in listening.call.sentences if (found := _all(listening, sentence, amount))), None)


def _of_parts(listening: Listening, named: list[Candidate], amount: float) -> Candidate | None:
    """The sum of what one turn spends item by item, or the whole where the rest is spent as well."""
    parts = [c for c in named if c.turn == named[-1].turn and isinstance(c.value, int | float)]
    if not parts or any(c.mends or c.total for c in parts):
        return None
    if _REST_SPENT.search(listening.call.turn_texts[parts[0].turn]):
        return _reckoned(parts[0], amount, "rest")
    total = sum({float(c.value) for c in parts})
    return _reckoned(parts[0], total, "sum") if len(parts) > 1 and total <= amount else None


def _all_but(left: Candidate, amount: float) -> Candidate | None:
    if not isinstance(left.value, int | float) or not 0 < left.value < amount:
        return None
    return _reckoned(left, amount - left.value, "left")


def _reckoned(basis: Candidate, value: float, rule: str) -> Candidate:
    """A candidate reckoned from another; its words are the basis's."""
    changes = {"fact": FACT, "value": _number(value), "how": How.RECKONED, "rule": f"{FACT}.{rule}"}
    return basis.model_copy(update=changes)


def _number(spent: float) -> float | int:
    return int(spent) if spent == int(spent) else spent


def _all(listening: Listening, sentence: Sentence, amount: float) -> Candidate | None:
    found = _ALL.search(sentence.plain)
    asked = {"loan_purpose", FACT} & set(listening.questions.open_for(sentence))
    if sentence.role is not Role.CUSTOMER or not found or not asked or _NOT_ALL.search(sentence.plain):
        return None
    start, end = found.span()
    return candidate_at(
        sentence, start, end, fact=FACT, value=_number(amount), how=How.RECKONED, rule=f"{FACT}.all", weight=_WEIGHT
    )
