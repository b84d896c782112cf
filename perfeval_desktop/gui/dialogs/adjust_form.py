"""调整表样: the parts of the form page by page, what can be done to each, and what was done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.adjustments import AdjustmentKind
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.services.form_parts import FormParts, Part, PartKind, offered_adjustments

_KINDS = {
    "rename": (AdjustmentKind.LABEL, AdjustmentKind.RENAME_CHAPTER, AdjustmentKind.POINTS),
    "add": (AdjustmentKind.ADD_ROW, AdjustmentKind.ADD_CHAPTER),
    "remove": (AdjustmentKind.REMOVE_ROW, AdjustmentKind.REMOVE_CHAPTER),
    "move": (AdjustmentKind.MOVE_CHAPTER,),
}
_NO_ADJUSTMENTS = "还没有调整过，和官方表样一样。"


class AdjustFormDialog(QDialog):
    """Pages at the left, the parts of one in the middle, the adjustments that were made below.

    `wanted` asks for an adjustment of a part; `move_wanted` for a chapter to go up (-1) or down.
    """

    wanted = Signal(object, object)  # AdjustmentKind, Part
    move_wanted = Signal(object, int)  # Part

    def __init__(
        self,
        parts: FormParts,
        made: Sequence[str],
        why_not: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Show a form; `why_not` says why nothing can be changed, "" where it can."""
        super().__init__(parent)
        self.setWindowTitle("调整表样")
        self._why_not = why_not
        self._parts = parts
        self._shown: list[Part] = []
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.pages = QListWidget()
        self.pages.setAccessibleName("各张表")
        self.list = _PartList()
        self.list.setAccessibleName("表上的各项")
        self.made = QListWidget()
        self.made.setAccessibleName("已有的调整")
        self.made.setWordWrap(True)
        self.made_head = QLabel()
        self._make_buttons()
        self._lay_out()
        self.pages.currentRowChanged.connect(lambda row: self._show_page())
        self.list.currentRowChanged.connect(lambda row: self._on_part())
        self.list.rename_wanted.connect(self.rename_button.click)
        self.list.add_wanted.connect(self.add_button.click)
        self.list.remove_wanted.connect(self.remove_button.click)
        self.list.itemDoubleClicked.connect(lambda item: self.rename_button.click())
        self.show_form(parts, made)
        open_at(self, 860, 560)
        self.list.setFocus()

    def _make_buttons(self) -> None:
        self.rename_button = QPushButton("改名称…")
        self.rename_button.setToolTip("F2")
        self.add_button = QPushButton("在下面加一行…")
        self.add_button.setToolTip("Insert")
        self.remove_button = QPushButton("删去…")
        self.remove_button.setToolTip("Delete")
        self.up_button, self.down_button = QPushButton("上移"), QPushButton("下移")
        for button in self._buttons():
            button.setAutoDefault(False)
        self.rename_button.clicked.connect(lambda: self._want("rename"))
        self.add_button.clicked.connect(lambda: self._want("add"))
        self.remove_button.clicked.connect(lambda: self._want("remove"))
        self.up_button.clicked.connect(lambda: self._move(-1))
        self.down_button.clicked.connect(lambda: self._move(1))

    def _buttons(self) -> tuple[QPushButton, ...]:
        changing = (self.rename_button, self.add_button, self.remove_button)
        return (*changing, self.up_button, self.down_button)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.addWidget(self.pages, 1)
        middle.addWidget(self.list, 4)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self.said)
        column.addLayout(middle, 5)
        row = QHBoxLayout()
        for button in self._buttons():
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.made_head)
        column.addWidget(self.made, 2)
        column.addLayout(button_row(leaving_button(self, "关闭")))

    def show_form(self, parts: FormParts, made: Sequence[str]) -> None:
        """Show the form as it is now, at the place where the clerk was."""
        page, row = max(self.pages.currentRow(), 0), self.list.currentRow()
        self._parts = parts
        pages = parts.pages()
        self.pages.blockSignals(True)
        self.pages.clear()
        self.pages.addItems(pages)
        self.pages.setCurrentRow(min(page, len(pages) - 1))
        self.pages.blockSignals(False)
        self._show_page()
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        self.made.clear()
        self.made.addItems(list(made) or [_NO_ADJUSTMENTS])
        self.made_head.setText(f"已有的本单位调整（{len(made)}）")

    def go_to(self, page: str, part: Part | None = None) -> None:
        """Show a page, and a part of it."""
        pages = self._parts.pages()
        if page in pages:
            self.pages.setCurrentRow(pages.index(page))
        if part in self._shown:
            self.list.setCurrentRow(self._shown.index(part))

    @property
    def part(self) -> Part | None:
        """The part that is marked."""
        row = self.list.currentRow()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _show_page(self) -> None:
        pages = self._parts.pages()
        page = pages[max(self.pages.currentRow(), 0)]
        self._shown = self._parts.parts(page)
        self.list.clear()
        for each in self._shown:
            item = QListWidgetItem(f"{each.text}　　〔{each.kind.value}〕")
            self.list.addItem(item)
        self.list.setCurrentRow(0 if self._shown else -1)
        self._on_part()

    def _on_part(self) -> None:
        part = self.part
        offered = offered_adjustments(part) if part is not None and not self._why_not else []
        for button, name in (
            *((self.rename_button, "rename"), (self.add_button, "add")),
            *((self.remove_button, "remove"), (self.up_button, "move"), (self.down_button, "move")),
        ):
            button.setEnabled(bool(set(offered) & set(_KINDS[name])))
        is_chapter = part is not None and part.kind is PartKind.CHAPTER
        is_points = part is not None and part.kind is PartKind.POINTS
        self.rename_button.setText(
            "改分值…" if is_points else "改标题…" if is_chapter else "改名称…"
        )
        self.add_button.setText("在下面加一章…" if is_chapter else "在下面加一行…")
        self.up_button.setVisible(is_chapter)
        self.down_button.setVisible(is_chapter)
        self.said.setText(self._why_not or _advice(part))

    def _want(self, name: str) -> None:
        part = self.part
        if part is None:
            return
        for kind in offered_adjustments(part):
            if kind in _KINDS[name]:
                self.wanted.emit(kind, part)
                return

    def _move(self, step: int) -> None:
        if self.part is not None:
            self.move_wanted.emit(self.part, step)


def _advice(part: Part | None) -> str:
    usual = (
        "只改本单位这份报告的表样，官方的表样不动；每一处都记下是谁、什么时候、为什么改的，"
        "都可以撤销。交出去前请和财政部门确认。"
    )
    if part is None or part.kind not in (PartKind.ROW, PartKind.RECORDS):
        return usual
    reasons = [each for each in (part.no_row_after, part.not_removed) if each]
    return f"{usual}\n{''.join(dict.fromkeys(reasons))}" if reasons else f"{usual}\n"


class _PartList(QListWidget):
    rename_wanted = Signal()
    add_wanted = Signal()
    remove_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do by keys what the buttons do."""
        wanted = {
            Qt.Key.Key_F2: self.rename_wanted,
            Qt.Key.Key_Return: self.rename_wanted,
            Qt.Key.Key_Enter: self.rename_wanted,
            Qt.Key.Key_Insert: self.add_wanted,
            Qt.Key.Key_Delete: self.remove_wanted,
        }.get(Qt.Key(event.key()))
        if wanted is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            wanted.emit()
        else:
            super().keyPressEvent(event)
