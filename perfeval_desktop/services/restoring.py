"""Put back what stood in cells before, or the whole report: always as one batch, undone as one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from perfeval_desktop.domain.edits import (
    NOTES,
    AddPaper,
    Edit,
    RemovePaper,
    SetEntry,
    SetExplanation,
    SetRemark,
    SetStatus,
    SetVersion,
    apply_edits,
    inverses,
)
from perfeval_desktop.domain.layout import SheetRef, lay_out, sheet_label
from perfeval_desktop.domain.report import Entry, FieldAddress, Report
from perfeval_desktop.domain.template import SheetKind
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.comparing import place_label
from perfeval_desktop.services.projects import rename_edits
from perfeval_desktop.services.session import Session

_MOST_NAMED = 6


class Restoring(NamedTuple):
    """What putting cells back takes, and what of it cannot be done.

    `gone` names the rows and sheets that are not there any more, `lost` the cells whose old content
    leads to one of them; these cells are left as they are.
    """

    edits: tuple[Edit, ...] = ()
    cells: int = 0
    same: int = 0
    gone: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Say what is done when the edits are applied, and what is not."""
        if self.cells:
            parts = [f"恢复了 {self.cells} 处，可以撤销。"]
        elif self.same and not (self.gone or self.lost):
            parts = ["现在就是这样的，没有要恢复的。"]
        else:
            parts = ["一处也没有恢复。"]
        if self.gone:
            parts.append(f"{_named(self.gone)}已经删除，里面的内容没有恢复。")
        if self.lost:
            parts.append(f"{_named(self.lost)}原来指的那一项已经删除，没有恢复。")
        return "".join(parts)


def restoring(session: Session, old: Report, places: Iterable[FieldAddress]) -> Restoring:
    """Return what it takes to put back into cells what stands there in `old`.

    Remarks and explanations stay as they are.
    """
    return restoring_entries(session, [(each, old.entry(each)) for each in places], old)


def restoring_entries(
    session: Session, wanted: Iterable[tuple[FieldAddress, Entry | None]], old: Report | None = None
) -> Restoring:
    """Return what it takes to put entries back; `old` is asked how rows that are gone were called.

    The last word on each address counts.
    """
    working = session.report.copy()
    edits: list[Edit] = []
    changed: set[FieldAddress] = set()
    same, gone, lost = 0, dict[str, str](), list[str]()
    for address, entry in dict(wanted).items():
        if address.field not in working.template.fields:
            gone.setdefault(address.field, _gone_field(working, old, address))
        elif not working.has_record(address.record):
            gone.setdefault(*_gone_row(working, old, address))
        elif working.entry(address) == entry:
            same += 1
        elif _leads_nowhere(working, address, entry):
            lost.append(cell_label(working, address))
        else:
            more = [
                SetEntry(address, working.entry(address), entry),
                *rename_edits(working, address, entry),
            ]
            apply_edits(working, more)
            edits += more
            changed.add(address)
    return Restoring(tuple(edits), len(changed), same, tuple(gone.values()), tuple(lost))


def places_of_sheet(report: Report, ref: SheetRef) -> list[FieldAddress]:
    """Return every cell of a sheet, or every chapter."""
    if report.template.sheet(ref.sheet).kind is SheetKind.NARRATIVE:
        headings = report.template.sheet(ref.sheet).headings
        return [FieldAddress("", each.field) for each in headings if each.field]
    return list(dict.fromkeys(lay_out(report, ref).printed_fields()))


def return_edits(session: Session, number: int) -> list[Edit]:
    """Return the edits by which the whole report is as it was after step `number`, none if it is.

    Rows come back as well. What was printed, how often it was made final, and the names of states
    stay what they are: they tell of what happened.

    Raises:
        ValueError: the history has no such step, or does not tell it.
    """
    if not session.history.is_told(number):
        raise ValueError(number)
    edits: list[Edit] = []
    for batch in reversed(session.history.after(number)):
        if batch.origin not in NOTES:
            edits += (each for each in inverses(batch.edits) if not isinstance(each, _FACTS))
    edits = _joined(edits)
    then = session.report.copy()
    apply_edits(then, edits)
    return [] if _contents(then) == _contents(session.report) else edits


def _contents(report: Report) -> tuple[object, ...]:
    cells = (dict(report.entries()), dict(report.explanations()), dict(report.remarks()))
    kept = report.last_year, report.approved, report.template.digest
    return (list(report.all_records()), *cells, *kept, report.merged)


_FACTS = SetStatus | AddPaper | RemovePaper | SetVersion
_Cell = SetEntry | SetRemark | SetExplanation


def _joined(edits: Iterable[Edit]) -> list[Edit]:
    """Join what is done to one cell between two changes of rows; what then does nothing goes."""
    joined: list[Edit] = []
    run: dict[tuple[type, object], _Cell] = {}
    for edit in edits:
        if not isinstance(edit, _Cell):
            joined += _net(run)
            run = {}
            joined.append(edit)
            continue
        key = (type(edit), edit[0])
        first = run.get(key)
        run[key] = edit if first is None else edit._replace(before=first.before)  # type: ignore[arg-type]
    return joined + _net(run)


def _net(run: dict[tuple[type, object], _Cell]) -> list[Edit]:
    return [each for each in run.values() if each.before != each.after]


def _leads_nowhere(report: Report, address: FieldAddress, entry: Entry | None) -> bool:
    is_link = bool(report.template.fields[address.field].refers_to)
    return is_link and entry is not None and not report.has_record(entry.value.text)


def _gone_field(now: Report, old: Report | None, address: FieldAddress) -> str:
    """Return what a field was called that the form does not have any more."""
    field = old.template.fields.get(address.field) if old is not None else None
    return f"“{field_label(field, now.year)}”" if field is not None else "表样里原来的一格"


def _gone_row(now: Report, old: Report | None, address: FieldAddress) -> tuple[str, str]:
    """Return the outermost part that is gone, and what it was called."""
    record = address.record
    if old is None or not old.has_record(record):
        return record, "所在的行"
    while old.parent_of(record) and not now.has_record(old.parent_of(record)):
        record = old.parent_of(record)
    for sheet in old.template.sheets:
        if sheet.per == old.group_of(record):
            return record, f"“{sheet_label(old, SheetRef(sheet.id, record))}”"
    return record, f"“{place_label(old, record)}”"


def _named(names: tuple[str, ...]) -> str:
    shown = "、".join(names[:_MOST_NAMED])
    return f"{shown}等 {len(names)} 处" if len(names) > _MOST_NAMED else shown
