"""What the customer owes elsewhere: the parts that make up one sum."""

import re
from collections.abc import Iterable

from pipeline.facts.call import Call
from pipeline.facts.candidates import Candidate, How
from pipeline.language.quantity import decimal_text

FACT = "existing_debt"
_NOUN = re.compile(
    r"房贷|车贷|网贷|信用卡|花呗|借呗|白条|微粒贷|小贷|按揭|消费贷|经营贷|公积金贷|亲戚|朋友|私人|民间|[工农中建交招]行|他行"
)


def with_sum(call: Call, candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates, with one for the sum where the customer names several debts and gives no total."""
    listed = tuple(candidates)
    parts = _parts(call, [c for c in listed if c.fact == FACT and c.by_customer and isinstance(c.value, int | float)])
    if len(parts) < 2 or any(c.fact == FACT and (c.total or c.mends) for c in listed):
        return listed
    last = max(parts.values(), key=lambda part: part.sentence)
    total = sum(float(part.value) for part in parts.values())
    reckoned = last.model_copy(
        update={"value": float(decimal_text(total)), "how": How.RECKONED, "rule": f"{FACT}.sum", "total": True}
    )
    return (*listed, reckoned)


def _parts(call: Call, candidates: list[Candidate]) -> dict[str, Candidate]:
    """The last figure of each named debt; figures without a name of their own are not added up."""
    parts: dict[str, Candidate] = {}
    for candidate in candidates:
        noun = _noun(call, candidate)
        if noun and candidate.value:
            parts[noun] = candidate
    return parts


def _noun(call: Call, candidate: Candidate) -> str:
    """The kind of debt named last before the figure in its sentence, or else right after it."""
    text = call.utterances[candidate.utterance].text
    sentence = call.sentences[candidate.sentence]
    before = _NOUN.findall(text[sentence.start : candidate.start])
    after = _NOUN.findall(text[candidate.end : candidate.end + 6])
    return str((before[-1:] or after[:1] or [""])[0])
