"""The account for auditors as one page: charts, tables, and for every number the list of calls that it counts."""

import base64
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Status
from pipeline.population.coverage import Coverage
from pipeline.population.selection import Wanted
from pipeline.privacy.labels import masked_label
from pipeline.reports.charts import Charts
from pipeline.reports.labels import clock, item_name, kind_name, local_time, product_name, stage_name
from pipeline.reports.population_tables import item_address, page_address
from pipeline.reports.templating import render

if TYPE_CHECKING:
    import pandas as pd

MOST_LISTED: Final = 30  # rows of a list on the page; the tables beside it have all
_CALLS: Final = "lists/calls.csv"
_GROUPED_BY: Final = {"product": "产品", "stage": "阶段", "agent_id": "坐席", "branch": "网点", "month": "月份"}
_SUMS: Final = ("applicable", "verified", "open", "share", "low", "high")
_LIMITS: Final = {"product": "产品", "stage": "阶段", "agent_id": "坐席", "branch": "网点"}


class Counted(Frozen):
    """A row of numbers, and what they count: the rows of a list that hold to all of where."""

    name: str
    behind: str
    where: dict[str, str]
    calls: int | None = None
    points: float | None = None
    applicable: int
    verified: int
    open: int
    share: float
    low: float
    high: float


class Listed(Frozen):
    """A call that is named on the page. href: empty where nobody knows where its page lies. note: of this list."""

    call_id: str
    href: str
    kind: str
    agent_id: str
    started_at: str
    note: str


def render_coverage(coverage: Coverage, charts: Charts, wanted: Wanted, made_at: datetime, folder: Path) -> str:
    """The page in Chinese, self-contained. folder: where it will lie, so that its links lead to the calls' pages."""
    tables = coverage.tables
    return render(
        "coverage.html.j2",
        overview=coverage.overview,
        limits=list(_limits(wanted)),
        made_at=made_at,
        # Each as an image of its own, in which nothing can run.
        charts={name: base64.b64encode(svg.encode("utf-8")).decode("ascii") for name, svg in charts._asdict().items()},
        items=list(_item_counts(tables["items"])),
        kinds=list(_item_counts(tables["items_by_kind"])),
        groups=[(title, list(_call_counts(tables[f"calls_by_{by}"], by))) for by, title in _GROUPED_BY.items()],
        standing_out=tables["standing_out"].to_dict("records"),
        open=[_open_item(row, folder) for row in _first(tables["open"])],
        duplicates=[_listed(row, folder, row.recording_sha256[:12]) for row in _first(tables["duplicates"])],
        off_hours=[_listed(row, folder, "") for row in _first(tables["off_hours"])],
        totals={name: len(tables[name]) for name in ("open", "duplicates", "off_hours", "standing_out")},
    )


def _limits(wanted: Wanted) -> Iterator[tuple[str, str]]:
    """What the account is limited to: a title and a value each."""
    if wanted.first or wanted.last:
        yield "期间", f"{wanted.first or '最早'} 至 {wanted.last or '最近'}"
    for name, title in _LIMITS.items():
        value = getattr(wanted, name)
        if value is not None:
            yield title, _value_name(name, value)


def _item_counts(table: "pd.DataFrame") -> Iterator[Counted]:
    """Rows that count the calls of an item's list; of a table by kind those of the product and stage."""
    for row in table.to_dict("records"):
        name, where = item_name(row["item"]), {}
        if "kind" in row:
            product, stage = row["kind"].split(".")
            name, where = f"{name}（{kind_name(product, stage)}）", {"product": product, "stage": stage}
        sums = {key: row[key] for key in _SUMS}
        yield Counted(name=name, behind=f"lists/items/{row['item']}.csv", where=where, **sums)


def _call_counts(table: "pd.DataFrame", by: str) -> Iterator[Counted]:
    """Rows that add up what the list of calls says."""
    for row in table.to_dict("records"):
        value = str(row[by])
        sums = {key: row[key] for key in ("calls", "points", *_SUMS)}
        yield Counted(name=_value_name(by, value), behind=_CALLS, where={by: value}, **sums)


def _value_name(column: str, value: str) -> str:
    return {"product": product_name, "stage": stage_name}.get(column, str)(value) or "未注明"


def _first(table: "pd.DataFrame") -> Iterator[Any]:
    return table.head(MOST_LISTED).itertuples()


def _open_item(row: Any, folder: Path) -> Listed:
    at = f"（{clock(row.at_s)}）" if row.at_s == row.at_s else ""
    call = _listed(row, folder, f"{item_name(row.item)}：{Status(row.status).name_zh}{at}")
    return call.model_copy(update={"href": item_address(call.href, row.item)})


def _listed(row: Any, folder: Path, note: str) -> Listed:
    return Listed(
        call_id=masked_label(row.call_id),
        href=page_address(row.folder, row.call_id, folder),
        kind=kind_name(row.product, row.stage),
        agent_id=row.agent_id,
        started_at=local_time(row.started_at),
        note=note,
    )
