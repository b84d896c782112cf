"""Read the targets that the bureau approved (批复的绩效目标申报表), and fill them in.

What the document says is kept whole in the report (`Report.approved`); the clerk chooses which of
it is put into the cells. Both are one batch. A project that the report does not have is offered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from enum import Enum
from typing import NamedTuple

from perfeval_desktop.domain.approved import (
    approved_fields,
    approved_names,
    approved_values,
    paired,
    says_the_same,
)
from perfeval_desktop.domain.edits import Edit, SetApproved, apply_edits
from perfeval_desktop.domain.import_plan import (
    ImportPlan,
    PlannedPiece,
    PlannedRecord,
    PlannedState,
    Target,
)
from perfeval_desktop.domain.report import Approved, FieldAddress, Report
from perfeval_desktop.domain.source_document import SourceDocument
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import Value, ValueType, display, is_blank
from perfeval_desktop.services.import_edits import Filling, planned_values
from perfeval_desktop.services.session import Session

_TAKEN = (PlannedState.TAKEN, PlannedState.DOUBTED)
_NO_NAME = "没有写{}，不知道是哪一个，没有用。"
_NOT_ASKED = "批复只定预期目标、指标和分值，这里没有用。"
_OF_FORM = re.compile(r"申报表|^[（(]?[\d年度附件表一二三四五六七八九十、：:\-\s]*[）)]?$")
WHOLE = "整体"


class Standing(Enum):
    """What a line of the approval would do to the report."""

    NEW = "空着"
    SAME = "已经一样"
    OTHER = "另有内容"
    NO_SHEET = "报告里没有这个项目"


class Proposal(NamedTuple):
    """What was approved for one row or goal, beside what stands there."""

    key: str  # of the planned record, REPORT for the report itself
    where: str  # 整体, or the project's name
    what: str  # 预期目标, 数量指标
    approved: str
    now: str
    standing: Standing
    doubt: str = ""


class Unused(NamedTuple):
    """What stands in the document and is no target, or has no place; `why` is a sentence."""

    piece: PlannedPiece
    why: str


class ApprovalRead(NamedTuple):
    """What a document sets, line by line."""

    document: SourceDocument
    plan: ImportPlan
    approved: Approved
    proposals: tuple[Proposal, ...]
    unused: tuple[Unused, ...]
    matched: ImportPlan  # all pieces
    has_projects: bool  # whether the report has any project with a name

    def usual(self, overwrites: bool = False) -> list[Proposal]:
        """Return the proposals that are filled in unless the clerk says otherwise.

        Projects that the report lacks are added where it has none at all.
        """
        wanted = {Standing.NEW}
        if overwrites:
            wanted.add(Standing.OTHER)
        if not self.has_projects:
            wanted.add(Standing.NO_SHEET)
        return [each for each in self.proposals if each.standing in wanted]


def takes_approvals(template: ReportTemplate) -> bool:
    """Say whether a form has anything that an approval sets."""
    return any(each.is_approved for each in template.fields.values())


def read_approval(document: SourceDocument, session: Session, day: date) -> ApprovalRead:
    """Return what a document sets in a report; nothing is changed.

    Args:
        document: The approved 申报表.
        session: The open report.
        day: On which it is read.
    """
    return _Reading(document, session, day).result()


def approval_edits(
    session: Session, read: ApprovalRead, chosen: Collection[Proposal]
) -> list[Edit]:
    """Return the edits that keep an approval and fill in what was chosen of it."""
    report = session.report
    edits: list[Edit] = []
    if chosen:
        edits += Filling(_chosen_plan(read, report, chosen), report, ()).edits()
    if report.approved is None or report.approved.values != read.approved.values:
        edits.append(SetApproved(report.approved, read.approved))
    return edits


def _chosen_plan(read: ApprovalRead, report: Report, chosen: Collection[Proposal]) -> ImportPlan:
    """Return the plan for the chosen lines; the projects that are there stay in their order."""
    plan, template = read.plan, report.template
    keys = {each.key for each in chosen} - {REPORT}
    new = {
        each.parent
        for each in plan.records
        if each.key in keys and each.parent != REPORT and not plan.record(each.parent).record_id
    }
    records = [each for each in plan.records if each.key in keys | new]
    parents = {each.parent for each in records} - {REPORT} - keys - new
    records += [plan.record(each) for each in parents]
    groups = {each.group for each in records if not template.groups[each.group].sections}
    known = {each.record_id for each in records}
    for group in groups:
        records += [
            PlannedRecord(f"={each}", group, REPORT, "", each)
            for each in report.children(REPORT, group)
            if each not in known and _is_named(report, each)
        ]
    taken = {each.key for each in chosen}
    pieces = [
        each
        for each in plan.pieces
        if each.target is not None
        and (
            (each.target.record in taken and template.fields[each.target.field].is_approved)
            or (each.target.record in keys | new and _names(template, each.target, plan))
        )
        and not (_names(template, each.target, plan) and _is_there(plan, each.target))
    ]
    places = {each.record_id: report.position(each.record_id) for each in records if each.record_id}
    order = {each.key: number for number, each in enumerate(plan.records)}
    records.sort(
        key=lambda each: (
            not each.record_id,
            places.get(each.record_id, 0),
            order.get(each.key, 0),
        )
    )
    return ImportPlan(tuple(records), tuple(pieces))


def _is_named(report: Report, record: str) -> bool:
    name_field = report.template.groups[report.group_of(record)].name_field
    return not is_blank(report.value(FieldAddress(record, name_field)))


def _names(template: ReportTemplate, target: Target, plan: ImportPlan) -> bool:
    """Say whether a place names its record, and is not itself approved."""
    if target.record == REPORT:
        return False
    field = template.groups[plan.record(target.record).group].name_field
    return field == target.field and not template.fields[field].is_approved


def _is_there(plan: ImportPlan, target: Target) -> bool:
    return bool(plan.record(target.record).record_id)


class _Reading:
    def __init__(self, document: SourceDocument, session: Session, day: date) -> None:
        from perfeval_desktop.importing.matching import match_document

        self._document = document
        self._session = session
        self._report = session.report
        self._template = session.report.template
        self._day = day
        self._matched = match_document(document, self._report)
        self._values = planned_values(self._matched, self._template)
        self._unused: list[Unused] = []

    def result(self) -> ApprovalRead:
        nameless = {each.key for each in self._matched.records if not self._is_named(each)}
        nameless |= {e.key for e in self._matched.records if e.parent in nameless}
        pieces = tuple(self._targets(nameless))
        records = [e for e in self._matched.records if self._is_set(e.key, pieces)]
        plan = ImportPlan(tuple(e._replace(record_id="") for e in records), pieces)
        empty = Report(self._template, self._report.year)
        filling = Filling(plan, empty, ())
        apply_edits(empty, filling.edits())
        names = approved_names(empty, empty.value)
        values = approved_values(empty, empty.value)
        approved = Approved(self._document.name, self._day, values)
        keys = {each.key: names.get(filling.ids[each.key], "") for each in records}
        plan = plan._replace(records=tuple(self._fitted(records, keys, approved)))
        proposals = tuple(self._proposals(plan))
        unused, has_projects = tuple(self._unused), self._has_projects()
        return ApprovalRead(
            self._document, plan, approved, proposals, unused, self._matched, has_projects
        )

    def _has_projects(self) -> bool:
        groups = self._template.groups.values()
        return any(
            _is_named(self._report, record)
            for group in groups
            if not group.sections and approved_fields(self._template, group.id)
            for record in self._report.records_of(group.id)
        )

    def _is_named(self, record: PlannedRecord) -> bool:
        name = self._values.get(Target(record.key, self._template.groups[record.group].name_field))
        return name is not None and not is_blank(name)

    def _targets(self, nameless: set[str]) -> Iterator[PlannedPiece]:
        """Yield the pieces that an approval sets, and the names of projects."""
        for piece in self._matched.pieces:
            target = piece.target
            if piece.state is PlannedState.NOT_TAKEN:
                if not _OF_FORM.search("".join(piece.source.split())):
                    self._unused.append(Unused(piece, piece.why))
            elif target is None or piece.state not in _TAKEN:
                continue
            elif target.record in nameless:
                self._unused.append(Unused(piece, _NO_NAME.format(self._name_label(target))))
            elif self._is_wanted(target):
                yield piece
            else:
                self._unused.append(Unused(piece, _NOT_ASKED))

    def _is_wanted(self, target: Target) -> bool:
        is_approved = self._template.fields[target.field].is_approved
        return is_approved or _names(self._template, target, self._matched)

    def _name_label(self, target: Target) -> str:
        record = self._matched.record(target.record)
        if self._is_named(record):
            record = self._matched.record(record.parent)
        return self._template.fields[self._template.groups[record.group].name_field].label

    def _is_set(self, key: str, pieces: Sequence[PlannedPiece]) -> bool:
        """Say whether anything of a record, or below it, is approved."""
        below = {each.key for each in self._matched.records if each.parent == key} | {key}
        return any(
            each.target is not None
            and each.target.record in below
            and self._template.fields[each.target.field].is_approved
            for each in pieces
        )

    def _fitted(
        self, records: Sequence[PlannedRecord], names: dict[str, str], approved: Approved
    ) -> Iterator[PlannedRecord]:
        """Yield the records with the ids of those that the report has."""
        with_it = self._report.copy()
        with_it.approved = approved
        value = self._session.value
        found = paired(with_it, lambda r, f: _text(value(FieldAddress(r, f))), is_strict=True)
        ids = {
            (self._report.group_of(record), each.name): record
            for record, each in found.records.items()
            if record != REPORT
        }
        for each in records:
            yield each._replace(record_id=ids.get((each.group, names[each.key]), ""))

    # What the clerk is shown

    def _proposals(self, plan: ImportPlan) -> Iterator[Proposal]:
        pieces: dict[str, list[PlannedPiece]] = {}
        for target, piece in plan.targets():
            if self._template.fields[target.field].is_approved:
                pieces.setdefault(target.record, []).append(piece)
        for key, of in pieces.items():
            fields = list(dict.fromkeys(p.target.field for p in of if p.target is not None))
            values = {each: self._values[Target(key, each)] for each in fields}
            record = plan.record(key) if key != REPORT else None
            project = record
            if record is not None and record.parent != REPORT:
                project = plan.record(record.parent)
            is_project = project is not None and not self._template.groups[project.group].sections
            is_lacking = is_project and project is not None and not project.record_id
            address = record.record_id if record is not None else REPORT
            is_there = record is None or bool(address)
            now = {
                each: self._session.value(FieldAddress(address, each)) if is_there else None
                for each in fields
            }
            yield Proposal(
                key,
                self._values[self._name_of(project)].text if is_project and project else WHOLE,
                (record.section if record is not None and record.section else "")
                or self._template.fields[fields[0]].label,
                self._shown(values),
                self._shown(now),
                Standing.NO_SHEET if is_lacking else _standing(values, now),
                "".join(dict.fromkeys(each.why for each in of if each.why)),
            )

    def _name_of(self, record: PlannedRecord) -> Target:
        return Target(record.key, self._template.groups[record.group].name_field)

    def _shown(self, values: dict[str, Value] | dict[str, Value | None]) -> str:
        found = []
        for field, value in values.items():
            text = display(value, self._template.numbers)
            if text:
                is_points = self._template.fields[field].type is ValueType.POINTS
                found.append(f"{text}分" if is_points else text)
        return "　".join(found)


def _standing(values: dict[str, Value], now: dict[str, Value | None]) -> Standing:
    unlike = [each for each, value in values.items() if not says_the_same(now[each], value)]
    if not unlike:
        return Standing.SAME
    return Standing.NEW if all(is_blank(now[each]) for each in unlike) else Standing.OTHER


def _text(value: Value | None) -> str:
    return value.text if value is not None else ""
