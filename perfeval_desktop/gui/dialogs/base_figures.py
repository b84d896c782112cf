"""Show what was found in tables of the final accounts, and ask which figures to fill in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.domain.values import display
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.ticked_table import TickedTable, UnusedList, read_only_item
from perfeval_desktop.services.base_figures import (
    FiguresRead,
    Proposal,
    Standing,
    Unused,
    shown,
    standing,
)

Find = Callable[[str], FiguresRead]  # with a unit, as `find_figures` takes it

_UNITS = (("照表里写的，没写的按元", ""), ("都按元", "元"), ("都按万元", "万元"))
_HEADS = ("填报项", "找到的数", "现在", "在哪里", "还有")
_FIELD, _VALUE, _NOW, _WHERE, _OTHERS = range(len(_HEADS))
_OTHERS_WIDTH = 180
_BESIDE_FIELD = 16
_MOST_NAMED = 8  # labels that no field has


class BaseFiguresDialog(QDialog):
    """A line for each field that something was found for; those that are ticked are filled in."""

    def __init__(
        self, report: Report, find: Find, source: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("填入部门决算数")
        self._report, self._find, self._source = report, find, source
        self._read = FiguresRead((), (), ())
        self.unit_box = QComboBox()
        self.unit_box.setAccessibleName("金额单位")
        for words, unit in _UNITS:
            self.unit_box.addItem(words, unit)
        self.table = _FiguresTable()
        self.table.itemChanged.connect(self._on_ticked)
        self.unused_list = UnusedList()
        self._head, self._unused_head, self._unknown = QLabel(), QLabel("没有用上的："), QLabel()
        self.tick_button = QPushButton("全部打钩")
        self.tick_button.setAutoDefault(False)
        self.tick_button.clicked.connect(self.table.tick_all)
        self.cancel_button = QPushButton("不填了")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.fill_button = QPushButton()
        self.fill_button.setDefault(True)
        self.fill_button.clicked.connect(self.accept)
        self._lay_out()
        self._show()
        self.unit_box.currentIndexChanged.connect(self._show)
        self.table.setFocus()

    @property
    def chosen(self) -> list[Proposal]:
        """The proposals that are ticked."""
        ticked = self.table.ticked_rows()
        return [each for row, each in enumerate(self._read.proposals) if row in ticked]

    @property
    def words(self) -> str:
        """The sentences over the list."""
        return self._head.text()

    def _lay_out(self) -> None:
        for label in (self._head, self._unknown):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._unknown.setProperty("quiet", True)
        unit = QHBoxLayout()
        unit.addWidget(QLabel("金额单位"))
        unit.addWidget(self.unit_box)
        unit.addStretch(1)
        unit.addWidget(self.tick_button)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.fill_button)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self._head)
        column.addLayout(unit)
        column.addWidget(self.table, 1)
        for part in (self._unused_head, self.unused_list, self._unknown):
            column.addWidget(part)
        column.addLayout(buttons)
        open_at(self, 960, 600)

    def _show(self) -> None:
        self._read = self._find(str(self.unit_box.currentData()))
        self.table.show_proposals(self._report, self._read.proposals)
        self.unused_list.show_lines([_unused_words(each) for each in self._read.unused])
        self._unused_head.setVisible(bool(self._read.unused))
        self._unknown.setText(_unknown_words(self._read.unknown))
        self._unknown.setVisible(bool(self._read.unknown))
        count = len(self._read.proposals)
        found = f"认出 {count} 个数，还没有填。" if count else "没有能用的数。"
        self._head.setText(
            f"{self._source}：{found}\n打钩的才填，填了可以一起撤销。空着的格已经打好钩；"
            "已有别的数的、找到几个不同的数的，看清楚了再打钩。"
        )
        self._on_ticked()

    def _on_ticked(self) -> None:
        count = len(self.table.ticked_rows())
        self.fill_button.setText(f"填入 {count} 个数")
        self.fill_button.setEnabled(count > 0)


class _FiguresTable(TickedTable):
    """Field, figure, what stands there now, where it was found."""

    def __init__(self) -> None:
        super().__init__(_HEADS, "认出的数")
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_FIELD, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(_WHERE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_OTHERS, QHeaderView.ResizeMode.Interactive)
        self.setColumnWidth(_OTHERS, _OTHERS_WIDTH)

    def show_proposals(self, report: Report, proposals: Sequence[Proposal]) -> None:
        """List them anew; ticked is what fills an empty cell with the one figure there is."""
        self.blockSignals(True)
        self.begin_rows(len(proposals))
        for row, proposal in enumerate(proposals):
            now = standing(report, proposal)
            items = [
                _item(text, is_right=column in (_VALUE, _NOW))
                for column, text in enumerate(_row_texts(report, proposal, now))
            ]
            is_plain = now is Standing.NEW and not proposal.is_ambiguous
            self.put_row(row, items, is_plain if now is not Standing.SAME else None)
        self.blockSignals(False)
        self.setColumnHidden(_OTHERS, not any(each.is_ambiguous for each in proposals))
        # Qt takes Chinese set in a fallback face for narrower than it is, and would cut it off.
        self.setColumnWidth(_FIELD, self.sizeHintForColumn(_FIELD) + _BESIDE_FIELD)
        if proposals:
            self.setCurrentCell(0, _FIELD)


def _row_texts(report: Report, proposal: Proposal, now: Standing) -> tuple[str, ...]:
    field = report.template.fields[proposal.field]
    there = report.value(FieldAddress(REPORT, proposal.field))
    stands = "已是这个数" if now is Standing.SAME else display(there, report.template.numbers)
    found = proposal.found
    written = found.text if found.text != proposal.yuan else ""  # 108.28 of a table in 万元
    return (
        field_label(field, report.year),
        proposal.yuan,
        stands or "空着",
        "　".join(each for each in (found.place.words, written, found.label.strip()) if each),
        "；".join(f"{each.place.words} 是 {shown(each)}" for each in proposal.unlike),
    )


def _item(text: str, *, is_right: bool) -> QTableWidgetItem:
    item = read_only_item(text)
    side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return item


def _unused_words(unused: Unused) -> str:
    figure = f"（{unused.text}）" if unused.text else ""
    return f"{unused.place.words}　{unused.label.strip()}{figure}：{unused.reason}"


def _unknown_words(unknown: Sequence[str]) -> str:
    named = "、".join(each.strip() for each in unknown[:_MOST_NAMED])
    more = f"等 {len(unknown)} 项" if len(unknown) > _MOST_NAMED else ""
    return f"核对底数里没有的：{named}{more}。"


def ask_figures(
    report: Report, find: Find, source: str, parent: QWidget | None
) -> list[Proposal] | None:
    """Return the proposals to fill in; None when the clerk wants none.

    Args:
        report: What stands there now.
        find: Gives what was found, with all money in a unit or ("") as the tables say.
        source: Where from, as a sentence names it: “决算.xlsx”, 剪贴板.
        parent: The window.
    """
    dialog = BaseFiguresDialog(report, find, source, parent)
    return dialog.chosen if dialog.exec() == QDialog.DialogCode.Accepted else None
