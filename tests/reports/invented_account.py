"""An account of three invented calls: two of one recording, one at night, and one without a known page."""

from pathlib import Path

from pipeline.domain.vocabulary import Status
from pipeline.population.coverage import Coverage, coverage_of
from pipeline.reports.codec import to_json
from pipeline.store.engine import url_of
from pipeline.store.runs import stored_run
from tests.making import a_recording, a_report
from tests.population.stores import chosen

VERIFIED, MISSING, REFUSED = Status.VERIFIED, Status.MISSING, Status.REFUSED
_CALLS = (
    # id, recording, run's folder, product, stage, agent, started at, items
    ("c-1", "a", "march", "consumer", "pre_loan", "a-1", "2026-03-02T10:00:00+08:00", (VERIFIED, MISSING)),
    ("c 2", "b", "march", "project", "post_loan", "", "2026-03-31T23:30:00+08:00", (REFUSED, Status.NOT_APPLICABLE)),
    ("c-3", "a", "", "consumer", "pre_loan", "<b>=1", "2026-04-08T10:00:00+08:00", (VERIFIED, VERIFIED)),
)


def invented_account(folder: Path) -> Coverage:
    """What was covered; the store is made in folder, the pages are said to lie in folder/march."""
    url = url_of(folder / "tinghe.db")
    for call_id, recording, run_folder, product, stage, agent, started_at, statuses in _CALLS:
        about = a_recording(
            call_id,
            sha256=recording * 64,
            product=product,
            stage=stage,
            metadata={"agent_id": agent, "started_at": started_at, "branch": "城东"},
        )
        report = a_report(about, items=dict(zip(("identity", "income"), statuses, strict=True)))
        with stored_run(url, "run", str(folder / run_folder) if run_folder else "") as run:
            run.report(to_json(report))
    return coverage_of(chosen(url))
