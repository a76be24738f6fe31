"""Calls for tests, written as a reviewer would note them down: 坐：… 客：…"""

from pipeline.checklist.judge import judge_items
from pipeline.checklist.load import load_checklist
from pipeline.domain.report import ItemResult
from pipeline.domain.transcript import Quality, Transcript, Utterance
from pipeline.domain.vocabulary import Role

_ROLES = {"坐": Role.AGENT, "客": Role.CUSTOMER}


def call(*lines: str, quality: Quality | None = None) -> Transcript:
    """A transcript with three seconds a line."""
    return Transcript(
        utterances=tuple(_utterance(n, *line.split("：", 1)) for n, line in enumerate(lines)),
        quality=quality or Quality(),
    )


def _utterance(n: int, speaker: str, text: str) -> Utterance:
    return Utterance(index=n, role=_ROLES[speaker], start=3.0 * n, end=3.0 * n + 2.5, heard=text, text=text)


def judged(transcript: Transcript, product: str = "consumer", stage: str = "pre_loan") -> dict[str, ItemResult]:
    return {result.id: result for result in judge_items(transcript, load_checklist(product, stage))}
