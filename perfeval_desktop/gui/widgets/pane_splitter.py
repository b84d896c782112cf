"""The panes of an open report side by side: sheet list, sheet, findings."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from perfeval_desktop.gui import theme

_LEAST_SHEETS, _LEAST_FINDINGS = 150, 240  # with letters of the usual size


class PaneSplitter(QSplitter):
    """Follows the width of the window until the clerk draws the panes to widths of her own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_own = False
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._on_moved)

    def take(self, sheets: QWidget, middle: QWidget, side: QWidget) -> None:
        """Put the panes side by side; only the middle one grows with the window."""
        for part, stretch in ((sheets, 0), (middle, 1), (side, 0)):
            self.addWidget(part)
            self.setStretchFactor(self.count() - 1, stretch)
        self._fit_letters()

    @property
    def drawn(self) -> list[int]:
        """The widths the clerk drew the panes to, [] when she did not."""
        return self.sizes() if self._is_own else []

    def draw(self, widths: list[int]) -> None:
        """Give the panes the widths they were drawn to before."""
        self._is_own = True
        self.setSizes(widths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window takes from the panels before it takes from the sheet."""
        self._fit()  # first, so that the sheet is laid out for one width only
        super().resizeEvent(event)

    def restyle(self) -> None:
        """Larger letters need wider panels."""
        self._fit_letters()
        self._fit()

    def _on_moved(self) -> None:
        self._is_own = True

    def _fit(self) -> None:
        if not self._is_own:
            self.setSizes(panel_widths(self.width(), theme.letter_scale()))

    def _fit_letters(self) -> None:
        for place, least in ((0, _LEAST_SHEETS), (2, _LEAST_FINDINGS)):
            panel = self.widget(place)
            assert panel is not None
            panel.setMinimumWidth(int(least * theme.letter_scale()))


def panel_widths(width: int, letters: float = 1.0) -> list[int]:
    """Return how wide sheet list, sheet and findings are in a window of this width.

    Args:
        width: Of the window, pixels.
        letters: How large the program's letters are, 1.0 being the usual size.
    """
    sheets = int(min(190 * letters, max(166 * letters, width * 0.14)))
    findings = int(min(320 * letters, max(240 * letters, width * 0.24)))
    return [sheets, width - sheets - findings, findings]
