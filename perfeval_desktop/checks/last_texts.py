"""The text check against last year's file: chapters that were taken over as they were."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_desktop.checks.alike import likeness
from perfeval_desktop.checks.reading import Values
from perfeval_desktop.checks.resolve import LAST_YEAR
from perfeval_desktop.checks.texts import Hit, Parameters, Prepared, named, text_at
from perfeval_desktop.domain.report import FieldAddress, LastPlace, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate


def unchanged(given: Parameters, template: ReportTemplate) -> Prepared:
    """Find chapters that are nearly word for word those of last year's file, as one hit.

    Parameters: `fields`, `except` (those that may stay); `share` (of pairs of characters in
    common, 0 to 1; a text is found when it has more). Short texts are never found.
    """
    excepted = given.fields("except")
    fields = [each for each in given.fields("fields") if each not in excepted]
    share = given.number("share", 0.9)

    def run(report: Report, view: Values) -> Iterator[Hit]:
        kept = report.last_year.values if report.last_year is not None else {}
        same = []
        for field in fields:
            before = kept.get(LastPlace(field))
            now = text_at(view, REPORT, field)
            if before is not None and now and likeness(now, before.text) > share:
                same.append(field)
        if same:
            places = tuple(FieldAddress(REPORT, each) for each in same)
            labels = named(template.fields[each].label for each in same)
            yield Hit(places, labels, f"{len(same)} 处", words={"处": str(len(same))})

    return Prepared(given.reads(*fields) | {LAST_YEAR}, run)
