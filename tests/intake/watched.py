"""`python -m tests.intake.watched SOURCE OUT STORE [STEADY_S]`: `watch`, with calls that are what their files say."""

import sys
from pathlib import Path

from pipeline.batch.work import CallWork
from pipeline.services import watch as service
from pipeline.settings import Settings
from pipeline.sources.options import WatchOptions
from tests.batch.working import build
from tests.cli.conftest import NoEngines


def build_work(_kind: str, _settings: Settings, out: Path, _disclosure: str) -> CallWork:
    """What stands in for engines in a worker."""
    return build(out)


if __name__ == "__main__":
    source, out, store, *steady = sys.argv[1:]
    vars(service).update(Analyser=NoEngines, build_work=build_work)
    options = WatchOptions(steady_s=float(steady[0] if steady else 0.5), poll_s=1.0, lease_s=8.0, overview_s=0.0)
    settings = Settings(watch=options, worker_memory_mb=0)
    tally = service.watch([source], settings, Path(out), store=store, tell=lambda line: print(line, flush=True))  # noqa: T201
    print(f"ended {tally.done} {tally.current} {tally.dead}", flush=True)  # noqa: T201
