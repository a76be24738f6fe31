"""An S3 server and an SFTP server of our own, each a process that only this machine reaches."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_LONGEST_START_S = 60
USER, PASSWORD = "collector", "let:me@in/slash"


class SftpServer(NamedTuple):
    """Where it listens, and the file that vouches for its key."""

    port: int
    known_hosts: Path

    def url(self, path: Path) -> str:
        return f"sftp://{USER}@127.0.0.1:{self.port}{path}"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def s3(port: int | None = None) -> Iterator[str]:
    """A server with empty buckets; gives its URL."""
    port = port or free_port()
    arguments = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with _running(arguments, port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def sftp(folder: Path, port: int | None = None) -> Iterator[SftpServer]:
    """A server that gives out the files of this machine. folder: for its key and what vouches for it."""
    port, known_hosts = port or free_port(), folder / "known_hosts"
    arguments = [sys.executable, "-m", "tests.sources.sftp_server", str(port), str(folder)]
    with _running(arguments, port):
        yield SftpServer(port, known_hosts)


@contextmanager
def _running(arguments: list[str], port: int) -> Iterator[None]:
    root = Path(__file__).parents[2]
    server = subprocess.Popen(arguments, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(server, port)
        yield
    finally:
        server.kill()
        server.wait()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _LONGEST_START_S
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the server did not start")
