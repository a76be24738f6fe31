"""Reports a line each, and the record of a webhook."""

import json
from pathlib import Path

from pipeline.domain.vocabulary import Role
from pipeline.exports.lines import ReportLines, record
from pipeline.reports.codec import from_json, to_json
from tests.exports.calls import leaving
from tests.making import a_recording, a_report, an_utterance
from tests.privacy.telling import SECRETS, a_telling_report


def test_a_line_is_a_report_of_the_schema(tmp_path: Path) -> None:
    broken = a_report(a_recording("c-2"), transcript=(an_utterance(0, Role.AGENT, "一\n二\u2028三\x85四", 0.0),))
    calls = [leaving(), leaving(broken)]
    lines = ReportLines({"reports.jsonl": tmp_path / "lines"})
    for call in calls:
        lines.add(call)
    lines.close()
    text = (tmp_path / "lines").read_text(encoding="utf-8")
    assert len(text.splitlines()) == 2
    for line, call in zip(text.splitlines(), calls, strict=True):
        assert to_json(from_json(line)) == to_json(call.report)


def test_a_record_says_which_verdict_it_is_and_what_it_shows() -> None:
    call = leaving(a_telling_report())
    said = json.loads(record(call))
    assert {name: said[name] for name in said if name != "report"} == {
        "schema": "tinghe.export/1",
        "call_id": "c-1",
        "report_sha256": call.report_sha256,
        "shows": "masked-3",
    }
    assert not any(secret in record(call).decode() for secret in SECRETS)
