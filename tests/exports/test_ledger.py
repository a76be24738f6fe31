"""What was exported already."""

from pathlib import Path

from pipeline.exports.destination import Folder
from pipeline.exports.ledger import LEDGER, Entry, Ledger, entry_of
from pipeline.rulebook.files import sha256_of

REPORT, MADE = "a" * 64, "masked-3/0.1.0"


def _with_a_file(folder: Path) -> Folder:
    place = Folder(folder)
    place.put("srt/c.srt", b"words")
    Ledger(place).add(entry_of("srt", REPORT, MADE, "srt/c.srt", b"words"))
    return place


def test_a_file_that_was_written_stands_for_its_report_and_what_it_shows(tmp_path: Path) -> None:
    ledger = Ledger(_with_a_file(tmp_path))
    assert ledger.stands("srt", REPORT, MADE)
    assert not ledger.stands("vtt", REPORT, MADE)
    assert not ledger.stands("srt", "b" * 64, MADE)
    assert not ledger.stands("srt", REPORT, "all/0.1.0")


def test_a_file_that_was_changed_or_taken_away_does_not(tmp_path: Path) -> None:
    place = _with_a_file(tmp_path)
    (tmp_path / "srt" / "c.srt").write_bytes(b"sword")
    assert not Ledger(place).stands("srt", REPORT, MADE)
    (tmp_path / "srt" / "c.srt").unlink()
    assert not Ledger(place).stands("srt", REPORT, MADE)


def test_of_several_files_all_have_to_stand(tmp_path: Path) -> None:
    place = _with_a_file(tmp_path)
    Ledger(place).add(entry_of("srt", REPORT, MADE, "srt/d.srt", b"more"))
    assert not Ledger(place).stands("srt", REPORT, MADE)


def test_a_line_that_was_cut_off_spoils_neither_those_before_nor_those_behind(tmp_path: Path) -> None:
    place = _with_a_file(tmp_path)
    place.append(LEDGER, b'{"format": "v')
    ledger = Ledger(place)
    ledger.add(Entry(format="webhook", report_sha256=REPORT, made=MADE))
    assert ledger.sha256 == sha256_of(tmp_path / LEDGER)
    again = Ledger(place)
    assert again.stands("srt", REPORT, MADE)
    assert again.stands("webhook", REPORT, MADE)


def test_without_a_place_it_lasts_as_long_as_the_run() -> None:
    ledger = Ledger(None)
    ledger.add(Entry(format="webhook", report_sha256=REPORT, made=MADE))
    assert ledger.stands("webhook", REPORT, MADE)
    assert not Ledger(None).stands("webhook", REPORT, MADE)
