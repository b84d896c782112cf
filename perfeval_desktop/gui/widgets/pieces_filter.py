"""The line over the list of pieces: what is listed, by state, and a search."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QToolButton, QWidget

from perfeval_desktop.services.import_review import COUNTED, Kind, Review

_ALL = "全部"
_TIPS = {
    Kind.DOUBTED: "放了，但是没有把握：原因在“说明”里",
    Kind.NOT_TAKEN: "没有找到地方放；可以自己放，也可以存成清单",
    Kind.TAKEN: "按字认出来、放好了的",
    Kind.UNFOUND: "表样要填、文件里没有找到的",
    Kind.FORM: "认作标题、栏目、说明的字：不填到报告里",
}


class PiecesFilter(QWidget):
    """One button a state, with how many there are."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[Kind | None, QToolButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for kind in (None, *Kind):
            button = QToolButton()
            button.setProperty("flat", True)
            button.setCheckable(True)
            button.setToolTip(_TIPS[kind] if kind is not None else "文件里所有要填的内容")
            button.clicked.connect(self.changed)
            group.addButton(button)
            self._buttons[kind] = button
            row.addWidget(button)
        self._buttons[None].setChecked(True)
        self.search_line = QLineEdit()
        self.search_line.setPlaceholderText("查找（Ctrl+F）")
        self.search_line.setAccessibleName("在清单里查找")
        self.search_line.setClearButtonEnabled(True)
        self.search_line.textChanged.connect(self.changed)
        self.search_line.setMinimumWidth(90)
        row.addWidget(self.search_line, 1)

    @property
    def kind(self) -> Kind | None:
        """What is asked for, None for all."""
        return next(kind for kind, each in self._buttons.items() if each.isChecked())

    @property
    def words(self) -> list[str]:
        """What is searched for."""
        return self.search_line.text().casefold().split()

    def button(self, kind: Kind | None) -> QToolButton:
        """Return the button of a state."""
        return self._buttons[kind]

    def choose(self, kind: Kind | None) -> None:
        """Ask for one state."""
        self._buttons[kind].setChecked(True)
        self.changed.emit()

    def tell(self, review: Review) -> None:
        """Say how many there are of each."""
        counts = review.counts()
        total = sum(counts[each] for each in COUNTED)
        for kind, button in self._buttons.items():
            count = counts[kind] if kind is not None else total
            button.setText(f"{kind.value if kind is not None else _ALL} {count}")

    def begin_search(self) -> None:
        """Put the keyboard into the search line."""
        self.search_line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_line.selectAll()
