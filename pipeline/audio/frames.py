"""What MP3, AMR and Ogg say of their own length; they are rows of frames, and only some of them are counted ahead."""

from typing import IO, Final

AMR_MAGIC: Final = {
    b"#!AMR\n": (13, 14, 16, 18, 20, 21, 27, 32, 6),
    b"#!AMR-WB\n": (18, 24, 33, 37, 41, 47, 51, 59, 61, 6),
}
_AMR_EMPTY: Final = 1  # a frame of which only its first byte is there: nothing was received
_AMR_FRAME_S: Final = 0.02
_MOST_FRAMES: Final = 2_000_000  # of AMR: eleven hours
_ID3_HEADER: Final = 10
# ISO/IEC 11172-3 and 13818-3: kbit/s by the header's index, for MPEG-1 and for MPEG-2 and 2.5.
_LAYER_2_1: Final = (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384)
_LAYER_3_1: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_LAYER_3_2: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES: Final = (44100, 48000, 32000)
_LONGEST_PAGE: Final = 65307  # of Ogg, bytes
_LAST_PAGE: Final = 0x04


def mp3_frame_bytes(header: bytes) -> int:
    """The length of an MPEG audio frame of layer II or III by its first four bytes; 0 where they are no such header."""
    if len(header) < 4:
        return 0
    word = int.from_bytes(header[:4], "big")
    version, layer = word >> 19 & 3, word >> 17 & 3
    rate_index, bit_rate_index = word >> 10 & 3, word >> 12 & 15
    if word >> 21 != 0x7FF or version == 1 or layer not in {1, 2} or rate_index == 3 or bit_rate_index in {0, 15}:
        return 0
    first = version == 3
    table = (_LAYER_2_1 if layer == 2 else _LAYER_3_1) if first else _LAYER_3_2
    rate = _RATES[rate_index] // {3: 1, 2: 2, 0: 4}[version]
    slots = 144 if first or layer == 2 else 72
    return slots * table[bit_rate_index] * 1000 // rate + (word >> 9 & 1)


def counted_mp3_end(file: IO[bytes], start: int) -> int | None:
    """Where an MP3 ends by the count in its first frame (Xing, Info or VBRI); None where there is no such count."""
    file.seek(start)
    first = start + _id3_bytes(file.read(_ID3_HEADER))
    file.seek(first)
    head = file.read(4)
    frame = head + file.read(max(0, mp3_frame_bytes(head) - 4))
    for tag in (b"Xing", b"Info"):
        at = frame.find(tag)
        if at > 0 and len(frame) >= at + 16:
            flags = frame[at + 7]
            field = at + 8 + (4 if flags & 1 else 0)
            length = int.from_bytes(frame[field : field + 4], "big") if flags & 2 else 0
            return first + length if length else None
    at = frame.find(b"VBRI")
    length = int.from_bytes(frame[at + 10 : at + 14], "big") if at > 0 else 0
    return first + length if length else None


def starts_counted_mp3(file: IO[bytes], start: int) -> bool:
    """Whether an MP3 with a tag or a count begins there: one that was appended to another."""
    file.seek(start)
    return file.read(3) == b"ID3" or counted_mp3_end(file, start) is not None


def amr_end(file: IO[bytes], start: int, size: int) -> tuple[int, float]:
    """Where the last frame of an AMR file ends, and how many seconds its frames last.

    The end may be beyond the file, or where another AMR file begins. Of a file with more frames than any call has it is
    the file's, and the seconds are more than any limit.
    """
    file.seek(start)
    head = file.read(max(map(len, AMR_MAGIC)))
    magic = next(magic for magic in AMR_MAGIC if head.startswith(magic))
    lengths, at = AMR_MAGIC[magic], start + len(magic)
    file.seek(at)
    for count in range(_MOST_FRAMES):
        if at >= size:
            return at, count * _AMR_FRAME_S
        first = file.read(1)
        if first == b"#" and file.read(4) == b"!AMR":
            return at, count * _AMR_FRAME_S
        mode = first[0] >> 3 & 15
        at += lengths[mode] if mode < len(lengths) else _AMR_EMPTY
        file.seek(at)
    return size, _MOST_FRAMES * _AMR_FRAME_S


def ogg_ends_open(file: IO[bytes], size: int) -> bool:
    """Whether an Ogg file lacks its last page, or part of it: whoever wrote it was stopped."""
    at = max(0, size - 2 * _LONGEST_PAGE)
    file.seek(at)
    tail = file.read()
    page = tail.rfind(b"OggS")
    header = tail[page : page + 27]
    if page < 0 or len(header) < 27:
        return True
    table = tail[page + 27 : page + 27 + header[26]]
    whole = page + 27 + header[26] + sum(table) <= len(tail)
    return not (whole and header[5] & _LAST_PAGE)


def _id3_bytes(header: bytes) -> int:
    """The length of an ID3v2 tag, its sizes in seven bits a byte; 0 where there is none."""
    if not header.startswith(b"ID3") or len(header) < _ID3_HEADER:
        return 0
    length = 0
    for byte in header[6:10]:
        length = length << 7 | byte & 0x7F
    return _ID3_HEADER + length
