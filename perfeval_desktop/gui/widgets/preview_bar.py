"""What stands over the preview: which page is looked at, and how large."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.widgets.page_column import Fit, PageColumn


class PreviewBar(QWidget):
    """Follows a column of pages, and changes how large they are."""

    def __init__(self, column: PageColumn) -> None:
        super().__init__()
        self._column = column
        self.place_label = QLabel()
        self.zoom_label = QLabel()
        self.smaller = _button("缩小", "Ctrl+-", lambda: column.zoom_by(-1))
        self.larger = _button("放大", "Ctrl+=", lambda: column.zoom_by(1))
        self.smaller.setIcon(theme.icon("zoom-out"))
        self.larger.setIcon(theme.icon("zoom-in"))
        self.page_fit = _button("整页", "", lambda: column.set_fit(Fit.PAGE))
        self.width_fit = _button("页宽", "", lambda: column.set_fit(Fit.WIDTH))
        self.page_fit.setToolTip("一次看见整页")
        self.width_fit.setToolTip("和窗口一样宽")
        for each in (self.page_fit, self.width_fit):
            each.setCheckable(True)
            each.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.addWidget(self.place_label)
        row.addStretch(1)
        for part in (self.smaller, self.zoom_label, self.larger, self.page_fit, self.width_fit):
            row.addWidget(part)
        width = self.zoom_label.fontMetrics().horizontalAdvance("400%")
        self.zoom_label.setMinimumWidth(width + 8)
        self.zoom_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.zoom_changed.connect(self._on_zoomed)
        column.current_changed.connect(self._on_moved)
        self._on_zoomed(column.percent)

    def _on_moved(self, place: int) -> None:
        pages = self._column.pages
        self.place_label.setText(pages[place].caption if place < len(pages) else "")

    def _on_zoomed(self, percent: int) -> None:
        self.zoom_label.setText(f"{percent}%")
        self.page_fit.setChecked(self._column.fit is Fit.PAGE)
        self.width_fit.setChecked(self._column.fit is Fit.WIDTH)


def _button(text: str, keys: str, action: object) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(text)
    button.setToolTip(f"{text}（{keys}，或按住 Ctrl 转滚轮）")
    button.setProperty("flat", True)
    button.clicked.connect(action)
    return button
