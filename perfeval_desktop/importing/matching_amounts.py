"""A plain list of names and amounts, as budget systems export it, for the project lines of a form.

Which column is which figure only its reader knows: columns are offered with what stands in them,
and likely ones proposed; the choice makes the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from perfeval_desktop.domain.cell_table import compact, unit_of_label, unit_of_table
from perfeval_desktop.domain.import_plan import (
    ImportPlan,
    PlannedPiece,
    PlannedRecord,
    PlannedState,
    Target,
)
from perfeval_desktop.domain.naming import normalised
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import (
    SourceCell,
    SourceDocument,
    SourceParagraph,
    SourcePlace,
    SourceTable,
)
from perfeval_desktop.domain.template import REPORT, Field, Group, ReportTemplate
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.importing.cell_values import Unit, amount_in, read_value
from perfeval_desktop.importing.planned_records import fitted_records
from perfeval_desktop.importing.table_parts import document_year
from perfeval_desktop.importing.table_words import (
    is_nothing,
    is_words,
    same_year,
    without_number,
    word_key,
)

_AMOUNTS = frozenset({ValueType.AMOUNT, ValueType.YUAN})
_SUMS = frozenset({"合计", "小计", "总计", "共计", "合计数"})
_NAMES = ("项目名称", "名称", "项目", "支出项目")
_LEAST_LIKE = 0.6
_EXAMPLES = 3


class AmountColumn(NamedTuple):
    """A column of a list; `field` is the one that is proposed for it, "" for none."""

    column: int
    head: str
    examples: tuple[str, ...]
    unit: str = ""
    field: str = ""

    @property
    def is_amounts(self) -> bool:
        """Say whether amounts stand in it."""
        return any(amount_in(each) is not None for each in self.examples)


class AmountList(NamedTuple):
    """A table that may be a list of names and amounts; `first` is the row below its heads."""

    block: int
    first: int
    columns: tuple[AmountColumn, ...]
    group: str
    unit: str = ""

    def proposed(self) -> dict[int, str]:
        """Return the fields that are proposed, by column."""
        return {each.column: each.field for each in self.columns if each.field}


def amount_fields(template: ReportTemplate) -> tuple[Group, tuple[Field, ...]] | None:
    """Return the group that such a list fills, and the fields to choose from: name and amounts."""
    for group in template.groups.values():
        if group.parent != REPORT or not group.name_field or group.sections:
            continue
        on_sheets = frozenset[str]().union(*map(template.fields_on, template.sheets))
        own = [each for each in template.fields_of(group.id) if each.id in on_sheets]
        amounts = [each for each in own if each.type in _AMOUNTS]
        if amounts:
            return group, (template.fields[group.name_field], *amounts)
    return None


def amount_lists(document: SourceDocument, report: Report) -> list[AmountList]:
    """Return the tables that have a column of names and one of amounts."""
    found = amount_fields(report.template)
    if found is None:
        return []
    group, fields = found
    year = document_year(document) or report.year
    lists = []
    unit = ""
    for number, block in enumerate(document.blocks):
        if isinstance(block, SourceParagraph):
            unit = unit_of_table(block.text) or unit
            continue
        columns, first = _columns(block, fields, year)
        has_names = any(each.field == group.name_field for each in columns)
        if has_names and any(each.is_amounts for each in columns):
            stated = next((u for c in block.cells if (u := unit_of_table(c.text))), unit)
            lists.append(AmountList(number, first, tuple(columns), group.id, stated))
    return lists


def plan_of_amounts(
    document: SourceDocument, report: Report, chosen: AmountList, fields: Mapping[int, str]
) -> ImportPlan:
    """Return the plan by which columns of a list go into fields of the project lines.

    Args:
        document: What was read.
        report: The report to fill.
        chosen: The list.
        fields: Which column is which field; columns that are left out are told.
    """
    return _Planning(document, report, chosen, fields).plan()


def _columns(
    table: SourceTable, fields: Sequence[Field], year: int
) -> tuple[list[AmountColumn], int]:
    """Return the columns below the row of heads, and the first row below it."""
    rows: dict[int, list[SourceCell]] = {}
    for cell in table.cells:
        if not is_nothing(cell.text):
            rows.setdefault(cell.row, []).append(cell)
    head = next((r for r in sorted(rows) if _is_head(rows[r], rows.get(r + 1, []))), None)
    if head is None:
        return [], 0
    columns = []
    for cell in rows[head]:
        below = [c for r in sorted(rows) if r > head for c in rows[r] if c.column == cell.column]
        examples = tuple(compact(each.text) for each in below[:_EXAMPLES])
        unit = unit_of_label(cell.text)
        columns.append(AmountColumn(cell.column, compact(cell.text), examples, unit))
    return _proposals(columns, fields, year), head + 1


def _is_head(cells: Sequence[SourceCell], below: Sequence[SourceCell]) -> bool:
    has_words = len(cells) > 1 and all(is_words(cell.text) for cell in cells)
    return has_words and any(amount_in(cell.text) is not None for cell in below)


def _proposals(
    columns: Sequence[AmountColumn], fields: Sequence[Field], year: int
) -> list[AmountColumn]:
    name, *amounts = fields
    named = next((c for key in _NAMES for c in columns if _is_name(c, key)), None)
    taken: set[int] = {named.column} if named is not None else set()
    proposed: dict[int, str] = {named.column: name.id} if named is not None else {}
    scored = sorted(
        (
            (_likeness(column.head, each, year), -column.column, column.column, each.id)
            for column in columns
            for each in amounts
            if column.column not in taken and column.is_amounts
        ),
        reverse=True,
    )
    for likeness, _, column, field in scored:
        if likeness >= _LEAST_LIKE and column not in proposed and field not in proposed.values():
            proposed[column] = field
    return [each._replace(field=proposed.get(each.column, "")) for each in columns]


def _is_name(column: AmountColumn, word: str) -> bool:
    return word in column.head and any(is_words(each) for each in column.examples)


def _likeness(head: str, field: Field, year: int) -> float:
    wanted, written = (
        word_key(in_year(field.column or field.label, year), year),
        word_key(head, year),
    )
    if not same_year(wanted, written):
        return 0.0
    return Indel.normalized_similarity(wanted, written)


class _Planning:
    def __init__(
        self,
        document: SourceDocument,
        report: Report,
        chosen: AmountList,
        fields: Mapping[int, str],
    ) -> None:
        self._document = document
        self._report = report
        self._template = report.template
        self._chosen = chosen
        self._fields = fields
        self._records: list[PlannedRecord] = []
        self._names: dict[str, str] = {}

    def plan(self) -> ImportPlan:
        """Return the plan."""
        pieces = list(self._pieces())
        records = fitted_records(self._report, self._records, self._names)
        return ImportPlan(tuple(records), tuple(pieces))

    def _pieces(self) -> Iterator[PlannedPiece]:
        for number, block in enumerate(self._document.blocks):
            if isinstance(block, SourceParagraph):
                if not is_nothing(block.text):
                    yield _told(SourcePlace(number), block.text, "只取了所选的一张表。")
                continue
            rows: dict[int, list[SourceCell]] = {}
            for cell in block.cells:
                if not is_nothing(cell.text):
                    rows.setdefault(cell.row, []).append(cell)
            for row in sorted(rows):
                if number != self._chosen.block:
                    why = "只取了所选的一张表。"
                elif row < self._chosen.first:
                    why = "这是表头。"
                else:
                    why = ""
                yield from self._row(number, rows[row], why)

    def _row(self, block: int, cells: Sequence[SourceCell], why: str) -> Iterator[PlannedPiece]:
        if why:
            for cell in cells:
                yield _told(SourcePlace(block, cell.row, cell.column), cell.text, why)
            return
        name_field = self._template.groups[self._chosen.group].name_field
        named = next((c for c in cells if self._fields.get(c.column) == name_field), None)
        name = without_number(named.text) if named is not None else ""
        is_sum = any(compact(without_number(each.text)) in _SUMS for each in cells)
        refusal = "这是合计行，合计由程序自己算。" if is_sum else self._refusal(name)
        key = ""
        if not refusal:
            key = f"{self._chosen.group}#{len(self._records) + 1}"
            self._records.append(PlannedRecord(key, self._chosen.group))
            self._names[key] = name
        for cell in cells:
            place, field = SourcePlace(block, cell.row, cell.column), self._fields.get(cell.column)
            if refusal or field is None:
                yield _told(place, cell.text, refusal or "这一列没有选用。")
                continue
            text = name if cell is named else cell.text
            yield self._taken(place, cell, text, Target(key, field))

    def _refusal(self, name: str) -> str:
        """Return why a row is no project line, "" when it is one."""
        if is_nothing(name):
            return "这一行没有项目名称。"
        if normalised(name) in map(normalised, self._names.values()):
            return f"“{compact(name)}”前面已经有一行，这一行没有采用，请看要不要相加。"
        return ""

    def _taken(
        self, place: SourcePlace, cell: SourceCell, text: str, target: Target
    ) -> PlannedPiece:
        field = self._template.fields[target.field]
        head = next(c for c in self._chosen.columns if c.column == cell.column)
        unit = Unit(head.unit or self._chosen.unit)
        kept = cell.kept if text == cell.text else ""
        reading = read_value(field, text, self._template.numbers, unit, kept)
        state, why = reading.state, reading.why
        if state is PlannedState.TAKEN and cell.doubt:
            state, why = PlannedState.DOUBTED, cell.doubt
        return PlannedPiece(place, cell.text, state, target, reading.value, reading.reads, why)


def _told(place: SourcePlace, text: str, why: str) -> PlannedPiece:
    return PlannedPiece(place, text, PlannedState.NOT_TAKEN, why=why)
