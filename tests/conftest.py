"""Judges for every test, and how the suite spreads over the cores of the machine."""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

from pipeline.asr.weights import locate
from pipeline.batch.memory import memory_mb
from pipeline.errors import WeightsError
from pipeline.judges import ReaderJudge
from pipeline.reader.artefact import Artefact
from pipeline.reader.reader import Reader
from tests.reader.models import CharacterModel
from tests.turns import turn

_WORKER_MB = 3000  # with the weights of the reader and of Whisper

# Hypothesis' own deadline, a fifth of a second by the clock, would be a measure of what else the machine does.
settings.register_profile("suite", deadline=10_000)
settings.load_profile("suite")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """The whole suite runs on all cores unless -n says otherwise; a part of it in this process, for debuggers."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not _is_worker()
    if whole and config.pluginmanager.hasplugin("xdist") and config.option.numprocesses is None:
        config.option.numprocesses = "auto"
        config.option.dist = "worksteal"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """As many as there are cores, if there is memory for them."""
    return max(1, min(_cores(), memory_mb() // _WORKER_MB))


def pytest_configure() -> None:
    """Workers share the cores; what they start takes the same number of threads over."""
    os.environ.setdefault("OMP_NUM_THREADS", str(_threads()))  # of CTranslate2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is measured alone comes last, so that no worker waits for it while there is other work."""
    items.sort(key=_is_alone)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Tests of all workers run side by side, but for those that measure."""
    if not _is_worker():
        return (yield)
    with turn(alone=_is_alone(item)):
        return (yield)


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _threads() -> int:
    return max(1, _cores() // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def _is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def _is_alone(item: pytest.Item) -> bool:
    return item.get_closest_marker("alone") is not None


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
    return ReaderJudge(threads=_threads())
