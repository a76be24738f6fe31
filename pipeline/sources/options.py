"""What is set about the places that recordings are fetched from."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from pipeline.domain.base import Frozen


class SourceOptions(Frozen):
    """How places are reached and how long they are waited for. Secrets come from here, never from a URL.

    sftp_password; sftp_key, sftp_passphrase: a private key's file and what opens it; the agent and the keys of ~/.ssh
    are tried without. known_hosts: the hosts whose keys are known; None for ~/.ssh/known_hosts. smb_user,
    smb_password: of a share; without them the machine's own ticket (Kerberos) is used. What S3 wants is set as every
    S3 client reads it (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, …).
    timeout_s: for one answer. attempts: how often a place that does not answer is asked, with waits that grow from
    first_wait_s. max_mb: the largest file that is fetched, in MiB. offline: reach nothing; --offline sets it.
    """

    sftp_password: SecretStr | None = None
    sftp_key: Path | None = None
    sftp_passphrase: SecretStr | None = None
    known_hosts: Path | None = None
    smb_user: str = ""
    smb_password: SecretStr | None = None
    timeout_s: float = Field(default=30.0, gt=0)
    attempts: int = Field(default=4, ge=1, le=20)
    first_wait_s: float = Field(default=0.5, ge=0)
    max_mb: int = Field(default=2048, gt=0)
    offline: bool = False


class WatchOptions(Frozen):
    """When a recording of a watched folder is complete, and what its name tells.

    steady_s: a file is complete when its size and time stayed the same for so long. marker: an ending; where it is set,
    a recording is complete when a file of its name with this ending behind it stands there (.done for a.wav.done).
    side: a recording waits for its side file of this kind; "" takes one up where it is there in time. name_pattern: a
    regular expression whose named groups are columns of a manifest. poll_s: between two looks at a folder. lease_s:
    how long a worker may give no sign before its call is taken up by another. overview_s: between two makings of the
    page and the tables of all calls.
    """

    steady_s: float = Field(default=10.0, ge=0)
    marker: str = ""
    side: Literal["", "json", "csv"] = ""
    name_pattern: str = ""
    poll_s: float = Field(default=10.0, gt=0)
    lease_s: float = Field(default=60.0, gt=0)
    overview_s: float = Field(default=300.0, ge=0)
