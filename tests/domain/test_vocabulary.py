"""The code's words are the taxonomy's, and items belong to the calls that have to cover them."""

import pytest

from pipeline.domain.vocabulary import FLAGGED, OPEN, ItemEntry, Kind, Role, Status, Taxonomy
from pipeline.rulebook.taxonomy import taxonomy


def test_the_words_in_the_code_are_those_of_the_taxonomy() -> None:
    words = taxonomy()
    assert {status.value for status in Status} == set(words.statuses)
    assert {role.value for role in Role} == set(words.roles)
    assert {kind.value for kind in Kind} == set(words.kinds)
    for status in Status:
        assert words.statuses[status.value].startswith(status.name_zh)


def test_flagged_is_what_a_reviewer_must_chase() -> None:
    assert {s for s in Status if s.flagged} == FLAGGED == {"insufficient", "unanswered", "refused", "missing"}


def test_open_is_what_is_flagged_or_could_not_be_heard() -> None:
    assert {s for s in Status if s.open} == OPEN == FLAGGED | {"not_evaluable"}


ENTRIES = {
    "always": ItemEntry(name="a", kind=Kind.ASK, means="a"),
    "before": ItemEntry(name="b", kind=Kind.ASK, means="b", stages=("pre_loan",)),
    "mortgage": ItemEntry(name="c", kind=Kind.INFORM, means="c", products=("mortgage",)),
    "both": ItemEntry(name="d", kind=Kind.CONFIRM, means="d", stages=("post_loan",), products=("mortgage", "consumer")),
}
WORDS = Taxonomy(
    products={}, stages={}, roles={}, kinds=(), statuses={}, items=ENTRIES, facts={}, risks={}, violations={}
)


@pytest.mark.parametrize(
    ("product", "stage", "items"),
    [
        ("consumer", "pre_loan", ("always", "before")),
        ("mortgage", "pre_loan", ("always", "before", "mortgage")),
        ("consumer", "post_loan", ("always", "both")),
        ("business", "post_loan", ("always",)),
    ],
)
def test_an_item_belongs_to_the_products_and_stages_that_it_names(
    product: str, stage: str, items: tuple[str, ...]
) -> None:
    assert WORDS.items_of(product, stage) == items
