"""From the window: the history, the report as it was, what is put back, names, the person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from time import thread_time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from perfeval_desktop.domain.edits import Batch, Origin, SetEntry
from perfeval_desktop.domain.report import Entry, FieldAddress
from perfeval_desktop.domain.values import Figure, ValueType
from perfeval_desktop.gui.dialogs.as_it_was import AsItWasDialog
from perfeval_desktop.gui.dialogs.choose_earlier import ChooseEarlierDialog
from perfeval_desktop.gui.dialogs.history import HistoryDialog
from perfeval_desktop.gui.dialogs.name_state import NameStateDialog
from perfeval_desktop.gui.dialogs.person import PersonDialog
from perfeval_desktop.services.files import create_from_data_file, read_session, sample_data
from perfeval_desktop.services.finalising import finalise_edits
from perfeval_desktop.services.person import person_name
from tests.gui.hands import CTRL, SHIFT, Hands, button
from tests.gui.save_as import save_as
from tests.integration.operations import contents

BASE = "附件1-1 基础数据表"
DONE = "2022年决算数"
STAFF = FieldAddress("", "编制数")


@pytest.fixture
def at_base(sample: Hands) -> Hands:
    sample.go_to_sheet(BASE)
    return sample


def history(hands: Hands) -> HistoryDialog:
    hands.press("history")
    found = hands.workspace.findChild(HistoryDialog)
    assert isinstance(found, HistoryDialog)
    assert found.isVisible()
    return found


def rows(dialog: HistoryDialog) -> list[list[str]]:
    """Return what the list of steps shows."""
    model = dialog.steps.model()
    columns = range(model.columnCount())
    return [
        [str(model.index(row, column).data() or "") for column in columns]
        for row in range(model.rowCount())
    ]


def changed(dialog: HistoryDialog) -> list[tuple[str, str, str]]:
    """Return what the list of the chosen step's changes shows."""
    model = dialog.changes.model()
    return [
        tuple(str(model.index(row, column).data()) for column in range(3))  # type: ignore[misc]
        for row in range(model.rowCount())
    ]


def choose(hands: Hands, dialog: HistoryDialog, row: int) -> None:
    index = dialog.steps.model().index(row, 0)
    place = dialog.steps.visualRect(index).center()
    hands.qtbot.mouseClick(dialog.steps.viewport(), Qt.MouseButton.LeftButton, pos=place)


def search(hands: Hands, dialog: HistoryDialog, words: str) -> None:
    dialog.search_line.setText(words)
    hands.qtbot.waitUntil(lambda: "列出" in dialog.words)


def look(hands: Hands, dialog: HistoryDialog) -> AsItWasDialog:
    hands.qtbot.mouseClick(dialog.look_button, Qt.MouseButton.LeftButton)
    return hands.workspace.findChildren(AsItWasDialog)[-1]


# The list


def test_every_step_is_listed_with_person_old_and_new_and_undone_ones_as_such(
    at_base: Hands,
) -> None:
    at_base.workspace.open_report.session.person = "刘敏"
    at_base.type_into("编制数", text="12")
    at_base.type_into("编制数", text="13")
    at_base.press("undo")
    dialog = history(at_base)
    undo, second, first, begun = rows(dialog)
    assert first[1:5] == ["刘敏", "填写 编制数", "附件1-1 编制数：11 → 12", "填写"]
    assert second[2] == "填写 编制数（已撤销）"
    font = dialog.steps.model().index(1, 2).data(Qt.ItemDataRole.FontRole)
    assert font.strikeOut()
    assert undo[2:4] == ["撤销：填写 编制数", "附件1-1 编制数：13 → 12"]
    assert begun[4] == "读入数据文件"
    choose(at_base, dialog, 2)
    assert changed(dialog) == [("附件1-1 编制数", "11", "12")]


def test_a_deleted_row_is_told_with_its_name_and_its_values(at_base: Hands) -> None:
    at_base.click(at_base.find("1、双随机", DONE))
    at_base.press("delete_row")
    dialog = history(at_base)
    told = changed(dialog)
    assert any("双随机" in label and "（已删除）" in label for label, _, _ in told)
    assert any(after == "（删除）" for _, _, after in told)
    assert ("0.4", "（空）") in [(before, after) for _, before, after in told]


def test_the_steps_of_one_cell_are_listed_from_its_menu(at_base: Hands) -> None:
    at_base.type_into("编制数", text="12")
    at_base.type_into("2022年实际在职人数", text="7")
    at_base.click(at_base.find("编制数"))
    assert at_base.window.actions_by_id["history_of_cell"] in (
        at_base.window._window_actions().row_menu().actions()
    )
    at_base.press("history_of_cell")
    dialog = at_base.workspace.findChild(HistoryDialog)
    assert isinstance(dialog, HistoryDialog)
    assert dialog.cell_label.text() == "只列出改过这一格的：附件1-1 编制数"
    assert [each[3] for each in rows(dialog)][:1] == ["附件1-1 编制数：11 → 12"]
    assert len(rows(dialog)) == 2
    at_base.qtbot.mouseClick(dialog.all_button, Qt.MouseButton.LeftButton)
    assert len(rows(dialog)) == 3
    choose(at_base, dialog, 0)
    at_base.qtbot.mouseClick(dialog.cell_button, Qt.MouseButton.LeftButton)
    assert [each[3] for each in rows(dialog)][:1] == ["附件1-1 2022年实际在职人数：6 → 7"]
    assert len(rows(dialog)) == 2


def test_steps_are_found_by_person_day_and_words(at_base: Hands) -> None:
    session = at_base.workspace.open_report.session
    for person, text in (("刘敏", "12"), ("王强", "13")):
        session.person = person
        at_base.type_into("编制数", text=text)
    dialog = history(at_base)
    persons = [dialog.person_box.itemText(each) for each in range(dialog.person_box.count())]
    assert "王强（1 步）" in persons
    dialog.person_box.setCurrentIndex(persons.index("王强（1 步）"))
    assert [each[1] for each in rows(dialog)] == ["王强"]
    dialog.person_box.setCurrentIndex(0)
    assert dialog.day_box.count() == 2, "all was done on one day"
    dialog.day_box.setCurrentIndex(1)
    assert len(rows(dialog)) == 3
    search(at_base, dialog, "编制 刘敏")
    assert [each[3] for each in rows(dialog)] == ["附件1-1 编制数：11 → 12"]


def test_enter_and_a_double_click_go_to_the_cell(at_base: Hands) -> None:
    at_base.type_into("编制数", text="12")
    for taken in ("enter", "double click"):
        at_base.go_to_sheet("附件1-2 整体支出自评表")
        dialog = history(at_base)
        if taken == "enter":
            at_base.qtbot.keyClick(dialog.steps, Qt.Key.Key_Return)
        else:
            index = dialog.changes.model().index(0, 0)
            place = dialog.changes.visualRect(index).center()
            at_base.qtbot.mouseClick(
                dialog.changes.viewport(), Qt.MouseButton.LeftButton, pos=place
            )
            at_base.qtbot.mouseDClick(
                dialog.changes.viewport(), Qt.MouseButton.LeftButton, pos=place
            )
        assert at_base.view.current_field() == STAFF, taken


def test_going_to_a_cell_whose_row_is_gone_says_so(at_base: Hands) -> None:
    at_base.type_into("1、双随机", DONE, text="3")
    at_base.click(at_base.find("1、双随机", DONE))
    at_base.press("delete_row")
    dialog = history(at_base)
    choose(at_base, dialog, 1)
    at_base.qtbot.keyClick(dialog.steps, Qt.Key.Key_Return)
    assert "所在的行已经删除" in at_base.bar()


def test_the_list_follows_what_is_done_beside_it(at_base: Hands) -> None:
    dialog = history(at_base)
    assert len(rows(dialog)) == 1
    at_base.type_into("编制数", text="12")
    at_base.qtbot.waitUntil(lambda: len(rows(dialog)) == 2)


@pytest.mark.slow
def test_ten_times_the_steps_take_about_ten_times_as_long(at_base: Hands) -> None:
    """To list, to scroll to the end, to search all: nothing grows with their square."""
    few = spent_on_history(at_base, 2_000)
    many = spent_on_history(at_base, 20_000)
    for before, after in zip(few, many, strict=True):
        assert after < 25 * before + 0.1


def spent_on_history(at_base: Hands, count: int) -> tuple[float, float, float]:
    """Make so many steps, and return the seconds of the processor each use of their list takes."""
    session = at_base.workspace.open_report.session
    while session.history.last_number <= count:
        number = session.history.last_number + 1
        value = Figure(ValueType.HEADCOUNT, number, str(number))  # type: ignore[arg-type]
        edit = SetEntry(STAFF, session.report.entry(STAFF), Entry(value))
        at = datetime(2023, 3, 1 + number % 20, 9, 0, tzinfo=UTC)
        session.history.append(Batch(number, "填写 编制数", Origin.TYPED, "刘敏", at, (edit,)))
    start = thread_time()
    dialog = history(at_base)
    QApplication.processEvents()
    opened = thread_time()
    assert dialog.steps.model().rowCount() == count + 1
    dialog.steps.scrollToBottom()
    QApplication.processEvents()
    scrolled = thread_time()
    dialog.search_line.setText(f"编制数 {count - 1}")
    dialog.refresh()
    found = thread_time()
    assert len(rows(dialog)) == 1
    dialog.search_line.clear()
    dialog.refresh()
    dialog.close()
    return opened - start, scrolled - opened, found - scrolled


# As it was


def test_the_report_as_it_was_is_shown_with_name_and_time_and_takes_nothing(
    at_base: Hands,
) -> None:
    at_base.type_into("编制数", text="12")
    before = contents(at_base.workspace.open_report.report)
    dialog = history(at_base)
    choose(at_base, dialog, 1)
    past = look(at_base, dialog)
    assert past.isVisible()
    for words in (past.banner, past.windowTitle()):
        assert "修改记录第1步" in words
        assert f"{datetime.now().astimezone():%Y}年" in words
    shown = past.report_session
    assert shown.report.value(STAFF).text == "11"  # type: ignore[union-attr]
    view = past.workspace.view
    assert view is not None
    view.focus_field(STAFF)
    at_base.qtbot.keyClick(view, Qt.Key.Key_5)
    at_base.qtbot.keyClick(view, Qt.Key.Key_Return)
    assert shown.report.value(STAFF).text == "11"  # type: ignore[union-attr]
    assert contents(at_base.workspace.open_report.report) == before
    past.close()


def test_chosen_cells_are_restored_from_it_as_one_undo(at_base: Hands) -> None:
    at_base.type_into("编制数", text="12")
    at_base.type_into("2022年实际在职人数", text="7")
    dialog = history(at_base)
    choose(at_base, dialog, 2)
    past = look(at_base, dialog)
    view = past.workspace.view
    assert view is not None
    view.focus_field(STAFF)
    at_base.qtbot.mouseClick(past.cells_button, Qt.MouseButton.LeftButton)
    assert past.workspace.message_bar.text == at_base.bar() == "恢复了 1 处，可以撤销。"
    assert at_base.text("编制数") == "11"
    assert at_base.text("2022年实际在职人数") == "7"
    batch = at_base.workspace.open_report.session.history.to_undo
    assert batch is not None
    assert batch.origin is Origin.RESTORED
    at_base.press("undo")
    assert at_base.text("编制数") == "12"
    past.close()


def test_a_sheet_is_restored_and_rows_that_are_gone_are_named(at_base: Hands) -> None:
    at_base.type_into("编制数", text="12")
    at_base.click(at_base.find("1、双随机", DONE))
    at_base.press("delete_row")
    dialog = history(at_base)
    choose(at_base, dialog, 2)
    past = look(at_base, dialog)
    at_base.qtbot.mouseClick(past.sheet_button, Qt.MouseButton.LeftButton)
    assert at_base.text("编制数") == "11"
    assert "双随机" in past.workspace.message_bar.text
    assert "已经删除，里面的内容没有恢复" in at_base.bar()
    at_base.qtbot.mouseClick(past.whole_button, Qt.MouseButton.LeftButton)
    assert at_base.text("1、双随机", "2022年预算数") == "0.4", "the whole brings rows back"
    past.close()


def test_a_chapter_is_restored_from_the_narrative(sample: Hands) -> None:
    report = sample.workspace.open_report
    place = FieldAddress("", "人员情况")
    old = report.report.value(place)
    report.enter(place, "全部改写了")
    dialog = history(sample)
    choose(sample, dialog, 1)
    past = look(sample, dialog)
    sample.qtbot.waitUntil(past.isActiveWindow)
    past.workspace.show_field(place)
    assert past.cells_button.text().startswith("恢复光标所在的章")
    sample.qtbot.mouseClick(past.cells_button, Qt.MouseButton.LeftButton)
    restored = report.report.value(place)
    assert restored is not None
    assert old is not None
    assert restored.text == old.text
    past.close()


def test_old_values_are_restored_from_the_list(at_base: Hands) -> None:
    at_base.type_into("编制数", text="12")
    at_base.type_into("编制数", text="13")
    dialog = history(at_base)
    choose(at_base, dialog, 1)
    at_base.qtbot.mouseClick(dialog.restore_button, Qt.MouseButton.LeftButton)
    assert at_base.text("编制数") == "11"
    assert at_base.bar() == "恢复了 1 处，可以撤销。"


def test_a_final_report_is_looked_back_at_and_nothing_is_restored(at_base: Hands) -> None:
    at_base.type_into("编制数", text="12")
    session = at_base.workspace.open_report.session
    dialog = history(at_base)
    choose(at_base, dialog, 1)
    past = look(at_base, dialog)
    at_base.qtbot.mouseClick(past.cells_button, Qt.MouseButton.LeftButton)
    assert past.workspace.message_bar.text == "请先点一下要恢复的格，或者选中几格。"
    assert past.workspace.view is not None
    past.workspace.view.focus_field(STAFF)
    at_base.workspace.open_report.apply(finalise_edits(session, "要求"), "定稿", Origin.STATUS)
    assert at_base.text("编制数") == "12"
    at_base.qtbot.mouseClick(past.cells_button, Qt.MouseButton.LeftButton)
    assert at_base.text("编制数") == "12"
    assert past.workspace.message_bar.text.startswith("没有恢复")
    past.close()
    dialog.refresh()
    assert not dialog.restore_button.isEnabled()
    assert not look(at_base, dialog).cells_button.isEnabled()


# Back to the opening


def test_all_that_was_done_since_the_opening_is_taken_back_as_one_step(
    hands: Hands, tmp_path: Path
) -> None:
    path = tmp_path / "报告.peval"
    create_from_data_file(path, sample_data()).close()
    hands.open(path)
    hands.go_to_sheet(BASE)
    first = contents(hands.workspace.open_report.report)
    hands.type_into("编制数", text="12")
    hands.press("return_to_opening")
    hands.type_into("编制数", text="14")
    hands.click(hands.find("1、双随机", DONE))
    hands.press("delete_row")
    changed_to = contents(hands.workspace.open_report.report)
    hands.press("return_to_opening")
    assert contents(hands.workspace.open_report.report) == first
    assert hands.bar() == "已经回到打开时的样子，可以撤销。"
    hands.press("undo")
    assert contents(hands.workspace.open_report.report) == changed_to
    hands.press("return_to_opening")
    hands.press("return_to_opening")
    assert hands.bar() == "内容和那时一样，没有要改回去的。"


# Names


def name(hands: Hands, words: str) -> None:
    def write(dialog: NameStateDialog) -> None:
        hands.qtbot.keyClick(dialog.name_box, Qt.Key.Key_A, CTRL)
        hands.type(words)
        hands.qtbot.keyClick(dialog.name_box, Qt.Key.Key_Return)

    hands.answer_dialog(NameStateDialog, write)
    hands.press("name_state")


def test_a_name_is_typed_saved_and_offered_for_a_marked_copy(at_base: Hands) -> None:
    at_base.type_into("编制数", text="12")
    name(at_base, "送审稿")
    assert at_base.bar() == "这一稿叫“送审稿”了，在“修改记录”里找得到。"
    at_base.wait_until_saved()
    path = at_base.window.report_file.path  # type: ignore[union-attr]
    assert list(read_session(path).report.versions) == ["送审稿"]
    at_base.type_into("编制数", text="13")
    dialog = history(at_base)
    assert [each[5] for each in rows(dialog)] == ["", "", "送审稿", ""]
    dialog.states_box.setChecked(True)
    assert [each[5] for each in rows(dialog)] == ["送审稿"]
    assert look(at_base, dialog).banner.startswith("送审稿（")
    seen: list[str] = []

    def note(chooser: ChooseEarlierDialog) -> None:
        seen.extend(chooser.list.texts())
        chooser.reject()

    at_base.answer_dialog(ChooseEarlierDialog, note)
    at_base.press("marked_copy")
    assert seen[0].startswith("送审稿　")


def test_a_final_report_takes_a_name(at_base: Hands) -> None:
    report = at_base.workspace.open_report
    report.apply(finalise_edits(report.session, "要求"), "定稿", Origin.STATUS)
    name(at_base, "盖章稿")
    assert list(report.report.versions) == ["盖章稿"]
    assert report.report.status.is_final
    assert rows(history(at_base))[1][5] == "第1稿、盖章稿"


def test_names_are_changed_and_taken_away(at_base: Hands) -> None:
    name(at_base, "送审稿")
    at_base.type_into("编制数", text="12")
    versions: list[list[str]] = []

    def work(dialog: NameStateDialog) -> None:
        line = dialog.name_box.lineEdit()
        assert line is not None
        line.setText("送审稿")
        assert "名称就改给这一稿" in dialog.problem.text()
        line.setText("上报稿")
        at_base.qtbot.mouseClick(dialog.rename_button, Qt.MouseButton.LeftButton)
        versions.append(list(at_base.workspace.open_report.report.versions))
        at_base.qtbot.mouseClick(dialog.unname_button, Qt.MouseButton.LeftButton)
        versions.append(list(at_base.workspace.open_report.report.versions))
        dialog.reject()

    at_base.answer_dialog(NameStateDialog, work)
    at_base.press("name_state")
    assert versions == [["上报稿"], []]


# Who


def test_the_name_that_is_set_is_carried_by_steps_from_now_on_and_in_other_reports(
    at_base: Hands, tmp_path: Path
) -> None:
    def write(dialog: PersonDialog) -> None:
        dialog.line.clear()
        at_base.type("刘敏")
        at_base.qtbot.keyClick(dialog.line, Qt.Key.Key_Return)

    account = person_name()
    at_base.answer_dialog(PersonDialog, write)
    at_base.press("person")
    assert at_base.bar() == "以后每一步修改都记上“刘敏”。"
    at_base.type_into("编制数", text="12")
    assert [each[1] for each in rows(history(at_base))] == ["刘敏", account]
    path = tmp_path / "另一份.peval"
    create_from_data_file(path, sample_data()).close()
    at_base.open(path)
    session = at_base.workspace.open_report.session
    assert session.person == "刘敏"
    assert session.history.until(1)[0].person == "刘敏"


# The copy


def test_a_copy_without_history_is_written_and_the_report_stays_open(
    at_base: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_base.type_into("编制数", text="12")
    path = tmp_path / "副本.peval"
    asked = save_as(monkeypatch, path)
    own = at_base.window.report_file.path  # type: ignore[union-attr]
    at_base.press("copy_without_history")
    assert asked == ["示例报告（不含修改记录）.peval"]
    assert "里面没有修改记录" in at_base.bar()
    assert at_base.window.report_file.path == own  # type: ignore[union-attr]
    copy = read_session(path)
    assert copy.history.steps_before == 2
    assert copy.report.value(STAFF).text == "12"  # type: ignore[union-attr]
    at_base.open(path)
    assert rows(history(at_base)) == []
    assert not at_base.window.actions_by_id["undo"].isEnabled()
    at_base.go_to_sheet(BASE)
    at_base.type_into("编制数", text="13")
    at_base.press("undo")
    assert at_base.text("编制数") == "12"


def test_remarks_are_asked_for_before_they_are_given_away(
    at_base: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_base.click(at_base.find("编制数"))
    at_base.press("to_verify")
    path = tmp_path / "副本.peval"
    save_as(monkeypatch, path)

    def leave_out(box: QMessageBox) -> None:
        at_base.qtbot.mouseClick(button(box, "不带批注"), Qt.MouseButton.LeftButton)

    at_base.answer_dialog(QMessageBox, leave_out)
    at_base.press("copy_without_history")
    assert list(read_session(path).report.remarks()) == []
    assert len(list(at_base.workspace.open_report.report.remarks())) == 1


# Undo after the file was closed


def test_undo_and_redo_survive_closing_and_opening_the_file(hands: Hands, tmp_path: Path) -> None:
    path = tmp_path / "报告.peval"
    create_from_data_file(path, sample_data()).close()
    hands.open(path)
    hands.go_to_sheet(BASE)
    states = []
    for text in ("12", "13", "14"):
        states.append(contents(hands.workspace.open_report.report))
        hands.type_into("编制数", text=text)
    hands.click(hands.find("1、双随机", DONE))
    states.append(contents(hands.workspace.open_report.report))
    hands.press("delete_row")
    hands.press("undo")
    hands.press("undo")
    hands.press("close_report")
    hands.open(path)
    hands.go_to_sheet(BASE)
    assert contents(hands.workspace.open_report.report) == states[2]
    assert "填写 编制数" in hands.window.actions_by_id["undo"].text()
    hands.key(Qt.Key.Key_Z, CTRL, SHIFT)
    assert contents(hands.workspace.open_report.report) == states[3]
    for state in reversed(states[:3]):
        hands.key(Qt.Key.Key_Z, CTRL)
        assert contents(hands.workspace.open_report.report) == state
