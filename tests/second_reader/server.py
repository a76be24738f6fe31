"""An endpoint of the tests' own, which speaks as much of the protocol as is spoken to it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

# Gives status and body for the request that was sent.
Reply = Callable[[dict[str, Any]], tuple[int, bytes]]


def completion(text: str) -> bytes:
    """The body that carries an answer."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


class LlmServer:
    """requests: what was sent to it so far, headers and body."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.url = ""


@contextmanager
def serving(reply: Reply) -> Iterator[LlmServer]:
    """A server on a free port of the loopback."""
    server = LlmServer(reply)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.requests.append((dict(self.headers), body))
            status, answer = server.reply(body)
            self.send_response(status if self.path == "/v1/chat/completions" else 404)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{http.server_port}/v1"
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
