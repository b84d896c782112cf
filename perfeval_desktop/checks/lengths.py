"""The text check of the limits that a template sets to the length of its chapters."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_desktop.checks.reading import Values
from perfeval_desktop.checks.texts import Hit, Parameters, Prepared, read_texts
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import Limit, ReportTemplate
from perfeval_desktop.domain.text import character_count


def lengths(given: Parameters, template: ReportTemplate) -> Prepared:
    """Find chapters that are longer or shorter than their `limit`; an empty one is none of them.

    Parameters: `fields`.
    """
    fields = given.fields("fields")

    def run(report: Report, _: Values) -> Iterator[Hit]:
        for address, text in read_texts(fields, report):
            field = template.fields[address.field]
            count, wanted = character_count(text), wanted_length(field.limit)
            if count and outside(count, field.limit):
                words = {"章": field.label}
                yield Hit((address,), str(count), wanted, (), address.record, field.id, words)

    return Prepared(given.reads(*fields), run)


def outside(count: int, limit: Limit) -> bool:
    """Say whether a number of characters is more or less than it should be."""
    return count < limit.least or 0 < limit.most < count


def wanted_length(limit: Limit) -> str:
    """Return in words how many characters there should be: 100–300, 最多 300; "" for no limit."""
    if limit.least and limit.most:
        return f"{limit.least}–{limit.most}"
    if limit.most:
        return f"最多 {limit.most}"
    return f"最少 {limit.least}" if limit.least else ""
