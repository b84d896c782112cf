"""The bureau's blank as a file: what it says, and where in its parts each place stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from perfeval_desktop.domain.errors import CannotOpenError, SourceRefusedError
from perfeval_desktop.domain.source_document import SourceDocument, SourcePlace
from perfeval_desktop.exporting.blanks.line_places import LinePart
from perfeval_desktop.importing.file_kinds import Kind, kind_of
from perfeval_desktop.importing.package import Package

_ONLY = (
    "原表只能是 .docx 或 .xlsx（也可以是 .xlsm、.docm）。"
    "请在 WPS、Word 或 Excel 里打开它，另存为 .docx 或 .xlsx，再选一次。"
)


class Written(NamedTuple):
    """What is written at a place: the parts of its text, a number, or the lines of a chapter."""

    place: SourcePlace
    parts: tuple[LinePart, ...] = ()
    number: Decimal | None = None
    lines: tuple[str, ...] = ()


class _OneTree(Package):
    """A package that gives out the same tree each time: elements are known by their order in it."""

    def xml(self, name: str) -> ElementTree.Element:
        if not hasattr(self, "_trees"):
            self._trees: dict[str, ElementTree.Element] = {}
        if name not in self._trees:
            self._trees[name] = super().xml(name)
        return self._trees[name]


class BlankFile:
    """A .docx or .xlsx that values are written into; the file itself is only read."""

    def __init__(self, path: Path, data: bytes, kind: Kind) -> None:
        self.path = path
        self.data = data
        self.kind = kind
        self.package: Package = _OneTree.open(path, data)
        self._elements: dict[SourcePlace, int] = {}
        self.document = self._word() if kind is Kind.WORD else self._workbook()

    @classmethod
    def open(cls, path: Path) -> BlankFile:
        """Read a blank.

        Raises:
            CannotOpenError: the operating system refused to read the file.
            SourceRefusedError: it is no .docx or .xlsx, or broken, or hostile.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CannotOpenError(path) from error
        kind = kind_of(path, data)
        if kind not in (Kind.WORD, Kind.WORKBOOK):
            raise SourceRefusedError(path, _ONLY)
        return cls(path, data, kind)

    def holding(self, data: bytes) -> BlankFile:
        """Return the same file with other contents."""
        return BlankFile(self.path, data, self.kind)

    @property
    def is_word(self) -> bool:
        """Say whether it is a text, not a workbook."""
        return self.kind is Kind.WORD

    def _word(self) -> SourceDocument:
        from perfeval_desktop.importing.word_document import WordBlock, read_word

        found = list(read_word(self.package, lambda done, total: None))
        root = self.package.xml(self.package.main_part())
        order = {id(each): number for number, each in enumerate(root.iter())}
        blocks = [each for each in found if isinstance(each, WordBlock)]
        for number, each in enumerate(blocks):
            self._elements[SourcePlace(number)] = order[id(each.element)]
            for (row, column), cell in each.cells.items():
                self._elements[SourcePlace(number, row, column)] = order[id(cell)]
        left_out = tuple(each for each in found if isinstance(each, str))
        return SourceDocument(self.path.name, tuple(e.block for e in blocks), left_out)

    def _workbook(self) -> SourceDocument:
        from perfeval_desktop.importing.workbook import workbook_source

        return workbook_source(self.path, self.package, lambda done, total: None)

    def element(self, place: SourcePlace) -> int:
        """Return the number of the element of a place in the main part of a Word file."""
        return self._elements[place]

    def part_of(self, place: SourcePlace) -> str:
        """Return the name of the part that a place stands in, as it is stored."""
        if self.is_word:
            return self.stored(self.package.main_part())
        from perfeval_desktop.importing.workbook import worksheet_parts

        return self.stored(worksheet_parts(self.package)[place.block])

    def stored(self, name: str) -> str:
        """Return the name of a part in the letters that the file has."""
        wanted = name.lstrip("/").lower()
        return next(each for each in self.package.names() if each.lower() == wanted)

    def part(self, name: str) -> bytes:
        """Return what a part holds, to the byte (in UTF-8)."""
        from perfeval_desktop.exporting.blanks.parts import parts_of
        from perfeval_desktop.exporting.blanks.xml_nodes import in_utf8

        return in_utf8(parts_of(self.data, {name})[name])

    def written(self, fills: Sequence[Written]) -> tuple[bytes, list[Written]]:
        """Return the file with everything written, and what could not be."""
        return self._into_word(fills) if self.is_word else self._into_workbook(fills)

    def _into_word(self, fills: Sequence[Written]) -> tuple[bytes, list[Written]]:
        from perfeval_desktop.exporting.blanks.parts import with_parts
        from perfeval_desktop.exporting.blanks.word_fill import WordFill, fill_word

        name = self.stored(self.package.main_part())
        own = [WordFill(self.element(each.place), each.parts, each.lines) for each in fills]
        new, refused = fill_word(self.part(name), own)
        return with_parts(self.data, {name: new}), [fills[number] for number in sorted(refused)]

    def _into_workbook(self, fills: Sequence[Written]) -> tuple[bytes, list[Written]]:
        from perfeval_desktop.exporting.blanks.parts import with_parts
        from perfeval_desktop.exporting.blanks.sheet_fill import (
            SheetFill,
            Strings,
            computed_on_opening,
            fill_sheet,
            formula_cells,
        )

        strings = Strings.of(self._shared_strings())
        by_part: dict[str, list[Written]] = {}
        for each in fills:
            by_part.setdefault(self.part_of(each.place), []).append(each)
        parts, refused = dict[str, bytes](), list[Written]()
        computes = False
        for name in self.sheet_parts():
            own = by_part.get(name, [])
            data = self.part(name)
            if not own and not formula_cells(data):
                continue
            computes = computes or bool(formula_cells(data))
            cells = [SheetFill(e.place.row, e.place.column, e.parts, e.number) for e in own]
            parts[name], missed = fill_sheet(data, cells, strings)
            refused += [own[number] for number in sorted(missed)]
        main = self.stored(self.package.main_part())
        if computes:
            parts[main] = computed_on_opening(self.part(main))
        return with_parts(self.data, parts), refused

    def sheet_parts(self) -> list[str]:
        """Return the names of the parts of all worksheets in their order."""
        from perfeval_desktop.importing.workbook import worksheet_parts

        return [self.stored(each) for each in worksheet_parts(self.package)]

    def too_small(self, texts: Mapping[SourcePlace, str]) -> list[SourcePlace]:
        """Return the places of a workbook whose cells do not show the whole of a text."""
        from perfeval_desktop.exporting.blanks.sheet_room import tight

        if self.is_word:
            return []
        found = []
        for number, name in enumerate(self.sheet_parts()):
            own = {(p.row, p.column): t for p, t in texts.items() if p.block == number}
            if own:
                found += [SourcePlace(number, *each) for each in tight(self.part(name), own)]
        return found

    def has_only_worksheets(self) -> bool:
        """Say whether the workbook lists no chart sheets and the like among its worksheets."""
        book = self.package.xml(self.package.main_part())
        listed = [each for each in book.iter() if each.tag.endswith("}sheet")]
        return len(listed) == len(self.sheet_parts())

    def _shared_strings(self) -> bytes:
        of_book = self.package.relationships(self.package.main_part()).values()
        name = next((each.target for each in of_book if each.kind == "sharedStrings"), "")
        return self.part(self.stored(name)) if name and self.package.has(name) else b""

    def styles(self) -> bytes:
        """Return the part with the styles of a Word file, empty for none."""
        of_main = self.package.relationships(self.package.main_part()).values()
        name = next((each.target for each in of_main if each.kind == "styles"), "")
        return self.part(self.stored(name)) if name and self.package.has(name) else b""

    def formulas(self) -> set[SourcePlace]:
        """Return the places whose cells compute what they show."""
        if self.is_word:
            return set()
        from perfeval_desktop.exporting.blanks.sheet_fill import formula_cells

        return {
            SourcePlace(number, *place)
            for number, name in enumerate(self.sheet_parts())
            for place in formula_cells(self.part(name))
        }

    def number_formats(self) -> Mapping[SourcePlace, str]:
        """Return the number format of every cell that a workbook writes down."""
        return {} if self.is_word else dict(self._formats())

    def _formats(self) -> Iterator[tuple[SourcePlace, str]]:
        from perfeval_desktop.exporting.blanks.sheet_fill import styles_of
        from perfeval_desktop.importing.number_formats import GENERAL
        from perfeval_desktop.importing.workbook import cell_formats

        formats = cell_formats(self.package)
        for number, name in enumerate(self.sheet_parts()):
            for place, style in styles_of(self.part(name)).items():
                found = formats[style] if style < len(formats) else GENERAL
                yield SourcePlace(number, *place), found
