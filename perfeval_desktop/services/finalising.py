"""The gate (定稿): what is left to do before a report is final, making it so, opening it again."""

from __future__ import annotations

from collections.abc import Collection

from perfeval_desktop.domain.edits import Edit, SetStatus
from perfeval_desktop.domain.errors import NoReasonError
from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.parsing import said_text
from perfeval_desktop.domain.report import Report, Status
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.services.explaining import finding_state
from perfeval_desktop.services.session import Session


def obstacles(session: Session) -> list[Finding]:
    """Return what stands in the way: findings, hints aside, neither put right nor explained.

    What must be put right comes first.
    What is merely not filled in counts here, as at 全审, and has the severity it has at 定稿.
    """
    at_gate = _graver_at_gate(session)
    found = (_at_gate(each, at_gate) for each in session.engine.findings(True))
    left = [
        each
        for each in found
        if each.severity is not Severity.HINT
        and finding_state(session.report, each) is not FindingState.EXPLAINED
    ]
    return sorted(left, key=lambda each: each.severity is not Severity.ERROR)


def counts_in_words(findings: Collection[Finding]) -> str:
    """Return how many there are of each severity, as in 强制性 2 个，核实性 1 个."""
    severities = [each.severity for each in findings]
    counts = ((each.value, severities.count(each)) for each in Severity)
    return "，".join(f"{name} {count} 个" for name, count in counts if count)


def _graver_at_gate(session: Session) -> set[str]:
    """Return the text checks of what is not filled in: 定稿 makes them graver.

    What others read out of prose stays 核实性 until the clerk has confirmed the figure.
    """
    checks = session.report.template.text_checks
    return {each.id for each in checks if each.is_complete_only and each.full_severity is not None}


def _at_gate(finding: Finding, graver: set[str]) -> Finding:
    full = finding.full_severity
    if full is None or finding.rule_id not in graver:
        return finding
    return finding._replace(severity=full)


def finalise_edits(session: Session, reason: str = "") -> list[Edit]:
    """Return the edits that make the report final.

    Raises:
        NoReasonError: something stands in the way, and no reason is given for going on.
    """
    said = said_text(reason)
    left = obstacles(session)
    if left and not said:
        raise NoReasonError(left[0].title)
    before = session.report.status
    return [SetStatus(before, Status(before.draft + 1, True, said))]


def reopen_edits(report: Report, reason: str) -> list[Edit]:
    """Return the edits that open a final report again.

    Raises:
        NoReasonError: no reason is given.
    """
    said = said_text(reason)
    if not said:
        raise NoReasonError("取消定稿")
    return [SetStatus(report.status, Status(report.status.draft, False, said))]
