"""A blank with as many rows and sheets as a report needs."""

from __future__ import annotations

from perfeval_desktop.domain.import_plan import ImportPlan
from perfeval_desktop.domain.report import Report
from perfeval_desktop.services.blank_file import BlankFile


def grown(blank: BlankFile, plan: ImportPlan, report: Report) -> tuple[BlankFile, tuple[str, ...]]:
    """Return the blank with rows added, and what is to be said of it."""
    return blank, ()
