"""What the recogniser wrote down but did not hear: loops, phrases learnt by heart, more text than anybody can say."""

import re
import zlib
from pathlib import Path

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import HeardSegment, Unheard
from pipeline.rulebook.pattern import AnyOfIgnoringCase, Pattern
from pipeline.rulebook.yamlfile import load_yaml

# Text that shrinks this much repeats itself (the measure of openai/whisper's transcribe.py), from this length on.
MAX_COMPRESSION, COMPRESSION_FROM = 2.4, 30
# The same few characters so often in a row are a loop whatever the text's length.
_REPEATED = re.compile(r"(.{1,8}?)\1{4,}")
# Nobody speaks faster for longer than a word, characters a second.
MAX_RATE, RATE_FROM = 14.0, 8
# Below this mean token probability a short text is as likely made up as heard.
MIN_CONFIDENCE = 0.2
# Speech-like sound without text is worth a listener's time from here on, seconds.
REPORTED_FROM_S = 0.8
_NOT_TEXT = re.compile(r"[\W_]+")

LOOP = "识别结果反复重复，不可信"
STOCK = "识别出的是常见套话，疑为无人说话时的误识"
CROWDED = "识别出的字数超出正常语速，不可信"
DOUBTFUL = "识别把握过低"
SILENT = "有说话声，但没有识别出文字"


class _StockPhrases(Frozen):
    phrases: AnyOfIgnoringCase


def read_stock_phrases(folder: Path) -> Pattern:
    """What matches the stock phrases of a models folder, which a recogniser writes where nobody speaks.

    Raises:
        ChecklistError: the file does not hold to its schema, or a pattern is bad; names the line.
    """
    return load_yaml(folder / "lexicon" / "stock_phrases.yaml").parse(_StockPhrases).phrases


def is_loop(text: str) -> bool:
    """Whether a text repeats itself as no speaker does."""
    plain = _NOT_TEXT.sub("", text)
    if _REPEATED.search(plain):
        return True
    data = plain.encode("utf-8")
    return len(plain) >= COMPRESSION_FROM and len(data) / len(zlib.compress(data)) > MAX_COMPRESSION


def fault(segment: HeardSegment, stock_phrases: Pattern) -> str | None:
    """Why a segment's text cannot be trusted, in Chinese for reviewers; None where it can."""
    plain = _NOT_TEXT.sub("", segment.text)
    if not plain:
        return SILENT
    if is_loop(segment.text):
        return LOOP
    if stock_phrases.search(plain):
        return STOCK
    if len(plain) >= RATE_FROM and len(plain) > MAX_RATE * segment.duration:
        return CROWDED
    return DOUBTFUL if segment.confidence < MIN_CONFIDENCE else None


def unheard(segment: HeardSegment, reason: str) -> Unheard | None:
    """The stretch as one to listen to again, or None where it is too short to be worth it."""
    if segment.duration < REPORTED_FROM_S:
        return None
    return Unheard(channel=segment.channel, start=segment.start, end=segment.end, reason=reason)
