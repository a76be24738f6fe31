"""A folder of labelled calls against a folder of reports."""

from pathlib import Path

from pipeline.domain.report import CallReport
from pipeline.errors import ReportError, UsageError
from pipeline.evaluation.gold import GoldCall, read_gold, read_spoken
from pipeline.evaluation.score import CallScore, Evaluation, score_call
from pipeline.reports.codec import read_report


def evaluate(gold: Path, reports: Path, turns: Path | None = None) -> Evaluation:
    """Score every labelled call, those without a report included.

    gold: a folder of CALL_ID.yaml. reports: of CALL_ID.json. turns: of CALL_ID.turns.json, for the error rates.

    Raises:
        UsageError: a folder or a file in it is not what it should be.
    """
    if not reports.is_dir():
        raise UsageError(reports, "is no folder", "Give the --out folder of an earlier tinghe run or judge.")
    return Evaluation(calls=tuple(_scored(call, reports, turns) for call in read_gold(gold)))


def _scored(call: GoldCall, reports: Path, turns: Path | None) -> CallScore:
    report = _report(reports / f"{call.id}.json")
    return score_call(call, report, read_spoken(turns, call.id) if turns and report else None)


def _report(path: Path) -> CallReport | None:
    if not path.exists():
        return None
    try:
        return read_report(path)
    except ReportError as error:
        raise UsageError(path, error.cause, error.remedy) from error
