"""Where a call's page lies, as seen from another file."""

import os
from pathlib import Path
from urllib.parse import quote


def page_of(folder: str, call_id: str, seen_from: Path) -> str:
    """The address of a call's page relative to a folder, empty where nobody knows; folder: of the call's run."""
    if not folder:
        return ""
    page = os.path.relpath(Path(folder) / f"{call_id}.html", seen_from.resolve())
    return quote(page)


def item_of(page: str, item: str) -> str:
    """The address of an item's row on a page."""
    return f"{page}#item-{quote(item, safe='')}" if page else ""
