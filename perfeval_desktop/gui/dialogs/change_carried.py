"""Ask why a locked value, last year's figure or an approved target, is to be another one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.rich_text import escaped
from perfeval_desktop.gui.widgets.reason_box import ReasonBox
from perfeval_desktop.services.carried import Lock, LockedChange

COMMON_REASONS = ("上年决算批复后有调整", "上年报告填错，按决算更正", "口径有变化，按今年口径重算")
_APPROVED_REASONS = (
    "已按程序报批变更",
    "批复文件读入有误，按批复原件更正",
    "年中预算调整，目标随之调整",
)
_REASONS = {Lock.LAST_YEAR: COMMON_REASONS, Lock.APPROVED: _APPROVED_REASONS}
_TITLES = {Lock.LAST_YEAR: "改上年的数？", Lock.APPROVED: "改批复的绩效目标？"}
_BEFORE = {Lock.LAST_YEAR: "上年报告", Lock.APPROVED: "现在"}
_ASKED = {
    Lock.LAST_YEAR: "这是从上年报告沿用的决算数。要改的话，请写一句原因，"
    "同时记作“和上年报告不等”的审核说明。",
    Lock.APPROVED: "这是批复的绩效目标，一般不改。确实要改的话，请写一句原因，"
    "同时记作“与批复的不一致”的审核说明。",
}
_KEEP = {Lock.LAST_YEAR: "不改，用上年的数", Lock.APPROVED: "不改，保留批复的"}
_MOST_SHOWN = 6
_LONGEST_SHOWN = 60


class ChangeCarriedDialog(QDialog):
    """What it is now, what it is to be, and a line for the reason."""

    def __init__(self, changes: Sequence[LockedChange], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        locks = list(dict.fromkeys(each.lock for each in changes)) or [Lock.LAST_YEAR]
        self.setWindowTitle(_TITLES[locks[0]])
        lines = [
            f"{escaped(each.label)}：{_BEFORE[each.lock]} <b>{_shown(each.before)}</b>，"
            f"改成 <b>{_shown(each.after)}</b>"
            for each in changes[:_MOST_SHOWN]
        ]
        if len(changes) > _MOST_SHOWN:
            lines.append(f"……共 {len(changes)} 格")
        asked = "".join(f"<br><br>{_ASKED[each]}" for each in locks)
        words = QLabel("<br>".join(lines) + asked)
        words.setWordWrap(True)
        hint = "原因，可以从右边选，也可以自己写"
        self.reason_box = ReasonBox(_REASONS[locks[0]], "修改的原因", hint)
        self.reason_box.setCurrentText(changes[0].reason if changes else "")
        self.reason_box.reason_changed.connect(self._on_reason_changed)
        self.change_button = QPushButton("改，记下原因")
        self.change_button.setDefault(True)
        self.change_button.clicked.connect(self.accept)
        self.keep_button = leaving_button(self, _KEEP[locks[0]])
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(words)
        column.addWidget(self.reason_box)
        column.addLayout(button_row(self.keep_button, self.change_button))
        open_at(self, 460)
        self._on_reason_changed()
        self.reason_box.setFocus()

    @property
    def reason(self) -> str:
        """The reason as it was written."""
        return self.reason_box.reason

    def _on_reason_changed(self) -> None:
        self.change_button.setEnabled(bool(self.reason))


def _shown(text: str) -> str:
    """A goal may be a long text: its beginning says which it is."""
    return escaped(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…")


def ask_change(changes: Sequence[LockedChange], parent: QWidget | None) -> str | None:
    """Return the reason for changing locked values, None when they shall stand."""
    dialog = ChangeCarriedDialog(changes, parent)
    is_changed = dialog.exec() == QDialog.DialogCode.Accepted
    return dialog.reason if is_changed else None
