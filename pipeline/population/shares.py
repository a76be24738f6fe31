"""How many of the items that applied were verified, by whatever calls are parted by, with Wilson's interval."""

from typing import TYPE_CHECKING, Any, Final

from pipeline.domain.vocabulary import OPEN, Status
from pipeline.population.selection import Selected

if TYPE_CHECKING:
    import pandas as pd

COUNTED: Final = tuple(status for status in Status if status is not Status.NOT_APPLICABLE)
_CONFIDENCE_LEVEL: Final = 0.95


def item_shares(chosen: Selected, by: str) -> "pd.DataFrame":
    """A row an item and value of the calls' column `by`.

    Columns: item, by, applicable (calls that had to cover it), a count for each status, open, share (verified over
    applicable), low, high (Wilson 1927, 95 %).
    """
    groups = chosen.calls[by].astype("category").cat
    return _shares(_counted(chosen, groups.codes.to_numpy(), groups.categories.to_numpy()), by)


def all_item_shares(chosen: Selected) -> "pd.DataFrame":
    """As item_shares, over all calls: a row an item, without the column `by`."""
    import numpy as np  # noqa: PLC0415 - costs start-up time

    everywhere = np.zeros(len(chosen.calls), dtype="int64")
    return _shares(_counted(chosen, everywhere, np.array([""])), "").drop(columns="")


def call_shares(chosen: Selected, by: str) -> "pd.DataFrame":
    """A row a value of the calls' column `by`, over all items: calls, points (mean), and the columns of item_shares."""
    counted = item_shares(chosen, by).groupby(by, observed=True)[["applicable", *COUNTED]].sum().reset_index()
    grouped = chosen.calls.groupby(by, observed=True)["points"].agg(calls="size", points="mean").reset_index()
    return _with_interval(grouped.merge(counted, on=by, how="left").fillna(dict.fromkeys(("applicable", *COUNTED), 0)))


def with_counts(chosen: Selected) -> "pd.DataFrame":
    """The calls, each with how many items applied to it, were verified and are open."""
    import numpy as np  # noqa: PLC0415 - costs start-up time

    items, length = chosen.items, len(chosen.calls)

    def count(statuses: Any) -> Any:
        return np.bincount(items["call"][items["status"].isin(statuses)], minlength=length)

    return chosen.calls.assign(applicable=count(COUNTED), verified=count([Status.VERIFIED]), open=count(OPEN))


def wilson(verified: Any, applicable: Any) -> tuple[Any, Any]:
    """The bounds of Wilson's interval of a share, 95 %; NaN where nothing was applicable."""
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415 - seconds of start-up

    low, high = proportion_confint(verified, applicable, alpha=1 - _CONFIDENCE_LEVEL, method="wilson")
    return low, high


def _counted(chosen: Selected, of_call: Any, names: Any) -> "pd.DataFrame":
    """A row an item and group; a column a status. of_call: the number of the group of each call, -1 for none."""
    import numpy as np  # noqa: PLC0415 - costs start-up time
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    items, statuses = chosen.items["item"].cat, chosen.items["status"]
    group = of_call[chosen.items["call"].to_numpy()]
    cell = items.codes.to_numpy().astype("int64") * len(names) + group
    cells = len(items.categories) * len(names)
    counts = {
        status.value: np.bincount(cell[(statuses == status).to_numpy() & (group >= 0)], minlength=cells)
        for status in COUNTED
    }
    places = {
        "item": np.repeat(items.categories.to_numpy(), len(names)),
        "group": np.tile(names, len(items.categories)),
    }
    return pd.DataFrame({**places, **counts})


def _shares(counted: "pd.DataFrame", by: str) -> "pd.DataFrame":
    """What was counted, by the column `by`; without the items that applied to no call."""
    counted = counted.rename(columns={"group": by})
    counted.insert(2, "applicable", counted[list(COUNTED)].sum(axis=1))
    return _with_interval(counted[counted["applicable"] > 0].reset_index(drop=True))


def _with_interval(counted: "pd.DataFrame") -> "pd.DataFrame":
    verified, applicable = counted[Status.VERIFIED], counted["applicable"]
    low, high = wilson(verified.to_numpy(), applicable.to_numpy())
    still_open = counted[[status for status in COUNTED if status in OPEN]].sum(axis=1)
    return counted.assign(open=still_open, share=verified / applicable, low=low, high=high)
