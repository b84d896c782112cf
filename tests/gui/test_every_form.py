"""A report on each installed form, not only the one that most tests use, works in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from perfeval_desktop.services.files import create_report, start_session
from perfeval_desktop.templates.installed import installed_template_ids, load_installed
from tests.filled_forms import fill
from tests.gui.hands import Hands

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
