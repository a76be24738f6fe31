"""Files of an S3 server and an SFTP server: listed, read, hashed, and every way in which that fails."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import RecordingError, SourceAwayError
from pipeline.sources.remote import Remote
from pipeline.sources.urls import place_of
from tests.sources import servers
from tests.sources.conftest import in_environment, needs, put, quick
from tests.sources.servers import SftpServer


def test_a_bucket_is_listed_and_read_to_the_byte(bucket: Any, remote: Remote) -> None:
    content = bytes(range(256)) * 50_000  # more than one piece
    bucket.pipe("calls/2026/1 #?%41.wav", content)
    bucket.pipe("calls/录音.wav", b"")
    whole, empty = remote.entries(place_of("s3://calls"))
    assert [(entry.place.url, entry.size) for entry in (whole, empty)] == [
        ("s3://calls/2026/1 #?%41.wav", len(content)),
        ("s3://calls/录音.wav", 0),
    ]
    assert remote.sha256(whole.place) == hashlib.sha256(content).hexdigest()
    assert remote.sha256(empty.place) == hashlib.sha256(b"").hexdigest()
    assert remote.entry(whole.place) == whole


def test_another_content_has_another_fingerprint(bucket: Any, remote: Remote) -> None:
    place = place_of("s3://calls/a.wav")
    bucket.pipe("calls/a.wav", b"one")
    before = remote.entry(place).fingerprint
    bucket.pipe("calls/a.wav", b"two")
    assert remote.entry(place).fingerprint != before


def test_a_folder_of_an_sftp_server_is_listed_and_read(sftp_server: SftpServer, remote: Remote, tmp_path: Path) -> None:
    put(tmp_path / "in", a="fine")
    put(tmp_path / "in" / "sub", b="录" * 2_000_000)
    (tmp_path / "in" / "link.wav").symlink_to(tmp_path / "in" / "a.wav")
    first, link, second = remote.entries(place_of(sftp_server.url(tmp_path / "in")))
    assert (first.place.name, first.size, first.is_file, link.is_file) == ("a.wav", 4, True, False)
    assert remote.sha256(second.place) == hashlib.sha256(("录" * 2_000_000).encode()).hexdigest()
    assert remote.is_folder(place_of(sftp_server.url(tmp_path / "in")))
    assert not remote.is_folder(first.place)


@pytest.mark.parametrize(
    ("url", "cause"),
    [("s3://nobucket/a.wav", "no such bucket"), ("s3://nobucket", "no such bucket"), ("s3://calls/a.wav", "not there")],
)
def test_what_is_not_there_is_said_and_asked_for_once(bucket: Any, remote: Remote, url: str, cause: str) -> None:
    with pytest.raises(RecordingError, match=cause) as failed:
        (remote.entry if url.endswith(".wav") else remote.entries)(place_of(url))
    assert not isinstance(failed.value, SourceAwayError)


def test_without_credentials_it_is_said_which_are_wanted(
    bucket: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(RecordingError, match="AWS_ACCESS_KEY_ID"):
        Remote(quick()).entry(place_of("s3://calls/a.wav"))


def test_a_wrong_password_is_named_without_it(sftp_server: SftpServer, tmp_path: Path) -> None:
    wrong = quick(sftp_password="s3cret", known_hosts=sftp_server.known_hosts)
    with pytest.raises(RecordingError, match="refuses the user or password") as failed:
        Remote(wrong).entry(place_of(sftp_server.url(tmp_path)))
    assert "s3cret" not in repr(failed.value)
    assert "s3cret" not in repr(wrong)


def test_a_host_whose_key_nobody_vouched_for_is_not_talked_to(sftp_server: SftpServer, tmp_path: Path) -> None:
    stranger = Remote(quick(sftp_password=servers.PASSWORD, known_hosts=tmp_path / "none"))
    with pytest.raises(RecordingError, match="key of the host is not known"):
        stranger.entry(place_of(sftp_server.url(tmp_path)))


def test_a_host_with_another_key_than_was_known_is_not_talked_to(sftp_server: SftpServer, tmp_path: Path) -> None:
    import asyncssh

    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().split()
    (tmp_path / "known").write_text(f"[127.0.0.1]:{sftp_server.port} {other[0]} {other[1]}\n", encoding="utf-8")
    with pytest.raises(RecordingError, match="another key than is known"):
        Remote(quick(sftp_password=servers.PASSWORD, known_hosts=tmp_path / "known")).entry(
            place_of(sftp_server.url(tmp_path))
        )


def test_no_right_to_read_is_said(sftp_server: SftpServer, remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Any:
        raise PermissionError("Access Denied: key AKIA")

    place = place_of(sftp_server.url(Path("/etc/hostname")))
    remote.entry(place)
    (connection,) = remote._connections.values()
    monkeypatch.setattr(connection, "info", refuse)
    with pytest.raises(RecordingError, match="may not be read") as failed:
        remote.entry(place)
    assert "AKIA" not in str(failed.value)


@pytest.mark.parametrize("scheme", ["s3", "sftp", "smb"])
def test_a_host_that_is_away_is_asked_again_and_then_named(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    needs({"s3": "s3fs", "sftp": "paramiko", "smb": "smbprotocol"}[scheme])
    port = servers.free_port()
    in_environment(monkeypatch, f"http://127.0.0.1:{port}")
    url = "s3://calls/a.wav" if scheme == "s3" else f"{scheme}://127.0.0.1:{port}/calls/a.wav"
    with pytest.raises(SourceAwayError, match="does not answer"):
        Remote(quick()).entry(place_of(url))


def test_a_connection_that_broke_is_made_anew(remote: Remote, tmp_path: Path) -> None:
    put(tmp_path / "in", a="fine")
    port = servers.free_port()
    known = quick(sftp_password=servers.PASSWORD, known_hosts=tmp_path / "known_hosts")
    remote = Remote(known)
    with servers.sftp(tmp_path, port) as server:
        place = place_of(server.url(tmp_path / "in" / "a.wav"))
        remote.entry(place)
    with pytest.raises(SourceAwayError):
        remote.sha256(place)
    with servers.sftp(tmp_path, port):
        assert remote.sha256(place) == hashlib.sha256(b"fine").hexdigest()


def test_what_grows_while_it_is_read_is_not_taken(
    sftp_server: SftpServer, remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = place_of(sftp_server.url(put(tmp_path / "in", a="longer than it was") / "a.wav"))
    remote.entry(place)
    (connection,) = remote._connections.values()
    monkeypatch.setattr(connection, "info", lambda path: {"name": path, "size": 4, "type": "file"})
    with pytest.raises(SourceAwayError, match="it grows while it is read"):
        Remote._passed(remote, connection, place, lambda _: None)


def test_what_is_too_large_is_not_fetched(bucket: Any) -> None:
    bucket.pipe("calls/a.wav", b"0" * (1 << 20) + b"1")
    with pytest.raises(RecordingError, match="larger than 1 MiB"):
        Remote(quick(max_mb=1)).sha256(place_of("s3://calls/a.wav"))
