"""How much of a call is shown: all, or with what tells who somebody is masked in every part of its report.

Quotes and facts are masked as the utterances are that they stand in, so that every place fits.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from pipeline.domain.grounds import FactAccount, Grounds, MaskedWords
from pipeline.domain.report import CallReport, Evidence, FactValue
from pipeline.domain.transcript import Change, Utterance
from pipeline.privacy.labels import masked_label
from pipeline.privacy.mask import (
    MASK,
    Mask,
    Place,
    found_in,
    hidden_in,
    is_personal_column,
    mask_of,
    masked_value,
    starred,
)
from pipeline.privacy.numbers import Turn


class Disclosure(StrEnum):
    """Masked unless somebody asked for all, which leaves an entry in the log. STRICT: addresses are masked too.

    Pages note the value that they were made with and are made anew where it is another: a masking that finds more
    gets a value of its own.
    """

    MASKED = "masked-3"
    STRICT = "strict-3"
    ALL = "all"

    def shown(self, report: CallReport) -> "Shown":
        """The report as it is shown, with what masks the rest that is said about its call."""
        if self is Disclosure.ALL:
            return Shown(self, report)
        call = self.call_of(report)
        return Shown(self, _masked_report(report, call), call.mask)

    def of(self, report: CallReport) -> CallReport:
        """The report as it is shown."""
        return self.shown(report).report

    def call_of(self, report: CallReport) -> "MaskedCall":
        """The masked utterances of a report, for what is shown of nothing else of it."""
        facts = ((fact.name, fact.value) for fact in report.facts)
        return self.call(report.transcript, report.recording.metadata, facts)

    def call(
        self, utterances: Sequence[Utterance], metadata: Mapping[str, str], facts: Iterable[tuple[str, FactValue]]
    ) -> "MaskedCall":
        """The masked utterances of a call, of which the loan file (metadata) and the facts, by name, are known."""
        return masked_call(utterances, mask_of(metadata, facts, addresses=self is Disclosure.STRICT))

    def label(self, name: str) -> str:
        """A call_id, case_id or name of a file as it is shown."""
        return name if self is Disclosure.ALL else masked_label(name)


@dataclass(frozen=True)
class Shown:
    """A report as it is shown. mask: of its call, None where nothing is masked."""

    disclosure: Disclosure
    report: CallReport
    mask: Mask | None = None

    def fact_account(self, name: str, account: FactAccount) -> FactAccount:
        """The account of a fact with every value masked as the fact's own is."""
        return _masked_fact_account(name, account, self.mask) if self.mask else account

    def grounds(self, grounds: Grounds) -> Grounds:
        """The grounds of the report with what an account may quote of it."""
        if self.mask is None:
            return grounds
        words = MaskedWords(
            disclosure=self.disclosure,
            texts=tuple(utterance.text for utterance in self.report.transcript),
            facts={name: self.fact_account(name, account) for name, account in grounds.facts.items()},
        )
        return grounds.model_copy(update={"masked": words})


@dataclass(frozen=True)
class MaskedCall:
    """The utterances of a call as they were said and as they are shown. mask: for all else that is said about it."""

    mask: Mask
    said: tuple[Utterance, ...]
    utterances: tuple[Utterance, ...]

    @cached_property
    def shown(self) -> dict[int, Utterance]:
        """What is shown, by index."""
        return {utterance.index: utterance for utterance in self.utterances}

    @cached_property
    def _texts(self) -> dict[int, str]:
        return {utterance.index: utterance.text for utterance in self.said}

    def quote(self, quote: str, index: int) -> str:
        """A quote, cut from its masked utterance at its place: what tells that digits are a number may stand beside.

        index: of the utterance; where the quote does not stand in it, or there is none, the quote is masked by itself.
        """
        at = self._texts[index].find(quote) if index in self._texts else -1
        return self.shown[index].text[at : at + len(quote)] if at >= 0 else self.mask.text(quote)


def masked_call(utterances: Sequence[Utterance], mask: Mask) -> MaskedCall:
    """The utterances of one call in spoken order, text, heard text and changes masked alike."""
    turns = [Turn(utterance.role, utterance.text) for utterance in utterances]
    turns_heard = [Turn(utterance.role, utterance.heard) for utterance in utterances]
    differs = turns != turns_heard
    text = found_in(turns, addresses=mask.addresses)
    heard = found_in(turns_heard, addresses=mask.addresses) if differs else text
    if differs:
        mask = mask.knowing(mask.places_of(heard))
    places = mask.places_of(text)
    mask = mask.knowing(places)
    misheard = _misheard_names(utterances, places)
    if misheard:
        mask = mask.naming(misheard)
        places = mask.places_of(text)
    hidden = hidden_in(places)
    hidden_heard = hidden_in(mask.places_of(heard)) if differs else hidden
    shown = (
        _masked_utterance(utterance, hidden.get(number, ()), hidden_heard.get(number, ()), mask)
        for number, utterance in enumerate(utterances)
    )
    return MaskedCall(mask, tuple(utterances), tuple(shown))


def _masked_utterance(
    utterance: Utterance, hidden: Collection[int], hidden_heard: Collection[int], mask: Mask
) -> Utterance:
    if not (hidden or hidden_heard or utterance.changes):
        return utterance  # as most are
    changes = tuple(_change(each, hidden, mask) for each in utterance.changes)
    words = {"text": starred(utterance.text, hidden), "heard": starred(utterance.heard, hidden_heard)}
    return utterance.model_copy(update={**words, "changes": changes})


def _misheard_names(utterances: Sequence[Utterance], places: Sequence[Place]) -> frozenset[str]:
    """What was heard where a name stands now: the name by its sound, which tells as much."""
    return frozenset(
        change.heard
        for place in places
        if place.kind == "name"
        for change in utterances[place.text].changes
        if change.start < place.end and place.start < change.end and len(change.heard) > 1
    )


def _change(change: Change, hidden: Collection[int], mask: Mask) -> Change:
    """A change whose text is masked shows nothing of what was heard there either."""
    text = starred(change.text, hidden, start=change.start)
    heard = mask.text(change.heard)
    if text != change.text and heard == change.heard:
        heard = MASK * len(heard)
    return change.model_copy(update={"heard": heard, "text": text})


def _masked_report(report: CallReport, call: MaskedCall) -> CallReport:
    """The report with identity, telephone and card numbers, birth dates and names masked; texts keep their length."""
    recording, quality, mask = report.recording, report.quality, call.mask

    def piece(one: Evidence) -> Evidence:
        quote = call.quote(one.quote, one.utterance)
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


def _masked_fact_account(name: str, account: FactAccount, mask: Mask) -> FactAccount:
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
