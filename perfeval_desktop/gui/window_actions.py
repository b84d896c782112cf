"""The window's actions in its menus, its tool bar and the menu of rows, made from `actions.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.actions import ACTIONS, ROW_MENU, ActionSpec, When
from perfeval_desktop.gui.menus import SUBMENUS
from perfeval_desktop.gui.widgets.chosen_rows import chosen_rows
from perfeval_desktop.gui.widgets.fitting_tool_bar import FittingToolBar

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.open_report import OpenReport

_MOST_OF_LABEL = 48


class WindowActions:
    """Makes the actions and enables each while what it needs is there."""

    def __init__(self, window: MainWindow, menus: dict[str, QMenu]) -> None:
        self._window = window
        self.by_id: dict[str, QAction] = {}
        self.tool_bar = FittingToolBar("常用操作")
        self.tool_bar.setObjectName("toolBar")
        self.tool_bar.hide()  # else the window's layout shows it over the start page
        window.addToolBar(self.tool_bar)
        menus = menus | {name: menus[menu].addMenu(name) for name, menu in SUBMENUS.items()}
        for spec in ACTIONS:
            self._place(spec, menus[spec.menu])

    def _place(self, spec: ActionSpec, menu: QMenu) -> None:
        action = self.by_id[spec.id] = self._make(spec)
        self._window.addAction(action)
        if spec.begins_group:
            menu.addSeparator()
        menu.addAction(action)
        if spec.in_tool_bar:
            self.tool_bar.add_button(action)

    def _make(self, spec: ActionSpec) -> QAction:
        icon = theme.icon(spec.icon) if spec.icon else QIcon()
        action = QAction(icon, spec.text, self._window)
        action.setShortcuts(spec.key_sequences())
        action.setCheckable(spec.is_checkable)
        keys = f"（{spec.shortcuts[0]}）" if spec.shortcuts else ""
        action.setToolTip((spec.tip or spec.text.partition("(")[0]) + keys)
        action.setStatusTip(spec.tip)
        action.setIconText(spec.text.partition("(")[0])
        action.triggered.connect(lambda checked=False, name=spec.id: self._window.do(name))
        return action

    def update(self) -> None:
        """Enable each action when what it needs is there; name what undo and redo would do."""
        there = self._what_is_there()
        for spec in ACTIONS:
            self.by_id[spec.id].setEnabled(spec.when in there)
        if self.tool_bar.isHidden() is (When.REPORT in there):
            self.tool_bar.setVisible(When.REPORT in there)
        report = self._window.open_report
        history = report.session.history if report is not None else None
        for name, word, batch in (
            ("undo", "撤销", history.to_undo if history else None),
            ("redo", "恢复", history.to_redo if history else None),
        ):
            action = self.by_id[name]
            label = f"：{_short(batch.label)}" if batch is not None else ""
            action.setText(f"{word}{label}(&{name[0].upper()})")
            action.setIconText(word)

    def _what_is_there(self) -> set[When]:
        there = {When.ALWAYS}
        report = self._window.open_report
        if report is None:
            return there
        there.add(When.REPORT)
        workspace = self._window.workspace
        there |= {When.TABLE} if workspace is not None and workspace.view is not None else set()
        if report.session.read_only:
            return there
        if report.report.status.is_final:
            return there | {When.FINAL}
        there.add(When.OPEN)
        history = report.session.history
        there |= {When.UNDO} if history.to_undo is not None else set()
        there |= {When.REDO} if history.to_redo is not None else set()
        return there | self._what_is_under_the_cursor(report)

    def _what_is_under_the_cursor(self, report: OpenReport) -> set[When]:
        workspace = self._window.workspace
        if workspace is None or workspace.view is None:
            return {When.PROSE} if workspace is not None else set()
        there = {When.SHEET} | ({When.SCORED} if workspace.is_scored else set())
        there |= {When.FIGURES} if workspace.has_base_figures else set()
        record = workspace.view.current_record()
        # A row that was just deleted is still under the cursor until its sheet is laid out anew.
        if record and report.report.has_record(record):
            there.add(When.ROW)
            group = report.report.template.groups[report.report.group_of(record)]
            there |= {When.LINE} if group.sheet_field else set()
        elif chosen_rows(workspace.view).records:
            there.add(When.ROW)
        return there

    def show_row_menu(self, place: QPoint) -> None:
        """Show what can be done with the row and the cell under the cursor."""
        self.row_menu().exec(place)

    def row_menu(self) -> QMenu:
        """Return the menu of the row and the cell under the cursor."""
        menu = QMenu(self._window)
        for part in ROW_MENU:
            if menu.actions():
                menu.addSeparator()
            menu.addActions([self.by_id[name] for name in part])
        if self.by_id["paste_base_figures"].isEnabled():
            menu.addAction(self.by_id["paste_base_figures"])
        return menu


def _short(label: str) -> str:
    """A label tells a sum as it was typed; a menu has no room for a long one."""
    return label if len(label) <= _MOST_OF_LABEL else label[:_MOST_OF_LABEL] + "…"
