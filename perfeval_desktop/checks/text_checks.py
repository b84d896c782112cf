"""Text checks: what no expression can say, by named functions with parameters from the template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from perfeval_desktop.checks.alike import copied, echoed, renamed, unit_names, unlike_wording
from perfeval_desktop.checks.approved_targets import unapproved_rows, unlike_approved
from perfeval_desktop.checks.expressions import ExpressionError
from perfeval_desktop.checks.grades import grade_words
from perfeval_desktop.checks.last_texts import unchanged
from perfeval_desktop.checks.lengths import lengths
from perfeval_desktop.checks.magnitudes import unlike_neighbours
from perfeval_desktop.checks.meant import meant
from perfeval_desktop.checks.patterns import PatternError
from perfeval_desktop.checks.reading import Values
from perfeval_desktop.checks.retold import retold
from perfeval_desktop.checks.structure import counted_lists, empty_chapters, unnumbered_heads
from perfeval_desktop.checks.texts import (
    Found,
    Hit,
    Parameters,
    Prepared,
    Scan,
    folded,
    groups_of,
    read_texts,
)
from perfeval_desktop.checks.wording import doubled, early_dates, other_years, wording, wrong_unit
from perfeval_desktop.domain.findings import Finding, FoundSide
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate, TextCheck

KINDS: dict[str, Callable[[Parameters, ReportTemplate], Prepared | Scan]] = {
    "wording": wording,
    "other_years": other_years,
    "doubled": doubled,
    "wrong_unit": wrong_unit,
    "early_dates": early_dates,
    "counted_lists": counted_lists,
    "empty_chapters": empty_chapters,
    "lengths": lengths,
    "unnumbered_heads": unnumbered_heads,
    "echoed": echoed,
    "copied": copied,
    "renamed": renamed,
    "unit_names": unit_names,
    "unlike_wording": unlike_wording,
    "grade_words": grade_words,
    "retold": retold,
    "unlike_neighbours": unlike_neighbours,
    "unchanged": unchanged,
    "unlike_approved": unlike_approved,
    "unapproved_rows": unapproved_rows,
    "meant": meant,
}

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CompiledTextCheck:
    """A text check with its function, ready to run."""

    check: TextCheck
    prepared: Prepared | Scan


def compile_text_check(check: TextCheck, template: ReportTemplate) -> CompiledTextCheck:
    """Prepare a text check.

    Raises:
        ExpressionError: there is no such kind, or a parameter is wrong.
    """
    kind = KINDS.get(check.kind)
    if kind is None:
        raise ExpressionError(f"没有“{check.kind}”这种审核，可用的有：{'、'.join(KINDS)}。")
    given = Parameters(check.parameters, template)
    try:
        prepared = kind(given, template)
    except PatternError as error:
        raise ExpressionError(str(error)) from error
    given.done()
    return CompiledTextCheck(check, prepared)


# The prepared text checks of each template that is in use: see `rules.rules_of`.
_IN_USE: WeakKeyDictionary[ReportTemplate, tuple[CompiledTextCheck, ...]] = WeakKeyDictionary()


def text_checks_of(template: ReportTemplate) -> tuple[CompiledTextCheck, ...]:
    """Return the prepared text checks of a template that has been loaded."""
    if template not in _IN_USE:
        ready = (compile_text_check(each, template) for each in template.text_checks)
        _IN_USE[template] = tuple(ready)
    return _IN_USE[template]


class TextFindings:
    """The findings of the text checks of one report; a check runs when a text it reads changes."""

    def __init__(self, checks: tuple[CompiledTextCheck, ...]) -> None:
        self._checks = checks
        self._found: dict[int, list[Finding]] = {}
        self._faults: set[int] = set()
        # By check and field: each text as it was when it was looked at, and what was found in it.
        self._scanned: dict[tuple[int, str], dict[FieldAddress, tuple[str, list[Found]]]] = {}

    def findings(self) -> list[Finding]:
        """Return the findings in the template's order of checks."""
        return [each for _, of in sorted(self._found.items()) for each in of]

    def check_all(self, report: Report, view: Values) -> None:
        """Run every check."""
        self._scanned.clear()
        self._faults.clear()
        for number in range(len(self._checks)):
            self._run(number, report, view, None)

    def check_again(self, changed: set[str], report: Report, view: Values) -> bool:
        """Run the checks that read one of the changed fields or groups; say if findings changed."""
        has_changed = False
        for number, each in enumerate(self._checks):
            if _reads_one_of(changed, each.prepared, report):
                has_changed |= self._run(number, report, view, changed)
        return has_changed

    def faults(self) -> list[CompiledTextCheck]:
        """Return the checks that raised when they ran last."""
        return [self._checks[number] for number in sorted(self._faults)]

    def _run(self, number: int, report: Report, view: Values, changed: set[str] | None) -> bool:
        before = number in self._faults, self._found.get(number, [])
        try:
            self._found[number] = self._find(number, report, view, changed)
            self._faults.discard(number)
        except Exception:
            # As in the engine: one faulty check must not keep the others from being run.
            self._found[number] = []
            self._faults.add(number)
            for key in [each for each in self._scanned if each[0] == number]:
                del self._scanned[key]
        return before != (number in self._faults, self._found[number])

    def _find(
        self, number: int, report: Report, view: Values, changed: set[str] | None
    ) -> list[Finding]:
        compiled = self._checks[number]
        if isinstance(compiled.prepared, Scan):
            hits: Iterable[Hit] = self._scan(number, compiled.prepared, report, changed)
        else:
            hits = compiled.prepared.run(report, view)
        return list(_findings(compiled.check, hits_by_key(hits), report))

    def _scan(
        self, number: int, scan: Scan, report: Report, changed: set[str] | None
    ) -> Iterator[Hit]:
        for field in scan.fields:
            ids = {field, *groups_of(field, report.template)}
            is_new = changed is None or (number, field) not in self._scanned
            if is_new or not ids.isdisjoint(changed or ()):
                self._look_at(number, scan, field, report)
        scanned = [self._scanned[number, field] for field in scan.fields]
        found = [each for of in scanned for _, hits in of.values() for each in hits]
        return folded(report, found, scan.wanted(report))

    def _look_at(self, number: int, scan: Scan, field: str, report: Report) -> None:
        """Look at the texts of a field that are not as they were."""
        known = self._scanned.get((number, field), {})
        now: dict[FieldAddress, tuple[str, list[Found]]] = {}
        for where, text in read_texts([field], report):
            seen = known.get(where)
            if seen is None or seen[0] != text:
                seen = text, list(scan.find(report, where, text))
            now[where] = seen
        self._scanned[number, field] = now


def _reads_one_of(changed: set[str], prepared: Prepared | Scan, report: Report) -> bool:
    if not prepared.reads.isdisjoint(changed):
        return True
    return isinstance(prepared, Prepared) and not prepared.reads_besides(report).isdisjoint(changed)


def hits_by_key(hits: Iterable[Hit]) -> dict[Key, Hit]:
    """Return the hits by record and part; of two with the same key the first is kept."""
    found: dict[Key, Hit] = {}
    for hit in hits:
        found.setdefault((hit.record, hit.part), hit)
    return found


def _findings(check: TextCheck, hits: dict[Key, Hit], report: Report) -> Iterator[Finding]:
    for hit in hits.values():
        words = {
            "left": hit.left,
            "right": hit.right,
            "年度": str(report.year),
            "上年": str(report.year - 1),
            "名称": report.record_name(hit.record) if hit.record != REPORT else "",
            **hit.words,
        }
        yield Finding(
            check=f"{check.id}.{hit.part}" if hit.part else check.id,
            rule=check.rule,
            record=hit.record,
            severity=check.severity,
            title=_filled(check.title, words),
            message=_filled(check.message, words),
            left=FoundSide(check.left, None, hit.left),
            right=FoundSide(check.right, None, hit.right),
            difference=None,
            difference_shown="",
            places=hit.places,
            basis=check.basis,
            is_due=check.is_complete_only,
            spans=hit.spans,
            full_severity=check.full_severity,
            part=hit.part,
        )


def _filled(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace("{" + word + "}", value)
    return text
