"""How far a recording reaches in its file: what its header counts, what is there, and whether another one follows.

FFmpeg hears what it finds and says nothing of the rest. Only the structure is read here, never the sound.
"""

import re
import struct
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Final

from pipeline.audio.frames import AMR_MAGIC, amr_end, counted_mp3_end, mp3_frame_bytes, starts_counted_mp3
from pipeline.domain.base import Frozen
from pipeline.errors import RecordingError

# Streamed files: the writer did not know the size when it wrote the header.
_UNKNOWN: Final = {0, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF}
# Less than this after a recording is padding or a tag.
_PADDING_BYTES: Final = 512
_BLOCK: Final = 1 << 20
_MOST: Final = 100  # recordings in a file
_MOST_CHUNKS: Final = 200_000  # of a file whose chunks are looked through; an MP4 in fragments has two a fragment
_CHUNK_NAME: Final = re.compile(rb"[A-Za-z0-9 _.\xa9-]{4}")
_EBML, _SEGMENT = b"\x1aE\xdf\xa3", b"\x18S\x80g"


class Extent(Frozen):
    """One recording within a file, in bytes.

    start, end: where it stands. counted_end: where its header says that its sound ends, None where it does not say.
    format: the container, as its first bytes tell it. frames_s: the length of AMR by its frames, which may be of one
    byte each and cost much to decode; 0 for others.
    """

    format: str
    start: int
    end: int
    counted_end: int | None = None
    frames_s: float = 0.0

    @property
    def beyond(self) -> bool:
        """Whether sound stands there after what the header counts."""
        return self.counted_end is not None and self.counted_end < self.end

    @property
    def counted_share(self) -> float:
        """What its header counts, as a share of what is there; more than 1 where the file is broken off."""
        return 1.0 if self.counted_end is None else (self.counted_end - self.start) / (self.end - self.start)


# From where a recording starts and the file's size to where its sound ends, and where it ends itself, by its header.
_Counted = tuple[int, int] | None


def extents(path: Path) -> tuple[Extent, ...]:
    """The recordings that stand in a file, one behind the other: one in all files but those that were joined.

    Raises:
        RecordingError: more of them than anybody joins.
    """
    size, start = path.stat().st_size, 0
    found: list[Extent] = []
    with path.open("rb") as file:
        while start < size:
            if len(found) == _MOST:
                cause = f"holds more than {_MOST} recordings, one behind the other"
                raise RecordingError(path, cause, "Give each call a file of its own.")
            extent, start = _extent_and_next(file, start, size)
            found.append(extent)
    return tuple(found)


def _extent_and_next(file: IO[bytes], start: int, size: int) -> tuple[Extent, int]:
    """The recording that starts there, and where the next one starts, which is size where there is none."""
    name, counted, frames_s = _counted(file, start, size)
    extent = partial(Extent, format=name, start=start, frames_s=frames_s)
    if counted is None:
        return extent(end=size), size
    sound_end, end = counted
    if end >= size:
        return extent(end=size, counted_end=sound_end if sound_end > size else None), size
    following = _first_sound(file, end, size)
    if _format_at(file, end) or (name == "mp3" and starts_counted_mp3(file, end)):
        return extent(end=end), end
    if following < size and _format_at(file, following):
        return extent(end=end), following
    rest_is_sound = name not in {"mp3", "amr"} and following < size and size - following > _PADDING_BYTES
    return extent(end=size, counted_end=sound_end if rest_is_sound else None), size


def _first_sound(file: IO[bytes], at: int, size: int) -> int:
    """The first byte from there on that is not zero, or size."""
    file.seek(at)
    while block := file.read(_BLOCK):
        if rest := block.lstrip(b"\0"):
            return at + len(block) - len(rest)
        at += len(block)
    return size


def _format_at(file: IO[bytes], start: int) -> str:
    """The container whose first bytes stand there; empty for none that counts, or for MP3, which has no such bytes."""
    file.seek(start)
    head = file.read(12)
    by_name = {b"RIFF": "wav", b"RIFX": "wav", b"RF64": "wav", b"BW64": "wav", b"FORM": "aiff"}
    if head[:4] in by_name and (head[8:12] == b"WAVE" or head[8:11] == b"AIF"):
        return by_name[head[:4]]
    if any(head.startswith(magic) for magic in AMR_MAGIC):
        return "amr"
    if head[4:8] == b"ftyp":
        return "mp4"
    return {b"riff": "w64", b".snd": "au", b"caff": "caf", _EBML: "matroska"}.get(head[:4], "")


def _counted(file: IO[bytes], start: int, size: int) -> tuple[str, _Counted, float]:
    """The name of the container, where its header says that it ends, and how long it lasts by AMR's frames."""
    name = _format_at(file, start)
    file.seek(start)
    if not name:
        head = file.read(4)
        is_mp3 = head[:3] == b"ID3" or mp3_frame_bytes(head) > 0
        end = counted_mp3_end(file, start) if is_mp3 else None
        return "mp3" if is_mp3 else "", (end, end) if end else None, 0.0
    if name == "amr":
        end, frames_s = amr_end(file, start, size)
        return name, (end, end), frames_s
    return name, _COUNTERS[name](file, start, size), 0.0


def _chunks(file: IO[bytes], start: int, size: int) -> _Counted:
    """RIFF and IFF: chunks of a name and a size, padded to even; the sound stands in one of them, others may follow."""
    file.seek(start)
    kind = file.read(12)[:4]
    order = "<" if kind in {b"RIFF", b"RF64", b"BW64"} else ">"
    at, sound_end, long_size = start + 12, None, 0
    for _ in range(_MOST_CHUNKS):
        if at >= size:
            break
        file.seek(at)
        header = file.read(8)
        if len(header) < 8 or not _CHUNK_NAME.fullmatch(header[:4]):
            break
        name, length = header[:4], struct.unpack(f"{order}I", header[4:])[0]
        if name == b"ds64":
            long_size = struct.unpack("<Q", file.read(16)[8:].ljust(8, b"\0"))[0]
        if name in {b"data", b"SSND"} and sound_end is None:
            length = long_size if long_size and length in _UNKNOWN else length
            if length in _UNKNOWN:
                return None
            sound_end = at + 8 + length
        elif sound_end is not None and (at + 8 + length > size or name in {b"RIFF", b"RIFX", b"FORM"}):
            break
        at += 8 + length + length % 2
    return (sound_end, min(at, max(sound_end, size))) if sound_end is not None else None


def _core_audio(file: IO[bytes], start: int, size: int) -> _Counted:
    """CAF: chunks of a name and a size of eight bytes; that of data may be unknown."""
    at, sound_end = start + 8, None
    for _ in range(_MOST_CHUNKS):
        if at >= size:
            break
        file.seek(at)
        header = file.read(12)
        if len(header) < 12 or not _CHUNK_NAME.fullmatch(header[:4]):
            break
        length = struct.unpack(">Q", header[4:])[0]
        if length in _UNKNOWN - {0}:
            return None
        if sound_end is not None and at + 12 + length > size:
            break
        at += 12 + length
        sound_end = at if header[:4] == b"data" else sound_end
    return (sound_end, at) if sound_end is not None else None


def _atoms(file: IO[bytes], start: int, size: int) -> _Counted:
    """MP4: atoms of a size and a name up to the end of the file, or to the next file's first one."""
    at = start
    for _ in range(_MOST_CHUNKS):
        if at >= size:
            break
        file.seek(at)
        header = file.read(16)
        length = int.from_bytes(header[:4], "big")
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length == 0 and header[4:8] == b"mdat":  # reaches to the end of the file, wherever that is
            return None
        if (
            len(header) < 8
            or length < 8
            or not _CHUNK_NAME.fullmatch(header[4:8])
            or (header[4:8] == b"ftyp" and at > start)
        ):
            break
        at += length
    else:
        return None
    return at, at


def _wave64(file: IO[bytes], start: int, _: int) -> _Counted:
    """Sony's Wave64: the size of the whole after its first name."""
    file.seek(start + 16)
    length = int.from_bytes(file.read(8), "little")
    return None if length in _UNKNOWN else (start + length, start + length)


def _sun_audio(file: IO[bytes], start: int, _: int) -> _Counted:
    """AU: where the sound begins and how long it is."""
    file.seek(start + 4)
    offset, length = struct.unpack(">II", file.read(8).ljust(8, b"\0"))
    return None if length in _UNKNOWN else (start + offset + length, start + offset + length)


def _matroska(file: IO[bytes], start: int, _: int) -> _Counted:
    """Matroska and WebM: a head, then a segment with its size, which is unknown where it was streamed."""
    at = start + 4
    head, at = _variable_integer(file, at)
    file.seek(at := at + (head or 0))
    if file.read(4) != _SEGMENT:
        return None
    length, at = _variable_integer(file, at + 4)
    return None if length is None else (at + length, at + length)


def _variable_integer(file: IO[bytes], at: int) -> tuple[int | None, int]:
    """EBML's integer with its length in its first bits, None where all its bits are set; and where it ends."""
    file.seek(at)
    first = int.from_bytes(file.read(1), "big")
    more = 8 - first.bit_length()
    value = int.from_bytes(bytes([first & 0xFF >> more + 1]) + file.read(more), "big") if first else 0
    return None if value == (1 << 7 * (more + 1)) - 1 else value, at + 1 + more


_COUNTERS: Final[dict[str, Callable[[IO[bytes], int, int], _Counted]]] = {
    "wav": _chunks,
    "aiff": _chunks,
    "caf": _core_audio,
    "mp4": _atoms,
    "w64": _wave64,
    "au": _sun_audio,
    "matroska": _matroska,
}
