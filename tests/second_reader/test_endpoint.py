"""Where the second reader is asked, and what is told of an endpoint that gives no answer."""

import pytest

from pipeline.second_reader.endpoint import Endpoint, NoAnswerError, SecondReaderOptions
from tests.second_reader.server import completion, serving

ASKED = [{"role": "user", "content": "葛长河一个月挣八千"}]


def test_the_text_of_the_answer_is_given_as_it_is() -> None:
    with serving(lambda _: (200, completion("好的\n"))) as server:
        assert Endpoint(SecondReaderOptions(url=server.url, model="qwen")).answer(ASKED) == "好的\n"
    ((_, body),) = server.requests
    assert body["messages"] == ASKED


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ((401, b""), "HTTP 401"),
        ((503, b""), "HTTP 503"),
        ((200, b"no json"), "JSONDecodeError"),
        ((200, b"{}"), "KeyError"),
        ((200, b'{"choices": []}'), "IndexError"),
        ((200, b'{"choices": [{"message": {"content": null}}]}'), "TypeError"),
    ],
)
def test_of_an_endpoint_without_an_answer_only_its_address_and_the_kind_of_failure_are_told(
    reply: tuple[int, bytes], kind: str
) -> None:
    with serving(lambda _: reply) as server, pytest.raises(NoAnswerError) as refused:
        Endpoint(SecondReaderOptions(url=server.url, model="qwen", retries=0)).answer(ASKED)
    assert refused.value.subject == server.url.removesuffix("/v1")
    assert refused.value.cause == f"the second reader gave no answer ({kind})"
    assert "葛长河" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:8000/v1", True),
        ("http://127.0.0.1/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://llm.bank:8000/v1", False),
        ("https://localhost.bank/v1", False),
        ("", False),
    ],
)
def test_an_endpoint_on_this_machine_is_told_from_one_behind_a_network(url: str, local: bool) -> None:
    assert SecondReaderOptions(url=url).on_this_machine is local


def test_a_slash_at_the_end_of_an_address_is_no_matter() -> None:
    assert SecondReaderOptions(url="http://llm.bank/v1/").url == "http://llm.bank/v1"


@pytest.mark.parametrize("url", ["ftp://x/v1", "llm.bank:8000", "http://"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="http"):
        SecondReaderOptions(url=url)
