"""What the program exported is read again, table by table, with every value in its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import apply_edits
from perfeval_desktop.domain.import_plan import ImportPlan, PlannedState
from perfeval_desktop.domain.layout import lay_out, sheet_refs
from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate, SheetKind
from perfeval_desktop.domain.values import display, is_blank
from perfeval_desktop.importing.matching_tables import match_tables
from perfeval_desktop.importing.office import read_document_here
from perfeval_desktop.services.exporting import export_docx, export_xlsx
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session
from tests.drawn_tables import unplaced
from tests.office import convert, has_office


def new_report(template: ReportTemplate) -> Report:
    report = Report(template, 2022)
    apply_edits(report, initial_edits(template))
    return report


def shown(session: Session) -> dict[tuple[str, str, str], str]:
    """Return what the tables show: by field, name of the row and name of its parent."""
    report = session.report
    found = {}
    for ref in sheet_refs(report):
        if report.template.sheet(ref.sheet).kind is not SheetKind.TABLE:
            continue
        for address in lay_out(report, ref).fields():
            value = session.value(address)
            if value is not None and not is_blank(value):
                text = display(value, report.template.numbers)
                found[address.field, *names_of(report, session.value, address)] = text
    return found


def names_of(
    report: Report, value_of: Callable[[FieldAddress], object], address: FieldAddress
) -> tuple[str, str]:
    if not address.record:
        return "", ""
    record = report.record(address.record)
    number = report.number_in_section(record.id)
    parent = f"{report.number_in_section(record.parent)}" if record.parent else ""
    return f"{record.section}{number}", parent


def planned(plan: ImportPlan, template: ReportTemplate) -> dict[tuple[str, str, str], str]:
    """Return the same of a plan."""
    numbers: dict[str, int] = {}
    counts: dict[tuple[str, str, str], int] = {}
    for each in plan.records:
        run = (each.parent, each.group, each.section)
        numbers[each.key] = counts[run] = counts.get(run, 0) + 1
    found = {}
    for target, piece in plan.targets():
        if piece.value is not None:
            name = parent = ""
            if target.record:
                record = plan.record(target.record)
                name = f"{record.section}{numbers[record.key]}"
                parent = str(numbers[record.parent]) if record.parent else ""
            found[target.field, name, parent] = display(piece.value, template.numbers)
    return found


def matched(path: Path, template: ReportTemplate) -> ImportPlan:
    doc = read_document_here(path)
    plan = match_tables(doc, new_report(template))
    assert unplaced(doc, plan) == []
    doubted = [p for p in plan.pieces if p.state is PlannedState.DOUBTED]
    assert [p for p in doubted if "隐藏" not in p.why] == []
    return plan


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_the_tables_of_an_export_come_back_whole(
    sample_session: Session, template: ReportTemplate, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"例.{suffix}"
    export = export_docx if suffix == "docx" else export_xlsx
    export(sample_session, path, PaperChoices())
    assert planned(matched(path, template), template) == shown(sample_session)


@pytest.mark.slow
@pytest.mark.skipif(not has_office(), reason="LibreOffice is not installed")
def test_an_export_that_another_program_saved_comes_back_whole(
    sample_session: Session, template: ReportTemplate, tmp_path: Path
) -> None:
    path = tmp_path / "例.docx"
    export_docx(sample_session, path, PaperChoices())
    (tmp_path / "out").mkdir()
    saved = convert(path, "docx", tmp_path / "out")
    assert planned(matched(saved, template), template) == shown(sample_session)
