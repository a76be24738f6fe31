"""How much of a call is shown: all, or with what tells who somebody is masked in every part of its report.

Quotes and facts are masked as the utterances are that they stand in, so that every place fits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.domain.grounds import FactAccount, Grounds, MaskedWords
from pipeline.domain.report import CallReport, Evidence, FactValue
from pipeline.domain.transcript import Utterance
from pipeline.privacy.labels import masked_label
from pipeline.privacy.mask import Mask, Place, is_personal_column, mask_of, masked, masked_value
from pipeline.privacy.numbers import Turn


class Disclosure(StrEnum):
    """Masked unless somebody asked for all, which leaves an entry in the log. STRICT: addresses are masked too.

    Pages note the value that they were made with and are made anew where it is another: a masking that finds more
    gets a value of its own.
    """

    MASKED = "masked-2"
    STRICT = "strict-2"
    ALL = "all"

    def of(self, report: CallReport) -> CallReport:
        """The report as it is shown."""
        return report if self is Disclosure.ALL else masked_report(report, addresses=self is Disclosure.STRICT)

    def mask(self, report: CallReport) -> Mask:
        """Of what the loan file and the facts of a report know."""
        return report_mask(report, addresses=self is Disclosure.STRICT)

    def label(self, name: str) -> str:
        """A call_id, case_id or name of a file as it is shown."""
        return name if self is Disclosure.ALL else masked_label(name)


@dataclass(frozen=True)
class MaskedCall:
    """The texts of a call as they are shown. mask: for everything else that is said about it."""

    mask: Mask
    utterances: tuple[Utterance, ...]

    def quote(self, quote: str, said: Utterance | None, shown: Utterance | None) -> str:
        """A quote, cut from its masked utterance at its place: what tells that digits are a number may stand beside."""
        at = said.text.find(quote) if said and shown else -1
        return shown.text[at : at + len(quote)] if shown and at >= 0 else self.mask.text(quote)


def masked_call(utterances: Sequence[Utterance], mask: Mask) -> MaskedCall:
    """The utterances of one call in spoken order, text, heard text and changes masked alike."""
    texts = [Turn(utterance.role, utterance.text) for utterance in utterances]
    heard = [Turn(utterance.role, utterance.heard) for utterance in utterances]
    differs = texts != heard
    if differs:
        mask = mask.knowing(mask.places(heard))
    places = mask.places(texts)
    mask = mask.knowing(places)
    misheard = _misheard_names(utterances, places)
    mask = Mask(mask.names | misheard, mask.numbers, mask.addresses)
    if misheard:
        places = mask.places(texts)
    shown = _by_text(texts, places)
    shown_heard = _by_text(heard, mask.places(heard)) if differs else shown
    hidden: dict[int, set[int]] = {}
    for place in places:
        hidden.setdefault(place.text, set()).update(place.hidden)
    changed = (
        utterance.model_copy(
            update={
                "text": shown[number],
                "heard": shown_heard[number],
                "changes": tuple(_change(each, hidden.get(number, set()), mask) for each in utterance.changes),
            }
        )
        for number, utterance in enumerate(utterances)
    )
    return MaskedCall(mask, tuple(changed))


def _by_text(turns: Sequence[Turn], places: Sequence[Place]) -> list[str]:
    by_text: dict[int, list[Place]] = {}
    for place in places:
        by_text.setdefault(place.text, []).append(place)
    return [masked(turn.text, by_text.get(number, ())) for number, turn in enumerate(turns)]


def _misheard_names(utterances: Sequence[Utterance], places: Sequence[Place]) -> frozenset[str]:
    """What was heard where a name stands now: the name by its sound, which tells as much."""
    return frozenset(
        change.heard
        for place in places
        if place.kind == "name"
        for change in utterances[place.text].changes
        if change.start < place.end and place.start < change.end and len(change.heard) > 1
    )


def _change(change: Any, hidden: set[int], mask: Mask) -> Any:
    """A change whose text is masked shows nothing of what was heard there either."""
    text = "".join("*" if change.start + n in hidden else letter for n, letter in enumerate(change.text))
    heard = mask.text(change.heard)
    if text != change.text and heard == change.heard:
        heard = "*" * len(heard)
    return change.model_copy(update={"heard": heard, "text": text})


def report_mask(report: CallReport, *, addresses: bool = False) -> Mask:
    """The mask of what the loan file and the facts of a report know."""
    known = [(fact.name, fact.value) for fact in report.facts]
    return mask_of(report.recording.metadata, known, addresses=addresses)


def masked_report(report: CallReport, *, addresses: bool = False) -> CallReport:
    """The report with identity, telephone and card numbers, birth dates and names masked; texts keep their length."""
    recording, quality = report.recording, report.quality
    call = masked_call(report.transcript, report_mask(report, addresses=addresses))
    mask = call.mask
    said = {utterance.index: utterance for utterance in report.transcript}
    shown = {utterance.index: utterance for utterance in call.utterances}

    def piece(one: Evidence) -> Evidence:
        quote = call.quote(one.quote, said.get(one.utterance), shown.get(one.utterance))
        return one.model_copy(update={"quote": quote, "explanation": mask.text(one.explanation)})

    def parts(found: Sequence[Any], **update: Any) -> tuple[Any, ...]:
        changes = ({name: change(each) for name, change in update.items()} for each in found)
        return tuple(
            each.model_copy(update={"evidence": tuple(map(piece, each.evidence)), **change})
            for each, change in zip(found, changes, strict=True)
        )

    evidence = {
        "items": parts(report.items, reason=lambda each: mask.text(each.reason)),
        "facts": parts(report.facts, value=lambda each: masked_fact_value(each.name, each.value, mask)),
        "risks": parts(report.risks),
        "violations": parts(report.violations),
        "mismatches": parts(
            report.mismatches,
            stated=lambda each: masked_fact_value(each.fact, each.stated, mask),
            application=lambda each: masked_fact_value(each.fact, each.application, mask),
        ),
    }
    about = {
        "recording": recording.model_copy(
            update={
                "call_id": masked_label(recording.call_id, mask),
                "file": masked_label(recording.file, mask),
                "metadata": _masked_metadata(recording.metadata, mask),
            }
        ),
        "quality": quality.model_copy(
            update={
                "role_evidence": tuple(map(mask.text, quality.role_evidence)),
                "warnings": tuple(map(mask.text, quality.warnings)),
            }
        ),
        "transcript": call.utterances,
        "score": report.score.model_copy(update={"verdict": mask.text(report.score.verdict)}),
        "follow_up": tuple(each.model_copy(update={"question": mask.text(each.question)}) for each in report.follow_up),
    }
    return report.model_copy(update={**about, **evidence})


def with_masked_words(grounds: Grounds, report: CallReport, shown: CallReport, disclosure: Disclosure) -> Grounds:
    """The grounds of a report with what an account may quote of it. shown: the report as disclosure gives it."""
    if disclosure is Disclosure.ALL:
        return grounds
    mask = disclosure.mask(report)
    words = MaskedWords(
        disclosure=disclosure,
        texts=tuple(utterance.text for utterance in shown.transcript),
        facts={name: masked_fact_account(name, account, mask) for name, account in grounds.facts.items()},
    )
    return grounds.model_copy(update={"masked": words})


def masked_fact_account(name: str, account: FactAccount, mask: Mask) -> FactAccount:
    """The account of a fact with every value masked as the fact's own is."""
    standing = None if account.standing is None else masked_fact_value(name, account.standing, mask)
    mentions = (
        each.model_copy(update={"does": str(masked_fact_value(name, each.does, mask))})
        for each in account.contributions
    )
    return account.model_copy(update={"standing": standing, "contributions": tuple(mentions)})


def masked_fact_value(name: str, value: FactValue, mask: Mask) -> FactValue:
    """A fact's value, all of it masked where the fact tells who somebody is."""
    if is_personal_column(name):
        return masked_value(str(value))
    return mask.text(value) if isinstance(value, str) else value


def _masked_metadata(metadata: Mapping[str, str], mask: Mask) -> dict[str, str]:
    """Every column of the loan file by what it is; ids are labels, times are no numbers of anybody."""
    return {name: _masked_cell(name.removeprefix("app.").lower(), value, mask) for name, value in metadata.items()}


def _masked_cell(name: str, value: str, mask: Mask) -> str:
    if name.endswith("_at"):
        return value
    if name.endswith("_id") or name in {"branch", "file"}:
        return masked_label(value, mask)
    return str(masked_fact_value(name, value, mask))
