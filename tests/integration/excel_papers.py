"""Reports as workbooks, to read in tests."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl.utils import get_column_letter

from perfeval_desktop.domain.addresses import path_of
from perfeval_desktop.domain.defined_names import defined_name
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import Grid, SheetRef, lay_out, sheet_label, sheet_refs
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import Role, SheetKind
from perfeval_desktop.domain.values import number_of
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.exporting import export_xlsx
from perfeval_desktop.services.session import Session
from tests.excel_file import ExcelFile

TOP = 3  # the first row of a form: the mark and the title stand above


def exported(session: Session) -> bytes:
    """The bytes that the clerk gets."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "报告.xlsx"
        export_xlsx(session, path)
        return path.read_bytes()


def annexes(session: Session) -> Iterator[tuple[str, Grid]]:
    """Yield the forms with the names of their worksheets."""
    for ref in sheet_refs(session.report):
        if session.report.template.sheet(ref.sheet).kind is SheetKind.TABLE:
            yield _name(session, ref), lay_out(session.report, ref)


def _name(session: Session, ref: SheetRef) -> str:
    return sheet_label(session.report, ref)


def place(row: int, column: int) -> str:
    """The cell of a worksheet at the row and column of a form."""
    return f"{get_column_letter(column + 1)}{row + TOP}"


def figures(session: Session) -> Iterator[tuple[str, str, FieldAddress, Decimal | None]]:
    """Yield every cell of the forms that takes a number: worksheet, cell, address, number now."""
    for name, grid in annexes(session):
        for cell in grid.cells:
            address = cell.address
            if (
                address is not None
                and session.report.template.fields[address.field].type.is_numeric
            ):
                number = number_of(session.value(address))
                yield name, place(cell.row, cell.column), address, number


def enter(session: Session, address: FieldAddress, text: str) -> None:
    """Type into a cell; "" empties it."""
    field = session.report.template.fields[address.field]
    reason = "照填" if field.formula and text else ""
    session.apply(entry_edits(session.report, address, text, reason), "填写", Origin.TYPED)


def let_all_be_computed(session: Session) -> Session:
    """Take back what was stated over a formula."""
    fields = session.report.template.fields
    stated = [
        each
        for each, _ in session.report.entries()
        if fields[each.field].formula and fields[each.field].role is not Role.READ
    ]
    for each in stated:
        enter(session, each, "")
    return session


def name_at(session: Session, address: FieldAddress) -> str | None:
    """The defined name of a field."""
    return defined_name(path_of(session.report, address))


def excel_of(session: Session) -> ExcelFile:
    return ExcelFile(exported(session))
