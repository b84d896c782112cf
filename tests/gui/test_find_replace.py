"""Find and replace with real keys: one window beside the sheets, for tables and the narrative."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.dialogs.find_replace import FindReplaceDialog
from perfeval_desktop.gui.widgets.prose_edit import ProseEdit
from tests.gui.hands import CTRL, SHIFT, Hands

STAFF = FieldAddress("", "人员情况")
FIND = "报告正文"


def opened(hands: Hands) -> FindReplaceDialog:
    """The window of find and replace, once it has the keyboard."""
    hands.qtbot.waitUntil(lambda: shown(hands) is not None and shown(hands).isActiveWindow())
    found = shown(hands)
    assert found is not None
    hands.qtbot.waitUntil(found.find_edit.hasFocus)
    return found


def shown(hands: Hands) -> FindReplaceDialog | None:
    found = hands.workspace.findChildren(FindReplaceDialog)
    assert len(found) <= 1
    return next((each for each in found if each.isVisible()), None)


def look_for(hands: Hands, text: str) -> FindReplaceDialog:
    hands._activate()
    hands.key(Qt.Key.Key_H, CTRL)
    dialog = opened(hands)
    hands.type(text)
    hands.qtbot.waitUntil(lambda: dialog.message.startswith(("共", "没有")))
    return dialog


def entries(hands: Hands) -> dict[FieldAddress, object]:
    return dict(hands.workspace.open_report.report.entries())


def current_field(hands: Hands) -> FieldAddress | None:
    return hands.view.current_field()


# Opening


def test_ctrl_f_finds_in_the_sheet_and_searches_findings_in_their_panel(sample: Hands) -> None:
    sample.click(sample.find("编制数"))
    sample.key(Qt.Key.Key_F, CTRL)
    opened(sample).reject()
    sample._activate()
    panel = sample.workspace.findings_panel
    panel.list.setFocus()
    sample.key(Qt.Key.Key_F, CTRL)
    assert panel.filter_bar.search_edit.hasFocus()
    assert shown(sample) is None


def test_both_keys_open_it_from_the_narrative_with_what_is_selected(sample: Hands) -> None:
    sample.go_to_sheet(FIND)
    narrative = sample.workspace.narrative
    assert narrative is not None
    editor = narrative.editor("人员情况")
    editor.setFocus()
    for key in (Qt.Key.Key_F, Qt.Key.Key_H):
        sample._activate()
        at = editor.toPlainText().index("编制数")
        editor.select_part(at, at + 3)
        text = editor.toPlainText()
        sample.key(key, CTRL)
        dialog = opened(sample)
        assert dialog.find_edit.text() == "编制数"
        assert len(dialog.list.texts()) == 1
        assert editor.toPlainText() == text
        dialog.reject()


def test_an_open_cell_keeps_what_was_typed(sample: Hands) -> None:
    sample.click(sample.find("编制数"))
    sample.type("12")
    sample.key(Qt.Key.Key_H, CTRL)
    opened(sample).reject()
    assert sample.text("编制数") == "12"


# Going


def test_enter_and_f3_go_from_place_to_place_and_round(sample: Hands) -> None:
    dialog = look_for(sample, "11")
    assert dialog.message == f"共 {len(dialog.list.texts())} 处。"
    sample.key(Qt.Key.Key_Return)
    first = current_field(sample)
    assert first == FieldAddress("", "编制数")
    sample.key(Qt.Key.Key_F3)
    assert dialog.list.currentRow() == 1
    sample.key(Qt.Key.Key_F3, SHIFT)
    assert current_field(sample) == first
    sample.key(Qt.Key.Key_F3, SHIFT)
    assert dialog.list.currentRow() == len(dialog.list.texts()) - 1
    assert dialog.message.endswith("已经从尾找起。")


def test_f3_goes_on_once_the_window_is_closed(sample: Hands) -> None:
    dialog = look_for(sample, "编制数")
    dialog.reject()
    sample._activate()
    sample.key(Qt.Key.Key_F3)
    assert shown(sample) is None
    assert sample.current_sheet().sheet == FIND
    assert sample.bar().startswith("第 1 处，共 1 处")
    narrative = sample.workspace.narrative
    assert narrative is not None
    assert narrative.editor("人员情况").textCursor().selectedText() == "编制数"


def test_a_narrative_shown_for_the_first_time_scrolls_to_the_place(sample: Hands) -> None:
    look_for(sample, "中执行调增")
    sample.key(Qt.Key.Key_Return)
    narrative = sample.workspace.narrative
    assert narrative is not None
    editor = next(
        each for each in narrative.findChildren(ProseEdit) if each.textCursor().hasSelection()
    )
    page = narrative.findChild(QScrollArea).viewport()

    def is_seen() -> bool:
        return page.rect().contains(editor.mapTo(page, editor.cursorRect().center()))

    sample.qtbot.waitUntil(is_seen, timeout=2_000)


def test_f3_without_a_search_asks_for_one(sample: Hands) -> None:
    sample.click(sample.find("编制数"))
    sample.key(Qt.Key.Key_F3)
    assert opened(sample).find_edit.text() == ""


def test_a_click_goes_to_the_place(sample: Hands) -> None:
    dialog = look_for(sample, "编制数")
    place = dialog.list.visualItemRect(dialog.list.item(0)).center()
    QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert sample.current_sheet().sheet == FIND
    assert "（三）人员情况" in dialog.list.texts()[0]
    assert "【编制数】" in dialog.list.texts()[0]


# Asking otherwise


def test_this_sheet_only_follows_the_sheet(sample: Hands) -> None:
    dialog = look_for(sample, "自治")
    everything = len(dialog.list.texts())
    dialog.scope_box.setCurrentIndex(1)
    here = dialog.list.texts()
    assert 0 < len(here) < everything
    assert all(each.startswith("附件1-1") for each in here)
    sample.go_to_sheet(FIND)
    assert all(each.startswith(FIND) for each in dialog.list.texts())


def test_a_part_of_a_figure_is_found_when_asked_for(sample: Hands) -> None:
    dialog = look_for(sample, "11")
    whole = len(dialog.list.texts())
    QTest.keyClick(dialog.whole_box, Qt.Key.Key_Space)
    assert len(dialog.list.texts()) > whole


# Replacing


def replace_with(hands: Hands, dialog: FindReplaceDialog, text: str) -> None:
    dialog.replace_edit.setFocus()
    hands.type(text)


def test_all_are_replaced_as_one_and_taken_back_as_one(sample: Hands) -> None:
    before = entries(sample)
    dialog = look_for(sample, "自治")
    count = len(dialog.list.texts())
    replace_with(sample, dialog, "共治")
    QTest.mouseClick(dialog.replace_all_button, Qt.MouseButton.LeftButton)
    assert dialog.message == f"换了 {count} 处，可以撤销。"
    assert dialog.list.texts() == []
    dialog.list.setFocus()
    sample.key(Qt.Key.Key_Z, CTRL)
    assert entries(sample) == before
    assert len(dialog.list.texts()) == count


def test_one_is_replaced_and_the_next_is_gone_to(sample: Hands) -> None:
    dialog = look_for(sample, "自治")
    count = len(dialog.list.texts())
    replace_with(sample, dialog, "自治自治")
    sample.key(Qt.Key.Key_Return)
    QTest.mouseClick(dialog.replace_button, Qt.MouseButton.LeftButton)
    assert len(dialog.list.texts()) == count + 1
    assert dialog.message == f"换了 1 处，可以撤销。第 3 处，共 {count + 1} 处。"
    assert "【自治】自治奖励" in dialog.list.texts()[0]


def test_what_is_not_replaced_is_told(sample: Hands) -> None:
    dialog = look_for(sample, "17.15")
    replace_with(sample, dialog, "18")
    QTest.mouseClick(dialog.replace_all_button, Qt.MouseButton.LeftButton)
    assert dialog.message.startswith("换了 2 处，可以撤销。1 处没有换：")
    assert "这是算出来的数" in dialog.message
    assert len(dialog.list.texts()) == 1


# Following


def test_places_that_are_gone_are_not_listed(sample: Hands) -> None:
    dialog = look_for(sample, "编制数")
    sample.key(Qt.Key.Key_Return)
    sample.workspace.open_report.enter(STAFF, "现有 6 人")
    assert dialog.list.texts() == []
    assert dialog.message == "没有找到。"
    assert not dialog.next_button.isEnabled()
    sample.press("undo")
    assert len(dialog.list.texts()) == 1


def test_a_final_report_can_be_searched_only(sample: Hands) -> None:
    from perfeval_desktop.domain.edits import Origin, SetStatus
    from perfeval_desktop.domain.report import Status

    report = sample.workspace.open_report
    report.apply([SetStatus(report.report.status, Status(1, True))], "定稿", Origin.STATUS)
    dialog = look_for(sample, "自治")
    assert dialog.next_button.isEnabled()
    assert not dialog.replace_all_button.isEnabled()
    assert not dialog.replace_button.isEnabled()


def test_escape_closes_it_and_the_sheet_has_the_keyboard_again(sample: Hands) -> None:
    dialog = look_for(sample, "自治")
    sample.key(Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    sample._activate()
    assert QApplication.focusWidget() is sample.view


def test_closing_the_report_takes_the_window_along(sample: Hands) -> None:
    look_for(sample, "自治")
    sample.press("close_report")
    sample.qtbot.waitUntil(
        lambda: (
            not any(isinstance(each, FindReplaceDialog) for each in QApplication.topLevelWidgets())
        )
    )
