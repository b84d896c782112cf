"""The menu 表样: a template is looked at, a pack is installed, dropped, uninstalled."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog, QMessageBox

from perfeval_desktop.gui.dialogs.template_view import TemplateViewDialog
from perfeval_desktop.gui.widgets.sheet_view import SheetView
from perfeval_desktop.services.catalogue import template_names, usual_template
from perfeval_desktop.services.packs import install, look_through, pack_folder
from perfeval_desktop.templates.installed import installed_packs
from tests.gui.hands import Hands
from tests.small_form import write_small_form


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "小表.pevalforms"
    pack_folder(write_small_form(tmp_path / "form"), path)
    return path


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path))


def viewer(hands: Hands) -> TemplateViewDialog:
    dialog = TemplateViewDialog(template_names(), hands.window)
    dialog.show()
    hands.qtbot.waitExposed(dialog)
    return dialog


def click_on(view: SheetView, text: str) -> None:
    model = view.sheet_model
    places = [(r, c) for r in range(model.rowCount()) for c in range(model.columnCount())]
    index = next(each for place in places if (each := model.index(*place)).data() == text)
    centre = view.visualRect(index).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)


def end(dialog: QDialog) -> None:
    dialog.reject()
    dialog.deleteLater()


def test_a_cell_tells_which_field_it_is_how_it_is_computed_and_what_reads_it(
    hands: Hands,
) -> None:
    dialog = viewer(hands)
    view = dialog.pages.currentWidget()
    assert isinstance(view, SheetView)
    click_on(view, "{三公经费_本年决算}")
    facts = dialog.facts.toPlainText()
    assert "填报项：三公经费_本年决算" in facts
    assert "金额，单位：万元" in facts
    assert "公式：公务用车购置和维护经费 ＋ 出国经费 ＋ 公务接待" in facts
    assert "〔强制性〕1-1.三公经费.本年决算" in facts
    end(dialog)


def test_nothing_can_be_typed_into_a_template_that_is_looked_at(hands: Hands) -> None:
    dialog = viewer(hands)
    view = dialog.pages.currentWidget()
    assert isinstance(view, SheetView)
    report = view.sheet_model.open_report.report
    before = list(report.entries())
    click_on(view, "{编制数}")
    assert view.current_field() is not None
    assert not view.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable
    QTest.keyClicks(view, "12")
    assert view.state() is not SheetView.State.EditingState
    assert list(report.entries()) == before
    end(dialog)


def test_all_checks_are_listed_with_severity_and_basis(hands: Hands) -> None:
    dialog = viewer(hands)
    assert dialog.seen is not None
    assert dialog.seen.template is not None
    template = dialog.seen.template
    texts = dialog.checks.texts()
    assert len(texts) == len(template.checks) + len(template.text_checks)
    for check, text in zip(template.checks, texts, strict=False):
        assert check.id in text
        assert f"〔{check.severity.value}〕" in text
    assert any("依据：" in each for each in texts)
    end(dialog)


def test_the_narrative_shows_its_headings_with_their_fields(hands: Hands) -> None:
    dialog = viewer(hands)
    names = [dialog.sheet_list.item(row).text() for row in range(dialog.sheet_list.count())]
    dialog.sheet_list.setCurrentRow(names.index("报告正文"))
    chapters = dialog.pages.currentWidget()
    chapters.setCurrentRow(1)
    assert "（一）部门职责　{部门职责}" in chapters.item(1).text()
    assert "填报项：部门职责" in dialog.facts.toPlainText()
    end(dialog)


def test_a_broken_folder_shows_its_faults_with_file_and_line(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_small_form(tmp_path / "broken")
    sheet = folder / "收支表.toml"
    lines = sheet.read_text(encoding="utf-8").replace('label = "支出"', 'lable = "支出"')
    sheet.write_text(lines, encoding="utf-8")
    line = 1 + lines.splitlines().index('lable = "支出"')
    choose(monkeypatch, folder)
    dialog = viewer(hands)
    dialog.folder_button.click()
    assert dialog.tabs.currentWidget() is dialog.faults
    assert any(f"收支表.toml:{line}" in each and "lable" in each for each in dialog.faults.texts())
    assert not dialog.tabs.isTabEnabled(0)
    usual = usual_template(template_names())
    dialog.template_box.setCurrentIndex(usual)
    dialog.template_box.activated.emit(usual)
    assert dialog.tabs.currentIndex() == 0
    assert dialog.sheet_list.count() > 3
    end(dialog)


def test_a_pack_is_looked_at_without_being_installed(
    hands: Hands, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, pack)
    dialog = viewer(hands)
    dialog.pack_button.click()
    assert dialog.seen is not None
    assert dialog.seen.template is not None
    assert dialog.seen.template.name == "一张小表"
    assert installed_packs() == {}
    pack.write_bytes(pack.read_bytes()[:-100])
    dialog.pack_button.click()
    assert "没有复制完整" in dialog.faults.texts()[0]
    end(dialog)


def test_the_menu_opens_the_viewer(hands: Hands) -> None:
    seen = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, TemplateViewDialog)
        seen.append(dialog.sheet_list.count())
        dialog.reject()

    hands.answer_dialog(TemplateViewDialog, look)
    hands.press("view_template")
    assert seen
    assert seen[0] > 3


def yes(asked: list[str]) -> object:
    def answer(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        box.button(QMessageBox.StandardButton.Yes).click()

    return answer


def close(said: list[str]) -> object:
    def answer(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        box.accept()

    return answer


def test_a_pack_is_installed_after_it_was_said_what_it_is(
    hands: Hands, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    said: list[str] = []
    choose(monkeypatch, pack)
    hands.answer_dialog(
        QMessageBox, lambda box: (yes(asked)(box), hands.answer_dialog(QMessageBox, close(said)))
    )  # type: ignore[operator]
    hands.press("install_template")
    assert "一张小表" in asked[0]
    assert "1 张表，1 条审核" in asked[0]
    assert set(installed_packs()) == {"a/b"}
    assert "已安装“一张小表”" in said[0]
    assert "一张小表" in [each.name for each in template_names()]


def test_saying_no_installs_nothing(hands: Hands, pack: Path) -> None:
    hands.answer_dialog(QMessageBox, lambda box: box.button(QMessageBox.StandardButton.No).click())
    hands.window.open_path(pack)
    assert installed_packs() == {}


def test_a_broken_pack_is_refused_in_words(hands: Hands, pack: Path) -> None:
    pack.write_bytes(pack.read_bytes()[:-100])
    said: list[str] = []
    hands.answer_dialog(QMessageBox, close(said))
    hands.window.open_path(pack)
    assert len(said) == 1
    assert installed_packs() == {}


def test_with_a_report_open_it_stays_open_and_the_bar_tells(sample: Hands, pack: Path) -> None:
    asked: list[str] = []
    report = sample.window.report_file
    sample.answer_dialog(QMessageBox, yes(asked))
    sample.window.open_path(pack)
    assert sample.window.report_file is report
    assert "已安装“一张小表”" in sample.bar()


def dropped(hands: Hands, path: Path) -> bool:
    """Drop a file on the window; say whether it was taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    entering = QDragEnterEvent(QPointF(50, 50).toPoint(), copy, data, left, none)
    entering.ignore()
    QApplication.sendEvent(hands.window, entering)
    if not entering.isAccepted():
        return False
    QApplication.sendEvent(hands.window, QDropEvent(QPointF(50, 50), copy, data, left, none))
    return True


def test_a_pack_that_is_dropped_is_offered_and_other_files_are_not(
    sample: Hands, pack: Path, tmp_path: Path
) -> None:
    asked: list[str] = []
    sample.answer_dialog(QMessageBox, yes(asked))
    assert dropped(sample, pack)
    sample.qtbot.waitUntil(lambda: set(installed_packs()) == {"a/b"})
    assert len(asked) == 1
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    assert not dropped(sample, tmp_path / "a.txt")


def test_a_pack_is_uninstalled_from_the_menu(
    sample: Hands, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample.press("uninstall_template")
    assert "没有安装过表样包" in sample.bar()
    install(look_through(pack), pack)
    monkeypatch.setattr(QInputDialog, "getItem", lambda *a: (a[3][0], True))
    sample.press("uninstall_template")
    assert installed_packs() == {}
    assert "已卸载" in sample.bar()
