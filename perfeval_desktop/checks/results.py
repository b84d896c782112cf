"""What the rules of an engine have found, and which of them raised."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress, FindingKey
from perfeval_desktop.domain.values import Value

if TYPE_CHECKING:
    from perfeval_desktop.checks.prose import Mention
    from perfeval_desktop.checks.text_checks import CompiledTextCheck


class Results:
    """Findings by check and record, and by rule the records for which it raised."""

    def __init__(self) -> None:
        self.findings: dict[FindingKey, Finding] = {}
        self.faults: dict[int, set[str]] = {}

    def clear(self) -> None:
        """Forget all of them."""
        self.findings.clear()
        self.faults.clear()

    def note(self, key: FindingKey, found: Finding | None) -> bool:
        """Keep what a check found, None for nothing; say whether that is something else."""
        before = self.findings.get(key)
        if found is not None:
            self.findings[key] = found
        elif before is not None:
            del self.findings[key]
        return found != before

    def note_fault(self, number: int, record: str) -> None:
        """A rule raised for a record."""
        self.faults.setdefault(number, set()).add(record)

    def clear_fault(self, number: int, record: str) -> bool:
        """Say whether the rule was at fault, and is no longer."""
        if number not in self.faults:
            return False
        self.faults[number].discard(record)
        if self.faults[number]:
            return False
        del self.faults[number]
        return True

    def put(
        self, checks: Collection[str], findings: Mapping[FindingKey, Finding],
        numbers: Collection[int], faults: Mapping[int, frozenset[str]],
    ) -> bool:  # fmt: skip
        """Take over what some checks found elsewhere; say whether that is something else."""
        of_checks = {key: each for key, each in self.findings.items() if key[0] in checks}
        of_rules = {each: of for each, of in self.faults.items() if each in numbers}
        for key in of_checks:
            del self.findings[key]
        for number in of_rules:
            del self.faults[number]
        self.findings.update(findings)
        self.faults.update({number: set(records) for number, records in faults.items()})
        return of_checks != findings or of_rules.keys() != faults.keys()


class ProseResults(NamedTuple):
    """What reading the narrative gave, for an engine over the same report to take over.

    `results` are by number of the formula and record; `texts` is what text checks found.
    """

    results: Mapping[tuple[int, str], Decimal | Value]
    mentions: Mapping[FieldAddress, Mention]
    findings: Mapping[FindingKey, Finding]
    faults: Mapping[int, frozenset[str]]
    texts: tuple[Finding, ...]
    text_faults: tuple[CompiledTextCheck, ...]
