"""历史备份: the backups there are, what is different now, restore one or open it as a copy.

Nothing is changed before a button says so. Whether each backup is whole, and what is different in
the chosen one, is found out on a thread of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.values import time_text
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.background import Background, Job, OnStep
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.row_table import set_up_rows
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.services.backups import (
    Backup,
    BackupFacts,
    Restoring,
    check_backup,
    difference_words,
    differences_to_now,
    read_state,
    reason_words,
    restoring,
    size_words,
    standard_folder,
)
from perfeval_desktop.services.comparing import Difference
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.user_text import user_text

_HEADS = ("时间", "为什么备份", "修改记录", "大小", "文件")
_BESIDE_TEXT = 24
_MOST_LISTED = 500
_DAMAGED = "已损坏，不能用"


class _Seen(NamedTuple):
    """What was found out about the chosen backup."""

    differences: tuple[Difference, ...]
    restoring: Restoring | None


class BackupsDialog(QDialog):
    """The list, newest first. After `exec`, `copy` or `restored` says what is wanted."""

    def __init__(
        self,
        backups: Sequence[Backup],
        folder: Path,
        session: Session | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """List `backups`, which come oldest first; `session` is of the report that is open."""
        super().__init__(parent)
        self.setWindowTitle("历史备份")
        self.copy: Backup | None = None
        self.restored: tuple[Backup, Restoring] | None = None
        self.wants_folder = False
        self._backups = tuple(reversed(backups))
        self._facts: dict[Backup, BackupFacts | PerfevalError] = {}
        self._seen: dict[Backup, _Seen | PerfevalError] = {}
        self._refusal = _why_not_restored(session)
        self._now: tuple[Report, History] | None = None
        if session is not None:
            before = session.history.steps_before
            told = History(session.history.after(before), before)
            self._now = (session.report.copy(), told)
        self._background = Background("backups", self)
        self._background.done.connect(self._on_done)
        self._background.failed.connect(self._on_done)
        self._background.broken.connect(self._on_broken)
        self.finished.connect(self._background.close)
        self._make(folder)
        self._fill()

    # Making it

    def _make(self, folder: Path) -> None:
        introduction = QLabel(
            "程序在打开、关闭、每填半小时、导入、恢复和合并以前自动备份，内容没变就不重复备份。"
            if self._backups
            else "还没有备份。打开、关闭报告时，和每填半小时，程序会自动备份。"
        )
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setHorizontalHeaderLabels(list(_HEADS))
        set_up_rows(self.table, "历史备份")
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        self.table.currentItemChanged.connect(self._on_chosen)
        self._head = QLabel()
        self.list = SentenceList(24)
        self.list.setAccessibleName("和现在不同的地方")
        is_gone = (
            "" if folder == standard_folder() or folder.is_dir() else "（现在不在，先放在本机）"
        )
        self._where = QLabel(f"新的备份放在：{folder}{is_gone}")
        self._where.setProperty("quiet", True)
        for label in (introduction, self._head, self._where):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.folder_button = QPushButton("换备份文件夹…")
        self.copy_button = QPushButton("另存一份并打开…")
        self.restore_button = QPushButton("恢复到这一份")
        self.folder_button.clicked.connect(self._want_folder)
        self.copy_button.clicked.connect(self._want_copy)
        self.restore_button.clicked.connect(self._want_restored)
        for each in (self.folder_button, self.copy_button, self.restore_button):
            each.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(introduction)
        column.addWidget(self.table, 3)
        column.addWidget(self._head)
        column.addWidget(self.list, 2)
        column.addWidget(self._where)
        buttons = (leaving_button(self, "关闭"), self.copy_button, self.restore_button)
        column.addLayout(button_row(self.folder_button, *buttons))
        open_at(self, 780, 560)

    def _fill(self) -> None:
        self.table.setRowCount(len(self._backups))
        for row, backup in enumerate(self._backups):
            texts = (time_text(backup.time), reason_words(backup), "…", size_words(backup.size), "")
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
                self.table.setItem(row, column, item)
        self._fit_columns()
        self.list.setVisible(self._now is not None)
        if self._backups:
            self.table.setCurrentCell(0, 0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._show()

    def _fit_columns(self) -> None:
        for column in range(len(_HEADS) - 1):
            # Qt takes Chinese set in a fallback face for narrower than it is.
            head = self.table.horizontalHeader().sectionSizeHint(column)
            wanted = max(head, self.table.sizeHintForColumn(column)) + _BESIDE_TEXT
            self.table.setColumnWidth(column, wanted)

    # What is known

    @property
    def chosen(self) -> Backup | None:
        """The backup that is chosen."""
        row = self.table.currentRow()
        return self._backups[row] if row >= 0 else None

    @property
    def words(self) -> str:
        """What is said of the chosen backup."""
        return self._head.text()

    def _on_chosen(self) -> None:
        self._show()
        self._ask()

    def _ask(self) -> None:
        """Find out about the chosen one first, then whether each is whole."""
        jobs: list[Job] = []
        chosen = self.chosen
        if chosen is not None and chosen not in self._seen and self._now is not None:
            report, history = self._now
            work = partial(_looked_at, chosen, report, history)
            jobs.append(Job(("differences", chosen), work))
        jobs += [
            Job(("check", each), partial(_checked, each))
            for each in self._backups
            if each not in self._facts
        ]
        self._background.want(jobs)

    def _on_done(self, key: object, value: object) -> None:
        assert isinstance(key, tuple)
        what, backup = key
        if what == "differences":
            assert isinstance(value, _Seen | PerfevalError)
            self._seen[backup] = value
        else:
            assert isinstance(value, BackupFacts | PerfevalError)
            self._facts[backup] = value
            self._show_facts(backup, value)
        self._show()

    def _on_broken(self, error: object) -> None:
        from perfeval_desktop.services.fault_log import log_fault

        assert isinstance(error, BaseException)
        log_fault(error)
        self._head.setText(user_text(error).sentence)

    def _show_facts(self, backup: Backup, facts: BackupFacts | PerfevalError) -> None:
        row = self._backups.index(backup)
        first, third, last = (self._item(row, column) for column in (0, 2, 4))
        if isinstance(facts, BackupFacts):
            steps = f"到第 {facts.steps} 步"
            where = Path(facts.document)
            last.setText(where.name)
            last.setToolTip(f"{where}（{facts.computer}）")
        else:
            steps = _DAMAGED
            first.setIcon(theme.icon("circle-x", "error"))
            if self.table.currentRow() == row and not self._is_hand_chosen():
                self._choose_next(row)
        third.setText(steps)
        self._fit_columns()

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        item = self.table.item(row, column)
        assert item is not None
        return item

    def _is_hand_chosen(self) -> bool:
        """The first ones are chosen by the program as long as they turn out to be damaged."""
        above = self._backups[: self.table.currentRow()]
        return not all(isinstance(self._facts.get(each), PerfevalError) for each in above)

    def _choose_next(self, row: int) -> None:
        if row + 1 < len(self._backups):
            self.table.setCurrentCell(row + 1, 0)

    # What is shown

    def _show(self) -> None:
        chosen = self.chosen
        facts = self._facts.get(chosen) if chosen is not None else None
        seen = self._seen.get(chosen) if chosen is not None else None
        is_damaged = isinstance(facts, PerfevalError) or isinstance(seen, PerfevalError)
        found = seen.restoring if isinstance(seen, _Seen) else None
        can_restore = found is not None and bool(found.edits) and not self._refusal
        self.copy_button.setEnabled(chosen is not None and not is_damaged)
        self.restore_button.setEnabled(can_restore)
        self.restore_button.setVisible(self._now is not None)
        self._head.setText(self._sentence(chosen, facts, seen))
        self.list.clear()
        self.list.setEnabled(isinstance(seen, _Seen) and bool(seen.differences))
        if isinstance(seen, _Seen):
            lines = [difference_words(each) for each in seen.differences[:_MOST_LISTED]]
            more = len(seen.differences) - _MOST_LISTED
            self.list.addItems(lines + ([f"……还有 {more} 处"] if more > 0 else []))
            self.list.measure()

    def _sentence(
        self,
        chosen: Backup | None,
        facts: BackupFacts | PerfevalError | None,
        seen: _Seen | PerfevalError | None,
    ) -> str:
        damaged = sum(isinstance(each, PerfevalError) for each in self._facts.values())
        note = f"有 {damaged} 份备份已经损坏，在表里标出。" if damaged else ""
        if chosen is None:
            return note
        for each in (facts, seen):
            if isinstance(each, PerfevalError):
                return user_text(each).sentence
        return note + self._comparison(seen)

    def _comparison(self, seen: _Seen | PerfevalError | None) -> str:
        if self._now is None:
            return "打开这份报告以后，可以看备份和现在差在哪里；文件没有了，就另存一份打开。"
        if not isinstance(seen, _Seen):
            return "正在和现在的报告比较…"
        if not seen.differences and seen.restoring is not None and not seen.restoring.edits:
            return "这份备份和现在的内容一样。"
        advice = self._refusal
        if not advice and seen.restoring is None:
            advice = "它和现在的报告没有共同的修改记录，不能直接恢复，可以另存一份打开。"
        return (
            f"和现在有 {len(seen.differences)} 处不同。{advice or '恢复是一步，不满意可以撤销。'}"
        )

    # What is wanted

    def _want_folder(self) -> None:
        self.wants_folder = True
        self.reject()

    def _want_copy(self) -> None:
        self.copy = self.chosen
        self.accept()

    def _want_restored(self) -> None:
        chosen = self.chosen
        seen = self._seen.get(chosen) if chosen is not None else None
        if chosen is not None and isinstance(seen, _Seen) and seen.restoring is not None:
            self.restored = (chosen, seen.restoring)
            self.accept()


def _looked_at(backup: Backup, report: Report, history: History, on_step: OnStep) -> _Seen:
    """Compare a backup with the report as it was when the dialog opened."""
    then = read_state(backup)
    on_step(0, 0)
    found = tuple(differences_to_now(then.report, report))
    on_step(0, 0)
    return _Seen(found, restoring(report, history, then))


def _checked(backup: Backup, on_step: OnStep) -> BackupFacts:
    return check_backup(backup)


def _why_not_restored(session: Session | None) -> str:
    if session is None:
        return ""
    if session.read_only:
        return "现在的报告只能看，不能恢复，可以另存一份打开。"
    if session.report.status.is_final:
        return "报告已经定稿，要恢复先取消定稿；也可以另存一份打开。"
    return ""
