"""The one way a report changes: edits, each with its inverse, in batches that are undone as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from perfeval_desktop.domain.errors import EditError, TemplateError
from perfeval_desktop.domain.report import (
    Approved,
    Entry,
    Explanation,
    FieldAddress,
    FindingKey,
    LastYear,
    Paper,
    Record,
    Remark,
    Report,
    Status,
    Version,
)


class SetEntry(NamedTuple):
    """Put `after` where `before` stands; None means nothing is entered."""

    address: FieldAddress
    before: Entry | None
    after: Entry | None

    def inverse(self) -> SetEntry:
        """Return the edit that takes this one back."""
        return SetEntry(self.address, self.after, self.before)


@dataclass(frozen=True, slots=True)
class AddRecord:
    """Insert an empty record at `index` among its siblings."""

    record: Record
    index: int

    def inverse(self) -> RemoveRecord:
        """Return the edit that takes this one back."""
        return RemoveRecord(self.record, self.index)


@dataclass(frozen=True, slots=True)
class RemoveRecord:
    """Take away an empty record (without entries, remarks and children) at `index`."""

    record: Record
    index: int

    def inverse(self) -> AddRecord:
        """Return the edit that takes this one back."""
        return AddRecord(self.record, self.index)


class MoveRecord(NamedTuple):
    """Move a record from one place among its siblings to another."""

    record_id: str
    before: int
    after: int

    def inverse(self) -> MoveRecord:
        """Return the edit that takes this one back."""
        return MoveRecord(self.record_id, self.after, self.before)


class SetExplanation(NamedTuple):
    """Explain a finding, explain it otherwise, or withdraw that (`after` is None)."""

    finding: FindingKey
    before: Explanation | None
    after: Explanation | None

    def inverse(self) -> SetExplanation:
        """Return the edit that takes this one back."""
        return SetExplanation(self.finding, self.after, self.before)


class SetRemark(NamedTuple):
    """Note something on a cell, something else, or nothing any more (`after` is None)."""

    address: FieldAddress
    before: Remark | None
    after: Remark | None

    def inverse(self) -> SetRemark:
        """Return the edit that takes this one back."""
        return SetRemark(self.address, self.after, self.before)


class SetStatus(NamedTuple):
    """Make the report final (定稿), or open it again."""

    before: Status
    after: Status

    def inverse(self) -> SetStatus:
        """Return the edit that takes this one back."""
        return SetStatus(self.after, self.before)


class SetLastYear(NamedTuple):
    """Keep what last year's file showed, of another file, or nothing (`after` is None)."""

    before: LastYear | None
    after: LastYear | None

    def inverse(self) -> SetLastYear:
        """Return the edit that takes this one back."""
        return SetLastYear(self.after, self.before)


class SetApproved(NamedTuple):
    """Keep the targets that were approved, others, or none (`after` is None)."""

    before: Approved | None
    after: Approved | None

    def inverse(self) -> SetApproved:
        """Return the edit that takes this one back."""
        return SetApproved(self.after, self.before)


class SetTemplate(NamedTuple):
    """Give the report another template: the files of it that differ, by name.

    A file that one of the two does not have is only in the other. What the new template has no
    place for has to be taken out of the report before.
    """

    before: Mapping[str, str]
    after: Mapping[str, str]

    def inverse(self) -> SetTemplate:
        """Return the edit that takes this one back."""
        return SetTemplate(self.after, self.before)


class AddPaper(NamedTuple):
    """Note a paper that was made, after those before it. It changes nothing that is printed."""

    paper: Paper

    def inverse(self) -> RemovePaper:
        """Return the edit that leads back to the report before it."""
        return RemovePaper(self.paper)


class RemovePaper(NamedTuple):
    """Forget the last paper: the report as it was before. The clerk never does it."""

    paper: Paper

    def inverse(self) -> AddPaper:
        """Return the edit that takes this one back."""
        return AddPaper(self.paper)


class SetVersion(NamedTuple):
    """Give a state a name, give the name to another state, or to none (`after` is None).

    It changes nothing that is printed.
    """

    name: str
    before: Version | None
    after: Version | None

    def inverse(self) -> SetVersion:
        """Return the edit that takes this one back."""
        return SetVersion(self.name, self.after, self.before)


class AddMerged(NamedTuple):
    """Note that a state of another copy was taken in, by the hash of its last step."""

    hash: str

    def inverse(self) -> RemoveMerged:
        """Return the edit that takes this one back."""
        return RemoveMerged(self.hash)


class RemoveMerged(NamedTuple):
    """Forget that a state of another copy was taken in: the merging is taken back."""

    hash: str

    def inverse(self) -> AddMerged:
        """Return the edit that takes this one back."""
        return AddMerged(self.hash)


Edit = (
    SetEntry
    | AddRecord
    | RemoveRecord
    | MoveRecord
    | SetExplanation
    | SetRemark
    | SetStatus
    | SetLastYear
    | SetApproved
    | SetTemplate
    | AddPaper
    | RemovePaper
    | SetVersion
    | AddMerged
    | RemoveMerged
)


class Origin(StrEnum):
    """Where a batch came from."""

    TYPED = "typed"
    ROWS = "rows"
    CREATED = "created"
    DATA_FILE = "data-file"
    EXPLAINED = "explained"
    STATUS = "status"
    LAST_YEAR = "last-year"
    APPROVED = "approved"
    FORM = "form"  # the form was adjusted (本单位调整), or another template taken
    IMPORTED = "imported"  # read from another program's file
    PASTED = "pasted"
    CARRIED_OVER = "carried-over"  # what last year's report had (沿用上年)
    CONFIRMED = "confirmed"  # what was carried over was looked at, and stays as it is
    REMARKED = "remarked"
    PAPER = "paper"  # a paper was made of it: no change, and nothing to undo
    NAMED = "named"  # a state was given a name: no change, and nothing to undo
    RESTORED = "restored"  # cells as they were before
    MERGED = "merged"  # what another copy of the report has
    UNDO = "undo"
    REDO = "redo"


# What a report can be made with: as the first batch of all it is no action of the clerk's.
MADE_WITH = frozenset({Origin.CREATED, Origin.DATA_FILE, Origin.CARRIED_OVER})

# Batches that note something about the report and change nothing in it.
NOTES = frozenset({Origin.PAPER, Origin.NAMED})


class Batch(NamedTuple):
    """What one action did: applied whole, stored in one transaction, undone as one.

    `target` is the number of the batch that an undo or redo takes back or repeats.
    """

    number: int
    label: str  # what was done, as the undo menu names it
    origin: Origin
    person: str
    time: datetime
    edits: tuple[Edit, ...]
    target: int | None = None


def inverses(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return the edits that take all of `edits` back, in the order to apply them."""
    return tuple(edit.inverse() for edit in reversed(edits))


def apply_edits(report: Report, edits: Iterable[Edit]) -> None:
    """Apply all edits or none.

    Raises:
        EditError: one of them does not fit; the report is as before.
    """
    done: list[Edit] = []
    try:
        for edit in edits:
            apply_edit(report, edit)
            done.append(edit)
    except EditError:
        for edit in inverses(done):
            apply_edit(report, edit)
        raise


def apply_edit(report: Report, edit: Edit) -> None:
    """Apply one edit.

    Raises:
        EditError: what it expects to find is not there.
    """
    match edit:
        case SetEntry():
            _set_entry(report, edit)
        case AddRecord():
            _add_record(report, edit)
        case RemoveRecord():
            _remove_record(report, edit)
        case MoveRecord():
            _move_record(report, edit)
        case SetExplanation():
            _set_explanation(report, edit)
        case SetRemark():
            _set_remark(report, edit)
        case _:
            _apply_beside(report, edit)


def _apply_beside(report: Report, edit: Edit) -> None:
    """Apply an edit of what is kept beside records and cells."""
    match edit:
        case SetStatus():
            _set_status(report, edit)
        case SetLastYear():
            _set_last_year(report, edit)
        case SetApproved():
            _set_approved(report, edit)
        case SetTemplate():
            _set_template(report, edit)
        case AddPaper():
            report.papers += (edit.paper,)
        case RemovePaper():
            _remove_paper(report, edit)
        case SetVersion():
            _set_version(report, edit)
        case AddMerged() | RemoveMerged():
            _set_merged(report, edit)


def _check_place(report: Report, address: FieldAddress) -> None:
    field = report.template.fields.get(address.field)
    if field is None or not report.has_record(address.record):
        raise EditError(f"no such place: {address}")
    if report.group_of(address.record) != field.group:
        raise EditError(f"{address.field} is not a field of that record")


def _set_entry(report: Report, edit: SetEntry) -> None:
    address = edit.address
    _check_place(report, address)
    if report.entry(address) != edit.before:
        raise EditError(f"{address} does not hold what the edit expects")
    if edit.after is None:
        report._entries.pop(address, None)
    else:
        report._entries[address] = edit.after


def _add_record(report: Report, edit: AddRecord) -> None:
    record = edit.record
    group = report.template.groups.get(record.group)
    if group is None or record.section not in group.section_ids():
        raise EditError(f"no such group or section: {record}")
    if not record.id or report.has_record(record.id) or not report.has_record(record.parent):
        raise EditError(f"the record is there already, or its parent is not: {record}")
    if report.group_of(record.parent) != group.parent:
        raise EditError(f"{record.group} does not belong there")
    siblings = report._children.setdefault((record.parent, record.group), [])
    if not 0 <= edit.index <= len(siblings):
        raise EditError(f"no place {edit.index} among {len(siblings)} records")
    siblings.insert(edit.index, record.id)
    report._records[record.id] = record


def _remove_record(report: Report, edit: RemoveRecord) -> None:
    record = edit.record
    if report._records.get(record.id) != record or report.position(record.id) != edit.index:
        raise EditError(f"the record is not where the edit expects it: {record}")
    groups = report.template.groups_under(record.group)
    if (
        report.entries_of(record.id)
        or report.remarks_of(record.id)
        or any(report.children(record.id, g.id) for g in groups)
    ):
        raise EditError(f"the record is not empty: {record}")
    report._children[record.parent, record.group].remove(record.id)
    del report._records[record.id]


def _move_record(report: Report, edit: MoveRecord) -> None:
    if not report.has_record(edit.record_id) or not edit.record_id:
        raise EditError(f"no such record: {edit.record_id}")
    record = report.record(edit.record_id)
    siblings = report._children[record.parent, record.group]
    if siblings.index(record.id) != edit.before or not 0 <= edit.after < len(siblings):
        raise EditError(f"the record cannot be moved from {edit.before} to {edit.after}")
    siblings.insert(edit.after, siblings.pop(edit.before))


def _set_explanation(report: Report, edit: SetExplanation) -> None:
    if report.explanation(edit.finding) != edit.before:
        raise EditError(f"{edit.finding} is not explained as the edit expects")
    if edit.after is None:
        report._explanations.pop(edit.finding, None)
    else:
        report._explanations[edit.finding] = edit.after


def _set_remark(report: Report, edit: SetRemark) -> None:
    _check_place(report, edit.address)
    if report.remark(edit.address) != edit.before:
        raise EditError(f"what is noted on {edit.address} is not what the edit expects")
    if edit.after is None:
        report._remarks.pop(edit.address, None)
    else:
        report._remarks[edit.address] = edit.after


def _set_status(report: Report, edit: SetStatus) -> None:
    if report.status != edit.before:
        raise EditError(f"the report's status is {report.status}, not what the edit expects")
    report.status = edit.after


def _set_last_year(report: Report, edit: SetLastYear) -> None:
    if report.last_year != edit.before:
        raise EditError("what is kept of last year is not what the edit expects")
    report.last_year = edit.after


def _set_approved(report: Report, edit: SetApproved) -> None:
    if report.approved != edit.before:
        raise EditError("what is kept of the approved targets is not what the edit expects")
    report.approved = edit.after


def _set_template(report: Report, edit: SetTemplate) -> None:
    texts = dict(report.template.texts)
    for name in {**edit.before, **edit.after}:
        if texts.get(name) != edit.before.get(name):
            raise EditError(f"{name} of the template is not what the edit expects")
    texts = {name: text for name, text in texts.items() if name not in edit.before}
    try:
        template = report.template.remade({**texts, **edit.after})
    except TemplateError as error:
        raise EditError("the template that the edit leads to cannot be loaded") from error
    was, report.template = report.template, template
    if not _all_stands(report):
        report.template = was
        raise EditError("the new template has no place for something that is in the report")


def _all_stands(report: Report) -> bool:
    """Say whether all that is in the report has its place in the template it has now."""
    groups, fields = report.template.groups, report.template.fields
    for record in report._records.values():
        group = groups.get(record.group)
        if group is None or record.section not in group.section_ids():
            return False
        if report.group_of(record.parent) != group.parent:
            return False
    places = (*report._entries, *report._remarks)
    return all(
        each.field in fields and fields[each.field].group == report.group_of(each.record)
        for each in places
    )


def _remove_paper(report: Report, edit: RemovePaper) -> None:
    if report.papers[-1:] != (edit.paper,):
        raise EditError("the last paper is not the one the edit expects")
    report.papers = report.papers[:-1]


def _set_version(report: Report, edit: SetVersion) -> None:
    if not edit.name or report.versions.get(edit.name) != edit.before:
        raise EditError("what has the name is not what the edit expects")
    others = {name: each for name, each in report.versions.items() if name != edit.name}
    report.versions = others if edit.after is None else {**others, edit.name: edit.after}


def _set_merged(report: Report, edit: AddMerged | RemoveMerged) -> None:
    is_there = edit.hash in report.merged
    if is_there == isinstance(edit, AddMerged):
        raise EditError("what was taken in is not what the edit expects")
    report.merged ^= {edit.hash}
