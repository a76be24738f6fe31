"""What the customer owes elsewhere: the parts that make up one sum."""

import re
from collections.abc import Iterable

from pipeline.facts.call import Call
from pipeline.facts.candidates import Candidate, How

FACT = "existing_debt"
_BORDER = re.compile(r"[，。；,;！？]")
_ANOTHER = re.compile(r"[一1另](?=笔|张|个|家)")
_NOUN = re.compile(r"[一-龥]{1,2}贷(?!款)|信用卡|花呗|借呗|白条|按揭|亲戚|朋友|私人|民间|[一-龥]行(?![的了业])|信用社")


def with_sum(call: Call, candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates, with one for the sum of what the customer owes, where the parts are named and no total is given.

    Of each named debt the last figure counts: three borrowed, one paid back, two still owed are two.
    """
    listed = tuple(candidates)
    own = [c for c in listed if c.fact == FACT and c.by_customer and isinstance(c.value, int | float) and c.value]
    parts = {_noun(call, candidate): candidate for candidate in own}
    if len({candidate.value for candidate in own}) < 2 or parts.keys() == {""} or any(c.total or c.mends for c in own):
        return listed
    last = max(parts.values(), key=lambda part: part.sentence)
    total = sum(float(part.value) for part in parts.values())
    reckoned = last.model_copy(
        update={"value": _number(total), "how": How.RECKONED, "rule": f"{FACT}.sum", "total": True}
    )
    return (*listed, reckoned)


def _number(total: float) -> float | int:
    return int(total) if total == int(total) else total


def _noun(call: Call, candidate: Candidate) -> str:
    """The kind of debt named last before the figure in its sentence, or else right after it."""
    text = call.utterances[candidate.utterance].text
    before = text[call.sentences[candidate.sentence].start : candidate.start]
    nouns = _NOUN.findall(before)[-1:] or _NOUN.findall(_BORDER.split(text[candidate.end :])[0])[:1]
    ordinal = len(_ANOTHER.findall(before)) if _ANOTHER.search(before) else ""
    return f"{nouns[0] if nouns else ''}{ordinal}"
