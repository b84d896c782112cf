"""An old Office file (OLE compound file): the names of its streams, and the bytes of one."""

from __future__ import annotations

from typing import NamedTuple

_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_END = 0xFFFFFFFA  # sector numbers from here on are no sectors
_ENTRY = 128
_IN_HEAD = 109  # sectors of the table that the head of the file lists
_MOST_DIRECTORY_SECTORS = 2_000  # real ones have a few
_SMALL_STREAM = 4_096  # smaller ones lie in pieces of 64 bytes in a stream of their own
_ENCRYPTED_FLAG = 0x0100  # in the word at 10 of a Word document


class Stream(NamedTuple):
    """A stream as the directory lists it."""

    name: str
    first: int
    size: int


def is_compound(data: bytes) -> bool:
    """Say whether a file is one."""
    return data.startswith(_MAGIC)


def stream_names(data: bytes) -> frozenset[str]:
    """Return the names in it; none when it is broken."""
    return frozenset(each.name for each in _streams(data))


def word_is_locked(data: bytes) -> bool:
    """Say whether a .doc is protected by a password."""
    begin = read_stream(data, "WordDocument")[:12]
    return bool(_number(begin, 10, 2) & _ENCRYPTED_FLAG)


def read_stream(data: bytes, name: str) -> bytes:
    """Return a stream, b"" when there is none or the file is broken."""
    listed = _streams(data)
    found = next((each for each in listed if each.name == name), None)
    if found is None:
        return b""
    size = _sector_size(data)
    if found.size >= _SMALL_STREAM:
        return _chained(data, found, size, _table(data, size), size)
    root = next((each for each in listed if each.name == "Root Entry"), None)
    if root is None:
        return b""
    table = _table(data, size)
    pieces = _chained(data, root, size, table, size)
    first = Stream("", _number(data, 60), _number(data, 64) * size)
    small = _numbers(_chained(data, first, size, table, size))
    return _chained(pieces, found, 64, small, 0)


def _chained(data: bytes, stream: Stream, size: int, table: list[int], skipped: int) -> bytes:
    """Put the sectors of a stream together, as the table says which one follows which."""
    parts, sector, left = [], stream.first, min(stream.size, len(data))
    while left > 0 and sector < len(table):
        begin = skipped + sector * size
        parts.append(data[begin : begin + min(size, left)])
        left -= size
        sector = table[sector]
    return b"".join(parts)


def _sector_size(data: bytes) -> int:
    shift = _number(data, 30, 2)
    return 1 << shift if 7 <= shift <= 16 else 512


def _number(data: bytes, at: int, length: int = 4) -> int:
    return int.from_bytes(data[at : at + length], "little")


def _numbers(data: bytes) -> list[int]:
    whole = data[: len(data) // 4 * 4]
    return list(memoryview(whole).cast("I")) if whole else []


def _table(data: bytes, size: int) -> list[int]:
    """Return for each sector which one follows it."""
    parts = _numbers(data[76 : 76 + 4 * _IN_HEAD])
    more, most = _number(data, 68), len(data) // size + 1
    while more < _END and len(parts) < most:
        listed = _numbers(data[(more + 1) * size : (more + 2) * size])
        if not listed:
            break
        parts += listed[:-1]
        more = listed[-1]
    sectors = (data[(each + 1) * size : (each + 2) * size] for each in parts if each < most)
    return _numbers(b"".join(sectors))


def _streams(data: bytes) -> list[Stream]:
    size, found = _sector_size(data), []
    table, sector = _table(data, size), _number(data, 48)
    seen: set[int] = set()
    while sector < len(table) and sector not in seen and len(seen) < _MOST_DIRECTORY_SECTORS:
        seen.add(sector)
        begin = (sector + 1) * size
        for at in range(begin, min(begin + size, len(data) - _ENTRY + 1), _ENTRY):
            length = min(_number(data, at + 64, 2), 64)
            name = data[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
            if name:
                found.append(Stream(name, _number(data, at + 116), _number(data, at + 120)))
        sector = table[sector]
    return found
