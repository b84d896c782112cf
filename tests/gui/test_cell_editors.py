"""Editing in place: the printed words stay, the value stays where it stood, long text has room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from tests.gui.hands import Hands

OVERALL = "附件1-2 整体支出自评表"


@pytest.fixture
def overall(hands: Hands) -> Hands:
    """附件1-2 of the sample."""
    hands.open_sample()
    hands.go_to_sheet(OVERALL)
    return hands


def open_editor(hands: Hands, label: str, column: str = "") -> tuple[QWidget, QRect]:
    """Press F2 on a cell; return its editor and the cell's rectangle."""
    hands.click(hands.find(label, column))
    hands.key(Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert editor is not None
    assert editor.objectName() == "cellEditor"
    return editor, hands.view.visualRect(hands.view.currentIndex())


def test_in_a_cell_of_words_and_figure_only_the_figure_is_edited_where_it_stands(
    overall: Hands,
) -> None:
    editor, cell = open_editor(overall, "其他资金")
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "24.27"
    model = overall.view.model()
    words = model.prefix(overall.find("其他资金"))  # type: ignore[attr-defined]
    figure = cell.left() + 5 + QFontMetricsF(editor.font()).horizontalAdvance(words)
    text = editor.geometry().left() + editor.textMargins().left() + 2  # what Qt adds
    assert abs(text - figure) <= 3
    assert cell.contains(editor.geometry())


@pytest.mark.parametrize("name", ["附件1-1 基础数据表", OVERALL, "附件1-3 自治奖励经费", "封面"])
def test_every_editor_covers_the_value_of_its_cell_and_no_other_cell(
    hands: Hands, name: str
) -> None:
    hands.open_sample()
    hands.go_to_sheet(name)
    view, model = hands.view, hands.view.model()
    view.setFocus()
    for cell in model.table.fields_in_reading_order():  # type: ignore[attr-defined]
        index = model.index(cell.row, cell.column)
        view.setCurrentIndex(index)
        view.scrollTo(index)
        hands.key(Qt.Key.Key_F2)
        editor = QApplication.focusWidget()
        assert editor is not None
        assert editor is not view, model.text(cell)  # type: ignore[attr-defined]
        place, room = editor.geometry(), view.visualRect(index)
        assert room.left() <= place.left(), model.text(cell)  # type: ignore[attr-defined]
        assert place.right() <= room.right()
        assert place.width() >= 30
        hands.key(Qt.Key.Key_Escape)


def test_a_long_text_grows_over_the_cells_below_and_is_wholly_seen(overall: Hands) -> None:
    editor, cell = open_editor(overall, "处理“12345”市长热线投诉")
    assert isinstance(editor, QPlainTextEdit)
    assert editor.height() <= cell.height() + 1, "what fits into the cell stays in it"
    overall.type("处理投诉，" * 12)
    assert editor.height() > cell.height()
    assert not editor.verticalScrollBar().isVisible()
    assert editor.verticalScrollBar().maximum() == 0
    assert editor.width() <= cell.width()
    assert editor.parentWidget().rect().contains(editor.geometry())
    overall.key(Qt.Key.Key_Escape)
    assert overall.find("处理“12345”市长热线投诉"), "Escape leaves what stood there"
