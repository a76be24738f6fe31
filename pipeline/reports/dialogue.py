"""The dialogue of a call as its page shows it: turns, with what is quoted marked in them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport, Evidence
from pipeline.domain.transcript import Unheard, Utterance
from pipeline.reports.labels import finding_name, item_name, short

AT_ONCE = 4

UNSURE = 0.5  # below this confidence of the recogniser a line asks to be listened to


class Quoted(Frozen):
    """A quote, every reason why it counts, and every rule that found it."""

    evidence: Evidence
    explanations: tuple[str, ...]
    rules: tuple[str, ...]


class Quotes(Frozen):
    """What is shown at once, and what waits to be unfolded."""

    first: tuple[Quoted, ...]
    more: tuple[Quoted, ...]


def quotes(evidence: Sequence[Evidence]) -> Quotes:
    """The evidence by quote, in the order in which each quote came first."""
    alike: dict[tuple[int, float, str], list[Evidence]] = {}
    for each in evidence:
        alike.setdefault((each.utterance, each.start, each.quote), []).append(each)
    shown = tuple(_quoted(some) for some in alike.values())
    return Quotes(first=shown[:AT_ONCE], more=shown[AT_ONCE:])


def _quoted(alike: Sequence[Evidence]) -> Quoted:
    return Quoted(
        evidence=alike[0],
        explanations=tuple(dict.fromkeys(each.explanation for each in alike)),
        rules=tuple(dict.fromkeys(each.rule for each in alike)),
    )


class TextPiece(Frozen):
    """A stretch of an utterance's text; heard is None where the text stands as it was heard."""

    text: str
    heard: str | None = None


class Proof(Frozen):
    """What an utterance is evidence for, and the anchor of its place on the page."""

    name: str
    anchor: str


class DialogueLine(Frozen):
    """One utterance."""

    utterance: Utterance
    pieces: tuple[TextPiece, ...]
    proves: tuple[Proof, ...]
    unsure: bool

    @property
    def start(self) -> float:
        """Seconds from the start of the recording."""
        return self.utterance.start


class Gap(Frozen):
    """Speech that was not heard, where it stands in the call."""

    unheard: Unheard

    @property
    def start(self) -> float:
        """Seconds from the start of the recording."""
        return self.unheard.start


def dialogue(report: CallReport) -> tuple[DialogueLine | Gap, ...]:
    """Utterances and gaps in the order of their start times."""
    proofs = _proofs(report)
    spoken = [
        DialogueLine(utterance=u, pieces=tuple(_pieces(u)), proves=tuple(proofs[u.index]), unsure=u.confidence < UNSURE)
        for u in report.transcript
    ]
    gaps = [Gap(unheard=unheard) for unheard in report.quality.unheard]
    return tuple(sorted([*spoken, *gaps], key=lambda entry: entry.start))


def _pieces(utterance: Utterance) -> Iterator[TextPiece]:
    """The text cut at its changes; of changes that overlap the first counts."""
    reached = 0
    for change in sorted(utterance.changes, key=lambda change: change.start):
        if change.start >= reached:
            yield TextPiece(text=utterance.text[reached : change.start])
            yield TextPiece(text=utterance.text[change.start : change.end], heard=change.heard)
            reached = change.end
    yield TextPiece(text=utterance.text[reached:])


def _proofs(report: CallReport) -> defaultdict[int, list[Proof]]:
    """By utterance, each item and finding once."""
    proofs: defaultdict[int, list[Proof]] = defaultdict(list)
    for proof, evidence in _proving(report):
        for utterance in dict.fromkeys(each.utterance for each in evidence):
            proofs[utterance].append(proof)
    return proofs


def _proving(report: CallReport) -> Iterator[tuple[Proof, Iterable[Evidence]]]:
    for item in report.items:
        yield Proof(name=item_name(item.id), anchor=f"item-{item.id}"), item.evidence
    for finding in (*report.risks, *report.violations):
        yield Proof(name=short(finding_name(finding.id)), anchor=f"finding-{finding.id}"), finding.evidence
