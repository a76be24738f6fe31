"""The account for auditors as files: CSV and Parquet for programs, XLSX for people, and the lists behind it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline.domain.vocabulary import Status
from pipeline.population.coverage import KINDS, Coverage
from pipeline.reports.flat import csv_bytes, parquet_bytes
from pipeline.reports.labels import clock, item_name, local_time, product_name, stage_short
from pipeline.reports.places import item_of, page_of
from pipeline.reports.workbook import workbook
from pipeline.reports.writing import write_atomically

if TYPE_CHECKING:
    import pandas as pd

_DIGITS: Final = {
    "points": 1,
    "confidence": 2,
    "p": 6,
    **dict.fromkeys(("share", "low", "high", "expected", "difference"), 4),
}
MOST_ROWS: Final = 2_000  # of a sheet; the CSV beside it has all
_COUNTS: Final = tuple(status for status in Status if status is not Status.NOT_APPLICABLE)
_HEADINGS: Final = {
    "item": "事项",
    "kind": "产品与阶段",
    "product": "产品",
    "stage": "阶段",
    "agent_id": "坐席",
    "branch": "网点",
    "month": "月份",
    "week": "周",
    "calls": "通话数",
    "points": "评分",
    "applicable": "应核实",
    "open": "待补核",
    **{status.value: status.name_zh for status in _COUNTS},
    "share": "核实率",
    "low": "下限（95%）",
    "high": "上限（95%）",
    "expected": "同类事项核实率",
    "difference": "差异",
    "call_id": "编号",
    "case_id": "案件",
    "started_at": "呼叫时间",
    "status": "结果",
    "confidence": "把握",
    "p": "p值",
    "at_s": "位置",
    "recording_sha256": "录音SHA-256",
}
_CALL: Final = ("call_id", "case_id", "product", "stage", "agent_id", "branch", "started_at")
_SHEETS: Final[dict[str, str]] = {
    "items": "事项",
    **{f"items_by_{by}": f"事项按{_HEADINGS[by]}" for by in KINDS},
    **{f"calls_by_{by}": f"通话按{_HEADINGS[by]}" for by in KINDS},
    "weeks": "每周趋势",
    "standing_out": "异常坐席与事项",
    "duplicates": "重复录音",
    "off_hours": "非规定时间呼叫",
    "open": "待补核明细",
}
_LISTED: Final = {
    "open": (*_CALL, "item", "status", "at_s", "confidence"),
    "duplicates": (*_CALL, "recording_sha256"),
    "off_hours": _CALL,
}
_PLACE: Final = ("folder", "call_id", "item")
_OF_LIST: Final = ("product", "stage", "agent_id", "branch", "month", "week")


def write_coverage_tables(coverage: Coverage, folder: Path) -> None:
    """Write tables/NAME.csv and .parquet, and coverage.xlsx.

    Raises:
        OSError: the folder is not writable or the disk is full; a file that stood there stays as it was.
    """
    for name, table in coverage.tables.items():
        shown = table[list(_LISTED[name])] if name in _LISTED else table
        write_atomically(folder / "tables" / f"{name}.csv", csv_bytes(shown))
        write_atomically(folder / "tables" / f"{name}.parquet", parquet_bytes(shown))
    write_atomically(folder / "coverage.xlsx", coverage_workbook(coverage.tables, folder))


def write_lists(coverage: Coverage, folder: Path) -> None:
    """Write lists/calls.csv and lists/items/ITEM.csv, which the numbers count; raises as write_coverage_tables does."""
    for path, rows in _lists(coverage):
        write_atomically(folder / "lists" / path, csv_bytes(rows))


def coverage_workbook(tables: Mapping[str, "pd.DataFrame"], folder: Path) -> bytes:
    """A sheet a question, in Chinese; folder: where it will lie, so that its links lead to the calls' pages."""
    open_items = tables["open"].head(MOST_ROWS)
    sheets = {title: _in_chinese(tables[name], name) for name, title in _SHEETS.items()}
    addresses = [
        item_of(page_of(call[0], call[1], folder), item)
        for *call, item in zip(*map(open_items.get, _PLACE), strict=True)
    ]
    return workbook(sheets, links={_SHEETS["open"]: addresses})


def _lists(coverage: Coverage) -> Iterator[tuple[Path, "pd.DataFrame"]]:
    """What every number counts: the calls with their sums, and of each item all calls with its status."""
    calls = coverage.calls
    sums = ["points", "applicable", "verified", "open", "off_hours", "recording_sha256"]
    yield Path("calls.csv"), calls[[*_CALL, "month", "week", *sums]]
    about = calls[["call_id", *_OF_LIST]]
    for item, rows in coverage.items.groupby("item", observed=True):
        behind = about.iloc[rows["call"].to_numpy()].reset_index(drop=True)
        yield Path("items", f"{item}.csv"), behind.join(rows[["status", "at_s", "confidence"]].reset_index(drop=True))


def _in_chinese(table: "pd.DataFrame", name: str) -> "pd.DataFrame":
    """The first rows with names for ids; programs find all of them in the CSV."""
    shown = table[list(_LISTED[name])] if name in _LISTED else table
    wide = shown.head(MOST_ROWS).astype(dict.fromkeys(shown.select_dtypes("float32"), "float64"))
    head = wide.round(_DIGITS)
    named = head.assign(**{column: _named(head[column], column) for column in head.columns if column in _NAMES})
    return named.rename(columns=_HEADINGS)


def _named(column: Any, name: str) -> Any:
    return column.astype(object).map(_NAMES[name])


def _second(at_s: float) -> str:
    return clock(at_s) if at_s == at_s else ""  # noqa: PLR0124 - NaN, no evidence, is not itself


_NAMES: Final[dict[str, Any]] = {
    "item": item_name,
    "product": product_name,
    "stage": stage_short,
    "status": lambda status: Status(status).name_zh,
    "at_s": _second,
    "started_at": local_time,
}
