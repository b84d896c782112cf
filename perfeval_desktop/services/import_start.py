"""The way of a document into a report: read, matched, looked through, and carried out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.domain.edits import apply_edits
from perfeval_desktop.domain.import_plan import ImportPlan, Target
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import SourceDocument
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.services.catalogue import template_names
from perfeval_desktop.services.import_review import Review
from perfeval_desktop.services.records import initial_edits

OnStep = Callable[[int, int], None]
IsCancelled = Callable[[], bool]

READABLE = frozenset({".docx", ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".htm", ".html"})
CONVERTIBLE = frozenset({".doc", ".wps", ".et", ".odt", ".rtf"})


class Proposal(NamedTuple):
    """What a new report would need, as far as the document says it; "" for what it does not."""

    template_id: str
    year: int
    unit: str


def read_source(path: Path, on_step: OnStep, is_cancelled: IsCancelled) -> SourceDocument:
    """Read a document of another program, in a process of its own.

    Raises:
        CannotOpenError, SourceRefusedError: it cannot be read, or is not.
        ReadingCancelledError: `is_cancelled` said so.
    """
    from perfeval_desktop.importing.office import read_document

    return read_document(path, on_step, is_cancelled)


def can_convert(path: Path) -> bool:
    """Say whether LibreOffice is there to turn an old document into one that is read."""
    from perfeval_desktop.importing import converting

    return converting.can_convert(path)


def read_converted(path: Path, on_step: OnStep, is_cancelled: IsCancelled) -> SourceDocument:
    """Have LibreOffice convert a document, and read what comes of it; nothing of it is kept.

    Raises:
        As `read_source`.
    """
    from perfeval_desktop.importing.converting import converted
    from perfeval_desktop.storage.state import sessions_dir

    folder = sessions_dir()
    with converted(path, folder, on_step, is_cancelled) as made:
        return read_source(made, on_step, is_cancelled)._replace(name=path.name)


def year_of(document: SourceDocument) -> int | None:
    """Return the year that a document is of, None where it does not say so."""
    from perfeval_desktop.importing.table_parts import document_year

    return document_year(document)


def review_of(document: SourceDocument, report: Report) -> Review:
    """Match a document with a report."""
    from perfeval_desktop.importing.matching import match_document

    return Review(document, match_document(document, report), report.copy())


def propose(document: SourceDocument) -> Proposal:
    """Return which template, year and unit a document seems to be of."""
    from perfeval_desktop.services.importing import likely_template

    names = template_names()
    template_id = likely_template(document) or next((each.id for each in names), "")
    issued = next((each.year for each in names if each.id == template_id), 0)
    year = year_of(document) or issued
    return Proposal(template_id, year, _unit(document, template_id, year))


def _unit(document: SourceDocument, template_id: str, year: int) -> str:
    if not template_id:
        return ""
    from perfeval_desktop.importing.matching import match_document

    report = blank_report(template_id, year)
    unit = Target(REPORT, report.template.unit_field)
    plan = match_document(document, report)
    found = (p.value for target, p in plan.targets() if target == unit and p.value is not None)
    return next((each.text.strip() for each in found), "")


def blank_report(template_id: str, year: int) -> Report:
    """Return a report as 新建 makes it, without a file.

    Raises:
        UnknownTemplateError, TemplateError: there is no such template, or it is faulty.
    """
    from perfeval_desktop.templates.installed import load_installed

    template = load_installed(template_id)
    report = Report(template, year)
    apply_edits(report, initial_edits(template))
    return report


def for_other(plan: ImportPlan, blank: Report, other: Report) -> ImportPlan:
    """Return a plan for one blank report as it is for another one, made of the same template."""
    ids = {
        one.id: same.id for one, same in zip(blank.all_records(), other.all_records(), strict=True)
    }
    records = tuple(
        each._replace(record_id=ids[each.record_id]) if each.record_id else each
        for each in plan.records
    )
    return plan._replace(records=records)
