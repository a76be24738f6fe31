"""A sample as a value, as a list for reviewers, and as an entry of the log."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import StoreError, TingheError, UsageError
from pipeline.population.sampling import Sample, draw_sample
from pipeline.population.selection import Wanted
from pipeline.rulebook.files import sha256_of
from pipeline.services.sample import write_sample
from pipeline.store.engine import url_of
from tests.population.stores import a_store, chosen
from tests.store.reading import rows

CALLS = 60


def drawn(url: str, out: Path, wanted: Wanted | None = None, *, error: float = 0.1, seed: int = 3) -> Sample:
    return write_sample(url, wanted or Wanted(), out, error=error, share=0.5, seed=seed)


def listed(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))


def exports(folder: Path) -> list[dict[str, str]]:
    return rows(folder / "tinghe.db", "SELECT said FROM log WHERE kind = 'export'")


def test_the_list_has_the_calls_that_are_given_back_in_their_order(tmp_path: Path) -> None:
    url = a_store(tmp_path, CALLS)
    sample = drawn(url, tmp_path / "s.csv")
    again = draw_sample(chosen(url), 0.1, 0.5, 3)
    assert sample.population == CALLS
    assert sample.half_width == again.half_width
    assert list(sample.calls["call_id"]) == list(again.calls["call_id"])
    assert [row["call_id"] for row in listed(tmp_path / "s.csv")] == list(sample.calls["call_id"])
    assert 0 < len(sample.calls) < CALLS


def test_limits_keep_other_calls_out_of_the_population(tmp_path: Path) -> None:
    url, wanted = a_store(tmp_path, CALLS), Wanted(product="mortgage")
    sample = drawn(url, tmp_path / "s.csv", wanted)
    assert sample.population == len(chosen(url, wanted).calls) < CALLS
    assert {row["product"] for row in listed(tmp_path / "s.csv")} == {"mortgage"}


def test_of_a_few_calls_all_are_heard_and_nothing_is_left_to_chance(tmp_path: Path) -> None:
    sample = drawn(a_store(tmp_path, 5), tmp_path / "s.csv", error=0.05)
    assert sorted(sample.calls["call_id"]) == [f"S{n:06d}" for n in range(5)]
    assert (sample.population, sample.half_width) == (5, 0.0)
    assert [row["weight"] for row in listed(tmp_path / "s.csv")] == ["1"] * 5


def test_the_log_notes_how_it_was_drawn_and_the_hash_of_the_list(tmp_path: Path) -> None:
    drawn(a_store(tmp_path, 5), tmp_path / "s.csv", Wanted(last=date(2026, 3, 1), stage=None), error=0.25, seed=7)
    (entry,) = exports(tmp_path)
    assert json.loads(entry["said"]) == {
        "what": "sample",
        "said": {"last": "2026-03-01", "error": "0.25", "share": "0.5", "seed": "7"},
        "files": {"s.csv": sha256_of(tmp_path / "s.csv")},
    }


@pytest.mark.parametrize("given", [0.0, 1.0, 5.0, -0.1, float("nan"), float("inf")])
@pytest.mark.parametrize("option", ["error", "share"])
def test_what_is_no_share_is_refused_before_the_store_is_looked_at(tmp_path: Path, option: str, given: float) -> None:
    asked = {"error": 0.05, "share": 0.5, option: given}
    with pytest.raises(UsageError) as refused:
        write_sample(url_of(tmp_path / "none.db"), Wanted(), tmp_path / "s.csv", seed=1, **asked)
    assert str(refused.value) == f"--{option}: {given} is no share between 0 and 1. Give something like 0.05."
    assert list(tmp_path.iterdir()) == []


def test_where_no_call_is_wanted_nothing_is_written_or_noted(tmp_path: Path) -> None:
    url = a_store(tmp_path, 5)
    with pytest.raises(TingheError, match="nothing to count"):
        drawn(url, tmp_path / "s.csv", Wanted(agent_id="nobody"))
    assert not (tmp_path / "s.csv").exists()
    assert exports(tmp_path) == []


def test_a_list_that_cannot_be_written_is_refused_and_not_noted(tmp_path: Path) -> None:
    url, out = a_store(tmp_path, 5), tmp_path / "tinghe.db" / "s.csv"
    with pytest.raises(TingheError) as refused:
        drawn(url, out)
    assert str(refused.value).startswith(f"{out}: cannot be written (")
    assert str(refused.value).endswith("). Give another --out.")
    assert exports(tmp_path) == []


def test_a_store_that_is_not_there_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store there"):
        drawn(url_of(tmp_path / "none.db"), tmp_path / "s.csv")
    assert list(tmp_path.iterdir()) == []
