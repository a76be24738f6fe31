"""Jinja2 with everything escaped, and the scripts that pages may run."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def asset(name: str) -> str:
    """A style sheet or script of the templates folder."""
    return (files("pipeline.reports") / "templates" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - costs start-up time

    loader = PackageLoader("pipeline.reports")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def render(template: str, script: str, **values: Any) -> str:
    """A page from a template; only the named script may run in it, known to the browser by its hash."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    code = asset(script)
    page: str = (
        _environment()
        .get_template(template)
        .render(
            style=Markup(asset("style.css")),  # noqa: S704 - our own file
            script=Markup(code),  # noqa: S704 - our own file
            script_hash=base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode("ascii"),
            **values,
        )
    )
    return page
