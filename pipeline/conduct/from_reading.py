"""Risks and violations from what the reader says of each utterance."""

from collections.abc import Iterable
from typing import Final

from pipeline.conduct.rules import Explanations
from pipeline.dialogue.announcements import MachineKind, OnTheLine
from pipeline.domain.grounds import ConductAccount, Contribution
from pipeline.domain.report import Finding, evidence_in
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.reader.reading import Reading
from pipeline.rulebook.taxonomy import taxonomy

MAX_EVIDENCE: Final = 3
_DISCLOSURE: Final = "third_party_disclosure"
_PASSES_ON: Final[MachineKind] = "assistant"
# Beside the surest utterance those are shown that are at least this share as sure.
_ALSO_SHOWN: Final = 0.5
_LEAST_SHOWN: Final = 0.05  # probability from which an account names the utterance


def risks_from(reading: Reading, transcript: Transcript, explanations: Explanations) -> tuple[Finding, ...]:
    """The risks that are surely voiced, in the taxonomy's order, the surest utterance of each first."""
    return _findings(reading, transcript, taxonomy().risks, explanations, doubtful=False)


def violations_from(reading: Reading, transcript: Transcript, explanations: Explanations) -> tuple[Finding, ...]:
    """The violations that are surely committed, in the taxonomy's order; only an agent's words can be one."""
    return _findings(reading, transcript, taxonomy().violations, explanations, doubtful=False)


def doubtful_conduct(reading: Reading, transcript: Transcript, explanations: Explanations) -> tuple[Finding, ...]:
    """What is too unsure to be held against anybody and sure enough for a reviewer to listen to."""
    kinds = (*taxonomy().risks, *taxonomy().violations)
    return _findings(reading, transcript, kinds, explanations, doubtful=True)


def likeliest(reading: Reading, transcript: Transcript, kind: str) -> float:
    """How likely a risk or violation is in the utterance that shows it most; 0 where nobody can have shown it."""
    return max((probability for probability, _ in _shown(reading, transcript, kind)), default=0.0)


def account_of_conduct(reading: Reading, transcript: Transcript, kind: str) -> ConductAccount:
    """The utterances that may show a risk or violation, the surest first; what is reported is the surest one's."""
    shown = _shown(reading, transcript, kind)
    best, second = (*(probability for probability, _ in shown[:2]), 0.0, 0.0)[:2]
    return ConductAccount(
        probability=best,
        reported_from=reading.labels.thresholds.of_conduct(kind),
        listed_from=reading.labels.thresholds.doubt,
        contributions=tuple(
            Contribution(
                utterance=utterance.index,
                does=kind,
                probability=probability,
                weight=best - second if place == 0 else 0.0,
            )
            for place, (probability, utterance) in enumerate(shown)
            if probability >= _LEAST_SHOWN
        ),
    )


def _shown(reading: Reading, transcript: Transcript, kind: str) -> list[tuple[float, Utterance]]:
    """With its probability each utterance that may show a risk or violation, the surest first."""
    utterances = {utterance.index: utterance for utterance in transcript.utterances}
    shown = [
        (probability, utterances[index])
        for index, probability in zip(reading.utterances, reading.conduct_of(kind), strict=True)
        if kind not in taxonomy().violations or utterances[index].role is Role.AGENT  # a violation is an agent's
    ]
    return sorted(shown, reverse=True, key=lambda pair: pair[0])


def _findings(
    reading: Reading,
    transcript: Transcript,
    kinds: Iterable[str],
    explanations: Explanations,
    *,
    doubtful: bool,
) -> tuple[Finding, ...]:
    """The kinds whose surest utterance reaches the threshold, or only that of doubt."""
    thresholds = reading.labels.thresholds
    found = []
    for kind in kinds:
        if kind not in reading.labels.conduct:
            continue
        shown = _shown(reading, transcript, kind)
        sure = thresholds.of_conduct(kind)
        least, below = (thresholds.doubt, sure) if doubtful else (sure, 1.1)  # no probability is above 1
        if not shown or not least <= shown[0][0] < below:
            continue
        best, surest = shown[0]
        evidence = tuple(
            evidence_in(utterance, utterance.text, rule=f"{kind}.read", explanation=explanations.get(kind, ""))
            for probability, utterance in shown[:MAX_EVIDENCE]
            if probability >= _ALSO_SHOWN * best
        )
        found.append(Finding(id=kind, confidence=round(best * surest.confidence, 3), evidence=evidence))
    return tuple(found)


def heard_by_people(findings: Iterable[Finding], line: OnTheLine) -> tuple[Finding, ...]:
    """The findings without the evidence that a machine spoke; one that rests on nothing else is none."""
    kept = (
        each.model_copy(update={"evidence": tuple(e for e in each.evidence if e.utterance not in line.machines)})
        for each in findings
    )
    return tuple(each for each in kept if each.evidence)


def told_to_nobody(finding: Finding, line: OnTheLine) -> bool:
    """Whether it is a disclosure of which nobody but the customer may ever hear: to the network, or a mailbox.

    A call assistant writes down what it is told and passes it on: telling it is telling somebody else.
    """
    return finding.id == _DISCLOSURE and all(
        each.utterance in line.unreached and line.kind_at(each.utterance) != _PASSES_ON for each in finding.evidence
    )
