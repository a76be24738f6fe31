import os
import stat
from pathlib import Path

import pytest

from pipeline.errors import TingheError
from pipeline.reports.writing import refused_if_unwritable, write_atomically


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("content", "read"), [("听核", "听核".encode()), (b"\x00\xff", b"\x00\xff"), ("", b"")], ids=str
)
def test_content_is_written_for_its_owner_alone(tmp_path: Path, content: str | bytes, read: bytes) -> None:
    write_atomically(tmp_path / "a", content)
    assert (tmp_path / "a").read_bytes() == read
    assert mode(tmp_path / "a") == 0o600


def test_a_folder_that_is_not_there_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    write_atomically(tmp_path / "new" / "a", "x")
    assert mode(tmp_path / "new") == 0o700


def test_every_folder_on_the_way_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_atomically(tmp_path / "new" / "lists" / "a", "x")
    assert [mode(tmp_path / "new"), mode(tmp_path / "new" / "lists")] == [0o700, 0o700]


def test_what_stood_there_is_replaced_whole_and_loses_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("a longer text than the next")
    path.chmod(0o644)
    write_atomically(path, "short")
    assert (path.read_text(), mode(path)) == ("short", 0o600)


def test_a_disk_that_fills_leaves_the_former_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    write_atomically(path, "former")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, "new")
    assert path.read_text() == "former"
    assert list(tmp_path.iterdir()) == [path]


def test_a_text_that_is_no_unicode_leaves_the_former_file(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", "former")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(tmp_path / "a", "\udcff")
    assert (tmp_path / "a").read_text() == "former"


def test_a_path_that_cannot_be_written_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    out = tmp_path / "a-file" / "a"
    with pytest.raises(TingheError) as refused, refused_if_unwritable(out, "Give another --out."):
        write_atomically(out, "x")
    assert str(refused.value) == f"{out}: cannot be written (Not a directory). Give another --out."


def test_other_errors_within_the_block_stay_as_they_are(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="own"), refused_if_unwritable(tmp_path, "Give another --out."):
        raise ValueError("its own")
