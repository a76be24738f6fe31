"""Which call_ids can name files of the output folder."""

import hashlib

_MAX_BYTES = 200  # a file system takes 255 for a name, and ours add an ending
_RESERVED = frozenset({"index"})  # OUT/index.html is the page of all calls


def why_unfit(call_id: str) -> str:
    """Why a call_id cannot name a report, as the end of a sentence; empty where it can."""
    if not call_id:
        return "is empty"
    if any(_is_unsafe(letter) for letter in call_id):
        return "holds a path separator or an unprintable character"
    if call_id.startswith(".") or call_id in _RESERVED:
        return "cannot name a report"
    return "is too long" if len(call_id.encode()) > _MAX_BYTES else ""


def fitting(name: str) -> str:
    """The name as near as a call_id can come to it; names that had to be cut end in a hash of the whole."""
    safe = "".join("_" if _is_unsafe(letter) else letter for letter in name).lstrip(".")
    if not why_unfit(safe):
        return safe
    digest = hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()[:8]
    return f"{safe[:40]}~{digest}"


def _is_unsafe(letter: str) -> bool:
    return letter in "/\\" or not letter.isprintable()
