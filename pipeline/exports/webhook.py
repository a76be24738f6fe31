"""Records sent one by one to an address of the bank's, signed as Standard Webhooks (standardwebhooks.com) says."""

import base64
import binascii
import hashlib
import hmac
import time
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from pipeline.domain.base import Frozen
from pipeline.errors import TingheError, UsageError
from pipeline.exports.call import ExportCall
from pipeline.exports.lines import record

if TYPE_CHECKING:
    import httpx

_BUSY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})  # statuses after which sending again may help
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 20.0
_BASE64: Final = "whsec_"  # how a key begins whose rest is base64
_SHORTEST_KEY: Final = 16  # bytes
_GIVE_UP_AFTER: Final = 5  # calls in a row that nobody took


class WebhookOptions(Frozen):
    """How records are sent. key: what signs them, as it is or as whsec_ and base64. timeout_s: for one answer.

    retries: after a refusal that may pass or a broken connection; the same call is then sent under the same id.
    """

    key: SecretStr | None = None
    timeout_s: float = Field(default=30.0, gt=0)
    retries: int = Field(default=4, ge=0, le=20)

    @field_validator("key")
    @classmethod
    def _is_long_enough(cls, key: SecretStr | None) -> SecretStr | None:
        if key and len(_key_bytes(key)) < _SHORTEST_KEY:
            raise ValueError(f"a key of {_SHORTEST_KEY} bytes and more is wanted")
        return key


class NotTakenError(TingheError):
    """A record that the address did not take."""


class Webhook:
    """An address that takes records."""

    def __init__(self, url: str, options: WebhookOptions) -> None:
        """Nothing is sent yet.

        Raises:
            UsageError: the address is none, or there is no key.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageError("--webhook", "that is no http:// or https:// address", "Give the address that takes POST.")
        if options.key is None:
            remedy = "Set TINGHE_WEBHOOK__KEY to the key that the receiver checks signatures by."
            raise UsageError("--webhook", "there is no key to sign with", remedy)
        self.where = f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}"
        self.known_as = f"{self.where}#{hashlib.sha256(url.encode()).hexdigest()[:12]}"  # a path may be a secret
        self._url = url
        self._options = options
        self._key = _key_bytes(options.key)
        self._untaken = 0
        self._opened: httpx.Client | None = None

    def __enter__(self) -> Self:
        import httpx  # noqa: PLC0415 - costs start-up time

        # A proxy of the environment would carry records to who knows where; so would a redirection.
        self._opened = httpx.Client(trust_env=False, follow_redirects=False, timeout=self._options.timeout_s)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._opened:
            self._opened.close()

    def send(self, call: ExportCall) -> None:
        """Send one call's record until it is taken.

        Raises:
            NotTakenError: it was not taken, after all retries; or those before it were not, and it was not sent.
        """
        import httpx  # noqa: PLC0415
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter  # noqa: PLC0415

        if self._untaken >= _GIVE_UP_AFTER:
            cause = f"it was not sent: {_GIVE_UP_AFTER} before it in a row found no answer"
            raise NotTakenError(self.where, cause, "See that the receiver runs, then run the same command again.")
        retrying = Retrying(
            stop=stop_after_attempt(1 + self._options.retries),
            wait=wait_exponential_jitter(_FIRST_WAIT_S, _LONGEST_WAIT_S),
            retry=retry_if_exception(_may_pass),
            reraise=True,
        )
        try:
            retrying(self._post, record(call), message_id(call))
        except httpx.HTTPError as error:
            self._untaken += 1 if _may_pass(error) else 0
            raise self._not_taken(error) from error
        self._untaken = 0

    def _post(self, body: bytes, id_: str) -> None:
        """Send once; what the answer says beside its status is not read."""
        headers = {"content-type": "application/json", "idempotency-key": id_, **signed(self._key, id_, body)}
        if self._opened is None:
            raise RuntimeError("a webhook is used within its with block")
        with self._opened.stream("POST", self._url, content=body, headers=headers) as response:
            response.raise_for_status()

    def _not_taken(self, error: "httpx.HTTPError") -> NotTakenError:
        """The cause by its kind alone; an answer may quote what was sent."""
        import httpx  # noqa: PLC0415

        if not isinstance(error, httpx.HTTPStatusError):
            remedy = "See that the receiver runs, then run the same command again."
            return NotTakenError(self.where, f"the record was not taken ({type(error).__name__})", remedy)
        status = error.response.status_code
        if error.response.is_redirect:
            remedy = "Give the address that it leads to: records follow no redirection."
            return NotTakenError(self.where, f"the record was not taken (HTTP {status}, a redirection)", remedy)
        remedy = "See what the receiver's log says, then run the same command again."
        return NotTakenError(self.where, f"the record was not taken (HTTP {status})", remedy)


def message_id(call: ExportCall) -> str:
    """What a receiver knows a record again by: the same of the same call, verdict and disclosure, else another."""
    return hashlib.sha256(f"{call.call_id}\n{call.report_sha256}\n{call.shows.value}".encode()).hexdigest()


def signed(key: bytes, id_: str, body: bytes, at: float | None = None) -> dict[str, str]:
    """The headers that vouch for a body. at: seconds since 1970; now unless given."""
    moment = str(int(time.time() if at is None else at))
    digest = hmac.new(key, b".".join((id_.encode(), moment.encode(), body)), hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": id_, "webhook-timestamp": moment, "webhook-signature": signature}


def _key_bytes(key: SecretStr) -> bytes:
    text = key.get_secret_value()
    if not text.startswith(_BASE64):
        return text.encode()
    try:
        return base64.b64decode(text.removeprefix(_BASE64), validate=True)
    except binascii.Error as error:
        raise ValueError("what follows whsec_ is no base64") from error


def _may_pass(error: BaseException) -> bool:
    import httpx  # noqa: PLC0415

    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _BUSY
    return isinstance(error, httpx.TransportError)  # the id makes it safe to send again what may have arrived
