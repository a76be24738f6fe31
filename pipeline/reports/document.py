"""A call report as one spaCy Doc: the dialogue, with what was found in it as labelled spans.

For those who write rules of their own over what was said (spaCy's Matcher), or make training data from reviewed calls.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from pipeline.dialogue.document import covering_span, doc_of
from pipeline.domain.report import CallReport, Evidence
from pipeline.domain.transcript import Transcript

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

GROUPS: Final = ("items", "facts", "risks", "violations")


def document(report: CallReport) -> "Doc":
    """The call as a Doc; doc.spans has "utterances" (dialogue.document) and each of GROUPS.

    A span of these is the words of a piece of evidence, its label_ the id of the item, fact, risk or violation.
    Evidence whose quote does not stand in its utterance as it is (a masked one of another text) is left out.
    """
    from spacy.tokens import SpanGroup  # noqa: PLC0415 - seconds of start-up

    doc = doc_of(Transcript(utterances=report.transcript, quality=report.quality))
    found: dict[str, Iterable[tuple[str, tuple[Evidence, ...]]]] = {
        "items": ((item.id, item.evidence) for item in report.items),
        "facts": ((fact.name, fact.evidence) for fact in report.facts),
        "risks": ((finding.id, finding.evidence) for finding in report.risks),
        "violations": ((finding.id, finding.evidence) for finding in report.violations),
    }
    for group in GROUPS:
        spans = [_span(doc, report, id_, piece) for id_, evidence in found[group] for piece in evidence]
        doc.spans[group] = SpanGroup(doc, name=group, spans=[span for span in spans if span is not None])
    return doc


def _span(doc: "Doc", report: CallReport, id_: str, piece: Evidence) -> "Span | None":
    from spacy.tokens import Span  # noqa: PLC0415 - seconds of start-up

    at = report.transcript[piece.utterance].text.find(piece.quote) if piece.quote else -1
    if at < 0:
        return None
    words = covering_span(doc, piece.utterance, at, at + len(piece.quote))
    return Span(doc, words.start, words.end, label=id_)
