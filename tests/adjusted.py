"""Adjusting a report as the window does, in one call, for the tests of what becomes of it."""

from __future__ import annotations

from perfeval_desktop.domain.adjustments import AdjustmentKind
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import Report
from perfeval_desktop.services.adjusting import Proposal, propose, signed
from perfeval_desktop.services.form_parts import FormParts, Part, adjustment_of
from perfeval_desktop.services.session import Session

WHY = "财政局电话通知"


def part_of(report: Report, page: str, words: str) -> Part:
    """Return the first part of a page with these words in it."""
    parts = FormParts(report.template, report.year).parts(page)
    return next(each for each in parts if words in each.text)


def proposal(
    session: Session,
    kind: AdjustmentKind,
    page: str,
    words: str,
    typed: str = "",
    *,
    counted: bool = True,
    level: int = 0,
) -> Proposal:
    """Return what comes of an adjustment of the part with these words."""
    report = session.report
    parts = FormParts(report.template, report.year)
    part = next(each for each in parts.parts(page) if words in each.text)
    total = part.totals[0].key if counted and part.totals else ""
    made = adjustment_of(kind, part, typed, parts, total, level)
    return propose(report, signed(made, session.person or "刘敏", session.now(), WHY))


def adjust(
    session: Session,
    kind: AdjustmentKind,
    page: str,
    words: str,
    typed: str = "",
    *,
    counted: bool = True,
    level: int = 0,
) -> Proposal:
    """Make it, and return what came of it."""
    made = proposal(session, kind, page, words, typed, counted=counted, level=level)
    session.apply(made.edits, made.label, Origin.FORM)
    return made
