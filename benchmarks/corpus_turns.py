"""Labelled calls as transcripts with a manifest: python benchmarks/corpus_turns.py PART FOLDER.

Then: tinghe judge FOLDER/calls.csv --out REPORTS.
"""

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path

from pipeline.training.corpus import AGENT, LabelledCall, labelled_calls
from pipeline.training.passages import labelled_passages

CHARACTER_S, PAUSE_S = 0.19, 0.35
LABELLED: dict[str, Callable[..., tuple[LabelledCall, ...]]] = {"": labelled_calls, "passages": labelled_passages}


def main() -> None:
    part, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    calls = labelled(part)
    filed = sorted({fact for call in calls for fact in call.application})
    with (folder / "calls.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["file", "call_id", "case_id", "product", "stage", "agent_id", "started_at", *(f"app.{f}" for f in filed)]
        )
        for call in calls:
            name = f"{call.id}.turns.json"
            (folder / name).write_text(json.dumps({"turns": turns(call)}, ensure_ascii=False), encoding="utf-8")
            known = [call.application.get(fact, "") for fact in filed]
            rows.writerow(
                [name, call.id, call.case_id, call.product, call.stage, call.agent_id, call.started_at, *known]
            )


def labelled(part: str) -> tuple[LabelledCall, ...]:
    """The calls of a part, or the passages of one: train, tune, kept_away, passages/train and so on."""
    kind, _, name = part.rpartition("/")
    return LABELLED[kind](name)


def turns(call: LabelledCall) -> list[dict[str, object]]:
    """Spoken at an even pace."""
    timed, at = [], 0.5
    for who, text in zip(call.speakers, call.turns.values(), strict=True):
        end = at + CHARACTER_S * len(text)
        timed.append(
            {"role": "agent" if who == AGENT else "customer", "start": round(at, 2), "end": round(end, 2), "text": text}
        )
        at = end + PAUSE_S
    return timed


if __name__ == "__main__":
    main()
