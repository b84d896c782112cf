"""The edits of one import: rows first, then what was written, then what stands over a formula.

They are tried on a copy of the report, so that each fits what the ones before it leave.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import (
    AddRecord,
    Edit,
    SetEntry,
    apply_edits,
)
from perfeval_desktop.domain.figure_notes import moved
from perfeval_desktop.domain.import_plan import ImportPlan, PlannedPiece, PlannedRecord, Target
from perfeval_desktop.domain.import_plan import PlannedState as State
from perfeval_desktop.domain.report import Entry, FieldAddress, Record, Report, new_record_id
from perfeval_desktop.domain.template import REPORT, Field, Group, ReportTemplate, Role
from perfeval_desktop.domain.values import (
    Figure,
    Mark,
    NumberStyle,
    Text,
    Value,
    ValueType,
    is_blank,
    round_half_up,
)
from perfeval_desktop.services.records import (
    is_empty_record,
    new_record_edits,
    removal_edits,
    reordering_edits,
)

_ROUNDS = 8  # formulas stand on formulas, and each round settles one more floor
_FOLLOWING = (Role.COMPUTED, Role.DEFAULT)


def planned_values(plan: ImportPlan, template: ReportTemplate) -> dict[Target, Value]:
    """Return what a plan puts where; the paragraphs of a chapter are put together."""
    pieces: dict[Target, list[PlannedPiece]] = {}
    for target, piece in plan.targets():
        if piece.value is not None and piece.state in (State.TAKEN, State.DOUBTED):
            pieces.setdefault(target, []).append(piece)
    return {target: _joined(template.fields[target.field], p) for target, p in pieces.items()}


def _joined(field: Field, pieces: Sequence[PlannedPiece]) -> Value:
    first = pieces[0].value
    assert first is not None
    if field.type is not ValueType.PROSE or len(pieces) == 1:
        return first
    text = first.text
    for piece in pieces[1:]:
        assert piece.value is not None
        text += piece.joint + piece.value.text
    return Text(text)


class Filling:
    """Carries a plan out on a copy of the report and notes every edit."""

    def __init__(self, plan: ImportPlan, report: Report, keeps: Collection[Target]) -> None:
        self._plan = plan
        self._keeps = keeps
        self._template = report.template
        self._before = report
        self._report = report.copy()
        self._ids: dict[str, str] = {REPORT: REPORT}
        self._edits: list[Edit] = []

    @property
    def ids(self) -> Mapping[str, str]:
        """The records of the plan by their keys, once `edits` was called."""
        return self._ids

    def edits(self) -> list[Edit]:
        """Return all edits, in the order in which they apply."""
        for group in self._groups_from_above():
            self._match_records(group)
        values = planned_values(self._plan, self._template)
        given = {
            address: value
            for target, value in values.items()
            if target not in self._keeps and (address := self._address(target)) is not None
        }
        for address, value in given.items():
            if self._template.fields[address.field].role is Role.INPUT:
                self._set(address, self._with_notes(address, value))
        for link in self._plan.links:
            self._link(link.record, link.field, link.to)
        self._over_formulas(given)
        return self._edits

    def _do(self, edits: Sequence[Edit]) -> None:
        apply_edits(self._report, tuple(edits))
        self._edits += edits

    def _address(self, target: Target) -> FieldAddress | None:
        record = self._ids.get(target.record)
        return FieldAddress(record, target.field) if record is not None else None

    # Records

    def _groups_from_above(self) -> Iterator[Group]:
        pending = [REPORT]
        while pending:
            for group in self._template.groups_under(pending.pop(0)):
                yield group
                pending.append(group.id)

    def _match_records(self, group: Group) -> None:
        planned: dict[str, list[PlannedRecord]] = {}
        for each in self._plan.records:
            if each.group == group.id and each.parent in self._ids:
                planned.setdefault(each.parent, []).append(each)
        for parent, records in planned.items():
            self._match_children(self._ids[parent], group, records)

    def _match_children(self, parent: str, group: Group, planned: list[PlannedRecord]) -> None:
        """Bring the records of one parent to those of the document; filled ones all stay."""
        there = list(self._report.children(parent, group.id))
        self._ids |= {p.key: p.record_id for p in planned if p.record_id in there}
        free = {
            section: [
                each
                for each in self._report.children_in(parent, group.id, section)
                if each not in self._ids.values() and is_empty_record(self._report, each)
            ]
            for section in group.section_ids()
        }
        added: list[Record] = []
        for each in planned:
            if each.key in self._ids:
                continue
            spare = free.get(each.section, [])
            if spare:
                self._ids[each.key] = spare.pop(0)
            else:
                record = Record(new_record_id(), group.id, parent, each.section)
                self._ids[each.key] = record.id
                added.append(record)
        wanted = self._wanted_order(parent, group, planned, free)
        self._remove(parent, group, wanted)
        self._arrange(parent, group, wanted, added)

    def _wanted_order(
        self,
        parent: str,
        group: Group,
        planned: list[PlannedRecord],
        free: Mapping[str, list[str]],
    ) -> list[str]:
        """Return the records as they will stand: those of the document, the others among them."""
        wanted: list[str] = []
        for section in group.section_ids():
            here = [self._ids[each.key] for each in planned if each.section == section]
            before = ""
            for each in self._report.children_in(parent, group.id, section):
                if each not in here and each not in free.get(section, ()):
                    here.insert(here.index(before) + 1 if before in here else 0, each)
                before = each if each in here else before
            spare = [each for each in free.get(section, ()) if each not in here]
            wanted += here + spare[: max(0, group.minimum - len(here))]
        return wanted

    def _remove(self, parent: str, group: Group, wanted: list[str]) -> None:
        for each in reversed(list(self._report.children(parent, group.id))):
            if each not in wanted and not self._report.remarks_of(each):
                self._do(removal_edits(self._report, each))
            elif each not in wanted:
                wanted.append(each)

    def _arrange(
        self, parent: str, group: Group, wanted: list[str], added: Sequence[Record]
    ) -> None:
        new = {each.id: each for each in added}
        staying = [each for each in wanted if each not in new]
        current = list(self._report.children(parent, group.id))
        if current != staying:
            self._do(reordering_edits(current, staying, staying))
        has_children = {each.parent for each in self._plan.records}
        keys = {record: key for key, record in self._ids.items()}
        for place, each in enumerate(wanted):
            if each not in new:
                continue
            if keys.get(each) in has_children:
                self._do([AddRecord(new[each], place)])
            else:
                self._do(new_record_edits(self._template, new[each], place))

    def _link(self, record: str, field: str, to: str) -> None:
        one, other = self._ids.get(record), self._ids.get(to)
        if one is None or not other or Target(record, field) in self._keeps:
            return
        self._set(FieldAddress(one, field), Text(other))

    # Values

    def _with_notes(self, address: FieldAddress, value: Value) -> Value:
        """What was said of the figures of a text goes on being said of those that stay."""
        before = self._report.value(address)
        if not isinstance(value, Text) or not isinstance(before, Text) or not before.notes:
            return value
        return Text(value.text, moved(before.notes, before.text, value.text))

    def _set(self, address: FieldAddress, value: Value | None) -> bool:
        edit = self._edit_for(address, value)
        if edit is not None:
            self._do([edit])
        return edit is not None

    def _edit_for(self, address: FieldAddress, value: Value | None) -> SetEntry | None:
        before = self._report.entry(address)
        after = Entry(value) if value is not None else None
        if before == after or (before and after and _is_same(before.value, after.value)):
            return None
        return SetEntry(address, before, after)

    def _over_formulas(self, given: Mapping[FieldAddress, Value]) -> None:
        """State what the document says otherwise than the formulas, once everything else is in.

        A total that was left empty over figures of this document is stated to be empty.
        """
        wanted: dict[FieldAddress, Value] = {
            address: value for address, value in given.items() if self._follows(address)
        }
        empty = self._left_empty(given)
        if not wanted and not empty:
            return
        old = Engine(self._before.copy(), reads_prose=False)
        engine = Engine(self._report, reads_prose=False)
        for _ in range(_ROUNDS):
            edits = [
                *self._stated(wanted, engine),
                *self._emptied(empty, engine, old),
            ]
            if not edits:
                return
            self._do(edits)
            engine.update(edits)

    def _follows(self, address: FieldAddress) -> bool:
        return self._template.fields[address.field].role in _FOLLOWING

    def _stated(self, wanted: Mapping[FieldAddress, Value], engine: Engine) -> Iterator[SetEntry]:
        style = self._template.numbers
        for address, value in wanted.items():
            is_computed = agrees(value, engine.computed(address), style)
            edit = self._edit_for(address, None if is_computed else value)
            if edit is not None:
                yield edit

    def _left_empty(self, given: Mapping[FieldAddress, Value]) -> list[FieldAddress]:
        """Return the places of formulas in which the document has nothing."""
        found = []
        for target, piece in self._plan.targets():
            address = self._address(target)
            if piece.state is not State.EMPTY or address is None or address in given:
                continue
            field = self._template.fields[address.field]
            is_figure = field.type.is_numeric and field.role in _FOLLOWING
            if is_figure and target not in self._keeps and self._before_entry(address) is None:
                found.append(address)
        return list(dict.fromkeys(found))

    def _before_entry(self, address: FieldAddress) -> Entry | None:
        return self._before.entry(address) if self._before.has_record(address.record) else None

    def _emptied(
        self, empty: Sequence[FieldAddress], engine: Engine, old: Engine
    ) -> Iterator[SetEntry]:
        for address in empty:
            was = old.value(address) if self._before.has_record(address.record) else None
            is_new = is_blank(was) and not is_blank(engine.computed(address))
            edit = self._edit_for(address, Mark.BLANK if is_new else None)
            if edit is not None:
                yield edit


def agrees(value: Value, computed: Value | None, style: NumberStyle) -> bool:
    """Say whether what was written is just what a formula gives, as far as it was written out."""
    if not isinstance(value, Figure) or not isinstance(computed, Figure):
        return value == computed
    shift = Decimal(100 if value.type is ValueType.RATE else 1)
    number = value.number * shift
    exponent = number.normalize().as_tuple().exponent
    written = max(0, -exponent) if isinstance(exponent, int) else 0
    decimals = max(written, style.decimals(value.type))
    return round_half_up(computed.number * shift, decimals) == number


def _is_same(before: Value, after: Value) -> bool:
    """20 and 20.0 are the same; 0.5万元 and 5000元 are not, which are rounded otherwise."""
    if not isinstance(before, Figure) or not isinstance(after, Figure):
        return before == after
    one = (before.type, before.number, before.is_in_yuan)
    return one == (after.type, after.number, after.is_in_yuan)
