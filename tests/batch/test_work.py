"""Whether an input file can be used, said before an engine is put to it."""

import hashlib
from pathlib import Path

import pytest

from pipeline.batch.work import check_usable, recording_sha256
from pipeline.errors import ExitStatus, RecordingError


def test_a_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    assert recording_sha256(tmp_path / "a.wav") == hashlib.sha256(b"RIFF").hexdigest()
    check_usable(tmp_path / "a.wav")


def test_an_absent_an_empty_and_a_folder_are_each_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    for name, cause, remedy in [
        ("none.wav", "the file is not there", "column file"),
        ("empty.wav", "the file is empty", "export the call again"),
        (".", "may not be read", "the right to read"),
    ]:
        with pytest.raises(RecordingError) as caught:
            check_usable(tmp_path / name)
        assert cause in caught.value.cause
        assert remedy in caught.value.remedy
        assert caught.value.exit_status is ExitStatus.SOME_FAILED


def test_a_file_without_rights_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # the rights themselves do not bind root
    with pytest.raises(RecordingError, match="may not be read"):
        recording_sha256(tmp_path / "a.wav")


def test_a_disk_that_fails_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(RecordingError, match="Input/output error"):
        recording_sha256(tmp_path / "a.wav")
