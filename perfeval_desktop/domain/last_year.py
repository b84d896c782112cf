"""What last year's file showed, kept in this year's report for its checks.

Records have other ids in another file: a value is found again by its field and by the names of its
record and of those above it.
"""

from __future__ import annotations

from collections.abc import Callable

from perfeval_desktop.domain.naming import normalised
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import REPORT

NAME_SEPARATOR = "/"


def names_of(report: Report, record: str, text_of: Callable[[str, str], str]) -> str | None:
    """Return the names of a record and of those above it, as `LastPlace` has them.

    Args:
        report: The report of the record.
        record: Its id.
        text_of: The text shown for a record and a field, "" for nothing.

    Returns:
        "" for the report itself; None where one of them has no name, and so cannot be found again.
    """
    names: list[str] = []
    while record != REPORT:
        name_field = report.template.groups[report.group_of(record)].name_field
        name = normalised(text_of(record, name_field)) if name_field else ""
        if not name:
            return None
        names.append(name.replace(NAME_SEPARATOR, ""))
        record = report.parent_of(record)
    return NAME_SEPARATOR.join(reversed(names))
