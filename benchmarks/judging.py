"""How long the reader takes over transcripts of 60 and 120 utterances on one core, and how much memory it needs.

    python benchmarks/judging.py

The transcript is the beginning of a dialogue of models/corpus/, repeated until it is long enough.
"""

import os
import resource
import statistics
import time
from itertools import cycle, islice
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

from pipeline.checklist.load import load_checklist
from pipeline.dialogue.transcript import transcript_from_turns
from pipeline.dialogue.turns import SpokenTurn
from pipeline.domain.job import Job
from pipeline.domain.transcript import Transcript
from pipeline.judges import ReaderJudge
from pipeline.rulebook.files import models_folder
from pipeline.rules import shipped_rules

LENGTHS, ROUNDS = (60, 120), 5
PRODUCT, STAGE = "consumer", "pre_loan"
_ROLES = {"坐": "agent", "客": "customer"}


def transcript(utterances: int) -> Transcript:
    dialogues = (models_folder() / "corpus" / f"{STAGE}.txt").read_text(encoding="utf-8")
    lines = [line.split("：", 1) for line in dialogues.splitlines() if line[:1] in _ROLES]
    return transcript_from_turns(
        [SpokenTurn(role=_ROLES[who], text=text) for who, text in islice(cycle(lines), utterances)],
        shipped_rules().corrector,
    )


def main() -> None:
    """Print processor seconds by length, and the most memory that the process held."""
    judge, job = ReaderJudge(threads=1), Job(call_id="bench", path=Path())
    checklist = load_checklist(PRODUCT, STAGE)
    for length in LENGTHS:
        call, taken = transcript(length), []
        judge.judge(job, call, checklist)
        for _ in range(ROUNDS):
            began = time.process_time()
            judge.judge(job, call, checklist)
            taken.append(time.process_time() - began)
        print(f"judging {length} utterances: {statistics.median(taken):.1f} s of a core")
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
