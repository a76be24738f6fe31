"""Asks an OpenAI-compatible endpoint (vLLM, Ollama, Xinference, llama.cpp's server) and gives its answer's text."""

import json
import time
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from pipeline.domain.base import Frozen
from pipeline.errors import TingheError

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_BUSY: Final = frozenset({408, 429, 500, 502, 503, 504})  # statuses after which asking again may help
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 20.0
_MOST_TOKENS: Final = 2048  # of an answer
_MOST_BYTES: Final = 1_000_000


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


class NoAnswerError(TingheError):
    """The endpoint gave no answer that can be used; the call is judged without it."""


class Endpoint:
    """One model at one address."""

    def __init__(self, options: SecondReaderOptions) -> None:
        """Nothing is sent yet."""
        self._options = options

    def answer(self, messages: Sequence[dict[str, str]]) -> str:
        """The text of the model's answer, JSON if it does as it is told.

        Raises:
            NoAnswerError: not reached, refused, or in another form than the protocol's, after all retries.
        """
        import httpx  # noqa: PLC0415 - costs start-up time
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter  # noqa: PLC0415

        retrying = Retrying(
            stop=stop_after_attempt(1 + self._options.retries),
            wait=wait_exponential_jitter(_FIRST_WAIT_S, _LONGEST_WAIT_S),
            retry=retry_if_exception(_may_pass),
            reraise=True,
        )
        try:
            text = retrying(self._response, messages)["choices"][0]["message"]["content"]
        except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError) as error:
            raise self._no_answer(error) from error
        if not isinstance(text, str):
            raise self._no_answer(TypeError())
        return text

    def _response(self, messages: Sequence[dict[str, str]]) -> Any:
        """The JSON of one response, in the time and the bytes that one may take."""
        import httpx  # noqa: PLC0415

        key = self._options.api_key
        content = {
            "model": self._options.model,
            "messages": list(messages),
            "temperature": 0,
            "seed": 0,
            "max_tokens": _MOST_TOKENS,
            "response_format": {"type": "json_object"},
        }
        headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
        deadline = time.monotonic() + self._options.timeout_s
        body = bytearray()
        # A proxy of the environment would carry a customer's words to who knows where.
        with (
            httpx.Client(trust_env=False, timeout=self._options.timeout_s) as client,
            client.stream("POST", f"{self._options.url}/chat/completions", headers=headers, json=content) as response,
        ):
            response.raise_for_status()
            for part in response.iter_bytes():
                body += part
                if len(body) > _MOST_BYTES or time.monotonic() > deadline:
                    raise httpx.ReadTimeout("the answer does not end")
        return json.loads(body)

    def _no_answer(self, error: Exception) -> NoAnswerError:
        """The cause by its kind alone: what was asked and answered are a customer's words."""
        remedy = "See that the endpoint runs and serves the model, or leave --llm out."
        parts = urlsplit(self._options.url)
        port = f":{parts.port}" if parts.port else ""
        response = getattr(error, "response", None)
        kind = f"HTTP {response.status_code}" if response is not None else type(error).__name__
        where = f"{parts.scheme}://{parts.hostname}{port}"
        return NoAnswerError(where, f"the second reader gave no answer ({kind})", remedy)


def _may_pass(error: BaseException) -> bool:
    import httpx  # noqa: PLC0415

    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _BUSY
    return isinstance(error, httpx.TransportError) and not isinstance(error, httpx.TimeoutException)
