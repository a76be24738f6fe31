"""Makes the transcript that all later rooms read, from recognised segments or from turns written elsewhere."""

from collections.abc import Sequence
from typing import Final

from pipeline.correction.corrector import Corrector
from pipeline.dialogue.turn_times import TimedTurn, timed
from pipeline.dialogue.turns import SpokenTurn
from pipeline.domain.base import DIGITS
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
from pipeline.speakers.roles import RoleCues, decide_agent
from pipeline.text.edits import Edited

SURE_OF_SWAP: Final = 0.95  # of the roles' confidence, from which on a written transcript is taken to be swapped
MOSTLY: Final = 0.5  # share of the letters
_NOTHING_SAID: Final = "没有听到任何说话内容"
_ONE_SIDED: Final = {
    Role.AGENT: "文字稿只有坐席一方的话，客户的答复无从核实",
    Role.CUSTOMER: "文字稿只有客户一方的话",
}
_NOT_CHINESE: Final = "文字稿大部分不是中文，判断结果不可靠"
_SWAPPED: Final = "文字稿中坐席与客户可能标反了，请核对"


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
    """The call as text, from turns in any order, with a warning of times that cannot be.

    Empty turns are left out. A turn without a start begins where the one before it ended; one without a usable end
    lasts SECONDS_A_CHARACTER for each character.

    Raises:
        RecordingError: a role is neither agent nor customer; names the turn by its place, from 1.
    """
    spoken = timed(turns)
    corrected = [(turn, edited) for turn in spoken.turns if (edited := corrector.written(turn.text)).text]
    nothing = () if corrected else (_NOTHING_SAID,)
    return Transcript(
        utterances=tuple(_utterance(index, *pair) for index, pair in enumerate(corrected)),
        quality=Quality(coverage=1.0 if corrected else 0.0, warnings=(*spoken.warnings, *nothing)),
    )


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


def _utterance(index: int, turn: AttributedSegment | TimedTurn, edited: Edited) -> Utterance:
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
