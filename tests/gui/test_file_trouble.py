"""A file that is somebody else's, read-only, gone or changed: what the clerk reads and can do."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from perfeval_desktop.gui.dialogs.compare import CompareDialog
from perfeval_desktop.gui.widgets.message_bar import MessageBar
from perfeval_desktop.gui.widgets.start_page import StartPage
from perfeval_desktop.services.files import create_report, open_report, read_session
from perfeval_desktop.storage.locks import lock_path
from tests.conftest import HETANG
from tests.faults.programs import left_by_another
from tests.gui.hands import WAIT_MS, Hands, button
from tests.gui.save_as import save_as


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create_report(tmp_path / "报告.peval", HETANG, 2022, "甲单位").close()
    return tmp_path / "报告.peval"


def texts_in(path: Path) -> set[str]:
    return {entry.value.text for _, entry in read_session(path).report.entries()}


def answer_box(hands: Hands, text: str, seen: list[str] | None = None) -> None:
    """Press a button of the next box; `seen` takes its sentences and the buttons it has."""

    def answer(box: QMessageBox) -> None:
        if seen is not None:
            seen.extend([box.text(), box.informativeText()])
            seen.extend(each.text() for each in box.buttons())
        hands.qtbot.mouseClick(button(box, text), Qt.MouseButton.LeftButton)

    hands.answer_dialog(QMessageBox, answer)


def press_in_bar(hands: Hands, text: str) -> None:
    hands.qtbot.mouseClick(button(hands.workspace.message_bar, text), Qt.MouseButton.LeftButton)


def status(hands: Hands) -> list[str]:
    return [each.text() for each in hands.window.statusBar().findChildren(QLabel)]


def type_staff(hands: Hands, text: str) -> None:
    hands.type_into("编制数", text=text)
    hands.qtbot.waitUntil(lambda: "正在保存…" not in status(hands), timeout=WAIT_MS)


def wait_for_bar(hands: Hands, words: str) -> None:
    hands.qtbot.waitUntil(lambda: words in hands.bar(), timeout=WAIT_MS)


def open_anyhow(hands: Hands, path: Path) -> None:
    """Open a file about which something is asked first."""
    hands.window.open_path(path)
    hands.qtbot.waitUntil(lambda: hands.window.workspace is not None, timeout=WAIT_MS)
    hands._activate()


# Read-only


def test_a_read_only_file_says_so_for_good_and_saving_as_makes_one_to_fill_in(
    hands: Hands, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.chmod(0o444)
    hands.open(path)
    assert "只读" in hands.bar()
    assert "只能看，不能修改" in status(hands)
    assert "只能看" in hands.window.windowTitle()
    hands.click(hands.find("编制数"))
    hands.type("7")
    assert hands.text("编制数") == ""
    actions = hands.window.actions_by_id
    assert not actions["insert_row"].isEnabled()
    assert all(actions[name].isEnabled() for name in ("print", "export_pdf", "copy"))
    bar = hands.workspace.message_bar
    bar.say("别的话")
    hands.qtbot.mouseClick(button(bar, "知道了"), Qt.MouseButton.LeftButton)
    assert "只读" in hands.bar(), "it comes back after every other sentence"

    other = tmp_path / "能填的.peval"
    save_as(monkeypatch, other)
    with hands.qtbot.waitSignal(hands.window.settled, timeout=WAIT_MS):
        press_in_bar(hands, "另存为…")
    hands._activate()
    assert hands.window.report_file is not None
    assert hands.window.report_file.path == other
    type_staff(hands, "7")
    hands.press("close_report")
    assert "7" in texts_in(other)
    assert {each.name for each in tmp_path.iterdir()} == {path.name, other.name, "state"}


def test_exports_of_a_read_only_report_are_offered_elsewhere(
    hands: Hands, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.chmod(0o444)
    hands.open(path)
    assert hands.window.report_file is not None
    assert hands.window.report_file.export_folder != path.parent


# Somebody else has it open


def test_a_file_open_on_another_computer_can_be_looked_at(hands: Hands, path: Path) -> None:
    left_by_another(path, user="王芳")
    seen: list[str] = []
    answer_box(hands, "打开来看", seen)
    open_anyhow(hands, path)
    assert "王芳" in seen[1]
    assert "CZK-03" in seen[1]
    assert set(seen[2:]) == {"打开来看", "先不打开"}
    assert "王芳" in hands.bar()
    hands.press("close_report")
    assert lock_path(path).exists(), "it is not ours"


def test_a_file_nobody_is_at_any_more_can_be_taken_over(hands: Hands, path: Path) -> None:
    long_ago = (datetime.now(UTC) - timedelta(hours=3)).isoformat(timespec="seconds")
    left_by_another(path, time=long_ago)
    answer_box(hands, "接管，我来填")
    open_anyhow(hands, path)
    type_staff(hands, "7")
    hands.press("close_report")
    assert "7" in texts_in(path)
    assert not lock_path(path).exists()


def test_leaving_a_file_that_is_open_elsewhere_shows_the_start_page(
    hands: Hands, path: Path
) -> None:
    left_by_another(path)
    seen: list[str] = []
    answer_box(hands, "先不打开", seen)
    hands.window.open_path(path)
    hands.qtbot.waitUntil(lambda: bool(seen) and not _is_asked(hands, ""), timeout=WAIT_MS)
    assert hands.window.workspace is None


# The stick is pulled


def test_a_pulled_stick_is_said_with_the_reason_and_a_way_out_and_its_return_too(
    hands: Hands, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    moved = Path(shutil.move(path, stick))
    hands.open(moved)
    type_staff(hands, "7")
    stick.rename(tmp_path / "拔出")
    hands.press("save")
    wait_for_bar(hands, "U 盘已经拔出")
    assert any("U 盘已经拔出" in each for each in status(hands))
    type_staff(hands, "8")
    assert hands.text("编制数") == "8"
    assert button(hands.workspace.message_bar, "另存为…")
    (tmp_path / "拔出").rename(stick)
    hands.press("save")
    wait_for_bar(hands, "又能写入了")
    hands.press("close_report")
    assert "8" in texts_in(moved)


# Somebody else wrote to it


@pytest.fixture
def conflict(hands: Hands, path: Path, tmp_path: Path) -> Path:
    """An open report with a 7 in it, over whose file somebody else put another one."""
    hands.open(path)
    type_staff(hands, "7")
    create_report(tmp_path / "那边.peval", HETANG, 2022, "乙单位").close()
    os.replace(tmp_path / "那边.peval", path)
    return path


def test_saving_over_somebody_elses_version_asks_and_staying_loses_nothing(
    hands: Hands, conflict: Path
) -> None:
    seen: list[str] = []
    answer_box(hands, "继续填写", seen)
    hands.press("save")
    wait_for_bar(hands, "没有覆盖")
    hands.qtbot.waitUntil(lambda: len(seen) == 6, timeout=WAIT_MS)
    ways = {"保留我的，另存一份…", "用那一份", "看看有什么不同", "继续填写"}
    assert set(seen[2:]) == ways
    assert hands.text("编制数") == "7"
    assert "乙单位" in texts_in(conflict)
    drop(hands)


def drop(hands: Hands) -> None:
    """Close with the version that is there."""
    answer_box(hands, "关闭，文件用那一份")
    hands.press("close_report")
    assert hands.window.workspace is None


def test_keeping_mine_saves_it_as_another_file(
    hands: Hands, conflict: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = save_as(monkeypatch, tmp_path / "我的.peval")
    answer_box(hands, "保留我的，另存一份…")
    hands.press("save")
    wait_for_bar(hands, "已经另存为")
    assert asked == ["报告（我的）.peval"]
    hands.press("close_report")
    assert "7" in texts_in(tmp_path / "我的.peval")
    assert "乙单位" in texts_in(conflict)


def test_using_theirs_opens_it_and_mine_is_one_click_away(hands: Hands, conflict: Path) -> None:
    answer_box(hands, "用那一份")
    with hands.qtbot.waitSignal(hands.window.report_opened, timeout=WAIT_MS):
        hands.press("save")
    wait_for_bar(hands, "没有丢")
    assert hands.text("编制数") == ""
    with hands.qtbot.waitSignal(hands.window.settled, timeout=WAIT_MS):
        press_in_bar(hands, "打开我的那一份")
    assert hands.text("编制数") == "7"
    assert "乙单位" in texts_in(conflict)


def test_theirs_is_not_taken_when_it_cannot_be_read(hands: Hands, conflict: Path) -> None:
    conflict.write_bytes(conflict.read_bytes()[:50_000])
    seen: list[str] = []

    def use_theirs(box: QMessageBox) -> None:
        answer_box(hands, "知道了", seen)  # the next one
        hands.qtbot.mouseClick(button(box, "用那一份"), Qt.MouseButton.LeftButton)

    hands.answer_dialog(QMessageBox, use_theirs)
    hands.press("save")
    hands.qtbot.waitUntil(lambda: len(seen) == 3, timeout=WAIT_MS)
    assert "打不开" in seen[0]
    assert hands.text("编制数") == "7"
    assert hands.window.report_file is not None
    hands.window.report_file.abandon()
    hands.window.put_report_away(conflict)


def _is_asked(hands: Hands, words: str) -> bool:
    return any(
        words in each.text() and each.isVisible() for each in hands.window.findChildren(QMessageBox)
    )


def test_what_is_different_can_be_looked_at_before_it_is_decided(
    hands: Hands, conflict: Path
) -> None:
    answer_box(hands, "看看有什么不同")
    hands.press("save")

    def has_compared() -> bool:
        found = hands.window.findChildren(CompareDialog)
        return any(conflict.name in each.text() for d in found for each in d.findChildren(QLabel))

    hands.qtbot.waitUntil(has_compared, timeout=WAIT_MS)
    drop(hands)


def test_what_a_crash_left_and_does_not_fit_any_more_is_one_click_away(
    hands: Hands, path: Path, tmp_path: Path
) -> None:
    hands.open(path)
    type_staff(hands, "7")
    assert hands.window.report_file is not None
    hands.window.report_file.abandon()  # as a crash would
    hands.window.put_report_away(path)
    create_report(tmp_path / "那边.peval", HETANG, 2022, "乙单位").close()
    os.replace(tmp_path / "那边.peval", path)
    hands.open(path)
    assert "另外留着一份" in hands.bar()
    with hands.qtbot.waitSignal(hands.window.settled, timeout=WAIT_MS):
        press_in_bar(hands, "打开那一份")
    assert hands.text("编制数") == "7"


def test_edits_whose_file_is_gone_are_offered_on_the_start_page(hands: Hands, path: Path) -> None:
    open_report(path).abandon()
    hands.window.settings.remember_file(path)
    path.unlink()
    hands.window.offer_unfinished({path})
    page = hands.window.findChild(StartPage)
    assert page is not None
    item = page._recent.item(0)
    assert "接着填" in item.text()
    assert item.flags() & Qt.ItemFlag.ItemIsEnabled
    hands.open(path)
    wait_for_bar(hands, "接着上次")
    assert button(hands.workspace.message_bar, "知道了")
    answer_box(hands, "先关闭，下次打开时接着写")
    hands.press("close_report")
    assert not path.exists()


def test_a_name_with_markup_is_shown_as_it_is(hands: Hands, tmp_path: Path) -> None:
    bar = MessageBar(hands.window)
    bar.say("<b>甲</b> &amp;")
    assert bar.findChildren(QLabel)[1].textFormat() == Qt.TextFormat.PlainText
    assert bar.findChildren(QPushButton)
    bar.deleteLater()
