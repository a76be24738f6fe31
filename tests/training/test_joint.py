"""Adapter and heads learn together for as long as they are given; needs the packages of the group train."""

import itertools
import time

import numpy as np
import pytest

pytest.importorskip("torch", reason="the group train is not installed")
pytest.importorskip("transformers")

from pipeline.reader.encoding import ItemStates
from pipeline.training.augmentation import excerpt
from pipeline.training.corpus import LabelledCall, labelled_calls
from pipeline.training.joint import BATCH, JointExamples, train_jointly
from pipeline.training.wordings import item_texts, read_wordings
from tests.training.networks import LABELS, MODEL, WIDTH, small
from tests.training.test_adapter import SHAPE, adapted


@pytest.fixture(scope="module")
def calls() -> tuple[LabelledCall, ...]:
    return tuple(excerpt(call, 0, 4) for call in labelled_calls("tune")[:2])


@pytest.mark.parametrize(("share", "as_spoken"), [(0.0, True), (1.0, False)])
def test_an_epoch_is_every_call_once_with_as_many_errors_as_asked_for(
    share: float, as_spoken: bool, calls: tuple[LabelledCall, ...]
) -> None:
    model = adapted()
    examples = JointExamples(lambda: calls, LABELS, model, misrecognised=share, seed=0)
    epoch = list(examples.epoch(ItemStates(item_texts(MODEL), MODEL), read_wordings(MODEL, LABELS)))
    spoken = {call.id: call.turns for call in calls}
    assert {each.example.call.id for each in epoch} == spoken.keys()
    assert all((each.example.call.turns == spoken[each.example.call.id]) is as_spoken for each in epoch)
    for each in epoch:
        assert each.lower.shape == (each.prefix + len(each.example.targets.tags), SHAPE.width)
        assert each.example.window.item_texts.shape[1] == WIDTH


@pytest.mark.filterwarnings("ignore:The given NumPy array is not writable")  # zeros that stand for states to come
def test_both_learn_until_the_time_is_over(calls: tuple[LabelledCall, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    model, networks = adapted(), small(SHAPE.width)
    lines: list[str] = []
    before = {name: matrix.copy() for name, matrix in model.changes().items()}
    examples = JointExamples(lambda: calls, LABELS, model, misrecognised=0.0, seed=0)
    minute = itertools.count()
    with monkeypatch.context() as clock:
        clock.setattr(time, "monotonic", lambda: next(minute) * 60.0)
        readings = train_jointly(
            model, networks, examples, minutes=3, progress=lines.append, checkpoint=lambda: lines.append("kept")
        )
    assert readings == 2 * BATCH
    assert lines == []  # steps are reported and kept much more seldom
    assert not networks.heads.training
    changed = [name for name, matrix in model.changes().items() if not np.array_equal(matrix, before[name])]
    assert {name.split(".")[-1] for name in changed} >= {"up"}
