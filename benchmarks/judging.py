"""How long judging a transcript of 60 utterances takes on one core, with and without the classifier's sentence vectors.

    python benchmarks/judging.py

The transcript is the beginning of a dialogue of models/corpus/, repeated until it has 60 utterances.
"""

import os
import statistics
import time
from collections.abc import Callable
from itertools import cycle, islice

os.environ["OMP_NUM_THREADS"] = "1"

from pipeline.checklist.judge import judge_items
from pipeline.checklist.load import load_checklist
from pipeline.conduct.risks import find_risks
from pipeline.conduct.violations import find_violations
from pipeline.domain.transcript import Transcript
from pipeline.facts.extract import extract_facts
from pipeline.intents.reading import Intent, read_intents
from pipeline.language.reading import SpokenTurn, transcript_from_turns
from pipeline.resources import models_folder

UTTERANCES, ROUNDS = 60, 15
PRODUCT, STAGE = "consumer", "pre_loan"
_ROLES = {"坐": "agent", "客": "customer"}


def transcript() -> Transcript:
    text = (models_folder() / "corpus" / f"{STAGE}.txt").read_text(encoding="utf-8")
    lines = [line.split("：", 1) for line in text.splitlines() if line[:1] in _ROLES]
    return transcript_from_turns(
        [SpokenTurn(role=_ROLES[who], text=said) for who, said in islice(cycle(lines), UTTERANCES)]
    )


def judge(call: Transcript, intents: tuple[Intent, ...]) -> None:
    judge_items(call, load_checklist(PRODUCT, STAGE), intents=intents)
    extract_facts(call, PRODUCT, STAGE)
    find_risks(call, PRODUCT, intents)
    find_violations(call, None, PRODUCT, intents)


def median_ms(work: Callable[[], object]) -> float:
    """After one round to warm up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Print the two figures."""
    call = transcript()
    print(f"judging {len(call.utterances)} utterances by patterns: {median_ms(lambda: judge(call, ())):.0f} ms")
    print(f"with sentence vectors: {median_ms(lambda: judge(call, read_intents(call))):.0f} ms")


if __name__ == "__main__":
    main()
