import struct
from pathlib import Path

import numpy as np
import pytest

from pipeline.audio.recording import decode, probe
from pipeline.errors import RecordingError
from pipeline.rulebook.files import sha256_of
from tests.audio.sounds import pitch, tone, write

# What telephone systems export: codec, file ending, rate.
EXPORTS = [
    ("pcm_u8", "wav", 8000),
    ("pcm_s16le", "wav", 8000),
    ("pcm_s16le", "wav", 44100),
    ("pcm_s24le", "wav", 16000),
    ("pcm_s32le", "wav", 48000),
    ("pcm_f32le", "wav", 16000),
    ("pcm_alaw", "wav", 8000),
    ("pcm_mulaw", "wav", 8000),
    ("adpcm_ima_wav", "wav", 8000),
    ("adpcm_ms", "wav", 8000),
    ("libmp3lame", "mp3", 8000),
    ("libmp3lame", "mp3", 16000),
    ("libopus", "opus", 48000),
    ("libopus", "ogg", 16000),
    ("flac", "flac", 16000),
    ("aac", "m4a", 16000),
]


@pytest.mark.parametrize(("codec", "ending", "rate"), EXPORTS)
def test_both_channels_come_out_apart_at_16_khz(tmp_path: Path, codec: str, ending: str, rate: int) -> None:
    path = write(tmp_path / f"call.{ending}", tone(440, rate=rate), tone(1000, rate=rate), codec=codec, rate=rate)
    left, right = decode(path)
    for track, hertz in ((left, 440), (right, 1000)):
        assert track.samples.dtype == np.float32
        assert abs(track.duration_s - 1.0) < 0.15
        assert abs(pitch(track.samples) - hertz) < 15
        assert 0.2 < np.abs(track.samples).max() <= 1.0


@pytest.mark.parametrize(
    ("codec", "ending"), [("pcm_alaw", "wav"), ("libmp3lame", "mp3"), ("libopencore_amrnb", "amr")]
)
def test_mono_is_one_track(tmp_path: Path, codec: str, ending: str) -> None:
    (track,) = decode(write(tmp_path / f"call.{ending}", tone(440), codec=codec))
    assert abs(pitch(track.samples) - 440) < 15


def test_gsm_of_old_telephone_systems_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "call.gsm"
    path.write_bytes(
        (b"\xd0" + bytes(32)) * 50
    )  # a second of silence: 50 frames of 33 bytes, the FFmpeg here has no encoder
    (track,) = decode(path)
    assert abs(track.duration_s - 1.0) < 0.1


def test_a_probe_says_what_a_file_is(tmp_path: Path) -> None:
    path = write(tmp_path / "call.wav", tone(440), tone(440), codec="pcm_alaw")
    found = probe(path)
    assert (found.container, found.codec, found.channels, found.sample_rate_hz) == ("wav", "pcm_alaw", 2, 8000)
    assert found.duration_s == 1.0
    assert found.sha256 == sha256_of(path)
    assert found.size_bytes == path.stat().st_size


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_a_streamed_header_without_sizes_is_no_fault(tmp_path: Path, size: int) -> None:
    path = write(tmp_path / "call.wav", tone(440))
    data = bytearray(path.read_bytes())
    data[4:8] = struct.pack("<I", size)
    at = data.index(b"data")
    data[at + 4 : at + 8] = struct.pack("<I", size)
    path.write_bytes(data)
    (track,) = decode(path)
    assert abs(track.duration_s - 1.0) < 0.01


def test_a_silent_recording_decodes(tmp_path: Path) -> None:
    (track,) = decode(write(tmp_path / "call.wav", np.zeros(8000, np.float32)))
    assert not track.samples.any()


def truncated(tmp_path: Path, codec: str, ending: str) -> Path:
    path = write(tmp_path / f"call.{ending}", tone(440, 10), codec=codec)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def bad(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / "call.wav"
    match kind:
        case "empty":
            path.touch()
        case "text":
            path.write_text("这不是录音\n" * 50, encoding="utf-8")
        case "noise":
            path.write_bytes(np.random.default_rng(0).bytes(5000))
        case "header only":
            path.write_bytes(write(path, tone(440)).read_bytes()[:44])
        case "folder":
            path.mkdir()
        case "truncated wav":
            return truncated(tmp_path, "pcm_s16le", "wav")
        case "truncated flac":
            return truncated(tmp_path, "flac", "flac")
        case "truncated m4a":
            return truncated(tmp_path, "aac", "m4a")
        case "three channels":
            write(path, tone(440), tone(550), tone(660))
    return path


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("empty", "is empty"),
        ("text", "is not a recording"),
        ("noise", "is not a recording"),
        ("header only", "is not a recording"),
        ("folder", "is a folder"),
        ("absent", "is not there"),
        ("truncated wav", "is truncated"),
        ("truncated flac", "truncated|breaks off"),
        ("truncated m4a", "is truncated"),
        ("three channels", "has 3 channels"),
    ],
)
def test_what_is_no_whole_recording_is_refused_with_a_remedy(tmp_path: Path, kind: str, cause: str) -> None:
    path = bad(tmp_path, kind)
    with pytest.raises(RecordingError, match=cause) as error:
        decode(path)
    assert path.name in error.value.subject
    assert error.value.remedy


def test_a_file_without_the_right_to_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "call.wav", tone(440))

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(RecordingError, match="Permission denied"):
        decode(path)
