"""Every bad recording that an export has ever given, through `tinghe run`: one line each, and the others are done."""

import csv
import os
import wave
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from pipeline.domain.audio import AudioTrack, SpeechRegion
from pipeline.domain.transcript import Heard
from pipeline.judges import ReaderJudge
from pipeline.reports import codec
from pipeline.services import batch
from pipeline.services.analyse import Analyser
from tests.cli.conftest import Tinghe

RATE = 8000


class Deaf:
    """A recogniser that needs no weights and hears nothing."""

    identity = "deaf"

    def hear(self, tracks: tuple[AudioTrack, ...], regions: tuple[SpeechRegion, ...]) -> Heard:
        return Heard(segments=(), unheard=(), speech_s=0.0)


@pytest.fixture
def calls(tmp_path: Path, tinghe: Tinghe, monkeypatch: pytest.MonkeyPatch, plain_judge: ReaderJudge) -> Path:
    """A folder with one good call, and neither engine's weights wanted."""
    monkeypatch.setattr(batch, "Analyser", partial(Analyser, recogniser=Deaf(), judge=plain_judge))
    (tmp_path / "calls").mkdir()
    write_wav(tmp_path / "calls" / "good.wav", seconds=3)
    return tmp_path / "calls"


def write_wav(path: Path, *, seconds: float, level: float = 0.1) -> None:
    samples = np.random.default_rng(1).normal(0, level, round(seconds * RATE)).clip(-1, 1)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((samples * 32767).astype("<i2").tobytes())


def failures(out: Path) -> dict[str, dict[str, str]]:
    rows = csv.DictReader((out / "failures.csv").read_text(encoding="utf-8-sig").splitlines())
    return {row["call_id"]: row for row in rows}


def cut(path: Path) -> None:
    write_wav(path, seconds=20)
    path.write_bytes(path.read_bytes()[:100_000])


def changed(path: Path, *, at: int, to: bytes) -> bytes:
    write_wav(path, seconds=3)
    data = path.read_bytes()
    return data[:at] + to + data[at + len(to) :]


BAD: dict[str, Callable[[Path], object]] = {
    "empty": Path.touch,
    "truncated": cut,
    "broken_header": lambda path: path.write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt "),
    "noise": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "text": lambda path: path.write_text("坐席：您好\n" * 200, encoding="utf-8"),
    "page": lambda path: path.write_text("<html><body>404</body></html>", encoding="utf-8"),
    "no_samples": lambda path: write_wav(path, seconds=0),
    "folder_named_like_a_recording": Path.mkdir,
    "link_to_nowhere": lambda path: path.symlink_to("gone.wav"),
    "link_out": lambda path: path.symlink_to("/etc/hostname"),
    "fifo": os.mkfifo,
    "endless": lambda path: path.symlink_to("/dev/zero"),
    "list": lambda path: path.write_text("ffconcat version 1.0\nfile 'good.wav'\n", encoding="utf-8"),
    "unknown_codec": lambda path: path.write_bytes(changed(path, at=20, to=b"\x99\x99")),
    "slow": lambda path: path.write_bytes(changed(path, at=24, to=b"\x01\x00\x00\x00")),
}


def test_each_bad_file_is_one_line_with_what_to_do_and_the_good_call_is_done(tinghe: Tinghe, calls: Path) -> None:
    for name, make in BAD.items():
        make(calls / f"{name}.wav")
    rows = ["file", "good.wav", *(f"{name}.wav" for name in BAD), "missing.wav"]
    (calls / "m.csv").write_text("\n".join(rows), encoding="utf-8")
    out = calls.parent / "out"
    ended = tinghe("run", calls / "m.csv", "--out", out)
    assert ended.status == 3
    named = failures(out)
    assert named.keys() == {*BAD, "missing"}
    assert all(row["reason"] and row["remedy"] and "unforeseen" not in row["reason"] for row in named.values())
    assert {path.stem for path in out.glob("*.json")} == {"good"}
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(("seconds", "level"), [(30.0, 0.0), (3.0, 0.1), (0.2, 0.1)])
def test_silence_and_very_short_calls_are_no_failures(
    tinghe: Tinghe, calls: Path, seconds: float, level: float
) -> None:
    write_wav(calls / "odd.wav", seconds=seconds, level=level)
    out = calls.parent / "out"
    assert tinghe("run", calls, "--out", out).status == 0
    quality = codec.from_json((out / "odd.json").read_text(encoding="utf-8")).quality
    assert quality.coverage == 0
    assert quality.warnings


@pytest.mark.skipif(os.geteuid() == 0, reason="rights do not bind root")
def test_a_folder_and_a_file_without_rights_are_one_line_each(tinghe: Tinghe, calls: Path) -> None:
    write_wav(calls / "sealed.wav", seconds=3)
    (calls / "locked").mkdir()
    (calls / "sealed.wav").chmod(0)
    (calls / "locked").chmod(0)
    try:
        ended = tinghe("run", calls, "--out", calls.parent / "out")
    finally:
        (calls / "locked").chmod(0o700)
    assert ended.status == 3
    assert failures(calls.parent / "out").keys() == {"sealed", "locked"}


def test_a_folder_that_cannot_be_listed_is_one_line(
    tinghe: Tinghe, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, scandir = calls / "locked", os.scandir
    locked.mkdir()

    def refuse(path: str) -> object:
        if str(path) == str(locked):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert tinghe("run", calls, "--out", calls.parent / "out").status == 3
    assert "may not be read" in failures(calls.parent / "out")["locked"]["reason"]


def test_an_output_folder_that_cannot_be_made_ends_the_run_with_one_line(tinghe: Tinghe, calls: Path) -> None:
    ended = tinghe("run", calls, "--out", calls / "good.wav" / "out")
    assert ended.status == 1
    assert "cannot be used as the output folder" in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_folder_as_telephone_systems_leave_it_is_heard_refused_or_counted(tinghe: Tinghe, calls: Path) -> None:
    sound = (np.sin(np.arange(24000) * 0.3) * 6000).astype("<i2").tobytes()
    for name in ("a.sln", "b.alaw", "c.ulaw", "d.vox", "e.pcm", "f.w64", "notes.txt", "more.txt", ".g.wav", "h"):
        (calls / name).write_bytes(sound)
    os.mkfifo(calls / "i.wav")
    (calls / "j.wav").symlink_to("/etc/hostname")
    (calls / "joined.wav").write_bytes((calls / "good.wav").read_bytes() * 2)
    (calls / "counted.wav").write_bytes(changed(calls / "counted.wav", at=40, to=(16000).to_bytes(4, "little")))
    out = calls.parent / "out"
    ended = tinghe("run", calls, "--out", out)
    assert ended.status == 3
    assert {path.stem for path in out.glob("*.json")} == {"good", "joined", "counted", "a", "b", "c", "d"}
    assert failures(out).keys() == {"e", "f", "i", "j"}
    assert "7 done, 0 unchanged, 4 failed, 4 left out" in ended.out.splitlines()[-1]
    assert ".txt 2" in ended.out.splitlines()[-1]
    assert "left out, .txt: more.txt, notes.txt" in ended.err
    for name, heard_s, said in (("joined", 6, "2段录音"), ("counted", 3, "只记录了约1.0秒"), ("a", 3, "没有文件头")):
        report = codec.from_json((out / f"{name}.json").read_text(encoding="utf-8"))
        assert abs(report.recording.duration_s - heard_s) < 0.1
        assert any(said in warning for warning in report.quality.warnings)


def test_a_folder_without_a_call_says_what_is_there_instead(tinghe: Tinghe, tmp_path: Path) -> None:
    (tmp_path / "calls").mkdir()
    (tmp_path / "calls" / "call.xyz").touch()
    ended = tinghe("run", tmp_path / "calls", "--out", tmp_path / "out")
    assert ended.status == 1
    assert "left out, .xyz: call.xyz" in ended.err


def test_the_longest_call_is_a_setting(tinghe: Tinghe, calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINGHE_LIMITS__MAX_DURATION_S", "2")
    assert tinghe("run", calls, "--out", calls.parent / "out").status == 1
    assert "longer than 2 s" in failures(calls.parent / "out")["good"]["reason"]


def test_a_pipe_among_transcripts_is_one_line(tinghe: Tinghe, tmp_path: Path) -> None:
    (tmp_path / "calls").mkdir()
    os.mkfifo(tmp_path / "calls" / "b.json")
    ended = tinghe("judge", tmp_path / "calls", "--out", tmp_path / "out")
    assert ended.status == 1
    assert "b: it is a named pipe (FIFO), not a file" in ended.err


def test_probe_tells_of_the_good_files_beside_one_with_an_unknown_codec(tinghe: Tinghe, calls: Path) -> None:
    BAD["unknown_codec"](calls / "bad.wav")
    os.mkfifo(calls / "pipe.wav")
    ended = tinghe("probe", calls / "bad.wav", calls / "pipe.wav", calls / "good.wav")
    assert ended.status == 3
    assert "pcm_s16le" in ended.out
    assert "codec is not known" in ended.err
    assert "named pipe" in ended.err
