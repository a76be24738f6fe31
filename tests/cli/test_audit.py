"""`--store` and `tinghe audit`, as a shell sees them."""

import json
from pathlib import Path

import pytest

from pipeline.store.engine import url_of
from tests.cli.conftest import Tinghe
from tests.store.reading import change, rows


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "a.wav"
    path.write_text("fine", encoding="utf-8")
    return path


def test_a_store_stands_beside_the_reports_unless_another_is_named(tinghe: Tinghe, call: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "all.db"
    assert tinghe("run", call, "--out", out).status == 0
    assert len(rows(out / "tinghe.db", "SELECT * FROM judgements")) == 1
    assert tinghe("run", call, "--out", out, "--store", url_of(other)).status == 0
    assert len(rows(other, "SELECT * FROM judgements")) == 1, "what stood in the folder is stored too"


def test_a_wrong_url_is_one_line(tinghe: Tinghe, call: Path, tmp_path: Path) -> None:
    ended = tinghe("run", call, "--out", tmp_path / "out", "--store", "oracle://x")
    assert (ended.status, ended.err.count("\n")) == (2, 1)


def test_verify_says_that_all_is_intact_and_gives_the_head(tinghe: Tinghe, call: Path, tmp_path: Path) -> None:
    tinghe("run", call, "--out", tmp_path / "out")
    store = tmp_path / "out" / "tinghe.db"
    head = rows(store, "SELECT number, sha256 FROM log ORDER BY number DESC LIMIT 1")[0]
    ended = tinghe("audit", "verify", "--store", url_of(store))
    assert (ended.status, ended.out) == (0, f"intact: {head['number']} log entries, head {head['sha256']}\n")


def test_verify_names_the_call_that_was_touched_and_gives_1(tinghe: Tinghe, call: Path, tmp_path: Path) -> None:
    tinghe("run", call, "--out", tmp_path / "out")
    store = tmp_path / "out" / "tinghe.db"
    change(store, "UPDATE judgements SET points = 100")
    ended = tinghe("audit", "verify", "--store", url_of(store))
    assert (ended.status, ended.out, ended.err) == (1, "", "tinghe: call a: its verdict was changed.\n")


def test_export_writes_an_entry_a_line_that_names_recording_versions_and_report(
    tinghe: Tinghe, call: Path, tmp_path: Path
) -> None:
    tinghe("run", call, "--out", tmp_path / "out")
    file = tmp_path / "log.jsonl"
    assert tinghe("audit", "export", "--store", url_of(tmp_path / "out" / "tinghe.db"), "--out", file).status == 0
    entries = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [entry["kind"] for entry in entries] == ["run_began", "verdict", "page", "run_ended"]
    said = json.loads(entries[1]["said"])
    report = json.loads((tmp_path / "out" / "a.json").read_text(encoding="utf-8"))
    assert (said["recording_sha256"], said["versions"]) == (report["recording"]["sha256"], report["versions"])


def test_the_report_on_the_disk_has_the_hash_that_the_log_gives(tinghe: Tinghe, call: Path, tmp_path: Path) -> None:
    from pipeline.rulebook.files import sha256_of

    tinghe("run", call, "--out", tmp_path / "out")
    said = rows(tmp_path / "out" / "tinghe.db", "SELECT report_sha256 FROM judgements")[0]
    assert said["report_sha256"] == sha256_of(tmp_path / "out" / "a.json")


def test_verify_against_what_was_kept_says_that_it_stands_or_what_is_gone(
    tinghe: Tinghe, call: Path, tmp_path: Path
) -> None:
    tinghe("run", call, "--out", tmp_path / "out")
    store, kept = tmp_path / "out" / "tinghe.db", tmp_path / "log.jsonl"
    tinghe("audit", "export", "--store", url_of(store), "--out", kept)
    head = rows(store, "SELECT sha256 FROM log ORDER BY number DESC LIMIT 1")[0]["sha256"]
    for against in (kept, head):
        ended = tinghe("audit", "verify", "--store", url_of(store), "--against", against)
        assert (ended.status, ended.out.splitlines()[1]) == (0, "All that was kept stands in it unchanged.")
    change(store, "DELETE FROM log WHERE number = 4", "UPDATE runs SET ended_at = NULL")
    for against, what in ((kept, "entries 4 to 4, which were kept, are gone from it"), (head, "is nowhere in it")):
        ended = tinghe("audit", "verify", "--store", url_of(store), "--against", against)
        assert (ended.status, ended.out) == (1, "")
        assert what in ended.err
    assert tinghe("audit", "verify", "--store", url_of(store), "--against", tmp_path / "none").status == 2
