"""Names for states of a report (送审稿, 盖章稿): given, given again, taken away.

A name is a note: it changes nothing, is not undone, and a final report takes it.
"""

from __future__ import annotations

from typing import NamedTuple

from perfeval_desktop.domain.edits import Edit, Origin, SetVersion
from perfeval_desktop.domain.errors import NameRefusedError
from perfeval_desktop.domain.parsing import clean_text
from perfeval_desktop.domain.report import Version
from perfeval_desktop.services.session import Session

LONGEST = 20  # characters: a name stands in lists and in the head of a marked copy
USUAL = ("送审稿", "征求意见稿", "盖章稿", "上报稿", "领导看过的")


class NamedState(NamedTuple):
    """A name, and the state that has it."""

    name: str
    version: Version


def named_states(session: Session) -> list[NamedState]:
    """Return the names of states that can be gone back to, the last state first."""
    found = (NamedState(name, each) for name, each in session.report.versions.items())
    told = [each for each in found if session.history.is_told(each.version.place)]
    return sorted(told, key=lambda each: (each.version.place, each.version.time), reverse=True)


def names_by_place(session: Session) -> dict[int, list[str]]:
    """Return the names of each state that has any, in the order in which they were given."""
    found: dict[int, list[str]] = {}
    for each in reversed(named_states(session)):
        found.setdefault(each.version.place, []).append(each.name)
    return found


def suggested_names(session: Session) -> list[str]:
    """Return the usual names, those that are taken with a number behind."""
    return [_free(session, each) for each in USUAL]


def name_edits(session: Session, name: str, place: int | None = None) -> list[Edit]:
    """Return the edits that name a state, that of now where none is said.

    A name that another state has goes over to this one.

    Raises:
        NameRefusedError: there is no name, or a too long one.
        ValueError: the history has no such state.
    """
    where = session.history.place if place is None else place
    if not session.history.is_told(where):
        raise ValueError(where)
    name = _checked(name)
    before = session.report.versions.get(name)
    if before is not None and before.place == where:
        return []
    return [SetVersion(name, before, Version(where, session.person, session.now()))]


def rename_edits(session: Session, name: str, new: str) -> list[Edit]:
    """Return the edits that call a state otherwise.

    Raises:
        NameRefusedError: there is no name, a too long one, or another state has it.
        KeyError: no state has the name `name`.
    """
    version = session.report.versions[name]
    new = _checked(new)
    if new == name:
        return []
    if new in session.report.versions:
        raise NameRefusedError(f"已经有叫“{new}”的稿子了，请换一个名称。名称没有改。")
    return [SetVersion(name, version, None), SetVersion(new, None, version)]


def unname_edits(session: Session, name: str) -> list[Edit]:
    """Return the edits that take a name away; the state itself stays in the history.

    Raises:
        KeyError: no state has the name.
    """
    return [SetVersion(name, session.report.versions[name], None)]


def name_now(session: Session, name: str) -> None:
    """Name the state of now.

    Raises:
        NameRefusedError: there is no name, or a too long one.
        ReportIsReadOnlyError: the report is only shown.
    """
    edits = name_edits(session, name)
    session.apply(edits, f"命名 {_checked(name)}", Origin.NAMED)


def _checked(name: str) -> str:
    name = " ".join(clean_text(name).split())
    if not name:
        raise NameRefusedError("请先写一个名称，例如送审稿。")
    if len(name) > LONGEST:
        raise NameRefusedError(f"名称最多 {LONGEST} 个字，请写短一点。")
    return name


def _free(session: Session, name: str) -> str:
    taken, number, free = session.report.versions, 2, name
    while free in taken:
        free, number = f"{name}{number}", number + 1
    return free
