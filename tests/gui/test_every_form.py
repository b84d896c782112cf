"""A report on each installed form, not only the one that most tests use, works in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.dialogs.new_report import NewReportDialog
from perfeval_desktop.services.catalogue import template_names
from perfeval_desktop.services.files import create_report, start_session
from perfeval_desktop.templates.installed import installed_template_ids, load_installed
from tests.filled_forms import fill
from tests.gui.hands import CTRL, Hands

OTHER_FORMS = [each for each in installed_template_ids() if each != "hunan/hetang/2022"]


@pytest.fixture
def filled_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "报告.peval"
    template = load_installed(request.param)
    document = create_report(path, template.id, template.year, "甲区物业服务指导中心")
    fill(start_session(document, document.commit))
    document.close()
    return path


@pytest.mark.parametrize("filled_file", OTHER_FORMS, indirect=True)
def test_every_sheet_of_a_form_opens_in_the_window(hands: Hands, filled_file: Path) -> None:
    hands.open(filled_file)
    report = hands.workspace.open_report.report
    shown = []
    for name in hands.sheet_names():
        hands.go_to_sheet(name)
        shown.append(hands.current_sheet())
        if report.template.sheet(hands.current_sheet().sheet).columns:
            assert "17" in hands.drawn() or "甲区" in hands.drawn()  # what was filled in
            assert "{年度}" not in hands.drawn()
    assert shown == hands.workspace.open_report.sheets()
    hands.press("complete_check")
    hands.wait_until_checked()
    assert hands.workspace.open_report.findings()
    told = [each.text() for each in hands.window.statusBar().findChildren(QLabel)]
    assert ("表样：示例，未经核对" in told) is (report.template.id == "hunan/hetang/2023")


def test_the_form_of_a_project_is_called_what_the_form_in_hand_calls_it(
    hands: Hands, tmp_path: Path
) -> None:
    path = tmp_path / "报告.peval"
    create_report(path, "yunnan/bumen/2022", 2022, "甲区物业服务指导中心").close()
    hands.open(path)
    line = hands.workspace.open_report.report.records_of("重点任务")[0]
    hands.click(hands.view.model().table.places[FieldAddress(line, "重点任务.任务名称")])
    assert hands.window.actions_by_id["add_project_sheet"].text() == "建立这个项目的项目自评表(&J)"
    hands.type("老旧小区改造")
    hands.key(Qt.Key.Key_Return)
    assert hands.bar() == "“老旧小区改造”还没有项目自评表。"
    hands.click(hands.view.model().table.places[FieldAddress(line, "重点任务.任务名称")])
    hands.key(Qt.Key.Key_J, CTRL)
    assert hands.current_sheet().sheet == "项目自评表"
    assert "老旧小区改造" in hands.drawn()
    assert "附件1-3" not in "".join(each.text() for each in hands.window.actions_by_id.values())


def test_new_reports_are_offered_by_region_and_the_keyboard_skips_the_regions(
    hands: Hands,
) -> None:
    dialog = NewReportDialog(template_names(), "/tmp", hands.window)
    box = dialog.template_box
    listed = [box.itemText(row) for row in range(box.count())]
    place = listed.index("株洲市荷塘区")
    assert listed[place + 1 : place + 3] == [
        "　株洲市荷塘区2023年度部门整体支出绩效自评（示例，未经核对）",
        "　株洲市荷塘区2022年度部门整体支出绩效自评",
    ]
    chosen = []
    for _ in listed:
        chosen.append(dialog.request().template_id)
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert chosen[:3] == ["hunan/hetang/2022", "hunan/tongyong/2022", "yunnan/bumen/2022"]
    assert dialog.year_box.value() == 2022
    QTest.keyClick(box, Qt.Key.Key_Home)
    assert (dialog.request().template_id, dialog.year_box.value()) == (
        "caizhengbu/xiangmu/2020",
        2020,
    )
