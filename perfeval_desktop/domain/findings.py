"""What running the checks found (问题)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from perfeval_desktop.domain.report import Explanation, FieldAddress, FindingKey
from perfeval_desktop.domain.template import Severity


class FoundSide(NamedTuple):
    """One side of a comparison as it was found; None where nothing stands.

    `shown` is what a person reads: "125.98", "54.55%", "≥95%", "" for nothing.
    """

    label: str
    value: Decimal | None
    shown: str


class TextSpan(NamedTuple):
    """Where a finding speaks of part of a text: characters `start` to `end` of the stored value.

    `replacement` is the same wording with the figure of the tables, "" where there is none.
    """

    address: FieldAddress
    start: int
    end: int
    replacement: str = ""


class Finding(NamedTuple):
    """A check that does not hold, for one record.

    `places` are the cells to look at, the first being where to jump. `is_due` findings come from
    what is merely not filled in yet: they count at 全审 and 定稿, not while typing.
    """

    check: str
    rule: str
    record: str
    severity: Severity
    title: str
    message: str
    left: FoundSide
    right: FoundSide
    difference: Decimal | None
    difference_shown: str  # without its sign, with the decimals of the sides
    places: tuple[FieldAddress, ...]
    basis: str = ""
    is_due: bool = False
    spans: tuple[TextSpan, ...] = ()
    full_severity: Severity | None = None  # where `severity` is lower for now: see `TextCheck`
    part: str = ""  # which of several findings of a text check for the same record

    @property
    def rule_id(self) -> str:
        """The id of the check in the template; `check` is longer where it has several parts."""
        return self.check.removesuffix(f".{self.part}") if self.part else self.check

    @property
    def key(self) -> FindingKey:
        """What identifies the finding while its figures change."""
        return self.check, self.record


class FindingState(StrEnum):
    """What became of a finding, in the words of `check --format json`."""

    OPEN = "open"
    EXPLAINED = "explained"  # or seen, where a hint needs no more
    STALE = "stale"  # explained, but its values have moved since: 需重新确认


def state_of(finding: Finding, explanation: Explanation | None, reason: str) -> FindingState:
    """Return what became of a finding.

    Args:
        finding: As it was found now.
        explanation: What was said of it, if anything.
        reason: What the explanation amounts to now; "" when its linked field was emptied, or when
            the finding was only seen.
    """
    if explanation is None:
        return FindingState.OPEN
    is_only_seen = not explanation.text and explanation.link is None
    if not reason and not (is_only_seen and finding.severity is Severity.HINT):
        return FindingState.OPEN
    explained = (explanation.left, explanation.right)
    has_moved = explained != (finding.left.shown, finding.right.shown)
    return FindingState.STALE if has_moved else FindingState.EXPLAINED
