"""Say why findings stand (审核说明), and what became of each."""

from __future__ import annotations

from collections.abc import Iterable

from perfeval_desktop.domain.edits import Batch, Edit, SetExplanation
from perfeval_desktop.domain.errors import NoReasonError
from perfeval_desktop.domain.findings import Finding, FindingState, state_of
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.parsing import said_text
from perfeval_desktop.domain.report import Explanation, FieldAddress, FindingKey, Report
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.domain.values import is_blank


def explain_edits(
    report: Report, findings: Iterable[Finding], text: str, link: FieldAddress | None = None
) -> list[Edit]:
    """Return the edits that explain findings with one reason, or with what stands in `link`.

    Raises:
        NoReasonError: there is no reason, and one of them is more than a hint.
    """
    reason = said_text(text)
    edits: list[Edit] = []
    for finding in findings:
        if not reason and link is None and finding.severity is not Severity.HINT:
            raise NoReasonError(finding.title)
        after = Explanation(finding.left.shown, finding.right.shown, reason, link)
        edits.append(SetExplanation(finding.key, report.explanation(finding.key), after))
    return edits


def confirm_edits(report: Report, findings: Iterable[Finding]) -> list[Edit]:
    """Return the edits that say of stale explanations that they hold for the values of now."""
    edits: list[Edit] = []
    for finding in findings:
        before = report.explanation(finding.key)
        if before is not None:
            after = before._replace(left=finding.left.shown, right=finding.right.shown)
            edits.append(SetExplanation(finding.key, before, after))
    return edits


def withdraw_edits(report: Report, findings: Iterable[Finding]) -> list[Edit]:
    """Return the edits that take explanations back."""
    said = ((each.key, report.explanation(each.key)) for each in findings)
    return [SetExplanation(key, before, None) for key, before in said if before is not None]


def reason_of(report: Report, finding: Finding) -> str:
    """Return why a finding stands, in words; "" when nothing was said, or no more than seen."""
    explanation = report.explanation(finding.key)
    if explanation is None:
        return ""
    link = explanation.link
    if link is None:
        return explanation.text
    value = report.value(link) if report.has_record(link.record) else None
    return value.text if value is not None and not is_blank(value) else ""


def finding_state(report: Report, finding: Finding) -> FindingState:
    """Return what became of a finding."""
    return state_of(finding, report.explanation(finding.key), reason_of(report, finding))


def explained_in(history: History) -> dict[FindingKey, Batch]:
    """Return for each finding the action that said last what stands of it: by whom and when."""
    found: dict[FindingKey, Batch] = {}
    for batch in history.newest_first():
        for edit in batch.edits:
            if isinstance(edit, SetExplanation):
                found.setdefault(edit.finding, batch)
    return found


def earlier_reasons(report: Report) -> list[str]:
    """Return the reasons given in this report so far, each once (常用说明)."""
    return list(dict.fromkeys(each.text for _, each in report.explanations() if each.text))
