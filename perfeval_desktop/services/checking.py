"""Run 全审 and say what it found, as text or JSON (design: contracts for scripts)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perfeval_desktop.domain.findings import Finding, FoundSide
from perfeval_desktop.domain.layout import sheet_label, sheet_of
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT, Severity
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import display, plain
from perfeval_desktop.services.session import Session


def check_data(session: Session) -> dict[str, Any]:
    """Return the result of 全审 as plain data; values are strings of exact decimals."""
    report = session.report
    unit = session.value(FieldAddress(REPORT, report.template.unit_field))
    return {
        "template": report.template.id,
        "unit": unit.text if unit is not None else "",
        "year": report.year,
        "checked": session.engine.checked,
        "findings": [_finding_data(session, each) for each in session.engine.findings(True)],
    }


def has_open_errors(session: Session) -> bool:
    """Say whether a 强制性 finding is open."""
    return any(each.severity is Severity.ERROR for each in session.engine.findings(True))


def check_text(session: Session) -> Iterator[str]:
    """Yield the result of 全审 line by line, for a person."""
    findings = session.engine.findings(True)
    counts = {each: sum(f.severity is each for f in findings) for each in Severity}
    words = "，".join(f"{severity.value} {count} 个" for severity, count in counts.items())
    yield f"已核对 {session.engine.checked} 项，发现问题 {len(findings)} 个：{words}"
    for finding in findings:
        home = sheet_of(session.report, finding.places[0]) if finding.places else None
        where = sheet_label(session.report, home) if home is not None else ""
        yield f"[{finding.severity.value}] {where}：{finding.message}"
        yield f"    {_side_text(finding.left)}；{_side_text(finding.right)}"


def _side_text(side: FoundSide) -> str:
    return f"{side.label} {side.shown or '空'}"


def _finding_data(session: Session, finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "rule": finding.rule,
        "severity": finding.severity.code,
        "title": finding.title,
        "message": finding.message,
        "left": _side_data(finding.left),
        "right": _side_data(finding.right),
        "difference": plain(finding.difference) if finding.difference is not None else None,
        "places": [_place_data(session, finding, each) for each in finding.places],
        "explanation": None,
        "state": "open",
    }


def _side_data(side: FoundSide) -> dict[str, str | None]:
    if side.value is not None:
        return {"label": side.label, "value": plain(side.value)}
    return {"label": side.label, "value": side.shown or None}


def _place_data(session: Session, finding: Finding, address: FieldAddress) -> dict[str, str]:
    report = session.report
    field = report.template.fields[address.field]
    home = sheet_of(report, address)
    return {
        "sheet": sheet_label(report, home) if home is not None else "",
        "label": in_year(field.label, report.year),
        "column": in_year(field.column, report.year),
        "value": _written(session, finding, address),
    }


def _written(session: Session, finding: Finding, address: FieldAddress) -> str:
    """What stands there; of a whole chapter just the words the finding speaks of."""
    shown = display(session.value(address), session.report.template.numbers)
    parts = [shown[each.start : each.end] for each in finding.spans if each.address == address]
    return "、".join(dict.fromkeys(parts)) or shown
