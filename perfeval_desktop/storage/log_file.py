"""SQLite's write-ahead log, looked at before SQLite reads it: does it go on behind a damage?"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_HEADER, _FRAME = 32, 24
_BIG_ENDIAN_SUMS = 0x377F0683
_PAGE_SIZE = 4096  # of every document we make
_MASK = 0xFFFFFFFF


class _Frame(NamedTuple):
    """A page in the log."""

    is_last: bool  # of its transaction
    salt: bytes
    summed: bytes
    sum: bytes


def is_cut_short(log: Path) -> bool:
    """Say whether whole transactions lie behind a place that cannot be read.

    SQLite reads a log up to there and takes the rest for what a power cut had not let through. But
    a power cut breaks one transaction at most, the last: those before it were synced.
    """
    data = log.read_bytes() if log.is_file() else b""
    if len(data) < _HEADER:
        return False
    magic, page_size = struct.unpack(">I4xI", data[:12])
    order = ">" if magic == _BIG_ENDIAN_SUMS else "<"
    running = _sum((0, 0), data[:24], order)
    salt = data[16:24]
    is_sound = struct.pack(">II", *running) == data[24:32]
    frames = list(_frames(data, page_size if is_sound else _PAGE_SIZE))
    if not is_sound:
        return bool(frames) and _ended(frames, frames[0].salt) > 1
    for at, frame in enumerate(frames):
        running = _sum(running, frame.summed, order)
        if frame.salt != salt or struct.pack(">II", *running) != frame.sum:
            return _ended(frames[at:], salt) > 1
    return False


def _ended(frames: list[_Frame], salt: bytes) -> int:
    """Count the transactions that end in these frames; other salts are those of an older log."""
    return sum(frame.is_last and frame.salt == salt for frame in frames)


def _frames(data: bytes, page_size: int) -> Iterator[_Frame]:
    for at in range(_HEADER, len(data) - _FRAME - page_size + 1, _FRAME + page_size):
        head, page = data[at : at + _FRAME], data[at + _FRAME : at + _FRAME + page_size]
        yield _Frame(head[4:8] != bytes(4), head[8:16], head[:8] + page, head[16:24])


def _sum(before: tuple[int, int], data: bytes, order: str) -> tuple[int, int]:
    first, second = before
    words = array("I", data)
    if (order == ">") != (struct.pack("=I", 1) == struct.pack(">I", 1)):
        words.byteswap()
    for one, other in zip(words[::2], words[1::2], strict=True):
        first = (first + one + second) & _MASK
        second = (second + other + first) & _MASK
    return first, second
