"""What the tests of trained networks share: small networks, and one labelled call with states that a hash gives."""

from functools import cache

from pipeline.reader.artefact import Artefact
from pipeline.reader.encoding import ItemStates
from pipeline.training.corpus import labelled_calls
from pipeline.training.examples import Example, examples_of
from pipeline.training.heads import Networks, untrained
from pipeline.training.labels import sizes
from pipeline.training.wordings import item_texts
from tests.reader.models import CharacterModel

WIDTH = 8
LABELS = Artefact().description
MODEL = CharacterModel(WIDTH)


@cache
def example() -> Example:
    """The first call of the tuning part, as one window."""
    texts = ItemStates(item_texts(MODEL), MODEL)
    (only,) = examples_of(labelled_calls("tune")[:1], LABELS, MODEL, texts)
    return only


def small(width: int = WIDTH) -> Networks:
    """Networks that nobody has trained."""
    return untrained(sizes(LABELS), width)
