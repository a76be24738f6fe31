"""An export to a server that speaks S3."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from pipeline.reports.codec import to_json
from pipeline.services.export import export
from pipeline.settings import Settings
from tests.making import a_recording, a_report

pytest.importorskip("s3fs", reason="s3fs is not installed")
moto = pytest.importorskip("moto.server", reason="moto's server is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # of the server's own libraries


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty bucket; keys and server come from the environment, as a bank's would."""
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "k",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }.items():
        monkeypatch.setenv(name, value)
    fsspec.filesystem("s3", skip_instance_cache=True).mkdir("night")
    yield "s3://night/calls"
    server.stop()


def test_what_is_exported_stands_in_the_bucket_and_is_not_sent_twice(bucket: str, tmp_path: Path) -> None:
    for name in ("c-1", "c-2"):
        (tmp_path / f"{name}.json").write_text(to_json(a_report(a_recording(name))), encoding="utf-8")
    first = export(str(tmp_path), ("srt", "parquet"), bucket, Settings())
    files = fsspec.filesystem("s3", skip_instance_cache=True)
    assert files.cat_file("night/calls/srt/c-2.srt").startswith(b"1\n")
    assert files.cat_file("night/calls/parquet/calls.parquet").startswith(b"PAR1")
    assert (first.written, first.where) == (3, "s3://night/calls")
    again = export(str(tmp_path), ("srt", "parquet"), bucket, Settings())
    assert (again.written, again.unchanged) == (0, 3)
