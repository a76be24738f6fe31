"""Shifts and thresholds follow decisions, the more of them the further, and nothing else moves."""

import numpy as np
import pytest

from pipeline.domain.vocabulary import Status
from pipeline.learning.refit import DecidedFinding, DecidedStatus, refitted
from pipeline.reader.artefact import Artefact, Description
from pipeline.reader.reader import shifted


@pytest.fixture(scope="module")
def labels() -> Description:
    return Artefact().description


def row(labels: Description, **shares: float) -> list[float]:
    """Probabilities with the rest spread evenly."""
    rest = (1 - sum(shares.values())) / (len(labels.statuses) - len(shares))
    return [shares.get(status, rest) for status in labels.statuses]


def likeliest(labels: Description, probabilities: list[float], item: str) -> str:
    shares = shifted(np.array(probabilities, np.float32), labels.status_shifts.get(item, ()))
    return labels.statuses[list(shares).index(max(shares))]


@pytest.mark.parametrize(("times", "after"), [(1, "verified"), (12, "insufficient")])
def test_many_decisions_flip_what_one_does_not(labels: Description, times: int, after: str) -> None:
    unsure = row(labels, verified=0.8, insufficient=0.12)
    fitted = refitted(labels, [DecidedStatus("income", unsure, Status.INSUFFICIENT)] * times, [])
    assert likeliest(fitted, unsure, "income") == after
    assert fitted.learned_from == times


def test_what_nobody_decided_on_stays_as_it_was(labels: Description) -> None:
    fitted = refitted(
        labels,
        [DecidedStatus("income", row(labels, verified=0.9), Status.MISSING)],
        [DecidedFinding("threat", 0.9, False)],
    )
    assert set(fitted.status_shifts) == {"income"}
    assert fitted.thresholds.conduct.keys() - labels.thresholds.conduct.keys() <= {"threat"}
    assert fitted.thresholds.default_conduct == labels.thresholds.default_conduct


@pytest.mark.parametrize(("holds", "rises"), [(False, True), (True, False)])
def test_rejected_findings_raise_the_threshold_and_confirmed_ones_lower_it(
    labels: Description, *, holds: bool, rises: bool
) -> None:
    probability = 0.9 if rises else 0.4
    fitted = refitted(labels, [], [DecidedFinding("threat", probability, holds)] * 10)
    before = labels.thresholds.conduct.get("threat", labels.thresholds.default_conduct)
    assert (fitted.thresholds.conduct["threat"] > before) is rises


def test_learning_twice_adds_up(labels: Description) -> None:
    decided = [DecidedStatus("income", row(labels, verified=0.6, insufficient=0.3), Status.INSUFFICIENT)] * 3
    once = refitted(labels, decided, [])
    twice = refitted(once, decided, [])
    place = labels.statuses.index("insufficient")
    assert twice.status_shifts["income"][place] == pytest.approx(2 * once.status_shifts["income"][place], abs=1e-3)
    assert twice.learned_from == 6
