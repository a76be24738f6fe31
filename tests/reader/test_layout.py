from itertools import pairwise

import pytest

from pipeline.reader.layout import ALIGNMENT, BLOCK, PROJECTIONS, Shape, tensors

SHAPE = Shape(layers=2, width=64, inner=96, heads=4, groups=2, head=16, positions=8)


def test_tensors_follow_each_other_without_overlap_and_aligned() -> None:
    placed = tensors(SHAPE)
    assert all(tensor.offset % ALIGNMENT == 0 for tensor in placed)
    assert all(one.offset + one.bytes <= other.offset for one, other in pairwise(placed))
    assert len({tensor.name for tensor in placed}) == len(placed)


@pytest.mark.parametrize("name", PROJECTIONS)
def test_a_projection_is_bytes_and_a_scale_a_block(name: str) -> None:
    by_name = {tensor.name: tensor for tensor in tensors(SHAPE)}
    rows, columns = SHAPE.projection(name)
    assert by_name[f"1.{name}.quantised"].dims == (rows, columns // BLOCK, BLOCK)
    assert by_name[f"1.{name}.scales"].dims == (rows, columns // BLOCK)
