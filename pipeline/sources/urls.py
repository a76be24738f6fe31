"""The URLs that recordings lie at: what they name, and how messages write them."""

import re
from pathlib import Path, PurePosixPath
from typing import Final

from pipeline.domain.base import Frozen
from pipeline.errors import UsageError

SCHEMES: Final = ("s3", "sftp", "smb", "file")
_URL: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_PORT: Final = re.compile(r"\d{1,5}")
_FROM_ELSEWHERE: Final = "Take it out: passwords and keys come from the environment alone (docs/intake.md)."
_FORM: Final = "Write s3://BUCKET/KEY, sftp://[USER@]HOST[:PORT]/PATH, smb://[USER@]HOST/SHARE/PATH or file:///PATH."


class Place(Frozen):
    """A file or folder somewhere else. path: as the file system there names it, without a slash at its end.

    user, port: empty and 0 where the URL names none. Of S3 the host is empty, and the bucket is the path's first part.
    """

    scheme: str
    host: str = ""
    user: str = ""
    port: int = 0
    path: str

    @property
    def url(self) -> str:
        """As it is written; it holds no secret, because none is accepted."""
        user, port = f"{self.user}@" if self.user else "", f":{self.port}" if self.port else ""
        return f"{self.scheme}://{user}{self.host}{port}{self.path}"

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> "Place":
        """What it lies in."""
        return self.at(self.path.rpartition("/")[0])

    def at(self, path: str) -> "Place":
        """Another path of the same host."""
        return self.model_copy(update={"path": path})


def is_url(text: str) -> bool:
    """Whether a text begins as a URL does."""
    return _URL.match(text) is not None


def place_of(url: str) -> Place:
    """What a URL names; nothing in it is taken as escaped, since file names hold percent signs too.

    Raises:
        UsageError: it is of a kind that is not read, is written wrongly, or holds a secret; its text is not quoted.
    """
    scheme = url.partition("://")[0].lower()
    if scheme not in SCHEMES:
        raise UsageError(redacted_url(url), "recordings are not read from there", _FORM)
    rest = url.partition("://")[2]
    if scheme == "s3":
        return _in_bucket(url, rest)
    authority, _, path = rest.partition("/")
    user, _, address = authority.rpartition("@")
    host, _, port = address.partition(":")
    if ":" in user:
        raise UsageError(redacted_url(url), "a password stands in it", _FROM_ELSEWHERE)
    if (port and not _PORT.fullmatch(port)) or bool(host) == (scheme == "file") or "\0" in path:
        raise UsageError(redacted_url(url), "is no address of a recording", _FORM)
    return Place(scheme=scheme, host=host, user=user, port=int(port or 0), path=f"/{path}".rstrip("/"))


def local_path(text: str) -> Path | None:
    """The path of this machine that a text names, file:// or not; None for a URL of somewhere else.

    Raises:
        UsageError: as place_of.
    """
    if not is_url(text):
        return Path(text)
    place = place_of(text)
    return Path(place.path or "/") if place.scheme == "file" else None


def beside(folder: Place, name: str) -> Place:
    """What a name means in a folder; raises UsageError where it leads out of it."""
    if name.startswith("/") or ".." in PurePosixPath(name).parts:
        raise UsageError(folder.url, "a name leads out of it", "Name what lies in it, or give a whole URL.")
    return folder.at(f"{folder.path}/{name}")


def redacted_url(url: str) -> str:
    """A URL without the user and password that may stand in it; one that cannot be told apart is not shown at all."""
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    if ":" in authority and "@" not in authority and not _PORT.fullmatch(authority.partition(":")[2]):
        return f"{scheme}://…"  # a password with a slash in it
    return f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}"


def _in_bucket(url: str, path: str) -> Place:
    bucket = path.partition("/")[0]
    if "@" in bucket or ":" in bucket:
        raise UsageError(redacted_url(url), "a key or password stands in it", _FROM_ELSEWHERE)
    if not bucket or "\0" in path:
        raise UsageError(redacted_url(url), "is no address of a recording", _FORM)
    return Place(scheme="s3", path=path.rstrip("/"))
