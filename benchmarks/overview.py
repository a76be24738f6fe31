"""Memory and time of a batch's overview over so many reports: python benchmarks/overview.py [REPORTS ...]"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.synthetic import synthetic_reports
from pipeline.batch.folder import OutputFolder
from pipeline.batch.run import write_overview
from pipeline.privacy.masking import Disclosure

SIZES = (1_000, 10_000)


def fill(folder: Path, reports: int) -> None:
    for text in synthetic_reports(reports):
        call_id = json.loads(text)["recording"]["call_id"]
        (folder / f"{call_id}.json").write_text(text, encoding="utf-8")


def measure(folder: Path) -> None:
    """In a process of its own, so that its memory is its own."""
    began = time.perf_counter()
    rows = write_overview(OutputFolder(folder), (), Disclosure.MASKED)
    seconds, kilobytes = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{len(rows)} reports: {seconds:.1f} s, {kilobytes / 1024:.0f} MB at most", flush=True)


def main() -> None:
    if sys.argv[1:2] == ["--of"]:
        measure(Path(sys.argv[2]))
        return
    for size in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as name:
            fill(Path(name), size)
            subprocess.run([sys.executable, __file__, "--of", name], check=True)


if __name__ == "__main__":
    main()
