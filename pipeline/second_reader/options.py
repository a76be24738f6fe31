"""What can be set about the second reader."""

from typing import Final
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from pipeline.domain.base import Frozen

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


class SecondReaderOptions(Frozen):
    """A language model inside the bank that is asked about doubtful items; nobody is asked while url is empty.

    url: of an OpenAI-compatible endpoint, up to and with its version (http://llm.bank:8000/v1). model: as the endpoint
    names it. api_key: where it wants one. timeout_s: for one answer. retries: after a refusal or a broken connection.
    most_requests: asked in one run and process, one a call; later calls go without.
    """

    url: str = ""
    model: str = ""
    api_key: SecretStr | None = None
    timeout_s: float = Field(default=60.0, gt=0)
    retries: int = Field(default=2, ge=0, le=10)
    most_requests: int = Field(default=2000, ge=0)

    @field_validator("url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and not (parts.scheme in {"http", "https"} and parts.hostname):
            raise ValueError("an http:// or https:// address is wanted")
        return url.rstrip("/")

    @property
    def on_this_machine(self) -> bool:
        """Whether the endpoint is reached without a network."""
        return urlsplit(self.url).hostname in _LOOPBACK
