import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reader.layout import BLOCK
from pipeline.reader.preparation import eight_bits

ROWS = st.lists(st.floats(-4, 4, width=32), min_size=2 * BLOCK, max_size=2 * BLOCK)


@given(st.lists(ROWS, min_size=1, max_size=3))
def test_a_weight_in_eight_bits_is_off_by_half_a_step_at_most(rows: list[list[float]]) -> None:
    weight = np.array(rows, np.float32)
    quantised, scales = eight_bits(weight)
    back = (quantised.astype(np.float32) - 128) * scales[..., None]
    step = np.abs(scales)[..., None]
    assert np.all(np.abs(back - weight.reshape(back.shape)) <= step * 1.01 + 1e-6)


def test_nothing_but_noughts_stays_nought() -> None:
    quantised, scales = eight_bits(np.zeros((1, BLOCK), np.float32))
    assert np.all((quantised.astype(int) - 128) * scales[..., None] == 0)
