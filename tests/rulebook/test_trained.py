from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipeline.domain.base import Frozen
from pipeline.errors import WeightsError
from pipeline.rulebook.trained import read_description, read_matrices, written_whole


class Described(Frozen):
    rank: int


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('{"rank": "many"}', r"about\.json: rank: "),
        ("{}", r"about\.json: rank: "),
        ("{", r"about\.json: Invalid JSON"),
        (None, r"about\.json: cannot be read \(No such file"),
    ],
    ids=["another kind", "a field is absent", "no JSON", "not there"],
)
def test_a_description_is_refused_by_file_and_field(tmp_path: Path, text: str | None, cause: str) -> None:
    if text is not None:
        (tmp_path / "about.json").write_text(text)
    with pytest.raises(WeightsError, match=cause) as raised:
        read_description(tmp_path / "about.json", Described, "Train it anew.")
    assert "Train it anew." in str(raised.value)


def test_matrices_come_in_single_precision(tmp_path: Path) -> None:
    np.savez(tmp_path / "some.npz", allow_pickle=False, up=np.ones((2, 3), np.float16))
    matrices = read_matrices(tmp_path / "some.npz", "")
    assert matrices["up"].dtype == np.float32
    np.testing.assert_array_equal(matrices["up"], np.ones((2, 3)))


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive"])
def test_what_holds_no_matrices_is_refused_by_its_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "some.npz").write_bytes(data)
    with pytest.raises(WeightsError, match=r"some\.npz: cannot be read"):
        read_matrices(tmp_path / "some.npz", "")


def test_a_folder_stands_there_when_all_of_it_is_written(tmp_path: Path) -> None:
    final = tmp_path / "new" / "folder"
    with written_whole(final) as beside:
        (beside / "file").write_text("1")
        assert not final.exists()
    assert [path.name for path in final.parent.iterdir()] == ["folder"]
    assert (final / "file").read_text() == "1"


def write_until(folder: Path, failing: Callable[[], object]) -> None:
    with written_whole(folder) as beside:
        (beside / "file").write_text("1")
        failing()


def test_nothing_is_left_of_a_folder_whose_writing_failed(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_until(tmp_path / "folder", tmp_path.read_bytes)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_came_to_be_meanwhile_stays(tmp_path: Path) -> None:
    other = tmp_path / "folder" / "other"
    with pytest.raises(OSError, match="folder"):
        write_until(tmp_path / "folder", lambda: other.mkdir(parents=True))
    assert [path.name for path in tmp_path.rglob("*")] == ["folder", "other"]
