"""A report of 2023 as it begins from one of 2022, and hands to work it without a window."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from perfeval_desktop.domain.edits import Batch, Origin, apply_edits
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.rollover import Rollover, rollover
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed
from perfeval_desktop.templates.next_year import next_year_template
from tests.conftest import HETANG

NOW = datetime(2024, 2, 1, 9, 0, tzinfo=UTC)
FINAL, BEFORE = "项目明细.本年决算", "项目明细.上年决算"


@cache
def form_2023() -> ReportTemplate:
    return next_year_template(load_installed(HETANG), 2023)


def next_session(last: Session) -> Session:
    """The report that the next year begins with, as it is opened again from its file."""
    return opened(rollover(last, form_2023()))


def opened(done: Rollover) -> Session:
    report = Report(done.template, done.year)
    apply_edits(report, done.edits)
    first = Batch(1, "沿用", Origin.CARRIED_OVER, "", NOW, done.edits)
    return Session(report, lambda batch: None, History([first]))


def enter(session: Session, field: str, text: str, record: str = "", reason: str = "") -> None:
    edits = entry_edits(session.report, FieldAddress(record, field), text, reason)
    session.apply(edits, f"填写 {field}", Origin.TYPED)


def shown(session: Session, field: str, record: str = "") -> str:
    value = session.value(FieldAddress(record, field))
    return value.text if value is not None else ""


def line(session: Session, name: str) -> str:
    lines = session.report.children("", "项目明细")
    return next(each for each in lines if shown(session, "项目明细.名称", each) == name)


def lines(session: Session) -> list[str]:
    return [
        shown(session, "项目明细.名称", each) for each in session.report.children("", "项目明细")
    ]
