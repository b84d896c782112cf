"""花脸稿: the report as it is now, with everything that changed since an earlier draft marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from perfeval_desktop.domain.edits import NOTES
from perfeval_desktop.domain.layout import sheet_label, sheet_refs
from perfeval_desktop.domain.paper import Medium, PaperChoices
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.values import DateValue, time_text
from perfeval_desktop.services.comparing import (
    Difference,
    Kind,
    column_label,
    differences,
    place_label,
)
from perfeval_desktop.services.exporting import export_name
from perfeval_desktop.services.forms import state_in_form
from perfeval_desktop.services.paper import as_printed, paper_source
from perfeval_desktop.services.paper_fonts import write_paper
from perfeval_desktop.services.revisions import (
    State,
    earlier_revisions,
    revisions,
    state_at,
    state_now,
)
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.versions import named_states, names_by_place

if TYPE_CHECKING:
    from perfeval_desktop.exporting.document import Document
    from perfeval_desktop.exporting.paper_source import Earlier, GoneSheet


_COPY_BEGAN = "这份副本做成时的稿子"


class EarlierState(NamedTuple):
    """A state that one can compare with.

    `number` is its place in the history, `name` what it is called on paper (第1稿), `words` what a
    list says of it.
    """

    number: int
    name: str
    words: str
    is_final: bool


def marked_name(session: Session) -> str:
    """Return the file name, without ending, that a marked copy is offered under."""
    return f"{export_name(session.report, session.value)}花脸稿"


def final_states(session: Session) -> list[EarlierState]:
    """Return every time the report was made final before now, the last first."""
    names = names_by_place(session)
    found = []
    for each in earlier_revisions(session):
        own = (
            f"{each.name}（{'、'.join(names[each.number])}）" if each.number in names else each.name
        )
        words = (own, f"{DateValue.of(each.time).text}定稿", each.person)
        found.append(EarlierState(each.number, each.name, "　".join(filter(None, words)), True))
    return found


def _named(session: Session) -> Iterator[EarlierState]:
    """Yield what was given a name before now, the last first."""
    for name, version in named_states(session):
        if is_earlier(session, version.place):
            words = (name, f"{time_text(version.time)}命名", version.person)
            yield EarlierState(version.place, name, "　".join(filter(None, words)), False)


def earlier_states(session: Session) -> list[EarlierState]:
    """Return what can be compared with, each state once and the last of a kind first.

    Finals come first, then what was given a name, then what was printed or exported, then the end
    of each day.
    """
    found: dict[int, EarlierState] = {}
    groups = (final_states(session), _named(session), _printed(session), _days(session))
    for each in chain.from_iterable(groups):
        found.setdefault(each.number, each)
    return list(found.values())


def last_printed(session: Session) -> int | None:
    """Return the step that was printed or exported last, before what stands there now."""
    return next((each.number for each in _printed(session)), None)


def default_since(session: Session, printed: int | None = None) -> int | None:
    """Return the step that is compared with unless another is chosen.

    That is the last final, else the last one that was printed or exported (`printed`, where that is
    known), else the end of the day before, else the beginning. None where there is no earlier one.
    """
    finals = final_states(session)
    if finals:
        return finals[0].number
    if printed is not None and is_earlier(session, printed):
        return printed
    days = _days(session)
    return days[0].number if days else None


def is_earlier(session: Session, number: int) -> bool:
    """Say whether a step can be gone back to, and is not that of now.

    A copy without its history, or a file that a stranger made, names others, too.
    """
    return session.history.is_told(number) and number < session.history.place


def _printed(session: Session) -> Iterator[EarlierState]:
    """Yield what was printed or exported before now, the last first."""
    for paper in reversed(session.report.papers):
        if is_earlier(session, paper.place):
            day = DateValue.of(paper.time).text
            did = "打印" if paper.medium == Medium.PRINT.value else "导出"
            words = f"{time_text(paper.time)}　{did}的，{paper.state}"
            yield EarlierState(paper.place, f"{day}{did}的稿子", words, False)


def _days(session: Session) -> list[EarlierState]:
    """Return how the report began and the last step of each day, but the step of now."""
    batches = [each for each in session.history.after(0) if each.origin not in NOTES]
    days = [list(of_day)[-1] for _, of_day in groupby(batches, key=lambda each: each.time.date())]
    steps = [*batches[:1], *days]
    found = {
        each.number: EarlierState(
            each.number,
            f"{DateValue.of(each.time).text}的稿子",
            f"{time_text(each.time)}　最后一步：{each.label}",
            False,
        )
        for each in steps
        if each.number != session.history.place
    }
    start = session.history.steps_before
    if is_earlier(session, start):
        words = f"{_COPY_BEGAN}（修改记录第{start}步）"
        found.setdefault(start, EarlierState(start, _COPY_BEGAN, words, False))
    in_time = sorted(found.items(), reverse=True)
    return [each for _, each in in_time]


def export_marked(
    session: Session,
    since: int,
    path: Path,
    choices: PaperChoices | None = None,
    on_page: Callable[[int, int], None] | None = None,
) -> None:
    """Write the marked copy as PDF.

    Args:
        session: The open report.
        since: The step of the history that it is compared with.
        path: The file to make or replace.
        choices: How it is printed; its mark says what it is, and it has no check codes.
        on_page: See `exporting.pdf.write_pdf`.

    Raises:
        ValueError: the history has no such step.
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    write_paper(marked_document(session, since, choices), path, choices, on_page)


def marked_document(session: Session, since: int, choices: PaperChoices | None = None) -> Document:
    """Return the report of now laid out, with its changes since a step of its history.

    Raises:
        ValueError: the history has no such step.
    """
    from perfeval_desktop.exporting.report_document import build_document

    now = state_now(session)
    old = state_in_form(state_at(session, since), now)
    name = _name_of(session, since)
    source = replace(paper_source(now.report, now.value), earlier=_earlier(old, now, name))
    mark = f"花脸稿（与{name.partition('（')[0]}比较）"
    chosen = replace(choices or PaperChoices(), mark=mark, has_seal_guide=False)
    return build_document(source, chosen)


def _name_of(session: Session, number: int) -> str:
    """Return what a state is called: 第1稿（2023年3月9日定稿）, 2023年3月9日的稿子（…第12步）."""
    for revision in revisions(session):
        if revision.number == number:
            return f"{revision.name}（{DateValue.of(revision.time).text}定稿）"
    names = names_by_place(session).get(number)
    if names:
        return f"{names[-1]}（修改记录第{number}步）"
    if number == session.history.steps_before:
        return f"{_COPY_BEGAN}（修改记录第{number}步）"
    batch = session.history.after(number - 1)[0]
    return f"{DateValue.of(batch.time).text}的稿子（修改记录第{number}步）"


def _earlier(old: State, now: State, name: str) -> Earlier:
    from perfeval_desktop.exporting.paper_source import Earlier

    found = differences(as_printed(old), as_printed(now))
    notes = {
        ref: tuple(_notes([each for each in found if each.sheet == ref], old))
        for ref in sheet_refs(now.report)
    }
    source = paper_source(old.report, old.value)
    return Earlier(source, name, notes, tuple(_gone(old, now, found)))


def _notes(found: list[Difference], old: State) -> Iterator[str]:
    """Say which rows of a sheet went, with what stood in them, and which moved."""
    gone = [each for each in found if each.kind is Kind.REMOVED]
    for record, cells in groupby(gone, key=lambda each: each.address.record):
        stood = _stood(old.report, record, cells)
        told = f"（{stood}）" if stood else ""
        yield f"已删除：{place_label(old.report, record)}{told}。"
    for each in found:
        if each.kind is Kind.MOVED:
            yield f"已移动：{each.label}，从{each.before}移到{each.after}。"


def _gone(old: State, now: State, found: list[Difference]) -> Iterator[GoneSheet]:
    from perfeval_desktop.exporting.paper_source import GoneSheet

    still_there = set(sheet_refs(now.report))
    for ref in sheet_refs(old.report):
        if ref not in still_there:
            here = [each for each in found if each.sheet == ref]
            contents = tuple(_contents(here, old.report, ref.record))
            yield GoneSheet(sheet_label(old.report, ref), contents)


def _contents(found: list[Difference], report: Report, sheet: str) -> Iterator[tuple[str, str]]:
    """Yield what stood in the cells of a sheet, and in its rows, a line each."""
    for record, cells in groupby(found, key=lambda each: each.address.record):
        if record == sheet:
            yield from ((each.label, each.before) for each in cells)
        else:
            stood = _stood(report, record, cells)
            if stood:
                yield place_label(report, record), stood


def _stood(report: Report, record: str, cells: Iterable[Difference]) -> str:
    """Say what stood in a row beside its name."""
    name = report.template.groups[report.group_of(record)].name_field
    others = (each for each in cells if each.address.field != name)
    return "；".join(f"{column_label(report, each.address)} {each.before}" for each in others)
