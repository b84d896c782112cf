"""A report as an office would type it in Word: made by python-docx, without anything of ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.layout import Grid, cell_text, lay_out, sheet_refs
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT, SheetKind
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import display
from perfeval_desktop.services.session import Session

if TYPE_CHECKING:
    from docx.document import Document


def write_word(session: Session, path: Path) -> None:
    """Type the report into a new document: cover, chapters, annexes with their merged cells."""
    import docx

    word = docx.Document()
    for ref in sheet_refs(session.report):
        grid = lay_out(session.report, ref)
        match grid.sheet.kind:
            case SheetKind.COVER:
                for cell in grid.cells:
                    _type(word, _text(session, cell.segments))
            case SheetKind.NARRATIVE:
                _type(word, _text(session, grid.title))
                _type_chapters(word, session, grid)
            case SheetKind.TABLE:
                _type_table(word, session, grid)
    word.save(str(path))


def _text(session: Session, segments: tuple[object, ...]) -> str:
    return cell_text(segments, session.value, session.report.template.numbers)  # type: ignore[arg-type]


def _type(word: Document, text: str) -> None:
    for line in text.split("\n"):
        word.add_paragraph(line)


def _type_chapters(word: Document, session: Session, grid: Grid) -> None:
    for heading in grid.sheet.headings:
        _type(word, in_year(heading.text, session.report.year))
        if heading.field:
            value = session.value(FieldAddress(REPORT, heading.field))
            text = display(value, session.report.template.numbers)
            if text:
                _type(word, text)


def _type_table(word: Document, session: Session, grid: Grid) -> None:
    _type(word, grid.sheet.mark)
    _type(word, _text(session, grid.title))
    table = word.add_table(len(grid.rows), len(grid.sheet.columns))
    table.style = "Table Grid"
    cells = [list(row.cells) for row in table.rows]
    for cell in grid.cells:
        first = cells[cell.row][cell.column]
        last = cells[cell.row + cell.rows - 1][cell.column + cell.columns - 1]
        merged = first.merge(last) if last is not first else first
        merged.text = _text(session, cell.segments)
    for note in grid.sheet.notes:
        _type(word, in_year(note, session.report.year))
    _type(word, "　　".join(_text(session, each) for each in grid.signature))
