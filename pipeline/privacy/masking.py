"""What tells who somebody is, masked in texts and reports, character for character, so that places stay what they were.

Quotes and facts are masked as the utterances are that they stand in, so that every place fits.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from pipeline.domain.report import CallReport, Evidence, FactValue
from pipeline.domain.transcript import Utterance

if TYPE_CHECKING:
    from presidio_analyzer import PatternRecognizer

MASK: Final = "*"
_NAME: Final = "customer_name"
PERSONAL_FACTS: Final = frozenset({_NAME, "id_tail", "phone"})
_LONG: Final = 11  # digits; from here on the ends are shown, as banks and operators print such numbers
_SHOWN: Final = (3, 4)  # first and last digits of a long number
_DIGIT: Final = re.compile(r"[0-9０-９xX零〇一二三四五六七八九幺两]")
# Nothing is found in a text without any of these, and most texts have none.
_MAY_IDENTIFY: Final = re.compile(
    r"[0-9０-９零〇一二三四五六七八九幺两][ \-－，,、]?[0-9０-９零〇一二三四五六七八九幺两]{2}"
    r"|尾号|[后末].位|叫|姓名|名字|联系人|是"
)


class Disclosure(StrEnum):
    """Masked unless somebody asked for all, which leaves an entry in the log."""

    MASKED = "masked"
    ALL = "all"

    def of(self, report: CallReport) -> CallReport:
        """The report as it is shown."""
        return report if self is Disclosure.ALL else masked_report(report)


@dataclass(frozen=True)
class Mask:
    """Masks the texts of one call. known: find the names and numbers that are known to belong to it."""

    known: "tuple[PatternRecognizer, ...]"

    def text(self, text: str) -> str:
        """The text with as many characters; what was masked once is not masked further."""
        masked = list(text)
        for start, end, is_name in self._found(text):
            masked[start:end] = _masked_name(text[start:end]) if is_name else _masked_digits(text[start:end])
        return "".join(masked)

    def _found(self, text: str) -> Iterator[tuple[int, int, bool]]:
        from pipeline.privacy import recognisers  # noqa: PLC0415 - costs seconds of start-up

        searched = [*self.known]
        if _MAY_IDENTIFY.search(text):
            searched += [recognisers.stated_name_recogniser(), *recognisers.number_recognisers()]
        for recogniser in searched:
            for found in recogniser.analyze(text, recogniser.supported_entities, None):
                yield found.start, found.end, found.entity_type == recognisers.NAME


def mask_for(names: Iterable[str], numbers: Iterable[str] = ()) -> Mask:
    """The mask of a call of which these names and numbers (the end of an identity number, a telephone) are known."""
    from pipeline.privacy import recognisers  # noqa: PLC0415 - costs seconds of start-up

    known = (recognisers.known_name_recogniser(names), recognisers.known_number_recogniser(numbers))
    return Mask(tuple(filter(None, known)))


def mask_of(metadata: Mapping[str, str], facts: Iterable[tuple[str, FactValue]]) -> Mask:
    """The mask of a call: it knows the names and numbers of the loan file (metadata) and of the facts, by name."""
    filed = [(column.removeprefix("app."), value.strip()) for column, value in metadata.items()]
    known = [(name, str(value)) for name, value in (*filed, *facts) if value and name in PERSONAL_FACTS]
    return mask_for(
        {value for name, value in known if name == _NAME}, {value for name, value in known if name != _NAME}
    )


def masked_report(report: CallReport) -> CallReport:
    """The report with identity, telephone and card numbers and names masked; every text keeps its length."""
    recording = report.recording
    mask = mask_of(recording.metadata, {(fact.name, fact.value) for fact in report.facts})
    texts = {utterance.index: utterance.text for utterance in report.transcript}
    utterances = {utterance.index: _masked_utterance(utterance, mask) for utterance in report.transcript}

    def value(name: str, value: FactValue) -> FactValue:
        return masked_fact_value(name, value, mask)

    def masked(part: Any, **update: Any) -> Any:
        evidence = tuple(_masked_evidence(piece, mask, texts, utterances) for piece in part.evidence)
        return part.model_copy(update={"evidence": evidence, **update})

    metadata = {name: str(value(name.removeprefix("app."), text)) for name, text in recording.metadata.items()}
    changed = {
        "recording": recording.model_copy(update={"file": mask.text(recording.file), "metadata": metadata}),
        "transcript": tuple(utterances.values()),
        "items": tuple(masked(each, reason=mask.text(each.reason)) for each in report.items),
        "facts": tuple(masked(each, value=value(each.name, each.value)) for each in report.facts),
        "risks": tuple(masked(each) for each in report.risks),
        "violations": tuple(masked(each) for each in report.violations),
        "mismatches": tuple(
            masked(each, stated=value(each.fact, each.stated), application=value(each.fact, each.application))
            for each in report.mismatches
        ),
    }
    return report.model_copy(update=changed)


def masked_quote(quote: str, text: str, masked: str, mask: Mask) -> str:
    """A quote, cut from its masked utterance at its place: what tells that digits are a number may stand beside it.

    text, masked: the utterance's text before and after masking, both empty where it is not known.
    """
    at = text.find(quote) if text else -1
    return masked[at : at + len(quote)] if at >= 0 else mask.text(quote)


def masked_fact_value(name: str, value: FactValue, mask: Mask) -> FactValue:
    """A fact's value, all of it masked where the fact tells who somebody is."""
    if name in PERSONAL_FACTS:
        return masked_value(str(value))
    return mask.text(value) if isinstance(value, str) else value


def masked_value(value: str) -> str:
    """A value all of which tells who somebody is: a name, or a number; one that was masked stays as it is."""
    if MASK in value:
        return value
    return _masked_digits(value) if re.search(r"[0-9]", value) else _masked_name(value)


def _masked_utterance(utterance: Utterance, mask: Mask) -> Utterance:
    changes = tuple(
        change.model_copy(update={"heard": mask.text(change.heard), "text": mask.text(change.text)})
        for change in utterance.changes
    )
    update = {"text": mask.text(utterance.text), "heard": mask.text(utterance.heard), "changes": changes}
    return utterance.model_copy(update=update)


def _masked_evidence(
    piece: Evidence, mask: Mask, texts: Mapping[int, str], masked: Mapping[int, Utterance]
) -> Evidence:
    masked_text = masked[piece.utterance].text if piece.utterance in masked else ""
    quote = masked_quote(piece.quote, texts.get(piece.utterance, ""), masked_text, mask)
    return piece.model_copy(update={"quote": quote, "explanation": mask.text(piece.explanation)})


def _masked_name(name: str) -> str:
    """The surname is left: 王**."""
    return name[:1] + MASK * (len(name) - 1)


def _masked_digits(number: str) -> str:
    """Long numbers keep their ends: 138****5678; of short ones nothing is left. Pauses stay where they were."""
    places = [place for place, character in enumerate(number) if _DIGIT.fullmatch(character)]
    hidden = places[_SHOWN[0] : -_SHOWN[1]] if len(places) >= _LONG else places
    return "".join(MASK if place in hidden else character for place, character in enumerate(number))
