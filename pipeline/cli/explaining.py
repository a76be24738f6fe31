"""The lines of `tinghe explain`."""

from collections.abc import Iterator

from pipeline.checklist.course import Step
from pipeline.checklist.explain import Account, PartAccount
from pipeline.domain.report import Evidence


def lines_of(account: Account) -> Iterator[str]:
    """The account as lines: the verdict first, then each part step by step."""
    result = account.result
    yield f"{result.id}: {result.status} ({result.status.name_zh}), confidence {result.confidence:.2f}"
    yield f"  {result.reason}"
    yield f"  judged by {account.checklist}"
    for part in account.parts:
        yield from _of_part(part, account.utterances)
    for mention in account.aside:
        yield f"aside, utterance {mention.utterance}: {mention.act} by {mention.rule}: {mention.quote}"


def _of_part(part: PartAccount, utterances: int) -> Iterator[str]:
    yield f"part {part.name}" if part.name else "the item as a whole"
    wordings = ", ".join(f"{count} to {kind}" for kind, count in part.wordings.items())
    yield f"  searched {utterances} utterances for wordings: {wordings}"
    if not part.course.steps:
        yield "  nobody spoke of it → missing"
    for number, (step, status) in enumerate(zip(part.course.steps, part.course.statuses, strict=True), start=1):
        yield f"  {number}. {step.event} (certainty {step.certainty:.2f}) → {status}{_mark(part, step)}"
        yield from (f"     {_shown(evidence)}" for evidence in step.evidence)


def _mark(part: PartAccount, step: Step) -> str:
    return "   ← decides" if step is part.course.deciding else ""


def _shown(evidence: Evidence) -> str:
    minutes, seconds = divmod(int(evidence.start), 60)
    return f"{minutes:02d}:{seconds:02d} [{evidence.rule}] {evidence.explanation}: {evidence.quote}"
