"""`tinghe purge`, as a shell sees it."""

from pathlib import Path

from pipeline.store.engine import url_of
from tests.cli.conftest import Tinghe


def test_purge_says_how_many_and_where_files_are_left(tinghe: Tinghe, tmp_path: Path) -> None:
    call = tmp_path / "a.wav"
    call.write_text("fine", encoding="utf-8")
    out = tmp_path / "out"
    tinghe("run", call, "--out", out)
    store = url_of(out / "tinghe.db")
    ended = tinghe("purge", "--store", store, "--before", "2999-01-01")
    assert (ended.status, ended.out.splitlines()) == (
        0,
        [
            "1 calls before 2999-01-01: 1 transcripts purged.",
            f"Their reports and pages may still stand in {out.resolve()}: delete them there.",
        ],
    )
    assert tinghe("audit", "verify", "--store", store).status == 0


def test_a_day_that_is_none_is_wrong_usage(tinghe: Tinghe, tmp_path: Path) -> None:
    assert tinghe("purge", "--store", url_of(tmp_path / "x.db"), "--before", "gestern").status == 2
