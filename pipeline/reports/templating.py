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
    style, style_hash = _asset("style.css")
    code, script_hash = _asset(script)
    hashes = {"style_hash": style_hash, "script_hash": script_hash}
    page: str = _environment().get_template(template).render(style=style, script=code, **hashes, **values)
    return page


@cache
def _asset(name: str) -> tuple[Any, str]:
    """A file of the templates folder as markup, and its hash as a policy names it; empty text for no name."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    text = (files("pipeline.reports") / "templates" / name).read_text(encoding="utf-8") if name else ""
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return Markup(text), digest  # noqa: S704 - a file of this package, not of a call
