"""清除本机痕迹: what the program keeps on this PC, with sizes; deleted is what is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.services.backups import size_words
from perfeval_desktop.services.traces import Trace, TraceKind

# What is gone for good, or is missed, is chosen by hand.
_NOT_AT_FIRST = frozenset({TraceKind.UNFINISHED, TraceKind.KEPT, TraceKind.REASONS})
_NOTES = {
    TraceKind.UNFINISHED: "里面有还没写回文件的内容，清除以后就找不回来了",
    TraceKind.ASIDE: "文件后来被换过，这些副本不会再用",
    TraceKind.KEPT: "让位给别的版本时留下的，里面的内容别处可能没有",
    TraceKind.BACKUPS: "清除以后，报告文件要是坏了就没有备份可以恢复",
    TraceKind.LOGS: "只记程序出的错，没有填报的内容",
    TraceKind.RECENT: "只是不再列在开始页，文件本身不动",
    TraceKind.REASONS: "以后写审核说明时不再提供",
}


class TracesDialog(QDialog):
    """A box for each kind of thing that is there. Report files themselves are never deleted."""

    def __init__(self, found: Sequence[Trace], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("清除本机痕迹")
        self._boxes: dict[TraceKind, QCheckBox] = {}
        self._found = tuple(found)
        head = QLabel(
            "程序在这台电脑上还留着下面这些。选中的会删掉；报告文件本身不会删。"
            if found
            else "这台电脑上没有程序留下的东西，只有报告文件本身。"
        )
        column = QVBoxLayout(self)
        column.setSpacing(6)
        self._add(column, head)
        for trace in found:
            box = self._boxes[trace.kind] = QCheckBox(_words(trace))
            box.setChecked(trace.kind not in _NOT_AT_FIRST)
            box.toggled.connect(self._show)
            column.addWidget(box)
            names = f"：{'、'.join(trace.names)}" if trace.names else ""
            note = QLabel(_NOTES[trace.kind] + names)
            note.setProperty("quiet", True)
            note.setIndent(24)
            self._add(column, note)
        self.clear_button = QPushButton("清除选中的…")
        self.clear_button.setAutoDefault(False)
        self.clear_button.clicked.connect(self.accept)
        column.addStretch(1)
        column.addLayout(button_row(leaving_button(self, "关闭"), self.clear_button))
        open_at(self, 520)
        self._show()

    @property
    def chosen(self) -> list[Trace]:
        """What is to be deleted."""
        return [each for each in self._found if self._boxes[each.kind].isChecked()]

    def box(self, kind: TraceKind) -> QCheckBox:
        """Return the box of a kind."""
        return self._boxes[kind]

    def _show(self) -> None:
        self.clear_button.setEnabled(bool(self.chosen))

    def _add(self, column: QVBoxLayout, label: QLabel) -> None:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        column.addWidget(label)


def _words(trace: Trace) -> str:
    size = f"，{size_words(trace.size)}" if trace.size else ""
    return f"{trace.kind.value}（{trace.number} 个{size}）"
