"""Sound input made unsound: a few changes to one of the seeds, the same for the same number."""

import random
import re
import struct
from collections.abc import Callable, Sequence

Change = Callable[[random.Random, bytes], bytes]

_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_NUMBERS = (
    *(b"0", b"-1", b"1e999", b"NaN", b"-Infinity", b"1e12", b"1780000000", b"86400001", b"3E+05", b"9" * 400, b"00"),
    *(b"2147483648", b"-0.0", b"true", b"null", b'""', b"[]", b"{}", b"1988-07-15 00:00:00"),
)
_INTEGERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFE)
_LONGEST = 300_000  # bytes


def mutated(number: int, seeds: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    """The input of this number. tokens: what may be put in anywhere."""
    chance = random.Random(number)
    made = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        made = chance.choice(_CHANGES)(chance, made) if chance.random() < 0.7 else _put(chance, made, tokens)
        if chance.random() < 0.1:
            made = made[: _place(chance, made)] + chance.choice(seeds)[_place(chance, made) :]
    return made[:_LONGEST]


def _place(chance: random.Random, data: bytes) -> int:
    """Anywhere; more often near the beginning, where headers are."""
    return chance.randrange(min(len(data), 64) + 1) if chance.random() < 0.4 else chance.randrange(len(data) + 1)


def _span(chance: random.Random, data: bytes) -> tuple[int, int]:
    start = _place(chance, data)
    return start, min(len(data), start + chance.choice((1, 2, 4, 16, 100, 2000)))


def _put(chance: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    at = _place(chance, data)
    return data[:at] + chance.choice(tokens) * chance.choice((1, 1, 1, 2, 50)) + data[at:]


def _flip(chance: random.Random, data: bytes) -> bytes:
    if not data:
        return data
    at = min(_place(chance, data), len(data) - 1)
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _leave_out(chance: random.Random, data: bytes) -> bytes:
    start, end = _span(chance, data)
    return data[:start] + data[end:]


def _repeat(chance: random.Random, data: bytes) -> bytes:
    start, end = _span(chance, data)
    return data[:end] + data[start:end] * chance.choice((1, 3, 100, 2000)) + data[end:]


def _cut(chance: random.Random, data: bytes) -> bytes:
    return data[: _place(chance, data)]


def _overwrite(chance: random.Random, data: bytes) -> bytes:
    at = _place(chance, data)
    value, form = chance.choice(_INTEGERS), chance.choice(("<I", ">I", "<H", ">H", "B"))
    written = struct.pack(form, value & (1 << 8 * struct.calcsize(form)) - 1)
    return data[:at] + written + data[at + len(written) :]


def _other_number(chance: random.Random, data: bytes) -> bytes:
    found = list(_NUMBER.finditer(data, 0, 20_000))
    if not found:
        return data
    place = chance.choice(found)
    return data[: place.start()] + chance.choice(_NUMBERS) + data[place.end() :]


def _swap_lines(chance: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


_CHANGES: tuple[Change, ...] = (_flip, _leave_out, _repeat, _cut, _overwrite, _other_number, _other_number, _swap_lines)
