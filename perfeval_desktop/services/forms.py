"""Give a report another form: the edits of the batch, and what of the report has no place in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from perfeval_desktop.domain.edits import (
    AddRecord,
    Edit,
    SetApproved,
    SetEntry,
    SetExplanation,
    SetLastYear,
    SetRemark,
    SetTemplate,
    apply_edits,
)
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.layout import sheet_label, sheet_of
from perfeval_desktop.domain.parsing import parse_value
from perfeval_desktop.domain.report import (
    Entry,
    FieldAddress,
    LastPlace,
    Record,
    Remark,
    Report,
)
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import Mark, Text, Value, display
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.records import new_record_edits, removal_edits
from perfeval_desktop.services.revisions import State, state_of

Rename = Callable[[str], str]


class Lost(NamedTuple):
    """Something in the report that the new form has no place for."""

    place: str  # 附件1-1 出国经费（2022年决算数）
    content: str
    address: FieldAddress


@dataclass
class FormChange:
    """What giving a report another form takes.

    Attributes:
        edits: All of one batch; without `lost` nothing that was filled in goes.
        lost: Cells that are emptied, with what stands in them.
        rows: What the rows are called that go with their group or section.
        moved: Cells whose field is called otherwise now: their content goes along.
    """

    edits: list[Edit] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    moved: int = 0


def template_edit(old: ReportTemplate, new: ReportTemplate) -> SetTemplate:
    """Return the edit between two templates: the files that differ."""
    names = [n for n in {**old.texts, **new.texts} if old.texts.get(n) != new.texts.get(n)]
    before = {name: old.texts[name] for name in names if name in old.texts}
    return SetTemplate(before, {name: new.texts[name] for name in names if name in new.texts})


def form_change(
    report: Report, new: ReportTemplate, renamed: Rename = lambda name: name
) -> FormChange:
    """Return what it takes to give a report another form; `renamed` tells new names of fields.

    A value whose field takes another type now is read anew; where that is not possible it is lost.
    """
    return _Changing(report, new, renamed).change()


def in_form_of(report: Report, template: ReportTemplate) -> Report:
    """Return the report in another form, for comparing: what has no place there is not in it."""
    other = report.copy()
    if report.template.digest != template.digest:
        apply_edits(other, form_change(report, template).edits)
    return other


def state_in_form(old: State, now: State) -> State:
    """Return an earlier state in the form that the report has now, to lay both beside each other.

    What has no place on the form any more is not in it.
    """
    if old.report.template.digest == now.report.template.digest:
        return old
    return state_of(in_form_of(old.report, now.report.template), old.number)


class _Changing:
    def __init__(self, report: Report, new: ReportTemplate, renamed: Rename) -> None:
        self._report, self._new, self._renamed = report, new, renamed
        self._work = report.copy()
        self._change = FormChange()
        self._back: list[Edit] = []  # what is put back once the new form is there
        self._moved_rows: dict[tuple[str, str], int] = {}  # how many are back, by parent and group

    def change(self) -> FormChange:
        self._take_rows()
        self._take_cells()
        self._take_remarks()
        self._mend_texts()
        self._mend_links()
        self._do([template_edit(self._report.template, self._new)])
        self._do(self._back)
        self._do(self._new_rows())
        self._do(self._kept_figures())
        return self._change

    def _do(self, edits: Iterable[Edit]) -> None:
        done = list(edits)
        apply_edits(self._work, done)
        self._change.edits += done

    # What has no place

    def _take_rows(self) -> None:
        """Records of a group that is called otherwise come back under its new name."""
        for record in list(self._report.all_records()):
            if not self._work.has_record(record.id):
                continue
            group = self._new.groups.get(self._group(record.group))
            parent = self._group(self._report.group_of(record.parent))
            fits = group is not None and group.parent == parent
            if not fits or (group is not None and record.section not in group.section_ids()):
                self._change.rows.append(_row_name(self._report, record))
                self._lose_cells_of(record.id)
                self._do(removal_edits(self._work, record.id))
            elif self._group(record.group) != record.group:
                self._move_row(record)

    def _group(self, group: str) -> str:
        return self._renamed(f"{group}.").removesuffix(".") if group else group

    def _move_row(self, record: Record) -> None:
        """Its cells are taken with all others; the row itself follows under its new group."""
        cells = self._report.entries_of(record.id)
        under = [
            each
            for group in self._report.template.groups_under(record.group)
            for each in self._report.children(record.id, group.id)
        ]
        if under:  # nothing below a row can stay while the row is away
            self._change.rows.append(_row_name(self._report, record))
            self._lose_cells_of(record.id)
            self._do(removal_edits(self._work, record.id))
            return
        self._do(removal_edits(self._work, record.id))
        moved = record._replace(group=self._group(record.group))
        index = self._moved_rows.get((moved.parent, moved.group), 0)
        self._moved_rows[moved.parent, moved.group] = index + 1
        self._back.append(AddRecord(moved, index))
        for address, entry in cells:
            self._put_back(address, entry)

    def _lose_cells_of(self, record: str) -> None:
        for address, entry in self._report.entries_of(record):
            self._lose(address, entry.value)
        for group in self._report.template.groups_under(self._report.group_of(record)):
            for child in self._report.children(record, group.id):
                self._lose_cells_of(child)

    def _take_cells(self) -> None:
        for address, entry in list(self._work.entries()):
            old = self._report.template.fields[address.field]
            new = self._new.fields.get(self._renamed(address.field))
            if new is not None and new[:2] == old[:2] and new.group == old.group:
                continue  # the same id and type
            self._do([SetEntry(address, entry, None)])
            self._put_back(address, entry)

    def _put_back(self, address: FieldAddress, entry: Entry) -> None:
        """Have an entry at its field's new name, as a value of its type; or count it as lost."""
        old = self._report.template.fields[address.field]
        new = self._new.fields.get(self._renamed(address.field))
        if new is None or new.group != self._group(old.group):
            self._lose(address, entry.value)
            return
        value = entry.value
        if new.type is not old.type:
            try:
                value = parse_value(new.type, display(value, self._report.template.numbers))
            except ValueParseError:
                self._lose(address, value)
                return
        place = FieldAddress(address.record, new.id)
        self._back.append(SetEntry(place, None, Entry(value, entry.reason)))
        self._change.moved += new.id != old.id

    def _lose(self, address: FieldAddress, value: Value) -> None:
        if value is not Mark.BLANK:
            shown = display(value, self._report.template.numbers)
            self._change.lost.append(Lost(place_words(self._report, address), shown, address))

    def _take_remarks(self) -> None:
        for address, remark in list(self._work.remarks()):
            name = self._renamed(address.field)
            new = self._new.fields.get(name)
            if new is not None and new.group == self._report.template.fields[address.field].group:
                if name == address.field:
                    continue
                place = FieldAddress(address.record, name)
                self._back.append(SetRemark(place, None, remark))
            else:
                self._lose_remark(address, remark)
            self._do([SetRemark(address, remark, None)])

    def _lose_remark(self, address: FieldAddress, remark: Remark) -> None:
        place = f"{place_words(self._report, address)} 的批注"
        self._change.lost.append(Lost(place, remark.text or "待核实", address))

    # What speaks of fields

    def _mend_texts(self) -> None:
        """Notes on figures speak of cells: they follow, or go with them."""
        for address, entry in list(self._work.entries()):
            value = entry.value
            if not isinstance(value, Text) or not value.notes:
                continue
            notes = tuple(
                each._replace(field=self._renamed(each.field)) if each.field else each
                for each in value.notes
                if not each.field or self._renamed(each.field) in self._new.fields
            )
            if notes != value.notes:
                after = Entry(Text(value.text, notes), entry.reason)
                self._do([SetEntry(address, entry, after)])

    def _mend_links(self) -> None:
        """An explanation that stands in a cell that goes keeps its words."""
        for key, said in list(self._work.explanations()):
            if said.link is None:
                continue
            name = self._renamed(said.link.field)
            if name == said.link.field and name in self._new.fields:
                continue
            if name in self._new.fields:
                after = said._replace(link=said.link._replace(field=name))
            else:
                value = self._report.value(said.link)
                words = said.text or (value.text if value is not None else "")
                after = said._replace(link=None, text=words)
            self._do([SetExplanation(key, said, after)])

    # What is new

    def _new_rows(self) -> Iterator[Edit]:
        """A group that is new begins with the rows of the blank."""
        before = {self._group(name) for name in self._report.template.groups}
        for group in self._new.groups.values():
            if group.id in before or group.parent not in ("", *before):
                continue
            for parent in self._work.records_of(group.parent):
                place = 0
                for section in group.section_ids():
                    for number in range(group.initial):
                        record_id = f"{group.id}{parent}{place}{number}"
                        record = Record(_fresh(record_id, self._work), group.id, parent, section)
                        yield from new_record_edits(self._new, record, place)
                        place += 1

    def _kept_figures(self) -> list[Edit]:
        """What is kept of last year and of the approved targets is found by names of fields."""
        edits: list[Edit] = []
        last, approved = self._report.last_year, self._report.approved
        if last is not None and (values := self._renamed_places(last.values)) != last.values:
            edits.append(SetLastYear(last, last._replace(values=values)))
        if approved is not None:
            values = self._renamed_places(approved.values)
            if values != approved.values:
                edits.append(SetApproved(approved, approved._replace(values=values)))
        return edits

    def _renamed_places(self, values: Mapping[LastPlace, Value]) -> dict[LastPlace, Value]:
        return {p._replace(field=self._renamed(p.field)): each for p, each in values.items()}


def _fresh(seed: str, report: Report) -> str:
    """Return an id for a row of the blank that the same change always gives."""
    import hashlib

    number = 0
    while True:
        found = hashlib.sha256(f"{seed}{number}".encode()).hexdigest()[:12]
        if not report.has_record(found):
            return found
        number += 1


def place_words(report: Report, address: FieldAddress) -> str:
    """Return what a cell is called, its sheet before it."""
    home = sheet_of(report, address)
    sheet = sheet_label(report, home) if home is not None else ""
    return " ".join(filter(None, (sheet, cell_label(report, address))))


def _row_name(report: Report, record: Record) -> str:
    label = report.template.groups[record.group].label
    name = report.record_name(record.id)
    return name if label in name else f"{label} {name}"
