"""Asks an OpenAI-compatible endpoint (vLLM, Ollama, Xinference, llama.cpp's server) and gives its answer's text."""

import json
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pipeline.errors import TingheError
from pipeline.second_reader.options import SecondReaderOptions

if TYPE_CHECKING:
    import httpx

_BUSY: Final = frozenset({408, 429, 500, 502, 503, 504})  # statuses after which asking again may help
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 20.0
_MOST_TOKENS: Final = 2048  # of an answer
_MOST_BYTES: Final = 1_000_000


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
            said = retrying(self._asked, messages)["choices"][0]["message"]["content"]
        except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError) as error:
            raise self._no_answer(error) from error
        if not isinstance(said, str):
            raise self._no_answer(TypeError())
        return said

    def _asked(self, messages: Sequence[dict[str, str]]) -> Any:
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
        where = (
            f"{parts.scheme}://{parts.hostname}:{parts.port}" if parts.port else f"{parts.scheme}://{parts.hostname}"
        )
        return NoAnswerError(where, f"the second reader gave no answer ({_kind(error)})", remedy)


def _may_pass(error: BaseException) -> bool:
    import httpx  # noqa: PLC0415

    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _BUSY
    return isinstance(error, httpx.TransportError) and not isinstance(error, httpx.TimeoutException)


def _kind(error: Exception) -> str:
    response: httpx.Response | None = getattr(error, "response", None)
    return f"HTTP {response.status_code}" if response is not None else type(error).__name__
