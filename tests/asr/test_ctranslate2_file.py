import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.asr.ctranslate2_file import variables
from pipeline.errors import WeightsError
from tests.asr.tiny_model import model_of

PATH = Path("base/model.bin")
WEIGHT = np.arange(6, dtype=np.float16).reshape(2, 3)


def test_every_variable_is_found_with_its_values() -> None:
    scale, heads = np.array([0.5, -2], np.float32), np.array(8, np.int16)
    model = model_of({"decoder/a/weight": WEIGHT, "decoder/a/scale": scale, "decoder/num_heads": heads})
    found = {name: known.values(model) for name, known in variables(PATH, model).items()}
    assert list(found) == ["decoder/a/weight", "decoder/a/scale", "decoder/num_heads"]
    np.testing.assert_array_equal(found["decoder/a/weight"], WEIGHT)
    np.testing.assert_array_equal(found["decoder/a/scale"], scale)
    assert found["decoder/num_heads"] == 8


def test_storing_changes_one_variable_and_nothing_else() -> None:
    model = bytearray(model_of({"one": WEIGHT, "other": WEIGHT}))
    variables(PATH, model)["one"].store(model, np.full((2, 3), 7, np.float32))
    assert bytes(model) == model_of({"one": np.full((2, 3), 7, np.float16), "other": WEIGHT})


@pytest.mark.parametrize(
    ("model", "cause"),
    [
        (b"", "is no model of CTranslate2"),
        (model_of({"one": WEIGHT})[:40], "is no model of CTranslate2"),
        (model_of({"one": WEIGHT}, version=5), "is of CTranslate2's version 5, not 6"),
    ],
    ids=["empty", "broken off", "another version"],
)
def test_what_is_no_model_is_refused_by_its_path(model: bytes, cause: str) -> None:
    with pytest.raises(WeightsError, match=cause) as raised:
        variables(PATH, model)
    assert str(PATH) in str(raised.value)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(WeightsError):
        variables(PATH, data)
