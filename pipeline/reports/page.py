"""The page of one call: what a reviewer reads, and hears, to trust or mend a report."""

import base64
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport, Evidence
from pipeline.domain.transcript import SURE_OF_ROLES, Quality, Unheard, Utterance
from pipeline.domain.vocabulary import Status
from pipeline.reports.certainty import items_to_review
from pipeline.reports.drawing import shares, timeline
from pipeline.reports.labels import fact_value, finding_name, item_name, percent, short
from pipeline.reports.templating import render

SHOWN_QUOTES = 4  # of an item, finding or fact; the others wait to be unfolded
UNSURE = 0.5  # below this confidence of the recogniser a line asks to be listened to
_APPLICATION = "app."
_SHOWS = re.compile(r'<meta name="tinghe-shows" content="([a-z0-9-]*)">')


class Quoted(Frozen):
    """A quote, every reason why it counts, and every rule that found it."""

    evidence: Evidence
    explanations: tuple[str, ...]
    rules: tuple[str, ...]


class Quotes(Frozen):
    """What is shown from the start, and what waits to be unfolded."""

    first: tuple[Quoted, ...]
    more: tuple[Quoted, ...]


class TextPiece(Frozen):
    """A stretch of an utterance's text; heard is None where the text stands as it was recognised."""

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


def render_page(report: CallReport, audio: bytes | None, shows: str = "all", *, withheld: bool = False) -> str:
    """The call's page as one self-contained HTML text in Chinese; it needs no network.

    audio: an MP3 for the player, or None; then the page says that it has none. shows: how much of the report was left
    to be shown, as the page itself notes (shown_by reads it). withheld: whether there is a recording that may not be
    played because nobody knows when in it what is masked was said.
    """
    # What the loan file says of the facts; empty columns say nothing.
    application = {fact.name: report.recording.metadata.get(_APPLICATION + fact.name, "") for fact in report.facts}
    return render(
        "call.html.j2",
        "player.js",
        report=report,
        shows=shows,
        withheld=withheld,
        warnings=warnings_of(report.quality),
        shares=shares(report.items),
        applicable=sum(item.status is not Status.NOT_APPLICABLE for item in report.items),
        to_review=items_to_review(report),
        open_items=sum(item.status.open for item in report.items),
        mismatches={mismatch.fact: mismatch for mismatch in report.mismatches},
        application={name: fact_value(name, value) for name, value in application.items() if value},
        fact_value=fact_value,
        quotes=quotes,
        timeline=timeline(report),
        dialogue=dialogue(report),
        audio=base64.b64encode(audio).decode("ascii") if audio else "",
    )


def shown_by(page: str) -> str:
    """How much a page says that it shows, empty for a page that does not say; its head is enough."""
    noted = _SHOWS.search(page)
    return noted[1] if noted else ""


def quotes(evidence: Sequence[Evidence]) -> Quotes:
    """The evidence by quote, in the order in which each quote came first."""
    by_quote: dict[tuple[int, float, str], list[Evidence]] = {}
    for each in evidence:
        by_quote.setdefault((each.utterance, each.start, each.quote), []).append(each)
    quoted = tuple(
        Quoted(
            evidence=same[0],
            explanations=tuple(dict.fromkeys(each.explanation for each in same)),
            rules=tuple(dict.fromkeys(each.rule for each in same)),
        )
        for same in by_quote.values()
    )
    return Quotes(first=quoted[:SHOWN_QUOTES], more=quoted[SHOWN_QUOTES:])


def dialogue(report: CallReport) -> tuple[DialogueLine | Unheard, ...]:
    """Utterances, with all that they prove, and what was not recognised, in the order of their start times."""
    proofs: defaultdict[int, list[Proof]] = defaultdict(list)
    for proof, evidence in _proofs(report):
        # Several quotes of an utterance prove a thing once.
        for utterance in dict.fromkeys(each.utterance for each in evidence):
            proofs[utterance].append(proof)
    spoken = [
        DialogueLine(utterance=u, pieces=tuple(_pieces(u)), proves=tuple(proofs[u.index]), unsure=u.confidence < UNSURE)
        for u in report.transcript
    ]
    return tuple(sorted([*spoken, *report.quality.unheard], key=lambda entry: entry.start))


def _proofs(report: CallReport) -> Iterator[tuple[Proof, Sequence[Evidence]]]:
    for item in report.items:
        yield Proof(name=item_name(item.id), anchor=f"item-{item.id}"), item.evidence
    for finding in (*report.risks, *report.violations):
        yield Proof(name=short(finding_name(finding.id)), anchor=f"finding-{finding.id}"), finding.evidence


def _pieces(utterance: Utterance) -> Iterator[TextPiece]:
    """The text cut at its changes; of changes that overlap the first counts."""
    reached = 0
    for change in sorted(utterance.changes, key=lambda change: change.start):
        if change.start >= reached:
            yield TextPiece(text=utterance.text[reached : change.start])
            yield TextPiece(text=utterance.text[change.start : change.end], heard=change.heard)
            reached = change.end
    yield TextPiece(text=utterance.text[reached:])


def warnings_of(quality: Quality) -> list[str]:
    """Everything that may make the report wrong, as the report says it, and what follows from its figures."""
    warnings = list(quality.warnings)
    if quality.role_confidence < SURE_OF_ROLES:  # every verdict rests on the roles
        confidence = percent(quality.role_confidence)
        warnings.append(f"坐席与客户的区分把握不高（{confidence}），两人可能认反，请先听几句核对")
    if quality.unheard:
        seconds = sum(gap.duration for gap in quality.unheard)
        places = f"有{len(quality.unheard)}处共{seconds:.0f}秒语音未能识别"
        warnings.append(f"{places}，其中说到的事项会缺失，请回听（位置见通话全文）")
    return warnings
