"""Tables that are lists: whole rows are chosen, and nothing is typed into them."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QTableView


def set_up_rows(table: QTableView, name: str) -> None:
    """Have a table look and behave as a list of rows; `name` is what is read aloud."""
    table.setProperty("list", True)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setAccessibleName(name)
    table.verticalHeader().hide()
    fit_rows(table)
    table.horizontalHeader().setHighlightSections(False)


def fit_rows(table: QTableView) -> None:
    """Make the rows as high as the letters need."""
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 12)
