"""Bring a document into a file without a window: a new file, or one that is there.

The document is read and matched before any file is touched. A new file appears with everything in
it or not at all; one that is there is backed up first, and holds everything or is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.domain.edits import Batch, Origin
from perfeval_desktop.domain.errors import BackupError, FileError, SourceRefusedError
from perfeval_desktop.domain.import_plan import ImportPlan
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import SourceDocument
from perfeval_desktop.services.files import open_report, start_session
from perfeval_desktop.services.importing import (
    Conflict,
    conflicts,
    import_into,
    likely_template,
    settled,
)
from perfeval_desktop.services.person import person_name
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage.backing_up import back_up
from perfeval_desktop.storage.backups import BackupReason
from perfeval_desktop.storage.creating import create_document
from perfeval_desktop.storage.document import OpenDocument

_UNLIKE_ANY = "看不出它是按哪套表样写的。请用 --template 说明表样"


class Wanted(NamedTuple):
    """What was asked for; without template or year, the document and the file decide."""

    template: str = ""
    year: int | None = None
    overwrites: bool = False  # what the file holds otherwise gives way to the document


class Imported(NamedTuple):
    """What became of a document, or will become of it; `report` is as it was before."""

    document: SourceDocument
    plan: ImportPlan
    report: Report
    conflicts: tuple[Conflict, ...] = ()
    warning: str = ""  # why the file could not be backed up, as a sentence


BeforeWriting = Callable[[Imported], None]  # may raise to stop it


def import_file(
    document: SourceDocument, path: Path, wanted: Wanted, before: BeforeWriting = lambda _: None
) -> Imported:
    """Bring a document into the file at `path`, which is made where there is none.

    Raises:
        UnknownTemplateError, TemplateError: the template is not installed, or it is faulty.
        SourceRefusedError: no template was named, and none is like the document.
        FileError: the file cannot be read or written, or is of another template or year; it is as
            before.
        ReportIsFinalError, ReportIsReadOnlyError: it cannot be changed.
        and what `before` raises.
    """
    make = _into_file if path.exists() else _into_new_file
    return make(document, path, wanted, before)


def _into_new_file(
    document: SourceDocument, path: Path, wanted: Wanted, before: BeforeWriting
) -> Imported:
    from perfeval_desktop.importing.matching import match_document
    from perfeval_desktop.importing.table_parts import document_year
    from perfeval_desktop.templates.installed import load_installed

    template_id = wanted.template or likely_template(document)
    if not template_id:
        raise SourceRefusedError(Path(document.name), _UNLIKE_ANY)
    template = load_installed(template_id)
    year = wanted.year or document_year(document) or template.year
    batches: list[Batch] = []
    session = Session(Report(template, year), batches.append, person=person_name())
    session.apply(initial_edits(template), "新建报告", Origin.CREATED)
    imported = Imported(document, match_document(document, session.report), session.report.copy())
    before(imported)
    import_into(session, imported.plan, document.name)
    create_document(path, template, year, batches, batches[0].person).close()
    return imported


def _into_file(
    document: SourceDocument, path: Path, wanted: Wanted, before: BeforeWriting
) -> Imported:
    with opened_for_import(path) as opened:
        return _into_open(document, opened, wanted, before)


@contextmanager
def opened_for_import(path: Path) -> Iterator[OpenDocument]:
    """Open a file that is there; it is closed when all went well, else left as it was.

    Raises:
        FileError: it cannot be opened, or was not closed properly the last time.
    """
    opened = open_report(path)
    try:
        if opened.is_resumed:
            raise FileError(path, "它上次没有正常关闭，请先在窗口里打开一次，再导入")
        yield opened
        opened.close()
    except BaseException:
        if opened.is_resumed:
            opened.abandon()
        else:
            opened.drop()
        raise


def _into_open(
    document: SourceDocument, opened: OpenDocument, wanted: Wanted, before: BeforeWriting
) -> Imported:
    from perfeval_desktop.importing.matching import match_document

    _expect(wanted, opened)
    session = start_session(opened, opened.commit, reads_prose=False)
    plan = match_document(document, session.report)
    found = conflicts(plan, session.report)
    keeps = [] if wanted.overwrites else [each.target for each in found]
    plan = settled(plan, session.report, found, keeps)
    imported = Imported(document, plan, session.report.copy(), tuple(found))
    before(imported)
    warning = "" if opened.read_only else backed_up(opened)
    import_into(session, plan, document.name)
    return imported._replace(warning=warning)


def _expect(wanted: Wanted, opened: OpenDocument) -> None:
    report = opened.report
    if wanted.template not in ("", report.template.id):
        raise FileError(opened.path, f"它的表样是 {report.template.id}，不是 {wanted.template}")
    if wanted.year not in (None, report.year):
        raise FileError(opened.path, f"它是 {report.year} 年度的，不是 {wanted.year} 年度")


def backed_up(document: OpenDocument) -> str:
    """Keep a file as it is before an import; return why that could not be done."""
    try:
        trouble = back_up(document, BackupReason.IMPORT).trouble
    except BackupError as error:
        trouble = error
    return f"导入以前没有备份成：{trouble.reason}。" if trouble is not None else ""
