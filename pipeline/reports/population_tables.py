"""Tables over many calls: the account for auditors with the lists behind it, a sample, and the verdicts that flip."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from pipeline.domain.base import IDENTIFIER
from pipeline.domain.vocabulary import Status
from pipeline.errors import StoreError
from pipeline.population.coverage import KINDS, Coverage
from pipeline.population.flips import Flip
from pipeline.privacy.labels import MAY_TELL, masked_label
from pipeline.reports.labels import clock, item_name, local_time, product_name, stage_short
from pipeline.reports.spreadsheets import csv_bytes, parquet_bytes, renamed_categories, workbook
from pipeline.reports.writing import refused_if_unwritable, write_atomically

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
_NAMES: Final[dict[str, Any]] = {
    "item": item_name,
    "product": product_name,
    "stage": stage_short,
    "status": lambda status: Status(status).name_zh,
    "at_s": lambda at_s: clock(at_s) if at_s == at_s else "",  # noqa: PLR0124 - NaN, no evidence, is not itself
    "started_at": local_time,
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
_CALL_LISTS: Final = {
    "open": (*_CALL, "item", "status", "at_s", "confidence"),
    "duplicates": (*_CALL, "recording_sha256"),
    "off_hours": _CALL,
}
_SAMPLE: Final = (*_CALL, "points", "applicable", "verified", "open", "confidence", "band", "weight")


def write_coverage_tables(coverage: Coverage, folder: Path) -> None:
    """Write tables/NAME.csv and .parquet, and coverage.xlsx.

    Raises:
        OSError: the folder is not writable or the disk is full; a file that stood there stays as it was.
    """
    for name, table in coverage.tables.items():
        shown = with_masked_ids(table[list(_CALL_LISTS[name])]) if name in _CALL_LISTS else table
        write_atomically(folder / "tables" / f"{name}.csv", csv_bytes(shown))
        write_atomically(folder / "tables" / f"{name}.parquet", parquet_bytes(shown))
    write_atomically(folder / "coverage.xlsx", coverage_workbook(coverage.tables, folder))


def write_lists(coverage: Coverage, folder: Path) -> None:
    """Write lists/calls.csv and lists/items/ITEM.csv, which the numbers count.

    Raises:
        OSError: as write_coverage_tables does.
        StoreError: an item's id cannot name a file; the store was tampered with.
    """
    calls = coverage.calls
    sums = ("points", "applicable", "verified", "open", "off_hours", "recording_sha256")
    write_atomically(
        folder / "lists" / "calls.csv", csv_bytes(with_masked_ids(calls[[*_CALL, "month", "week", *sums]]))
    )
    about = with_masked_ids(calls)[["call_id", "product", "stage", "agent_id", "branch", "month", "week"]]
    for item, rows in coverage.items.groupby("item", observed=True):
        _refuse_if_no_id(str(item))
        of_item = about.iloc[rows["call"].to_numpy()].reset_index(drop=True)
        listed = of_item.join(rows[["status", "at_s", "confidence"]].reset_index(drop=True))
        write_atomically(folder / "lists" / "items" / f"{item}.csv", csv_bytes(listed))


def _refuse_if_no_id(item: str) -> None:
    """An item names a file: one that is no id, such as a path, was not written by any version of tinghe.

    Raises:
        StoreError: it is none.
    """
    if not IDENTIFIER.fullmatch(item):
        remedy = "Run `tinghe audit verify` on the store: somebody changed it."
        raise StoreError("an item in the store", "its id is none, and would name a file elsewhere", remedy)


def coverage_workbook(tables: Mapping[str, "pd.DataFrame"], folder: Path) -> bytes:
    """A sheet a question, in Chinese; folder: where it will lie, so that its links lead to the calls' pages."""
    first = tables["open"].head(MOST_ROWS)
    links = [
        item_address(page_address(run, call_id, folder), item)
        for run, call_id, item in zip(first["folder"], first["call_id"], first["item"], strict=True)
    ]
    sheets = {title: _sheet(tables[name], name) for name, title in _SHEETS.items()}
    return workbook(sheets, links={_SHEETS["open"]: links})


def sample_csv(calls: "pd.DataFrame", folder: Path) -> bytes:
    """A row a call, with the address of its page as seen from the folder, and room for what the reviewer finds."""
    pages = [page_address(*place, folder) for place in zip(calls["folder"], calls["call_id"], strict=True)]
    rounded = with_masked_ids(calls[list(_SAMPLE)]).round({"confidence": 3, "weight": 3})
    return csv_bytes(rounded.assign(page=pages, reviewer="", agrees="", remarks=""))


def write_flips(path: Path, changes: Sequence[Flip]) -> None:
    """Write a row a change as CSV: call_id, what, before, after.

    Raises:
        TingheError: the file cannot be written.
    """
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    with refused_if_unwritable(path, "Give another --csv."):
        rows = pd.DataFrame([flip.model_dump() for flip in changes], columns=list(Flip.model_fields))
        write_atomically(path, csv_bytes(with_masked_ids(rows)))


def with_masked_ids(calls: "pd.DataFrame") -> "pd.DataFrame":
    """The table with labels for call_ids and case_ids that hold numbers or names of people."""
    shown = {}
    for name in ("call_id", "case_id"):
        if name in calls and len(calls):
            column = calls[name]
            if column.dtype == "category":
                shown[name] = renamed_categories(column, masked_label)
            elif (suspect := column.str.contains(MAY_TELL, na=False)).any():
                shown[name] = column.mask(suspect, column[suspect].map(masked_label))
    return calls.assign(**shown)


def page_address(folder: str, call_id: str, seen_from: Path) -> str:
    """The address of a call's page relative to a folder, empty where nobody knows; folder: of the call's run."""
    if not folder:
        return ""
    page = os.path.relpath(Path(folder) / f"{call_id}.html", seen_from.resolve())
    return quote(page)


def item_address(page: str, item: str) -> str:
    """The address of an item's row on a page, empty where the page's is."""
    return f"{page}#item-{quote(item, safe='')}" if page else ""


def _sheet(table: "pd.DataFrame", name: str) -> "pd.DataFrame":
    """The first rows with names for ids, rounded; programs find all of them in the CSV."""
    shown = (table[list(_CALL_LISTS[name])] if name in _CALL_LISTS else table).head(MOST_ROWS)
    # Rounded as they are, 32-bit numbers would show the digits that they cannot hold.
    head = shown.astype(dict.fromkeys(shown.select_dtypes("float32"), "float64")).round(_DIGITS)
    named = {column: head[column].astype(object).map(_NAMES[column]) for column in head.columns if column in _NAMES}
    return with_masked_ids(head).assign(**named).rename(columns=_HEADINGS)
