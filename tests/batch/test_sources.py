"""Folders, files and manifests, as the command line names them."""

import os
from pathlib import Path

import pytest

from pipeline.batch.sources import RECORDINGS, TRANSCRIPTS, Sources, read_sources
from pipeline.errors import ManifestError, UsageError


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def ids(found: Sources) -> list[str]:
    return [job.call_id for job in found.jobs]


def test_a_folder_is_searched_through_in_order_without_what_is_hidden_or_no_recording(tmp_path: Path) -> None:
    put(tmp_path, "b.MP3", "a.wav", "sub/c.opus", "notes.txt", ".trash.wav", ".cache/d.wav", "manifest.csv")
    assert ids(read_sources([tmp_path], RECORDINGS)) == ["a", "b", "c"]


def test_a_folder_of_transcripts_is_searched_for_json(tmp_path: Path) -> None:
    put(tmp_path, "a.wav", "a.json")
    assert [job.path.name for job in read_sources([tmp_path], TRANSCRIPTS).jobs] == ["a.json"]


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
    first, second = read_sources([manifest], RECORDINGS, product="business", stage="post_loan").jobs
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


# What a folder of recordings holds beside a call, and what is said of it.
LEFT_OUT = [
    ("notes.txt", ".txt"),
    ("Thumbs.DB", ".db"),
    ("calls.csv", ".csv"),
    ("call.json", ".json"),
    ("call.flv", ".flv"),
    ("call.wav.part", ".part"),
    ("README", "no ending"),
    (".call.wav", "hidden file"),
    ("._call.wav", "hidden file"),
    (".trash/call.wav", "hidden folder"),
    ("north/notes.md", ".md"),
]


@pytest.mark.parametrize(("name", "reason"), LEFT_OUT)
def test_what_a_folder_scan_does_not_take_up_is_named_with_its_reason(tmp_path: Path, name: str, reason: str) -> None:
    put(tmp_path, name, "good.wav")
    assert ids(read_sources([tmp_path], RECORDINGS)) == ["good"]
    (left,) = read_sources([tmp_path], RECORDINGS).left_out
    assert left.reason == reason
    assert left.path == tmp_path.resolve() / Path(name).parts[0] or left.path == tmp_path.resolve() / name


@pytest.mark.parametrize(
    "ending",
    [
        *("sln", "sln16", "alaw", "al", "ulaw", "ul", "g722", "g729", "gsm", "vox", "w64", "amr", "awb", "mka", "mkv"),
        *("caf", "rf64", "voc", "sph", "wv", "spx", "m4b", "mov", "wma", "webm"),
        *("raw", "pcm", "g726", "siren14", "dvf"),
    ],
)
def test_files_with_telephone_endings_are_taken_up_to_be_heard_or_refused_by_name(tmp_path: Path, ending: str) -> None:
    put(tmp_path, f"call.{ending}", f"CALL2.{ending.upper()}")
    assert sorted(ids(read_sources([tmp_path], RECORDINGS))) == ["CALL2", "call"]
    assert read_sources([tmp_path], RECORDINGS).left_out == ()


def test_a_link_to_a_folder_is_named_and_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "elsewhere/b.wav", "calls/a.wav")
    (tmp_path / "calls" / "more").symlink_to(tmp_path / "elsewhere")
    assert ids(read_sources([tmp_path / "calls"], RECORDINGS)) == ["a"]
    assert [each.reason for each in read_sources([tmp_path / "calls"], RECORDINGS).left_out] == ["link to a folder"]


def test_what_is_left_out_of_two_folders_is_named_once(tmp_path: Path) -> None:
    put(tmp_path, "calls/notes.txt", "calls/a.wav")
    assert len(read_sources([tmp_path, tmp_path / "calls", tmp_path / "calls" / "a.wav"], RECORDINGS).left_out) == 1


def test_a_folder_is_walked_through_once_for_its_calls_and_for_what_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "calls/north/a.wav", "calls/north/notes.txt")
    scandir, listed = os.scandir, []

    def counted(path: str) -> object:
        listed.append(Path(path).name)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", counted)
    found = read_sources([tmp_path / "calls"], RECORDINGS)
    assert (len(found.jobs), len(found.left_out)) == (1, 1)
    assert listed == ["calls", "north"]


def test_what_a_folder_holds_and_is_named_besides_is_taken_up_whatever_its_ending(tmp_path: Path) -> None:
    put(tmp_path, "calls/notes.txt", "calls/a.wav")
    assert ids(read_sources([tmp_path / "calls", tmp_path / "calls" / "notes.txt"], RECORDINGS)) == ["a", "notes"]


def test_the_output_folder_within_is_not_searched(tmp_path: Path) -> None:
    put(tmp_path, "a.json", "out/a.json", "out/a.html", "out/tinghe.db")
    assert ids(read_sources([tmp_path], TRANSCRIPTS, out=tmp_path / "out")) == ["a"]
    assert read_sources([tmp_path], TRANSCRIPTS, out=tmp_path / "out").left_out == ()


def test_a_pipe_or_device_is_no_source(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "m.csv")
    for source, said in ((tmp_path / "m.csv", "named pipe"), (Path("/dev/null"), "a device")):
        with pytest.raises(UsageError, match=said):
            read_sources([source], RECORDINGS)


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ("a.wav", True),
        ("sub/a.wav", True),
        ("./sub/../a.wav", True),
        ("../a.wav", False),
        ("sub/../../a.wav", False),
        ("/data/a.wav", False),
    ],
)
def test_a_row_that_names_a_file_of_the_manifests_folder_is_kept_to_it(tmp_path: Path, row: str, *, kept: bool) -> None:
    manifest = tmp_path / "m.csv"
    manifest.write_text(f"file\n{row}\n", encoding="utf-8")
    (job,) = read_sources([manifest], RECORDINGS).jobs
    assert job.within == (tmp_path if kept else None)
