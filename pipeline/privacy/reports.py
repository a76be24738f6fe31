"""A call report as it is shown: the same report with its texts masked."""

from collections.abc import Iterable, Mapping
from typing import Final

from pipeline.domain.report import CallReport, Evidence, Fact, FactValue, Mismatch
from pipeline.domain.transcript import Change, Utterance
from pipeline.privacy.masking import Mask, mask_for, masked_value

PERSONAL_FACTS: Final = frozenset({"customer_name", "id_tail", "phone"})
_NAMES: Final = ("customer_name", "app.customer_name")


def masked_report(report: CallReport) -> CallReport:
    """The report with identity, telephone and card numbers and names masked; every text keeps its length."""
    mask = mask_for(_known_names(report))
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


def _known_names(report: CallReport) -> set[str]:
    filed = {report.recording.metadata.get(name, "") for name in _NAMES}
    told = {str(fact.value) for fact in report.facts if fact.name == "customer_name"}
    return {name.strip() for name in filed | told} - {""}


def _masked_utterance(utterance: Utterance, mask: Mask) -> Utterance:
    changes = tuple(_masked_change(change, mask) for change in utterance.changes)
    update = {"text": mask.text(utterance.text), "heard": mask.text(utterance.heard), "changes": changes}
    return utterance.model_copy(update=update)


def _masked_change(change: Change, mask: Mask) -> Change:
    return change.model_copy(update={"heard": mask.text(change.heard), "text": mask.text(change.text)})


def _masked_evidence(piece: Evidence, mask: Mask, said: Mapping[int, str], spoken: Mapping[int, Utterance]) -> Evidence:
    """The quote is cut from the masked utterance at its place: what tells a number may stand outside the quote."""
    at = said.get(piece.utterance, "").find(piece.quote)
    whole = spoken[piece.utterance].text[at : at + len(piece.quote)] if at >= 0 else mask.text(piece.quote)
    return piece.model_copy(update={"quote": whole, "explanation": mask.text(piece.explanation)})


def _masked_fact(fact: Fact, mask: Mask, evidence: tuple[Evidence, ...]) -> Fact:
    return fact.model_copy(update={"value": _shown(fact.name, fact.value, mask), "evidence": evidence})


def _masked_mismatch(one: Mismatch, mask: Mask, evidence: tuple[Evidence, ...]) -> Mismatch:
    stated, application = (_shown(one.fact, value, mask) for value in (one.stated, one.application))
    return one.model_copy(update={"stated": stated, "application": application, "evidence": evidence})


def _masked_metadata(metadata: Mapping[str, str], mask: Mask) -> dict[str, str]:
    return {name: str(_shown(name.removeprefix("app."), value, mask)) for name, value in metadata.items()}


def _shown(name: str, value: FactValue, mask: Mask) -> FactValue:
    if name in PERSONAL_FACTS:
        return masked_value(str(value))
    return mask.text(value) if isinstance(value, str) else value
