"""The validation panel: grouped by sheet, counted, worked by keyboard, live while typing."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.layout import sheet_label, sheet_of
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui.models.findings_model import FindingsModel, SheetHead
from perfeval_desktop.gui.widgets.finding_delegate import point_aligned
from perfeval_desktop.gui.widgets.findings_panel import FindingsPanel
from perfeval_desktop.services.files import create_report
from tests.conftest import HETANG
from tests.gui.hands import CTRL, SHIFT, Hands

F8, F9 = Qt.Key.Key_F8, Qt.Key.Key_F9


def panel(hands: Hands) -> FindingsPanel:
    return hands.workspace.findings_panel


def rows(hands: Hands) -> list[SheetHead | Finding]:
    model = panel(hands).list.model()
    assert isinstance(model, FindingsModel)
    found = [model.row(model.index(number)) for number in range(model.rowCount())]
    return [row for row in found if row is not None]


def selected(hands: Hands) -> Finding:
    model = panel(hands).list.model()
    assert isinstance(model, FindingsModel)
    row = model.row(panel(hands).list.currentIndex())
    assert isinstance(row, Finding)
    return row


def shown_counts(hands: Hands) -> dict[str, int]:
    buttons = panel(hands).count_buttons
    return {severity.value: int(button.text()) for severity, button in buttons.items()}


def assert_cursor_is_on(hands: Hands, finding: Finding) -> None:
    assert hands.current_sheet() == sheet_of(hands.workspace.open_report.report, finding.places[0])
    if hands.workspace.view is None:
        editor = hands.workspace.narrative
        assert editor is not None
        assert QApplication.focusWidget() is editor.editor(finding.places[0].field)
        return
    assert hands.view.current_field() == finding.places[0]
    assert QApplication.focusWidget() is hands.view


def test_each_sheet_has_a_head_with_the_number_of_its_findings(sample: Hands) -> None:
    listed = rows(sample)
    heads = [number for number, row in enumerate(listed) if isinstance(row, SheetHead)]
    names = [listed[number].label for number in heads]  # type: ignore[union-attr]
    report = sample.workspace.open_report
    in_order = [sheet_label(report.report, each) for each in report.sheets()]
    assert names == [each for each in in_order if each in names], "in the order of filling in"
    assert {"附件1-1", "附件1-2"} <= set(names)
    for head, end in zip(heads, [*heads[1:], len(listed)], strict=True):
        row = listed[head]
        assert isinstance(row, SheetHead)
        assert row.count == end - head - 1
        for finding in listed[head + 1 : end]:
            assert isinstance(finding, Finding)
            sample.workspace.jump_to(finding)
            assert sheet_label(report.report, sample.current_sheet()) == row.label, finding.message


def test_the_counts_are_those_of_the_list(sample: Hands) -> None:
    listed = Counter(row.severity.value for row in rows(sample) if isinstance(row, Finding))
    assert shown_counts(sample) == {each.value: listed[each.value] for each in Severity}
    before = sum(listed.values())
    sample.key(F9)
    complete = shown_counts(sample)
    assert sum(complete.values()) > before, "全审 lists what is not filled in as well"
    sample.key(F9)
    assert sum(shown_counts(sample).values()) == before


def test_the_arrow_keys_choose_findings_only_and_enter_jumps(sample: Hands) -> None:
    panel(sample).list.setFocus()
    findings = [row for row in rows(sample) if isinstance(row, Finding)]
    sample.key(Qt.Key.Key_Home)
    chosen = [selected(sample)]
    for _ in findings[1:]:
        sample.key(Qt.Key.Key_Down)
        chosen.append(selected(sample))
    assert chosen == findings
    sample.key(Qt.Key.Key_Return)
    assert_cursor_is_on(sample, findings[-1])


def test_f8_goes_through_the_list_in_its_order_and_round_again(sample: Hands) -> None:
    findings = [row for row in rows(sample) if isinstance(row, Finding)]
    for finding in [*findings, findings[0]]:
        sample.key(F8)
        assert_cursor_is_on(sample, finding)
        assert selected(sample) == finding
        assert sample.bar() == finding.message
    sample.key(F8, SHIFT)
    assert_cursor_is_on(sample, findings[-1])


def test_a_key_held_down_is_no_part_of_a_choice_in_the_list(sample: Hands) -> None:
    findings = panel(sample).findings()
    panel(sample).list.setFocus()
    panel(sample).select(findings[0])
    sample.qtbot.keyPress(panel(sample).list, Qt.Key.Key_Control, CTRL)
    assert QApplication.keyboardModifiers() & CTRL, "as while Ctrl+E is pressed"
    panel(sample).select(findings[0])
    assert panel(sample).chosen() == [findings[0]]
    panel(sample).select(findings[3])
    sample.qtbot.keyRelease(panel(sample).list, Qt.Key.Key_Control)
    assert panel(sample).chosen() == [findings[3]]


def test_f8_goes_on_from_the_finding_that_was_chosen_in_the_list(sample: Hands) -> None:
    findings = [row for row in rows(sample) if isinstance(row, Finding)]
    sample.workspace.jump_to(findings[2])
    sample.key(F8)
    assert_cursor_is_on(sample, findings[3])
    sample.key(F8, SHIFT)
    assert_cursor_is_on(sample, findings[2])


def test_a_finding_goes_when_its_figures_agree_and_comes_back_with_undo(sample: Hands) -> None:
    sample.go_to_sheet("附件1-2 整体支出自评表")
    assert any("125.98" in each for each in panel(sample).messages())
    sample.type_into("其他资金", text="33.57")
    assert not any("按收入性质分" in each for each in panel(sample).messages())
    sample.press("undo")
    assert any("125.98" in each for each in panel(sample).messages())


def test_without_findings_the_panel_says_so_and_what_to_do(hands: Hands, tmp_path: Path) -> None:
    path = tmp_path / "空白.peval"
    create_report(path, HETANG, 2022, "甲单位").close()
    hands.open(path)
    assert not panel(hands).list.isVisible()
    shown = [each.text() for each in panel(hands).findChildren(QLabel) if each.isVisible()]
    words = next(each for each in shown if each.startswith("没有发现问题"))
    assert "F9" in words


@pytest.mark.parametrize(
    "texts",
    [("54.55%", "100%", "45.45%"), ("125.98", "-9.3", "1,135"), ("27", "0.005", "空")],
)
def test_figures_stand_under_each_other_at_the_decimal_point(
    qapp: QApplication, texts: tuple[str, ...]
) -> None:
    plain, bold = QFont(), QFont()
    bold.setBold(True)
    faces = [QFontMetrics(plain), QFontMetrics(plain), QFontMetrics(bold)]
    placed = list(zip(point_aligned(texts, faces, 300), faces, texts, strict=True))
    assert max(left + face.horizontalAdvance(text) for left, face, text in placed) == 300
    points = {
        left + face.horizontalAdvance(re.split("[.%]", text)[0])
        for left, face, text in placed
        if text != "空"
    }
    assert max(points) - min(points) <= 1, "rounding of a width, no more"
