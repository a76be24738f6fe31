"""Whole reports read back from a store."""

from pathlib import Path

from pipeline.domain.vocabulary import Status
from pipeline.reports.codec import from_json, to_json
from pipeline.store.engine import reading, url_of
from pipeline.store.reports import rebuilt_report, standing_reports, vouched_reports
from pipeline.store.rows import report_sha256
from pipeline.store.runs import stored_run
from tests.making import a_recording, a_report
from tests.reports.invented_call import invented_call


def test_a_report_made_of_rows_is_the_one_that_was_stored(tmp_path: Path) -> None:
    url, text = url_of(tmp_path / "tinghe.db"), to_json(invented_call())
    with stored_run(url, "run") as run:
        run.report(text)
    with reading(url) as connection:
        assert rebuilt_report(connection, "JW-2026-0417") == from_json(text)


def test_the_latest_report_stands_and_those_before_are_vouched_for_too(tmp_path: Path) -> None:
    url = url_of(tmp_path / "tinghe.db")
    texts = [
        to_json(a_report(a_recording("c-1"), items={"income": status})) for status in (Status.MISSING, Status.VERIFIED)
    ]
    with stored_run(url, "run", "somewhere") as run:
        for text in texts:
            run.report(text)
    first, second = map(report_sha256, texts)
    with reading(url) as connection:
        (standing,) = standing_reports(connection)
        assert (standing.call_id, standing.report_sha256, standing.folder) == ("c-1", second, "somewhere")
        assert vouched_reports(connection).reports == {"c-1": {first, second}}
