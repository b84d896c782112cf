"""Create, open and read report files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.edits import Batch, Edit, Origin, SetEntry, apply_edits
from perfeval_desktop.domain.errors import OnlyReadableError
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.parsing import clean_text, parse_value
from perfeval_desktop.domain.report import Entry, FieldAddress, Report, unit_name
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import Text, ValueType
from perfeval_desktop.resources import resources_dir
from perfeval_desktop.services.patience import patience_with
from perfeval_desktop.services.person import person_name
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage.creating import create_document
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.opening import open_document, unfinished_documents
from perfeval_desktop.storage.read_documents import read_document, read_with_history
from perfeval_desktop.storage.state import state_dir

if TYPE_CHECKING:
    from perfeval_desktop.services.data_file import DataFile


def create_report(path: Path, template_id: str, year: int, unit: str) -> OpenDocument:
    """Create a file with the empty rows of the official blank and the unit's name, and publish it.

    Raises:
        UnknownTemplateError, TemplateError: there is no such template, or it is faulty.
        ValueParseError: the unit's name is longer than any field takes.
        FileExistsAlreadyError: the file is there already.
        FileError: the file cannot be written.
    """
    from perfeval_desktop.templates.installed import load_installed

    template = load_installed(template_id)
    edits = [*initial_edits(template), *_unit_edits(template, unit)]
    return _create(path, template, year, edits, "新建报告", Origin.CREATED)


def create_from_data_file(path: Path, data: DataFile) -> OpenDocument:
    """Create a file from a readable data file.

    Raises:
        DataFileError: the data does not fit its template; nothing is created.
        and what `create_report` raises.
    """
    from perfeval_desktop.services.data_file import data_file_edits
    from perfeval_desktop.templates.installed import load_installed

    template = load_installed(data.template)
    edits = data_file_edits(data, template)
    return _create(path, template, data.year, edits, f"读入 {data.name}", Origin.DATA_FILE)


def sample_data() -> DataFile:
    """Return the sample report that comes with the program."""
    from perfeval_desktop.services.data_file import read_data_file

    return read_data_file(resources_dir() / "sample" / "hetang-2022.toml")


def open_report(path: Path, *, takes_over: bool = False) -> OpenDocument:
    """Open a file to work on; where it cannot be written, to look at (`read_only` says why).

    Args:
        path: The file.
        takes_over: Somebody said that nobody else is at it, whatever its lock says.

    Raises:
        FileHeldError: it is open on another computer.
        FileError: it cannot be opened; it is as before.
    """
    try:
        return open_document(path, person_name(), takes_over=takes_over)
    except OnlyReadableError as error:
        return look_at_report(path, error.reason)


def look_at_report(path: Path, why: str) -> OpenDocument:
    """Open a file only to look at; `why` is the reason, as a sentence without its end.

    Raises:
        FileError: it cannot be read; it is as before.
    """
    from perfeval_desktop.storage.shown import look_at_document

    return look_at_document(path, f"{why}。可以看、打印、导出；要填写，请另存为一份。")


def kept_aside(folder: Path) -> Path:
    """Make a file of what opening set aside, and return it.

    Raises:
        FileError: it is not there any more, or damaged.
    """
    from perfeval_desktop.storage.keeping import keep_aside

    return keep_aside(folder)


def sample_path() -> Path:
    """Return where the sample report is kept."""
    return state_dir() / "示例报告.peval"


def open_sample() -> OpenDocument:
    """Open the sample report, made in the state folder at the first time; it may be changed freely.

    Raises:
        FileError: it cannot be made or opened.
    """
    path = sample_path()
    return open_report(path) if path.exists() else create_from_data_file(path, sample_data())


def unfinished_reports() -> list[Path]:
    """Return the files whose last session did not end properly; opening one resumes it.

    Also one that is gone: what was not yet written to it goes on all the same.
    """
    return unfinished_documents()


def start_session(
    document: OpenDocument, store: Callable[[Batch], None], *, reads_prose: bool = True
) -> Session:
    """Return a session on an open document; `store` makes its batches durable.

    Raises:
        NotAReportError: the template it brings along asks for more than can be computed.
    """
    session = Session(
        document.report,
        store,
        History(document.batches, document.steps_before),
        person_name(),
        reads_prose=reads_prose,
        patience=patience_with(document.path, document.report.template),
    )
    session.read_only = document.read_only
    return session


def _create(
    path: Path,
    template: ReportTemplate,
    year: int,
    edits: list[Edit],
    label: str,
    origin: Origin,
) -> OpenDocument:
    # Refuse what does not fit before a file exists.
    apply_edits(Report(template, year), edits)
    now = datetime.now().astimezone()
    first = Batch(1, clean_text(label), origin, person_name(), now, tuple(edits))
    return create_document(path, template, year, [first], first.person)


def _unit_edits(template: ReportTemplate, unit: str) -> list[Edit]:
    name = parse_value(ValueType.TEXT, unit)
    if not isinstance(name, Text):
        return []
    return [SetEntry(FieldAddress(REPORT, template.unit_field), None, Entry(name))]


def read_session(path: Path) -> Session:
    """Return a session over a file that is only read; nothing is written to or beside it.

    Raises:
        FileError: it cannot be read, or is no report.
    """
    read = read_with_history(path)
    return Session(
        read.report,
        lambda batch: None,
        History(read.batches, read.steps_before),
        patience=patience_with(path, read.report.template),
    )


def describe_file(path: Path) -> list[tuple[str, str]]:
    """Return what a file is, as labels and values.

    Raises:
        FileError: it cannot be read, or is no report.
    """
    from perfeval_desktop.storage.describing import describe_document

    report, facts = read_document(path), describe_document(path)
    person = f"，{facts.last_person}" if facts.last_person else ""
    last = f"{facts.last_label}（{facts.last_time}{person}）"
    return [
        ("单位", unit_name(report, report.value)),
        ("年度", str(report.year)),
        ("表样", f"{report.template.name}（{report.template.id}）"),
        ("文件编号", facts.doc_id),
        ("文件格式", str(facts.format)),
        ("保存程序", f"perfeval {facts.app_version}"),
        ("建立时间", facts.created),
        ("保存时间", facts.modified),
        ("填报内容", f"{facts.entries} 项"),
        ("修改记录", f"{facts.batches} 步{_untold(facts.steps_before)}"),
        *([("最后一步", last)] if facts.last_label else []),
        ("打印和导出", f"{facts.papers} 次"),
        *([("最近一次的校验码", facts.last_code)] if facts.last_code else []),
    ]


def _untold(steps_before: int) -> str:
    return f"，前 {steps_before} 步不在这份副本里" if steps_before else ""
