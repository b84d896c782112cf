"""What two copies of a report made into different things, in words: to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from perfeval_desktop.domain.edits import (
    AddRecord,
    Batch,
    MoveRecord,
    RemoveRecord,
    SetApproved,
    SetEntry,
    SetExplanation,
    SetLastYear,
    SetRemark,
)
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.layout import SheetRef, sheet_label, sheet_refs_in_filling_order
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.values import ValueType, time_text
from perfeval_desktop.services.comparing import (
    column_label,
    explanation_words,
    finding_label,
    finding_place,
    home_sheet,
    label_on,
    place_label,
    remark_words,
    value_text,
)
from perfeval_desktop.services.revisions import State
from perfeval_desktop.services.three_way import Clash, ClashKind

_MOST_TOLD = 4  # changed cells of a row
_NOTHING = "（空）"


class SideSaid(NamedTuple):
    """What stands on one side, and who made it so and when; no time where that is not told."""

    shown: str
    person: str = ""
    time: datetime | None = None

    @property
    def said_by(self) -> str:
        """Who did it and when, "" where that is not told."""
        when = time_text(self.time) if self.time is not None else ""
        return "　".join(filter(None, (self.person, when)))


class Conflict(NamedTuple):
    """Something to choose about: where it is, what it was, and what each side has."""

    clash: Clash
    sheet_name: str
    label: str
    was: str
    mine: SideSaid
    theirs: SideSaid
    is_text: bool = False  # long: told sentence by sentence


class _Copy:
    """One side: its report, and which batch did last what there is to choose about."""

    def __init__(self, report: Report, history: History) -> None:
        self.report = report
        self.state = State(0, report, report.value)
        self._cells: dict[FieldAddress, Batch] = {}
        self._others: dict[tuple[str, object], Batch] = {}
        for batch in history.after(0):
            for edit in batch.edits:
                match edit:
                    case SetEntry():
                        self._cells[edit.address] = batch
                    case SetRemark():
                        self._others["remark", edit.address] = batch
                    case SetExplanation():
                        self._others["explanation", edit.finding] = batch
                    case AddRecord() | RemoveRecord():
                        self._others["row", edit.record.id] = batch
                    case MoveRecord():
                        self._others["moved", edit.record_id] = batch
                    case SetLastYear():
                        self._others["last year", ()] = batch
                    case SetApproved():
                        self._others["approved", ()] = batch

    def of_cell(self, address: FieldAddress) -> Batch | None:
        return self._cells.get(address)

    def of(self, what: str, place: object) -> Batch | None:
        return self._others.get((what, place))

    def said(self, shown: str, batch: Batch | None) -> SideSaid:
        if batch is None:
            return SideSaid(shown or _NOTHING)
        return SideSaid(shown or _NOTHING, batch.person, batch.time)


class Conflicts:
    """Puts clashes into words."""

    def __init__(
        self,
        bases: Sequence[Report],
        mine: tuple[Report, History],
        theirs: tuple[Report, History],
    ) -> None:
        self._base = bases[0]
        self._mine, self._theirs = _Copy(*mine), _Copy(*theirs)

    def told(self, clashes: Iterable[Clash]) -> tuple[Conflict, ...]:
        """Return what there is to choose about, in the order of filling in."""
        found = [self._conflict(each) for each in clashes]
        refs = sheet_refs_in_filling_order(self._mine.report)
        place = {sheet_label(self._mine.report, ref): at for at, ref in enumerate(refs)}
        return tuple(sorted(found, key=lambda each: place.get(each.sheet_name, len(refs))))

    def _conflict(self, clash: Clash) -> Conflict:
        match clash.kind:
            case ClashKind.CELL:
                return self._of_cell(clash, FieldAddress(*clash.place))
            case ClashKind.REMARK:
                return self._of_remark(clash, FieldAddress(*clash.place))
            case ClashKind.ROW:
                return self._of_row(clash, clash.place[0])
            case ClashKind.ORDER:
                return self._of_order(clash, *clash.place)
            case ClashKind.EXPLANATION:
                return self._of_explanation(clash)
            case _:
                return self._of_kept(clash)

    def _of_cell(self, clash: Clash, address: FieldAddress) -> Conflict:
        return Conflict(
            clash,
            *self._where(address),
            _entry_words(self._base, address),
            *self._both(
                lambda side: side.said(_entry_words(side.report, address), side.of_cell(address))
            ),
            self._base.template.fields[address.field].type is ValueType.PROSE,
        )

    def _of_remark(self, clash: Clash, address: FieldAddress) -> Conflict:
        def said(side: _Copy) -> SideSaid:
            words = remark_words(side.report.remark(address))
            return side.said(words, side.of("remark", address))

        sheet, label = self._where(address)
        was = remark_words(self._base.remark(address))
        return Conflict(clash, sheet, f"{label}（批注）", was, *self._both(said))

    def _of_explanation(self, clash: Clash) -> Conflict:
        check, record = clash.place
        key = (check, record)

        def said(side: _Copy) -> SideSaid:
            words = explanation_words(side.state, side.report.explanation(key))
            return side.said(words, side.of("explanation", key))

        was = explanation_words(State(0, self._base, self._base.value), self._base.explanation(key))
        holder = self._holder(record)
        sheet, _ = self._where(finding_place(holder, key)) if holder is not None else ("", "")
        label = finding_label(holder or self._base, key)
        return Conflict(clash, sheet, f"{label}（审核说明）", was, *self._both(said))

    def _of_row(self, clash: Clash, record: str) -> Conflict:
        holder = self._mine if self._mine.report.has_record(record) else self._theirs

        def said(side: _Copy) -> SideSaid:
            if side is holder:
                return self._changed_row(side, record)
            return side.said("删除了这一行", side.of("row", record))

        label = f"{place_label(holder.report, record)}（整行）"
        sheet = sheet_label(holder.report, _sheet_of_record(holder.report, record))
        return Conflict(clash, sheet, label, "有这一行", *self._both(said))

    def _changed_row(self, side: _Copy, record: str) -> SideSaid:
        """Say what one side changed in a row that the other took away."""
        told, batches = list[str](), list[Batch | None]()
        rows = [record, *_under(side.report, record)]
        for row in rows:
            was_there = self._base.has_record(row)
            for address in dict.fromkeys(
                each
                for report in (self._base, side.report)
                if report.has_record(row)
                for each, _ in report.entries_of(row)
            ):
                was = _entry_words(self._base, address) if was_there else ""
                now = _entry_words(side.report, address)
                if was != now:
                    told.append(f"{column_label(side.report, address)} {now or _NOTHING}")
                    batches.append(side.of_cell(address))
        more = f"等 {len(told)} 处" if len(told) > _MOST_TOLD else ""
        words = f"改了：{'；'.join(told[:_MOST_TOLD])}{more}" if told else "这一行还要用"
        return side.said(words, _last(batches))

    def _of_order(self, clash: Clash, parent: str, group: str) -> Conflict:
        def said(side: _Copy) -> SideSaid:
            rows = side.report.children(parent, group)
            moved = (side.of("moved", row) for row in rows)
            return side.said(_names(side.report, rows), _last(moved))

        mine = self._mine.report
        rows = mine.children(parent, group)
        sheet = sheet_label(mine, _sheet_of_record(mine, rows[0])) if rows else ""
        label = f"{self._base.template.groups[group].label}的先后"
        was = _names(self._base, self._base.children(parent, group))
        return Conflict(clash, sheet, label, was, *self._both(said))

    def _of_kept(self, clash: Clash) -> Conflict:
        if clash.kind is ClashKind.APPROVED:
            return self._of_approved(clash)
        return self._of_last_year(clash)

    def _of_last_year(self, clash: Clash) -> Conflict:
        def words(report: Report) -> str:
            last = report.last_year
            return f"{last.unit} {last.year}年度" if last is not None else ""

        def said(side: _Copy) -> SideSaid:
            return side.said(words(side.report), side.of("last year", ()))

        return Conflict(clash, "", "读入的上年文件", words(self._base), *self._both(said))

    def _of_approved(self, clash: Clash) -> Conflict:
        def words(report: Report) -> str:
            kept = report.approved
            return f"{kept.document} {kept.day.isoformat()}" if kept is not None else ""

        def said(side: _Copy) -> SideSaid:
            return side.said(words(side.report), side.of("approved", ()))

        return Conflict(clash, "", "批复的绩效目标", words(self._base), *self._both(said))

    def _both(self, said: Callable[[_Copy], SideSaid]) -> tuple[SideSaid, SideSaid]:
        return said(self._mine), said(self._theirs)

    def _holder(self, record: str) -> Report | None:
        sides = (self._mine.report, self._theirs.report)
        return next((each for each in sides if each.has_record(record)), None)

    def _where(self, address: FieldAddress) -> tuple[str, str]:
        report = self._holder(address.record) or self._base
        ref = home_sheet(report, address)
        return sheet_label(report, ref), label_on(report, ref, address)


def _last(batches: Iterable[Batch | None]) -> Batch | None:
    there = (each for each in batches if each is not None)
    return max(there, key=lambda each: each.number, default=None)


def _names(report: Report, rows: Iterable[str]) -> str:
    return "、".join(map(report.record_name, rows))


def _sheet_of_record(report: Report, record: str) -> SheetRef:
    """Return the sheet on which a row stands; a project's own sheet for the project."""
    field = next(report.template.fields_of(report.group_of(record)))
    return home_sheet(report, FieldAddress(record, field.id))


def _under(report: Report, record: str) -> list[str]:
    groups = report.template.groups_under(report.group_of(record))
    children = [child for group in groups for child in report.children(record, group.id)]
    return [row for child in children for row in (child, *_under(report, child))]


def _entry_words(report: Report, address: FieldAddress) -> str:
    """Return what was entered, with why where a value is stated."""
    entry = report.entry(address) if report.has_record(address.record) else None
    if entry is None:
        return ""
    shown = value_text(report, address, entry.value)
    to = entry.value.text
    if report.template.fields[address.field].refers_to and report.has_record(to):
        filled = sum(len(report.entries_of(row)) for row in (to, *_under(report, to)))
        shown = f"{shown}（填了 {filled} 处）"  # both sides may have made one of the same name
    reason = f"（{entry.reason}）" if entry.reason else ""
    return f"{shown or '留空'}{reason}"
