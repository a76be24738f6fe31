"""Shifts and thresholds follow decisions, the more of them the further, nothing else moves; and it is written whole."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.domain.vocabulary import Status
from pipeline.errors import TingheError
from pipeline.learning.refit import DecidedFinding, DecidedStatus, product_labels, refitted, without, write_reader
from pipeline.reader.artefact import Artefact, Description, Thresholds
from pipeline.reader.reader import shifted


@pytest.fixture(scope="module")
def labels() -> Description:
    return Artefact().description.model_copy(update={"thresholds": Thresholds(default_conduct=0.65, doubt=0.3)})


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
    assert fitted.thresholds.conduct.keys() - labels.thresholds.conduct.keys() == {"threat"}
    assert fitted.thresholds.default_conduct == labels.thresholds.default_conduct


@pytest.mark.parametrize(
    ("decided", "moves"),
    [
        ([(0.9, False)] * 10, 1),
        ([(0.4, True)] * 10, -1),
        ([(0.8, True)] * 30, 0),  # confirming what is found asks for nothing
        ([(0.75, True)] * 20 + [(0.02, False)] * 20, 0),
        ([(0.9, False)] * 3 + [(0.95, True)] * 3, 1),
        ([(0.31, True)] * 40, -1),
    ],
)
def test_a_threshold_follows_the_decisions_that_it_contradicts(
    labels: Description, decided: list[tuple[float, bool]], moves: int
) -> None:
    fitted = refitted(labels, [], [DecidedFinding("threat", *each) for each in decided])
    before = labels.thresholds.conduct.get("threat", labels.thresholds.default_conduct)
    after = fitted.thresholds.conduct["threat"]
    assert np.sign(after - before) == moves
    assert labels.thresholds.doubt <= after < 1


def test_what_was_learned_can_be_taken_out_again(labels: Description) -> None:
    fitted = refitted(
        labels,
        [DecidedStatus("income", row(labels, verified=0.6), Status.MISSING)],
        [DecidedFinding("threat", 0.95, False)],
    )
    assert product_labels(fitted) == product_labels(labels)
    assert without(fitted, {"income"}).status_shifts == {}
    assert without(fitted, {"threat"}).thresholds == labels.thresholds


def test_a_reader_is_written_whole_and_never_over_another(labels: Description, tmp_path: Path) -> None:
    fitted = refitted(labels, [DecidedStatus("income", row(labels, verified=0.6), Status.MISSING)], [])
    written = write_reader(fitted, Artefact(), tmp_path / "own")
    assert written.description == fitted
    assert written.identity != Artefact().identity
    assert [path.name for path in tmp_path.iterdir()] == ["own"]
    with pytest.raises(TingheError, match="is there already"):
        write_reader(fitted, Artefact(), tmp_path / "own")


def test_nothing_is_left_of_a_reader_that_could_not_be_written(
    labels: Description, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.learning.refit.write_description", full)
    with pytest.raises(TingheError, match="No space left"):
        write_reader(labels, Artefact(), tmp_path / "own")
    assert list(tmp_path.iterdir()) == []
