"""What is in a file is heard whole, refused, or told in the report with both lengths: never dropped in silence."""

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.audio.recording import Recording, load_recording
from pipeline.errors import RecordingError
from tests.audio.sounds import pitch, tone, write

SECONDS = 3
# Every container whose end can be told from its structure: its ending, codec and rate.
CONTAINERS = [
    ("wav", "pcm_s16le", 8000),
    ("wav", "pcm_alaw", 8000),
    ("wav", "adpcm_ima_wav", 8000),
    ("w64", "pcm_s16le", 8000),
    ("aiff", "pcm_s16be", 8000),
    ("au", "pcm_mulaw", 8000),
    ("caf", "pcm_s16le", 8000),
    ("mp3", "libmp3lame", 8000),
    ("m4a", "aac", 16000),
    ("3gp", "libopencore_amrnb", 8000),
    ("mka", "libopus", 16000),
    ("webm", "libopus", 16000),
    ("mkv", "aac", 16000),
    ("amr", "libopencore_amrnb", 8000),
]
# Those of which FFmpeg itself tells, or reads on.
OTHERS = [("flac", "flac", 8000), ("aac", "aac", 16000), ("voc", "pcm_u8", 8000), ("wv", "wavpack", 8000)]


def a_file(folder: Path, ending: str, codec: str, rate: int, hertz: float = 440, seconds: float = SECONDS) -> Path:
    return write(folder / f"{hertz:.0f}.{ending}", tone(hertz, seconds, rate), codec=codec, rate=rate)


def heard_s(recording: Recording) -> float:
    return recording.tracks[0].duration_s


@pytest.mark.parametrize(("ending", "codec", "rate"), [*CONTAINERS, *OTHERS, ("ogg", "libopus", 16000)])
def test_a_whole_file_is_heard_without_a_word(tmp_path: Path, ending: str, codec: str, rate: int) -> None:
    recording = load_recording(a_file(tmp_path, ending, codec, rate))
    assert recording.warnings == ()
    assert abs(heard_s(recording) - SECONDS) < 0.15


@pytest.mark.parametrize("share", [0.4, 0.9])
@pytest.mark.parametrize(("ending", "codec", "rate"), [*CONTAINERS, *OTHERS])
def test_a_file_that_was_broken_off_is_refused(
    tmp_path: Path, ending: str, codec: str, rate: int, share: float
) -> None:
    path = a_file(tmp_path, ending, codec, rate)
    data = path.read_bytes()
    keep = int(len(data) * share)
    path.write_bytes(data[: keep - keep % 13 + 2])  # not between two frames of AMR, which nothing could tell
    with pytest.raises(RecordingError, match=r"truncated|breaks off|not a recording"):
        load_recording(path)


@pytest.mark.parametrize(("ending", "codec"), [("wav", "pcm_s16le"), ("au", "pcm_mulaw"), ("caf", "pcm_s16le")])
def test_a_little_that_is_missing_is_told_with_both_lengths(tmp_path: Path, ending: str, codec: str) -> None:
    path = a_file(tmp_path, ending, codec, 8000, seconds=10)
    data = path.read_bytes()
    path.write_bytes(data[: -len(data) // 100])
    (warning,) = load_recording(path).warnings
    assert "10.0" in warning
    assert "9.9" in warning


@pytest.mark.parametrize(("ending", "codec", "rate"), CONTAINERS)
def test_joined_files_are_heard_one_behind_the_other_and_told(
    tmp_path: Path, ending: str, codec: str, rate: int
) -> None:
    low, high = (a_file(tmp_path, ending, codec, rate, hertz) for hertz in (440, 1000))
    joined = tmp_path / f"joined.{ending}"
    joined.write_bytes(low.read_bytes() + high.read_bytes())
    recording = load_recording(joined)
    samples = recording.tracks[0].samples
    assert abs(heard_s(recording) - 2 * SECONDS) < 0.3
    assert abs(pitch(samples[8000:40000]) - 440) < 15
    assert abs(pitch(samples[-40000:-8000]) - 1000) < 15
    assert "2段录音" in recording.warnings[0]


@pytest.mark.parametrize(("ending", "codec", "rate"), [OTHERS[0], OTHERS[1], ("ogg", "libopus", 16000)])
def test_joined_frames_are_one_recording(tmp_path: Path, ending: str, codec: str, rate: int) -> None:
    path = a_file(tmp_path, ending, codec, rate)
    path.write_bytes(path.read_bytes() * 2)
    assert abs(heard_s(load_recording(path)) - 2 * SECONDS) < 0.3


@pytest.mark.parametrize(("ending", "codec", "rate"), [OTHERS[2], OTHERS[3]])
def test_joined_files_that_cannot_be_heard_whole_are_refused(
    tmp_path: Path, ending: str, codec: str, rate: int
) -> None:
    path = a_file(tmp_path, ending, codec, rate)
    path.write_bytes(path.read_bytes() * 2)
    with pytest.raises(RecordingError, match=r"can be heard|damaged"):
        load_recording(path)


def test_joined_files_of_other_formats_are_heard_at_their_own_speed(tmp_path: Path) -> None:
    slow = write(tmp_path / "slow.wav", tone(440, 2), codec="pcm_mulaw")
    fast = write(tmp_path / "fast.wav", tone(440, 2, 16000), rate=16000)
    stereo = write(tmp_path / "stereo.wav", tone(440, 2), tone(440, 2))
    (tmp_path / "joined.wav").write_bytes(slow.read_bytes() + bytes(200) + fast.read_bytes() + stereo.read_bytes())
    recording = load_recording(tmp_path / "joined.wav")
    assert len(recording.tracks) == 1
    assert abs(heard_s(recording) - 6) < 0.1
    for start in (0, 32000, 64000):
        assert abs(pitch(recording.tracks[0].samples[start + 2000 : start + 30000]) - 440) < 5
    said = "".join(recording.warnings)
    assert "3段" in said
    assert "8000→16000→8000" in said
    assert "1→2" in said


def count_less(path: Path, seconds: float, *, at: tuple[int, ...], order: str, add: int = 0) -> None:
    """Write a shorter length into a header's field of four bytes, as one that was written before the end."""
    data = bytearray(path.read_bytes())
    for field in at:
        data[field : field + 4] = struct.pack(f"{order}I", int(seconds * 8000) * 2 + add)
    path.write_bytes(data)


def test_a_wav_that_holds_more_than_its_header_counts_is_heard_whole_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "call.wav", tone(440, 10))
    data = path.read_bytes()
    count_less(path, 3, at=(data.index(b"data") + 4,), order="<")
    recording = load_recording(path)
    assert abs(heard_s(recording) - 10) < 0.05
    (warning,) = recording.warnings
    assert "3.0秒" in warning
    assert "10.0秒" in warning


def test_an_au_that_holds_more_than_its_header_counts_is_heard_whole_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "call.au", tone(440, 10), codec="pcm_s16be")
    count_less(path, 3, at=(8,), order=">")
    recording = load_recording(path)
    assert abs(heard_s(recording) - 10) < 0.05
    assert "3.0秒" in recording.warnings[0]


@pytest.mark.parametrize(("ending", "codec"), [("aiff", "pcm_s16be"), ("caf", "pcm_s16le")])
def test_others_that_hold_more_are_refused_with_both_lengths(tmp_path: Path, ending: str, codec: str) -> None:
    path = write(tmp_path / f"call.{ending}", tone(440, 10), codec=codec)
    data = path.read_bytes()
    field = data.index(b"SSND") + 4 if ending == "aiff" else data.index(b"data") + 8
    count_less(path, 3, at=(field,), order=">")
    with pytest.raises(RecordingError, match=r"its header counts \d+"):
        load_recording(path)


@pytest.mark.parametrize(
    "after",
    [
        b"LIST\x0c\x00\x00\x00INFOabcd\x00\x00\x00\x00",
        b"id3 \x04\x00\x00\x00abcd",
        bytes(5000),
        b"TAG" + b"x" * 125,
    ],
    ids=["list", "id3", "padding", "tag"],
)
def test_what_follows_a_wav_without_being_sound_is_no_fault(tmp_path: Path, after: bytes) -> None:
    path = write(tmp_path / "call.wav", tone(440, 2))
    path.write_bytes(path.read_bytes() + after)
    recording = load_recording(path)
    assert recording.warnings == ()
    assert abs(heard_s(recording) - 2) < 0.01


def test_an_ogg_without_its_last_page_is_told(tmp_path: Path) -> None:
    path = a_file(tmp_path, "ogg", "libopus", 16000)
    path.write_bytes(path.read_bytes()[:-100])
    (warning,) = load_recording(path).warnings
    assert "没有正常结束" in warning


def uncounted_mp3(path: Path, hertz: float, *, rate: int, channels: int = 1, seconds: float = 3) -> bytes:
    """An MP3 as telephone systems stream it: frames alone, without a tag or a count."""
    layout = ("mono", "stereo")[channels - 1]
    with av.open(str(path), "w", format="mp3", options={"write_xing": "0", "id3v2_version": "0"}) as container:
        stream = container.add_stream("libmp3lame", rate=rate, layout=layout)
        stream.codec_context.open()
        data = np.ascontiguousarray(np.stack([tone(hertz, seconds, rate)] * channels))
        frame = av.AudioFrame.from_ndarray(data, format="fltp", layout=layout)
        frame.rate, frame.time_base = rate, Fraction(1, rate)
        cut = av.AudioResampler(
            format=stream.format, layout=layout, rate=rate, frame_size=stream.codec_context.frame_size
        )
        for piece in [*cut.resample(frame), *cut.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path.read_bytes()


@pytest.mark.parametrize("rest", [b"", b"TAG" + bytes(125), b"TAG" + b"x" * 125])
def test_an_mp3_without_a_count_is_whole_where_it_ends_with_a_frame_or_a_tag(tmp_path: Path, rest: bytes) -> None:
    path = tmp_path / "call.mp3"
    path.write_bytes(uncounted_mp3(path, 440, rate=8000) + rest)
    assert load_recording(path).warnings == ()


def test_an_mp3_without_a_count_that_ends_within_a_frame_is_told(tmp_path: Path) -> None:
    path = tmp_path / "call.mp3"
    path.write_bytes(uncounted_mp3(path, 440, rate=8000)[:-50])
    (warning,) = load_recording(path).warnings
    assert "没有正常结束" in warning


# rate and channels of the first half and of the second; what is said of it
CHANGES = [
    ((16000, 1), (24000, 1), "16000→24000"),
    ((22050, 1), (24000, 1), "22050→24000"),
    ((24000, 1), (8000, 1), "24000→8000"),
    ((8000, 2), (16000, 2), "8000→16000"),
    ((16000, 1), (16000, 2), "声道数改变（1→2）"),
    ((16000, 2), (16000, 1), "声道数改变（2→1）"),
    ((8000, 2), (16000, 1), "声道数改变（2→1）"),
]


@pytest.mark.parametrize(("first", "second", "said"), CHANGES)
def test_a_format_that_changes_within_a_stream_is_heard_at_its_own_speed(
    tmp_path: Path, first: tuple[int, int], second: tuple[int, int], said: str
) -> None:
    path = tmp_path / "call.mp3"
    halves = [uncounted_mp3(path, 440, rate=rate, channels=channels) for rate, channels in (first, second)]
    path.write_bytes(b"".join(halves))
    recording = load_recording(path)
    assert abs(heard_s(recording) - 6) < 0.5
    assert len(recording.tracks) == (2 if first[1] == second[1] == 2 else 1)
    for half in (recording.tracks[0].samples[8000:40000], recording.tracks[0].samples[-40000:-8000]):
        assert abs(pitch(half) - 440) < 5
    assert any(said in warning for warning in recording.warnings)


@pytest.mark.parametrize(("ending", "codec", "rate"), [("aac", "aac", 16000), ("mp3", "libmp3lame", 8000)])
def test_a_damaged_place_is_left_out_and_told(tmp_path: Path, ending: str, codec: str, rate: int) -> None:
    path = a_file(tmp_path, ending, codec, rate, seconds=20)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 300] = b"\x55" * 300
    path.write_bytes(data)
    recording = load_recording(path)
    assert any("处损坏" in warning for warning in recording.warnings)
    assert heard_s(recording) > 18


def test_sound_that_a_flac_lacks_in_the_middle_is_told_with_both_lengths(tmp_path: Path) -> None:
    path = a_file(tmp_path, "flac", "flac", 8000, seconds=10)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 600] = b"\x55" * 600
    path.write_bytes(data)
    recording = load_recording(path)
    assert any("10.00秒" in warning and "9." in warning for warning in recording.warnings)


def test_a_file_damaged_all_over_is_refused(tmp_path: Path) -> None:
    path = a_file(tmp_path, "mp3", "libmp3lame", 8000, seconds=20)
    data = bytearray(path.read_bytes())
    for start in range(2000, len(data) - 400, 900):
        data[start : start + 300] = b"\x55" * 300
    path.write_bytes(data)
    with pytest.raises(RecordingError, match="damaged"):
        load_recording(path)


def test_two_streams_of_sound_are_refused_and_not_one_of_them_taken(tmp_path: Path) -> None:
    path = tmp_path / "call.mka"
    with av.open(str(path), "w") as container:
        streams = [container.add_stream("pcm_s16le", rate=8000, layout="mono") for _ in range(2)]
        for stream in streams:
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), format="s16", layout="mono")
            frame.rate, frame.time_base = 8000, Fraction(1, 8000)
            container.mux(stream.encode(frame))
    with pytest.raises(RecordingError, match="2 audio streams"):
        load_recording(path)
