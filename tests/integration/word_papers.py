"""Word files to read in tests: of the reports, and of single blocks."""

from __future__ import annotations

from pathlib import Path

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.exporting.document import Document, Section
from perfeval_desktop.exporting.docx import docx_bytes
from perfeval_desktop.exporting.pages import ANNEX_PAGE, NARRATIVE_PAGE
from perfeval_desktop.exporting.tables import Table
from perfeval_desktop.services.data_file import DataFile, data_file_edits
from perfeval_desktop.services.session import Session
from tests.word_file import WordFile, WordForm

CONSISTENT = Path(__file__).parent.parent / "data" / "consistent-2022.toml"


def session_of(data: DataFile, template: ReportTemplate) -> Session:
    session = Session(Report(template, data.year), lambda batch: None)
    session.apply(data_file_edits(data, template), "", Origin.DATA_FILE)
    return session


def file_of(*blocks, page=NARRATIVE_PAGE) -> WordFile:
    return WordFile(docx_bytes(Document("试", (Section("表", tuple(blocks), page),))))


def form_of(table: Table) -> WordForm:
    (form,) = file_of(table, page=ANNEX_PAGE).forms()
    return form


def tables_of(document: Document) -> list[Table]:
    return [
        block for each in document.sections for block in each.blocks if isinstance(block, Table)
    ]
