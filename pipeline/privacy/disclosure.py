"""How a report may be shown: masked, or with everything in it.

Quotes and facts are masked as the utterances are that they stand in, so that every place fits.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from pipeline.domain.report import CallReport, Evidence, Fact, FactValue, Mismatch
from pipeline.domain.transcript import Change, Utterance
from pipeline.privacy.masking import Mask, mask_for, masked_value

_NAME: Final = "customer_name"
PERSONAL_FACTS: Final = frozenset({_NAME, "id_tail", "phone"})


def masked_report(report: CallReport) -> CallReport:
    """The report with identity, telephone and card numbers and names masked; every text keeps its length."""
    mask = mask_of(report.recording.metadata, {(fact.name, fact.value) for fact in report.facts})
    spoken = {utterance.index: _masked_utterance(utterance, mask) for utterance in report.transcript}
    said = {utterance.index: utterance.text for utterance in report.transcript}

    def evidence(pieces: Iterable[Evidence]) -> tuple[Evidence, ...]:
        return tuple(_masked_evidence(piece, mask, said, spoken) for piece in pieces)

    recording = report.recording
    about = {"file": mask.text(recording.file), "metadata": _masked_metadata(recording.metadata, mask)}
    changed = {
        "recording": recording.model_copy(update=about),
        "transcript": tuple(spoken.values()),
        "items": tuple(
            each.model_copy(update={"reason": mask.text(each.reason), "evidence": evidence(each.evidence)})
            for each in report.items
        ),
        "facts": tuple(_masked_fact(each, mask, evidence(each.evidence)) for each in report.facts),
        "risks": tuple(each.model_copy(update={"evidence": evidence(each.evidence)}) for each in report.risks),
        "violations": tuple(
            each.model_copy(update={"evidence": evidence(each.evidence)}) for each in report.violations
        ),
        "mismatches": tuple(_masked_mismatch(each, mask, evidence(each.evidence)) for each in report.mismatches),
    }
    return report.model_copy(update=changed)


def masked_quote(quote: str, said: str, masked: str, mask: Mask) -> str:
    """A quote, cut from its masked utterance at its place: what tells that digits are a number may stand beside it.

    said, masked: the utterance's text before and after masking, both empty where it is not known.
    """
    at = said.find(quote) if said else -1
    return masked[at : at + len(quote)] if at >= 0 else mask.text(quote)


def masked_fact_value(name: str, value: FactValue, mask: Mask) -> FactValue:
    """A fact's value, all of it masked where the fact tells who somebody is."""
    if name in PERSONAL_FACTS:
        return masked_value(str(value))
    return mask.text(value) if isinstance(value, str) else value


def mask_of(metadata: Mapping[str, str], facts: Iterable[tuple[str, FactValue]]) -> Mask:
    """The mask of a call: it knows the names and numbers of the loan file (metadata) and of the facts, by name."""
    filed = [(column.removeprefix("app."), value.strip()) for column, value in metadata.items()]
    known = [(name, str(value)) for name, value in (*filed, *facts) if value and name in PERSONAL_FACTS]
    return mask_for(
        {value for name, value in known if name == _NAME}, {value for name, value in known if name != _NAME}
    )


def _masked_utterance(utterance: Utterance, mask: Mask) -> Utterance:
    changes = tuple(_masked_change(change, mask) for change in utterance.changes)
    update = {"text": mask.text(utterance.text), "heard": mask.text(utterance.heard), "changes": changes}
    return utterance.model_copy(update=update)


def _masked_change(change: Change, mask: Mask) -> Change:
    return change.model_copy(update={"heard": mask.text(change.heard), "text": mask.text(change.text)})


def _masked_evidence(piece: Evidence, mask: Mask, said: Mapping[int, str], spoken: Mapping[int, Utterance]) -> Evidence:
    masked = spoken[piece.utterance].text if piece.utterance in spoken else ""
    quote = masked_quote(piece.quote, said.get(piece.utterance, ""), masked, mask)
    return piece.model_copy(update={"quote": quote, "explanation": mask.text(piece.explanation)})


def _masked_fact(fact: Fact, mask: Mask, evidence: tuple[Evidence, ...]) -> Fact:
    return fact.model_copy(update={"value": masked_fact_value(fact.name, fact.value, mask), "evidence": evidence})


def _masked_mismatch(one: Mismatch, mask: Mask, evidence: tuple[Evidence, ...]) -> Mismatch:
    stated, application = (masked_fact_value(one.fact, value, mask) for value in (one.stated, one.application))
    return one.model_copy(update={"stated": stated, "application": application, "evidence": evidence})


def _masked_metadata(metadata: Mapping[str, str], mask: Mask) -> dict[str, str]:
    return {name: str(masked_fact_value(name.removeprefix("app."), value, mask)) for name, value in metadata.items()}


class Disclosure(StrEnum):
    """Masked unless somebody asked for all, which leaves an entry in the log."""

    MASKED = "masked"
    ALL = "all"

    def of(self, report: CallReport) -> CallReport:
        """The report as it is shown."""
        return report if self is Disclosure.ALL else masked_report(report)
