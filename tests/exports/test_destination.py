"""Places for files: a folder, and what fsspec has an address for."""

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from pipeline.errors import TingheError, UsageError
from pipeline.exports.destination import Address, Destination, Folder, destination


@pytest.fixture(params=["folder", "memory", "file"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Destination]:
    made = {"folder": str(tmp_path / "out"), "memory": "memory://bucket/out", "file": f"file://{tmp_path}/out"}
    place = destination(made[request.param])
    yield place
    place.close()
    fsspec.filesystem("memory").store.clear()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_what_was_put_is_there(place: Destination) -> None:
    assert place.read("srt/a.srt") == b""
    assert not place.holds("srt/a.srt", _sha256(b""), 0)
    place.put("srt/a.srt", b"one")
    place.put("srt/a.srt", b"more")
    assert place.read("srt/a.srt") == b"more"
    assert place.holds("srt/a.srt", _sha256(b"more"), 4)
    assert not place.holds("srt/a.srt", _sha256(b"one"), 3)


def test_lines_are_added_behind_what_stands_there(place: Destination) -> None:
    place.put("list", b"0\n")
    for number in range(1, 3):
        place.append("list", f"{number}\n".encode())
    place.close()
    assert place.read("list") == b"0\n1\n2\n"


def test_a_staged_file_takes_its_place(place: Destination) -> None:
    staged = place.staged("parquet/calls.parquet")
    staged.write_bytes(b"columns")
    assert place.read("parquet/calls.parquet") == b""
    place.take("parquet/calls.parquet", staged)
    assert place.read("parquet/calls.parquet") == b"columns"
    assert not staged.exists()
    place.close()


def test_an_address_is_given_a_list_now_and_then() -> None:
    place = Address("memory://bucket/list")
    for _ in range(600):
        place.append("list", b"x\n")
    assert len(Address("memory://bucket/list").read("list")) > 900
    place.close()
    fsspec.filesystem("memory").store.clear()


def test_files_of_a_folder_are_for_their_owner_alone(tmp_path: Path) -> None:
    place = Folder(tmp_path / "out")
    place.put("a/b", b"")
    place.append("list", b"")
    place.take("c", place.staged("c"))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").rglob("*")}
    assert modes == {"a": 0o700, "b": 0o600, "list": 0o600, "c": 0o600}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TingheError, match="cannot be written"):
        destination(str(tmp_path / "file" / "out"))


def test_an_address_of_no_known_kind_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UsageError, match=r"nobody knows the file system of nowhere://.* memory"):
        destination("nowhere://bucket/out")


def test_a_place_never_tells_its_keys() -> None:
    assert destination("memory://user:password@bucket/out?key=1").where == "memory://bucket/out"
