"""What URLs of recordings name, and that no secret of them is ever written."""

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.sources.urls import beside, is_url, local_path, place_of, redacted_url


@pytest.mark.parametrize(
    ("url", "host", "user", "port", "path"),
    [
        ("s3://calls/2026/1 #?%41.wav", "", "", 0, "calls/2026/1 #?%41.wav"),
        ("s3://calls", "", "", 0, "calls"),
        ("S3://calls/", "", "", 0, "calls"),
        ("sftp://archive/data/a.wav", "archive", "", 0, "/data/a.wav"),
        ("sftp://me@archive:2222/data/", "archive", "me", 2222, "/data"),
        ("smb://nas/share/录音/a@b.wav", "nas", "", 0, "/share/录音/a@b.wav"),
    ],
)
def test_a_url_names_a_place_and_is_read_back(url: str, host: str, user: str, port: int, path: str) -> None:
    place = place_of(url)
    assert (place.host, place.user, place.port, place.path) == (host, user, port, path)
    assert place_of(place.url) == place


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sftp://me:s3cret@archive/a.wav", "sftp://archive/a.wav"),
        ("sftp://me:s3@cret@archive/a.wav", "sftp://archive/a.wav"),
        ("sftp://me:s3cret/more@archive/a.wav", "sftp://…"),
        ("s3://KEY:s3cret@calls/a.wav", "s3://calls/a.wav"),
        ("ftp://me:s3cret@archive/a.wav", "ftp://archive/a.wav"),
        ("https://s3cret@archive/a.wav", "https://archive/a.wav"),
    ],
)
def test_a_url_with_a_secret_is_refused_without_it(url: str, shown: str) -> None:
    with pytest.raises(UsageError) as refused:
        place_of(url)
    assert redacted_url(url) == shown
    assert "s3cret" not in str(refused.value)
    assert "more" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["gopher://a/b", "sftp:///a", "s3:///a", "sftp://host:port/a", "file://host/a", "smb://"]
)
def test_what_is_no_place_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="Write s3://"):
        place_of(url)


def test_a_path_of_this_machine_may_be_written_as_a_url() -> None:
    assert local_path("file:///in/a.wav") == Path("/in/a.wav")
    assert local_path("in/a.wav") == Path("in/a.wav")
    assert local_path("s3://calls/a.wav") is None
    assert not is_url("C:/calls/a.wav")


def test_a_name_beside_a_manifest_does_not_lead_out_of_its_folder() -> None:
    folder = place_of("s3://calls/2026")
    assert beside(folder, "a/b.wav").url == "s3://calls/2026/a/b.wav"
    for name in ("../b.wav", "/b.wav", "a/../../b.wav"):
        with pytest.raises(UsageError, match="leads out"):
            beside(folder, name)
