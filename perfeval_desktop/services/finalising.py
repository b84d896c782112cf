"""The gate (定稿): what is left to do before a report is final, making it so, opening it again."""

from __future__ import annotations

from perfeval_desktop.domain.edits import Edit, SetStatus
from perfeval_desktop.domain.errors import NoReasonError
from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.parsing import clean_text
from perfeval_desktop.domain.report import Report, Status
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.services.explaining import finding_state
from perfeval_desktop.services.session import Session


def obstacles(session: Session) -> list[Finding]:
    """Return what stands in the way: findings, hints aside, neither put right nor explained.

    What is merely not filled in counts here, as at 全审.
    """
    return [
        each
        for each in session.engine.findings(True)
        if each.severity is not Severity.HINT
        and finding_state(session.report, each) is not FindingState.EXPLAINED
    ]


def finalise_edits(session: Session, reason: str = "") -> list[Edit]:
    """Return the edits that make the report final.

    Raises:
        NoReasonError: something stands in the way, and no reason is given for going on.
    """
    said = clean_text(reason).strip()
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
    said = clean_text(reason).strip()
    if not said:
        raise NoReasonError("取消定稿")
    return [SetStatus(report.status, Status(report.status.draft, False, said))]
