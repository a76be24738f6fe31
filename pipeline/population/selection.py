"""Which calls of a store an account is about, and what each of them is counted under."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any, Final

from pipeline.conduct.rules import FIRST_CALL, LAST_CALL
from pipeline.domain.base import Frozen
from pipeline.rulebook.taxonomy import taxonomy

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN: Final = "-"  # month and week of a call whose time nobody noted
_DATE, _TIME = slice(0, 10), slice(11, 16)  # of an ISO 8601 time: 2026-03-01T10:00…


class Wanted(Frozen):
    """What an account is limited to; None for no limit. first and last: days, both within."""

    first: date | None = None
    last: date | None = None
    product: str | None = None
    stage: str | None = None
    agent_id: str | None = None
    branch: str | None = None


@dataclass(frozen=True)
class Selected:
    """The calls of an account and their items.

    calls: as Population has them, and day (NaT where nobody noted it), month, week (its Monday), off_hours (bool).
    items: as Population has them, and call: the place of its call in calls, from 0.
    """

    calls: "pd.DataFrame"
    items: "pd.DataFrame"


def selected(calls: "pd.DataFrame", items: "pd.DataFrame", wanted: Wanted) -> Selected:
    """The calls that are wanted, with their times. calls, items: as store.population.Population has them."""
    words = taxonomy()
    timed = _timed(calls.assign(product=_in_order(calls["product"], words.products)))
    timed = timed.assign(stage=_in_order(calls["stage"], words.stages))
    kept = timed[_within(timed, wanted)]
    places = kept.index.get_indexer(items["judgement"])
    placed = items.assign(call=places, item=_in_order(items["item"], words.items))
    return Selected(calls=kept, items=placed[places >= 0])


def _in_order(column: Any, words: Iterable[str]) -> Any:
    """Categories in the order of the taxonomy, in which people know them; what it lacks comes last."""
    had = set(column.cat.categories)
    order = [word for word in words if word in had]
    return column.cat.reorder_categories([*order, *sorted(had.difference(order))])


def _timed(calls: "pd.DataFrame") -> "pd.DataFrame":
    """With day, month and week as the clock at the customer's place had them, whatever its zone."""
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    day = pd.to_datetime(calls["started_at"].str[_DATE], format="%Y-%m-%d", errors="coerce")
    monday = day - pd.to_timedelta(day.dt.weekday, unit="D")
    return calls.assign(
        day=day,
        month=day.dt.strftime("%Y-%m").fillna(UNKNOWN).astype("category"),
        week=monday.dt.strftime("%Y-%m-%d").fillna(UNKNOWN).astype("category"),
        off_hours=[_is_off_hours(text) for text in calls["started_at"]],
    )


def _is_off_hours(started_at: str) -> bool:
    """Outside the hours of GB/T 45251-2025; a day without a time is not judged."""
    try:
        return not FIRST_CALL <= time.fromisoformat(started_at[_TIME]) < LAST_CALL
    except ValueError:
        return False


def _within(calls: "pd.DataFrame", wanted: Wanted) -> Any:
    """Which calls keep to every limit."""
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    within = pd.Series(data=True, index=calls.index)
    if wanted.first:
        within &= calls["day"] >= pd.Timestamp(wanted.first)
    if wanted.last:
        within &= calls["day"] <= pd.Timestamp(wanted.last)
    for name in ("product", "stage", "agent_id", "branch"):
        limit = getattr(wanted, name)
        if limit is not None:
            within &= calls[name] == limit
    return within
