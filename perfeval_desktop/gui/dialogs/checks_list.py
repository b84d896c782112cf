"""A small window that lists checks and how they came out; it stays while the clerk works on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QLabel, QListWidgetItem, QVBoxLayout, QWidget

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.services.balance_words import Told
from perfeval_desktop.services.coverage import CheckTally, Outcome, RoundedSum, Use


class ChecksDialog(QDialog):
    """The list; Enter or a click on what was found goes to the finding."""

    finding_chosen = Signal(object)  # Finding
    place_chosen = Signal(object)  # FieldAddress

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = _ChecksList()
        self._head = QLabel()
        self._head.setTextFormat(Qt.TextFormat.PlainText)
        self._head.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addWidget(self.list, 1)
        open_at(self, 440, 420)
        self.list.itemClicked.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_chosen)

    @property
    def words(self) -> str:
        """The sentence over the list."""
        return self._head.text()

    def show_uses(self, cell: str, uses: Sequence[Use]) -> None:
        """List the checks that use a cell."""
        self.setWindowTitle("哪些审核用到这一格")
        count = f"有 {len(uses)} 项审核用到。" if uses else "没有审核用到，请自己多看一眼。"
        self._head.setText(f"{cell}：{count}")
        self.list.clear()
        for use in uses:
            self.list.add(use.outcome, f"{use.words}　{use.outcome.value}", use.finding)
        self._show()

    def show_tally(self, checks: Sequence[CheckTally]) -> None:
        """List all checks, those that passed as well."""
        self.setWindowTitle("全部审核项目")
        totals = {each: sum(check.counts[each] for check in checks) for each in Outcome}
        compared = totals[Outcome.FOUND] + totals[Outcome.PASSED]
        self._head.setText(
            f"已核对 {compared} 项，通过 {totals[Outcome.PASSED]} 项；"
            f"另有 {totals[Outcome.NOT_NOW]} 项现在不适用。"
        )
        self.list.clear()
        for check in checks:
            there = [each for each in Outcome if check.counts[each]]
            said = "，".join(f"{each.value} {check.counts[each]}" for each in there)
            self.list.add(there[0] if there else Outcome.NOT_NOW, f"{check.words}　{said}", None)
        self._show()

    def show_rounded(self, sums: Sequence[RoundedSum]) -> None:
        """List the sums whose figures add up only within rounding."""
        self.setWindowTitle("尾差")
        self._head.setText(
            f"有 {len(sums)} 处加起来差一点，是四舍五入造成的，不算问题；"
            "拿计算器加的人会问，可以改某一个数的末位，也可以按元填。"
            if sums
            else "没有尾差：所有的合计，用写出来的数加都正好。"
        )
        self.list.clear()
        for each in sums:
            self.list.add(Outcome.PASSED, each.words, each.place)
        self._show()

    def show_balanced(self, told: Sequence[Told], *, is_asked: bool) -> None:
        """List the figures whose last digit is adjusted in print, and sums that stay off."""
        self.setWindowTitle("舍位平衡的数")
        self._head.setText(_balanced_head(len(told), is_asked))
        self.list.clear()
        for each in told:
            outcome = Outcome.FOUND if each.is_off else Outcome.PASSED
            self.list.add(outcome, each.words, each.place)
        self._show()

    def _show(self) -> None:
        self.list.setCurrentRow(0)
        self.show()
        self.list.measure()
        self.activateWindow()
        self.list.setFocus()

    def _on_chosen(self, item: QListWidgetItem) -> None:
        goal = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(goal, Finding):
            self.finding_chosen.emit(goal)
        elif isinstance(goal, FieldAddress):
            self.place_chosen.emit(goal)


def _balanced_head(count: int, is_asked: bool) -> str:
    if not is_asked:
        return "这套表样打印时不做舍位平衡：每个数都四舍五入，加起来可能差一点末位。"
    if not count:
        return "没有要调的数：打印出来的各项，加起来都等于打印的合计。"
    return (
        f"打印时有 {count} 处调末位，各项加起来才等于合计；"
        "填的数、算的数和 Excel 里的数都不变。点一下就到那一格。"
    )


class _ChecksList(SentenceList):
    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("审核项目")

    def restyle(self) -> None:
        """What is not compared now has a colour of its own."""
        for row in range(self.count()):
            if self.item(row).data(Qt.ItemDataRole.ForegroundRole) is not None:
                self.item(row).setForeground(theme.brush(theme.colours().quiet))
        super().restyle()

    def add(self, outcome: Outcome, text: str, goal: Finding | FieldAddress | None) -> None:
        """Add one line with the icon of its outcome, which goes to what was found or to a cell."""
        icon = _icon(outcome, goal if isinstance(goal, Finding) else None)
        item = QListWidgetItem(icon, text)
        item.setData(Qt.ItemDataRole.UserRole, goal)
        if outcome is Outcome.NOT_NOW:
            item.setForeground(theme.brush(theme.colours().quiet))
        self.addItem(item)


def _icon(outcome: Outcome, finding: Finding | None) -> QIcon:
    """A tick, a dash of quiet, or the icon of what was found."""
    if outcome is Outcome.PASSED:
        return theme.icon("circle-check", "done")
    if finding is not None:
        return theme.severity_icon(finding.severity.code)
    name = "alert-triangle" if outcome is Outcome.FOUND else "history"
    return theme.icon(name, "warning" if outcome is Outcome.FOUND else "quiet")
