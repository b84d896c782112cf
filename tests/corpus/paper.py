"""A report laid out as a document that is not ours, with the meaning of each text in it.

A paper is a value. `changes` makes other papers of it, `word` and `excel` write it, and `truth`
says what an import has to find in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from perfeval_desktop.domain.layout import Grid, PlacedSlot, lay_out, sheet_refs
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, SheetKind
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import ValueType, display
from perfeval_desktop.services.session import Session


class Key(NamedTuple):
    """What a value is: the names of its records from the outside in, and its field."""

    record: str
    field: str


class Written(NamedTuple):
    """A value as it is written in a document, and as the report shows it."""

    key: Key
    kind: ValueType
    text: str
    value: str
    sheet: str


Segment = str | Written
Segments = tuple[Segment, ...]


@dataclass(frozen=True)
class Line:
    """A paragraph; `kind` is mark, title, unit, note, signature, cover, heading or text."""

    segments: Segments
    kind: str
    level: int = 0


@dataclass(frozen=True)
class Sheet:
    """A table: a matrix of numbers of cells, and what stands in each of them."""

    id: str
    name: str  # of its project
    ids: tuple[tuple[int, ...], ...]
    cells: Mapping[int, Segments]
    heads: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()

    def is_label(self, number: int) -> bool:
        return all(isinstance(each, str) for each in self.cells[number])

    def text(self, number: int) -> str:
        return text_of(self.cells[number])

    def with_rows(self, order: Iterable[int]) -> Sheet:
        """Return the sheet with other rows; a merged cell that is torn stands in each part."""
        kept = list(order)
        return replace(
            self,
            ids=tuple(self.ids[row] for row in kept),
            heads=frozenset(i for i, row in enumerate(kept) if row in self.heads),
            hidden=frozenset(i for i, row in enumerate(kept) if row in self.hidden),
        )

    def with_row(self, at: int, texts: Mapping[int, str]) -> Sheet:
        """Return the sheet with a row more; cells that lie across it grow.

        Args:
            at: Before which row.
            texts: What stands in its columns.
        """
        new = max(self.cells) + 1
        cells, row = dict(self.cells), []
        for c, each in enumerate(self.ids[at]):
            if at and self.ids[at - 1][c] == each:
                row.append(each)
                continue
            cells[new + c] = (texts[c],) if texts.get(c) else ()
            row.append(new + c)
        moved = frozenset(h + (h >= at) for h in self.heads)
        hidden = frozenset(h + (h >= at) for h in self.hidden)
        ids = (*self.ids[:at], tuple(row), *self.ids[at:])
        return replace(self, ids=ids, cells=cells, heads=moved, hidden=hidden)

    def with_column(self, at: int) -> Sheet:
        """Return the sheet with an empty column; cells that lie across it grow."""
        new = max(self.cells) + 1
        cells, ids = dict(self.cells), []
        for r, row in enumerate(self.ids):
            if 0 < at < len(row) and row[at - 1] == row[at]:
                ids.append((*row[:at], row[at], *row[at:]))
            else:
                cells[new + r] = ()
                ids.append((*row[:at], new + r, *row[at:]))
        return replace(self, ids=tuple(ids), cells=cells)

    def with_labels(self, change: Callable[[str], str]) -> Sheet:
        """Return the sheet with other words of the form."""
        cells = {
            number: tuple(change(each) if isinstance(each, str) else each for each in segments)
            for number, segments in self.cells.items()
        }
        return replace(self, cells=cells)

    def with_values(self, change: Callable[[Written], Written]) -> Sheet:
        """Return the sheet with values that are written in another way."""
        cells = {
            number: tuple(each if isinstance(each, str) else change(each) for each in segments)
            for number, segments in self.cells.items()
        }
        return replace(self, cells=cells)

    def regions(self) -> Iterator[tuple[int, int, int, int, int]]:
        """Yield number, row, column, rows and columns of each cell, in reading order."""
        seen: set[tuple[int, int]] = set()
        for r, row in enumerate(self.ids):
            for c, each in enumerate(row):
                if (r, c) in seen:
                    continue
                width = 1
                while c + width < len(row) and row[c + width] == each:
                    if (r, c + width) in seen:
                        break
                    width += 1
                height = 1
                while r + height < len(self.ids):
                    if self.ids[r + height][c : c + width] != (each,) * width:
                        break
                    height += 1
                seen |= {(x, y) for x in range(r, r + height) for y in range(c, c + width)}
                yield each, r, c, height, width

    def written(self) -> Iterator[Written]:
        """Yield the values that stand in the sheet."""
        for number, *_ in self.regions():
            yield from (each for each in self.cells[number] if isinstance(each, Written))


Block = Line | Sheet


@dataclass(frozen=True)
class Paper:
    """A document; `ways` say how it is written: see `word` and `excel`."""

    blocks: tuple[Block, ...]
    ways: frozenset[str] = field(default_factory=frozenset)

    def with_sheets(self, change: Callable[[Sheet], Sheet]) -> Paper:
        blocks = tuple(change(b) if isinstance(b, Sheet) else b for b in self.blocks)
        return replace(self, blocks=blocks)

    def with_lines(self, change: Callable[[Line], Line]) -> Paper:
        blocks = tuple(change(b) if isinstance(b, Line) else b for b in self.blocks)
        return replace(self, blocks=blocks)

    def with_way(self, *ways: str) -> Paper:
        return replace(self, ways=self.ways | set(ways))

    def truth(self) -> list[Written]:
        """Return what stands in the document, each key once; the lines of a chapter are joined."""
        found: dict[Key, Written] = {}
        for block in self.blocks:
            for each in block.written() if isinstance(block, Sheet) else block.segments:
                if isinstance(each, str) or not each.text.strip():
                    continue
                before = found.get(each.key)
                if before is None:
                    found[each.key] = each
                elif each.kind is ValueType.PROSE:
                    joined = f"{before.value}\n{each.value}"
                    found[each.key] = before._replace(text=joined, value=joined)
        return list(found.values())


def text_of(segments: Segments) -> str:
    return "".join(each if isinstance(each, str) else each.text for each in segments)


def paper_of(session: Session) -> Paper:
    """Return the report as a plain document in the order in which it is bound."""
    report = session.report
    blocks: list[Block] = []
    for ref in sheet_refs(report):
        grid = lay_out(report, ref)
        put = _Putting(session, ref.sheet)
        match grid.sheet.kind:
            case SheetKind.COVER:
                blocks += [Line(put.segments(cell.segments), "cover") for cell in grid.cells]
            case SheetKind.NARRATIVE:
                blocks.append(Line(put.segments(grid.title), "title"))
                blocks += put.chapters(grid)
            case SheetKind.TABLE:
                blocks.append(Line((grid.sheet.mark,), "mark"))
                blocks.append(Line(put.segments(grid.title), "title"))
                name = report.record_name(ref.record) if ref.record else ""
                blocks.append(put.sheet(grid, name))
                for note in grid.sheet.notes:
                    blocks.append(Line((in_year(note, report.year),), "note"))
                blocks.append(Line(put.signature(grid), "signature"))
    return Paper(tuple(blocks))


class _Putting:
    def __init__(self, session: Session, sheet: str) -> None:
        self._session = session
        self._sheet = sheet
        self._report: Report = session.report

    def segments(self, placed: Iterable[str | PlacedSlot]) -> Segments:
        return tuple(e if isinstance(e, str) else self._slot(e) for e in placed)

    def _slot(self, slot: PlacedSlot) -> Segment:
        template = self._report.template
        text = display(self._session.value(slot.address), template.numbers)
        if not text:
            return slot.blank
        kind = template.fields[slot.address.field].type
        key = Key(record_key(self._report, slot.address.record), slot.address.field)
        return Written(key, kind, text, text, self._sheet)

    def chapters(self, grid: Grid) -> Iterator[Line]:
        for heading in grid.sheet.headings:
            text = in_year(heading.text, self._report.year)
            yield Line((text,), "heading", heading.level)
            if heading.field:
                whole = self._slot(PlacedSlot(FieldAddress(REPORT, heading.field)))
                if isinstance(whole, Written):
                    for each in whole.text.split("\n"):
                        yield Line((whole._replace(text=each, value=each),), "text")

    def sheet(self, grid: Grid, name: str) -> Sheet:
        ids = [[-1] * len(grid.sheet.columns) for _ in grid.rows]
        cells: dict[int, Segments] = {-1: ()}
        for number, cell in enumerate(grid.cells):
            for r in range(cell.row, cell.row + cell.rows):
                for c in range(cell.column, cell.column + cell.columns):
                    ids[r][c] = number
            cells[number] = tuple(e for e in self.segments(cell.segments) if e)
        slots = {n for n, cell in enumerate(grid.cells) if cell.slot is not None}
        heads = {
            r
            for r, row in enumerate(ids)
            if not slots.intersection(row) and len({e for e in row if cells[e]}) > 1
        }
        return Sheet(self._sheet, name, tuple(map(tuple, ids)), cells, frozenset(heads))

    def signature(self, grid: Grid) -> Segments:
        found: list[Segment] = []
        for each in grid.signature:
            found += [*(["　　"] if found else []), *self.segments(each)]
        return tuple(found)


def record_key(report: Report, record: str) -> str:
    """Return what a record is called, with those around it."""
    names: list[str] = []
    while record != REPORT:
        each = report.record(record)
        group = report.template.groups[each.group]
        value = report.value(FieldAddress(record, group.name_field)) if group.name_field else None
        own = [each.section] if each.section else []
        names = [*own, value.text if value is not None else "", *names]
        record = each.parent
    return " / ".join(names)
