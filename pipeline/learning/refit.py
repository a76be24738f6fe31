"""Fits the reader's decisions anew, how its probabilities are weighed, not how it reads; and writes such a reader.

A bank decides what it calls insufficient, and whom it accuses how easily. Both are a shift of log odds: of an item's
statuses, and of a risk's or violation's threshold. A status shift is fitted by maximum likelihood, a threshold by the
decisions that it contradicts; both with a normal prior around no change, so that a few decisions move them little.
"""

import shutil
from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, minimize_scalar

from pipeline.domain.vocabulary import Status
from pipeline.errors import TingheError
from pipeline.reader.artefact import DESCRIPTION, FILES, Artefact, Description, write_description
from pipeline.reports.writing import refused_if_unwritable
from pipeline.rulebook.trained import written_whole

Row = npt.NDArray[np.float64]
_SPREAD: Final = 1.0  # of the prior, in log odds
_WRONGLY_ACCUSED: Final = 2.0  # what a rejected finding weighs against one that was missed
_MOST: Final = 0.99  # of a threshold; the least is that from which a reviewer is told of a doubt
_TINY: Final = 1e-6
_READABLE: Final = 0o755  # a trained reader holds nothing of any call; those who judge by it may be others


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


def product_labels(labels: Description) -> Description:
    """The description without what was learned from decisions: where every fit begins."""
    thresholds = labels.product_thresholds or labels.thresholds
    return labels.model_copy(
        update={"status_shifts": {}, "thresholds": thresholds, "product_thresholds": None, "learned_from": 0}
    )


def refitted(
    product: Description, statuses: Sequence[DecidedStatus], findings: Sequence[DecidedFinding]
) -> Description:
    """The description with shifts and thresholds that fit the decisions; what nobody decided on stays the product's.

    product: as product_labels gives it. statuses, findings: with the probabilities that it gives.
    """
    by_item: dict[str, list[DecidedStatus]] = defaultdict(list)
    by_kind: dict[str, list[DecidedFinding]] = defaultdict(list)
    for status in statuses:
        by_item[status.item].append(status)
    for finding in findings:
        by_kind[finding.kind].append(finding)
    conduct = {kind: _threshold(product, kind, decided) for kind, decided in by_kind.items()}
    return product.model_copy(
        update={
            "status_shifts": {item: _shift(product, decided) for item, decided in by_item.items()},
            "thresholds": product.thresholds.model_copy(update={"conduct": product.thresholds.conduct | conduct}),
            "product_thresholds": product.thresholds,
            "learned_from": len(statuses) + len(findings),
        }
    )


def without(labels: Description, names: Collection[str]) -> Description:
    """The description with some items and kinds as the product has them."""
    of_product = product_labels(labels).thresholds.conduct
    kept = {kind: value for kind, value in labels.thresholds.conduct.items() if kind not in names}
    back = {kind: value for kind, value in of_product.items() if kind in names}
    return labels.model_copy(
        update={
            "status_shifts": {item: shift for item, shift in labels.status_shifts.items() if item not in names},
            "thresholds": labels.thresholds.model_copy(update={"conduct": kept | back}),
        }
    )


def _shift(labels: Description, decided: Sequence[DecidedStatus]) -> tuple[float, ...]:
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
    return tuple(round(float(each), 4) for each in best)


def _threshold(labels: Description, kind: str, decided: Sequence[DecidedFinding]) -> float:
    """The threshold, moved as far as the decisions on its wrong side pull it; where all agree it stays."""
    before = labels.thresholds.of_conduct(kind)
    beyond = _log_odds(np.array([each.probability for each in decided])) - _log_odds(np.array([before]))
    holds = np.array([each.holds for each in decided])
    signs, weights = np.where(holds, 1.0, -1.0), np.where(holds, 1.0, _WRONGLY_ACCUSED)

    def cost(raised: float) -> float:
        wrong = np.maximum(0, -signs * (beyond - raised))
        return float((weights * wrong).sum() + raised**2 / (2 * _SPREAD**2))

    if not np.maximum(0, -signs * beyond).any():
        return before
    raised = minimize_scalar(cost, bounds=(-6, 6), method="bounded").x
    after = 1 / (1 + np.exp(-(_log_odds(np.array([before]))[0] + raised)))
    return round(float(np.clip(after, labels.thresholds.doubt, _MOST)), 4)


def _log_odds(probabilities: Row) -> Row:
    inside = np.clip(probabilities, _TINY, 1 - _TINY)
    odds: Row = np.log(inside) - np.log1p(-inside)
    return odds


def refuse_existing(folder: Path) -> None:
    """Raises TingheError where the folder is there already: a reader that reports name is not written over."""
    if folder.exists():
        raise TingheError(folder, "is there already", "Name a new folder: reports say by which reader they were made.")


def write_reader(labels: Description, source: Artefact, folder: Path) -> Artefact:
    """A folder that TINGHE_READER can name: the files of source with labels as their description.

    Raises:
        TingheError: the folder is there already, or cannot be written; it is then not there, or as it was.
    """
    refuse_existing(folder)
    with refused_if_unwritable(folder, "Name a folder that you may write."), written_whole(folder) as beside:
        for name in FILES:
            if name != DESCRIPTION:
                shutil.copyfile(source.folder / name, beside / name)
        write_description(labels, beside)
        beside.chmod(_READABLE)
    return Artefact(folder)
