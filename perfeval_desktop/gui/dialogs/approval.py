"""Show what the bureau approved, line by line, and ask which of it to fill in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.report import Approved
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.ticked_table import TickedTable, UnusedList, read_only_item
from perfeval_desktop.services.approving import ApprovalRead, Proposal, Standing, Unused
from perfeval_desktop.services.import_told import place_words

_HEADS = ("项目", "填什么", "批复的", "现在", "请看一看")
_WHERE, _WHAT, _APPROVED, _NOW, _DOUBT = range(len(_HEADS))
_BESIDE = 16
_MOST_WIDE = 220
_NOW_WORDS = {
    Standing.NEW: "空着",
    Standing.SAME: "已经一样",
    Standing.NO_SHEET: "没有这个项目，打钩就新加一张表",
}


class ApprovalDialog(QDialog):
    """A line for each goal and each indicator; those that are ticked are filled in."""

    def __init__(
        self, read: ApprovalRead, before: Approved | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("读入批复的绩效目标")
        self._read = read
        self.table = _TargetsTable(read)
        self.table.itemChanged.connect(self._on_ticked)
        self.unused_list = UnusedList()
        self.unused_list.show_lines([_unused_words(read, each) for each in read.unused])
        unused_head = QLabel("没有用上的：")
        unused_head.setVisible(bool(read.unused))
        self._head = QLabel(_words(read, before))
        self._head.setTextFormat(Qt.TextFormat.PlainText)
        self._head.setWordWrap(True)
        self.tick_button = QPushButton("全部打钩")
        self.tick_button.setAutoDefault(False)
        self.tick_button.clicked.connect(self.table.tick_all)
        self.cancel_button = QPushButton("不读了")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.fill_button = QPushButton()
        self.fill_button.setDefault(True)
        self.fill_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.tick_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.fill_button)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self._head)
        column.addWidget(self.table, 1)
        column.addWidget(unused_head)
        column.addWidget(self.unused_list)
        column.addLayout(buttons)
        open_at(self, 1000, 600)
        self._on_ticked()
        self.table.setFocus()

    @property
    def chosen(self) -> list[Proposal]:
        """The lines that are ticked."""
        ticked = self.table.ticked_rows()
        return [each for row, each in enumerate(self._read.proposals) if row in ticked]

    @property
    def words(self) -> str:
        """The sentences over the list."""
        return self._head.text()

    def _on_ticked(self) -> None:
        self.fill_button.setText(f"读入，填 {len(self.table.ticked_rows())} 项")


class _TargetsTable(TickedTable):
    """What was approved beside what stands there."""

    def __init__(self, read: ApprovalRead) -> None:
        super().__init__(_HEADS, "批复的绩效目标")
        self.begin_rows(len(read.proposals))
        usual = {id(each) for each in read.usual()}
        for row, proposal in enumerate(read.proposals):
            items = [
                read_only_item(" ".join(text.split("\n")), text) for text in _row_texts(proposal)
            ]
            changes = proposal.standing is not Standing.SAME
            self.put_row(row, items, id(proposal) in usual if changes else None)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(_APPROVED, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_NOW, QHeaderView.ResizeMode.Stretch)
        for column in (_WHERE, _WHAT, _DOUBT):
            # Qt takes Chinese set in a fallback face for narrower than it is.
            self.setColumnWidth(column, min(_MOST_WIDE, self.sizeHintForColumn(column) + _BESIDE))
        self.setColumnHidden(_DOUBT, not any(each.doubt for each in read.proposals))
        if read.proposals:
            self.setCurrentCell(0, _WHERE)


def _row_texts(proposal: Proposal) -> tuple[str, ...]:
    now = _NOW_WORDS.get(proposal.standing, proposal.now)
    if proposal.standing is Standing.NEW and proposal.now:
        now = proposal.now  # the row is there, and its target is not
    return (proposal.where, proposal.what, proposal.approved, now, proposal.doubt)


def _unused_words(read: ApprovalRead, unused: Unused) -> str:
    text = " ".join(unused.piece.source.split())
    return f"{place_words(read.document, unused.piece.place)}“{text}”：{unused.why}"


def _words(read: ApprovalRead, before: Approved | None) -> str:
    lines = [
        f"“{read.document.name}”：认出批复的目标 {len(read.proposals)} 项，还没有填。",
        "打钩的才填，填了可以一起撤销。空着的已经打好钩；已有别的内容的，看清楚了再打钩。"
        "读入以后这些格就锁定，再改要写原因；没有照批复填的，审核时列出来。",
        *read.matched.notes,
    ]
    if before is not None:
        lines.append(f"以前读入的“{before.document}”会换成这一份。")
    return "\n".join(lines)


def ask_targets(
    read: ApprovalRead, before: Approved | None, parent: QWidget | None
) -> Sequence[Proposal] | None:
    """Return the lines to fill in; None when nothing shall be read."""
    dialog = ApprovalDialog(read, before, parent)
    return dialog.chosen if dialog.exec() == QDialog.DialogCode.Accepted else None
