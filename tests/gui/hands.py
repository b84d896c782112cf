"""A clerk's hands on the real window: finds cells by what is printed, types, clicks, reads."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from perfeval_desktop.domain.layout import GridCell, SheetRef
from perfeval_desktop.domain.values import display
from perfeval_desktop.gui.main_window import MainWindow
from perfeval_desktop.gui.widgets.sheet_view import SheetView
from perfeval_desktop.gui.workspace import Workspace

WAIT_MS = 20_000
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_IGNORED = str.maketrans("", "", " 　\n：:")


class Hands:
    """Works one window. Nothing here knows field ids but through what the sheet shows."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot
        self.unexpected_dialogs: list[str] = []
        self._watched: QWidget | None = None
        self._watch = QTimer(window, interval=5_000)
        self._watch.timeout.connect(self._dismiss_unexpected)
        self._watch.start()

    def _dismiss_unexpected(self) -> None:
        """A dialog nobody answers would stop a test for ever: close it, and let the test fail."""
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and dialog is self._watched:
            self.unexpected_dialogs.append(dialog.windowTitle())
            dialog.reject()
        self._watched = dialog

    # Files

    def open(self, path: Path) -> None:
        """Open a file and wait until it is shown."""
        with self.qtbot.waitSignal(self.window.settled, timeout=WAIT_MS):
            self.window.open_path(path)
        self._activate()

    def open_sample(self) -> None:
        """Open the sample report."""
        with self.qtbot.waitSignal(self.window.settled, timeout=WAIT_MS):
            self.press("open_sample")
        self._activate()

    def wait_until_opened(self) -> None:
        """Wait for a report that is being created."""
        self.qtbot.waitUntil(lambda: self.window.workspace is not None, timeout=WAIT_MS)
        self._activate()

    def wait_until_saved(self) -> None:
        """Press Ctrl+S and wait until the file is written."""
        self.press("save")
        self.qtbot.waitUntil(
            lambda: self.window.saved_state.text.startswith("已保存"), timeout=WAIT_MS
        )

    def wait_until_checked(self) -> None:
        """Wait until the narrative is checked after the last edit, too."""
        self.qtbot.waitUntil(lambda: not self.workspace.open_report.is_checking, timeout=WAIT_MS)

    def press(self, action: str) -> None:
        """Use an action of the menus."""
        self.window.actions_by_id[action].trigger()

    def _activate(self) -> None:
        if self.window.isActiveWindow():
            return
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow, timeout=WAIT_MS)

    # Sheets

    @property
    def workspace(self) -> Workspace:
        """The workspace of the open report."""
        assert self.window.workspace is not None
        return self.window.workspace

    @property
    def view(self) -> SheetView:
        """The table that is shown."""
        assert self.workspace.view is not None
        return self.workspace.view

    def sheet_names(self) -> list[str]:
        """Return what the list at the left shows."""
        model = self.workspace.sheet_list.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def go_to_sheet(self, name: str) -> None:
        """Click a sheet in the list at the left."""
        self._activate()  # the offscreen platform does not, after a dialog
        sheets = self.workspace.sheet_list
        row = self.sheet_names().index(name)
        index = sheets.model().index(row, 0)
        sheets.scrollTo(index)
        place = sheets.visualRect(index).center()
        self.qtbot.mouseClick(sheets.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QApplication.processEvents()

    def current_sheet(self) -> SheetRef:
        """Return which sheet is shown."""
        assert self.workspace.current is not None
        return self.workspace.current

    # Cells

    def find(self, row_label: str, column_title: str = "", occurrence: int = 1) -> GridCell:
        """Return the cell in the row of a label, under a column title.

        Without a title: the cell with the label itself (mixed text), or the one behind or below.
        """
        table, model = self.view.model().table, self.view.model()  # type: ignore[attr-defined]
        wanted = _label(row_label)
        texts = [(_label(model.text(cell)), cell) for _, cell in sorted(table.cells.items())]
        rows = [cell for text, cell in texts if text == wanted]
        rows = rows or [cell for text, cell in texts if text.startswith(wanted)]
        assert len(rows) >= occurrence, f"no row {row_label!r}\n{self.drawn()}"
        label = rows[occurrence - 1]
        if not column_title:
            if label.slot is not None:
                return label
            behind = table.cell_at(label.row, label.column + label.columns)
            below = table.cell_at(label.row + label.rows, label.column)
            beside = [each for each in (behind, below) if each is not None and each.slot]
            assert beside, f"no field beside {row_label!r}"
            return beside[0]
        heads = [
            cell
            for cell in table.cells.values()
            if _label(model.text(cell)) == _label(column_title) and cell.row <= label.row
        ]
        assert heads, f"no column {column_title!r}\n{self.drawn()}"
        head = max(heads, key=lambda cell: cell.row)
        found = table.cell_at(label.row, head.column)
        assert found is not None
        assert found.slot is not None, f"{row_label} × {column_title}"
        return found

    def here(self) -> GridCell:
        """Return the cell the cursor is on, which always has a field."""
        cell: GridCell | None = self.view.model().cell(self.view.currentIndex())  # type: ignore[attr-defined]
        assert cell is not None
        assert cell.slot is not None
        return cell

    def text_here(self) -> str:
        """Return what the cell under the cursor shows, printed words and value."""
        return str(self.view.model().text(self.here())).strip()  # type: ignore[attr-defined]

    def click(self, cell: GridCell) -> None:
        """Click a cell; that brings the window to the front, as after a dialog."""
        self._activate()
        index = self.view.model().index(cell.row, cell.column)
        self.view.scrollTo(index)
        place: QPoint = self.view.visualRect(index).center()
        self.qtbot.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def type_into(
        self, row_label: str, column_title: str = "", text: str = "", occurrence: int = 1
    ) -> None:
        """Click the cell, type, and press Enter."""
        self.click(self.find(row_label, column_title, occurrence))
        self.type(text)
        self.key(Qt.Key.Key_Return)

    def type(self, text: str) -> None:
        """Type: ASCII as keys, the rest as an input method commits it."""
        for char in text:
            target = QApplication.focusWidget()
            assert target is not None
            if char.isascii():
                QTest.keyClick(target, char)
            else:
                event = QInputMethodEvent()
                event.setCommitString(char)
                QApplication.sendEvent(target, event)

    def key(self, *keys: Qt.Key | Qt.KeyboardModifier) -> None:
        """Press one key where the keyboard is, with modifiers: `key(Qt.Key.Key_Z, CTRL)`."""
        if QApplication.focusWidget() is None:
            self._activate()  # the offscreen platform does not, after a dialog
        target = QApplication.focusWidget()
        assert target is not None
        modifiers = Qt.KeyboardModifier.NoModifier
        for each in keys:
            if isinstance(each, Qt.KeyboardModifier):
                modifiers |= each
        key = next(each for each in keys if isinstance(each, Qt.Key))
        self.qtbot.keyClick(target, key, modifiers)

    def bar(self) -> str:
        """Return the sentence in the message bar, "" when there is none."""
        return self.workspace.message_bar.text

    def text(self, row_label: str, column_title: str = "", occurrence: int = 1) -> str:
        """Return what a field shows."""
        cell = self.find(row_label, column_title, occurrence)
        assert cell.address is not None
        session = self.workspace.open_report.session
        return display(session.value(cell.address), session.report.template.numbers)

    def find_total(self) -> GridCell:
        """Return the cell of 总分 under 得分."""
        table = self.view.model().table  # type: ignore[attr-defined]
        label = self.find_label("总分")
        cells = [table.cell_at(label.row, column) for column in range(table.column_count)]
        return next(cell for cell in cells if cell is not None and cell.slot is not None)

    def total_text(self) -> str:
        """Return what 总分 shows."""
        return str(self.view.model().text(self.find_total()))  # type: ignore[attr-defined]

    def find_label(self, text: str) -> GridCell:
        """Return the cell with this label."""
        model = self.view.model()
        table = model.table  # type: ignore[attr-defined]
        for cell in table.cells.values():
            if _label(model.text(cell)) == _label(text):  # type: ignore[attr-defined]
                found: GridCell = cell
                return found
        raise AssertionError(f"no label {text!r}\n{self.drawn()}")

    def drawn(self) -> str:
        """Draw the sheet as text, a line a row, so that a failing test shows it."""
        table, model = self.view.model().table, self.view.model()  # type: ignore[attr-defined]
        lines: list[str] = []
        for row in range(len(table.rows)):
            cells = [table.cells.get((row, column)) for column in range(table.column_count)]
            lines.append(" | ".join(_label(model.text(cell)) for cell in cells if cell is not None))
        return "\n".join(lines)

    def drawn_everywhere(self) -> list[str]:
        """Draw every table of the report, and come back to the one that is shown."""
        here, drawn = self.current_sheet(), []
        for ref in self.workspace.open_report.sheets():
            self.workspace.show_sheet(ref)
            drawn += [self.drawn()] if self.workspace.view is not None else []
        self.workspace.show_sheet(here)
        self.workspace.focus_sheet()
        return drawn

    # Dialogs

    def answer_dialog(self, kind: type[QDialog], answer: object) -> None:
        """Arrange that the next dialog of this kind is worked by `answer(dialog)`."""
        assert callable(answer)

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, kind) or not dialog.isActiveWindow():
                QTimer.singleShot(20, look)
                return
            try:
                answer(dialog)
            except BaseException:
                dialog.reject()  # a failing test must not wait for ever
                raise

        QTimer.singleShot(0, look)

    def name_file(self, path: Path) -> None:
        """Arrange that the next file dialog is given a path."""

        def name_it(dialog: QDialog) -> None:
            line = dialog.findChild(QLineEdit, "fileNameEdit")
            assert line is not None
            line.setText(str(path))
            dialog.accept()

        self.answer_dialog(QFileDialog, name_it)


def button(parent: QWidget, text: str) -> QPushButton:
    """Return the shown button with this text."""
    found = [each for each in parent.findChildren(QPushButton) if each.text() == text]
    assert found, (
        f"no button {text!r}: {[each.text() for each in parent.findChildren(QPushButton)]}"
    )
    return found[0]


def child(parent: QWidget, kind: type[QWidget], name: str) -> QWidget:
    """Return the child widget with this object name."""
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def _label(text: str) -> str:
    return text.translate(_IGNORED)
