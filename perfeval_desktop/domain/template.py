"""What a finance bureau issued for one year (表样), read from `forms/` and fixed from then on.

Two kinds of place hold values: the report itself (`group == ""`) and the records of repeating
groups. A field's id is its name in the report ("编制数") or `group.name` ("项目明细.名称").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from perfeval_desktop.domain.adjustments import Adjustment
from perfeval_desktop.domain.scoring_rules import DEFAULT_RULES, ScoringRules
from perfeval_desktop.domain.values import NumberStyle, ValueType

REPORT = ""  # the group, and the record, that stands for the report itself


class Role(StrEnum):
    """How a field gets its value."""

    INPUT = "input"  # typed
    COMPUTED = "computed"  # follows from others; another value may be stated, with a reason
    DEFAULT = "default"  # follows from others until something is typed
    READ = "read"  # a figure that stands in a text of the narrative; on no sheet


@dataclass(frozen=True, slots=True)
class ReadPattern:
    """One way a figure is written in prose: "基本支出{为}{金额}" (see `checks/patterns.py`).

    `means` is the value where the words themselves are the figure: 无政府性基金预算支出 means 0.
    """

    text: str
    means: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a field of `Role.READ` is found: in one prose field of the report."""

    source: str  # field id
    patterns: tuple[ReadPattern, ...]  # the first that finds a figure decides
    is_in_passage: bool = False  # only in the passage headed by the name of the record


class Sentence(NamedTuple):
    """A sentence offered for a chapter; names of fields stand in it in braces (`sentences.py`)."""

    text: str
    group: str = REPORT  # it is offered once for every record of the group


class Limit(NamedTuple):
    """How many characters a chapter should have, blanks not counted; 0 is no limit."""

    least: int = 0
    most: int = 0


class Carry(StrEnum):
    """What becomes of a field in the next year (沿用上年); the words of the templates."""

    CLEAR = "clear"  # empty again: it is another year's
    KEEP = "keep"  # stays as it is
    SUGGEST = "suggest"  # stays as a suggestion: its years are shifted, somebody has to look at it
    PREVIOUS = "previous"  # holds last year's figure of the field `last_year`, and is locked


class Field(NamedTuple):
    """One thing asked (填报项)."""

    id: str
    type: ValueType
    label: str
    column: str = ""  # head of the column, where several fields share a label
    group: str = REPORT
    note: str = ""  # official filling note (填报说明)
    unit: str = ""  # printed unit, where it is not that of the type
    formula: str = ""
    role: Role = Role.INPUT
    is_required: bool = False  # counted as 未填 while empty
    scope: str = ""  # 口径: what the figure covers
    refers_to: str = ""  # group, for ValueType.REFERENCE
    carry: Carry = Carry.CLEAR
    last_year: str = ""  # field whose figure of last year stands here; empty: the same one
    reading: Reading | None = None  # for Role.READ
    choices: tuple[str, ...] = ()  # texts offered for choice
    also: tuple[str, ...] = ()  # what other tables call it; fields with the same label share them
    is_approved: bool = False  # set by the bureau's approval (批复的绩效目标), and then locked
    sentences: tuple[Sentence, ...] = ()  # offered for a chapter of the narrative
    limit: Limit = Limit()  # of a chapter

    @property
    def name(self) -> str:
        """The id without its group."""
        return self.id.rpartition(".")[2]

    @property
    def full_label(self) -> str:
        """The label as a sentence names it: 三公经费（2022年决算数）."""
        return f"{self.label}（{self.column}）" if self.column else self.label


class Section(NamedTuple):
    """One second-level head of an indicator table, under its first-level head (一级指标)."""

    id: str
    head: str


class Group(NamedTuple):
    """A repeating group (明细): project lines, indicators, 附件1-3 sheets."""

    id: str
    label: str  # what one record is called: 项目, 指标
    parent: str = REPORT
    sections: tuple[Section, ...] = ()  # empty: one run of records
    initial: int = 0  # records a new parent starts with, in each section
    minimum: int = 0  # records that always remain, in each section
    name_field: str = ""  # field that names a record
    sheet_field: str = ""  # reference from a record to the sheet that covers it
    exempt_field: str = ""  # text: why a record needs no sheet, in one word (免报类别)
    exempt_reason_field: str = ""  # text: the same at length

    def section_ids(self) -> tuple[str, ...]:
        """Return the sections' ids; one empty id for a group without sections."""
        return tuple(section.id for section in self.sections) or ("",)

    def sections_under(self, name: str) -> tuple[str, ...]:
        """Return the ids of the sections called `name` or standing under the head `name`."""
        return tuple(s.id for s in self.sections if name in (s.id, s.head))


class Relation(NamedTuple):
    """Records of `group` whose reference field points at the record in question."""

    id: str
    group: str
    by: str  # field id of type reference
    to: str  # group of the record pointed at


class Slot(NamedTuple):
    """The place of a field inside the text of a cell."""

    field: str
    blank: str = ""  # printed while nothing is filled in: "　　年　月　日"


Segment = str | Slot


class CellTemplate(NamedTuple):
    """One cell of the official form, before repeating rows are laid out."""

    segments: tuple[Segment, ...]
    columns: int = 1
    rows: int = 1  # template rows; a repeating row counts as one and grows
    once: bool = False  # in a repeating row: drawn once beside all its records
    align: str = ""  # "left", "center", "right"; empty: by what stands in it
    style: str = ""  # "head", "label"; empty: by what stands in it


class RowTemplate(NamedTuple):
    """One row of the official form, or one for every record of a group."""

    cells: tuple[CellTemplate, ...]
    repeat: str = ""  # group id
    section: str = ""
    is_head: bool = False  # repeated after a page break
    has_border: bool = True
    height_mm: float = 0.0  # at least; 0 means one line of text
    style: str = ""  # "title", "line" … on pages without a grid


class SheetKind(StrEnum):
    """How a sheet is shown and printed."""

    COVER = "cover"
    NARRATIVE = "narrative"
    TABLE = "table"


class Heading(NamedTuple):
    """One heading of the narrative, and the field under it (none for a heading of headings)."""

    level: int  # 1: 一、  2: （一）  3: 1.
    text: str  # with its number, as printed
    field: str = ""


class Recognition(NamedTuple):
    """What the tables say from which the figures of a page are read (部门决算表); words to find."""

    scopes: tuple[tuple[str, tuple[str, ...]], ...] = ()  # 口径, and how heads and titles name it
    other_scopes: tuple[str, ...] = ()  # heads and titles of money that no field asks for
    not_these: tuple[str, ...] = ()  # heads and titles of other figures: 预算数
    totals: tuple[str, ...] = ("合计",)  # heads and rows that stand for the whole
    numbering: tuple[str, ...] = ("行次", "栏次")  # columns and rows that only count


class SheetTemplate(NamedTuple):
    """One page or table of the report."""

    id: str  # 封面, 报告正文, 附件1-1 …
    kind: SheetKind
    title: tuple[Segment, ...]
    file: str  # the TOML file it was read from
    mark: str = ""  # 附件1-1, printed above the title
    per: str = ""  # group id: one sheet for every record
    columns: tuple[float, ...] = ()  # relative widths
    rows: tuple[RowTemplate, ...] = ()
    notes: tuple[str, ...] = ()
    signature: tuple[tuple[Segment, ...], ...] = ()
    headings: tuple[Heading, ...] = ()
    unit: str = ""
    seal_mm: float = 0.0  # side of the square kept free for the seal
    sign_off: tuple[tuple[Segment, ...], ...] = ()  # unit and date at its end, under the seal
    is_landscape: bool = False
    is_printed: bool = True  # False: a page for the clerk alone, no part of the report
    step: int = 0  # place in the clerk's order of filling in
    recognition: Recognition | None = None  # for a page whose figures can be read from tables


class Severity(StrEnum):
    """How much a finding matters, in the words of final-accounts software."""

    ERROR = "强制性"
    WARNING = "核实性"
    HINT = "提示性"

    @property
    def code(self) -> str:
        """The word used in JSON."""
        return {"强制性": "error", "核实性": "warning", "提示性": "hint"}[self.value]


class BlankRule(StrEnum):
    """What an empty side of a comparison means."""

    SKIP = "skip"  # nothing to compare
    ZERO = "zero"  # nothing is 0; two empty sides agree
    DUE = "due"  # to be filled in: silent while typing, a finding at 全审


class Side(NamedTuple):
    """One side of a comparison: an expression and what it is called.

    `shows` names a field whose text is shown in place of the number, where the number means nothing
    to a person ("≥95%"). `forgotten` is what tends to be left out on this side ("上年结转").
    """

    expression: str
    text: str
    shows: str = ""
    forgotten: str = ""


class Example(NamedTuple):
    """A report fragment that a check must pass or must find wrong."""

    passes: bool
    values: Mapping[str, object]  # nested as a data file is


class Check(NamedTuple):
    """A rule over fields (审核公式). It holds when `when` is not met or `left op right` is true."""

    id: str
    rule: str  # the catalogue's short id: A1, C3 …
    title: str
    severity: Severity
    message: str
    op: str
    left: Side
    right: Side
    for_each: str = REPORT  # group whose records are checked one by one
    when: str = ""
    live_when: str = ""  # while it is not met, a finding waits for 全审
    blank: BlankRule = BlankRule.SKIP
    tolerance: str = "rounding"  # or a decimal number
    scope: str = ""
    basis: str = ""
    places: tuple[str, ...] = ()  # fields to jump to; empty: those the sides read
    is_complete_only: bool = False  # a finding always waits for 全审 and 定稿
    examples: tuple[Example, ...] = ()
    names: tuple[str, ...] = ()  # more figures that the message may give, as {name of the field}


@dataclass(frozen=True, slots=True)
class TextCheck:
    """A check that an expression cannot say; a named function of `checks/text_checks.py` does it.

    `parameters` is what the function needs to know: word lists, limits, fields.
    """

    id: str
    rule: str
    kind: str  # the function's name
    title: str
    severity: Severity
    message: str
    left: str  # what the two sides of a finding are called
    right: str
    parameters: Mapping[str, object]
    basis: str = ""
    full_severity: Severity | None = None  # at 定稿, or once the clerk confirms what was read
    is_complete_only: bool = False
    examples: tuple[Example, ...] = ()


class Signatory(NamedTuple):
    """What the head of the unit is told on one page (负责人阅签单), beside total and grade."""

    totals: tuple[str, ...] = ()  # ids of numeric fields of the report itself
    changes: tuple[str, ...] = ()  # ids of checks that find large changes


@dataclass(frozen=True, eq=False)  # one is what it is: compiled rules are kept with it
class ReportTemplate:
    """Everything about the forms of one bureau and year.

    `texts` are the TOML files it was read from, by name: they are embedded in every `.peval`
    so that the file opens the same for ever.
    """

    id: str
    name: str
    year: int
    texts: Mapping[str, str]
    digest: str
    numbers: NumberStyle
    money_unit: str
    sheets: tuple[SheetTemplate, ...]
    fields: Mapping[str, Field]
    groups: Mapping[str, Group]
    relations: Mapping[str, Relation]
    checks: tuple[Check, ...]
    unit_field: str  # field id that names the unit
    full_score: Decimal = Decimal(100)
    scoring: ScoringRules = DEFAULT_RULES
    widest_scope: str = "全部资金"  # every other scope (口径) covers less
    example_year: int = 0  # for which the examples of its checks are written; 0: its own year
    notice: str = ""  # what who works with it must know (示例，未经核对); never on the paper
    text_checks: tuple[TextCheck, ...] = ()
    seal_diameter_mm: float = 45.0
    not_public: frozenset[str] = frozenset()  # fields that the public edition leaves out
    balances_print: bool = False  # 舍位平衡: printed parts add up to the printed total
    signatory: Signatory = field(default_factory=Signatory)
    adjustments: tuple[Adjustment, ...] = ()  # by the unit itself, over what the bureau issued
    issued_digest: str = ""  # that of the bureau's own files, without the adjustments
    renamed: Mapping[str, str] = field(default_factory=dict)  # what was called otherwise before
    remake: Callable[[Mapping[str, str]], ReportTemplate] | None = None
    _children: dict[str, tuple[Group, ...]] = field(default_factory=dict, repr=False)
    _on_sheet: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def remade(self, texts: Mapping[str, str]) -> ReportTemplate:
        """Return the template that other files make, read as this one was.

        Raises:
            TemplateError: they are faulty.
        """
        if texts == self.texts:
            return self
        assert self.remake is not None, "it was put together by hand"
        return self.remake(texts)

    def sheet(self, sheet_id: str) -> SheetTemplate:
        """Return the sheet called `sheet_id`.

        Raises:
            KeyError: there is none.
        """
        for sheet in self.sheets:
            if sheet.id == sheet_id:
                return sheet
        raise KeyError(sheet_id)

    def fields_on(self, sheet: SheetTemplate) -> frozenset[str]:
        """Return the ids of the fields filled in on a sheet; its signature line does not count."""
        if sheet.id not in self._on_sheet:
            cells = (cell for row in sheet.rows for cell in row.cells)
            slots = (each for cell in cells for each in cell.segments if isinstance(each, Slot))
            headings = (each.field for each in sheet.headings if each.field)
            self._on_sheet[sheet.id] = frozenset((*(each.field for each in slots), *headings))
        return self._on_sheet[sheet.id]

    def fields_of(self, group: str) -> Iterator[Field]:
        """Yield the fields of a group, or of the report itself, in the template's order."""
        return (each for each in self.fields.values() if each.group == group)

    @property
    def prose_fields(self) -> tuple[str, ...]:
        """The ids of the chapters of the narrative."""
        return tuple(
            heading.field
            for sheet in self.sheets
            if sheet.kind is SheetKind.NARRATIVE
            for heading in sheet.headings
            if heading.field
        )

    def groups_under(self, parent: str) -> tuple[Group, ...]:
        """Return the groups whose records belong to a record of `parent`."""
        if parent not in self._children:
            found = tuple(group for group in self.groups.values() if group.parent == parent)
            self._children[parent] = found
        return self._children[parent]

    def scored_group(self, sheet_id: str) -> Group | None:
        """Return the group of indicators that a sheet scores; None where it scores nothing.

        Raises:
            KeyError: there is no such sheet.
        """
        form = self.sheet(sheet_id)
        repeated = {row.repeat for row in form.rows}
        for group in self.groups_under(form.per):
            names = (f"{group.id}.{name}" for name in self.scoring.fields.of_indicator)
            if group.id in repeated and all(name in self.fields for name in names):
                return group
        return None

    def sheets_in_filling_order(self) -> list[SheetTemplate]:
        """Return the sheets in the order a clerk fills them in."""
        return sorted(self.sheets, key=lambda sheet: sheet.step)
