"""Batches as a program asks for them, and what the store notes of them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.batch.run import Outcome
from pipeline.domain.job import Job
from pipeline.services import batch
from pipeline.services.batch import Kind
from pipeline.settings import load_settings
from tests.store.reading import rows


def run(jobs: Sequence[Job], out: Path, kind: Kind = "recordings", **more: Any) -> Outcome:
    return batch.run(jobs, kind, load_settings(), out, **more)


def log_of(store: Path, kind: str) -> list[dict[str, Any]]:
    return [json.loads(row["said"]) for row in rows(store, f"SELECT said FROM log WHERE kind = '{kind}'")]
