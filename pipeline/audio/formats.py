"""Which sound is opened: the containers that FFmpeg may look for, and telephone files without a header."""

import struct
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pipeline.domain.base import Frozen

# FFmpeg's demuxers that hold sound and open nothing but the file itself: no playlist, script, session or picture.
CONTAINERS: Final = (
    *("wav", "w64", "aiff", "au", "caf", "flac", "ogg", "mp3", "aac", "mov", "matroska", "asf", "amr"),
    *("voc", "nistsphere", "wv", "qcp", "ilbc"),
)
READABLE: Final = "WAV (PCM, A-law, mu-law, ADPCM, GSM), MP3, Opus/OGG, FLAC, M4A or AMR"
_WITH_HEADER: Final = (
    *("wav", "wave", "rf64", "w64", "au", "snd", "aif", "aiff", "aifc", "caf", "flac", "wv", "voc", "sph", "nist"),
    *("mp3", "mp2", "ogg", "oga", "ogx", "opus", "spx", "aac", "amr", "awb", "qcp", "wma", "asf"),
    *("m4a", "m4b", "mp4", "mov", "3gp", "3g2", "mka", "mkv", "webm"),
)
# Bytes by which a file with a header is known, and where they stand.
_MAGIC: Final = (
    *((0, magic) for magic in (b"RIFF", b"RIFX", b"RF64", b"BW64", b"riff\x2e\x91", b"FORM", b".snd", b"caff")),
    *((0, magic) for magic in (b"OggS", b"fLaC", b"ID3", b"#!AMR", b"#!iLBC", b"\x1aE\xdf\xa3", b"Creative Voice")),
    *((0, b"NIST_1A"), (0, b"wvpk"), (0, b"0&\xb2u"), (4, b"ftyp")),
)
HEAD_BYTES: Final = 16


class RawFormat(Frozen):
    """How a file without a header is read, by its ending: nothing in it says so.

    demuxer: FFmpeg's name. rate_hz: of its single channel. coding: for reviewers. told_rate: whether the demuxer has to
    be told the rate. wav_tag: where FFmpeg has no demuxer, the codec's tag in the WAV header that is read before it.
    """

    demuxer: str
    rate_hz: int
    coding: str
    told_rate: bool = False
    wav_tag: int = 0


def _signed_linear() -> dict[str, RawFormat]:
    """Asterisk's 16-bit samples: .sln at 8 kHz, .sln16 at 16 kHz, and so on."""
    rates = {"": 8, "8": 8, "12": 12, "16": 16, "24": 24, "32": 32, "44": 44.1, "48": 48, "96": 96, "192": 192}
    return {
        f".sln{name}": RawFormat(demuxer="s16le", rate_hz=round(khz * 1000), coding="16位线性PCM", told_rate=True)
        for name, khz in rates.items()
    }


_A_LAW = RawFormat(demuxer="alaw", rate_hz=8000, coding="A律", told_rate=True)
_MU_LAW = RawFormat(demuxer="mulaw", rate_hz=8000, coding="μ律", told_rate=True)
RAW: Final[Mapping[str, RawFormat]] = MappingProxyType(
    {
        **_signed_linear(),
        **dict.fromkeys((".alaw", ".al"), _A_LAW),
        **dict.fromkeys((".ulaw", ".ul", ".mulaw", ".mu"), _MU_LAW),
        ".g722": RawFormat(demuxer="g722", rate_hz=16000, coding="G.722"),
        ".g723": RawFormat(demuxer="g723_1", rate_hz=8000, coding="G.723.1"),
        ".g729": RawFormat(demuxer="g729", rate_hz=8000, coding="G.729"),
        ".gsm": RawFormat(demuxer="gsm", rate_hz=8000, coding="GSM 06.10"),
        ".vox": RawFormat(demuxer="wav", rate_hz=8000, coding="Dialogic ADPCM", wav_tag=0x17),
    }
)
_NO_DECODER = "its coding cannot be read here", f"Convert it to {READABLE} in the telephone system."
_NOT_TOLD = (
    "neither its ending nor a header says how its sound is coded",
    "Rename it by its coding: .sln (16 bit, 8 kHz), .alaw, .ulaw, .g722 or .vox; or export WAV.",
)
# Sound by its ending that cannot be heard, with cause and remedy.
_UNREADABLE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        **dict.fromkeys((".pcm", ".raw", ".lin", ".g711", ".g726", ".g721", ".adpcm", ".lpc10", ".ilbc"), _NOT_TOLD),
        **dict.fromkeys((".siren7", ".siren14", ".g719", ".dvf", ".msv", ".ds2", ".dss", ".nmf", ".evrc"), _NO_DECODER),
    }
)
# What a folder is searched for: what can be read, and what is sound but cannot, so that it is named as a failure.
SOUND_ENDINGS: Final = frozenset({*(f".{ending}" for ending in _WITH_HEADER), *RAW, *_UNREADABLE})


def has_header(head: bytes) -> bool:
    """Whether the first HEAD_BYTES of a file are those of a container, whatever its name ends in."""
    return any(head.startswith(magic, at) for at, magic in _MAGIC)


def raw_format(ending: str, head: bytes) -> RawFormat | None:
    """How a file without a header is to be read, None where FFmpeg finds that out itself."""
    return None if has_header(head) else RAW.get(ending.lower())


def refusal(ending: str, head: bytes) -> tuple[str, str] | None:
    """Cause and remedy where a file of this ending is sound that cannot be read."""
    return None if has_header(head) else _UNREADABLE.get(ending.lower())


def wav_header(raw: RawFormat) -> bytes:
    """The WAV header that a raw file of a codec with a tag lacks: one channel, four bits a sample, length unknown."""
    unknown = 0xFFFFFFFF
    layout = struct.pack("<HHIIHH", raw.wav_tag, 1, raw.rate_hz, raw.rate_hz // 2, 1, 4)
    return (
        struct.pack("<4sI4s4sI", b"RIFF", unknown, b"WAVE", b"fmt ", len(layout))
        + layout
        + struct.pack("<4sI", b"data", unknown)
    )
