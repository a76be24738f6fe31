"""What is set about the places that recordings are fetched from."""

from pathlib import Path

from pydantic import Field, SecretStr

from pipeline.domain.base import Frozen


class SourceOptions(Frozen):
    """How places are reached and how long they are waited for. Secrets come from here, never from a URL.

    sftp_password; sftp_key, sftp_passphrase: a private key's file and what opens it; the agent and the keys of ~/.ssh
    are tried without. known_hosts: the hosts whose keys are known; None for ~/.ssh/known_hosts. smb_user,
    smb_password: of a share; without them the machine's own ticket (Kerberos) is used. What S3 wants is set as every
    S3 client reads it (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, …).
    timeout_s: for one answer. attempts: how often a place that does not answer is asked, with waits that grow from
    first_wait_s. max_mb: the largest file that is fetched, in MiB.
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
