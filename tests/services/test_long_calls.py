"""Long calls and long turns: judged in time and memory that grow with them, not with their square, or refused."""

import cProfile
import json
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.batch.folder import OutputFolder
from pipeline.batch.work import CallWork, Done, Failure
from pipeline.domain.job import Job
from pipeline.domain.transcript import Transcript
from pipeline.judges import ReaderJudge
from pipeline.reader.encoding import AskedItem
from pipeline.reader.reading import Reading
from pipeline.services.analyse import Analyser
from pipeline.settings import load_settings
from tests.reader.readings import ACTS, LABELS, STATUSES

HAN = "的是在不了有和人这中大为上国我以要他时来用们生到作地于出就对成会可主发动同工也能下过子说产面而方后定行学法所"
FIGURES = ("", "三十五万", "王建军先生", "二零一五年三月", "百分之三点八", "每月八千五", "13812345678")


class FindingEveryFigure:
    """Stands in for the reader: every figure is a fact, so that all that follows has much to do."""

    labels = LABELS
    identity = "every figure"

    def read(
        self, transcript: Transcript, _product: str, _stage: str, items: tuple[AskedItem, ...], spans: Any = ()
    ) -> Reading:
        count = len(transcript.utterances)
        acts = np.full((count, len(items), len(ACTS)), 1 / len(ACTS), np.float32)
        return Reading(
            labels=LABELS,
            utterances=tuple(utterance.index for utterance in transcript.utterances),
            items=items,
            acts=acts,
            statuses=np.full((len(items), len(STATUSES)), 1 / len(STATUSES), np.float32),
            conduct=np.full((count, len(LABELS.conduct)), 0.3, np.float32),
            figures=np.full((len(spans), len(LABELS.figures)), 0.9, np.float32),
            values=np.full((count, len(LABELS.values)), 0.1, np.float32),
            names=(),
        )

    def statuses_without(self, _reading: Reading, _item: str, utterances: Sequence[int]) -> Any:
        return np.full((len(utterances), len(STATUSES)), 1 / len(STATUSES), np.float32)


def work_on(folder: Path) -> CallWork:
    judge = ReaderJudge(reader=FindingEveryFigure())  # type: ignore[arg-type]
    analyser = Analyser(load_settings(), judge=judge)
    return CallWork(analyse=analyser.analyse_transcript, listen=None, folder=OutputFolder(folder))


def spoken(count: int, seed: int) -> list[dict[str, object]]:
    """Turns that are all different: what was met before comes from caches."""
    chosen = random.Random(seed)
    texts = ("".join(chosen.choices(HAN, k=6)) + chosen.choice(FIGURES) + "。" for _ in range(count))
    roles = ("agent", "customer")
    return [
        {"role": roles[n % 2], "start": 3.0 * n, "end": 3.0 * n + 2.5, "text": text} for n, text in enumerate(texts)
    ]


def ending_of(folder: Path, turns: object) -> Done | Failure:
    path = folder / "call.json"
    path.write_text(json.dumps({"turns": turns}), encoding="utf-8")
    return work_on(folder)(Job(call_id="c-1", path=path, product="consumer", stage="pre_loan"))


def seconds_for(folder: Path, turns: object) -> float:
    before = time.process_time()
    assert isinstance(ending_of(folder, turns), Done)
    return time.process_time() - before


def work_for(folder: Path, turns: object) -> tuple[int, float]:
    """How many functions are called, which is the same at every run, and how many seconds they take."""
    profile = cProfile.Profile()
    profile.enable()
    seconds = seconds_for(folder, turns)
    profile.disable()
    return sum(entry.callcount for entry in profile.getstats()), seconds


@pytest.mark.slow  # a thousand turns under a profiler, while no other test runs
@pytest.mark.alone
def test_a_call_of_a_thousand_turns_costs_no_more_than_its_length(tmp_path: Path) -> None:
    seconds_for(tmp_path, spoken(10, 0))  # loads what is loaded once
    calls, seconds = work_for(tmp_path, spoken(50, 1))
    calls_of_long, seconds_of_long = work_for(tmp_path, spoken(1000, 2))
    assert calls_of_long <= 22 * calls
    assert seconds_of_long <= 60 * seconds  # on a busy machine; what grows with the square would take 400 times


LONG_TURNS: dict[str, Callable[[int], str]] = {
    "figures without a pause": lambda length: "三十五万" * (length // 4),
    "misheard terms": lambda length: "等了本星正信" * (length // 6),
    "one digit": lambda length: "1" * length,
    "one word": lambda length: "对" * length,
    "words": lambda length: "".join(random.Random(7).choices(HAN, k=length)),
}


@pytest.mark.slow  # seven calls of each kind, while no other test runs
@pytest.mark.alone
@pytest.mark.parametrize("kind", LONG_TURNS)
def test_a_long_turn_costs_no_more_than_its_length(tmp_path: Path, kind: str) -> None:
    def turns(length: int) -> list[dict[str, object]]:
        text = LONG_TURNS[kind](length)
        return [{"role": "agent", "text": "您好"}, {"role": "customer", "text": text}]

    seconds_for(tmp_path, turns(100))
    short = max(0.02, min(seconds_for(tmp_path, turns(500)), seconds_for(tmp_path, turns(501))))
    long = min(seconds_for(tmp_path, turns(4000)), seconds_for(tmp_path, turns(4008)))
    assert long <= 40 * short  # eight times as long; its square would be 64 times


@pytest.mark.parametrize(
    ("turns", "reason"),
    [
        ([{"role": "agent", "text": "喂"}] * 100_000, "turns: 100000, more than the 20000 that are read"),
        ([{"role": "agent", "text": "喂" * 2**20}], "turn 1, text: 1048576 characters, more than the 20000"),
        ([{"role": "agent", "text": "喂" * 19_999}] * 21, "text of all turns: 419979 characters, more than the 400000"),
    ],
    ids=["turns", "one turn", "all turns"],
)
def test_what_no_call_can_be_is_refused_by_field_with_the_limit_and_its_setting(
    tmp_path: Path, turns: object, reason: str
) -> None:
    ending = ending_of(tmp_path, turns)
    assert isinstance(ending, Failure)
    assert ending.reason.startswith(reason)
    assert "TINGHE_TRANSCRIPTS__" in ending.remedy
    assert ending.trace == ""


def test_a_raised_limit_is_the_one_that_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = [{"role": "agent", "text": "喂"}, {"role": "customer", "text": "你好"}]
    monkeypatch.setenv("TINGHE_TRANSCRIPTS__MOST_TURNS", "1")
    assert isinstance(ending_of(tmp_path, turns), Failure)
    monkeypatch.setenv("TINGHE_TRANSCRIPTS__MOST_TURNS", "2")
    assert isinstance(ending_of(tmp_path, turns), Done)
