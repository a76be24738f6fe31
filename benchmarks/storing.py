"""How fast reports go into a store and how long an audit takes: python benchmarks/storing.py [REPORTS]"""

import sys
import tempfile
import time
from pathlib import Path

from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Role, Status
from pipeline.reports.codec import to_json
from pipeline.store.auditing import breaches
from pipeline.store.engine import reading, url_of
from pipeline.store.runs import stored_run
from tests.making import a_recording, a_report, an_utterance

ITEMS = (
    "identity",
    "loan_amount",
    "loan_term",
    "income",
    "employment",
    "residence",
    "existing_debt",
    "recording_notice",
)
UTTERANCES = 40


def a_call(number: int) -> CallReport:
    return a_report(
        a_recording(f"c-{number:06d}", sha256=f"{number:064x}", metadata={"case_id": f"k-{number // 3}"}),
        items={item: list(Status)[(number + n) % len(Status)] for n, item in enumerate(ITEMS)},
        facts={"loan_amount": 10_000 * (number % 90 + 1), "loan_term": 36},
        risks=("overdue",) if number % 20 == 0 else (),
        transcript=tuple(an_utterance(n, Role.AGENT, f"第{number}通第{n}句", 2.0 * n) for n in range(UTTERANCES)),
    )


def main(reports: int) -> None:
    calls = [to_json(a_call(number)) for number in range(reports)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tinghe.db"
        began = time.perf_counter()
        with stored_run(url_of(path), "run") as run:
            for call in calls:
                run.report(call)
        filled = time.perf_counter() - began
        began = time.perf_counter()
        with reading(url_of(path)) as connection:
            found = sum(1 for _ in breaches(connection))
        verified = time.perf_counter() - began
        size = path.stat().st_size / reports
        print(f"{reports} reports, a transaction each: {reports / filled:.0f}/s, {size:.0f} bytes a report")
        print(f"audit: {verified:.1f} s, {found} breaches")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
