"""Print what was said of the findings (审核情况说明), as a PDF of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.layout import home_of, sheet_refs
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.services.checking import home_label, said_by
from perfeval_desktop.services.explaining import explained_in, finding_state, reason_of
from perfeval_desktop.services.exporting import export_name
from perfeval_desktop.services.linking import reason_in_words
from perfeval_desktop.services.session import Session

if TYPE_CHECKING:
    from perfeval_desktop.exporting.explanations_document import ExplainedFinding

_STALE = "（数已经变了，需重新确认）"


def annex_name(session: Session) -> str:
    """Return the file name, without ending, that the annex is offered under."""
    return f"{export_name(session.report, session.value)}审核情况说明"


def explained_findings(session: Session) -> list[Finding]:
    """Return the findings that have a reason, in the order in which the sheets are bound."""
    refs = sheet_refs(session.report)
    found = [each for each in session.engine.findings(True) if reason_of(session.report, each)]

    def place(finding: Finding) -> int:
        home = home_of(session.report, finding.places)
        return refs.index(home) if home in refs else len(refs)

    return sorted(found, key=place)


def export_explanations(session: Session, path: Path) -> None:
    """Write the annex; there must be something to print.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.explanations_document import build_explanations
    from perfeval_desktop.exporting.pdf import write_pdf

    report = session.report
    unit = session.value(FieldAddress(REPORT, report.template.unit_field))
    write_pdf(
        build_explanations(
            unit.text if unit is not None else "",
            report.year,
            report.template.name,
            list(_rows(session)),
        ),
        path,
    )


def _rows(session: Session) -> Iterator[ExplainedFinding]:
    from perfeval_desktop.exporting.explanations_document import ExplainedFinding

    said = explained_in(session.history)
    for finding in explained_findings(session):
        is_stale = finding_state(session.report, finding) is FindingState.STALE
        yield ExplainedFinding(
            severity=finding.severity.value,
            sheet=home_label(session, finding),
            message=without_advice(finding.message),
            figures=_figures(finding),
            explanation=reason_in_words(session.report, finding) + (_STALE if is_stale else ""),
            said_by=said_by(finding, said),
        )


def without_advice(message: str) -> str:
    """What the panel asks of the clerk (请说明原因) is no part of the problem on paper."""
    sentences = [each for each in message.split("。") if each]
    kept = [each for each in sentences if "请" not in each] or sentences
    return "".join(f"{each}。" for each in kept)


def _figures(finding: Finding) -> str:
    sides = [f"{side.label} {side.shown or '空'}" for side in (finding.left, finding.right)]
    if finding.difference_shown:
        sides.append(f"相差 {finding.difference_shown}")
    return "；".join(sides)
