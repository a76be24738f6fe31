"""The account that auditors take away: what was covered, by what, since when, and whose shares are outliers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import OPEN
from pipeline.population.selection import UNKNOWN, Selected
from pipeline.population.shares import all_item_shares, call_shares, item_shares, wilson, with_counts

if TYPE_CHECKING:
    import pandas as pd

SIGNIFICANCE: Final = 0.01  # how likely a difference may be chance, after Holm's correction
LEAST_DIFFERENCE: Final = 0.05  # of shares; below it nobody would act, however sure
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
    weeks = call_shares(chosen, "week")
    tables = {
        "items": items.sort_values("share", kind="stable", ignore_index=True),
        "items_by_kind": item_shares(_by_kind(chosen), "kind"),
        **{f"items_by_{by}": item_shares(chosen, by) for by in KINDS},
        **{f"calls_by_{by}": call_shares(chosen, by) for by in KINDS},
        # In their order, without the calls whose day nobody knows.
        "weeks": weeks[weeks["week"] != UNKNOWN].sort_values("week", ignore_index=True),
        "open": _open_items(chosen),
        "duplicates": calls[calls.duplicated("recording_sha256", keep=False)].sort_values(
            ["recording_sha256", "call_id"], ignore_index=True
        ),
        "off_hours": calls[calls["off_hours"]].reset_index(drop=True),
        "standing_out": outliers(chosen, items),
    }
    return Coverage(overview=_overview(calls), tables=tables, calls=calls, items=chosen.items)


def outliers(chosen: Selected, everywhere: "pd.DataFrame") -> "pd.DataFrame":
    """Agents over all their items, then single items of agents, whose share is not what the same items give elsewhere.

    The largest differences come first. What an agent's items would give at the shares that they have everywhere is
    what the agent is held against (indirect standardisation, so that hard items are nobody's fault); a normal test of
    the difference, corrected for how many were tested (Holm 1979). everywhere: shares.all_item_shares.

    Columns: agent_id, item (empty for all), applicable, verified, share, expected (share), difference, p.
    """
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    cells = item_shares(chosen, "agent_id")
    usual = cells["item"].map(everywhere.set_index("item")["share"]).astype(float)
    number = cells["applicable"]
    # How many would be verified at the item's share everywhere, and with which variance.
    cells = cells[["agent_id", "item", "applicable", "verified"]].assign(
        awaited=number * usual, variance=number * usual * (1 - usual)
    )
    agents = cells.groupby("agent_id", observed=True)[["applicable", "verified", "awaited", "variance"]].sum()
    both = pd.concat([agents.reset_index().assign(item=""), cells], ignore_index=True)
    tested = _tested(both) if len(both) else both.assign(share=(), expected=(), difference=(), p=())
    out = tested[(tested["p"] < SIGNIFICANCE) & (tested["difference"].abs() >= LEAST_DIFFERENCE)]
    order = out.assign(single=out["item"] != "").sort_values(["single", "difference"], kind="stable")
    columns = ["agent_id", "item", "applicable", "verified", "share", "expected", "difference", "p"]
    return order[columns].reset_index(drop=True)


def _tested(cells: "pd.DataFrame") -> "pd.DataFrame":
    share, expected = cells["verified"] / cells["applicable"], cells["awaited"] / cells["applicable"]
    p = _corrected_p(cells["verified"] - cells["awaited"], cells["variance"])
    return cells.assign(share=share, expected=expected, difference=share - expected, p=p)


def _corrected_p(difference: Any, variance: Any) -> Any:
    """Two-sided; where every call verified the item everywhere, there is no difference to test."""
    import numpy as np  # noqa: PLC0415 - costs start-up time
    from scipy.stats import norm  # noqa: PLC0415 - costs start-up time
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - seconds of start-up

    spread = np.sqrt(np.maximum(variance, np.finfo(float).tiny))
    chance = np.where(variance > 0, 2 * norm.sf(np.abs(difference) / spread), 1.0)
    return multipletests(chance, method="holm")[1]


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


def _open_items(chosen: Selected) -> "pd.DataFrame":
    """The newest calls first, each open item a row."""
    items = chosen.items[chosen.items["status"].isin(OPEN)]
    known = ["call_id", "case_id", "product", "stage", "agent_id", "branch", "started_at", "month", "folder"]
    about = chosen.calls[known].iloc[items["call"].to_numpy()].reset_index(drop=True)
    rows = about.join(items[["item", "status", "confidence", "at_s"]].reset_index(drop=True))
    return rows.sort_values("started_at", ascending=False, kind="stable", ignore_index=True)
