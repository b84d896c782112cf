"""What a font file says of itself: its names and whether it may be embedded.

Only the few tables that say so are read, so that a folder of hundreds of fonts takes milliseconds.
A file that cannot be understood simply has no faces.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

_COLLECTION = b"ttcf"
_MOST_FONTS, _MOST_TABLES, _MOST_NAMES = 64, 128, 4000
_MOST_BYTES = 1 << 20  # of one of the tables read here
_FAMILY, _FULL, _POST_SCRIPT, _TYPOGRAPHIC_FAMILY = 1, 4, 6, 16
_WINDOWS, _PRC = 3, 3
_LEVEL, _RESTRICTED, _NO_SUBSET, _BITMAPS_ONLY = 0xF, 0x2, 0x100, 0x200  # bits of OS/2 fsType
_ITALIC, _BOLD = 0x1, 0x20  # bits of OS/2 fsSelection


class FontFace(NamedTuple):
    """One font of a file.

    Attributes:
        path: The file.
        number: Which font of a collection (.ttc).
        names: Families and full names in all languages, in small letters.
        post_script: Its name inside documents.
        has_outlines: It has TrueType outlines; else they are of another kind (CFF).
        may_embed: Its maker allows that a subset is embedded.
        is_regular: It is neither bold nor slanted.
    """

    path: Path
    number: int
    names: frozenset[str]
    post_script: str
    has_outlines: bool
    may_embed: bool
    is_regular: bool


def faces_in(path: Path) -> tuple[FontFace, ...]:
    """Return the fonts of a file; none when it cannot be read. A file is read once."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return _faces_in(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=8192)
def _faces_in(path: Path, mtime_ns: int, size: int) -> tuple[FontFace, ...]:
    try:
        with path.open("rb") as file:
            return tuple(
                _read_face(file, path, number, start)
                for number, start in enumerate(_font_starts(file))
            )
    except (OSError, struct.error, KeyError, ValueError):
        return ()


def _unpack(file: BinaryIO, layout: str, offset: int) -> tuple[int, ...]:
    file.seek(offset)
    return struct.unpack(f">{layout}", file.read(struct.calcsize(f">{layout}")))


def _font_starts(file: BinaryIO) -> tuple[int, ...]:
    if file.read(4) != _COLLECTION:
        return (0,)
    (count,) = _unpack(file, "I", 8)
    return _unpack(file, f"{min(count, _MOST_FONTS)}I", 12)


def _read_face(file: BinaryIO, path: Path, number: int, start: int) -> FontFace:
    tables = _read_directory(file, start)
    names = list(_read_names(_table(file, tables["name"])))
    may_embed, is_regular = _read_rights(_table(file, tables.get("OS/2", (0, 0))))
    wanted = (_FAMILY, _FULL, _TYPOGRAPHIC_FAMILY)
    return FontFace(
        path,
        number,
        frozenset(text.strip().casefold() for name_id, text in names if name_id in wanted),
        next((text for name_id, text in names if name_id == _POST_SCRIPT), path.stem),
        has_outlines="glyf" in tables,
        may_embed=may_embed,
        is_regular=is_regular,
    )


def _read_directory(file: BinaryIO, start: int) -> dict[str, tuple[int, int]]:
    (count,) = _unpack(file, "H", start + 4)
    if count > _MOST_TABLES:
        raise ValueError("no font")
    entries = _unpack(file, "4I" * count, start + 12)
    return {
        entries[at].to_bytes(4).decode("latin-1"): (entries[at + 2], entries[at + 3])
        for at in range(0, len(entries), 4)
    }


def _table(file: BinaryIO, place: tuple[int, int]) -> bytes:
    offset, length = place
    file.seek(offset)
    return file.read(min(length, _MOST_BYTES))


def _read_names(table: bytes) -> list[tuple[int, str]]:
    _, count, strings = struct.unpack_from(">3H", table)
    found = []
    for number in range(min(count, _MOST_NAMES)):
        entry = struct.unpack_from(">6H", table, 6 + 12 * number)
        platform, encoding, _, name_id, length, offset = entry
        data = table[strings + offset : strings + offset + length]
        found.append((name_id, _decoded(data, platform, encoding)))
    return found


def _decoded(data: bytes, platform: int, encoding: int) -> str:
    """Return a name; old Chinese fonts have GBK in it, some with zeros between."""
    if platform == _WINDOWS and encoding == _PRC:
        return data.replace(b"\0", b"").decode("gb18030", "replace")
    if platform in (0, _WINDOWS):
        return data.decode("utf-16-be", "replace")
    return data.decode("gb18030", "replace")


def _read_rights(table: bytes) -> tuple[bool, bool]:
    """Return whether a font may be embedded, and whether it is a regular one."""
    if len(table) < 64:
        return True, True
    (rights,) = struct.unpack_from(">H", table, 8)
    (selection,) = struct.unpack_from(">H", table, 62)
    is_free = rights & _LEVEL != _RESTRICTED and not rights & (_NO_SUBSET | _BITMAPS_ONLY)
    return is_free, not selection & (_ITALIC | _BOLD)
