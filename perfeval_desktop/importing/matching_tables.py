"""Stand-in until the tables are matched: every cell is listed."""

from __future__ import annotations

from perfeval_desktop.domain.import_plan import ImportPlan, PlannedPiece, PlannedState
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import SourceDocument


def match_tables(document: SourceDocument, report: Report) -> ImportPlan:
    """List every cell in which something stands."""
    return ImportPlan(
        (),
        tuple(
            PlannedPiece(place, cell.text, PlannedState.NOT_TAKEN, why="表格还不能认。")
            for place, cell in document.cells()
            if cell.text.strip()
        ),
    )
