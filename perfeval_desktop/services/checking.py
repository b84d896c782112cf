"""Run 全审 and say what it found, as text, JSON or a worksheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfeval_desktop.domain.edits import Batch
from perfeval_desktop.domain.findings import Finding, FindingState, FoundSide
from perfeval_desktop.domain.layout import home_of, sheet_label, sheet_of
from perfeval_desktop.domain.report import FieldAddress, FindingKey, unit_name
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import DateValue, display, plain
from perfeval_desktop.services.causes import cause_of, cell_label
from perfeval_desktop.services.coverage import counted
from perfeval_desktop.services.explaining import explained_in, finding_state, reason_of
from perfeval_desktop.services.exporting import export_name
from perfeval_desktop.services.linking import reason_in_words
from perfeval_desktop.services.session import Session

if TYPE_CHECKING:
    from perfeval_desktop.exporting.findings_xlsx import FindingRow

_SIGNED = re.compile(r"[-+]?[\d,.]+%?")
STATE_WORDS = {
    FindingState.OPEN: "待处理",
    FindingState.EXPLAINED: "已说明",
    FindingState.STALE: "需重新确认",
}


def check_data(session: Session) -> dict[str, Any]:
    """Return the result of 全审 as plain data; values are strings of exact decimals."""
    report = session.report
    return {
        "template": report.template.id,
        "unit": unit_name(report, session.value),
        "year": report.year,
        "checked": counted(session)[0],
        "findings": [_finding_data(session, each) for each in session.engine.findings(True)],
    }


def has_open_errors(session: Session) -> bool:
    """Say whether a 强制性 finding is open: neither put right nor explained."""
    return any(
        each.severity is Severity.ERROR
        and finding_state(session.report, each) is not FindingState.EXPLAINED
        for each in session.engine.findings(True)
    )


def check_text(session: Session) -> Iterator[str]:
    """Yield the result of 全审 line by line, for a person."""
    findings = session.engine.findings(True)
    yield _summary(session, findings)
    for finding in findings:
        yield f"[{finding.severity.value}] {home_label(session, finding)}：{finding.message}"
        yield f"    {_side_text(finding.left)}；{_side_text(finding.right)}"
        cause = cause_of(session, finding)
        if cause:
            yield f"    {cause}"
        reason = reason_in_words(session.report, finding)
        if reason:
            yield f"    {STATE_WORDS[finding_state(session.report, finding)]}：{reason}"


def export_findings(session: Session, path: Path) -> None:
    """Write the result of 全审 as an XLSX worksheet.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.findings_xlsx import write_findings

    findings = session.engine.findings(True)
    title = f"{export_name(session.report, session.value)}：审核结果"
    said = explained_in(session.history)
    rows = (_finding_row(session, each, said) for each in findings)
    write_findings(title, _summary(session, findings), rows, path)


_COPIED = ("级别", "所在表", "问题", "一方", "数值", "另一方", "数值", "相差", "状态", "审核说明")


def findings_as_text(session: Session, findings: Iterable[Finding]) -> str:
    """Return findings as lines of tab-separated text under a head, as worksheets paste them."""
    lines = [_COPIED, *(_copied(session, each) for each in findings)]
    return "\n".join("\t".join(map(_pasted, line)) for line in lines)


def _pasted(text: str) -> str:
    """One cell; a worksheet takes what follows ' for words, whatever they look like."""
    words = " ".join(text.split())
    return f"'{words}" if words[:1] in tuple("=+-@") and not _SIGNED.fullmatch(words) else words


def _copied(session: Session, finding: Finding) -> tuple[str, ...]:
    left, right = finding.left, finding.right
    return (
        finding.severity.value,
        home_label(session, finding),
        finding.message,
        *(left.label, left.shown, right.label, right.shown, finding.difference_shown),
        STATE_WORDS[finding_state(session.report, finding)],
        reason_in_words(session.report, finding),
    )


def said_by(finding: Finding, said: Mapping[FindingKey, Batch]) -> str:
    """Return who explained a finding and on which day, "" where nobody did."""
    batch = said.get(finding.key)
    if batch is None:
        return ""
    return f"{batch.person} {DateValue.of(batch.time).text}".strip()


def _finding_row(
    session: Session, finding: Finding, said: Mapping[FindingKey, Batch]
) -> FindingRow:
    from perfeval_desktop.exporting.findings_xlsx import FindingRow
    from perfeval_desktop.exporting.list_xlsx import figure_or_text

    return FindingRow(
        severity=finding.severity.value,
        sheet=home_label(session, finding),
        title=finding.title,
        message=finding.message,
        left_label=finding.left.label,
        left=figure_or_text(finding.left.shown),
        right_label=finding.right.label,
        right=figure_or_text(finding.right.shown),
        difference=figure_or_text(finding.difference_shown),
        places="、".join(cell_label(session.report, each) for each in finding.places),
        basis=finding.basis,
        cause=cause_of(session, finding),
        state=STATE_WORDS[finding_state(session.report, finding)],
        explanation=reason_in_words(session.report, finding),
        said_by=said_by(finding, said),
    )


def _summary(session: Session, findings: list[Finding]) -> str:
    counts = {each: sum(f.severity is each for f in findings) for each in Severity}
    words = "，".join(f"{severity.value} {count} 个" for severity, count in counts.items())
    compared, passed = counted(session)
    return f"已核对 {compared} 项，通过 {passed} 项；发现问题 {len(findings)} 个：{words}"


def home_label(session: Session, finding: Finding) -> str:
    """Return what the clerk calls the sheet on which a finding is listed."""
    home = home_of(session.report, finding.places)
    return sheet_label(session.report, home) if home is not None else "表样"


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
        "cause": cause_of(session, finding) or None,
        "places": [_place_data(session, finding, each) for each in finding.places],
        "explanation": reason_of(session.report, finding) or None,
        "state": finding_state(session.report, finding).value,
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
