"""Where nobody can tell: speech that was not transcribed, words badly heard, roles that may be the other way round."""

from statistics import fmean
from typing import Final

from pipeline.checklist.wording import reason_for_not_evaluable
from pipeline.domain.base import TimeSpan
from pipeline.domain.report import Evidence
from pipeline.domain.transcript import Transcript, Unheard
from pipeline.domain.vocabulary import Status

# Speech lost beyond this share makes "missing" a claim that nobody can stand for.
UNHEARD_SHARE_FOR_DOUBT: Final = 0.2
# Speech lost this close to an unanswered question may be its answer, seconds.
NEAR_S: Final = 6.0
# A status that says that nobody can tell is no verdict to rely on.
CERTAINTY_OF_DOUBT: Final = 0.3


def doubted(transcript: Transcript, status: Status, asked: tuple[Evidence, ...]) -> tuple[Status, str]:
    """Not evaluable where speech that was not transcribed may hold the matter, with the seconds to listen to.

    asked: where the matter was raised last.
    """
    quality = transcript.quality
    if status is Status.MISSING and quality.coverage < 1 - UNHEARD_SHARE_FOR_DOUBT and quality.unheard:
        return Status.NOT_EVALUABLE, reason_for_not_evaluable(_seconds(quality.unheard))
    if status is Status.UNANSWERED:
        near = [u for u in quality.unheard if any(_follows(u, e) for e in asked)]
        if near:
            return Status.NOT_EVALUABLE, reason_for_not_evaluable(_seconds(tuple(near)))
    return status, ""


def _follows(unheard: Unheard, asked: Evidence) -> bool:
    return unheard.overlap(TimeSpan(start=asked.start, end=asked.end + NEAR_S)) > 0


def _seconds(spans: tuple[Unheard, ...]) -> str:
    longest = sorted(sorted(spans, key=lambda s: -s.duration)[:5], key=lambda s: s.start)
    return "、".join(f"{s.start:.0f}–{s.end:.0f}秒" for s in longest)


def heard_in(transcript: Transcript, evidence: tuple[Evidence, ...]) -> float:
    """How well the words of the evidence were heard, 0 to 1; those of the whole call where there is none."""
    told = [transcript.utterances[e.utterance] for e in evidence] or transcript.utterances
    return fmean(utterance.confidence for utterance in told) if told else 1.0


def sure_of_roles(transcript: Transcript) -> float:
    """What doubt about who is who leaves of a certainty: half of it at the worst."""
    return 0.5 + 0.5 * transcript.quality.role_confidence
