"""Records sent to a server of the test's own."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from pipeline.errors import UsageError
from pipeline.exports import webhook
from pipeline.exports.webhook import NotTakenError, Webhook, WebhookOptions, message_id, signed
from pipeline.privacy.masking import Disclosure
from tests.exports.calls import leaving
from tests.making import a_report
from tests.privacy.telling import SECRETS, a_telling_report

KEY = "a key of twenty bytes"
OPTIONS = WebhookOptions(key=SecretStr(KEY), timeout_s=2.0, retries=2)


class Receiver:
    """Answers with one status after another, the last again and again, and keeps what it was sent."""

    def __init__(self, *statuses: int, location: str = "") -> None:
        self.statuses = list(statuses)
        self.location = location
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.url = ""

    def answer(self) -> int:
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]


@contextmanager
def receiving(receiver: Receiver) -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.answer())
            if receiver.location:
                self.send_header("location", receiver.location)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/calls?token=secret"
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "_FIRST_WAIT_S", 0.001)
    monkeypatch.setattr(webhook, "_LONGEST_WAIT_S", 0.002)


def test_a_record_is_json_signed_over_its_id_its_time_and_itself() -> None:
    call = leaving(a_telling_report())
    with receiving(Receiver(204)) as receiver, Webhook(receiver.url, OPTIONS) as sender:
        sender.send(call)
    ((headers, body),) = receiver.taken
    assert json.loads(body)["report"]["recording"]["call_id"] == "c-1"
    assert not any(secret in body.decode() for secret in SECRETS)
    assert (headers["content-type"], headers["idempotency-key"]) == ("application/json", headers["webhook-id"])
    vouched = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(KEY.encode(), vouched, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"


def test_the_signature_is_that_of_the_standard() -> None:
    # The example of the Standard Webhooks specification's libraries.
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', at=1614265330)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_id_is_that_of_call_verdict_and_disclosure() -> None:
    masked, revealed = leaving(), leaving(disclosure=Disclosure.ALL)
    assert message_id(masked) == message_id(leaving())
    assert len({message_id(each) for each in (masked, revealed, leaving(a_report()))}) == 3


@pytest.mark.parametrize("busy", [408, 429, 500, 503])
def test_a_receiver_that_is_busy_is_asked_again_under_the_same_id(busy: int) -> None:
    with receiving(Receiver(busy, busy, 200)) as receiver, Webhook(receiver.url, OPTIONS) as sender:
        sender.send(leaving())
    assert len({headers["webhook-id"] for headers, _ in receiver.taken}) == 1
    assert len(receiver.taken) == 3


@pytest.mark.parametrize(("status", "times"), [(400, 1), (401, 1), (413, 1), (503, 3)])
def test_what_is_refused_is_named_by_its_status_and_quotes_nothing(status: int, times: int) -> None:
    with (
        receiving(Receiver(status)) as receiver,
        Webhook(receiver.url, OPTIONS) as sender,
        pytest.raises(NotTakenError, match=rf"not taken \(HTTP {status}\)") as refused,
    ):
        sender.send(leaving())
    assert len(receiver.taken) == times
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirection_is_followed(status: int) -> None:
    with (
        receiving(Receiver(200)) as elsewhere,
        receiving(Receiver(status, location=elsewhere.url)) as receiver,
        Webhook(receiver.url, OPTIONS) as sender,
        pytest.raises(NotTakenError, match="a redirection"),
    ):
        sender.send(leaving())
    assert elsewhere.taken == []


def test_after_five_calls_without_an_answer_the_rest_is_not_sent() -> None:
    with receiving(Receiver(503)) as receiver, Webhook(receiver.url, OPTIONS) as sender:
        for _ in range(5):
            with pytest.raises(NotTakenError, match="HTTP 503"):
                sender.send(leaving())
        with pytest.raises(NotTakenError, match="was not sent"):
            sender.send(leaving())
    assert len(receiver.taken) == 15


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with receiving(Receiver(200)) as receiver, Webhook(receiver.url, OPTIONS) as sender:
        sender.send(leaving())
    assert len(receiver.taken) == 1


def test_nobody_there_is_told_as_such() -> None:
    with receiving(Receiver(200)) as receiver:
        pass
    with Webhook(receiver.url, OPTIONS) as sender, pytest.raises(NotTakenError, match="ConnectError"):
        sender.send(leaving())


@pytest.mark.parametrize("url", ["ftp://bank/calls", "bank/calls", "http://"])
def test_an_address_that_takes_no_records_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="--webhook"):
        Webhook(url, OPTIONS)


def test_without_a_key_nothing_is_sent() -> None:
    with pytest.raises(UsageError, match="TINGHE_WEBHOOK__KEY"):
        Webhook("https://bank/calls", WebhookOptions())


@pytest.mark.parametrize("key", ["short", "whsec_ not base64", "whsec_c2hvcnQ="])
def test_a_key_that_protects_nothing_is_refused(key: str) -> None:
    with pytest.raises(ValidationError):
        WebhookOptions(key=SecretStr(key))
