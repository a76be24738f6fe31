"""Agents, and agents' items, whose share of verified items is not what the same items give elsewhere."""

from typing import TYPE_CHECKING, Any, Final

from pipeline.population.selection import Selected
from pipeline.population.shares import item_shares

if TYPE_CHECKING:
    import pandas as pd

SURE: Final = 0.01  # of a difference being chance, after Holm's correction
LEAST_DIFFERENCE: Final = 0.05  # below it nobody would act, however sure


def standing_out(chosen: Selected, everywhere: "pd.DataFrame") -> "pd.DataFrame":
    """Agents over all their items, then single items of agents, the largest differences first.

    What an agent's items would give at the shares that they have everywhere is what the agent is held against
    (indirect standardisation, so that hard items are nobody's fault); a normal test of the difference, corrected for
    how many were tested (Holm 1979). everywhere: shares.all_item_shares.

    Columns: agent_id, item (empty for all), applicable, verified, share, expected (share), difference, p.
    """
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    cells = _against(item_shares(chosen, "agent_id"), everywhere)
    agents = cells.groupby("agent_id", observed=True)[["applicable", "verified", "awaited", "variance"]].sum()
    both = pd.concat([agents.reset_index().assign(item=""), cells], ignore_index=True)
    tested = _tested(both) if len(both) else both.assign(share=(), expected=(), difference=(), p=())
    out = tested[(tested["p"] < SURE) & (tested["difference"].abs() >= LEAST_DIFFERENCE)]
    order = out.assign(single=out["item"] != "").sort_values(["single", "difference"], kind="stable")
    columns = ["agent_id", "item", "applicable", "verified", "share", "expected", "difference", "p"]
    return order[columns].reset_index(drop=True)


def _against(cells: "pd.DataFrame", everywhere: "pd.DataFrame") -> "pd.DataFrame":
    """How many would be verified at the item's share everywhere, and with which variance."""
    usual = cells["item"].map(everywhere.set_index("item")["share"]).astype(float)
    number = cells["applicable"]
    known = cells[["agent_id", "item", "applicable", "verified"]]
    return known.assign(awaited=number * usual, variance=number * usual * (1 - usual))


def _tested(cells: "pd.DataFrame") -> "pd.DataFrame":
    share, expected = cells["verified"] / cells["applicable"], cells["awaited"] / cells["applicable"]
    difference = cells["verified"] - cells["awaited"]
    return cells.assign(
        share=share, expected=expected, difference=share - expected, p=_corrected(difference, cells["variance"])
    )


def _corrected(difference: Any, variance: Any) -> Any:
    """Two-sided; where every call verified the item everywhere, there is no difference to test."""
    import numpy as np  # noqa: PLC0415 - costs start-up time
    from scipy.stats import norm  # noqa: PLC0415 - costs start-up time
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - seconds of start-up

    spread = np.sqrt(np.maximum(variance, np.finfo(float).tiny))
    chance = np.where(variance > 0, 2 * norm.sf(np.abs(difference) / spread), 1.0)
    return multipletests(chance, method="holm")[1]
