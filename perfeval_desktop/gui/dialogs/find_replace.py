"""查找和替换: every place of a text in the report, to go to and to replace; beside the sheets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.services.finding_text import (
    Place,
    Refusal,
    Replacement,
    Search,
    places,
    replacement,
)

_BESIDE_TEXT = 30  # margins
_MOST_LISTED = 500
_REASONS_TOLD = 2
_TYPING_MS = 150  # after the last letter, until it is looked for
_LABEL_LENGTH = 12

_ASK = "填上要找的文字或数，各张表和正文里有它的地方都列在这里。"


class FindReplaceDialog(QDialog):
    """It stays open beside the sheets and follows every edit, made here or there."""

    place_chosen = Signal(object)  # Place

    def __init__(self, open_report: OpenReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("查找和替换")
        self._open_report = open_report
        self._sheet: SheetRef | None = None  # the one that is shown in the window
        self._places: list[Place] = []
        self._at: tuple[int, int] | None = None  # field and character of the place gone to last
        self.find_edit = QLineEdit()
        self.replace_edit = QLineEdit()
        self.width_box = QCheckBox("区分全角半角(&W)")
        self.case_box = QCheckBox("区分大小写(&C)")
        self.blanks_box = QCheckBox("忽略空格(&B)")
        self.whole_box = QCheckBox("数字要完整(&D)")
        self.scope_box = QComboBox()
        self.list = SentenceList(_BESIDE_TEXT)
        self._message = QLabel(_ASK)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self.previous_button = QPushButton("上一处(&P)")
        self.next_button = QPushButton("下一处(&N)")
        self.replace_button = QPushButton("替换这一处(&R)")
        self.replace_all_button = QPushButton("全部替换(&A)")
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._lay_out()
        open_at(self, 560, 520)
        self._connect()
        self._enable()

    # What is looked for

    @property
    def search(self) -> Search:
        """What is asked for now."""
        return Search(
            self.find_edit.text(),
            self.width_box.isChecked(),
            self.case_box.isChecked(),
            self.blanks_box.isChecked(),
            self.whole_box.isChecked(),
            self._sheet if self.scope_box.currentIndex() else None,
        )

    @property
    def message(self) -> str:
        """What was said last about places or replacements."""
        return self._message.text()

    def begin(self, text: str) -> None:
        """Look for `text`, or for what was looked for last when it is blank."""
        if text:
            self.find_edit.setText(text)
        self.refresh()
        self.find_edit.selectAll()
        self.find_edit.setFocus()

    def show_sheet(self, ref: SheetRef) -> None:
        """Follow the sheet that is shown in the window."""
        if ref != self._sheet:
            self._sheet = ref
            if self.isVisible() and self.scope_box.currentIndex():
                self._search_anew()

    def refresh(self) -> None:
        """List the places there are now; the one gone to last stays current while it is there."""
        self._typing.stop()
        self._places = places(self._open_report.session, self.search)
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        for place in self._places[:_MOST_LISTED]:
            self.list.addItem(_item(place))
        self.list.measure()
        self.list.setCurrentRow(self._row_gone_to())
        blocker.unblock()
        self._count()
        self._enable()

    def _search_anew(self) -> None:
        self._at = None
        self.refresh()

    def _row_gone_to(self) -> int:
        listed = self._places[:_MOST_LISTED]
        return next((row for row, each in enumerate(listed) if _key(each) == self._at), -1)

    def _count(self) -> None:
        if not self.find_edit.text():
            self._say(_ASK)
        elif not self._places:
            self._say("没有找到。")
        else:
            count = len(self._places)
            listed = f"，列出前 {_MOST_LISTED} 处" if count > _MOST_LISTED else ""
            self._say(f"共 {count} 处{listed}。")

    def _say(self, text: str) -> None:
        self._message.setText(text)

    # Going from place to place

    def step(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place; behind the last comes the first."""
        if self._typing.isActive() or not self.isVisible():
            self.refresh()  # hidden, it followed nothing
        listed = self._places[:_MOST_LISTED]
        if not listed:
            self._count()
            return
        row = self.list.currentRow()
        to = row + step if row >= 0 else self._row_beside(listed, step)
        is_round = not 0 <= to < len(listed)
        self._go_to_row(to % len(listed))
        if is_round:
            self._say(f"{self._message.text()}已经从{'头' if step > 0 else '尾'}找起。")

    def _row_beside(self, listed: Sequence[Place], step: int) -> int:
        """Return the row to go to from a place that is not there any more."""
        at = self._at if self._at is not None else (-1, -1)
        before = sum(_key(each) < at for each in listed)
        if self._at is None and step < 0:
            return len(listed) - 1
        return before if step > 0 else before - 1

    def _go_to_row(self, row: int) -> None:
        blocker = QSignalBlocker(self.list)
        self.list.setCurrentRow(row)
        blocker.unblock()
        self._go(row)

    def _go(self, row: int) -> None:
        if not 0 <= row < len(self._places):
            return
        place = self._places[row]
        self._at = _key(place)
        self._say(f"第 {row + 1} 处，共 {len(self._places)} 处。{place.reason}")
        self._enable()
        self.place_chosen.emit(place)

    # Replacing

    def _replace_one(self) -> None:
        """Replace the place gone to last, and go to the next; without one, go to the first."""
        row = self.list.currentRow()
        if row < 0 or self._typing.isActive():
            self.step(1)
            return
        place, by = self._places[row], self.replace_edit.text()
        done = replacement(self._open_report.session, [place], by)
        if done.refused:
            self._say(f"没有换：{done.refused[0].reason}")
            return
        self._at = (place.number, place.start + len(by))
        self._apply(done)
        listed = self._places[:_MOST_LISTED]
        if listed:
            self._go_to_row(self._row_beside(listed, 1) % len(listed))
        self._say(f"{_told(done)}{self._message.text()}")

    def _replace_all(self) -> None:
        if self._typing.isActive():
            self.refresh()
        done = replacement(self._open_report.session, self._places, self.replace_edit.text())
        self._at = None
        self._apply(done)
        self._say(_told(done))

    def _apply(self, done: Replacement) -> None:
        if done.edits:
            text = self.find_edit.text()
            shown = f"{text[:_LABEL_LENGTH]}…" if len(text) > _LABEL_LENGTH else text
            self._open_report.apply(done.edits, f"替换“{shown}”", Origin.TYPED)

    # Following

    def _on_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """While it was hidden it followed nothing; the list knows its width now."""
        super().showEvent(event)
        self.refresh()

    def restyle(self) -> None:
        """What cannot be replaced has a colour of its own."""
        self._on_changed()

    def _enable(self) -> None:
        has_places = bool(self._places)
        can_edit = self._open_report.can_edit
        for button in (self.next_button, self.previous_button):
            button.setEnabled(has_places)
        for button in (self.replace_button, self.replace_all_button):
            button.setEnabled(has_places and can_edit)

    def _connect(self) -> None:
        self._open_report.changed.connect(self._on_changed)
        self.find_edit.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self._search_anew)
        for box in (self.width_box, self.case_box, self.blanks_box, self.whole_box):
            box.toggled.connect(self._search_anew)
        self.scope_box.currentIndexChanged.connect(self._search_anew)
        self.list.currentRowChanged.connect(self._go)
        self.list.itemClicked.connect(lambda item: self._go(self.list.row(item)))
        self.next_button.clicked.connect(lambda: self.step(1))
        self.previous_button.clicked.connect(lambda: self.step(-1))
        self.replace_button.clicked.connect(self._replace_one)
        self.replace_all_button.clicked.connect(self._replace_all)

    def _lay_out(self) -> None:
        self.whole_box.setChecked(True)
        self.whole_box.setToolTip("找 11 时不算 113、11.5 里的 11")
        self.scope_box.addItems(["全部", "本表"])
        self.list.setAccessibleName("找到的地方")
        self._message.setWordWrap(True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._message.setMinimumHeight(self._message.fontMetrics().height() * 2 + 6)
        self.next_button.setDefault(True)
        for button in (self.previous_button, self.replace_button, self.replace_all_button):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addLayout(self._asked())
        column.addWidget(self.list, 1)
        column.addWidget(self._message)
        column.addLayout(
            button_row(
                leaving_button(self, "关闭"),
                self.replace_all_button,
                self.replace_button,
                self.previous_button,
                self.next_button,
            )
        )

    def _asked(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget], ...] = (
            ("查找(&F)", self.find_edit),
            ("替换为(&E)", self.replace_edit),
            ("范围(&S)", self.scope_box),
        )
        for row, (text, widget) in enumerate(rows):
            label = QLabel(text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(widget)
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1)
        boxes = QHBoxLayout()
        for box in (self.whole_box, self.blanks_box, self.width_box, self.case_box):
            boxes.addWidget(box)
        boxes.addStretch(1)
        grid.addLayout(boxes, len(rows), 0, 1, 2)
        return grid


def _key(place: Place) -> tuple[int, int]:
    return place.number, place.start


def _item(place: Place) -> QListWidgetItem:
    words = f"{place.before}【{place.found}】{place.behind}"
    item = QListWidgetItem(f"{place.label}　{words}")
    if place.reason:
        item.setForeground(theme.brush(theme.colours().quiet))
        item.setToolTip(f"不能换：{place.reason}")
    return item


def _told(done: Replacement) -> str:
    """Say how many places were changed, what changed along, and what was not, with the reasons."""
    words = [f"换了 {len(done.changed)} 处，可以撤销。" if done.changed else "一处也没有换。"]
    if done.followed:
        words.append(f"同一项目的名称跟着改了 {done.followed} 处。")
    if done.refused:
        words.append(f"{len(done.refused)} 处没有换：{_reasons(done.refused)}")
    return "".join(words)


def _reasons(refused: Sequence[Refusal]) -> str:
    by_reason: dict[str, list[Place]] = {}
    for each in refused:
        by_reason.setdefault(each.reason, []).append(each.place)
    told = [
        f"{group[0].label}{f'等 {len(group)} 处' if len(group) > 1 else ''}：{reason}"
        for reason, group in list(by_reason.items())[:_REASONS_TOLD]
    ]
    more = "别的原因指着灰色的行看。" if len(by_reason) > _REASONS_TOLD else ""
    return "".join(told) + more
