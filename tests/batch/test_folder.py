"""The output folder: what stands there whole, what is let be, and who may write."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.batch.folder import OutputFolder, open_folder
from pipeline.errors import TingheError
from pipeline.privacy.masking import Disclosure
from pipeline.reports import codec
from pipeline.reports.page import render_page
from tests.making import a_recording, a_report


def text_of(name: str) -> str:
    return codec.to_json(a_report(a_recording(name)))


@pytest.fixture
def folder(tmp_path: Path) -> OutputFolder:
    out = OutputFolder(tmp_path / "out")
    out.path.mkdir()
    return out


def test_what_was_kept_is_read_back_and_is_for_its_owner_alone(folder: OutputFolder) -> None:
    folder.keep("a", page="<html>", report=text_of("a"))
    report = folder.report("a")
    assert report is not None
    assert report.recording.call_id == "a"
    for path in (folder.report_path("a"), folder.page_path("a")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_the_report_is_written_last_so_that_it_never_stands_without_its_page(
    folder: OutputFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(
        "pipeline.batch.folder.write_atomically", lambda path, _: written.append(f"{path.parent.name}/{path.name}")
    )
    folder.keep("a", page="<html>", report="{}", grounds="[]")
    assert written == ["grounds/a.json", "out/a.html", "out/a.json"]


@pytest.mark.parametrize("missing", ["report_path", "page_path"])
def test_a_call_of_which_half_is_missing_has_no_report(folder: OutputFolder, missing: str) -> None:
    folder.keep("a", page="<html>", report=text_of("a"))
    getattr(folder, missing)("a").unlink()
    assert folder.report("a") is None


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"schema": "someone.else/1"}'])
def test_what_is_no_report_of_this_version_is_passed_over(folder: OutputFolder, content: str) -> None:
    folder.keep("b", page="<html>", report=text_of("b"))
    folder.keep("a", page="<html>", report=content)
    assert folder.report("a") is None
    assert [report.recording.call_id for report in folder.reports()] == ["b"]


def test_reports_come_in_the_order_of_their_names_without_those_that_are_not_wanted(folder: OutputFolder) -> None:
    for name in ("b", "c", "a"):
        folder.keep(name, page="<html>", report=text_of(name))
    assert [report.recording.call_id for report in folder.reports(without={"b"})] == ["a", "c"]


@pytest.mark.parametrize("disclosure", list(Disclosure))
def test_a_page_says_how_much_it_shows(folder: OutputFolder, disclosure: Disclosure) -> None:
    folder.keep_page("a", render_page(a_report(a_recording("a")), None, disclosure))
    assert folder.page_shows("a") == disclosure


def test_a_folder_is_made_with_those_above_it_for_its_owner_alone(tmp_path: Path) -> None:
    with open_folder(tmp_path / "new" / "by" / "out") as folder:
        made = [folder.path, *folder.path.parents[:2]]
        assert [stat.S_IMODE(each.stat().st_mode) for each in made] == [0o700] * 3


def test_a_report_of_another_call_or_that_nobody_vouches_for_is_none(folder: OutputFolder) -> None:
    for name, text in (("a", text_of("a")), ("b", text_of("a")), ("c", text_of("../../c"))):
        folder.keep(name, page="<html>", report=text)
    assert [report.recording.call_id for report in folder.reports()] == ["a"]
    assert [folder.report(name) is None for name in ("a", "b", "c")] == [False, True, True]
    nobody = replace(folder, vouches=lambda *_: False)
    assert (nobody.report("a"), list(nobody.reports())) == (None, [])


def test_what_a_killed_run_had_begun_to_write_is_cleared_away_and_nothing_else(folder: OutputFolder) -> None:
    (folder.path / "grounds").mkdir()
    for name in (".a.json.part", "grounds/.a.json.part", "a.json", ".part", "notes.part"):
        (folder.path / name).touch()
    with open_folder(folder.path):
        left = {path.name for path in folder.path.rglob("*") if path.is_file()}
        assert left == {"a.json", ".part", "notes.part"}


def test_two_runs_cannot_write_into_one_folder(tmp_path: Path) -> None:
    with open_folder(tmp_path / "out"), pytest.raises(TingheError, match="another run"), open_folder(tmp_path / "out"):
        pass
    with open_folder(tmp_path / "out"):
        pass  # free again


def test_an_output_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(TingheError, match="cannot be used as the output folder"), open_folder(tmp_path / "out"):
        pass


def test_an_output_folder_without_rights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # the rights themselves do not bind root
    with pytest.raises(TingheError, match="no right to write there"), open_folder(tmp_path / "out"):
        pass
