"""Documents for tests of importing: drawn as text, or the form itself with its cells changed.

Each field of the form has a value of its own, so that a figure says by itself where it belongs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from perfeval_desktop.domain.import_plan import ImportPlan, PlannedState
from perfeval_desktop.domain.layout import Grid, PlacedSlot, lay_out, sheet_refs
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.source_document import (
    SourceBlock,
    SourceCell,
    SourceDocument,
    SourceParagraph,
    SourceTable,
)
from perfeval_desktop.domain.template import SheetKind
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import ValueType


def drawn(text: str, title: str = "") -> SourceTable:
    """Return a table: a line is a row, `|` parts cells, `<` and `^` continue a cell; `/` a line."""
    lines = [each for each in text.strip("\n").splitlines() if each.strip()]
    matrix = [[each.strip() for each in line.split("|")] for line in lines]
    ids: list[list[int]] = []
    for r, row in enumerate(matrix):
        ids.append([])
        for c, each in enumerate(row):
            if each == "<":
                ids[r].append(ids[r][c - 1])
            elif each == "^":
                ids[r].append(ids[r - 1][c])
            else:
                ids[r].append(r * 1000 + c)
    texts = {
        i * 1000 + c: t.replace("\\n", "\n")
        for i, row in enumerate(matrix)
        for c, t in enumerate(row)
    }
    return SourceTable(tuple(_cells(ids, texts)), title)


def _cells(ids: list[list[int]], texts: Mapping[int, str]) -> Iterable[SourceCell]:
    """Return the cells of a matrix in which a number stands for a cell."""
    seen: set[tuple[int, int]] = set()
    for r, row in enumerate(ids):
        for c, each in enumerate(row):
            if (r, c) in seen:
                continue
            width = 1
            while c + width < len(row) and row[c + width] == each and (r, c + width) not in seen:
                width += 1
            height = 1
            while r + height < len(ids) and ids[r + height][c : c + width] == [each] * width:
                height += 1
            seen |= {(x, y) for x in range(r, r + height) for y in range(c, c + width)}
            yield SourceCell(r, c, texts[each], height, width)


class Truth(NamedTuple):
    """Where a value belongs: its field, and the name and the section of its record."""

    field: str
    record: str
    section: str = ""


@dataclass(frozen=True)
class Form:
    """A sheet of the form as a matrix of numbers of cells, with what stands in each.

    `heads` are rows of heads; `labels` are numbers of cells without a value.
    """

    ids: tuple[tuple[int, ...], ...]
    texts: Mapping[int, str]
    heads: frozenset[int]
    labels: frozenset[int]
    before: tuple[str, ...]  # mark and title
    after: tuple[str, ...]  # notes and signature line

    def table(self, title: str = "") -> SourceTable:
        return SourceTable(tuple(_cells([list(each) for each in self.ids], self.texts)), title)

    def blocks(self) -> list[SourceBlock]:
        lines = [SourceParagraph(each) for each in self.before]
        return [*lines, self.table(), *(SourceParagraph(each) for each in self.after)]

    def with_rows(self, order: Iterable[int]) -> Form:
        """Return the form with other rows; a merged cell that is torn stands in each part."""
        kept = list(order)
        heads = frozenset(i for i, row in enumerate(kept) if row in self.heads)
        return replace(self, ids=tuple(self.ids[row] for row in kept), heads=heads)

    def with_texts(self, change: Callable[[int, str], str]) -> Form:
        return replace(self, texts={i: change(i, text) for i, text in self.texts.items()})

    def without_merges(self, repeats: bool) -> Form:
        """Return the form with each merged label in every row, or only in its first."""
        ids = [list(row) for row in self.ids]
        texts, last, new = dict(self.texts), {}, 10_000
        for r, row in enumerate(self.ids):
            for c, each in enumerate(row):
                if r and self.ids[r - 1][c] == each:
                    if (r, each) not in last:
                        new += 1
                        last[r, each] = new
                        texts[new] = self.texts[each] if repeats else ""
                    ids[r][c] = last[r, each]
        labels = self.labels | set(last.values())
        return replace(self, ids=tuple(map(tuple, ids)), texts=texts, labels=frozenset(labels))

    def with_empty_row(self, at: int) -> Form:
        """Return the form with an empty row before a row."""
        new = max(self.texts) + 1
        texts = dict(self.texts)
        row = []
        for c, each in enumerate(self.ids[at]):
            if at and self.ids[at - 1][c] == each:
                row.append(each)
            else:
                texts[new + c] = ""
                row.append(new + c)
        ids = (*self.ids[:at], tuple(row), *self.ids[at:])
        heads = frozenset(h + (h >= at) for h in self.heads)
        return replace(self, ids=ids, texts=texts, heads=heads)

    def with_empty_column(self, at: int) -> Form:
        """Return the form with an empty column; cells that lie across it grow."""
        texts, ids = dict(self.texts), []
        for row in self.ids:
            if 0 < at < len(row) and row[at - 1] == row[at]:
                ids.append((*row[:at], row[at], *row[at:]))
            else:
                new = max(texts) + 1
                texts[new] = ""
                ids.append((*row[:at], new, *row[at:]))
        return replace(self, ids=tuple(ids), texts=texts)

    def cut(self, at: int, repeats: bool) -> list[SourceBlock]:
        """Return two tables, the second with the row of heads again or without."""
        head = max((h for h in self.heads if h < at), default=None)
        again = (head,) if repeats and head is not None else ()
        first, second = (
            self.with_rows(range(at)),
            self.with_rows((*again, *range(at, len(self.ids)))),
        )
        blocks: list[SourceBlock] = [SourceParagraph(each) for each in self.before]
        blocks += [first.table(), SourceParagraph(""), second.table()]
        return [*blocks, *(SourceParagraph(each) for each in self.after)]


class FilledForms(NamedTuple):
    """All tables of a report, each value only once; `truth` says where each belongs."""

    forms: dict[str, list[Form]]
    truth: dict[str, Truth]

    def all(self) -> list[Form]:
        return [each for forms in self.forms.values() for each in forms]


def filled_forms(report: Report) -> FilledForms:
    """Return the tables of a report with a value of its own in each field."""
    values = _values(report)
    truth: dict[str, Truth] = {}
    forms: dict[str, list[Form]] = {}
    for ref in sheet_refs(report):
        if report.template.sheet(ref.sheet).kind is SheetKind.TABLE:
            form = _form(report, lay_out(report, ref), values)
            forms.setdefault(ref.sheet, []).append(form)
    for address, text in values.items():
        section = report.record(address.record).section if address.record else ""
        truth[text] = Truth(address.field, _called(report, address.record, values), section)
    return FilledForms(forms, truth)


def _values(report: Report) -> dict[FieldAddress, str]:
    numbers = iter(range(100, 100_000))
    values: dict[FieldAddress, str] = {}
    for ref in sheet_refs(report):
        if report.template.sheet(ref.sheet).kind is SheetKind.TABLE:
            for address in lay_out(report, ref).fields():
                kind = report.template.fields[address.field].type
                if address not in values:
                    values[address] = _value(kind, next(numbers))
    return values


def _value(kind: ValueType, number: int) -> str:
    written = {
        ValueType.AMOUNT: f"{number}.37",
        ValueType.AREA: f"{number}.37",
        ValueType.YUAN: f"{number}4.37",
        ValueType.HEADCOUNT: str(number * 10),
        ValueType.RATE: f"{number / 100:.2f}%",
        ValueType.POINTS: f"{number}.5",
        ValueType.DATE: f"{2023 + number % 50}年3月15日",
        ValueType.QUANTITY: f"{number}个",
    }
    return written.get(kind, f"甲{_words(number)}事")


def _words(number: int) -> str:
    return "".join("子丑寅卯辰巳午未申酉"[int(each)] for each in str(number))


def _called(report: Report, record: str, values: Mapping[FieldAddress, str]) -> str:
    if not record:
        return ""
    group = report.template.groups[report.group_of(record)]
    name = values.get(FieldAddress(record, group.name_field), "") if group.name_field else ""
    return name or report.record(record).section


def _form(report: Report, grid: Grid, values: Mapping[FieldAddress, str]) -> Form:
    width = len(grid.sheet.columns)
    ids = [[-1] * width for _ in grid.rows]
    texts: dict[int, str] = {}
    labels: set[int] = set()
    slots: set[int] = set()
    for number, cell in enumerate(grid.cells):
        for r in range(cell.row, cell.row + cell.rows):
            for c in range(cell.column, cell.column + cell.columns):
                ids[r][c] = number
        texts[number] = _text(cell.segments, values)
        (slots if cell.slot is not None else labels).add(number)
    texts[-1] = ""
    heads = {
        r
        for r, row in enumerate(ids)
        if not slots.intersection(row) and len({each for each in row if texts[each]}) > 1
    }
    title = _text(grid.title, values)
    signature = "　　".join(_text(each, values) for each in grid.signature)
    return Form(
        tuple(map(tuple, ids)),
        texts,
        frozenset(heads),
        frozenset(labels),
        (grid.sheet.mark, title),
        (*(in_year(each, report.year) for each in grid.sheet.notes), signature),
    )


def _text(segments: Iterable[object], values: Mapping[FieldAddress, str]) -> str:
    parts = (
        values.get(each.address, "") if isinstance(each, PlacedSlot) else str(each)
        for each in segments
    )
    return "".join(parts)


def document(blocks: Iterable[SourceBlock | Form], name: str = "例.docx") -> SourceDocument:
    """Return a document of blocks; a form stands there with its title and signature line."""
    found: list[SourceBlock] = []
    for each in blocks:
        found += each.blocks() if isinstance(each, Form) else [each]
    return SourceDocument(name, tuple(found))


class Measured(NamedTuple):
    """What became of values: `wrong` are those that stand in another field than theirs."""

    right: set[str]
    doubted: set[str]
    wrong: list[str]
    not_taken: set[str]
    unseen: set[str]


def measured(plan: ImportPlan, filled: FilledForms, report: Report) -> Measured:
    """Compare a plan with what each value means; a value that the document lacks does not count."""
    names = {
        t.record: p.value.text
        for t, p in plan.targets()
        if p.value is not None and report.template.groups.get(_group(plan, t.record), None)
        if t.field == report.template.groups[_group(plan, t.record)].name_field
    }
    right, doubted, wrong, not_taken = set[str](), set[str](), list[str](), set[str]()
    for piece in plan.pieces:
        text = piece.source.strip(" 　\n")
        truth = filled.truth.get(text)
        if truth is None:
            continue
        if piece.state is PlannedState.NOT_TAKEN:
            not_taken.add(text)
        elif piece.target is not None and piece.value is not None:
            record = piece.target.record
            section = plan.record(record).section if record else ""
            called = names.get(record, "") or section
            same = piece.target.field == truth.field and called in (truth.record, "")
            if not same or section != truth.section:
                wrong.append(f"{text}: {truth} → {piece.target.field} {called} {section}")
            elif piece.state is PlannedState.DOUBTED:
                doubted.add(text)
            else:
                right.add(text)
    return Measured(right, doubted, wrong, not_taken, set())


def _group(plan: ImportPlan, record: str) -> str:
    return plan.record(record).group if record else ""


def unplaced(doc: SourceDocument, plan: ImportPlan) -> list[SourceCell]:
    """Return the cells with something in them that have no piece: there should be none."""
    placed = {piece.place for piece in plan.pieces}
    return [cell for place, cell in doc.cells() if cell.text.strip() and place not in placed]


def value_of(plan: ImportPlan, field: str, record: str = "") -> tuple[str, PlannedState] | None:
    """Return what the plan has for a field: the text of its value and its state."""
    for target, piece in plan.targets():
        if target.field == field and piece.value is not None and record in ("", target.record):
            return piece.value.text, piece.state
    return None


def shuffled(form: Form, random_: random.Random) -> Form:
    """Return the form with the rows between two rows of heads in any order."""
    order: list[int] = []
    block: list[int] = []
    for row in range(len(form.ids)):
        if row in form.heads:
            random_.shuffle(block)
            order += [*block, row]
            block = []
        else:
            block.append(row)
    random_.shuffle(block)
    return form.with_rows([*order, *block])
