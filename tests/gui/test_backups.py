"""历史备份, damaged files and 清除本机痕迹 in the real window."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox

from perfeval_desktop.gui.dialogs.backups import BackupsDialog
from perfeval_desktop.gui.dialogs.damaged_file import DamagedFileDialog, SalvageResultDialog
from perfeval_desktop.gui.dialogs.traces import TracesDialog
from perfeval_desktop.services.files import create_from_data_file, sample_data
from perfeval_desktop.services.traces import TraceKind
from perfeval_desktop.storage.backups import all_backups, choose_folder
from perfeval_desktop.storage.sessions import start_session
from tests.gui.hands import WAIT_MS, Hands, button

STAFF = "编制数"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create_from_data_file(tmp_path / "报告.peval", sample_data()).close()
    return tmp_path / "报告.peval"


def edited(hands: Hands, path: Path) -> str:
    """Change a cell, close (which makes a backup), open again and change it; return what it was."""
    hands.open(path)
    hands.type_into(STAFF, "", "76")
    hands.window.close_report()
    hands.open(path)
    was = hands.text(STAFF)
    hands.type_into(STAFF, "", "77")
    return was


def in_backups(hands: Hands, work: object) -> None:
    assert callable(work)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, BackupsDialog)
        hands.qtbot.waitUntil(
            lambda: "…" not in dialog.words and all_known(dialog), timeout=WAIT_MS
        )
        work(dialog)

    hands.answer_dialog(BackupsDialog, answer)
    hands.press("backups")


def all_known(dialog: BackupsDialog) -> bool:
    return all(column(dialog, 2)[row] != "…" for row in range(dialog.table.rowCount()))


def column(dialog: BackupsDialog, number: int) -> list[str]:
    rows = range(dialog.table.rowCount())
    return [item.text() for row in rows if (item := dialog.table.item(row, number)) is not None]


def click(hands: Hands, dialog: QDialog, text: str) -> None:
    hands.qtbot.mouseClick(button(dialog, text), Qt.MouseButton.LeftButton)


def test_a_backup_is_restored_over_the_report_as_one_step_that_can_be_undone(
    hands: Hands, path: Path
) -> None:
    was = edited(hands, path)

    def restore(dialog: BackupsDialog) -> None:
        assert column(dialog, 1) == ["关闭时"]
        assert column(dialog, 4) == [path.name]
        assert "恢复是一步，不满意可以撤销" in dialog.words
        assert any(f"备份里是 {was}，现在是 77" in line for line in dialog.list.texts())
        click(hands, dialog, "恢复到这一份")

    in_backups(hands, restore)
    assert hands.text(STAFF) == was
    assert "已经恢复" in hands.bar()
    hands.press("undo")
    assert hands.text(STAFF) == "77"
    hands.press("redo")
    assert hands.text(STAFF) == was
    hands.wait_until_saved()
    kept = {each.reason.value for each in all_backups()}
    assert kept == {"closed", "restore"}, "the state before restoring is kept, too"


def test_looking_at_backups_and_leaving_changes_nothing(hands: Hands, path: Path) -> None:
    edited(hands, path)
    steps = hands.workspace.open_report.session.history.last_number
    in_backups(hands, lambda dialog: click(hands, dialog, "关闭"))
    assert hands.text(STAFF) == "77"
    assert hands.workspace.open_report.session.history.last_number == steps


def test_with_unsaved_edits_a_backup_opens_as_a_copy_and_the_report_stays_as_it_is(
    hands: Hands, path: Path, tmp_path: Path
) -> None:
    was = edited(hands, path)
    copy = tmp_path / "拿回来.peval"

    def open_copy(dialog: BackupsDialog) -> None:
        hands.name_file(copy)
        click(hands, dialog, "另存一份并打开…")

    with hands.qtbot.waitSignal(hands.window.report_opened, timeout=WAIT_MS):
        in_backups(hands, open_copy)
    assert hands.window.report_file is not None
    assert hands.window.report_file.path == copy
    assert hands.text(STAFF) == was
    hands.open(path)
    assert hands.text(STAFF) == "77"


def test_a_corrupt_newest_backup_is_named_and_the_one_before_is_chosen(
    hands: Hands, path: Path
) -> None:
    edited(hands, path)
    hands.window.close_report()
    hands.open(path)
    newest = max(all_backups(), key=lambda each: each.sequence)
    newest.path.write_bytes(newest.path.read_bytes()[:-20])

    def look(dialog: BackupsDialog) -> None:
        hands.qtbot.waitUntil(lambda: dialog.table.currentRow() == 1, timeout=WAIT_MS)
        assert column(dialog, 2)[0] == "已损坏，不能用"
        hands.qtbot.waitUntil(dialog.restore_button.isEnabled, timeout=WAIT_MS)
        assert "有 1 份备份已经损坏" in dialog.words
        dialog.table.setCurrentCell(0, 0)
        assert not dialog.copy_button.isEnabled()
        assert not dialog.restore_button.isEnabled()
        click(hands, dialog, "关闭")

    in_backups(hands, look)


def test_a_report_that_was_deleted_is_found_among_the_backups_of_this_pc(
    hands: Hands, path: Path
) -> None:
    edited(hands, path)
    hands.window.close_report()
    path.unlink()

    def open_copy(dialog: BackupsDialog) -> None:
        assert dialog.restore_button.isHidden()
        hands.name_file(path)
        click(hands, dialog, "另存一份并打开…")

    with hands.qtbot.waitSignal(hands.window.report_opened, timeout=WAIT_MS):
        in_backups(hands, open_copy)
    assert hands.text(STAFF) == "77"


def test_a_backup_folder_that_is_gone_is_said_once_in_the_bar_and_saving_goes_on(
    hands: Hands, path: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "U盘"
    choose_folder(stick)
    stick.rmdir()
    hands.open(path)
    hands.type_into(STAFF, "", "77")
    hands.wait_until_saved()
    hands.qtbot.waitUntil(lambda: "没有备份成" in hands.bar(), timeout=WAIT_MS)
    assert str(stick) in hands.bar()
    assert "没有受影响" in hands.bar()
    assert len(all_backups()) == 1, "on the PC instead"


# Damaged files


def damage(path: Path) -> bytes:
    data = bytearray(path.read_bytes())
    at = data.rindex(b'{"do":"set"')
    data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(bytes(data))
    return bytes(data)


def refused(hands: Hands, path: Path, work: object) -> None:
    assert callable(work)
    hands.answer_dialog(DamagedFileDialog, work)
    hands.window.open_path(path)


def test_a_damaged_file_offers_its_newest_backup_which_opens_as_a_copy(
    hands: Hands, path: Path, tmp_path: Path
) -> None:
    edited(hands, path)
    hands.window.close_report()
    damaged = damage(path)

    def take_backup(dialog: QDialog) -> None:
        assert isinstance(dialog, DamagedFileDialog)
        assert "完好的备份" in dialog.words
        hands.name_file(tmp_path / "备份.peval")
        click(hands, dialog, "打开这份备份…")

    with hands.qtbot.waitSignal(hands.window.report_opened, timeout=WAIT_MS):
        refused(hands, path, take_backup)
    assert hands.text(STAFF) == "77"
    assert path.read_bytes() == damaged


def test_a_damaged_file_is_salvaged_into_a_new_one_and_what_was_lost_is_listed(
    hands: Hands, path: Path, tmp_path: Path
) -> None:
    damaged = damage(path)

    def salvage(dialog: QDialog) -> None:
        assert isinstance(dialog, DamagedFileDialog)
        assert "没有这个文件的备份" in dialog.words
        assert dialog.backup_button.isHidden()
        hands.name_file(tmp_path / "抢救.peval")
        hands.answer_dialog(SalvageResultDialog, open_it)
        click(hands, dialog, "抢救…")

    def open_it(dialog: QDialog) -> None:
        assert isinstance(dialog, SalvageResultDialog)
        assert any("修改记录" in line for line in dialog.list.texts())
        click(hands, dialog, "打开新文件")

    with hands.qtbot.waitSignal(hands.window.report_opened, timeout=WAIT_MS):
        refused(hands, path, salvage)
    assert hands.window.report_file is not None
    assert hands.window.report_file.path == tmp_path / "抢救.peval"
    assert path.read_bytes() == damaged


def test_a_salvage_over_the_damaged_file_itself_is_refused(hands: Hands, path: Path) -> None:
    damaged = damage(path)
    told: list[str] = []

    def read(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        told.append(box.text())
        box.accept()

    def over_itself(dialog: QDialog) -> None:
        hands.name_file(path)
        hands.answer_dialog(QMessageBox, replace_and_read)
        click(hands, dialog, "抢救…")

    def replace_and_read(box: QDialog) -> None:
        """Qt asks before it gives the name of a file that is there; then we refuse it."""
        assert isinstance(box, QMessageBox)
        told.append(box.text())
        hands.answer_dialog(QMessageBox, read)
        box.button(QMessageBox.StandardButton.Yes).click()

    refused(hands, path, over_itself)
    hands.qtbot.waitUntil(lambda: len(told) == 2, timeout=WAIT_MS)
    assert "要留着不动" in told[1]
    assert path.read_bytes() == damaged


def test_a_history_that_does_not_lead_to_the_tables_is_said_after_opening(
    hands: Hands, path: Path
) -> None:
    """What no check of the file itself can see: both are whole, and tell different things."""
    from sqlalchemy import text

    from perfeval_desktop.storage.database import make_engine
    from perfeval_desktop.storage.writing import stamp_digest

    engine = make_engine(path, is_working_copy=False)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE entry SET text = '99', number = '99' WHERE field = '编制数'")
        )
        stamp_digest(connection)
    engine.dispose()
    hands.open(path)
    check = hands.window._history_check
    assert check is not None
    with hands.qtbot.waitSignal(check.finished, timeout=WAIT_MS):
        check.begin()
    assert "修改记录推算出的内容和表里的不一样（1 处，如：附件1-1 编制数）" in hands.bar()


def test_of_a_history_that_is_well_nothing_is_said(sample: Hands) -> None:
    sample.type_into(STAFF, "", "77")
    sample.press("undo")
    check = sample.window._history_check
    assert check is not None
    before = sample.bar()
    with sample.qtbot.waitSignal(check.finished, timeout=WAIT_MS):
        check.begin()
    assert sample.bar() == before


# What is left on this PC


def test_traces_are_listed_and_only_what_is_chosen_is_deleted_after_a_question(
    hands: Hands, path: Path, state_dir: Path
) -> None:
    edited(hands, path)
    hands.window.close_report()
    left = start_session(path.with_name("没写回.peval"))
    left.let_go()
    content = path.read_bytes()
    (state_dir / "logs").mkdir()
    (state_dir / "logs" / "perfeval.log").write_text("x")
    (state_dir / "kept").mkdir()
    shutil.copy(path, kept := state_dir / "kept" / "我的一份.peval")
    asked: list[str] = []

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, TracesDialog)
        assert not dialog.box(TraceKind.UNFINISHED).isChecked()
        dialog.box(TraceKind.LOGS).setChecked(False)
        hands.answer_dialog(QMessageBox, lambda box: answer(box, "清除"))
        click(hands, dialog, "清除选中的…")

    def answer(box: QDialog, text: str) -> None:
        assert isinstance(box, QMessageBox)
        asked.append(box.text() + box.informativeText())
        click(hands, box, text)

    hands.answer_dialog(TracesDialog, choose)
    hands.press("clear_traces")
    assert "历史备份" in asked[0]
    assert "没写回" not in asked[0]
    assert all_backups() == []
    assert hands.window.settings.recent_files() == []
    assert left.folder.exists()
    assert kept.exists()
    assert (state_dir / "logs" / "perfeval.log").exists()
    assert path.read_bytes() == content

    def choose_unfinished(dialog: QDialog) -> None:
        assert isinstance(dialog, TracesDialog)
        dialog.box(TraceKind.UNFINISHED).setChecked(True)
        dialog.box(TraceKind.KEPT).setChecked(True)
        click(hands, dialog, "清除选中的…")

    for text, is_left in (("不清除", True), ("清除", False)):
        hands.answer_dialog(TracesDialog, choose_unfinished)
        hands.answer_dialog(QMessageBox, lambda box, text=text: answer(box, text))  # type: ignore[misc]
        hands.press("clear_traces")
        assert "没写回.peval 有还没写回文件的内容" in asked[-1]
        assert "我的一份.peval 可能只存在这台电脑上" in asked[-1]
        assert (left.folder.exists(), kept.exists()) == (is_left, is_left)


def test_the_session_of_the_report_that_is_open_is_no_trace(sample: Hands) -> None:
    kinds: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, TracesDialog)
        kinds.extend(each.kind.name for each in dialog._found)
        click(sample, dialog, "关闭")

    sample.answer_dialog(TracesDialog, look)
    sample.press("clear_traces")
    assert "UNFINISHED" not in kinds
