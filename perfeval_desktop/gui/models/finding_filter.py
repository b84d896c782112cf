"""Which findings the panel lists, and in what order."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.layout import SheetRef, sheet_label, sheet_of
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.services.checking import STATE_WORDS


class Sorting(StrEnum):
    """What the list is divided by, as its button says."""

    SHEET = "按表排"
    SEVERITY = "按级别排"


class FindingFilter(NamedTuple):
    """What a finding must be to be listed; None and "" ask for nothing."""

    sheet: SheetRef | None = None
    severity: Severity | None = None
    state: FindingState | None = None
    text: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether everything is listed."""
        return self == _NOTHING_ASKED

    def lets_through(
        self, report: Report, finding: Finding, state: FindingState, reason: str
    ) -> bool:
        """Say whether a finding is listed; it is on every sheet that it has a place on."""
        if self.severity not in (None, finding.severity) or self.state not in (None, state):
            return False
        if self.text and self.text.casefold() not in _searched(finding, reason).casefold():
            return False
        return self.sheet is None or any(
            sheet_of(report, place) == self.sheet for place in finding.places
        )

    def words(self, report: Report) -> str:
        """Say what is asked for: 附件1-1、强制性、“预算”."""
        parts = [
            sheet_label(report, self.sheet) if self.sheet is not None else "",
            self.severity.value if self.severity is not None else "",
            STATE_WORDS[self.state] if self.state is not None else "",
            f"“{self.text}”" if self.text else "",
        ]
        return "、".join(part for part in parts if part)


_NOTHING_ASKED = FindingFilter()


def _searched(finding: Finding, reason: str) -> str:
    sides = (finding.left, finding.right)
    words = (finding.title, finding.message, finding.difference_shown, finding.basis, reason)
    return "\n".join((*words, *(side.label for side in sides), *(side.shown for side in sides)))
