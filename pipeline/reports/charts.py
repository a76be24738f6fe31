"""The charts of the account for auditors, drawn by Altair and rendered to SVG without a browser."""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pipeline.reports.labels import item_name, product_name, stage_short

if TYPE_CHECKING:
    import pandas as pd

MOST_MISSED: Final = 12
_FONTS: Final = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, sans-serif"
_BRAND: Final = "#17517e"
_WIDTH: Final = 620  # pixels, as wide as A4 between its margins
_ROW: Final = 17  # pixels


class Charts(NamedTuple):
    """What the page shows, each as SVG."""

    heat_map: str
    most_missed: str
    trend: str
    scores: str


def make_ready() -> None:
    """Import what drawing needs, and nothing else."""
    import altair as alt  # noqa: F401, PLC0415 - costs start-up time
    import vl_convert  # noqa: F401, PLC0415 - likewise


def draw_charts(tables: Mapping[str, "pd.DataFrame"], points: "pd.Series[Any]") -> Charts:
    """All charts of the page. tables: items_by_kind, items, weeks. points: of the calls."""
    return Charts(
        heat_map=coverage_heat_map(tables["items_by_kind"]),
        most_missed=missed_chart(tables["items"]),
        trend=weekly_trend(tables["weeks"]),
        scores=score_distribution(points),
    )


def coverage_heat_map(items_by_kind: "pd.DataFrame") -> str:
    """Items against product and stage, the share of calls that verified them as colour, as SVG."""
    import altair as alt  # noqa: PLC0415 - costs start-up time

    kinds = [kind.split(".") for kind in items_by_kind["kind"]]
    named = items_by_kind.assign(
        事项=items_by_kind["item"].map(item_name),
        类别=[f"{product_name(product).removeprefix('个人')}·{stage_short(stage)}" for product, stage in kinds],
        核实率=items_by_kind["share"],
    )
    order = list(dict.fromkeys(named["事项"]))
    base = alt.Chart(named[["事项", "类别", "核实率"]]).encode(
        x=alt.X("类别:N", title=None, sort=None, axis=alt.Axis(orient="top", labelAngle=-40)),
        y=alt.Y("事项:N", title=None, sort=order),
    )
    scale = alt.Scale(domain=[0, 1], range=["#ad1f18", "#f3d9a4", "#1d7a45"])
    colour = alt.Color("核实率:Q", scale=scale, legend=alt.Legend(format="%", orient="bottom"))
    numbers = base.mark_text(fontSize=9).encode(
        text=alt.Text("核实率:Q", format=".0%"),
        color=alt.condition("datum.核实率 < 0.35 || datum.核实率 > 0.8", alt.value("white"), alt.value("#1c2530")),
    )
    return _svg((base.mark_rect().encode(color=colour) + numbers).properties(width=_WIDTH - 130, height={"step": _ROW}))


def missed_chart(items: "pd.DataFrame") -> str:
    """The items that are open in the largest share of calls that had to cover them, as SVG."""
    import altair as alt  # noqa: PLC0415 - costs start-up time

    worst = items.assign(待补核=items["open"] / items["applicable"]).nlargest(MOST_MISSED, "待补核")
    named = worst.assign(事项=worst["item"].map(item_name))[["事项", "待补核"]]
    base = alt.Chart(named).encode(
        x=alt.X("待补核:Q", title="待补核的通话占应核实的通话", axis=alt.Axis(format="%")),
        y=alt.Y("事项:N", title=None, sort=None),
    )
    bars = base.mark_bar(color=_BRAND, height=12)
    numbers = base.mark_text(align="left", dx=4).encode(text=alt.Text("待补核:Q", format=".1%"))
    return _svg((bars + numbers).properties(width=_WIDTH - 130, height={"step": _ROW + 4}))


def weekly_trend(weeks: "pd.DataFrame") -> str:
    """The share of verified items by week with its interval, as SVG."""
    import altair as alt  # noqa: PLC0415 - costs start-up time

    named = weeks[["week", "share", "low", "high"]]
    base = alt.Chart(named).encode(
        x=alt.X("week:T", title="周（周一日期）", axis=alt.Axis(format="%Y-%m-%d", labelAngle=-40))
    )
    whole = alt.Scale(zero=False, nice=True)
    band = base.mark_area(opacity=0.25, color=_BRAND).encode(y=alt.Y("low:Q", scale=whole, title=None), y2="high:Q")
    share = alt.Y("share:Q", title="核实率", scale=whole, axis=alt.Axis(format=".1%"))
    line = base.mark_line(color=_BRAND, point=alt.OverlayMarkDef(size=18, color=_BRAND)).encode(y=share)
    return _svg((band + line).properties(width=_WIDTH - 60, height=180))


def score_distribution(points: "pd.Series[Any]") -> str:
    """How many calls have which score, in steps of five, as SVG. points: of the calls, 0 to 100."""
    import altair as alt  # noqa: PLC0415 - costs start-up time
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    steps = (points.clip(upper=99) // 5 * 5).value_counts().sort_index()
    named = pd.DataFrame({"评分": steps.index, "到": steps.index + 5, "通话": steps.to_numpy()})
    chart = (
        alt.Chart(named)
        .mark_bar(color=_BRAND)
        .encode(
            x=alt.X("评分:Q", bin="binned", title="评分（每5分一档）", scale=alt.Scale(domain=[0, 100])),
            x2="到:Q",
            y=alt.Y("通话:Q", title="通话数"),
        )
    )
    return _svg(chart.properties(width=_WIDTH - 60, height=150))


def _svg(chart: Any) -> str:
    drawn = io.StringIO()
    dressed = chart.configure(font=_FONTS).configure_view(stroke=None).configure_axis(grid=False, labelLimit=200)
    dressed.save(drawn, format="svg")
    return drawn.getvalue()
