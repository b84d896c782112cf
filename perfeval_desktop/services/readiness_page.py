"""Print 盖章前检查: the list that was shown, as a PDF of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.services.exporting import export_name
from perfeval_desktop.services.readiness import told
from perfeval_desktop.services.readiness_item import Readiness, ReadinessItem
from perfeval_desktop.services.session import Session

if TYPE_CHECKING:
    from perfeval_desktop.exporting.document import Document

_MARKS = {Readiness.TO_DO: "×", Readiness.TO_KNOW: "△", Readiness.OK: "√"}


def readiness_name(session: Session) -> str:
    """Return the file name, without ending, that the page is offered under."""
    return f"{export_name(session.report, session.value)}盖章前检查单"


def readiness_document(session: Session, items: Sequence[ReadinessItem], day: date) -> Document:
    """Return the list laid out."""
    from perfeval_desktop.exporting.readiness_document import ReadinessLine, build_readiness

    report = session.report
    unit = session.value(FieldAddress(REPORT, report.template.unit_field))
    lines = [
        ReadinessLine(each.title, _MARKS[each.state], each.state.value, each.sentence)
        for each in items
    ]
    name = unit.text if unit is not None else ""
    return build_readiness(name, report.year, report.template.name, told(items), day, lines)


def export_readiness(
    session: Session, items: Sequence[ReadinessItem], day: date, path: Path
) -> None:
    """Write the list as PDF.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.pdf import write_pdf

    write_pdf(readiness_document(session, items, day), path)
