"""From item results to a score, a verdict in one line, and what the next call has to ask."""

from collections.abc import Mapping, Sequence

from pipeline.domain.report import Finding, FollowUp, ItemResult, Score
from pipeline.domain.vocabulary import Status

# What an item adds to the points, in shares of a verified one: something was said about it, or the bank at least asked.
SHARE_OF_POINTS = {
    Status.VERIFIED: 1.0,
    Status.INSUFFICIENT: 0.4,
    Status.UNANSWERED: 0.2,
    Status.REFUSED: 0.2,
    Status.NOT_EVALUABLE: 0.2,
    Status.MISSING: 0.0,
}
# What each finding takes from the points: a risk asks for a look, a violation is the bank's own fault.
RISK_POINTS, VIOLATION_POINTS = 5, 10
# The coverage from which a call with open items still reads as 基本核实, and below which it reads as 严重不足.
GOOD, FAIR = 0.9, 0.6
# What is open, the untouched first.
FOLLOW_UP_ORDER = (Status.MISSING, Status.REFUSED, Status.UNANSWERED, Status.INSUFFICIENT, Status.NOT_EVALUABLE)


def score(items: Sequence[ItemResult], risks: Sequence[Finding], violations: Sequence[Finding]) -> Score:
    """Coverage (verified over applicable items), points from 0 to 100, and the verdict that a reviewer reads first.

    Points: 100 times the mean share of the applicable items, less RISK_POINTS a risk and VIOLATION_POINTS a violation.
    """
    applicable = [item.status for item in items if item.status is not Status.NOT_APPLICABLE]
    count = len(applicable) or 1
    coverage = sum(status is Status.VERIFIED for status in applicable) / count
    taken = RISK_POINTS * len(risks) + VIOLATION_POINTS * len(violations)
    points = 100 * (sum(SHARE_OF_POINTS[status] for status in applicable) / count) - taken
    verdict = [_verdict_on_items(coverage, applicable)]
    verdict += [f"{name}{len(found)}项" for name, found in (("坐席违规", violations), ("风险信号", risks)) if found]
    return Score(coverage=round(coverage, 3), points=max(0, round(points)), verdict="；".join(verdict))


def _verdict_on_items(coverage: float, applicable: Sequence[Status]) -> str:
    if not applicable:
        return "没有适用的核实事项"
    still_open = sum(status.open for status in applicable)
    if not still_open:
        return "核实完整"
    if coverage < FAIR:
        return f"核实严重不足，{still_open}项待补核"
    return f"基本核实，{still_open}项待补核" if coverage >= GOOD else f"{still_open}项待补核"


def follow_up(items: Sequence[ItemResult], questions: Mapping[str, str]) -> tuple[FollowUp, ...]:
    """What the next call has to ask, the untouched first; questions: by item id, in plain Chinese."""
    ordered = [item for status in FOLLOW_UP_ORDER for item in items if item.status is status]
    return tuple(FollowUp(item=item.id, question=questions[item.id]) for item in ordered if item.id in questions)
