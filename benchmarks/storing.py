"""How a store fills, and how long its answers take, as it grows: python benchmarks/storing.py [REPORTS ...]"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.synthetic import synthetic_reports
from pipeline.cases.overview import overview_of
from pipeline.reports.brief import brief_lines
from pipeline.rules import shipped_rules
from pipeline.store.audit import breaches
from pipeline.store.calls import calls_of_case
from pipeline.store.engine import reading, url_of
from pipeline.store.runs import stored_run

SIZES = (10_000, 100_000)
AT_ONCE = 100  # reports a transaction in the bulk fill
ALONE = 1_000  # reports that are stored in a transaction each, as a run does
BRIEFS = 50


class Measured(NamedTuple):
    """Of a store of so many reports; times in seconds but for the brief's."""

    reports: int
    alone_per_s: float
    bulk_per_s: float
    bytes_each: float
    brief_ms: float
    coverage_s: float
    coverage_mb: float
    audit_s: float


def measure(reports: int, folder: Path) -> Measured:
    path = folder / f"{reports}.db"
    url = url_of(path)
    texts = synthetic_reports(reports)
    alone = _timed_fill(url, ([text] for text in islice(texts, ALONE)))
    bulk = _timed_fill(url, iter(lambda: list(islice(texts, AT_ONCE)), []))
    coverage_s, coverage_mb = _coverage(url, folder / f"account-{reports}")
    return Measured(
        reports=reports,
        alone_per_s=ALONE / alone,
        bulk_per_s=(reports - ALONE) / bulk,
        bytes_each=path.stat().st_size / reports,
        brief_ms=1000 * statistics.median(_briefs(url, reports)),
        coverage_s=coverage_s,
        coverage_mb=coverage_mb,
        audit_s=_audit(url),
    )


def _timed_fill(url: str, chunks: Iterator[list[str]]) -> float:
    """Seconds that the store takes; making the reports is left out."""
    taken = 0.0
    with stored_run(url, "run") as run:
        for chunk in chunks:
            began = time.perf_counter()
            run.reports((text, "") for text in chunk)
            taken += time.perf_counter() - began
    return taken


def _briefs(url: str, reports: int) -> Iterator[float]:
    """From the question to the last line, in a process that is up."""
    with reading(url) as connection:
        for case in range(0, reports // 3, reports // 3 // BRIEFS):
            began = time.perf_counter()
            calls = calls_of_case(connection, f"K{case:06d}")
            assert list(brief_lines(overview_of("K", calls, shipped_rules().follow_up)))
            yield time.perf_counter() - began


def _coverage(url: str, out: Path) -> tuple[float, float]:
    """The whole command in a process of its own: seconds, and the most memory that any child of ours has had, in MB."""
    began = time.perf_counter()
    command = [Path(sys.executable).with_name("tinghe"), "coverage", "--store", url, "--out", out]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _audit(url: str) -> float:
    began = time.perf_counter()
    with reading(url) as connection:
        assert not list(breaches(connection))
    return time.perf_counter() - began


def main(sizes: tuple[int, ...]) -> None:
    print("reports  alone/s  bulk/s  bytes each  brief ms  coverage s  coverage MB  audit s")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            m = measure(size, Path(folder))
        print(
            f"{m.reports:7}  {m.alone_per_s:7.0f}  {m.bulk_per_s:6.0f}  {m.bytes_each:10.0f}  {m.brief_ms:8.1f}"
            f"  {m.coverage_s:10.1f}  {m.coverage_mb:11.0f}  {m.audit_s:7.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
