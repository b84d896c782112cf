"""The papers that were made of a report: each export and print is noted with its codes.

A note is an edit in the history, but no change: it is not undone, and final reports take it.
"""

from __future__ import annotations

from datetime import datetime

from perfeval_desktop.domain.edits import AddPaper, Edit, Origin
from perfeval_desktop.domain.layout import sheet_label
from perfeval_desktop.domain.paper import Medium, PaperChoices, PaperCodes
from perfeval_desktop.domain.report import Paper, PaperSheet
from perfeval_desktop.services.session import Session

_LABELS = {Medium.PDF: "导出 PDF", Medium.PRINT: "打印"}


def note_paper(
    session: Session, codes: PaperCodes, medium: Medium, choices: PaperChoices | None = None
) -> None:
    """Note that a paper was made, once it has been; on the thread on which edits are applied.

    Nothing is noted in a report that is only shown.

    Args:
        session: As it was when the paper was made.
        codes: Those of `services.check_codes.codes_now`, of the sheets that were printed.
        medium: What was made.
        choices: What was chosen for it; None for what a final report is printed with.
    """
    chosen = choices or PaperChoices()
    edits = paper_edits(session, codes, medium, chosen, session.now(), session.person)
    if edits and not session.read_only:
        session.apply(edits, _LABELS[medium], Origin.PAPER)


def paper_edits(
    session: Session,
    codes: PaperCodes,
    medium: Medium,
    choices: PaperChoices,
    now: datetime,
    person: str,
) -> list[Edit]:
    """Return the edit that notes a paper; none where the same was noted on the same day."""
    report, status = session.report, session.report.status
    paper = Paper(
        place=session.history.place,
        time=now,
        person=person,
        medium=medium.value,
        edition=choices.edition.value,
        mark="" if status.is_final else choices.mark,
        draft=status.draft,
        is_final=status.is_final,
        code=codes.report,
        sheets=tuple(
            PaperSheet(ref.sheet, ref.record, sheet_label(report, ref), code)
            for ref, code in codes.sheets.items()
        ),
    )
    is_noted = any(_is_same(paper, each) for each in reversed(report.papers))
    return [] if is_noted else [AddPaper(paper)]


def _is_same(paper: Paper, noted: Paper) -> bool:
    """Hands press twice, and a print is tried again: one note a day is enough for that."""
    is_same_day = paper.time.date() == noted.time.date()
    return is_same_day and paper._replace(time=noted.time) == noted
