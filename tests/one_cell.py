"""A report of which one cell is filled in, for tests of what becomes of its file."""

from __future__ import annotations

from pathlib import Path

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import create_report, read_session, start_session
from perfeval_desktop.storage.document import OpenDocument
from tests.conftest import HETANG

STAFF = FieldAddress("", "编制数")


def new_file(folder: Path, name: str = "报告.peval") -> Path:
    create_report(folder / name, HETANG, 2022, "甲单位").close()
    return folder / name


def type_staff(document: OpenDocument, text: str) -> None:
    session = start_session(document, document.commit)
    session.apply(entry_edits(session.report, STAFF, text), "填写", Origin.TYPED)


def staff_in(path: Path) -> str:
    value = read_session(path).report.value(STAFF)
    return value.text if value is not None else ""
