"""Find the figures of a page (核对底数) in tables of the final accounts: pasted, or of a worksheet.

A label is looked up among the names of the page's fields; its figure is the first number at its
right, else the one below it. Money of another scope (口径), budget figures and numbers of lines are
told, not taken. What comes out is a list for the clerk: nothing is put into the report by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import (
    Cell,
    CellTable,
    compact,
    label_key,
    unit_of_label,
)
from perfeval_desktop.domain.edits import Edit
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.parsing import parse_value
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import (
    REPORT,
    Field,
    ReportTemplate,
    SheetTemplate,
)
from perfeval_desktop.domain.values import (
    YUAN_PER_WAN,
    Figure,
    ValueType,
    is_blank,
    plain,
    round_half_up,
)
from perfeval_desktop.services.cell_grid import PEOPLE, WAN, YUAN, Candidate, Grid, Number, is_mark
from perfeval_desktop.services.entering import entry_edits

_DUST = Decimal("1e-6")  # what sums of binary fractions leave behind the cents


class Place(NamedTuple):
    """Where a cell stands, counted from 0; `table` is "" in what was pasted."""

    table: str
    row: int
    column: int

    @property
    def words(self) -> str:
        """The place as the clerk finds it: 支出决算表 B7, 第3行第2格."""
        if self.table:
            return f"{self.table} {_letters(self.column)}{self.row + 1}"
        return f"第{self.row + 1}行第{self.column + 1}格"


class Found(NamedTuple):
    """A figure that may be meant by a field."""

    label: str  # as it stands in the table
    text: str  # of the cell with the figure
    place: Place
    entered: str  # what is put into the field: 1352843.52, 135.28万元
    value: Figure


class Proposal(NamedTuple):
    """The first figure found for a field, and the others."""

    field: str
    found: Found
    others: tuple[Found, ...] = ()

    @property
    def yuan(self) -> str:
        """The figure in the unit of the page: 元, or people."""
        return shown(self.found)

    @property
    def unlike(self) -> list[Found]:
        """The others with another figure; one rounded to 万元 is no other figure."""
        return [each for each in self.others if not _agree(each, self.found)]

    @property
    def is_ambiguous(self) -> bool:
        """Say whether another place has another figure."""
        return bool(self.unlike)


class Unused(NamedTuple):
    """A label of the page whose figure was not taken; `reason` is a Chinese sentence."""

    label: str
    place: Place
    text: str
    reason: str


class FiguresRead(NamedTuple):
    """What was found in tables; `unknown` are labels that no field has."""

    proposals: tuple[Proposal, ...]
    unused: tuple[Unused, ...]
    unknown: tuple[str, ...]


class Standing(Enum):
    """What a proposal would do to the report."""

    NEW = "空着"
    SAME = "已经是这个数"
    OTHER = "另有一个数"


def page_of(template: ReportTemplate) -> SheetTemplate | None:
    """Return the page whose figures can be read from tables; None where the forms have none."""
    return next((each for each in template.sheets if each.recognition is not None), None)


def find_figures(
    template: ReportTemplate, tables: Iterable[CellTable], unit: str = ""
) -> FiguresRead:
    """Return what tables say of the page's fields; nothing is applied.

    Args:
        template: That of the report.
        tables: In the order in which the first figure for a field is to be taken.
        unit: 元 or 万元 for all money, whatever the tables state; "" goes by what they state.
    """
    page = page_of(template)
    if page is None:
        return FiguresRead((), (), ())
    search = _Search(template, page, unit)
    for table in tables:
        search.read(table)
    return search.result()


def shown(found: Found) -> str:
    """Return a figure as the page shows it, without the rounding of a cell."""
    number = found.value.number
    return plain(number * YUAN_PER_WAN if found.value.type is ValueType.YUAN else number)


def standing(report: Report, proposal: Proposal) -> Standing:
    """Say what stands in the field now, beside what is proposed."""
    address = FieldAddress(REPORT, proposal.field)
    if is_blank(report.value(address)):
        return Standing.NEW
    edits = entry_edits(report, address, proposal.found.entered)
    return Standing.OTHER if edits else Standing.SAME


def figure_edits(report: Report, chosen: Iterable[Proposal]) -> list[Edit]:
    """Return the edits that put the chosen figures into their fields."""
    edits: list[Edit] = []
    for each in chosen:
        edits += entry_edits(report, FieldAddress(REPORT, each.field), each.found.entered)
    return edits


class _Search:
    """Collects what the tables have for each field of the page."""

    def __init__(self, template: ReportTemplate, page: SheetTemplate, unit: str) -> None:
        assert page.recognition is not None
        self._words = page.recognition
        self._widest = template.widest_scope
        self._unit = unit
        on_page = template.fields_on(page)
        self._fields = [each for each in template.fields.values() if each.id in on_page]
        self._label_of = _names(self._fields)
        self._found: dict[str, list[Found]] = {}
        self._unused: list[tuple[str, Unused, bool]] = []  # label of the page, whether it is news
        self._unknown: dict[str, str] = {}

    def result(self) -> FiguresRead:
        """Return what was found, in the order of the page."""
        proposals = tuple(
            Proposal(each.id, self._found[each.id][0], tuple(self._found[each.id][1:]))
            for each in self._fields
            if each.id in self._found
        )
        settled = {each.label for each in self._fields if each.id in self._found}
        unused: dict[tuple[str, str], Unused] = {}  # each reason once for a label
        for label, each, is_news in self._unused:
            if is_news or label not in settled:
                unused.setdefault((label, each.reason), each)
        return FiguresRead(proposals, tuple(unused.values()), tuple(self._unknown.values()))

    def read(self, table: CellTable) -> None:
        """Look for the labels of the page in a table."""
        grid = Grid(table, self._words)
        for row in range(len(grid.rows)):
            texts = grid.texts(row)
            known = [(c, text) for c, text in texts if label_key(text) in self._label_of]
            for column, text in known:
                self._take(grid, row, column, text)
            has_figure = any((row, c) in grid.numbers for c in range(len(grid.rows[row])))
            if has_figure and texts and not known and row not in grid.counting_rows:
                self._note_unknown(texts[0][1], grid)

    def _note_unknown(self, text: str, grid: Grid) -> None:
        key = label_key(text)
        if key and key not in grid.totals and not is_mark(text):
            self._unknown.setdefault(key, text)

    def _take(self, grid: Grid, row: int, column: int, text: str) -> None:
        label = self._label_of[label_key(text)]
        candidates = list(grid.beside(row, column)) or list(grid.below(row, column))
        place = Place(grid.name, row, column)
        if not candidates:
            self._unused.append((label, Unused(text, place, "", "右边和下面都没有数。"), False))
            return
        kept, refusals = set[str](), list[tuple[Candidate, str]]()
        for each in candidates:
            scope = self._scope(grid, each, (row, column), text)
            reason = each.refusal or self._refusal(grid, each, (row, column))
            asked = [f for f in self._fields if f.label == label and self._suits(f, scope)]
            reason = reason or ("" if asked else _of_other_scope(scope))
            for asked_for in (f for f in asked if not reason and f.id not in kept):
                kept.add(asked_for.id)
                failure = self._keep(asked_for, grid, each, (row, column), text)
                if failure:
                    self._refuse(label, grid, each, text, failure)
            refusals += [(each, reason)] if reason else []
        if refusals and not kept:
            self._refuse(label, grid, refusals[0][0], text, refusals[0][1], is_news=False)

    def _refuse(
        self,
        label: str,
        grid: Grid,
        candidate: Candidate,
        text: str,
        reason: str,
        is_news: bool = True,
    ) -> None:
        place = Place(grid.name, candidate.row, candidate.column)
        source = _text_of(grid.rows[candidate.row][candidate.column])
        self._unused.append((label, Unused(text, place, source, reason), is_news))

    def _suits(self, asked: Field, scope: str) -> bool:
        if not asked.scope:
            return True
        return asked.scope == scope or (not scope and asked.scope == self._widest)

    def _keep(
        self, asked: Field, grid: Grid, candidate: Candidate, label: tuple[int, int], text: str
    ) -> str:
        """Keep a figure for a field; return why that cannot be done, "" when it is."""
        if candidate.number is None:
            return "这里写着没有数。"
        place = Place(grid.name, candidate.row, candidate.column)
        source = _text_of(grid.rows[candidate.row][candidate.column])
        try:
            entered = self._entered(asked, grid, candidate, candidate.number, (*label, text))
            value = parse_value(asked.type, entered)
        except ValueParseError as error:
            return error.reason
        assert isinstance(value, Figure)
        self._found.setdefault(asked.id, []).append(Found(text, source, place, entered, value))
        return ""

    def _entered(
        self,
        asked: Field,
        grid: Grid,
        candidate: Candidate,
        number: Number,
        label: tuple[int, int, str],
    ) -> str:
        """Return what is typed into the field: 万元 stay 万元, they are rounded figures."""
        if asked.type is not ValueType.YUAN:
            return plain(_without_dust(number, 0))
        row, column, text = label
        heads = grid.column_words(candidate.row, candidate.column, (row, column))
        unit = next(
            (
                each
                for each in (
                    number.unit,
                    self._unit,
                    candidate.unit,
                    unit_of_label(text),
                    *map(unit_of_label, heads),
                    grid.stated_unit(row),
                )
                if each and each not in PEOPLE
            ),
            YUAN,
        )
        if unit not in (WAN, YUAN):
            raise ValueParseError(text, f"单位是{unit}，请换算成元再填。")
        written = plain(_without_dust(number, 6 if unit == WAN else 2))
        return written + (unit if unit == WAN else "")

    def _refusal(self, grid: Grid, candidate: Candidate, label: tuple[int, int]) -> str:
        """Return why a figure is not one of the year's accounts, "" when it may be."""
        words = grid.column_words(candidate.row, candidate.column, label)
        for text in (*words, *grid.part(candidate.row).titles, grid.name):
            left = compact(text)
            for word in (each for _, scope in self._words.scopes for each in scope):
                left = left.replace(word, "")
            if any(word in left for word in self._words.not_these):
                return f"“{text}”的数，不是本年决算数。"
        return ""

    def _scope(self, grid: Grid, candidate: Candidate, label: tuple[int, int], text: str) -> str:
        """Return the 口径 of a figure: the nearest word over it that names one, "" for none."""
        texts = (
            text,
            *grid.column_words(candidate.row, candidate.column, label),
            *grid.lone_words(candidate.row),
            *reversed(grid.part(candidate.row).titles),
            grid.name,
        )
        return next((scope for each in texts if (scope := self._scope_in(each))), "")

    def _scope_in(self, text: str) -> str:
        left = compact(text)
        found = []
        for scope, words in self._words.scopes:
            for word in sorted(words, key=len, reverse=True):
                if word in left:
                    left = left.replace(word, "")
                    found.append(scope)
        found += [each for each in self._words.other_scopes if each in left]
        return "、".join(dict.fromkeys(found))


def _agree(one: Found, other: Found) -> bool:
    slack = max(_half_digit(one.value), _half_digit(other.value))
    return abs(one.value.number - other.value.number) <= slack


def _half_digit(value: Figure) -> Decimal:
    """How far a figure may be from what it was rounded from, at two decimals of 万元 or more."""
    if value.type is not ValueType.YUAN or value.is_in_yuan:
        return Decimal(0)
    exponent = value.number.as_tuple().exponent
    return Decimal(5).scaleb(min(-2, exponent if isinstance(exponent, int) else -2) - 1)


def _names(fields: Sequence[Field]) -> Mapping[str, str]:
    """Return the label that each name means."""
    names = {label_key(each.label): each.label for each in fields}
    return {label_key(name): f.label for f in fields for name in f.also} | names


def _of_other_scope(scope: str) -> str:
    return f"这是“{scope}”的数，口径不同。" if scope else "看不出是哪个口径的数。"


def _without_dust(number: Number, places: int) -> Decimal:
    if number.is_exact:
        return number.number
    rounded = round_half_up(number.number, places)
    return rounded if abs(rounded - number.number) < _DUST.scaleb(2 - places) else number.number


def _text_of(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else "" if cell is None else _plain_cell(cell)


def _plain_cell(cell: float | Decimal) -> str:
    """Return a number of a worksheet as it is read aloud, without an exponent."""
    return plain(Decimal(str(cell)))


def _letters(column: int) -> str:
    letters, left = "", column + 1
    while left:
        left, last = divmod(left - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters
