"""From item results to a score, a verdict in one line, and what the next call has to ask."""

from collections.abc import Mapping, Sequence

from pipeline.domain.report import Finding, FollowUp, ItemResult, Score
from pipeline.domain.vocabulary import Status

# What an item adds to the points when it is not verified: something was said about it, or the bank at least asked.
PARTIAL = {Status.INSUFFICIENT: 0.4, Status.UNANSWERED: 0.2, Status.REFUSED: 0.2, Status.NOT_EVALUABLE: 0.2}
# What each finding takes from the points.
RISK_POINTS, VIOLATION_POINTS = 5, 10
GOOD, FAIR = 0.9, 0.6
CHASED = (Status.MISSING, Status.REFUSED, Status.UNANSWERED, Status.INSUFFICIENT, Status.NOT_EVALUABLE)


def score(items: Sequence[ItemResult], risks: Sequence[Finding], violations: Sequence[Finding]) -> Score:
    """Coverage (verified over applicable items), points from 0 to 100, and the verdict that a reviewer reads first."""
    applicable = [item for item in items if item.status is not Status.NOT_APPLICABLE]
    verified = sum(item.status is Status.VERIFIED for item in applicable)
    coverage = verified / len(applicable) if applicable else 0.0
    partial = sum(PARTIAL.get(item.status, 0.0) for item in applicable)
    base = 100 * (verified + partial) / len(applicable) if applicable else 0.0
    taken = RISK_POINTS * len(risks) + VIOLATION_POINTS * len(violations)
    return Score(
        coverage=round(coverage, 3),
        points=max(0, round(base - taken)),
        verdict=_verdict(coverage, items, len(risks), len(violations)),
    )


def _verdict(coverage: float, items: Sequence[ItemResult], risks: int, violations: int) -> str:
    open_items = sum(item.status in CHASED for item in items)
    words = ["核实完整" if not open_items else f"{open_items}项待补核"]
    if coverage < FAIR:
        words = [f"核实严重不足，{words[0]}"]
    elif open_items and coverage >= GOOD:
        words = [f"基本核实，{words[0]}"]
    if violations:
        words.append(f"坐席违规{violations}项")
    if risks:
        words.append(f"风险信号{risks}项")
    return "；".join(words)


def follow_up(items: Sequence[ItemResult], questions: Mapping[str, str]) -> tuple[FollowUp, ...]:
    """What the next call has to ask, the untouched first."""
    chased = [item for status in CHASED for item in items if item.status is status]
    return tuple(FollowUp(item=item.id, question=questions[item.id]) for item in chased if item.id in questions)
