"""The account that auditors take away: what was covered, by what, since when, and what looks odd."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import OPEN
from pipeline.population.outliers import standing_out
from pipeline.population.selection import UNKNOWN, Selected
from pipeline.population.shares import all_item_shares, call_shares, item_shares, wilson, with_counts

if TYPE_CHECKING:
    import pandas as pd

KINDS: Final = ("product", "stage", "agent_id", "branch", "month")  # what items and calls are parted by


class Overview(Frozen):
    """The whole in one line. share: verified over applicable items, with the bounds of Wilson's interval (95 %)."""

    calls: int
    cases: int
    agents: int
    applicable: int
    verified: int
    open: int
    share: float
    low: float
    high: float
    points: float


@dataclass(frozen=True)
class Coverage:
    """The account: its tables by name, and the calls and items that they count."""

    overview: Overview
    tables: Mapping[str, "pd.DataFrame"]
    calls: "pd.DataFrame"
    items: "pd.DataFrame"


def coverage_of(chosen: Selected) -> Coverage:
    """Count. chosen: at least one call."""
    calls = with_counts(chosen)
    items = all_item_shares(chosen)
    tables = {
        "items": items.sort_values("share", kind="stable", ignore_index=True),
        "items_by_kind": item_shares(_by_kind(chosen), "kind"),
        **{f"items_by_{by}": item_shares(chosen, by) for by in KINDS},
        **{f"calls_by_{by}": call_shares(chosen, by) for by in KINDS},
        "weeks": _weeks(chosen),
        "open": _open(chosen),
        "duplicates": _duplicates(calls),
        "off_hours": calls[calls["off_hours"]].reset_index(drop=True),
        "standing_out": standing_out(chosen, items),
    }
    return Coverage(overview=_overview(calls), tables=tables, calls=calls, items=chosen.items)


def _overview(calls: "pd.DataFrame") -> Overview:
    applicable, verified = int(calls["applicable"].sum()), int(calls["verified"].sum())
    low, high = wilson(verified, applicable) if applicable else (0.0, 1.0)
    return Overview(
        calls=len(calls),
        cases=calls["case_id"][calls["case_id"] != ""].nunique(),
        agents=calls["agent_id"][calls["agent_id"] != ""].nunique(),
        applicable=applicable,
        verified=verified,
        open=int(calls["open"].sum()),
        share=verified / applicable if applicable else 0.0,
        low=float(low),
        high=float(high),
        points=float(calls["points"].mean()),
    )


def _by_kind(chosen: Selected) -> Selected:
    """With product and stage as one column, in the order of both."""
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    products, stages = chosen.calls["product"].cat, chosen.calls["stage"].cat
    names = [f"{product}.{stage}" for product in products.categories for stage in stages.categories]
    codes = products.codes.to_numpy().astype("int64") * len(stages.categories) + stages.codes.to_numpy()
    kind = pd.Categorical.from_codes(codes, pd.Index(names))
    return Selected(calls=chosen.calls.assign(kind=kind), items=chosen.items)


def _weeks(chosen: Selected) -> "pd.DataFrame":
    """In their order, without the calls whose day nobody knows."""
    weeks = call_shares(chosen, "week")
    return weeks[weeks["week"] != UNKNOWN].sort_values("week", ignore_index=True)


def _open(chosen: Selected) -> "pd.DataFrame":
    """The newest calls first, each open item a row."""
    items = chosen.items[chosen.items["status"].isin(OPEN)]
    known = ["call_id", "case_id", "product", "stage", "agent_id", "branch", "started_at", "month", "folder"]
    about = chosen.calls[known].iloc[items["call"].to_numpy()].reset_index(drop=True)
    rows = about.join(items[["item", "status", "confidence", "at_s"]].reset_index(drop=True))
    return rows.sort_values("started_at", ascending=False, kind="stable", ignore_index=True)


def _duplicates(calls: "pd.DataFrame") -> "pd.DataFrame":
    """Calls whose recording is that of another call, side by side."""
    twins = calls[calls.duplicated("recording_sha256", keep=False)]
    return twins.sort_values(["recording_sha256", "call_id"], ignore_index=True)
