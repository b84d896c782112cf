"""What was carried over from last year and is still to be looked at, and which cells are locked.

What was carried over is read from the history: the last batch that touched a cell says where its
content is from. Locked are those figures, and the targets that the bureau approved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from perfeval_desktop.checks.text_checks import TextFindings, text_checks_of
from perfeval_desktop.domain.approved import Paired, paired
from perfeval_desktop.domain.approved import says_the_same as is_as_approved
from perfeval_desktop.domain.edits import Edit, Origin, RemoveRecord, SetApproved, SetEntry
from perfeval_desktop.domain.findings import Finding, TextSpan
from perfeval_desktop.domain.report import Entry, FieldAddress, LastPlace
from perfeval_desktop.domain.template import REPORT, Carry, Role
from perfeval_desktop.domain.values import Figure, Text, Value, display, is_blank
from perfeval_desktop.domain.years import years_in
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.last_year import last_text_value, last_value
from perfeval_desktop.services.session import Session

# Who changes a locked figure with these knows what he does: they bring back or take over a state.
_BY_HAND = frozenset({Origin.TYPED, Origin.ROWS, Origin.PASTED, Origin.IMPORTED})
_OF_LAST_YEAR = frozenset({Origin.CARRIED_OVER, Origin.CONFIRMED})
# The rules of the checks against last year's report, and against what was approved.
_UNLIKE_LAST_YEAR, _UNLIKE_APPROVED = "Y1", "R2"


class Lock(Enum):
    """Why a cell is not changed without a reason."""

    LAST_YEAR = "沿用的上年决算数"
    APPROVED = "批复的绩效目标"


class LockedChange(NamedTuple):
    """A locked value that is about to be changed."""

    address: FieldAddress
    label: str
    before: str
    after: str  # "" where it is emptied
    reason: str  # given for an earlier change
    lock: Lock = Lock.LAST_YEAR


class ShiftedYear(NamedTuple):
    """A year of a carried text that was moved on."""

    span: TextSpan
    before: int
    after: int


def is_to_look_at(session: Session, address: FieldAddress) -> bool:
    """Say whether a cell or chapter was carried over, and neither changed nor confirmed since."""
    return session.history.is_carried_over(address)


def chapters_to_look_at(session: Session) -> list[FieldAddress]:
    """Return the chapters of the narrative that were carried over and are still to be looked at."""
    places = (FieldAddress(REPORT, each) for each in session.report.template.prose_fields)
    return [each for each in places if is_to_look_at(session, each) and _has_text(session, each)]


def confirm_edits(session: Session, places: Iterable[FieldAddress]) -> list[Edit]:
    """Return the edits that say of carried cells that they were looked at, and stay as they are."""
    report = session.report
    carried = [each for each in dict.fromkeys(places) if is_to_look_at(session, each)]
    return [SetEntry(each, report.entry(each), report.entry(each)) for each in carried]


def lock_of(session: Session, address: FieldAddress) -> Lock | None:
    """Return why a cell is not changed without a reason, None where it may be changed.

    One that was changed with a reason stays locked.
    """
    return _Locks(session).of(address)


def is_locked(session: Session, address: FieldAddress) -> bool:
    """Say whether a cell is not changed without a reason."""
    return lock_of(session, address) is not None


def approved_value(session: Session, address: FieldAddress) -> Value | None:
    """Return what was approved for a cell, None where nothing was."""
    report = session.report
    is_approved = report.template.fields[address.field].is_approved
    if not is_approved or report.approved is None or not report.has_record(address.record):
        return None
    return _Locks(session).approved.value(address)


class _Locks:
    """Which cells are locked now; who asks of many keeps it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def approved(self) -> Paired:
        """The approved records beside those of the report."""
        value = self._session.value
        return paired(self._session.report, lambda r, f: _text(value(FieldAddress(r, f))))

    def of(self, address: FieldAddress) -> Lock | None:
        session, report = self._session, self._session.report
        if not report.has_record(address.record):
            return None
        field, entry = report.template.fields[address.field], report.entry(address)
        if entry is None or is_blank(entry.value):
            return None
        if field.is_approved and report.approved is not None:
            return Lock.APPROVED if self.approved.value(address) is not None else None
        if field.carry is not Carry.PREVIOUS or field.role is not Role.INPUT:
            return None  # a total follows from its parts, and is stated with a reason in any case
        is_last_years = bool(entry.reason) or session.history.origin_of(address) in _OF_LAST_YEAR
        return Lock.LAST_YEAR if is_last_years else None

    def is_undone_by(self, lock: Lock, address: FieldAddress, value: Value) -> bool:
        """Say whether a value is the very one that locks the cell."""
        if lock is Lock.APPROVED:
            return is_as_approved(self.approved.value(address), value)
        return _is_last_years(self._session, address, value)


def locked_changes(
    session: Session, edits: Sequence[Edit], origin: Origin
) -> tuple[list[LockedChange], list[Edit]]:
    """Return which locked values edits would change, and the edits that may be done in any case.

    Going back to the value that locks needs no reason; rows are deleted with all that is in them.
    """
    if origin not in _BY_HAND or any(isinstance(each, SetApproved) for each in edits):
        return [], list(edits)
    locks = _Locks(session)
    gone = {each.record.id for each in edits if isinstance(each, RemoveRecord)}
    changes, free = list[LockedChange](), list[Edit]()
    for edit in edits:
        if isinstance(edit, SetEntry) and edit.address.record not in gone:
            change = _change(session, edit, locks)
            if change is not None:
                changes.append(change)
                continue
        free.append(edit)
    return changes, free


def with_reason(edits: Sequence[Edit], changes: Iterable[LockedChange], reason: str) -> list[Edit]:
    """Return all the edits, with the reason in the entries that change what is locked."""
    places = {each.address for each in changes}
    return [
        each._replace(after=Entry(each.after.value, reason))
        if isinstance(each, SetEntry) and each.address in places and each.after is not None
        else each
        for each in edits
    ]


def explained_edits(session: Session, edits: Sequence[Edit], reason: str) -> list[Edit]:
    """Return the edits that give the reason for what the checks find about locked cells by `edits`.

    Nobody explains twice: the reason for changing a figure is why it differs from last year's
    report, or from what was approved, and why the totals above it do.
    """
    before = {each.key: each.left.shown for each in _about_locked(session)}
    changed = Session(session.report.copy(), lambda batch: None, reads_prose=False)
    changed.apply(edits, "", Origin.TYPED)
    found = [each for each in _about_locked(changed) if before.get(each.key) != each.left.shown]
    return explain_edits(session.report, found, reason)


def _about_locked(session: Session) -> list[Finding]:
    """The findings about last year's figures, and about what was approved.

    The latter are of text checks, which wait for the narrative; these do not read it.
    """
    found = [each for each in session.engine.findings(False) if each.rule == _UNLIKE_LAST_YEAR]
    if session.report.approved is not None:
        checks = text_checks_of(session.report.template)
        texts = TextFindings(tuple(e for e in checks if e.check.rule == _UNLIKE_APPROVED))
        texts.check_all(session.report, session.engine)
        found += texts.findings()
    return found


def shifted_years(session: Session, address: FieldAddress) -> list[ShiftedYear]:
    """Return the years of a chapter that were moved on when it was carried over.

    They are told from last year's text, as long as the chapter was not touched.
    """
    report = session.report
    last = report.last_year
    value = report.value(address)
    if last is None or not isinstance(value, Text) or not is_to_look_at(session, address):
        return []
    before = last.values.get(LastPlace(address.field))
    old = years_in(before.text) if before is not None and address.record == REPORT else []
    new = years_in(value.text)
    if len(old) != len(new):
        return []
    return [
        ShiftedYear(TextSpan(address, now.start, now.end), was.year, now.year)
        for was, now in zip(old, new, strict=True)
        if was.year != now.year
    ]


def last_text(session: Session, address: FieldAddress) -> str:
    """Return how last year's report put a text (上年的写法), "" where it is not kept."""
    value = last_text_value(session.report, address, session.value)
    return value.text if value is not None else ""


def _change(session: Session, edit: SetEntry, locks: _Locks) -> LockedChange | None:
    address, report = edit.address, session.report
    if edit.before is None or edit.after == edit.before:
        return None
    lock = locks.of(address)
    after = edit.after.value if edit.after is not None else None
    if lock is None or (after is not None and locks.is_undone_by(lock, address, after)):
        return None
    numbers = report.template.numbers
    return LockedChange(
        address,
        cell_label(report, address),
        display(edit.before.value, numbers),
        display(after, numbers),
        edit.before.reason,
        lock,
    )


def _is_last_years(session: Session, address: FieldAddress, value: Value) -> bool:
    kept = last_value(session.report, address, session.value)
    if isinstance(kept, Figure) and isinstance(value, Figure):
        return kept.number == value.number
    return kept is not None and kept == value


def _has_text(session: Session, address: FieldAddress) -> bool:
    return not is_blank(session.value(address))


def _text(value: Value | None) -> str:
    return value.text if value is not None else ""
