"""The names in an old Office file (OLE compound file): enough to say what it is."""

from __future__ import annotations

_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_END = 0xFFFFFFFA  # sector numbers from here on are no sectors
_ENTRY = 128
_MOST_SECTORS = 2_000  # of the directory; real ones have a few
_ENCRYPTED_FLAG = 0x0100  # in the word at 10 of a Word document


def is_compound(data: bytes) -> bool:
    """Say whether a file is one."""
    return data.startswith(_MAGIC)


def stream_names(data: bytes) -> frozenset[str]:
    """Return the names in it; none when it is broken."""
    return frozenset(name for name, _, _ in _entries(data))


def word_is_locked(data: bytes) -> bool:
    """Say whether a .doc is protected by a password."""
    size = _sector_size(data)
    for name, first, _ in _entries(data):
        if name == "WordDocument" and first < _END:
            at = (first + 1) * size
            return bool(_number(data, at + 10, 2) & _ENCRYPTED_FLAG)
    return False


def _sector_size(data: bytes) -> int:
    shift = _number(data, 30, 2)
    return 1 << shift if 7 <= shift <= 16 else 512


def _number(data: bytes, at: int, length: int = 4) -> int:
    return int.from_bytes(data[at : at + length], "little")


def _entries(data: bytes) -> list[tuple[str, int, int]]:
    """Name, first sector and size of what the directory lists."""
    size = _sector_size(data)
    sector, found = _number(data, 48), []
    seen: set[int] = set()
    while sector < _END and sector not in seen and len(seen) < _MOST_SECTORS:
        seen.add(sector)
        begin = (sector + 1) * size
        for at in range(begin, min(begin + size, len(data) - _ENTRY + 1), _ENTRY):
            length = min(_number(data, at + 64, 2), 64)
            name = data[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
            if name:
                found.append((name, _number(data, at + 116), _number(data, at + 120)))
        sector = _next_sector(data, sector, size)
    return found


def _next_sector(data: bytes, sector: int, size: int) -> int:
    """Follow the table of sectors; its own first 109 sectors are listed in the head of the file."""
    each = size // 4
    table = sector // each
    if table >= 109:
        return _END
    at = (_number(data, 76 + 4 * table) + 1) * size + 4 * (sector % each)
    return _number(data, at) if at + 4 <= len(data) else _END
