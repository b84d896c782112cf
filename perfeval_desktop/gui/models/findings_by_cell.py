"""Which findings a cell has: kept from one edit to the next, since few of them change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress, FindingKey
from perfeval_desktop.domain.template import Severity


class FindingsByCell:
    """The gravest severity of each cell. A finding over thousands of cells is read once.

    While the weights do not add up, one finding is about every indicator; another weight changes
    its sentence, but neither its cells nor how they are drawn.
    """

    def __init__(self) -> None:
        self._shown: dict[FindingKey, Finding] = {}
        self._at: dict[FieldAddress, Counter[Severity]] = {}

    def show(self, findings: Iterable[Finding]) -> set[FieldAddress]:
        """Go by these findings from now on; return the cells that may look different."""
        before, self._shown = self._shown, {each.key: each for each in findings}
        touched: set[FieldAddress] = set()
        for key in before.keys() | self._shown.keys():
            old, new = before.get(key), self._shown.get(key)
            if old is not None and new is not None and _looks_alike(old, new):
                continue
            for finding, by in ((old, -1), (new, 1)):
                if finding is not None:
                    touched |= self._count(finding, by)
        return touched

    def severity(self, address: FieldAddress) -> Severity | None:
        """Return that of the gravest finding there, None for none."""
        found = self._at.get(address)
        return next((each for each in Severity if found[each]), None) if found else None

    def messages(self, address: FieldAddress) -> list[str]:
        """Return the sentences of the findings there."""
        return [each.message for each in self._shown.values() if address in each.places]

    def _count(self, finding: Finding, by: int) -> set[FieldAddress]:
        places = set(finding.places)
        for address in places:
            self._at.setdefault(address, Counter())[finding.severity] += by
        return places


def _looks_alike(old: Finding, new: Finding) -> bool:
    return old is new or (old.severity is new.severity and old.places == new.places)
