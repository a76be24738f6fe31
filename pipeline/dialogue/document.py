"""A call as one spaCy Doc: words, and on its spans who spoke and when."""

from functools import cache
from typing import TYPE_CHECKING

from pipeline.domain.transcript import Transcript
from pipeline.errors import RecordingError
from pipeline.text.segmentation import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

UTTERANCES = "utterances"
BETWEEN = "\n"


def doc_of(transcript: Transcript) -> "Doc":
    """One Doc for the call: doc.text is the utterances' texts with a line break between them.

    doc.spans["utterances"] holds a Span for each utterance, in order; span._.utterance is its index, span._.role the
    Role, span._.start_s and span._.end_s its seconds.
    """
    from spacy.tokens import Doc, SpanGroup  # noqa: PLC0415 - seconds of start-up

    tokens: list[str] = []
    bounds: list[tuple[int, int]] = []
    for utterance in transcript.utterances:
        if bounds:
            tokens.append(BETWEEN)
        start = len(tokens)
        tokens += words(utterance.text)
        bounds.append((start, len(tokens)))
    doc = Doc(_vocabulary(), words=tokens, spaces=[False] * len(tokens))
    spans = [doc[start:end] for start, end in bounds]
    for span, utterance in zip(spans, transcript.utterances, strict=True):
        span._.utterance, span._.role = utterance.index, utterance.role
        span._.start_s, span._.end_s = utterance.start, utterance.end
    doc.spans[UTTERANCES] = SpanGroup(doc, name=UTTERANCES, spans=spans)
    return doc


def covering_span(doc: "Doc", place: int, start: int, end: int) -> "Span":
    """The Span of the whole words that an utterance's text[start:end] lies in.

    Raises:
        RecordingError: the characters lie outside the utterance.
    """
    utterance = doc.spans[UTTERANCES][place]
    inside = 0 <= start < end <= utterance.end_char - utterance.start_char
    at = utterance.start_char
    span = doc.char_span(at + start, at + end, alignment_mode="expand") if inside else None
    if span is None:
        cause = f"has no characters {start} to {end}"
        raise RecordingError(f"utterance {place}", cause, "Give offsets inside the utterance's text.")
    return span


@cache
def _vocabulary() -> "Vocab":
    """The vocabulary of a blank Chinese pipeline; registers the attributes of utterances once."""
    import spacy  # noqa: PLC0415 - seconds of start-up
    from spacy.tokens import Span  # noqa: PLC0415

    for name in ("utterance", "role", "start_s", "end_s"):
        Span.set_extension(name, default=None, force=True)
    return spacy.blank("zh").vocab
