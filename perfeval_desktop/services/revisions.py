"""The report as it was: at any step of its history, and each time it was made final (第N稿)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import SetStatus, apply_edits, inverses
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.report import FieldAddress, Report, state_name
from perfeval_desktop.domain.values import Value
from perfeval_desktop.services.session import Session


class State(NamedTuple):
    """A report with the values it shows, computed ones too: now, or as it was.

    `number` is its place in the history: that of the last step it contains.
    """

    number: int
    report: Report
    value: Callable[[FieldAddress], Value | None]

    @property
    def name(self) -> str:
        """What it is called on paper."""
        status = self.report.status
        return state_name(status.draft, status.is_final, self.number)


class Revision(NamedTuple):
    """A state that was made final."""

    number: int  # its place in the history
    draft: int  # 第N稿
    person: str
    time: datetime
    reason: str = ""  # why it was made final with findings open

    @property
    def name(self) -> str:
        """What it is called on paper."""
        return state_name(self.draft, True, self.number)


def state_now(session: Session) -> State:
    """Return the state the report is in."""
    return State(session.history.place, session.report, session.value)


def state_at(session: Session, number: int) -> State:
    """Return the state after step `number`; a report of its own, which later edits do not reach.

    Raises:
        ValueError: the history has no such step, or does not tell it.
    """
    return state_of(report_at(session.report, session.history, number), number)


def state_of(report: Report, number: int = 0) -> State:
    """Return a report with the values it shows."""
    return State(number, report, Engine(report, reads_prose=False).value)


def report_at(report: Report, history: History, number: int) -> Report:
    """Return what a report with this history was after step `number`, as another report.

    Raises:
        ValueError: the history has no such step, or does not tell it.
    """
    if not history.is_told(number):
        raise ValueError(number)
    earlier = report.copy()
    for batch in reversed(history.after(number)):
        apply_edits(earlier, inverses(batch.edits))
    return earlier


def revisions(session: Session) -> list[Revision]:
    """Return every time the report was made final, oldest first."""
    return list(_revisions(session))


def earlier_revisions(session: Session) -> list[Revision]:
    """Return those before what stands there now, the last first."""
    now = session.history.place
    return [each for each in reversed(revisions(session)) if each.number != now]


def _revisions(session: Session) -> Iterator[Revision]:
    for batch in session.history.after(0):
        for edit in batch.edits:
            if isinstance(edit, SetStatus) and edit.after.is_final and not edit.before.is_final:
                status = edit.after
                yield Revision(batch.number, status.draft, batch.person, batch.time, status.reason)
