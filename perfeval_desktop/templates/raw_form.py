"""The files of a template as parsed, before they are read: what an adjustment changes.

Places are found by what stands there. Nothing is checked that the loader checks afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.text import NUMBER_WORD, YEAR_WORDS
from perfeval_desktop.templates.texts import HEAD_FILE

Data = dict[str, Any]
_SLOT = re.compile(r"\{([^{}|]+)(?:\|[^{}]*)?\}")
_NAMES = re.compile(r"[^\W\d][\w.]*")
_NUMBERED = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+[、．.]|\d+[、．.)）])"
)
_BEFORE_WORDS = re.compile(r"(?:其中|加|减)[：:]\s*")
HEADING_NUMBERS = {
    1: re.compile(r"[一二三四五六七八九十]+、"),
    2: re.compile(r"[（(][一二三四五六七八九十]+[)）]"),
    3: re.compile(r"\d+[.．、]"),
}


class AdjustingError(Exception):
    """An adjustment does not fit the form; the message is a Chinese sentence."""


class Definition(NamedTuple):
    """A field or series as it is written, in `among`, its table of names."""

    group: str
    name: str
    table: Data
    among: Data
    is_series: bool

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its fields."""
        columns = _texts(self.table.get("columns")) if self.is_series else [""]
        return tuple(_id(self.group, self.name, column) for column in columns)

    @property
    def key(self) -> str:
        """What it is called in an adjustment: its name with that of its group before it."""
        return f"{self.group}.{self.name}" if self.group else self.name


class Placed(NamedTuple):
    """A cell of a form with the place of its first row and column."""

    row: int
    column: int
    cell: Data

    @property
    def rows(self) -> int:
        """How many rows it covers."""
        return _count(self.cell.get("rows"))

    @property
    def columns(self) -> int:
        """How many columns it covers."""
        return _count(self.cell.get("columns"))


class RawForm:
    """The tables of all files, by file name; what is done to it changes them."""

    def __init__(self, files: dict[str, Data]) -> None:
        self.files = files
        self._ids: set[str] | None = None
        self._definitions: list[Definition] | None = None

    def definitions_changed(self) -> None:
        """A field came or went."""
        self._ids = self._definitions = None

    @property
    def head(self) -> Data:
        """The table of template.toml."""
        return self.files[HEAD_FILE]

    def sheet_ids(self) -> list[str]:
        """Return the sheets in binding order."""
        return [each for each in _texts(self.head.get("sheets")) if f"{each}.toml" in self.files]

    def sheet(self, sheet_id: str) -> Data:
        """Return the table of a sheet.

        Raises:
            AdjustingError: there is none.
        """
        if sheet_id not in self.sheet_ids():
            raise AdjustingError(f"这套表样里没有“{sheet_id}”。")
        return self.files[f"{sheet_id}.toml"]

    # Definitions

    def definitions(self) -> list[Definition]:
        """Return every field and series that is written down."""
        if self._definitions is None:
            self._definitions = []
            for data in self.files.values():
                self._definitions += _defined(data, "")
                for group, table in _tables(data.get("group")):
                    self._definitions += _defined(table, group)
        return self._definitions

    def readings(self) -> Iterator[tuple[Definition, str]]:
        """Yield what is read from prose, with the chapter it is read from."""
        for data in self.files.values():
            among = data.get("read")
            for name, table in _tables(among):
                group = str(table.get("group", ""))
                assert isinstance(among, dict)
                yield Definition(group, name, table, among, False), str(table.get("from", ""))

    def ids(self) -> set[str]:
        """Return the ids of all fields."""
        if self._ids is None:
            defined = (*self.definitions(), *(each for each, _ in self.readings()))
            self._ids = {each for definition in defined for each in definition.ids}
        return self._ids

    def definition_of(self, field: str) -> Definition | None:
        """Return what defines a field."""
        return next((each for each in self.definitions() if field in each.ids), None)

    def definition_called(self, key: str) -> Definition | None:
        """Return a field or series by its key."""
        return next((each for each in self.definitions() if each.key == key), None)

    # Cells

    def rows(self, sheet: Data) -> list[Data]:
        """Return the rows of a sheet: the very list that is read."""
        rows = sheet.get("row")
        return rows if isinstance(rows, list) else []

    def fields_of_row(self, sheet: Data, row: Data) -> list[str]:
        """Return the ids of the fields in a row, in its order."""
        group = str(row.get("repeat") or sheet.get("per") or "")
        found: list[str] = []
        for cell in cells_of(row):
            found += self.fields_of_cell(cell, group)
        return found

    def fields_of_cell(self, cell: Data, group: str) -> list[str]:
        """Return the ids of the fields in a cell."""
        if "field" in cell:
            return [self._id_of(str(cell["field"]), group)]
        return [self._id_of(name, group) for name in _slots(str(cell.get("text", "")))]

    def _id_of(self, name: str, group: str) -> str:
        return f"{group}.{name}" if group and f"{group}.{name}" in self.ids() else name

    def row_with(self, sheet: Data, field: str) -> int:
        """Return the place of the row with a field.

        Raises:
            AdjustingError: it is on no row of the sheet.
        """
        if not field:
            raise AdjustingError("这一项不是表上固定的一行，不能这样改。")
        for place, row in enumerate(self.rows(sheet)):
            if field in self.fields_of_row(sheet, row):
                return place
        raise AdjustingError(f"表上没有“{field}”所在的那一行。")

    def fields_elsewhere(self, but: Data) -> set[str]:
        """Return the fields that stand anywhere else than in one row."""
        found: set[str] = set()
        for sheet_id in self.sheet_ids():
            sheet = self.sheet(sheet_id)
            for row in self.rows(sheet):
                if row is not but:
                    found.update(self.fields_of_row(sheet, row))
            lines = [sheet.get("title", ""), *_texts(sheet.get("signature"))]
            lines += _texts(sheet.get("sign_off"))
            group = str(sheet.get("per") or "")
            found.update(self._id_of(name, group) for line in lines for name in _slots(str(line)))
        return found


def cells_of(row: Data) -> list[Data]:
    """Return the cells of a row."""
    cells = row.get("cells")
    return [each for each in cells if isinstance(each, dict)] if isinstance(cells, list) else []


def placed_cells(rows: list[Data]) -> list[Placed]:
    """Return all cells of a form with the places they take."""
    taken: set[tuple[int, int]] = set()
    placed: list[Placed] = []
    for at, row in enumerate(rows):
        column = 0
        for cell in cells_of(row):
            while (at, column) in taken:
                column += 1
            each = Placed(at, column, cell)
            placed.append(each)
            taken |= {
                (r, c)
                for r in range(at, at + each.rows)
                for c in range(column, column + each.columns)
            }
            column += each.columns
    return placed


def words_of(text: str) -> list[str]:
    """Return the words of a cell's text, without the fields between them."""
    parts, at = [], 0
    for match in _SLOT.finditer(text):
        if match[1] in (*YEAR_WORDS, NUMBER_WORD):
            continue
        parts.append(text[at : match.start()])
        at = match.end()
    parts.append(text[at:])
    return [each for each in parts if each.strip()]


def plain_label(text: str) -> str:
    """Return a label as a sentence names it: without indent, numbering, 其中 and a colon behind."""
    text = compact(text) if "\n" in text else text.strip().strip("　")
    text = _BEFORE_WORDS.sub("", text, count=1)
    match = _NUMBERED.match(text)
    if match:
        text = text[match.end() :]
    return _BEFORE_WORDS.sub("", text.strip(), count=1).strip().rstrip("：:")


def names_in(formula: str) -> set[str]:
    """Return the names in a formula, those of functions among them."""
    return set(_NAMES.findall(formula))


def terms_of(formula: str) -> list[str] | None:
    """Return the terms of a formula that is nothing but a sum; None for any other."""
    terms = [each.strip() for each in formula.split("+")]
    is_sum = all(re.fullmatch(r"[\w.{}]+|合计\([\w.{}]+\)", each) for each in terms)
    return terms if is_sum else None


def names_of_term(term: str) -> str:
    """Return the field of a term: that of 合计(…) is inside."""
    return term.removeprefix("合计(").removesuffix(")")


def heading_words(text: str) -> str:
    """Return a heading without its number: what it is called in an adjustment."""
    for pattern in HEADING_NUMBERS.values():
        match = pattern.match(text)
        if match:
            return text[match.end() :].strip()
    return text.strip()


def _defined(table: Data, group: str) -> Iterator[Definition]:
    for kind in ("field", "series"):
        among = table.get(kind)
        for name, each in _tables(among):
            assert isinstance(among, dict)
            yield Definition(group, name, each, among, kind == "series")


def _tables(found: object) -> list[tuple[str, Data]]:
    if not isinstance(found, dict):
        return []
    return [(str(name), each) for name, each in found.items() if isinstance(each, dict)]


def _texts(found: object) -> list[str]:
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _slots(text: str) -> list[str]:
    return [each for each in _SLOT.findall(text) if each not in (*YEAR_WORDS, NUMBER_WORD)]


def _id(group: str, name: str, column: str) -> str:
    own = "_".join(each for each in (name, column) if each)
    return f"{group}.{own}" if group else own


def _count(found: object) -> int:
    return max(1, found) if type(found) is int else 1
