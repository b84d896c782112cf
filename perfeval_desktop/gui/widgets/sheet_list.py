"""The sheets of the report at the left: name, a ring of completeness, the number of findings."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.services.completeness import SheetState

Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_COUNT_COLOURS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "hint"}


class SheetListModel(QAbstractListModel):
    """The sheets in the clerk's order of filling in, with their states."""

    def __init__(self, open_report: OpenReport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_report = open_report
        self._refs = open_report.sheets()
        self._states = open_report.sheet_states()
        open_report.changed.connect(self._on_changed)
        open_report.findings_changed.connect(self.refresh)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """One row a sheet."""
        return 0 if parent.isValid() else len(self._refs)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Return the sheet's name; for screen readers its state as well."""
        if not index.isValid():
            return None
        ref = self._refs[index.row()]
        if role == _DISPLAY:
            return " ".join(each for each in self.names(ref) if each)
        if role in (_ACCESSIBLE, _TOOL_TIP):
            return f"{self.data(index)}，{self.describe(self._states[ref])}"
        return None

    def ref(self, index: Index) -> SheetRef:
        """Return the sheet of a row."""
        return self._refs[index.row()]

    def state(self, index: Index) -> SheetState:
        """Return the state of a row's sheet."""
        return self._states[self._refs[index.row()]]

    def row_of(self, ref: SheetRef) -> int:
        """Return the row of a sheet, -1 when it is not there."""
        return self._refs.index(ref) if ref in self._refs else -1

    def names(self, ref: SheetRef) -> tuple[str, str]:
        """Return the sheet's name and, in quieter letters, what it holds."""
        if ref.record:
            return ref.sheet, self._open_report.report.record_name(ref.record)
        return ref.sheet, _SHORT_NAMES.get(ref.sheet, "")

    @staticmethod
    def describe(state: SheetState) -> str:
        """Say a state in words."""
        missing = state.required - state.filled
        words = [f"还有 {missing} 项未填" if missing else "填齐了"]
        words += [f"{each.value}问题 {count} 个" for each, count in state.findings.items() if count]
        return "，".join(words)

    def refresh(self) -> None:
        """Read all states anew; only rows that moved are repainted."""
        before, self._states = self._states, self._open_report.sheet_states()
        for row, ref in enumerate(self._refs):
            if before.get(ref) != self._states.get(ref):
                self.dataChanged.emit(self.index(row), self.index(row))

    def _on_changed(self) -> None:
        refs = self._open_report.sheets()
        if refs != self._refs:
            self.beginResetModel()
            self._refs, self._states = refs, self._open_report.sheet_states()
            self.endResetModel()
        else:
            self.refresh()
            self.dataChanged.emit(self.index(0), self.index(len(refs) - 1))


_SHORT_NAMES = {"附件1-1": "基础数据表", "附件1-2": "整体支出自评表"}


class SheetList(QListView):
    """Choosing a row opens its sheet."""

    sheet_chosen = Signal(object)  # SheetRef

    def __init__(self, open_report: OpenReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = SheetListModel(open_report, self)
        self.setModel(self._list)
        self.setItemDelegate(_SheetDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("报告的各张表")
        self._is_selecting = False
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def select(self, ref: SheetRef) -> None:
        """Show which sheet is open, without choosing it again."""
        self._is_selecting = True
        self.setCurrentIndex(self._list.index(self._list.row_of(ref)))
        self._is_selecting = False

    def _on_current_changed(self, current: Index) -> None:
        if current.isValid() and not self._is_selecting:
            self.sheet_chosen.emit(self._list.ref(current))


class _SheetDelegate(QStyledItemDelegate):
    """Two lines a sheet: name and content; ring at the left, counts at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = option.fontMetrics
        return QSize(160, int(metrics.height() * 2.15) + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, SheetListModel)
        rect: QRect = option.rect
        colours = theme.colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = self.parent()
        if isinstance(view, QListView) and view.selectionModel().isSelected(index):
            painter.fillRect(rect, QColor(colours.accent_soft))
            painter.fillRect(rect.adjusted(0, 0, 3 - rect.width(), 0), QColor(colours.accent))
        state = model.state(index)
        _draw_ring(painter, QRectF(rect.left() + 12, rect.center().y() - 9, 18, 18), state)
        names = model.names(model.ref(index))
        room = rect.adjusted(40, 5, -6, -5)
        right = _draw_counts(painter, _first_line(room, names), state, option.font)
        _draw_names(painter, room, right - 6, names, option.font)
        painter.restore()


def _draw_ring(painter: QPainter, place: QRectF, state: SheetState) -> None:
    colours = theme.colours()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colours.track), 3))
    painter.drawEllipse(place)
    done = QColor(colours.done if state.is_complete else colours.accent)
    painter.setPen(QPen(done, 3))
    painter.drawArc(place, 90 * 16, -round(360 * 16 * state.share))
    if state.is_complete:
        painter.setPen(QPen(done, 2))
        centre = place.center()
        painter.drawPolyline(
            [centre + QPointF(-3.5, 0.5), centre + QPointF(-1, 3), centre + QPointF(4, -3)]
        )


def _draw_counts(painter: QPainter, rect: QRect, state: SheetState, font: QFont) -> int:
    """Draw a small badge for each severity that was found; return where the name must end."""
    painter.setFont(font)
    right = rect.right()
    for severity in reversed(Severity):
        count = state.findings[severity]
        if not count:
            continue
        width = painter.fontMetrics().horizontalAdvance(str(count)) + 12
        badge = QRectF(right - width, rect.center().y() - 9, width, 18)
        colour = QColor(getattr(theme.colours(), _COUNT_COLOURS[severity]))
        painter.setPen(QPen(colour, 1.4))
        # Shape as well as colour: what must be mended is filled, the rest is outlined.
        painter.setBrush(colour if severity is Severity.ERROR else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(badge, 9, 9)
        painter.setPen(QColor(theme.colours().pane) if severity is Severity.ERROR else colour)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(count))
        right -= width + 4
    return right


def _first_line(room: QRect, names: tuple[str, str]) -> QRect:
    """Return the line of the name: the upper one when what the sheet holds stands below it."""
    return room.adjusted(0, 0, 0, -room.height() // 2) if names[1] else room


def _draw_names(
    painter: QPainter, room: QRect, right: int, names: tuple[str, str], font: QFont
) -> None:
    """Draw the name up to `right`, beside the badges, and what the sheet holds below both."""
    name, content = names
    upper = _first_line(room, names)
    upper.setRight(right)
    _draw_line(painter, upper, name, font, theme.colours().text)
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.88)
    lower = room.adjusted(0, room.height() // 2, 0, 0)
    _draw_line(painter, lower, content, small, theme.colours().quiet)


def _draw_line(painter: QPainter, room: QRect, text: str, font: QFont, colour: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
