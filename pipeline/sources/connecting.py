"""File systems of other machines, opened with the credentials of the environment, and their errors in plain words."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from pipeline.errors import RecordingError, SourceAwayError, UsageError
from pipeline.sources.options import SourceOptions
from pipeline.sources.urls import Place

_DRIVERS: Final = {"s3": "s3fs", "sftp": "paramiko", "smb": "smbprotocol"}
_BLOCK_BYTES: Final = 4 << 20  # asked of an object store at a time
_RIGHTS: Final = ("may not be read", "Give the user or key in the environment the right to read it.")
_WHO: Final = ("the host refuses the user or password", "See user and password in the environment: docs/intake.md.")
_NO_KEYS: Final = ("no credentials are set", "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.")
# By the names of their classes, so that no library is imported that is not used.
_LASTING: Final = {
    "FileNotFoundError": ("is not there", "Put it there, or mend the URL."),
    "PermissionError": _RIGHTS,
    "NoCredentialsError": _NO_KEYS,
    "PartialCredentialsError": _NO_KEYS,
    "ProfileNotFound": _NO_KEYS,
    "AuthenticationException": _WHO,
    "PasswordRequiredException": _WHO,
    "SMBAuthenticationError": _WHO,
    "LogonFailure": _WHO,
    "UnknownHostKeyError": ("the key of the host is not known", "Put it into known_hosts: see docs/intake.md."),
    "BadHostKeyException": ("the host has another key than is known", "Ask who runs the host before you go on."),
}
_NO_BUCKET: Final = ("there is no such bucket", "Mend the URL, or see AWS_ENDPOINT_URL.")
_LIBRARIES: Final = frozenset(
    {"botocore", "aiobotocore", "aiohttp", "s3fs", "fsspec", "paramiko", "smbprotocol", "spnego", "asyncio"}
)


class UnknownHostKeyError(Exception):
    """An SFTP server whose key nobody vouched for."""


def connect(place: Place, options: SourceOptions) -> Any:
    """The file system that a place is on, as fsspec has it.

    Raises:
        UsageError: its driver is not installed, or nothing is to be reached.
    """
    if options.offline:
        raise UsageError(place.url, "it needs a network, and --offline forbids one", "Leave one of them out.")
    driver = _DRIVERS[place.scheme]
    if find_spec(driver) is None:
        remedy = f"Run: pip install 'tinghe[{place.scheme}]'."
        raise UsageError(place.url, f"what reads {place.scheme}:// is not installed", remedy)
    return _CONNECTS[place.scheme](place, options)


def explained(place: Place, error: Exception) -> RecordingError | None:
    """What a library's error means; SourceAwayError where asking again may help, None for one that is our own fault.

    The library's own words are not quoted: they hold addresses and keys.
    """
    names = {kind.__name__ for kind in type(error).__mro__}
    known = next((answer for name, answer in _LASTING.items() if name in names), None)
    if known and "bucket does not exist" in str(error):
        known = _NO_BUCKET
    if known:
        return RecordingError(place.url, *known)
    is_library = type(error).__module__.partition(".")[0] in _LIBRARIES
    if isinstance(error, OSError | EOFError) or is_library or (place.scheme == "smb" and isinstance(error, ValueError)):
        cause = f"the host does not answer, or breaks off ({type(error).__name__})"
        return SourceAwayError(place.url, cause, "See that it runs and can be reached; it is tried again later.")
    return None


def _s3(_: Place, options: SourceOptions) -> Any:
    import fsspec  # noqa: PLC0415 - costs start-up time

    waits = {"connect_timeout": options.timeout_s, "read_timeout": options.timeout_s, "retries": {"max_attempts": 0}}
    files: Any = fsspec.filesystem(
        "s3", skip_instance_cache=True, use_listings_cache=False, default_block_size=_BLOCK_BYTES, config_kwargs=waits
    )
    files.retries = 1  # whoever asks tries again, for all kinds of places alike
    return files


def _sftp(place: Place, options: SourceOptions) -> Any:
    import paramiko  # noqa: PLC0415 - likewise
    from fsspec.implementations.sftp import SFTPFileSystem  # noqa: PLC0415 - likewise

    known_hosts = options.known_hosts or Path("~/.ssh/known_hosts").expanduser()

    class Unknown(paramiko.MissingHostKeyPolicy):
        def missing_host_key(self, *_: Any) -> None:
            raise UnknownHostKeyError

    class KnownHosts(SFTPFileSystem):  # type: ignore[misc]  # fsspec has no types
        """Talks to no host whose key is not known, where fsspec's own takes any."""

        def _connect(self) -> None:
            self.client = paramiko.SSHClient()
            if known_hosts.is_file():
                self.client.load_host_keys(str(known_hosts))
            self.client.set_missing_host_key_policy(Unknown())
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()
            channel: Any = self.ftp.get_channel()
            channel.settimeout(options.timeout_s)  # a host that dies says nothing

    secrets = {
        "password": _secret(options.sftp_password),
        "passphrase": _secret(options.sftp_passphrase),
        "key_filename": str(options.sftp_key) if options.sftp_key else None,
    }
    waits = dict.fromkeys(("timeout", "banner_timeout", "auth_timeout"), options.timeout_s)
    user = {"username": place.user} if place.user else {}
    return KnownHosts(place.host, port=place.port or 22, skip_instance_cache=True, **user, **secrets, **waits)


def _smb(place: Place, options: SourceOptions) -> Any:
    from fsspec.implementations.smb import SMBFileSystem  # noqa: PLC0415 - likewise

    return SMBFileSystem(
        place.host,
        port=place.port or None,
        username=place.user or options.smb_user or None,
        password=_secret(options.smb_password),
        timeout=round(options.timeout_s),
        share_access="r",  # others may read; a file that is still written to cannot be opened, and is tried again
        register_session_retries=0,
        skip_instance_cache=True,
    )


def _secret(value: Any) -> str | None:
    return value.get_secret_value() if value else None


_CONNECTS: Final[dict[str, Callable[[Place, SourceOptions], Any]]] = {"s3": _s3, "sftp": _sftp, "smb": _smb}
