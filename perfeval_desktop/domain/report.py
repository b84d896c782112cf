"""One unit's answers for one year, in memory.

The report is a tree of records with an entry in each answered field. It changes only through
`perfeval_desktop.domain.edits.apply_edit`; everything else reads it.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import Value


class FieldAddress(NamedTuple):
    """Where a value stands: a record's id ("" for the report itself) and a field's id."""

    record: str
    field: str


class Record(NamedTuple):
    """One row of a repeating group, or one 附件1-3 sheet."""

    id: str
    group: str
    parent: str = REPORT
    section: str = ""


class Entry(NamedTuple):
    """What stands in a field; over a formula it is a *stated* value, with its reason."""

    value: Value
    reason: str = ""


class Explanation(NamedTuple):
    """Why a finding stands (审核说明).

    It holds the two values it explains: when they move, it has to be confirmed again. The reason is
    `text`, or what stands in the field `link`; with neither, the finding was only seen (已阅).
    """

    left: str
    right: str
    text: str = ""
    link: FieldAddress | None = None


class Remark(NamedTuple):
    """What the clerk notes on a cell for herself (批注); never printed.

    `is_to_verify` marks the cell 待核实: it is listed as missing until the mark is taken off.
    """

    text: str = ""
    is_to_verify: bool = False


class Status(NamedTuple):
    """How far the report is: `draft` counts the times it was made final (第N稿)."""

    draft: int = 0
    is_final: bool = False
    reason: str = ""  # why it was made final with findings open, or opened again


class LastPlace(NamedTuple):
    """Where a value stood: a field's id and the record's names; "" for the report itself."""

    field: str
    name: str = ""


class LastYear(NamedTuple):
    """Whose file it was, of which year, and every value it showed."""

    unit: str
    year: int
    values: Mapping[LastPlace, Value]


class Approved(NamedTuple):
    """The targets that were approved (批复的绩效目标): the document, its day, and what it sets.

    A value is found by its field and by the names of its record, as those of last year are.
    """

    document: str
    day: date
    values: Mapping[LastPlace, Value]


class PaperSheet(NamedTuple):
    """One sheet of a paper that was made: which it was, what it was called, its check code."""

    sheet: str
    record: str  # the project's, where there is one sheet for each
    label: str
    code: str


class Paper(NamedTuple):
    """A paper that was printed, or exported to be printed, with the check codes it carries.

    `place` is that of the printed state in the history: the number of the last step it contains.
    """

    place: int
    time: datetime
    person: str
    medium: str  # PDF, 打印
    edition: str  # 报送版, 公开版; only the first shows its codes
    mark: str  # 送审稿 …, "" for none
    draft: int
    is_final: bool
    code: str  # that of the whole report
    sheets: tuple[PaperSheet, ...]

    @property
    def state(self) -> str:
        """What the printed state is called on the paper."""
        return state_name(self.draft, self.is_final, self.place)


class Version(NamedTuple):
    """A state that was given a name, such as 送审稿; the name is what it is kept under.

    `place` is that of the state in the history: the number of the last step it contains.
    """

    place: int
    person: str
    time: datetime


def state_name(draft: int, is_final: bool, place: int) -> str:
    """Return what a state is called at the foot of its paper: 第2稿, 修改记录第120步."""
    return f"第{draft}稿" if is_final else f"修改记录第{place}步"


# What identifies a finding while its figures change: the check's id and the record's.
FindingKey = tuple[str, str]


def new_record_id() -> str:
    """Return an id that no other record has, also in another copy of the same report."""
    return os.urandom(6).hex()


class Report:
    """Records and entries under one template."""

    def __init__(self, template: ReportTemplate, year: int) -> None:
        self.template = template
        self.year = year
        self.status = Status()
        self.last_year: LastYear | None = None
        self.approved: Approved | None = None
        self.papers: tuple[Paper, ...] = ()  # oldest first
        self.versions: Mapping[str, Version] = {}
        # Which states of other copies were taken in: the hashes of their last steps.
        self.merged: frozenset[str] = frozenset()
        self._records: dict[str, Record] = {}
        self._children: dict[tuple[str, str], list[str]] = {}
        self._entries: dict[FieldAddress, Entry] = {}
        self._explanations: dict[FindingKey, Explanation] = {}
        self._remarks: dict[FieldAddress, Remark] = {}

    def copy(self) -> Report:
        """Return another report with the same contents, which edits to this one do not reach."""
        other = Report(self.template, self.year)
        other.status, other.last_year = self.status, self.last_year
        other.approved = self.approved
        other.papers, other.versions, other.merged = self.papers, self.versions, self.merged
        other._records = dict(self._records)
        other._children = {key: list(each) for key, each in self._children.items()}
        other._entries = dict(self._entries)
        other._explanations = dict(self._explanations)
        other._remarks = dict(self._remarks)
        return other

    def holds_the_same(self, other: Report) -> bool:
        """Say whether both hold the very same, down to the digits as they were typed."""
        return self._held() == other._held()

    def _held(self) -> tuple[object, ...]:
        rows = {place: ids for place, ids in self._children.items() if ids}
        of_cells = self._entries, self._explanations, self._remarks
        of_copies = self.papers, self.versions, self.merged
        of_others = self.last_year, self.approved, self.template.digest
        return (self._records, rows, *of_cells, self.status, *of_others, *of_copies)

    def explanation(self, finding: FindingKey) -> Explanation | None:
        """Return how a finding was explained, None where it was not."""
        return self._explanations.get(finding)

    def explanations(self) -> Iterator[tuple[FindingKey, Explanation]]:
        """Yield every explanation, also of findings that are gone."""
        return iter(self._explanations.items())

    def remark(self, address: FieldAddress) -> Remark | None:
        """Return what the clerk noted on a cell, None where she did not."""
        return self._remarks.get(address)

    def remarks(self) -> Iterator[tuple[FieldAddress, Remark]]:
        """Yield every remark with its address."""
        return iter(self._remarks.items())

    def remarks_of(self, record: str) -> list[tuple[FieldAddress, Remark]]:
        """Return the remarks on the cells of one record."""
        return [(a, each) for a, each in self._remarks.items() if a.record == record]

    def entry(self, address: FieldAddress) -> Entry | None:
        """Return what was entered there, None where nothing was."""
        return self._entries.get(address)

    def value(self, address: FieldAddress) -> Value | None:
        """Return the entered value, None where nothing was entered."""
        entry = self._entries.get(address)
        return entry.value if entry is not None else None

    def entries(self) -> Iterator[tuple[FieldAddress, Entry]]:
        """Yield every entry with its address."""
        return iter(self._entries.items())

    def entries_of(self, record: str) -> list[tuple[FieldAddress, Entry]]:
        """Return the entries that stand in one record."""
        group = self.group_of(record)
        addresses = (FieldAddress(record, each.id) for each in self.template.fields_of(group))
        return [(a, self._entries[a]) for a in addresses if a in self._entries]

    def record(self, record_id: str) -> Record:
        """Return the record.

        Raises:
            KeyError: there is none with this id.
        """
        return self._records[record_id]

    def has_record(self, record_id: str) -> bool:
        """Say whether the id is that of a record, or of the report itself."""
        return record_id == REPORT or record_id in self._records

    def group_of(self, record_id: str) -> str:
        """Return the group of a record, "" for the report itself."""
        return REPORT if record_id == REPORT else self._records[record_id].group

    def parent_of(self, record_id: str) -> str:
        """Return the id of the record that holds this one."""
        return self._records[record_id].parent

    def all_records(self) -> Iterator[Record]:
        """Yield every record, parents before their children, in order."""
        pending = deque([REPORT])
        while pending:
            parent = pending.popleft()
            for group in self.template.groups_under(self.group_of(parent)):
                for record_id in self._children.get((parent, group.id), ()):
                    yield self._records[record_id]
                    pending.append(record_id)

    def records_of(self, group: str) -> list[str]:
        """Return the ids of all the group's records, those of its parents in order."""
        if group == REPORT:
            return [REPORT]
        parents = self.records_of(self.template.groups[group].parent)
        return [each for parent in parents for each in self.children(parent, group)]

    def children(self, parent: str, group: str) -> list[str]:
        """Return the ids of the group's records under `parent`, in order, over all sections."""
        return self._children.get((parent, group), [])

    def children_in(self, parent: str, group: str, section: str) -> list[str]:
        """Return the ids of the group's records under `parent` in one section, in order."""
        records = self._records
        return [each for each in self.children(parent, group) if records[each].section == section]

    def position(self, record_id: str) -> int:
        """Return the record's place among its siblings of all sections, from 0."""
        record = self._records[record_id]
        return self._children[record.parent, record.group].index(record_id)

    def number_in_section(self, record_id: str) -> int:
        """Return the official number of the record: its place in its section, from 1."""
        record = self._records[record_id]
        return self.children_in(record.parent, record.group, record.section).index(record_id) + 1

    def record_name(self, record_id: str) -> str:
        """Return what the clerk calls the record: its name, else 第3个项目."""
        record = self._records[record_id]
        group = self.template.groups[record.group]
        value = self.value(FieldAddress(record_id, group.name_field)) if group.name_field else None
        text = value.text if value is not None else ""
        return text or f"第{self.number_in_section(record_id)}个{group.label}"


def unit_name(report: Report, value_of: Callable[[FieldAddress], Value | None]) -> str:
    """Return the name of the unit that reports, "" where it is not filled in."""
    value = value_of(FieldAddress(REPORT, report.template.unit_field))
    return value.text if value is not None else ""
