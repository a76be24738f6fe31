"""Makes the transcript that all later rooms read, from recognised segments or from turns written elsewhere."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from pipeline.correction.corrector import Corrector
from pipeline.domain.base import DIGITS, Frozen
from pipeline.domain.transcript import (
    AttributedSegment,
    Attribution,
    Heard,
    HeardSegment,
    Quality,
    Transcript,
    Utterance,
)
from pipeline.domain.vocabulary import Role
from pipeline.errors import RecordingError
from pipeline.speakers.roles import RoleCues, decide_agent
from pipeline.text.edits import Edited

SECONDS_A_CHARACTER: Final = 0.25  # telephone Mandarin runs at about four characters a second
SURE_OF_SWAP: Final = 0.95  # of the roles' confidence, from which on a written transcript is taken to be swapped
MOSTLY: Final = 0.5  # share of the letters
_NOTHING_SAID: Final = "没有听到任何说话内容"
_ONE_SIDED: Final = {
    Role.AGENT: "文字稿只有坐席一方的话，客户的答复无从核实",
    Role.CUSTOMER: "文字稿只有客户一方的话",
}
_NOT_CHINESE: Final = "文字稿大部分不是中文，判断结果不可靠"
_SWAPPED: Final = "文字稿中坐席与客户可能标反了，请核对"
_FORM: Final = 'Give JSON as {"turns": [{"role": "agent|customer", "start": s, "end": s, "text": "…"}]}.'


class SpokenTurn(Frozen):
    """One turn of a transcript made elsewhere. start, end: seconds, None where they are not known."""

    role: str
    text: str
    start: float | None = None
    end: float | None = None


class _TimedTurn(Frozen):
    role: Role
    text: str
    start: float
    end: float


def transcript_from_attribution(
    attribution: Attribution, heard: Heard, corrector: Corrector, name: str = ""
) -> Transcript:
    """The call as corrected text: utterances in order of start, and how far they can be trusted.

    name: the customer's in the loan file, so that it is written as there where it is heard; empty where nobody knows.
    quality.coverage is the share of the seconds of speech that has trustworthy text; 0 where nobody speaks.
    """
    utterances: list[Utterance] = []
    for segment in sorted(attribution.segments, key=lambda segment: (segment.start, segment.channel)):
        edited = corrector.heard(segment.text, [(word.text, word.probability) for word in segment.words], name)
        if edited.text:
            known = {
                "confidence": round(segment.confidence, DIGITS),
                "channel": segment.channel,
                "letter_times": _letter_times(segment),
            }
            utterances.append(_utterance(len(utterances), segment, edited).model_copy(update=known))
    unheard_s = sum(stretch.duration for stretch in heard.unheard)
    coverage = min(1.0, max(0.0, 1 - unheard_s / heard.speech_s)) if heard.speech_s > 0 else 0.0
    nothing = () if utterances else (_NOTHING_SAID,)
    return Transcript(
        utterances=tuple(utterances),
        quality=Quality(
            coverage=round(coverage, DIGITS),
            unheard=heard.unheard,
            role_confidence=attribution.role_confidence,
            role_evidence=attribution.role_evidence,
            warnings=(*heard.warnings, *attribution.warnings, *nothing),
        ),
    )


def transcript_from_turns(turns: Sequence[SpokenTurn], corrector: Corrector) -> Transcript:
    """The call as text, from turns in any order.

    Empty turns are left out. A turn without a start begins where the one before it ended; one without a usable end
    lasts SECONDS_A_CHARACTER for each character.

    Raises:
        RecordingError: a role is neither agent nor customer; names the turn by its place, from 1.
    """
    timed = sorted(_timed(turns), key=lambda turn: turn.start)
    corrected = [(turn, edited) for turn in timed if (edited := corrector.written(turn.text)).text]
    nothing = () if corrected else (_NOTHING_SAID,)
    return Transcript(
        utterances=tuple(_utterance(index, *pair) for index, pair in enumerate(corrected)),
        quality=Quality(coverage=1.0 if corrected else 0.0, warnings=nothing),
    )


def read_turns(path: Path) -> tuple[SpokenTurn, ...]:
    """The turns of a transcript file; keys that Tinghe does not know are passed over.

    Raises:
        RecordingError: not there, not readable, not JSON, or without turns of that form; names the turn by its place.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RecordingError(path, f"cannot be read ({error.strerror})", "Check the path and your rights.") from error
    except ValueError as error:
        raise RecordingError(path, "is not JSON in UTF-8", _FORM) from error
    written = document.get("turns") if isinstance(document, dict) else None
    if not isinstance(written, list):
        raise RecordingError(path, "has no list of turns", _FORM)
    turns: list[SpokenTurn] = []
    for number, turn in enumerate(written, start=1):
        try:
            known = {key: turn[key] for key in SpokenTurn.model_fields if key in turn}
            turns.append(SpokenTurn.model_validate(known))
        except (TypeError, ValidationError) as error:
            raise RecordingError(path, f"turn {number} is not of the form that is read", _FORM) from error
    return tuple(turns)


def oddities(transcript: Transcript, cues: RoleCues) -> tuple[str, ...]:
    """What is odd about a transcript made elsewhere, as Chinese warnings, one a line; none for an ordinary one.

    One side alone, roles that cues speak against, or text that is not Chinese.
    """
    utterances = transcript.utterances
    sides = {utterance.role for utterance in utterances}
    if len(sides) == 1:
        warnings = [_ONE_SIDED[sides.pop()]]
    else:
        warnings = [_SWAPPED] if sides and _is_swapped(utterances, cues) else []
    letters = [character for utterance in utterances for character in utterance.text if character.isalpha()]
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in letters)
    if chinese < MOSTLY * len(letters):
        warnings.append(_NOT_CHINESE)
    return tuple(warnings)


def _utterance(index: int, turn: AttributedSegment | _TimedTurn, edited: Edited) -> Utterance:
    """What is judged is what a report keeps, so that a stored call is judged again to the same."""
    return Utterance(
        index=index,
        role=turn.role,
        start=round(turn.start, DIGITS),
        end=round(turn.end, DIGITS),
        heard=turn.text,
        text=edited.text,
        changes=edited.changes,
    )


def _letter_times(segment: HeardSegment) -> tuple[float, ...]:
    """When each letter and digit of the text begins; empty where the words with times are not the text's."""
    times: list[float] = []
    for word in segment.words:
        count = sum(map(str.isalnum, word.text))
        times += [round(word.start + n * word.duration / count, DIGITS) for n in range(count)]
    return tuple(times) if len(times) == sum(map(str.isalnum, segment.text)) else ()


def _timed(turns: Sequence[SpokenTurn]) -> list[_TimedTurn]:
    """The turns that have text, each with a role and with times that can be."""
    timed: list[_TimedTurn] = []
    for number, turn in enumerate(turns, start=1):
        if turn.role not in set(Role):
            remedy = "Write agent or customer as the turn's role."
            raise RecordingError(f"turn {number}", "its role is neither agent nor customer", remedy)
        text = turn.text.strip()
        if not text:
            continue
        start = turn.start
        if start is None or not math.isfinite(start):
            start = timed[-1].end if timed else 0.0
        start, end = max(0.0, start), turn.end
        if end is None or not math.isfinite(end) or end <= start:
            end = start + SECONDS_A_CHARACTER * len(text)
        timed.append(_TimedTurn(role=Role(turn.role), text=text, start=start, end=end))
    return timed


def _is_swapped(utterances: Sequence[Utterance], cues: RoleCues) -> bool:
    """Whether what either side says is surely the other side's."""
    segments = {
        side: [
            HeardSegment(channel=side, start=u.start, end=u.end, text=u.text, confidence=u.confidence)
            for u in utterances
            if u.role is role
        ]
        for side, role in enumerate(Role)
    }
    decision = decide_agent(segments, cues)
    return list(Role)[decision.agent] is not Role.AGENT and decision.confidence >= SURE_OF_SWAP
