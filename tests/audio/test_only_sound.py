"""Only sound is opened, and only the file named; what is too much of it is refused before memory is gone."""

import os
import resource
import struct
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.audio.extents import extents
from pipeline.audio.formats import RAW
from pipeline.audio.limits import RecordingLimits
from pipeline.audio.recording import load_recording, probe
from pipeline.errors import RecordingError
from tests.audio.sounds import pitch, tone, write

OTHER = "other.mp3"
# What FFmpeg would take for something that names other files, or for no sound: its name and what stands in it.
LISTS = [
    ("call.wav", "ffconcat version 1.0\nfile '{other}'\n"),
    ("call.wav", "ffconcat version 1.0\nfile 'other.mp3'\n"),
    ("call.ffconcat", "ffconcat version 1.0\nfile '{other}'\n"),
    ("call.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{other}\n#EXT-X-ENDLIST\n"),
    ("call.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{other}\n#EXT-X-ENDLIST\n"),
    ("call.mp3", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nother.mp3\n#EXT-X-ENDLIST\n"),
    ("call.wav", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n../other.mp3\n"),
    ("call.m3u8", "#EXTM3U\n#EXT-X-MAP:URI=\"{other}\"\n#EXTINF:9,\n{other}\n"),
    ("call.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"),
    ("call.wav", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"),
    ("call.mpd", '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><BaseURL>{other}</BaseURL></Period></MPD>'),
    ("call.pls", "[playlist]\nFile1={other}\n"),
    ("call.asx", '<asx version="3.0"><entry><ref href="{other}"/></entry></asx>'),
    ("call.smil", '<smil><body><audio src="{other}"/></body></smil>'),
    ("call.idx", "# VobSub index file, v7\ntimestamp: 00:00:00:000, filepos: 000000000\n"),
    ("call.ffmeta", ";FFMETADATA1\ntitle=x\n"),
    ("call.wav", "RIFF....WAVE but only as words"),
    ("call.json", '{{"turns": []}}'),
    ("call.svg", '<svg xmlns="http://www.w3.org/2000/svg"><image href="{other}"/></svg>'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), LISTS)
def test_what_names_other_files_is_no_recording(tmp_path: Path, name: str, text: str) -> None:
    other = write(tmp_path / OTHER, tone(440), codec="libmp3lame")
    path = tmp_path / name
    path.write_text(text.format(other=other), encoding="utf-8")
    for opened in (load_recording, probe):
        with pytest.raises(RecordingError, match="is not a recording"):
            opened(path)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(60),
        b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(60),
        b"GIF89a" + bytes(60),
        b"BM" + bytes(80),
        b"%PDF-1.7\n" + b"x" * 80,
        b"PK\x03\x04" + bytes(80),
        b"\x1f\x8b\x08" + bytes(80),
        b"FLV\x01\x04" + bytes(80),
        b"G" + bytes(187) + b"G" + bytes(187),
    ],
    ids=["png", "jpeg", "gif", "bmp", "pdf", "zip", "gzip", "flv", "ts"],
)
def test_pictures_archives_and_films_are_no_recordings(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(data)
    with pytest.raises(RecordingError, match="is not a recording"):
        load_recording(path)


class _Asked(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked = True  # type: ignore[attr-defined]
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(
    "name", ["http:/127.0.0.1:{port}/a.wav", "concat:a.wav", "subfile,,start,0,end,9,,:a.wav", "pipe:0"]
)
def test_a_relative_name_like_an_address_is_the_file_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Asked)
    server.asked = False  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.chdir(tmp_path)
    named = name.format(port=server.server_port)
    path = Path(named)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write(tmp_path / "whole.wav", tone(440)).read_bytes())
    try:
        assert load_recording(path).tracks[0].duration_s == 1.0
    finally:
        server.shutdown()
        server.server_close()
    assert not server.asked  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (os.mkfifo, "named pipe"),
        (lambda path: path.symlink_to("/dev/zero"), "a device"),
        (lambda path: path.symlink_to("/dev/null"), "a device"),
    ],
    ids=["fifo", "zero", "null"],
)
def test_pipes_and_devices_are_refused_and_not_waited_for(
    tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    make(tmp_path / "call.wav")
    for opened in (load_recording, probe):
        with pytest.raises(RecordingError, match=said):
            opened(tmp_path / "call.wav")


def wav(path: Path, *, tag: int = 1, channels: int = 1, rate: int = 8000, data: bytes = bytes(16000)) -> Path:
    """A WAV file with such a header, right or not."""
    fmt = struct.pack("<HHIIHH", tag, channels, rate, rate * 2 * channels, 2 * channels, 16)
    chunks = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(chunks)) + chunks)
    return path


@pytest.mark.parametrize(
    ("header", "limits", "said"),
    [
        ({"channels": 3}, {}, "has 3 channels"),
        ({"channels": 200, "data": bytes(40000)}, {}, "has 200 channels"),
        ({"channels": 2}, {"max_channels": 1}, "MAX_CHANNELS"),
        ({"rate": 1}, {}, "samples a second"),
        ({"rate": 800}, {}, "samples a second"),
        ({"rate": 2_000_000_000}, {}, "samples a second|not a recording"),
        ({"data": bytes(16000 * 11)}, {"max_duration_s": 10}, "MAX_DURATION_S"),
        ({"data": bytes(16000 * 70)}, {"max_decoded_mb": 4}, "MAX_DECODED_MB"),
        ({"tag": 0x9999}, {}, "codec is not known"),
        ({"tag": 0x0064}, {}, "tag 0x0064"),
        ({"tag": 0x0000}, {}, "codec"),
    ],
)
def test_what_a_header_may_not_ask_for_is_refused_with_the_cause(
    tmp_path: Path, header: dict[str, int | bytes], limits: dict[str, int], said: str
) -> None:
    path = wav(tmp_path / "call.wav", **header)  # type: ignore[arg-type]
    with pytest.raises(RecordingError, match=said):
        load_recording(path, RecordingLimits.model_validate(limits))


def test_a_file_just_within_the_limits_is_heard(tmp_path: Path) -> None:
    path = wav(tmp_path / "call.wav", data=bytes(16000 * 9))
    recording = load_recording(path, RecordingLimits(max_duration_s=9.5, max_decoded_mb=1))
    assert recording.tracks[0].duration_s == 9


@pytest.mark.parametrize("codec", ["flac", "libmp3lame"])
def test_a_bomb_is_refused_before_it_has_gone_off(tmp_path: Path, codec: str) -> None:
    path = tmp_path / f"bomb.{'flac' if codec == 'flac' else 'mp3'}"
    one = write(path, np.zeros(8000 * 30, np.float32), codec=codec).read_bytes()
    path.write_bytes(one * 60 if codec != "flac" else one)  # an MP3 of half an hour in some hundred kilobytes
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(RecordingError, match="longer than 20 s"):
        load_recording(path, RecordingLimits(max_duration_s=20))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_the_limits_hold_over_all_recordings_of_a_file(tmp_path: Path) -> None:
    path = wav(tmp_path / "call.wav", data=bytes(16000 * 4))
    path.write_bytes(path.read_bytes() * 3)
    assert len(extents(path)) == 3
    with pytest.raises(RecordingError, match="longer than 10 s"):
        load_recording(path, RecordingLimits(max_duration_s=10))


def test_amr_of_one_byte_a_frame_is_refused_by_its_length_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "call.amr"
    path.write_bytes(b"#!AMR\n" + b"\x7c" * 1500)
    with pytest.raises(RecordingError, match="longer than 29 s"):
        load_recording(path, RecordingLimits(max_duration_s=29))
    path.write_bytes(path.read_bytes() + b"#!AMR\n" + b"\x7c" * 500)
    assert [part.frames_s for part in extents(path)] == pytest.approx([30, 10])


def raw(path: Path, hertz: float, codec: str, rate: int) -> Path:
    """Sound of two seconds without any header."""
    samples = tone(hertz, 2, rate)
    if codec == "pcm_s16le":
        path.write_bytes((samples * 32767).astype("<i2").tobytes())
        return path
    encoder = av.CodecContext.create(codec, "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate, encoder.format, encoder.layout = rate, "s16", "mono"
    frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16).reshape(1, -1), format="s16", layout="mono")
    frame.rate = rate
    frame.pts = 0
    packets = [*encoder.encode(frame), *encoder.encode(None)]
    path.write_bytes(b"".join(bytes(packet) for packet in packets))
    return path


@pytest.mark.parametrize(
    ("ending", "codec", "rate"),
    [
        ("sln", "pcm_s16le", 8000),
        ("sln16", "pcm_s16le", 16000),
        ("sln48", "pcm_s16le", 48000),
        ("alaw", "pcm_alaw", 8000),
        ("al", "pcm_alaw", 8000),
        ("ulaw", "pcm_mulaw", 8000),
        ("UL", "pcm_mulaw", 8000),
        ("mulaw", "pcm_mulaw", 8000),
        ("g722", "g722", 16000),
    ],
)
def test_telephone_files_without_a_header_are_heard_by_their_ending_and_told(
    tmp_path: Path, ending: str, codec: str, rate: int
) -> None:
    recording = load_recording(raw(tmp_path / f"call.{ending}", 440, codec, rate))
    (track,) = recording.tracks
    assert abs(track.duration_s - 2) < 0.05
    assert abs(pitch(track.samples) - 440) < 5
    assert "没有文件头" in recording.warnings[0]
    assert str(rate) in recording.warnings[0]


def test_dialogic_adpcm_is_heard_at_half_a_byte_a_sample(tmp_path: Path) -> None:
    (tmp_path / "call.vox").write_bytes(bytes(range(256)) * 63)
    recording = load_recording(tmp_path / "call.vox")
    assert abs(recording.tracks[0].duration_s - 256 * 63 * 2 / 8000) < 0.01
    assert "Dialogic ADPCM" in recording.warnings[0]


@pytest.mark.parametrize("ending", [*sorted(RAW), ".raw", ".pcm"])
def test_a_file_with_a_header_is_read_by_it_whatever_its_name_ends_in(tmp_path: Path, ending: str) -> None:
    whole = write(tmp_path / "whole.wav", tone(440), tone(440))
    path = whole.rename(tmp_path / f"call{ending}")
    recording = load_recording(path)
    assert len(recording.tracks) == 2
    assert recording.warnings == ()


@pytest.mark.parametrize("ending", ["raw", "pcm", "g726", "siren14", "dvf", "nmf", "ilbc"])
def test_sound_whose_coding_nobody_says_is_refused_with_what_to_do(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"call.{ending}"
    path.write_bytes(np.random.default_rng(3).bytes(4000))
    with pytest.raises(RecordingError, match=r"cod(ed|ing)") as refused:
        load_recording(path)
    assert "WAV" in refused.value.remedy


def test_a_file_of_more_recordings_than_anybody_joins_is_refused(tmp_path: Path) -> None:
    path = wav(tmp_path / "call.wav", data=b"\x01" * 100)
    path.write_bytes(path.read_bytes() * 101)
    with pytest.raises(RecordingError, match="more than 100 recordings"):
        load_recording(path)


# Headers that were made to hang or mislead whoever walks through them.
MADE = [
    b"RIFF\xff\xff\xff\xffWAVE" + b"abcd\x00\x00\x00\x00" * 30_000,
    b"RIFF\x00\x00\x00\x00WAVEdata\xfe\xff\xff\xff" + bytes(100),
    b"RF64\xff\xff\xff\xffWAVEds64\x1c\x00\x00\x00" + b"\xff" * 28 + b"data\xff\xff\xff\xff" + bytes(100),
    b"FORM\x00\x00\x00\x00AIFFSSND\x7f\xff\xff\xff" + bytes(100),
    b"caff\x00\x01\x00\x00data\x7f" + b"\xff" * 7 + bytes(100),
    b"caff\x00\x01\x00\x00free\xff\xff\xff\xff\xff\xff\xff\xf0" + bytes(100),
    b"\x00\x00\x00\x08ftyp" * 30_000,
    b"\x00\x00\x00\x08ftyp" + b"\x00\x00\x00\x08free" * 30_000,
    b"\x00\x00\x00\x01ftyp" + b"\xff" * 8 + bytes(100),
    b"\x1aE\xdf\xa3\x01" + b"\xff" * 40,
    b"\x1aE\xdf\xa3\x00" + bytes(40),
    b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00" + b"\x01" + bytes(200),
    b".snd" + b"\x00\x00\x00\x00\x00\x00\x00\x01" + bytes(200),
    b"#!AMR\n" + b"\x7c" * 800_000,
    b"#!AMR",
    b"#!AMR\n" * 3000,
    b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + bytes(100),
    b"\xff\xe3\x38\xc0" + bytes(9) + b"Info\x00\x00\x00\x0f" + bytes(200),
    b"OggS" + b"\xff" * 60,
    b"OggS",
    b"fLaC" + b"\x7f\xff\xff\xff" * 20,
]


@pytest.mark.parametrize("data", MADE, ids=range(len(MADE)))
def test_a_made_up_header_ends_in_one_line_and_soon(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(data)
    began = time.process_time()
    with pytest.raises(RecordingError):
        load_recording(path)
    assert time.process_time() - began < 10
