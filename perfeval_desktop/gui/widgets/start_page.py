"""Where the work begins: what can be done, how the job goes, and the files opened last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
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
from perfeval_desktop.gui.widgets.first_page import FirstPage

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from perfeval_desktop.gui.settings import RecentFile
    from perfeval_desktop.gui.widgets.four_steps import FourSteps

_WIDTH = 880
_PATH_ROLE = 0x0100  # Qt.UserRole; making PySide's namespace Qt costs a sixth of the first painting
_ICON = 28
_SAMPLE = ("打开示例报告", "看一份填好的报告")
_SAMPLE_FIRST = ("用示例报告试一试", "填好的报告，随便改")


_WORDS = "填报部门整体支出绩效自评报告，边填边核对，打印盖章。不用联网，随填随存。"
_GAP, _NARROW_GAP = 20, 8  # above, below and between the parts
_LARGE = 1.3  # letters of more than this times the usual size


class StartPage(FirstPage):
    """Name, what to do, and the files opened last.

    As long as no report was opened, the four steps of the job take the room of the files; after
    that a link shows them again. They come behind the first painting, with the icons.
    """

    new_requested = Signal()
    open_requested = Signal()
    sample_requested = Signal()
    file_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent = _RecentList()
        self._recent.chosen.connect(self.file_requested)
        self._heading = _heading("")
        self._steps: FourSteps | None = None
        self._link = QPushButton()
        self._link.setProperty("link", True)
        self._link.clicked.connect(self._on_link)
        self._sample = _TaskButton(*_SAMPLE, "book")
        self._tasks = (
            _TaskButton("新建年度报告", "按表样建立新的一年", "file-plus", "Ctrl+N"),
            _TaskButton("打开报告", "打开 .peval 文件", "folder-open", "Ctrl+O"),
            self._sample,
        )
        signals = (self.new_requested, self.open_requested, self.sample_requested)
        for button, signal in zip(self._tasks, signals, strict=True):
            button.clicked.connect(signal)
        self._lay_out()

    def _lay_out(self) -> None:
        page = self._page = QWidget()
        column = self._column = QVBoxLayout(page)
        self._headline = QLabel("绩效自评")
        self._words = _quiet(_WORDS)
        self._size()
        column.addWidget(self._headline)
        column.addWidget(self._words)
        self._row = QHBoxLayout()
        self._row.setSpacing(10)
        for button in self._tasks:
            self._row.addWidget(button, 1)
        column.addLayout(self._row)
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self._link)
        column.addLayout(head)
        column.addWidget(self._recent, 10)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(page, 40)
        row.addStretch(1)

    def set_recent(self, files: list[RecentFile]) -> None:
        """Show the files opened last, newest first; none means that the job is new."""
        is_new = not files
        self._recent.fill(files)
        self._recent.setVisible(not is_new)
        self._heading.setText("四步做完一份报告" if is_new else "最近打开的报告")
        self._link.setVisible(not is_new)
        self._sample.say(*(_SAMPLE_FIRST if is_new else _SAMPLE))
        self._row.insertWidget(1 if is_new else 2, self._sample, 1)
        self._show_steps(is_new)

    def _size(self) -> None:
        """Large letters take the room that is left free around small ones."""
        gap = _GAP if theme.letter_scale() < _LARGE else _NARROW_GAP
        self._column.setContentsMargins(24, gap, 24, gap)
        self._column.setSpacing(gap // 2 - 1)
        self._words.setContentsMargins(0, 0, 0, gap // 2)
        self._heading.setContentsMargins(0, gap // 2, 0, 0)
        self._page.setMaximumWidth(int(_WIDTH * theme.letter_scale()))
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 2.2)
        self._headline.setFont(font)

    def restyle(self) -> None:
        """Headline, icons and buttons follow the letters and the colours."""
        self._size()
        for button in self._tasks:
            button.fit()
        self.show_icons()

    def show_icons(self) -> None:
        """Draw what the first painting does without: the icons, and the steps of a new job."""
        for button in self._tasks:
            button.show_icon()
        self._recent.show_icons()
        if self._recent.isHidden():
            self._make_steps().show()

    def _on_link(self) -> None:
        steps = self._make_steps()
        self._show_steps(steps.isHidden())

    def _show_steps(self, is_shown: bool) -> None:
        if self._steps is not None:
            self._steps.setVisible(is_shown)
        self._link.setText("收起四步" if is_shown else "四步做完一份报告")

    def _make_steps(self) -> FourSteps:
        """Return the steps, hidden when they are new."""
        if self._steps is None:
            from perfeval_desktop.gui.widgets.four_steps import FourSteps

            self._steps = FourSteps()
            self._steps.hide()
            self._column.insertWidget(self._column.indexOf(self._recent), self._steps)
        return self._steps


class _TaskButton(QPushButton):
    """A large button: icon, title, one line of explanation."""

    def __init__(self, title: str, what: str, icon: str, keys: str = "") -> None:
        super().__init__()
        self._title, self._what = _heading(title), _quiet(what)
        self.say(title, what)
        self.setToolTip(keys)
        self._icon = icon
        self._picture = QLabel()
        self._picture.setFixedSize(_ICON, _ICON)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._what)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(12)
        row.addWidget(self._picture)
        row.addLayout(words, 1)
        self.fit()

    def fit(self) -> None:
        """Be as high as the words need."""
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        self.setMinimumHeight(layout.sizeHint().height())

    def say(self, title: str, what: str) -> None:
        """Put other words on it."""
        self._title.setText(title)
        self._what.setText(what)
        self.setAccessibleName(title)
        self.setAccessibleDescription(what)

    def show_icon(self) -> None:
        icon = theme.icon(self._icon, "accent")
        self._picture.setPixmap(icon.pixmap(_ICON, _ICON))


class _RecentList(QListWidget):
    """Enter or a double click opens; a file that is gone is grey and says so."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("最近打开的报告")
        self.setObjectName("recentFiles")
        self.itemActivated.connect(self._on_activated)
        self.itemClicked.connect(self._on_activated)

    def show_icons(self) -> None:
        icon = theme.icon("file-text", "quiet")
        for row in range(self.count()):
            self.item(row).setIcon(icon)

    def fill(self, files: list[RecentFile]) -> None:
        self.clear()
        for file in files:
            is_there = file.path.exists()
            gone = "" if is_there else "　文件不在了"
            note = f"　{file.note}" if file.note else ""
            when = file.opened[:16].replace("T", " ")
            item = QListWidgetItem(f"{file.path.stem}{note}{gone}\n{file.path.parent}　{when}")
            item.setData(_PATH_ROLE, str(file.path))
            if not is_there and not file.note:  # what was typed goes on without its file
                _disable(item)
            self.addItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the chosen file on every platform."""
        from PySide6.QtCore import Qt

        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self._on_activated(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _on_activated(self, item: QListWidgetItem) -> None:
        """Qt tells of clicks on what is grey, too."""
        if Path(item.data(_PATH_ROLE)).exists():
            self.chosen.emit(str(item.data(_PATH_ROLE)))


def _disable(item: QListWidgetItem) -> None:
    from PySide6.QtCore import Qt

    item.setFlags(Qt.ItemFlag.NoItemFlags)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("heading", True)
    return label


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("quiet", True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return label
