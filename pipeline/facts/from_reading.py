"""Facts from what the reader says of a call's spans: which value holds, and since when."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipeline.domain.base import Frozen
from pipeline.domain.report import Evidence, Fact, FactValue, evidence_in
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import FactStatus, FactType, Role
from pipeline.facts.compare import NUMERIC
from pipeline.facts.doubt import FIGURES, doubt_between
from pipeline.facts.proposals import Proposal
from pipeline.reader.reading import Reading, Span
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.text.segmentation import clause_around

# A later value counts instead of a surer earlier one when it is at least this share as sure: the last correction wins.
AS_SURE: Final = 0.7
# Above this a value that does not win still was said of the fact, and the reviewer hears of it.
_ALSO_SAID: Final = 0.4
_SPENT: Final = "funds_used"
ALL_SPENT: Final = "all"  # its value where the customer says that everything is spent, without a figure
_LEAST_NAME: Final = 2
UNITS: Final[dict[FactType, str]] = {
    "money": "元",
    "months": "个月",
    "percent": "%",
    "day": "日",
    "years": "年",
    "count": "人",
}
_EXPLANATIONS: Final = {Role.CUSTOMER: "客户说出", Role.AGENT: "坐席说出，客户认可"}
_CORRECTED, _APPROXIMATE, _BESIDE = "；先前的说法已更正", "；为约数", "；同一句还提到另一种"


class Said(Frozen):
    """A value that may be the fact's: where it stands, and how likely it is that it is the fact's and holds."""

    value: FactValue
    span: Span
    probability: float
    approximate: bool = False


def facts_from(
    reading: Reading,
    spans: Sequence[Proposal],
    transcript: Transcript,
    application: Mapping[str, str],
) -> tuple[Fact, ...]:
    """The facts that the call gives, in the taxonomy's order.

    spans: what the reading's figures are of. application: the loan file; it never gives a value, only a doubt.
    """
    utterances = {utterance.index: utterance for utterance in transcript.utterances}
    said = values_said(reading, spans, transcript)
    return tuple(
        _fact(fact, standing, each, utterances, application.get(fact, "").strip())
        for fact, each in said.items()
        if (standing := value_standing(each, threshold_of(reading, fact)))
    )


def values_said(reading: Reading, spans: Sequence[Proposal], transcript: Transcript) -> dict[str, list[Said]]:
    """By fact every value that may be its own, however unlikely; spans as for facts_from."""
    utterances = {utterance.index: utterance for utterance in transcript.utterances}
    said: dict[str, list[Said]] = {fact: [] for fact in taxonomy().facts}
    for fact, each in (*_figures(reading, spans), *_values(reading, utterances), *_names(reading, utterances)):
        said[fact].append(each)
    whole = value_standing(said["loan_amount"], reading.labels.thresholds.figure)
    return said | {_SPENT: [_with_whole(each, whole) for each in said[_SPENT]]}


def _figures(reading: Reading, spans: Sequence[Proposal]) -> Iterator[tuple[str, Said]]:
    for row, span in zip(reading.figures, spans, strict=True):
        for fact, probability in zip(reading.labels.figures, map(float, row), strict=True):
            if fact in span.values:
                place = Span(utterance=span.utterance, start=span.start, end=span.end)
                value = _typed(fact, span.values[fact])
                yield fact, Said(value=value, span=place, probability=probability, approximate=span.approximate)


def _values(reading: Reading, utterances: Mapping[int, Utterance]) -> Iterator[tuple[str, Said]]:
    for index, row in zip(reading.utterances, reading.values, strict=True):
        whole = Span(utterance=index, start=0, end=len(utterances[index].text))
        for label, probability in zip(reading.labels.values, map(float, row), strict=True):
            yield label.fact, Said(value=label.value, span=whole, probability=probability)


def _names(reading: Reading, utterances: Mapping[int, Utterance]) -> Iterator[tuple[str, Said]]:
    for name in reading.names:
        text = utterances[name.utterance].text[name.start : name.end]
        if len(text) >= _LEAST_NAME:
            place = Span(utterance=name.utterance, start=name.start, end=name.end)
            yield name.fact, Said(value=text, span=place, probability=name.probability)


def threshold_of(reading: Reading, fact: str) -> float:
    """From which probability on a value is reported."""
    thresholds = reading.labels.thresholds
    kind = taxonomy().facts[fact].type
    if kind == "text":
        return thresholds.name
    return thresholds.figure if kind in FIGURES else thresholds.value


def value_standing(said: Sequence[Said], threshold: float) -> Said | None:
    """The last value that is about as sure as the surest, None where none is sure enough."""
    said = [each for each in said if each.value != ALL_SPENT]
    best = max((each.probability for each in said), default=0.0)
    if best < threshold:
        return None
    sure = [each for each in said if each.probability >= AS_SURE * best]
    return max(sure, key=lambda each: (each.span.utterance, each.span.start, each.probability))


def _with_whole(said: Said, whole: Said | None) -> Said:
    """Everything is spent: as much as the loan is, where the call says how much that is."""
    return said.model_copy(update={"value": whole.value}) if said.value == ALL_SPENT and whole else said


def _fact(fact: str, standing: Said, said: Sequence[Said], utterances: Mapping[int, Utterance], filed: str) -> Fact:
    entry = taxonomy().facts[fact]
    others = [each for each in said if each.value != standing.value and each.probability >= _ALSO_SAID]
    # A value told by words spans its utterance: of two in one nobody can say that the one corrects the other.
    beside = [each for each in others if each.span == standing.span]
    others = [each for each in others if each.span != standing.span]
    earlier = [each for each in others if each.span.utterance <= standing.span.utterance]
    again = [each for each in said if each.value == standing.value and each.probability >= _ALSO_SAID]
    utterance = utterances[standing.span.utterance]
    status = _status(utterance, earlier, len(others) - len(earlier))
    remark, share = doubt_between(str(standing.value), utterance.confidence, entry.type, filed)
    told = {_CORRECTED: status == "corrected", _BESIDE: beside, _APPROXIMATE: standing.approximate}
    remark = "".join(words for words, holds in told.items() if holds) + remark
    shown = [standing, *(each for each in again if each.span != standing.span), *earlier]
    return Fact(
        name=fact,
        value=standing.value,
        unit=UNITS.get(entry.type, ""),
        status=status,
        confidence=round(standing.probability * utterance.confidence * share, 3),
        evidence=tuple(_evidence(fact, each, utterances, remark if each is standing else "") for each in shown),
        approximate=standing.approximate,
    )


def _status(utterance: Utterance, earlier: Sequence[Said], later: int) -> FactStatus:
    if later:
        return "disputed"
    if earlier:
        return "corrected"
    return "confirmed" if utterance.role is Role.AGENT else "stated"


def _evidence(fact: str, said: Said, utterances: Mapping[int, Utterance], remark: str) -> Evidence:
    utterance = utterances[said.span.utterance]
    start, end = said.span.start, said.span.end
    if end - start < len(utterance.text):
        start, end = clause_around(utterance.text, start, end)
    explanation = _EXPLANATIONS[utterance.role] + remark
    return evidence_in(utterance, utterance.text[start:end], rule=f"{fact}.read", explanation=explanation)


def _typed(fact: str, value: str) -> FactValue:
    """A figure as the report gives it: a number where it is one, a range or digits as text."""
    if taxonomy().facts[fact].type not in NUMERIC or "~" in value:
        return value
    number = float(value)
    return int(number) if number == int(number) else number
