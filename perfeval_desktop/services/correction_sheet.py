"""更正说明: what is different now from a paper that was made final and stamped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.edits import SetStatus
from perfeval_desktop.domain.errors import NothingToCorrectError
from perfeval_desktop.domain.layout import SheetRef, sheet_refs
from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.domain.report import FieldAddress, Report, unit_name
from perfeval_desktop.domain.template import Role
from perfeval_desktop.domain.values import DateValue, is_blank
from perfeval_desktop.services.check_codes import codes_of
from perfeval_desktop.services.comparing import (
    Difference,
    Kind,
    column_label,
    differences,
    is_told_by_sentence,
    place_label,
    sentences_told,
)
from perfeval_desktop.services.exporting import export_name
from perfeval_desktop.services.forms import state_in_form
from perfeval_desktop.services.paper import as_printed
from perfeval_desktop.services.paper_fonts import write_paper
from perfeval_desktop.services.revisions import (
    Revision,
    State,
    earlier_revisions,
    revisions,
    state_at,
    state_now,
)
from perfeval_desktop.services.session import Session

if TYPE_CHECKING:
    from perfeval_desktop.exporting.correction_document import FigureRow, SentenceRow
    from perfeval_desktop.exporting.document import Document

_FOLLOWS = "随之变化"


def correction_name(session: Session) -> str:
    """Return the file name, without ending, that a correction is offered under."""
    return f"{export_name(session.report, session.value)}更正说明"


def correctable(session: Session) -> list[Revision]:
    """Return the finals that a correction may be about, the last first.

    Raises:
        NothingToCorrectError: the report was never made final, or only just now.
    """
    found = earlier_revisions(session)
    if not found and session.history.steps_before and session.report.status.draft:
        raise NothingToCorrectError(
            "这份文件是不含修改记录的副本，以前定稿的样子不在里面。请打开原来的文件做更正说明。"
        )
    if not found:
        raise NothingToCorrectError(
            "报告还没有定过稿，没有盖章的稿子可以更正。定稿盖章以后又改了数，再做更正说明。"
            if not revisions(session)
            else "报告刚刚定稿，之前没有别的定稿，没有什么可以更正的。"
        )
    return found


def export_correction(
    session: Session,
    path: Path,
    revision: Revision | None = None,
    code: str = "",
    choices: PaperChoices | None = None,
) -> None:
    """Write the correction as PDF.

    Args:
        session: The open report.
        path: The file to make or replace.
        revision: Which final is corrected; None for the last one.
        code: The check code of that paper (`corrected_code`), "" to leave it out.
        choices: Those of the report: it is set in the same fonts.

    Raises:
        NothingToCorrectError: there is no earlier final, or nothing is different from it.
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    write_paper(correction_document(session, revision, code), path, choices)


def corrected_code(session: Session, revision: Revision) -> str:
    """Return the check code of the whole report as it was made final."""
    return codes_of(state_at(session, revision.number), revision.name).report


def correction_document(
    session: Session, revision: Revision | None = None, code: str = ""
) -> Document:
    """Return the correction laid out; see `export_correction`.

    Raises:
        NothingToCorrectError: there is no earlier final, or nothing is different from it.
    """
    from perfeval_desktop.exporting.correction_document import Corrected, build_correction

    paper = revision or correctable(session)[0]
    now = state_now(session)
    old = state_in_form(state_at(session, paper.number), now)
    rows = _Rows(as_printed(old), as_printed(now))
    figures, texts = list(rows.figures()), list(rows.sentences())
    if not figures and not texts:
        raise NothingToCorrectError(
            f"现在的内容和{paper.name}（{DateValue.of(paper.time).text}定稿）一样，没有什么可以更正的。"
        )
    report = session.report
    corrected = Corrected(
        unit_name(report, session.value),
        report.year,
        report.template.name,
        f"{paper.name}（{DateValue.of(paper.time).text}定稿）",
        code,
        _opened_because(session, paper),
    )
    return build_correction(corrected, figures, texts, report.template.seal_diameter_mm)


def _opened_because(session: Session, paper: Revision) -> str:
    """Return the reason that was given when that final was opened again."""
    for batch in session.history.after(paper.number):
        for edit in batch.edits:
            if isinstance(edit, SetStatus) and edit.before.is_final and not edit.after.is_final:
                return edit.after.reason
    return ""


class _Rows:
    """The differences of two states as a bureau reads them."""

    def __init__(self, old: State, new: State) -> None:
        self._old, self._new = old, new
        self._came = set(sheet_refs(new.report)) - set(sheet_refs(old.report))
        self._went = set(sheet_refs(old.report)) - set(sheet_refs(new.report))
        found = differences(old, new)
        self._of_sheets = [each for each in found if each.sheet not in self._came | self._went]
        self._refs = list(dict.fromkeys(each.sheet for each in found))
        self._names = {each.sheet: each.sheet_name for each in found}

    def figures(self) -> Iterator[FigureRow]:
        """Yield figures and short texts, sheet by sheet: what was entered before what follows."""
        from perfeval_desktop.exporting.correction_document import FigureRow

        for ref in self._refs:
            if ref in self._came:
                yield FigureRow(self._names[ref], "整张表", "无", "新增，全表附后")
            elif ref in self._went:
                yield FigureRow(self._names[ref], "整张表", "有", "删去")
            else:
                yield from self._of_sheet(ref)

    def sentences(self) -> Iterator[SentenceRow]:
        """Yield the sentences of chapters and long texts, in the order of the paper."""
        from perfeval_desktop.exporting.correction_document import SentenceRow

        for each in self._of_sheets:
            if self._is_long(each):
                place = f"{each.sheet_name}\n{each.label}"
                yield from (SentenceRow(place, *sentence) for sentence in sentences_told(each))

    def _of_sheet(self, ref: SheetRef) -> Iterator[FigureRow]:
        here = [each for each in self._of_sheets if each.sheet == ref and not self._is_long(each)]
        here.sort(key=self._follows)
        told: set[str] = set()
        for each in here:
            record = each.address.record
            if each.kind not in (Kind.ADDED, Kind.REMOVED):
                yield self._row(each)
            elif record not in told:
                told.add(record)
                yield self._whole_row([e for e in here if e.address.record == record])

    def _whole_row(self, cells: list[Difference]) -> FigureRow:
        """Say in one line what stands in a row that came, or stood in one that went."""
        from perfeval_desktop.exporting.correction_document import FigureRow

        first, is_new = cells[0], cells[0].kind is Kind.ADDED
        report = (self._new if is_new else self._old).report
        record = first.address.record
        name = report.template.groups[report.group_of(record)].name_field
        stood = "\n".join(
            f"{column_label(report, each.address)} {each.before or each.after}"
            for each in cells
            if each.address.field != name
        )
        sides = ("（新增）", stood or "（未填）") if is_new else (stood or "（未填）", "（删去）")
        label = f"{place_label(report, record)}（整行）"
        return FigureRow(first.sheet_name, label, *sides, "")

    def _row(self, each: Difference) -> FigureRow:
        from perfeval_desktop.exporting.correction_document import FigureRow

        label = f"{each.label}（行的先后）" if each.kind is Kind.MOVED else each.label
        return FigureRow(each.sheet_name, label, each.before, each.after, self._reason(each))

    def _is_long(self, each: Difference) -> bool:
        return is_told_by_sentence(self._new.report, each)

    def _follows(self, each: Difference) -> bool:
        """Say whether a value was not entered but follows from others, now as before."""
        field = self._new.report.template.fields[each.address.field]
        if each.kind is not Kind.CHANGED or field.role is Role.INPUT:
            return False
        return all(state.report.entry(each.address) is None for state in (self._old, self._new))

    def _reason(self, each: Difference) -> str:
        if self._follows(each):
            return _FOLLOWS
        report = self._new.report
        if each.kind is not Kind.CHANGED:
            return ""
        entry = report.entry(each.address)
        if entry is not None and entry.reason:
            return entry.reason
        return _deviation(report, each.address)


def _deviation(report: Report, address: FieldAddress) -> str:
    """Return the 偏差原因 of the indicator in whose row something changed."""
    group = report.group_of(address.record)
    field = f"{group}.{report.template.scoring.fields.reason}"
    if field not in report.template.fields or field == address.field:
        return ""
    value = report.value(FieldAddress(address.record, field))
    return "" if value is None or is_blank(value) else value.text
