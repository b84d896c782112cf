"""A report with very many project lines, each with its 附件1-3, under the template of 2022."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval_desktop.domain.edits import AddRecord, Edit, Origin, SetEntry, apply_edits
from perfeval_desktop.domain.report import Entry, FieldAddress, Record, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import Figure, Text, ValueType, plain
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.session import Session


def large_report_edits(lines: int) -> list[Edit]:
    """Return the edits that make `lines` project lines with a sheet each, all amounts alike."""
    return list(_edits(lines))


def _edits(lines: int) -> Iterator[Edit]:
    for at in range(lines):
        line, sheet = f"line{at}", f"sheet{at}"
        yield AddRecord(Record(sheet, "项目"), at)
        yield _text(sheet, "项目.项目名称", f"第{at}号项目")
        yield AddRecord(Record(line, "项目明细"), at)
        yield _text(line, "项目明细.名称", f"第{at}号项目")
        yield _text(line, "项目明细.项目表", sheet)
        for column in ("上年决算", "本年预算", "本年决算"):
            figure = Figure(ValueType.AMOUNT, Decimal(10), plain(Decimal(10)))
            yield SetEntry(FieldAddress(line, f"项目明细.{column}"), None, Entry(figure))


def _text(record: str, field: str, text: str) -> SetEntry:
    return SetEntry(FieldAddress(record, field), None, Entry(Text(text)))


def open_session(template: ReportTemplate, edits: list[Edit]) -> Session:
    """Return a session over a report that has the edits already, as opening a file makes it."""
    report = Report(template, template.year)
    apply_edits(report, edits)
    return Session(report, lambda batch: None)


def type_amount(session: Session, numbers: Iterator[int]) -> None:
    """Type another amount into a line in the middle."""
    _type(session, "项目明细.本年决算", str(next(numbers)))


def type_name(session: Session, numbers: Iterator[int]) -> None:
    """Give a line in the middle another name; its sheet follows."""
    _type(session, "项目明细.名称", f"改名{next(numbers)}")


def _type(session: Session, field: str, text: str) -> None:
    lines = session.report.children("", "项目明细")
    address = FieldAddress(lines[len(lines) // 2], field)
    session.apply(entry_edits(session.report, address, text), "", Origin.TYPED)
