"""Which calls a person should hear, so that what they find holds for all calls within a stated error."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pipeline.population.selection import Selected
from pipeline.population.shares import with_counts

if TYPE_CHECKING:
    import pandas as pd

CONFIDENCE_LEVEL: Final = 0.95
BANDS: Final = ("low", "middle", "high")  # thirds of the calls by how sure the machine was of their items
_STRATA: Final = ["product", "stage", "band"]


@dataclass(frozen=True)
class Sample:
    """The calls to hear, and what they will tell.

    calls: the columns of Population.calls, and applicable, verified, open (items), confidence (mean of its items),
    band, weight (how many calls each stands for). half_width: of the interval (95 %) of any share of calls, if the
    share is what was planned with.
    """

    calls: "pd.DataFrame"
    population: int
    half_width: float


def sample_size(population: int, error: float, share: float) -> int:
    """How many calls of a population tell a share within plus or minus error (95 %).

    The normal interval's size (statsmodels), less what a finite population spares (Cochran 1977, 4.4).
    """
    from statsmodels.stats.proportion import samplesize_confint_proportion  # noqa: PLC0415 - seconds of start-up

    endless = samplesize_confint_proportion(share, error, alpha=1 - CONFIDENCE_LEVEL, method="normal")
    return max(1, min(population, _ceiled(endless / (1 + (endless - 1) / population))))


def draw_sample(chosen: Selected, error: float, share: float, seed: int) -> Sample:
    """Draw calls of every product, stage and band of confidence in proportion, at least one of each.

    Within these, every n-th call in the order of the agents (systematic sampling), so that agents come in
    proportion too. error: wanted half-width, 0 to 1. share: the share of calls with faults that is planned with; 0.5
    is the safe one. The same calls, error, share and seed give the same sample.
    """
    import numpy as np  # noqa: PLC0415 - costs start-up time
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    calls, chance = _with_bands(chosen), np.random.default_rng(seed)
    strata = [rows for _, rows in calls.groupby(_STRATA, observed=True, sort=True)]
    sizes = [len(rows) for rows in strata]
    counts = allocation(sizes, sample_size(len(calls), error, share))
    drawn = [_drawn(rows, count, chance) for rows, count in zip(strata, counts, strict=True)]
    return Sample(
        calls=pd.concat(drawn).reset_index(drop=True),
        population=len(calls),
        half_width=half_width(sizes, counts, share),
    )


def allocation(sizes: list[int], total: int) -> list[int]:
    """So many of each stratum, in proportion to its size, at least one of each and never more than it has."""
    whole = sum(sizes)
    return [min(size, max(1, _ceiled(total * size / whole))) for size in sizes]


def half_width(sizes: list[int], counts: list[int], share: float) -> float:
    """Half the interval (95 %) of a share estimated from a stratified sample (Cochran 1977, 5.3).

    sizes, counts: calls of each stratum, and how many of them are drawn. share: what every stratum has.
    """
    from scipy.stats import norm  # noqa: PLC0415 - costs start-up time

    whole = sum(sizes)
    variance = sum(
        (size / whole) ** 2 * (1 - count / size) * share * (1 - share) / count
        for size, count in zip(sizes, counts, strict=True)
    )
    return float(norm.ppf((1 + CONFIDENCE_LEVEL) / 2) * variance**0.5)


def _with_bands(chosen: Selected) -> "pd.DataFrame":
    """Thirds by rank, so that equal confidences do not empty a band; calls without items are the least sure."""
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    calls, items = with_counts(chosen), chosen.items
    mean = items.groupby("call")["confidence"].mean().reindex(range(len(calls)), fill_value=0.0).to_numpy()
    known = calls.assign(confidence=mean)
    rank = known["confidence"].rank(method="first", pct=True)
    return known.assign(band=pd.cut(rank, [0, 1 / 3, 2 / 3, 1], labels=list(BANDS)))


def _drawn(rows: "pd.DataFrame", count: int, chance: Any) -> "pd.DataFrame":
    """At even steps from a start by chance, agents side by side, each agent's calls in an order by chance."""
    import numpy as np  # noqa: PLC0415 - costs start-up time

    shuffled = rows.sort_values("call_id").iloc[chance.permutation(len(rows))]
    ordered = shuffled.sort_values("agent_id", kind="stable")
    step = len(rows) / count
    places = np.floor(chance.uniform(0, step) + step * np.arange(count)).astype(int)
    drawn: pd.DataFrame = ordered.iloc[np.minimum(places, len(rows) - 1)]
    return drawn.assign(weight=step)


def _ceiled(number: float) -> int:
    """Up to the next whole, but for what is a whole one in all but the last digits."""
    return -int(-number // 1) if abs(number - round(number)) > 1e-9 else round(number)
