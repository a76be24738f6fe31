"""Real recordings, real weights, the real command: what a night's batch does, on two of the samples."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.asr.weights import locate
from pipeline.errors import WeightsError
from pipeline.evaluation.score import evaluate

pytestmark = [pytest.mark.weights, pytest.mark.slow]  # two recordings, heard twice over by the real command

SAMPLES = Path(__file__).parent.parent / "sample_audio"
CALLS = ("consumer-busy-1787", "business-pre-0040")  # mono and stereo


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for name in ("base", "campplus", "reader"):
        try:
            locate(name)
        except WeightsError as error:
            pytest.skip(f"{error} (`make weights` does)")
    with (SAMPLES / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["call_id"] in CALLS]
    path = tmp_path_factory.mktemp("batch") / "calls.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "file": str(SAMPLES / row["file"])} for row in rows)
    return path


def tinghe(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def out(manifest: Path) -> Path:
    folder = manifest.parent / "out"
    ended = tinghe("run", manifest, "--out", folder)
    assert ended.returncode == 0, ended.stderr
    return folder


def test_each_call_has_its_report_and_page_and_the_batch_its_overview(out: Path) -> None:
    names = {path.name for path in out.iterdir()}
    assert names >= {f"{call}.{kind}" for call in CALLS for kind in ("json", "html")}
    assert names >= {"index.html", "summary.csv", "summary.xlsx", "failures.csv"}
    assert not [name for name in names if ".part" in name]


def test_what_was_said_is_heard_in_order_and_under_the_right_role(out: Path, tmp_path: Path) -> None:
    for call in CALLS:
        (tmp_path / f"{call}.yaml").write_bytes((SAMPLES / f"{call}.yaml").read_bytes())
    heard = evaluate(tmp_path, out, SAMPLES).text
    assert heard is not None
    assert heard.errors < 0.35 * heard.characters
    assert heard.order_errors < heard.errors + 0.05 * heard.characters
    assert heard.right_role > 0.7 * heard.characters


def test_the_page_plays_the_call(out: Path) -> None:
    assert "data:audio/mpeg;base64," in (out / f"{CALLS[0]}.html").read_text(encoding="utf-8")


def test_what_is_done_is_not_done_again_and_done_again_gives_the_same_bytes(manifest: Path, out: Path) -> None:
    before = {call: (out / f"{call}.json").read_bytes() for call in CALLS}
    again = tinghe("run", manifest, "--out", out)
    assert "2 unchanged" in again.stdout
    assert tinghe("run", manifest, "--out", out, "--redo").returncode == 0
    assert {call: (out / f"{call}.json").read_bytes() for call in CALLS} == before


def test_the_evidence_stands_at_its_seconds(out: Path) -> None:
    report = json.loads((out / f"{CALLS[1]}.json").read_text(encoding="utf-8"))
    lines = report["transcript"]
    for item in report["items"]:
        for evidence in item["evidence"]:
            line = lines[evidence["utterance"]]
            assert evidence["quote"] in line["text"]
            assert (evidence["start"], evidence["end"]) == (line["start"], line["end"])


def test_the_report_names_who_judged_and_explain_says_why(out: Path) -> None:
    report = json.loads((out / f"{CALLS[0]}.json").read_text(encoding="utf-8"))
    assert report["versions"]["classifier"].startswith("reader-")
    item = next(item for item in report["items"] if item["evidence"])
    explained = tinghe("explain", out / f"{CALLS[0]}.json", item["id"])
    assert explained.returncode == 0, explained.stderr
    assert f"{item['id']}: {item['status']}" in explained.stdout
    assert "weight +" in explained.stdout
