"""Text checks: what no expression can say, by named functions with parameters from the template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from perfeval_desktop.checks.alike import copied, echoed, renamed, unit_names, unlike_wording
from perfeval_desktop.checks.expressions import ExpressionError
from perfeval_desktop.checks.grades import grade_words
from perfeval_desktop.checks.last_texts import unchanged
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
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate, TextCheck

KINDS: dict[str, Callable[[Parameters, ReportTemplate], Prepared | Scan]] = {
    "wording": wording,
    "other_years": other_years,
    "doubled": doubled,
    "wrong_unit": wrong_unit,
    "early_dates": early_dates,
    "counted_lists": counted_lists,
    "empty_chapters": empty_chapters,
    "unnumbered_heads": unnumbered_heads,
    "echoed": echoed,
    "copied": copied,
    "renamed": renamed,
    "unit_names": unit_names,
    "unlike_wording": unlike_wording,
    "grade_words": grade_words,
    "retold": retold,
    "unchanged": unchanged,
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
        self._scanned: dict[tuple[int, str], list[Found]] = {}

    def findings(self) -> list[Finding]:
        """Return the findings in the template's order of checks."""
        return [each for _, of in sorted(self._found.items()) for each in of]

    def check_all(self, report: Report, view: Values) -> None:
        """Run every check."""
        self._scanned.clear()
        for number in range(len(self._checks)):
            self._run(number, report, view, None)

    def check_again(self, changed: set[str], report: Report, view: Values) -> bool:
        """Run the checks that read one of the changed fields or groups; say if findings changed."""
        has_changed = False
        for number, each in enumerate(self._checks):
            if not each.prepared.reads.isdisjoint(changed):
                has_changed |= self._run(number, report, view, changed)
        return has_changed

    def _run(self, number: int, report: Report, view: Values, changed: set[str] | None) -> bool:
        compiled = self._checks[number]
        if isinstance(compiled.prepared, Scan):
            hits: Iterable[Hit] = self._scan(number, compiled.prepared, report, changed)
        else:
            hits = compiled.prepared.run(report, view)
        after = list(_findings(compiled.check, hits_by_key(hits), report))
        before = self._found.get(number)
        self._found[number] = after
        return after != (before or [])

    def _scan(
        self, number: int, scan: Scan, report: Report, changed: set[str] | None
    ) -> Iterator[Hit]:
        for field in scan.fields:
            ids = {field, *groups_of(field, report.template)}
            if changed is None or not ids.isdisjoint(changed):
                texts = read_texts([field], report)
                found = [each for where, text in texts for each in scan.find(report, where, text)]
                self._scanned[number, field] = found
        found = [each for field in scan.fields for each in self._scanned[number, field]]
        return folded(report, found, scan.wanted(report))


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
