"""The rows in the pages of a damaged file, read page by page without SQLite.

SQLite gives up where a page on its way is damaged. Here each page is read for itself: a leaf says
all that is needed of its rows, and what kind of row one is shows in the types of its columns, which
are different for each of our tables. Nothing in the file is run or trusted; what cannot be read is
counted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

Cell = int | str | None
_PAGE = 4096  # of every file of ours; only used where the header cannot be
_INDEX_INNER, _TABLE_INNER, _INDEX_LEAF, _TABLE_LEAF = 2, 5, 10, 13
_HEAD_BYTES = {_INDEX_INNER: 12, _TABLE_INNER: 12, _INDEX_LEAF: 8, _TABLE_LEAF: 8}
_WIDTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)  # of the serial types of numbers
_MOST_COLUMNS = 16

# Types of the columns of each table: n is a key that stands for the row's number, t a text, i a
# whole number, T and I the same or nothing.
_SHAPES = {
    "document": "ntttittttt",
    "template_file": "tt",
    "record": "tttti",
    "entry": "ttttTt",
    "explanation": "tttttTT",
    "remark": "ttti",
    "status": "niit",
    "last_year": "nti",
    "last_value": "ttttT",
    "approved": "ntt",
    "approved_value": "ttttTi",
    "paper": "nitttttiit",
    "paper_code": "iitttt",
    "version": "titt",
    "merged": "t",
    "history_start": "nit",
    "batch": "nttttIt",
    "edit": "iit",
}


class Row(NamedTuple):
    """A row that was read; the first column is its number where that is the key."""

    number: int
    values: tuple[Cell, ...]


@dataclass
class FoundRows:
    """What could be read, and what not.

    Attributes:
        tables: The rows of each of our tables.
        pairs: The keys of two texts that indexes hold, with the number of the row each is of.
        last_step: The highest number of a step that an index or a row speaks of.
        pages: How many pages the file has, the last one cut short too.
        lost_pages: How many of them cannot be read, or belong to nothing that can.
        lost_rows: How many rows of pages that were read cannot be.
    """

    tables: dict[str, list[Row]] = field(default_factory=lambda: {each: [] for each in _SHAPES})
    pairs: list[tuple[str, str, int]] = field(default_factory=list)
    last_step: int = 0
    pages: int = 0
    lost_pages: int = 0
    lost_rows: int = 0


class _UnreadableError(Exception):
    """A cell does not hold together."""


def found_rows(data: bytes) -> FoundRows:
    """Return every row of our tables that can be read from the bytes of a file."""
    return _Reader(data).read()


def looks_like_ours(data: bytes) -> bool:
    """Say whether the bytes are those of a report, whole or not."""
    return b"CREATE TABLE template_file" in data or any(found_rows(data).tables["entry"])


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size = _page_size(data)
        reserved = data[20] if data[:16] == b"SQLite format 3\0" and len(data) > 20 else 0
        self._usable = self._size - (reserved if reserved <= 32 else 0)
        self._found = FoundRows(pages=-(-len(data) // self._size))
        self._explained: set[int] = set()  # pages of which it is known what they are

    def read(self) -> FoundRows:
        free = self._free_pages()
        self._explained |= free
        for number in range(1, len(self._data) // self._size + 1):
            if number not in free:
                self._read_page(number)
        self._found.lost_pages = self._found.pages - len(self._explained)
        return self._found

    def _page(self, number: int) -> bytes:
        page = self._data[(number - 1) * self._size : number * self._size]
        if number < 1 or len(page) < self._size:
            raise _UnreadableError
        return page

    def _free_pages(self) -> set[int]:
        """What SQLite no longer uses may hold rows of long ago."""
        free: set[int] = set()
        if len(self._data) < 100:
            return free
        (trunk,) = struct.unpack(">I", self._data[32:36])
        try:
            while trunk and trunk not in free:
                page = self._page(trunk)
                following, count = struct.unpack(">II", page[:8])
                if count > self._usable // 4 - 2:
                    break
                free.add(trunk)
                free |= set(struct.unpack(f">{count}I", page[8 : 8 + 4 * count]))
                trunk = following
        except _UnreadableError:
            pass
        return free if len(free) < self._found.pages else set()

    def _read_page(self, number: int) -> None:
        page = self._page(number)
        at = 100 if number == 1 else 0
        kind = page[at]
        if kind not in _HEAD_BYTES:
            return
        (count,) = struct.unpack(">H", page[at + 3 : at + 5])
        first = at + _HEAD_BYTES[kind]
        if first + 2 * count > self._usable:
            return
        self._explained.add(number)
        for (start,) in struct.iter_unpack(">H", page[first : first + 2 * count]):
            try:
                if start < first + 2 * count:
                    raise _UnreadableError
                self._read_cell(page, kind, start)
            except (_UnreadableError, UnicodeDecodeError, IndexError, struct.error):
                self._found.lost_rows += kind == _TABLE_LEAF

    def _read_cell(self, page: bytes, kind: int, at: int) -> None:
        if kind == _TABLE_INNER:
            return
        if kind == _INDEX_INNER:
            at += 4
        length, at = _varint(page, at)
        number = 0
        if kind == _TABLE_LEAF:
            number, at = _varint(page, at)
        values = _values(self._payload(page, at, length, is_table=kind == _TABLE_LEAF))
        if kind == _TABLE_LEAF:
            self._take_row(number, values)
        elif len(values) == 3 and _has_shape(values, "tti"):
            self._found.pairs.append(values)  # type: ignore[arg-type]  # its shape says so
        elif len(values) == 3 and _has_shape(values, "iii"):
            self._speaks_of(values[0])  # of an edit, or of a paper, of which there are fewer

    def _take_row(self, number: int, values: tuple[Cell, ...]) -> None:
        for table, shape in _SHAPES.items():
            if len(values) == len(shape) and _has_shape(values, shape):
                if shape[0] == "n":
                    values = (number, *values[1:])
                self._found.tables[table].append(Row(number, values))
                if table in ("batch", "edit", "history_start"):
                    self._speaks_of(values[1] if table == "history_start" else values[0])
                return

    def _speaks_of(self, step: Cell) -> None:
        if isinstance(step, int):
            self._found.last_step = max(self._found.last_step, step)

    def _payload(self, page: bytes, at: int, length: int, *, is_table: bool) -> bytes:
        """Return what a cell holds, the part on pages of its own too."""
        usable = self._usable
        most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
        if length > len(self._data):
            raise _UnreadableError
        if length <= most:
            if at + length > usable:
                raise _UnreadableError
            return page[at : at + length]
        least = (usable - 12) * 32 // 255 - 23
        here = least + (length - least) % (usable - 4)
        here = here if here <= most else least
        if at + here + 4 > usable:
            raise _UnreadableError
        pieces, left = [page[at : at + here]], length - here
        (following,) = struct.unpack(">I", page[at + here : at + here + 4])
        chain: list[int] = []
        while left > 0:
            chain.append(following)
            more = self._page(following)
            pieces.append(more[4 : 4 + min(left, usable - 4)])
            left -= len(pieces[-1])
            (following,) = struct.unpack(">I", more[:4])
        if following:  # it leads on, or in a circle
            raise _UnreadableError
        self._explained |= set(chain)
        return b"".join(pieces)


def _page_size(data: bytes) -> int:
    if data[:16] == b"SQLite format 3\0" and len(data) >= 18:
        (size,) = struct.unpack(">H", data[16:18])
        size = 65_536 if size == 1 else size
        if size >= 512 and size & (size - 1) == 0:
            return int(size)
    return _PAGE


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(9):
        byte = data[at + count]
        if count == 8:
            value = value << 8 | byte
            return value - 2**64 if value >= 2**63 else value, at + 9
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, at + count + 1
    raise AssertionError


def _values(payload: bytes) -> tuple[Cell, ...]:
    """Return the columns of a record.

    Raises:
        _UnreadableError, UnicodeDecodeError, IndexError: it does not hold together.
    """
    end, at = _varint(payload, 0)
    if not 0 < end <= len(payload):
        raise _UnreadableError
    kinds: list[int] = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    if at != end or not 0 < len(kinds) <= _MOST_COLUMNS:
        raise _UnreadableError
    values = tuple(_columns(payload, end, kinds))
    return values


def _columns(payload: bytes, at: int, kinds: list[int]) -> Iterator[Cell]:
    for kind in kinds:
        if kind < 0 or kind in (7, 10, 11) or (kind >= 12 and kind % 2 == 0):
            raise _UnreadableError  # no number with a fraction and no bytes in any of our tables
        width = (kind - 13) // 2 if kind >= 13 else _WIDTHS[kind]
        piece = payload[at : at + width]
        if len(piece) < width:
            raise _UnreadableError
        at += width
        if kind >= 13:
            if b"\0" in piece:  # a page was wiped; in no text of ours
                raise _UnreadableError
            yield piece.decode()
        elif kind == 0:
            yield None
        elif kind in (8, 9):
            yield kind - 8
        else:
            yield int.from_bytes(piece, "big", signed=True)
    if at != len(payload):
        raise _UnreadableError


def _has_shape(values: tuple[Cell, ...], shape: str) -> bool:
    return all(
        (value is None and kind in "nTI")
        or (isinstance(value, str) and kind in "tT")
        or (isinstance(value, int) and kind in "iI")
        for value, kind in zip(values, shape, strict=True)
    )
