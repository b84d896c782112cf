"""What the window shows before a report is open. It is painted first, so it imports only Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.gui import theme

_WIDTH = 720
_PATH_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class RecentFile:
    """A file that is offered: where it lies, when it was opened, and what to say of it."""

    path: Path
    opened: datetime
    note: str = ""


class StartPage(QWidget):
    """Name, what to do, and the files opened last."""

    new_requested = Signal()
    open_requested = Signal()
    sample_requested = Signal()
    file_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("desk", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._recent = _RecentList()
        self._recent.chosen.connect(self.file_requested)
        self._empty = _quiet("还没有打开过报告。第一次使用，可以先打开示例报告看一看。")
        page = QWidget()
        page.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 36, 24, 24)
        column.setSpacing(8)
        column.addWidget(_headline("绩效自评"))
        column.addWidget(
            _quiet("填报部门整体支出绩效自评报告，边填边核对，打印盖章。不用联网，随填随存。")
        )
        column.addSpacing(14)
        column.addLayout(self._tasks())
        column.addSpacing(18)
        column.addWidget(_heading("最近打开的报告"))
        column.addWidget(self._empty)
        column.addWidget(self._recent, 10)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(page, 6)
        row.addStretch(1)

    def set_recent(self, files: list[RecentFile]) -> None:
        """Show the files opened last, newest first."""
        self._recent.fill(files)
        self._recent.setVisible(bool(files))
        self._empty.setVisible(not files)

    def _tasks(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(10)
        tasks = (
            ("新建年度报告", "按表样建立新的一年", "Ctrl+N", "file-plus", self.new_requested),
            ("打开报告", "打开已有的 .peval 文件", "Ctrl+O", "folder-open", self.open_requested),
            ("打开示例报告", "看一份填好的报告", "", "book", self.sample_requested),
        )
        for column, (title, what, keys, icon, signal) in enumerate(tasks):
            button = _TaskButton(title, what, icon)
            button.setToolTip(keys)
            button.clicked.connect(signal)
            grid.addWidget(button, 0, column)
        return grid


class _TaskButton(QPushButton):
    """A large button: icon, title, one line of explanation."""

    def __init__(self, title: str, what: str, icon: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(what)
        picture = QLabel()
        picture.setPixmap(theme.icon(icon, theme.colours().accent).pixmap(28, 28))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(_heading(title))
        words.addWidget(_quiet(what))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(12)
        row.addWidget(picture)
        row.addLayout(words, 1)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumHeight(row.sizeHint().height())


class _RecentList(QListWidget):
    """Enter or a double click opens; a file that is gone is grey and says so."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("最近打开的报告")
        self.setObjectName("recentFiles")
        self.itemActivated.connect(self._on_activated)
        self.itemClicked.connect(self._on_activated)

    def fill(self, files: list[RecentFile]) -> None:
        self.clear()
        for file in files:
            is_there = file.path.exists()
            gone = "" if is_there else "　文件不在了"
            note = f"　{file.note}" if file.note else ""
            when = f"{file.opened:%Y-%m-%d %H:%M}"
            item = QListWidgetItem(f"{file.path.stem}{note}{gone}\n{file.path.parent}　{when}")
            item.setData(_PATH_ROLE, str(file.path))
            item.setIcon(theme.icon("file-text", theme.colours().quiet))
            if not is_there:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the chosen file on every platform."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self._on_activated(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _on_activated(self, item: QListWidgetItem) -> None:
        self.chosen.emit(str(item.data(_PATH_ROLE)))


def _headline(text: str) -> QLabel:
    label = QLabel(text)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 2.2)
    label.setFont(font)
    return label


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("heading", True)
    return label


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("quiet", True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return label
