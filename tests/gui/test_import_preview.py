"""The preview of an import: source, form and list follow each other, and keys correct it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog
from pytestqt.qtbot import QtBot

from perfeval_desktop.domain.edits import apply_edits
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.gui.dialogs.choose_cell import ChooseCellDialog
from perfeval_desktop.gui.dialogs.import_preview import ImportPreview
from perfeval_desktop.gui.models.pieces_model import SOURCE, STATE, TARGET
from perfeval_desktop.gui.widgets.source_view import PIECE_MIME
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.import_review import Kind, Review
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed
from tests.drawn_document import doubting, drawn_document
from tests.gui.hands import CTRL

POSTS = FieldAddress("", "编制数")
MEASURES = FieldAddress("", "厉行节约保障措施")


@pytest.fixture(scope="module")
def made_review() -> Review:
    """To make it takes longer than what is done with it: the sample into a new report."""
    data = sample_data()
    template = load_installed(data.template)
    full, empty = Report(template, data.year), Report(template, data.year)
    apply_edits(full, data_file_edits(data, template))
    apply_edits(empty, initial_edits(template))
    document, plan = drawn_document(Session(full, lambda batch: None), is_same=False)
    return Review(document, doubting(plan, ("11", "6", "54.38"), ("29.35",)), empty)


@pytest.fixture
def preview(qtbot: QtBot, made_review: Review) -> Iterator[ImportPreview]:
    """The dialog, shown; what was corrected is taken back in the end."""
    dialog = ImportPreview(made_review)
    qtbot.addWidget(dialog)
    dialog.resize(1_330, 690)
    dialog.show()
    qtbot.waitExposed(dialog)
    yield dialog
    while made_review.to_undo:
        made_review.undo()
    for listeners in (made_review._listeners, made_review.trial.session._listeners):
        listeners.clear()  # of the window that goes


def rows(preview: ImportPreview, column: int) -> list[str]:
    model = preview.model
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def go_to(preview: ImportPreview, source: str) -> None:
    """Choose the piece with this text in the list of all."""
    preview.filter.button(None).click()
    preview.list.go_to(rows(preview, SOURCE).index(source))


def piece(preview: ImportPreview) -> str:
    line = preview.list.current_line()
    assert line is not None
    return preview.review.plan.pieces[line.piece].source


def shown(preview: ImportPreview, address: FieldAddress) -> str:
    value = preview.review.trial.session.value(address)
    return value.text if value is not None else ""


def test_what_is_doubted_is_listed_first_with_its_state_in_words(preview: ImportPreview) -> None:
    assert preview.filter.button(Kind.DOUBTED).isChecked()
    assert set(rows(preview, STATE)) == {"要看"}
    assert "11" in rows(preview, SOURCE)
    assert "还有 1 处没有放进去" in preview.left_words


def test_choosing_in_the_list_lights_the_source_and_the_form(preview: ImportPreview) -> None:
    go_to(preview, "54.38")
    place = preview.source.view.current
    assert place is not None
    assert preview.review.document.text_at(place) == "54.38"
    field = preview.target.current_field()
    assert field is not None
    assert "政府采购" in preview.review.label(field)
    assert preview.list.hasFocus()
    assert "54.38" in preview.detail
    assert "栏目名称不完全一样" in preview.detail


def test_a_click_on_the_source_chooses_the_piece_and_its_place(preview: ImportPreview) -> None:
    go_to(preview, "54.38")
    place = preview.source.view.current
    assert place is not None
    go_to(preview, "11")
    view = preview.source.view
    view.show_place(place)
    rect = view.rect_of(place)
    assert rect is not None
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rect.center()
    )
    assert piece(preview) == "54.38"
    field = preview.target.current_field()
    assert field is not None
    assert "政府采购" in preview.review.label(field)


def test_a_cell_of_the_form_chooses_the_piece_that_goes_there(preview: ImportPreview) -> None:
    go_to(preview, "54.38")
    preview.target.show_field(MEASURES)  # on the same sheet
    view = preview.target.view
    assert view is not None
    index = view.sheet_model.index_of(POSTS)
    view.scrollTo(index)
    QTest.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        view.visualRect(index).center(),
    )
    assert piece(preview) == "11"
    place = preview.source.view.current
    assert place is not None
    assert preview.review.document.text_at(place) == "11"


def test_space_confirms_and_goes_on_to_the_next_doubt(preview: ImportPreview) -> None:
    first, second = rows(preview, SOURCE)[:2]
    count = preview.model.rowCount()
    preview.list.go_to(0)
    assert piece(preview) == first
    QTest.keyClick(preview.list, Qt.Key.Key_Space)
    assert preview.model.rowCount() == count - 1
    assert piece(preview) == second
    QTest.keyClick(preview.list, Qt.Key.Key_Return)
    assert preview.model.rowCount() == count - 2
    assert preview.isVisible()  # Enter in the list does not import
    QTest.keyClick(preview, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(preview, Qt.Key.Key_Z, CTRL)
    assert rows(preview, SOURCE)[:2] == [first, second]


def test_all_doubts_of_a_kind_are_confirmed_at_once(preview: ImportPreview) -> None:
    preview.list.go_to(0)
    preview.corrections.alike_action.trigger()
    assert preview.review.count(Kind.DOUBTED) == 0
    assert not preview.corrections.many_button.isEnabled()


def test_delete_leaves_a_piece_out_and_it_is_counted_as_left(preview: ImportPreview) -> None:
    go_to(preview, "11")
    QTest.keyClick(preview.list, Qt.Key.Key_Delete)
    assert shown(preview, POSTS) == ""
    assert "还有 2 处没有放进去" in preview.left_words
    assert rows(preview, STATE)[rows(preview, SOURCE).index("11")] == "没放"


def test_a_piece_without_a_place_is_put_into_the_cell_of_the_form(preview: ImportPreview) -> None:
    go_to(preview, "29.35")
    preview.target.show_field(MEASURES)
    preview.target.here_button.click()
    assert shown(preview, MEASURES) == "29.35"
    assert piece(preview) == "29.35"
    assert "全都放进去了" in preview.left_words


def test_a_place_is_chosen_by_its_name(preview: ImportPreview) -> None:
    go_to(preview, "29.35")

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ChooseCellDialog)
        dialog.line.setText("厉行节约")
        dialog.accept_button.click()

    after(preview, choose)
    QTest.keyClick(preview.list, Qt.Key.Key_L)
    assert shown(preview, MEASURES) == "29.35"


def test_the_text_is_changed_with_f2_and_what_is_no_figure_is_refused(
    preview: ImportPreview,
) -> None:
    def type_text(text: str) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        dialog.setTextValue(text)
        dialog.accept()

    go_to(preview, "11")
    after(preview, lambda: type_text("十几个"))
    QTest.keyClick(preview.list, Qt.Key.Key_F2)
    assert shown(preview, POSTS) == "11"
    assert "什么都没有改" in preview.message_bar.text
    after(preview, lambda: type_text("12"))
    QTest.keyClick(preview.list, Qt.Key.Key_F2)
    assert shown(preview, POSTS) == "12"


def test_a_dragged_piece_goes_where_it_is_let_go(preview: ImportPreview) -> None:
    go_to(preview, "29.35")
    preview.target.show_field(MEASURES)
    view = preview.target.view
    assert view is not None
    place = view.visualRect(view.sheet_model.index_of(MEASURES)).center()
    data = QMimeData()
    data.setData(PIECE_MIME, b"1")
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(view.viewport(), enter)
    drop = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(view.viewport(), drop)
    assert drop.isAccepted()
    assert shown(preview, MEASURES) == "29.35"


def test_the_filters_list_each_state_and_a_search_narrows_it(preview: ImportPreview) -> None:
    for kind in Kind:
        preview.filter.button(kind).click()
        assert preview.model.rowCount() == preview.review.count(kind)
        assert preview.filter.button(kind).text().endswith(str(preview.model.rowCount()))
    preview.filter.button(None).click()
    QTest.keyClick(preview, Qt.Key.Key_F, CTRL)
    assert preview.filter.search_line.hasFocus()
    QTest.keyClicks(preview.filter.search_line, "54.38")
    assert rows(preview, SOURCE) == ["54.38"]


def test_a_place_without_contents_is_shown_on_the_form(preview: ImportPreview) -> None:
    preview.filter.button(Kind.UNFOUND).click()
    label = preview.review.label(MEASURES)
    preview.list.go_to(rows(preview, TARGET).index(label))
    assert preview.target.current_field() == MEASURES


def test_an_unwanted_table_is_left_out_whole_and_comes_back(preview: ImportPreview) -> None:
    go_to(preview, "54.38")
    box = preview.source.sheet_box
    assert box.currentText() == "是附件1-1"
    last = box.count() - 1
    assert box.itemText(last) == "不要这张表"
    box.setCurrentIndex(last)
    box.activated.emit(last)
    assert shown(preview, POSTS) == ""
    left = preview.review.count(Kind.NOT_TAKEN)
    assert left > 50
    QTest.keyClick(preview, Qt.Key.Key_Z, CTRL)
    assert shown(preview, POSTS) == "11"
    assert preview.review.count(Kind.NOT_TAKEN) == 1


def test_what_has_no_place_is_copied_with_its_place_in_the_file(preview: ImportPreview) -> None:
    preview.copy_button.click()
    copied = QApplication.clipboard().text()
    QApplication.clipboard().clear()
    assert "29.35" in copied
    assert "行" in copied.split("\t")[1]


def test_all_of_it_fits_a_small_screen(preview: ImportPreview) -> None:
    assert preview.minimumSizeHint().width() <= 683  # 1366×768 at 200 %
    assert preview.minimumSizeHint().height() <= 384 + 200  # the rest scrolls in the desktop


def after(preview: ImportPreview, action: object) -> None:
    """Do something once the next dialog is there."""
    assert callable(action)

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(20, look)
            return
        try:
            action()
        except BaseException:
            dialog.reject()
            raise

    QTimer.singleShot(0, look)


def test_the_source_is_drawn_at_the_place_of_its_merge(preview: ImportPreview) -> None:
    view, document = preview.source.view, preview.review.document
    go_to(preview, "54.38")
    place = view.current
    assert place is not None
    block = document.blocks[place.block]
    wide = next(c for c in block.cells if c.columns > 1 and c.text)  # type: ignore[union-attr]
    one = view.rect_of(place._replace(row=wide.row, column=wide.column))
    assert one is not None
    narrow = next(
        c
        for c in block.cells
        if c.columns == 1 and c.column >= wide.column  # type: ignore[union-attr]
    )
    other = view.rect_of(place._replace(row=narrow.row, column=narrow.column))
    assert other is not None
    assert one.width() > other.width()
