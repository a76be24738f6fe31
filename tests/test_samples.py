"""The sample calls hold together: scripts, labels, recordings and the manifest."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.rulebook.taxonomy import taxonomy

SAMPLES = Path(__file__).parent.parent / "sample_audio"
SCRIPTS = sorted(SAMPLES.glob("*.yaml"))
LIMIT_BYTES = 15_000_000

every_call = pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)


def read(script: Path) -> dict[str, Any]:
    call: dict[str, Any] = yaml.safe_load(script.read_text(encoding="utf-8"))
    return call


def manifest() -> dict[str, dict[str, str]]:
    with (SAMPLES / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {row["call_id"]: row for row in csv.DictReader(file)}


@every_call
def test_every_item_of_the_checklist_has_one_label(script: Path) -> None:
    call = read(script)
    items = call["gold"]["items"]
    assert set(items) == set(taxonomy().items_of(call["product"], call["stage"]))
    assert set(items.values()) <= set(taxonomy().statuses) - {"not_evaluable"}


@every_call
def test_labels_speak_the_taxonomy(script: Path) -> None:
    call, words = read(script), taxonomy()
    gold = call["gold"]
    assert set(gold["facts"]) | set(call["application"]) <= set(words.facts)
    assert set(gold["risks"]) <= set(words.risks)
    assert set(gold["violations"]) <= set(words.violations)


@every_call
def test_mismatches_are_the_facts_that_differ(script: Path) -> None:
    call = read(script)
    said, filed = call["gold"]["facts"], call["application"]
    assert {name for name in said.keys() & filed.keys() if said[name] != filed[name]} == set(call["gold"]["mismatches"])


@every_call
def test_the_script_is_written_as_it_is_spoken(script: Path) -> None:
    for turn in read(script)["turns"]:
        ((speaker, text),) = turn.items()
        assert speaker in {"a", "c", "x"}
        assert not re.search(r"[0-9A-Za-z]", text), "digits and Latin letters are read out wrongly"


@every_call
def test_the_manifest_says_what_the_script_says(script: Path) -> None:
    call = read(script)
    row = manifest()[call["id"]]
    assert {key: row[key] for key in ("case_id", "agent_id", "product", "stage", "started_at")} == {
        key: call[key] for key in ("case_id", "agent_id", "product", "stage", "started_at")
    }
    filed = {key.removeprefix("app."): value for key, value in row.items() if key.startswith("app.") and value}
    assert filed == {key: str(value) for key, value in call["application"].items()}
    assert (SAMPLES / row["file"]).stem == call["id"]


def test_every_manifest_row_has_its_recording_and_its_script() -> None:
    rows = manifest()
    assert set(rows) == {script.stem for script in SCRIPTS}
    assert all((SAMPLES / row["file"]).stat().st_size > 0 for row in rows.values())


def test_the_samples_cover_products_stages_and_formats() -> None:
    rows = manifest().values()
    assert {row["product"] for row in rows} == set(taxonomy().products)
    assert {row["stage"] for row in rows} == set(taxonomy().stages)
    assert {Path(row["file"]).suffix for row in rows} == {".wav", ".mp3", ".opus"}


def test_the_samples_stay_small() -> None:
    assert sum(file.stat().st_size for file in SAMPLES.iterdir()) < LIMIT_BYTES
