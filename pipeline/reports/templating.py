"""Jinja2 with everything escaped, and the one style and the one script that a page may run."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.reports import labels
from pipeline.reports.certainty import band, item_band

# How templates write ids, values and evidence for people.
_FILTERS = {
    "clock": labels.clock,
    "percent": labels.percent,
    "local_time": labels.local_time,
    "product_name": labels.product_name,
    "stage_name": labels.stage_name,
    "item_name": labels.item_name,
    "finding_name": labels.finding_name,
    "short": labels.short,
    "mark": labels.mark,
    "fact_name": labels.fact_name,
    "fact_status": labels.fact_status,
    "fact_text": labels.fact_text,
    "band": band,
    "item_band": item_band,
}


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - costs start-up time

    environment = Environment(
        loader=PackageLoader("pipeline.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(_FILTERS)
    return environment


def render(template: str, script: str = "", **values: Any) -> str:
    """A page from a template of the templates folder; all values are escaped. script: empty for a page without one.

    The page's policy names its style and its script by their hashes, so that nothing else in it can style or run.
    """
    style, code = _asset("style.css"), _asset(script) if script else ""
    page: str = (
        _environment()
        .get_template(template)
        .render(
            style=_trusted(style),
            style_hash=_policy_hash(style),
            script=_trusted(code),
            script_hash=_policy_hash(code),
            **values,
        )
    )
    return page


@cache
def _asset(name: str) -> str:
    return (files("pipeline.reports") / "templates" / name).read_text(encoding="utf-8")


def _trusted(asset: str) -> Any:
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    return Markup(asset)  # noqa: S704 - a file of this package, not of a call


def _policy_hash(asset: str) -> str:
    return base64.b64encode(hashlib.sha256(asset.encode("utf-8")).digest()).decode("ascii")
