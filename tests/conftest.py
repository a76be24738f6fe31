"""Judges for every test: most need a verdict, whichever it is; some need the right one."""

import pytest

from pipeline.asr.weights import locate
from pipeline.errors import WeightsError
from pipeline.judges import ReaderJudge
from pipeline.reader.artefact import Artefact
from pipeline.reader.reader import Reader
from tests.reader.models import CharacterModel


@pytest.fixture(scope="session")
def plain_reader() -> Reader:
    """The shipped heads over a language model of the tests' own: nonsense, but the same every time, and no weights."""
    return Reader(Artefact(), CharacterModel(width=896))


@pytest.fixture(scope="session")
def plain_judge(plain_reader: Reader) -> ReaderJudge:
    """Judges by the plain reader."""
    return ReaderJudge(reader=plain_reader)


@pytest.fixture(scope="session")
def reader_judge() -> ReaderJudge:
    """The judge as it is shipped; only for tests with the mark `weights`."""
    try:
        locate("reader")
    except WeightsError as error:
        pytest.skip(f"{error} (`make weights` does)")
    return ReaderJudge()
