"""Fits the reader's decisions anew: how its probabilities are weighed, not how it reads.

A bank decides what it calls insufficient, and whom it accuses how easily. Both are a shift of log odds: of an item's
statuses, and of a risk's or violation's threshold. Each is fitted by maximum likelihood with a normal prior around no
change, so that a few decisions move it little (ridge regression of intercepts, as Platt 1999 calibrates scores).
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, minimize_scalar

from pipeline.domain.vocabulary import Status
from pipeline.reader.artefact import Description

Row = npt.NDArray[np.float64]
_SPREAD: Final = 1.0  # of the prior, in log odds
_LEAST, _MOST = 0.05, 0.99  # of a threshold
_TINY: Final = 1e-6


class DecidedStatus(NamedTuple):
    """An item whose status a person decided, with the reader's probabilities, in the order of the labels."""

    item: str
    probabilities: Sequence[float]
    status: Status


class DecidedFinding(NamedTuple):
    """A risk or violation that a person decided on, with how likely the reader took it to be."""

    kind: str
    probability: float
    holds: bool


def refitted(labels: Description, statuses: Sequence[DecidedStatus], findings: Sequence[DecidedFinding]) -> Description:
    """The description with shifts and thresholds that fit the decisions; what nobody decided on stays as it is.

    statuses, findings: with the probabilities that the description as it is gives.
    """
    by_item: dict[str, list[DecidedStatus]] = defaultdict(list)
    by_kind: dict[str, list[DecidedFinding]] = defaultdict(list)
    for status in statuses:
        by_item[status.item].append(status)
    for finding in findings:
        by_kind[finding.kind].append(finding)
    shifts = {item: _added(labels, item, _shift(labels, decided)) for item, decided in by_item.items()}
    conduct = {kind: _threshold(labels, kind, decided) for kind, decided in by_kind.items()}
    thresholds = labels.thresholds.model_copy(update={"conduct": labels.thresholds.conduct | conduct})
    return labels.model_copy(
        update={
            "status_shifts": labels.status_shifts | shifts,
            "thresholds": thresholds,
            "learned_from": labels.learned_from + len(statuses) + len(findings),
        }
    )


def _added(labels: Description, item: str, shift: Row) -> tuple[float, ...]:
    before = labels.status_shifts.get(item, (0.0,) * len(labels.statuses))
    return tuple(round(a + float(b), 4) for a, b in zip(before, shift, strict=True))


def _shift(labels: Description, decided: Sequence[DecidedStatus]) -> Row:
    logits = np.log(np.maximum(np.array([each.probabilities for each in decided], np.float64), _TINY))
    want = np.array([labels.statuses.index(each.status) for each in decided])

    def cost(shift: Row) -> tuple[float, Row]:
        shifted = logits + shift
        raised = np.exp(shifted - shifted.max(1, keepdims=True))
        shares = raised / raised.sum(1, keepdims=True)
        missed = -np.log(np.maximum(shares[np.arange(len(want)), want], _TINY)).sum()
        slope = shares.sum(0) - np.bincount(want, minlength=len(labels.statuses))
        return float(missed + (shift @ shift) / (2 * _SPREAD**2)), slope + shift / _SPREAD**2

    best: Row = minimize(cost, np.zeros(len(labels.statuses)), jac=True, method="L-BFGS-B").x
    return best


def _threshold(labels: Description, kind: str, decided: Sequence[DecidedFinding]) -> float:
    odds = _log_odds(np.array([each.probability for each in decided]))
    signs = np.where([each.holds for each in decided], 1.0, -1.0)

    def cost(shift: float) -> float:
        return float(np.logaddexp(0, -signs * (odds + shift)).sum() + shift**2 / (2 * _SPREAD**2))

    shift = minimize_scalar(cost, bounds=(-6, 6), method="bounded").x
    before = labels.thresholds.conduct.get(kind, labels.thresholds.default_conduct)
    after = 1 / (1 + np.exp(shift - _log_odds(np.array([before]))[0]))
    return round(float(np.clip(after, _LEAST, _MOST)), 4)


def _log_odds(probabilities: Row) -> Row:
    inside = np.clip(probabilities, _TINY, 1 - _TINY)
    odds: Row = np.log(inside) - np.log1p(-inside)
    return odds
