"""What a reviewer is told of a recording's file: nothing of it is left out, mended or guessed without a word."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from pipeline.audio.decoding import Decoder, Section
from pipeline.audio.extents import Extent
from pipeline.audio.formats import RawFormat
from pipeline.audio.frames import ogg_ends_open
from pipeline.domain.base import Frozen

_ASK = "请核对是否为同一通电话"
# Less than this may be what a codec primes its decoder with.
_PRIMING_S = 0.1


class Length(Frozen):
    """How long a recording was heard, and how long its header says that it is: 0 where it does not count."""

    heard_s: float
    promised_s: float = 0.0


def oddities(
    path: Path, raw: RawFormat | None, parts: Sequence[Extent], lengths: Sequence[Length], decoder: Decoder
) -> tuple[str, ...]:
    """Warnings for the report, in Chinese.

    raw: how the file was read where it has no header. parts, lengths: the recordings in it, as they stand there and
    as they were heard.
    """
    return (
        *_of_raw(raw),
        *_of_parts(parts, lengths),
        *_of_changes(decoder.sections),
        *_of_ends(path, decoder, told=any(part.counted_end for part in parts)),
    )


def _of_raw(raw: RawFormat | None) -> Iterator[str]:
    if raw:
        yield f"文件没有文件头，按{raw.coding}、{raw.rate_hz}赫兹、单声道解码；如听不清，请核对编码"


def _of_parts(parts: Sequence[Extent], lengths: Sequence[Length]) -> Iterator[str]:
    if len(parts) > 1:
        sum_of = "＋".join(f"{length.heard_s:.1f}" for length in lengths)
        yield f"文件由{len(parts)}段录音首尾相接而成（{sum_of}秒），已全部听取，{_ASK}"
    for part, length in zip(parts, lengths, strict=True):
        heard_s = length.heard_s
        counted_s = heard_s * part.counted_share
        if part.beyond:
            yield f"文件头只记录了约{counted_s:.1f}秒，文件里有{heard_s:.1f}秒，已全部听取，{_ASK}"
        elif part.counted_end is not None:
            yield f"文件末尾残缺：文件头记录了约{counted_s:.2f}秒，只有{heard_s:.2f}秒"
        elif length.promised_s - heard_s > _PRIMING_S:
            yield f"录音有缺失：文件头记录了{length.promised_s:.2f}秒，只听到{heard_s:.2f}秒"


def _of_changes(sections: Sequence[Section]) -> Iterator[str]:
    rates = [section.rate_hz for section in sections]
    counts = [len(section.channels) for section in sections]
    if len(set(rates)) > 1:
        yield f"录音中途采样率改变（{_course(rates)}赫兹），已全部听取，{_ASK}"
    if len(set(counts)) > 1:
        yield f"录音中途声道数改变（{_course(counts)}），已全部听取，合并为单声道处理"


def _of_ends(path: Path, decoder: Decoder, *, told: bool) -> Iterator[str]:
    if decoder.damaged:
        yield f"录音有{decoder.damaged}处损坏，已跳过"
    if not told and (decoder.ends_within_a_frame or _ends_open(path)):
        yield f"录音文件没有正常结束，可能中途断开：听到{decoder.duration_s:.1f}秒，其后是否还有内容无法得知"


def _course(values: Sequence[int]) -> str:
    """The values one after another, each once where it follows itself; cut where they go on and on."""
    course = [values[0], *(value for before, value in pairwise(values) if value != before)]
    return "→".join(map(str, course[:4])) + ("…" if len(course) > 4 else "")


def _ends_open(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"OggS" and ogg_ends_open(file, path.stat().st_size)
