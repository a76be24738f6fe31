"""Servers of other machines, started once; what S3 wants to know stands in the environment."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.services import batch
from pipeline.sources.options import SourceOptions
from pipeline.sources.remote import Remote
from tests.cli.conftest import NoEngines
from tests.sources import servers
from tests.sources.servers import SftpServer


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    needs("s3fs", "moto")
    with servers.s3() as url:
        yield url


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The file system of an S3 server with an empty bucket `calls`."""
    in_environment(monkeypatch, s3_server)
    import fsspec

    files = fsspec.filesystem("s3", skip_instance_cache=True, use_listings_cache=False)
    files.mkdir("calls")
    yield files
    files.rm("calls", recursive=True)


@pytest.fixture(scope="session")
def sftp_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SftpServer]:
    needs("paramiko", "asyncssh")
    with servers.sftp(tmp_path_factory.mktemp("sftp")) as server:
        yield server


@pytest.fixture
def options(sftp_server: SftpServer) -> SourceOptions:
    return quick(sftp_password=servers.PASSWORD, known_hosts=sftp_server.known_hosts)


@pytest.fixture
def remote(options: SourceOptions) -> Remote:
    return Remote(options)


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A batch's folder, where calls are what their files ask for (tests/batch/working.py)."""
    monkeypatch.setattr(batch, "Analyser", NoEngines)
    return tmp_path / "out"


def needs(*modules: str) -> None:
    """Skip where an extra or a development tool is not installed."""
    for module in modules:
        pytest.importorskip(module, reason=f"needs {module}")


def quick(**more: Any) -> SourceOptions:
    """Options that wait for nothing."""
    return SourceOptions.model_validate({"attempts": 2, "first_wait_s": 0.0, "timeout_s": 5.0, **more})


def in_environment(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    given = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in {**given, "AWS_ENDPOINT_URL": endpoint}.items():
        monkeypatch.setenv(name, value)


def put(root: Path, **files: str) -> Path:
    """Files of these contents, by their stems."""
    root.mkdir(parents=True, exist_ok=True)
    for stem, content in files.items():
        (root / f"{stem}.wav").write_text(content, encoding="utf-8")
    return root
