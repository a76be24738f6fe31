"""Facts from what the reader says of a call's spans: which value holds, since when, and why."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final

from pipeline.domain.base import Frozen
from pipeline.domain.grounds import MOST_SHOWN, Contribution, FactAccount
from pipeline.domain.report import Evidence, Fact, FactValue, evidence_in
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import UNITS, FactStatus, Role
from pipeline.facts.compare import FIGURES, NUMERIC, doubt_between
from pipeline.facts.filed import as_filed
from pipeline.facts.proposals import Proposal
from pipeline.reader.reading import Reading, Span
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.text.segmentation import clause_around

# A later value counts instead of a surer earlier one when it is at least this share as sure: the last correction wins.
AS_SURE: Final = 0.7
# Above this a value that does not win was mentioned for the fact all the same, and the reviewer hears of it.
_ALSO_MENTIONED: Final = 0.4
_LEAST_SHOWN: Final = 0.05  # probability of a value from which an account names it
_SPENT: Final = "funds_used"
ALL_SPENT: Final = "all"  # its value where the customer says that everything is spent, without a figure
_LEAST_NAME: Final = 2
_EXPLANATIONS: Final = {Role.CUSTOMER: "客户说出", Role.AGENT: "坐席说出，客户认可"}
_CORRECTED, _APPROXIMATE, _BESIDE = "；先前的说法已更正", "；为约数", "；同一句还提到另一种"


class Candidate(Frozen):
    """A value that may be the fact's: where it stands, and how likely it is that it is the fact's and holds."""

    value: FactValue
    span: Span
    probability: float
    approximate: bool = False


def facts_from(
    reading: Reading, by_fact: Mapping[str, Sequence[Candidate]], transcript: Transcript, application: Mapping[str, str]
) -> tuple[Fact, ...]:
    """The facts that the call gives, in the taxonomy's order.

    by_fact: as candidates_by_fact gives them. application: the loan file; it never gives a value, only a doubt.
    """
    utterances = {utterance.index: utterance for utterance in transcript.utterances}
    return tuple(
        _fact(fact, best, candidates, utterances, as_filed(fact, application.get(fact, "")) or "")
        for fact, candidates in by_fact.items()
        if (best := prevailing(candidates, threshold_of(reading, fact)))
    )


def candidates_by_fact(
    reading: Reading, spans: Sequence[Proposal], transcript: Transcript, unreached: Set[int] = frozenset()
) -> dict[str, list[Candidate]]:
    """By fact, in the taxonomy's order, every value that may be its own, however unlikely.

    spans: what the reading's figures are of. unreached: utterances that the customer neither said nor heard; they give
    no fact.
    """
    utterances = {utterance.index: utterance for utterance in transcript.utterances}
    found: dict[str, list[Candidate]] = {fact: [] for fact in taxonomy().facts}
    for fact, candidate in _candidates(reading, spans, utterances):
        if candidate.span.utterance not in unreached:
            found[fact].append(candidate)
    loan = prevailing(found["loan_amount"], reading.labels.thresholds.figure)
    if loan:  # everything is spent: as much as the loan is, where the call says how much that is
        found[_SPENT] = [
            each.model_copy(update={"value": loan.value}) if each.value == ALL_SPENT else each for each in found[_SPENT]
        ]
    return found


def _candidates(
    reading: Reading, spans: Sequence[Proposal], utterances: Mapping[int, Utterance]
) -> Iterator[tuple[str, Candidate]]:
    """With its fact every figure, every value that is told by words, and every name."""
    for row, proposal in zip(reading.figures, spans, strict=True):
        span = Span(utterance=proposal.utterance, start=proposal.start, end=proposal.end)
        for fact, probability in zip(reading.labels.figures, map(float, row), strict=True):
            if fact in proposal.values:
                value, about = _reported(fact, proposal.values[fact]), proposal.approximate
                yield fact, Candidate(value=value, span=span, probability=probability, approximate=about)
    for index, row in zip(reading.utterances, reading.values, strict=True):
        span = Span(utterance=index, start=0, end=len(utterances[index].text))
        for label, probability in zip(reading.labels.values, map(float, row), strict=True):
            yield label.fact, Candidate(value=label.value, span=span, probability=probability)
    for name in reading.names:
        text = utterances[name.utterance].text[name.start : name.end]
        if len(text) >= _LEAST_NAME:
            span = Span(utterance=name.utterance, start=name.start, end=name.end)
            yield name.fact, Candidate(value=text, span=span, probability=name.probability)


def _reported(fact: str, value: str) -> FactValue:
    """A figure as the report gives it: a number where it is one, a range or digits as text."""
    if taxonomy().facts[fact].type not in NUMERIC or "~" in value:
        return value
    number = float(value)
    return int(number) if number == int(number) else number


def threshold_of(reading: Reading, fact: str) -> float:
    """From which probability on a value is reported."""
    thresholds = reading.labels.thresholds
    kind = taxonomy().facts[fact].type
    if kind == "text":
        return thresholds.name
    return thresholds.figure if kind in FIGURES else thresholds.value


def prevailing(candidates: Sequence[Candidate], threshold: float) -> Candidate | None:
    """The last value that is about as sure as the surest, None where none is sure enough."""
    candidates = [each for each in candidates if each.value != ALL_SPENT]
    surest = max((each.probability for each in candidates), default=0.0)
    if surest < threshold:
        return None
    sure = [each for each in candidates if each.probability >= AS_SURE * surest]
    return max(sure, key=lambda each: (each.span.utterance, each.span.start, each.probability))


def _fact(
    fact: str, best: Candidate, candidates: Sequence[Candidate], utterances: Mapping[int, Utterance], filed: str
) -> Fact:
    utterance, kind = utterances[best.span.utterance], taxonomy().facts[fact].type
    mentioned = [each for each in candidates if each.probability >= _ALSO_MENTIONED]
    same = [each for each in mentioned if each.value == best.value and each.span != best.span]
    others = [each for each in mentioned if each.value != best.value and each.span != best.span]
    earlier = [each for each in others if each.span.utterance <= best.span.utterance]
    # A value told by words spans its utterance: of two in one nobody can say that the one corrects the other.
    beside = any(each.value != best.value and each.span == best.span for each in mentioned)
    status: FactStatus = "confirmed" if utterance.role is Role.AGENT else "stated"
    if others:
        status = "corrected" if len(earlier) == len(others) else "disputed"
    doubt, share = doubt_between(str(best.value), utterance.confidence, kind, filed)
    remarks = ((_CORRECTED, status == "corrected"), (_BESIDE, beside), (_APPROXIMATE, best.approximate), (doubt, True))
    remark = "".join(text for text, holds in remarks if holds)
    return Fact(
        name=fact,
        value=best.value,
        unit=UNITS.get(kind, ""),
        status=status,
        confidence=round(best.probability * utterance.confidence * share, 3),
        evidence=(
            _evidence(fact, best, utterances, remark),
            *(_evidence(fact, each, utterances, "") for each in (*same, *earlier)),
        ),
        approximate=best.approximate,
    )


def _evidence(fact: str, candidate: Candidate, utterances: Mapping[int, Utterance], remark: str) -> Evidence:
    utterance, span = utterances[candidate.span.utterance], candidate.span
    quote = utterance.text[span.start : span.end]
    if len(quote) < len(utterance.text):
        start, end = clause_around(utterance.text, span.start, span.end)
        quote = utterance.text[start:end]
    return evidence_in(utterance, quote, rule=f"{fact}.read", explanation=_EXPLANATIONS[utterance.role] + remark)


def accounts_of_facts(reading: Reading, by_fact: Mapping[str, Sequence[Candidate]]) -> dict[str, FactAccount]:
    """By fact every mention that may be its value; by_fact as for facts_from."""
    return {fact: _account(candidates, threshold_of(reading, fact)) for fact, candidates in by_fact.items()}


def _account(candidates: Sequence[Candidate], threshold: float) -> FactAccount:
    mentions = sorted(candidates, key=lambda each: (each.span.utterance, each.span.start, -each.probability))
    sure = [each for each in mentions if each.probability >= _LEAST_SHOWN]
    named = {id(each) for each in sorted(sure, key=lambda each: -each.probability)[:MOST_SHOWN]}
    best = prevailing(mentions, threshold)
    return FactAccount(
        standing=best.value if best else None,
        threshold=threshold,
        contributions=tuple(
            Contribution(
                utterance=each.span.utterance,
                does=str(each.value),
                probability=each.probability,
                weight=_weight(mentions, each, best, threshold),
            )
            for each in sure
            if id(each) in named
        ),
    )


def _weight(candidates: Sequence[Candidate], left_out: Candidate, best: Candidate | None, threshold: float) -> float:
    if best is None:
        return 0.0
    without = prevailing([each for each in candidates if each is not left_out], threshold)
    if without is None or without.value != best.value:
        return best.probability
    return best.probability - without.probability
