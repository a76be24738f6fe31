"""The account for auditors and the sample to hear, as values, as files, and as entries of the log."""

import csv
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.domain.vocabulary import Status
from pipeline.errors import StoreError, TingheError, UsageError
from pipeline.population.coverage import Coverage, Overview, coverage_of
from pipeline.population.sampling import Sample, draw_sample
from pipeline.population.selection import Wanted
from pipeline.reports.population_tables import write_lists
from pipeline.rulebook.files import sha256_of
from pipeline.services.coverage import PAGE, selected_calls, write_coverage, write_sample
from pipeline.store.engine import url_of
from pipeline.store.log import user_of_machine
from tests.making import a_recording, a_report
from tests.population.stores import a_store, chosen
from tests.store.reading import rows
from tests.store.saved import save

CALLS = 60  # of the store that samples are drawn from
VERIFIED, MISSING = Status.VERIFIED, Status.MISSING
KNOWN = {
    "c-1": {"case_id": "k-1", "agent_id": "a-1", "branch": "b-1", "started_at": "2026-03-02T10:00:00+08:00"},
    "c-2": {"case_id": "k-1", "agent_id": "a-2", "branch": "b-1", "started_at": "2026-03-31T23:00:00+08:00"},
    "c-3": {"agent_id": "a-2", "branch": "b-2", "started_at": "2026-04-01T10:00:00+08:00"},
}
ITEMS = {
    "c-1": {"identity": VERIFIED, "income": MISSING},
    "c-2": {"identity": VERIFIED, "income": Status.NOT_APPLICABLE},
    "c-3": {"identity": Status.REFUSED},
}
MARCH = Wanted(first=date(2026, 3, 1), last=date(2026, 3, 31), product="consumer")


def a_small_store(folder: Path) -> str:
    """Three calls: two of a case in March, one of them at night, and one of no case in April."""
    path = folder / "tinghe.db"
    recordings = (a_recording(name, metadata=said, sha256=name * 16) for name, said in KNOWN.items())
    save(path, *(a_report(about, items=ITEMS[about.call_id]) for about in recordings))
    return url_of(path)


class Taken(NamedTuple):
    """An account that was taken, where, and what was printed meanwhile."""

    coverage: Coverage
    out: Path
    printed: str

    @property
    def store(self) -> Path:
        return self.out.parent / "tinghe.db"


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    folder, printed = tmp_path_factory.mktemp("taken"), StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        coverage = write_coverage(a_small_store(folder), MARCH, folder / "account")
    return Taken(coverage, folder / "account", printed.getvalue())


@pytest.mark.parametrize("item", ["../../../evil", "/tmp/evil", "a b", "..", "", "x" * 65])
def test_an_item_that_is_no_id_names_no_file(tmp_path: Path, item: str) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    url = a_small_store(folder)
    coverage = coverage_of(selected_calls(url, Wanted()))
    renamed = coverage.items.assign(item=coverage.items["item"].astype(str).replace("income", item))
    with pytest.raises(StoreError, match="tinghe audit verify"):
        write_lists(replace(coverage, items=renamed), folder / "account")
    assert not [path for path in tmp_path.rglob("*") if "evil" in path.name or path.name.startswith("x" * 65)]


def test_the_account_that_is_given_back_counts_the_wanted_calls_alone(taken: Taken) -> None:
    whole = taken.coverage.overview
    assert whole.model_copy(update={"share": 0.0, "low": 0.0, "high": 0.0}) == Overview(
        calls=2, cases=1, agents=2, applicable=3, verified=2, open=1, share=0.0, low=0.0, high=0.0, points=50.0
    )
    assert (whole.share, whole.low, whole.high) == pytest.approx((2 / 3, 0.2077, 0.9385), abs=5e-5)
    assert list(taken.coverage.calls["call_id"]) == ["c-1", "c-2"]
    assert list(taken.coverage.tables["off_hours"]["call_id"]) == ["c-2"]
    assert taken.coverage.tables["open"][["call_id", "item", "status"]].to_numpy().tolist() == [
        ["c-1", "income", "missing"]
    ]


def test_page_workbook_tables_and_lists_are_all_that_is_written(taken: Taken) -> None:
    written = {str(path.relative_to(taken.out)) for path in taken.out.rglob("*") if path.is_file()}
    tables = {f"tables/{name}.{ending}" for name in taken.coverage.tables for ending in ("csv", "parquet")}
    assert written == {
        PAGE,
        "coverage.xlsx",
        "lists/calls.csv",
        "lists/items/identity.csv",
        "lists/items/income.csv",
        *tables,
    }
    assert taken.printed == ""


def test_the_log_notes_what_was_asked_for_and_the_hashes_of_page_and_workbook(taken: Taken) -> None:
    (entry,) = rows(taken.store, "SELECT said FROM log WHERE kind = 'export'")
    assert json.loads(entry["said"]) == {
        "user": user_of_machine(),
        "what": "coverage",
        "said": {"first": "2026-03-01", "last": "2026-03-31", "product": "consumer"},
        "files": {name: sha256_of(taken.out / name) for name in (PAGE, "coverage.xlsx")},
    }


def test_an_account_that_cannot_be_written_is_refused_and_not_noted(tmp_path: Path) -> None:
    url = a_small_store(tmp_path)
    (tmp_path / "account").write_text("in the way", encoding="utf-8")
    with pytest.raises(TingheError) as refused:
        write_coverage(url, Wanted(), tmp_path / "account")
    assert str(refused.value).startswith(f"{tmp_path / 'account'}: cannot be written (")
    assert (tmp_path / "account").read_text(encoding="utf-8") == "in the way"
    assert rows(tmp_path / "tinghe.db", "SELECT * FROM log WHERE kind = 'export'") == []


@pytest.mark.parametrize(
    ("wanted", "call_ids"),
    [
        (Wanted(), ["c-1", "c-2", "c-3"]),
        (MARCH, ["c-1", "c-2"]),
        (Wanted(first=date(2026, 3, 31)), ["c-2", "c-3"]),
        (Wanted(agent_id="a-2", branch="b-1"), ["c-2"]),
    ],
)
def test_calls_are_selected_with_their_items(tmp_path: Path, wanted: Wanted, call_ids: list[str]) -> None:
    selected = selected_calls(a_small_store(tmp_path), wanted)
    assert list(selected.calls["call_id"]) == call_ids
    behind = selected.calls["call_id"].iloc[selected.items["call"].to_numpy()]
    assert sorted(zip(behind, selected.items["item"], selected.items["status"], strict=True)) == sorted(
        (name, item, status) for name in call_ids for item, status in ITEMS[name].items()
    )


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(agent_id="nobody"),
        Wanted(product="mortgage"),
        Wanted(first=date(2026, 4, 1), last=date(2026, 3, 31)),
        Wanted(agent_id=""),
    ],
)
def test_where_no_call_is_wanted_there_is_nothing_to_count(tmp_path: Path, wanted: Wanted) -> None:
    with pytest.raises(TingheError) as refused:
        selected_calls(a_small_store(tmp_path), wanted)
    assert str(refused.value) == (
        "nothing to count: the store has no judged call of this kind. "
        "Widen --from, --to, --product, --stage, --agent or --branch."
    )


def test_a_store_that_is_not_there_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store there"):
        selected_calls(url_of(tmp_path / "none.db"), Wanted())
    assert list(tmp_path.iterdir()) == []


def drawn(url: str, out: Path, wanted: Wanted | None = None, *, error: float = 0.1, seed: int = 3) -> Sample:
    return write_sample(url, wanted or Wanted(), out, error=error, share=0.5, seed=seed)


def listed(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))


def exports(folder: Path) -> list[dict[str, str]]:
    return rows(folder / "tinghe.db", "SELECT said FROM log WHERE kind = 'export'")


def test_the_list_has_the_calls_that_are_given_back_in_their_order(tmp_path: Path) -> None:
    url = a_store(tmp_path, CALLS)
    sample = drawn(url, tmp_path / "s.csv")
    same = draw_sample(chosen(url), 0.1, 0.5, 3)
    assert sample.population == CALLS
    assert sample.half_width == same.half_width
    assert list(sample.calls["call_id"]) == list(same.calls["call_id"])
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
        "user": user_of_machine(),
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


def test_no_sample_is_drawn_from_a_store_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store there"):
        drawn(url_of(tmp_path / "none.db"), tmp_path / "s.csv")
    assert list(tmp_path.iterdir()) == []
