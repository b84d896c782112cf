"""The template of 2022, asking for 舍位平衡."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from perfeval_desktop.domain.edits import Batch, Origin
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage.creating import create_document
from perfeval_desktop.templates.installed import load_installed
from perfeval_desktop.templates.loader import template_from_texts
from tests.conftest import HETANG


@lru_cache(maxsize=1)
def balanced_template() -> ReportTemplate:
    """Return the shipped forms with `balanced_print` switched on."""
    texts = dict(load_installed(HETANG).texts)
    head = texts["template.toml"]
    texts["template.toml"] = head.replace("balanced_print = false", "balanced_print = true")
    assert texts["template.toml"] != head
    return template_from_texts(texts)


def balanced_session() -> Session:
    """Return the sample report under it."""
    template = balanced_template()
    session = Session(Report(template, 2022), lambda batch: None, reads_prose=False)
    session.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    return session


def enter(session: Session, field: str, text: str, record: str = REPORT, reason: str = "") -> None:
    """Type a text into a field."""
    address = FieldAddress(record, field)
    session.apply(entry_edits(session.report, address, text, reason), "填写", Origin.TYPED)


def balanced_file(path: Path) -> None:
    """Make a file of the sample report under it."""
    template = balanced_template()
    edits = tuple(data_file_edits(sample_data(), template))
    now = datetime.now().astimezone()
    create_document(
        path, template, 2022, Batch(1, "读入", Origin.DATA_FILE, "", now, edits)
    ).close()
