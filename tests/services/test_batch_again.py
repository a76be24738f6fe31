"""What a batch makes of what stands in its folder: reports edited, copied or strange, forged pages, purged calls."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.job import Job
from pipeline.errors import ExitStatus
from pipeline.services.audit import verify
from pipeline.services.batch import STORE_FILE
from pipeline.store.engine import url_of
from pipeline.store.purging import purge
from tests.services.batches import log_of, run
from tests.store.reading import rows


def _edited(report: Any) -> None:
    for item in report["items"]:
        item["status"] = "verified"
    report["score"]["points"], report["violations"] = 100, []


def _other_words(report: Any) -> None:
    report["transcript"][0]["text"] = "我同意"


def _path_as_id(report: Any) -> None:
    report["items"] = [{"id": "../../../evil", "status": "missing", "reason": "", "confidence": 1, "evidence": []}]


def _other_call(report: Any) -> None:
    report["recording"]["call_id"] = "../../esc"


def _layout_alone(_: Any) -> None:
    """The same values in other bytes."""


ALTERED = [_edited, _other_words, _path_as_id, _other_call, _layout_alone]


@pytest.mark.parametrize("edit", ALTERED)
@pytest.mark.parametrize("asked_for", [True, False])
def test_a_report_that_was_edited_is_told_of_and_never_taken_for_a_verdict(
    jobs: list[Job], out: Path, edit: Callable[[Any], None], asked_for: bool
) -> None:
    run(jobs, out)
    path = out / "a.json"
    genuine = path.read_bytes()
    report = json.loads(genuine)
    edit(report)
    path.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    outcome = run(jobs if asked_for else jobs[1:], out)
    assert outcome.altered == ("a",)
    assert [row.call_id for row in outcome.rows] == (["a", "b"] if asked_for else ["b"])
    assert (outcome.done, outcome.current) == (1, 1) if asked_for else (0, 1)
    assert (path.read_bytes() == genuine) is asked_for
    assert [row["points"] for row in rows(out / STORE_FILE, "SELECT points FROM judgements")] == [50, 50]
    (noted,) = log_of(out / STORE_FILE, "report_refused")
    assert (noted["call_id"], noted["run"]) == ("a", 2)
    assert verify(url_of(out / STORE_FILE)).intact
    assert run(jobs, out).altered == (() if asked_for else ("a",))


def test_a_report_that_was_copied_is_not_counted_as_another_call(jobs: list[Job], out: Path) -> None:
    run(jobs, out)
    for ending in ("json", "html"):
        (out / f"z.{ending}").write_bytes((out / f"a.{ending}").read_bytes())
    assert [row.call_id for row in run(jobs, out).rows] == ["a", "b"]


def test_a_report_that_the_store_never_had_is_done_anew(jobs: list[Job], out: Path, tmp_path: Path) -> None:
    run(jobs, out)
    other = url_of(tmp_path / "other.db")
    outcome = run(jobs, out, store=other)
    assert (outcome.done, outcome.current, outcome.altered) == (2, 0, ())
    assert (run(jobs, out, store=other).current, verify(other).intact) == (2, True)


FORGED_PAGES: list[Callable[[bytes], bytes]] = [
    lambda page: page.replace(b"</body>", b"<p>forged</p></body>"),
    lambda _: b"",
    lambda _: b"\xff\xfe",
]


@pytest.mark.parametrize("forge", FORGED_PAGES)
def test_a_page_that_was_forged_is_made_again_without_judging_again(
    jobs: list[Job], out: Path, forge: Callable[[bytes], bytes]
) -> None:
    run(jobs, out)
    page = out / "a.html"
    genuine = page.read_bytes()
    page.write_bytes(forge(genuine))
    outcome = run(jobs, out)
    assert (outcome.done, outcome.current, page.read_bytes()) == (0, 2, genuine)


@pytest.mark.parametrize("redo", [False, True])
@pytest.mark.parametrize("metadata", [{}, {"agent_id": "E123"}])
def test_a_call_that_was_purged_is_left_alone_and_counted(
    jobs: list[Job], out: Path, redo: bool, metadata: dict[str, str]
) -> None:
    run(jobs[:1], out)
    store = url_of(out / STORE_FILE)
    purge(store, date(2999, 1, 1))
    outcome = run([job.model_copy(update={"metadata": metadata}) for job in jobs], out, redo=redo)
    assert (outcome.done, outcome.purged, outcome.exit_status) == (1, 1, ExitStatus.DONE)
    assert len(rows(out / STORE_FILE, "SELECT DISTINCT hearing FROM utterances")) == 1
    assert verify(store).intact
