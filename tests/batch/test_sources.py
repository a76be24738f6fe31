"""Folders, files and manifests, as the command line names them."""

import os
from pathlib import Path

import pytest

from pipeline.batch.sources import RECORDINGS, TRANSCRIPTS, read_sources
from pipeline.domain.job import Job
from pipeline.errors import ManifestError, UsageError


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def ids(jobs: tuple[Job, ...]) -> list[str]:
    return [job.call_id for job in jobs]


def test_a_folder_is_searched_through_in_order_without_what_is_hidden_or_no_recording(tmp_path: Path) -> None:
    put(tmp_path, "b.MP3", "a.wav", "sub/c.opus", "notes.txt", ".trash.wav", ".cache/d.wav", "manifest.csv")
    assert ids(read_sources([tmp_path], RECORDINGS)) == ["a", "b", "c"]


def test_a_folder_of_transcripts_is_searched_for_json(tmp_path: Path) -> None:
    put(tmp_path, "a.wav", "a.json")
    assert [job.path.name for job in read_sources([tmp_path], TRANSCRIPTS)] == ["a.json"]


def test_files_with_the_same_stem_are_told_apart_by_their_folders_and_endings(tmp_path: Path) -> None:
    put(tmp_path, "calls/north/1.wav", "calls/south/1.wav", "calls/2.wav", "calls/2.mp3", "calls/3.wav")
    assert ids(read_sources([tmp_path / "calls"], RECORDINGS)) == [
        "calls_2.mp3",
        "calls_2.wav",
        "3",
        "calls_north_1.wav",
        "calls_south_1.wav",
    ]


def test_a_file_given_by_name_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    put(tmp_path, "call.bin")
    assert ids(read_sources([tmp_path / "call.bin"], RECORDINGS)) == ["call"]


def test_what_two_sources_name_is_taken_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "calls/a.wav")
    monkeypatch.chdir(tmp_path)
    assert ids(read_sources([Path("calls"), tmp_path / "calls" / "a.wav"], RECORDINGS)) == ["a"]


def test_a_file_whose_stem_cannot_name_a_report_is_renamed_and_not_refused(tmp_path: Path) -> None:
    put(tmp_path, "calls/index.wav", "calls/two\nlines.wav", "calls/ok.wav")
    assert ids(read_sources([tmp_path / "calls"], RECORDINGS)) == ["calls_index.wav", "ok", "calls_two_lines.wav"]


def test_a_call_id_of_a_manifest_and_of_a_folder_must_not_be_the_same(tmp_path: Path) -> None:
    put(tmp_path, "calls/a.wav")
    manifest = tmp_path / "m.csv"
    manifest.write_text("file,call_id\nother.wav,a\n", encoding="utf-8")
    with pytest.raises(ManifestError, match="call_id a is that of"):
        read_sources([manifest, tmp_path / "calls"], RECORDINGS)


def test_product_and_stage_of_the_command_stand_in_where_a_row_says_nothing(tmp_path: Path) -> None:
    manifest = tmp_path / "m.csv"
    manifest.write_text("file,product\na.wav,mortgage\nb.wav,\n", encoding="utf-8")
    first, second = read_sources([manifest], RECORDINGS, product="business", stage="post_loan")
    assert (first.product, first.stage) == ("mortgage", "post_loan")
    assert (second.product, second.metadata["product"], second.metadata["stage"]) == (
        "business",
        "business",
        "post_loan",
    )


@pytest.mark.parametrize(("product", "stage"), [("car", None), (None, "贷前")])
def test_a_product_or_stage_that_the_taxonomy_lacks_is_refused(
    tmp_path: Path, product: str | None, stage: str | None
) -> None:
    with pytest.raises(UsageError, match="Allowed: "):
        read_sources([tmp_path], RECORDINGS, product=product, stage=stage)


def test_a_source_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not there"):
        read_sources([tmp_path / "nowhere"], RECORDINGS)


def test_a_folder_that_may_not_be_listed_stays_in_the_batch_to_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "calls/a.wav", "calls/locked/b.wav")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert ids(read_sources([tmp_path / "calls"], RECORDINGS)) == ["a", "locked"]
