"""Give a state a name (送审稿, 盖章稿); the names there are, to change or take away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.edits import Edit
from perfeval_desktop.domain.errors import NameRefusedError
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.services.as_it_was import past_name
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.versions import (
    name_edits,
    named_states,
    rename_edits,
    suggested_names,
    unname_edits,
)

_INTRODUCTION = (
    "取了名称，以后可以按名称看当时的样子、做花脸稿。内容不变，不算修改，定稿以后也能取名。"
)


class NameStateDialog(QDialog):
    """What is done with names is handed to `apply` as edits with a label, each at once."""

    def __init__(
        self,
        session: Session,
        apply: Callable[[Sequence[Edit], str], None],
        place: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Name the state `place`, that of now without."""
        super().__init__(parent)
        self._session = session
        self._apply = apply
        self._place = session.history.place if place is None else place
        is_now = self._place == session.history.place
        self.setWindowTitle("给现在的内容命名" if is_now else "给当时的内容命名")
        self._state = QLabel(f"{'现在的内容' if is_now else past_name(session, self._place)}叫：")
        self.name_box = QComboBox()
        self.name_box.setEditable(True)
        self.name_box.setAccessibleName("名称")
        self.name_box.addItems(suggested_names(session))
        self.problem = QLabel()
        self.list = SentenceList()
        self.list.setAccessibleName("有名称的稿子")
        self._head = QLabel()
        self.keep_button = QPushButton("存下名称")
        self.rename_button = QPushButton("选中的改成上面的名称")
        self.unname_button = QPushButton("去掉选中的名称")
        self._lay_out()
        self._connect()
        self._list_names()
        line = self.name_box.lineEdit()
        assert line is not None
        line.selectAll()
        self.name_box.setFocus()

    @property
    def name(self) -> str:
        """What is written as the name."""
        return self.name_box.currentText()

    def _lay_out(self) -> None:
        introduction = QLabel(_INTRODUCTION)
        for label in (introduction, self._state, self.problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.keep_button.setDefault(True)
        self.rename_button.setAutoDefault(False)
        self.unname_button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(introduction)
        column.addWidget(self._state)
        column.addWidget(self.name_box)
        column.addWidget(self.problem)
        column.addWidget(self._head)
        column.addWidget(self.list, 1)
        column.addLayout(button_row(self.unname_button, self.rename_button))
        column.addLayout(button_row(leaving_button(self, "关闭"), self.keep_button))
        open_at(self, 520, 400)

    def _connect(self) -> None:
        self.name_box.editTextChanged.connect(self._check)
        self.list.currentRowChanged.connect(self._enable)
        self.keep_button.clicked.connect(self._on_keep)
        self.rename_button.clicked.connect(self._on_rename)
        self.unname_button.clicked.connect(self._on_unname)

    def _list_names(self) -> None:
        self._named = named_states(self._session)
        self.list.clear()
        for name, version in self._named:
            words = f"{name}　{past_name(self._session, version.place).rpartition('（')[2]}"
            item = QListWidgetItem(theme.icon("circle-check", "done"), words.rstrip("）"))
            self.list.addItem(item)
        self._head.setText("已经有的名称：" if self._named else "还没有稿子有名称。")
        self.list.setVisible(bool(self._named))
        self.list.setCurrentRow(0)
        self.list.measure()
        self._check()

    def _check(self) -> None:
        """Say beforehand that a name is taken from another state."""
        before = self._session.report.versions.get(" ".join(self.name.split()))
        is_taken = before is not None and before.place != self._place
        self._say("已经有稿子叫这个名称，存下以后，名称就改给这一稿。" if is_taken else "")
        self._enable()

    def _enable(self) -> None:
        has_one = self.list.currentRow() >= 0
        self.unname_button.setEnabled(has_one)
        self.rename_button.setEnabled(has_one and bool(self.name.strip()))
        self.keep_button.setEnabled(bool(self.name.strip()))

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _on_keep(self) -> None:
        if self._done(lambda: name_edits(self._session, self.name, self._place), "命名"):
            self.accept()

    def _on_rename(self) -> None:
        name = self._named[self.list.currentRow()].name
        if self._done(lambda: rename_edits(self._session, name, self.name), f"改名 {name} 为"):
            self._list_names()

    def _on_unname(self) -> None:
        name = self._named[self.list.currentRow()].name
        self._apply(unname_edits(self._session, name), f"去掉名称 {name}")
        self._list_names()

    def _done(self, edits: Callable[[], Sequence[Edit]], label: str) -> bool:
        try:
            found = edits()
        except NameRefusedError as error:
            self._say(error.reason)
            return False
        self._apply(found, f"{label} {self.name.strip()}")
        return True
