import pytest

from pipeline.checklist.examples import run_examples
from pipeline.checklist.load import load_checklist
from pipeline.resources import taxonomy

KINDS = [(product, stage) for product in taxonomy().products for stage in taxonomy().stages]


@pytest.mark.parametrize(("product", "stage"), KINDS)
def test_every_example_in_the_checklists_holds(product: str, stage: str) -> None:
    failed = [
        f"{r.item} example {r.number}: {r.got}, not {r.expected}"
        for r in run_examples(load_checklist(product, stage))
        if not r.passed
    ]
    assert not failed
