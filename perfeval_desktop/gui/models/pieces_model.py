"""The Qt model of the pieces of an import: what each is, where it goes, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from perfeval_desktop.gui import theme
from perfeval_desktop.services.import_questions import found_by
from perfeval_desktop.services.import_review import Kind, Line, Review

Index = QModelIndex | QPersistentModelIndex

HEADS = ("状态", "原文", "填到", "填成", "说明")
STATE, SOURCE, TARGET, VALUE, WHY = range(len(HEADS))
WORDS = {
    Kind.TAKEN: "放好",
    Kind.DOUBTED: "要看",
    Kind.NOT_TAKEN: "没放",
    Kind.UNFOUND: "没内容",
    Kind.FORM: "表样的字",
}
_ICONS = {
    Kind.TAKEN: ("circle-check", "done"),
    Kind.DOUBTED: ("alert-triangle", "warning"),
    Kind.NOT_TAKEN: ("circle-x", "error"),
    Kind.UNFOUND: ("info-circle", "hint"),
    Kind.FORM: ("file-text", "quiet"),
}
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_DECORATION = int(Qt.ItemDataRole.DecorationRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_LONGEST = 120  # characters of a text in the list


class PiecesModel(QAbstractTableModel):
    """Lists the lines of a review that a filter leaves."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._review: Review | None = None
        self._kind: Kind | None = None
        self._words: tuple[str, ...] = ()
        self._lines: list[Line] = []
        self._rows: dict[int, int] = {}  # piece → row

    def show(self, review: Review) -> None:
        """List a review, or list it anew after a correction."""
        self._review = review
        self._fill()

    def filter(self, review: Review, kind: Kind | None, words: Sequence[str]) -> None:
        """List only what is of a kind, and holds the words."""
        self._review, self._kind, self._words = review, kind, tuple(words)
        self._fill()

    def _fill(self) -> None:
        self.beginResetModel()
        review = self._review
        self._lines = found_by(review, self._kind, self._words) if review is not None else []
        self._rows = {each.piece: at for at, each in enumerate(self._lines) if each.piece >= 0}
        self.endResetModel()

    @property
    def kind(self) -> Kind | None:
        """What is listed, None for all."""
        return self._kind

    def line(self, row: int) -> Line:
        """Return the line of a row."""
        return self._lines[row]

    def row_of(self, line: Line) -> int:
        """Return the row of a line, -1 where it is not listed."""
        if line.piece >= 0:
            return self._rows.get(line.piece, -1)
        return self._lines.index(line) if line in self._lines else -1

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        is_head = orientation == Qt.Orientation.Horizontal and role == _DISPLAY
        return HEADS[section] if is_head else None

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        line, column = self._lines[index.row()], index.column()
        if role == _DISPLAY:
            text = self.texts(line)[column]
            return " ".join(text[: 2 * _LONGEST].split())[:_LONGEST]
        if role == _TOOL_TIP:
            return self.texts(line)[column] or None
        if role == _DECORATION and column == STATE:
            return theme.icon(*_ICONS[line.kind])
        if role == _ACCESSIBLE:
            return self._spoken(line)
        return None

    def texts(self, line: Line) -> tuple[str, str, str, str, str]:
        """Return what stands in a row, whole."""
        review = self._review
        assert review is not None
        piece = review.piece(line)
        label = review.label(line.address) if line.address is not None else ""
        if piece is None:
            return WORDS[line.kind], "", label, "", "文件里没有找到。"
        before = review.replaces(line)
        why = piece.why
        if before and "现在是" not in why:
            why = f"{why}报告里现在是“{before}”。"
        return WORDS[line.kind], piece.source, label, review.reads(piece), why

    def _spoken(self, line: Line) -> str:
        state, source, label, value, why = self.texts(line)
        goes = f"填到 {label}" if label else "没有位置"
        return "，".join(filter(None, (state, source, goes, value, why)))
