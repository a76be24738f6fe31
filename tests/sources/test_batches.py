"""Batches of recordings that lie on other machines come to the reports that they would come to here."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch.sources import RECORDINGS, read_sources
from pipeline.errors import UsageError
from pipeline.services import batch
from pipeline.settings import Settings
from tests.sources import servers
from tests.sources.conftest import needs, put, quick
from tests.sources.servers import SftpServer
from tests.store.reading import rows


@pytest.fixture
def settings(options: Any) -> Settings:
    return Settings(sources=options)


def run(settings: Settings, out: Path, *sources: str, **more: Any) -> Any:
    found = read_sources(sources, RECORDINGS, out=out, options=settings.sources)
    return batch.run(found.jobs, "recordings", settings, out, **more)


def report_of(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def test_a_bucket_becomes_the_reports_that_its_files_become_here(
    bucket: Any, settings: Settings, out: Path, tmp_path: Path
) -> None:
    put(tmp_path / "calls", a="fine", b="just as fine")
    bucket.put(str(tmp_path / "calls") + "/", "calls/2026/", recursive=True)
    outcome = run(settings, out, "s3://calls/2026")
    run(settings, tmp_path / "here", str(tmp_path / "calls"))
    assert (outcome.done, outcome.exit_status) == (2, 0)
    for name in ("a.json", "b.json"):
        assert (out / name).read_bytes() == (tmp_path / "here" / name).read_bytes()
    assert not (out / ".fetched").exists()
    assert {row["source"] for row in rows(out / "tinghe.db", "SELECT source FROM hearings")} == {
        "s3://calls/2026/a.wav",
        "s3://calls/2026/b.wav",
    }


def test_what_did_not_change_there_is_not_done_again(bucket: Any, settings: Settings, out: Path) -> None:
    for name in ("a", "b"):
        bucket.pipe(f"calls/{name}.wav", b"fine")
    run(settings, out, "s3://calls")
    bucket.pipe("calls/b.wav", b"another")
    again = run(settings, out, "s3://calls")
    assert (again.done, again.current) == (1, 1)


def test_one_that_is_gone_is_a_named_failure_and_the_others_go_on(
    bucket: Any, settings: Settings, out: Path, tmp_path: Path
) -> None:
    bucket.pipe("calls/a.wav", b"fine")
    manifest = tmp_path / "calls.csv"
    manifest.write_text("file\ns3://calls/a.wav\ns3://calls/gone.wav\ns3://none/x.wav\n", encoding="utf-8")
    outcome = run(settings, out, str(manifest))
    assert (outcome.done, outcome.exit_status) == (1, 3)
    assert {failure.call_id: failure.reason for failure in outcome.failures} == {
        "gone": "is not there",
        "x": "there is no such bucket",
    }


def test_a_host_that_is_away_fails_its_calls_by_their_names(out: Path, tmp_path: Path) -> None:
    needs("paramiko")
    manifest = tmp_path / "calls.csv"
    url = f"sftp://me@127.0.0.1:{servers.free_port()}/in/a.wav"
    manifest.write_text(f"file\n{url}\n", encoding="utf-8")
    outcome = run(Settings(sources=quick()), out, str(manifest))
    (failure,) = outcome.failures
    assert (failure.call_id, failure.file, failure.may_pass) == ("a", url, True)
    assert "does not answer" in failure.reason


def test_a_manifest_on_a_server_names_files_beside_it(
    sftp_server: SftpServer, settings: Settings, out: Path, tmp_path: Path
) -> None:
    folder = put(tmp_path / "in", a="fine")
    (folder / "calls.csv").write_text("file,call_id,agent_id\na.wav,c-1,107\n../x.wav,c-2,\n", encoding="utf-8")
    outcome = run(settings, out, sftp_server.url(folder / "calls.csv"))
    assert report_of(out / "c-1.json")["recording"]["metadata"]["agent_id"] == "107"
    assert [(failure.call_id, "leads out" in failure.reason) for failure in outcome.failures] == [("c-2", True)]


def test_a_password_in_a_row_is_refused_and_stands_nowhere(out: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "calls.csv"
    manifest.write_text("file,call_id\nsftp://me:s3cret@archive/a.wav,c-1\n", encoding="utf-8")
    found = read_sources([manifest], RECORDINGS)
    outcome = batch.run(found.jobs, "recordings", Settings(), out)
    assert "a password stands in it" in outcome.failures[0].reason
    assert "s3cret" not in repr(found) + repr(outcome)
    written = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert b"s3cret" not in written
    with (out / "failures.csv").open(encoding="utf-8-sig") as file:
        assert [row["file"] for row in csv.DictReader(file)] == ["sftp://archive/a.wav"]


@pytest.mark.parametrize(
    ("url", "cause"),
    [("s3://none", "no such bucket"), ("s3://calls/2027", "not there"), ("s3://calls", "nothing lies")],
)
def test_a_source_that_is_not_there_is_refused_before_anything_begins(bucket: Any, url: str, cause: str) -> None:
    with pytest.raises(UsageError, match=cause):
        read_sources([url], RECORDINGS, options=quick())


def test_links_and_other_files_of_a_server_are_left_out_and_named(
    sftp_server: SftpServer, settings: Settings, tmp_path: Path
) -> None:
    folder = put(tmp_path / "in", a="fine")
    (folder / "b.wav").symlink_to("/etc/hostname")
    (folder / "notes.txt").touch()
    found = read_sources([sftp_server.url(folder)], RECORDINGS, options=settings.sources)
    assert [job.call_id for job in found.jobs] == ["a"]
    assert [(left.path.name, left.reason) for left in found.left_out] == [("b.wav", "link"), ("notes.txt", ".txt")]


def test_a_call_of_a_bucket_is_run_again_from_there(bucket: Any, settings: Settings, out: Path) -> None:
    from pipeline.services.rejudge import reproduce
    from pipeline.sources.fetching import Fetcher
    from pipeline.store.engine import url_of
    from tests.cli.conftest import NoEngines

    bucket.pipe("calls/a.wav", b"fine")
    run(settings, out, "s3://calls")
    again = reproduce(url_of(out / "tinghe.db"), "a", NoEngines(settings), Fetcher(settings.sources))  # type: ignore[arg-type]
    assert (again.scope, again.differences) == ("hearing and judging", ())
