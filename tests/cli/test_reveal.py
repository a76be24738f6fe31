"""`--reveal`, as a shell sees it."""

import json
from pathlib import Path

import pytest

from pipeline.batch.work import recording_sha256
from pipeline.domain.grounds import Analysis
from pipeline.domain.job import Job
from pipeline.services import batch
from pipeline.store.log import user_of_machine
from tests.cli.conftest import NoEngines, Tinghe
from tests.privacy.telling import SECRETS, a_telling_report
from tests.store.reading import rows


class Telling(NoEngines):
    """Hears a call that tells who the customer is."""

    def analyse_recording(self, job: Job) -> Analysis:
        report = a_telling_report()
        about = {"call_id": job.call_id, "sha256": recording_sha256(job.path), "metadata": job.metadata}
        told = report.model_copy(update={"recording": report.recording.model_copy(update=about)})
        return self._stamped(Analysis(report=told, grounds=None))


@pytest.fixture
def manifest(tinghe: Tinghe, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(batch, "Analyser", Telling)
    (tmp_path / "c.wav").write_text("fine", encoding="utf-8")
    manifest = tmp_path / "manifest.csv"
    row = "c.wav,c-1,consumer,pre_loan,王小明"
    manifest.write_text(f"file,call_id,product,stage,app.customer_name\n{row}\n", encoding="utf-8")
    return manifest


def _shown(out: Path) -> list[bool]:
    """Of each page and table, whether anything of what is to be masked stands in it."""
    files = [out / name for name in ("c-1.html", "index.html", "summary.csv")]
    texts = [path.read_text(encoding="utf-8") for path in files]
    return [any(secret in text for secret in SECRETS) for text in texts]


def test_pages_and_tables_are_masked_and_the_report_is_not(tinghe: Tinghe, manifest: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert tinghe("run", manifest, "--out", out).status == 0
    assert _shown(out) == [False, False, False]
    assert all(secret in (out / "c-1.json").read_text(encoding="utf-8") for secret in SECRETS)


def test_reveal_shows_what_stands_there_without_judging_again_and_is_logged(
    tinghe: Tinghe, manifest: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    tinghe("run", manifest, "--out", out)
    ended = tinghe("run", manifest, "--out", out, "--reveal", "--reason", "a complaint")
    assert ended.out.startswith("0 done, 1 unchanged")
    assert _shown(out)[0]
    (noted,) = rows(out / "tinghe.db", "SELECT said FROM log WHERE kind = 'reveal'")
    said = json.loads(noted["said"])
    assert (said["calls"], said["reason"], said["user"]) == (1, "a complaint", user_of_machine())


def test_the_next_run_masks_again(tinghe: Tinghe, manifest: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    tinghe("run", manifest, "--out", out, "--reveal")
    tinghe("run", manifest, "--out", out)
    assert _shown(out) == [False, False, False]
