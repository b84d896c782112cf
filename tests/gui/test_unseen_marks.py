"""Marks that nobody sees: dropped where a text comes in, and told; shown where a file has them."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QTextBrowser

from perfeval_desktop.domain.edits import Origin, SetEntry
from perfeval_desktop.domain.report import Entry, FieldAddress
from perfeval_desktop.domain.values import Text

from .hands import CTRL, Hands

UNIT = FieldAddress("", "填表人")


def shown(hands: Hands, address: FieldAddress) -> str:
    value = hands.workspace.open_report.session.value(address)
    return value.text if value is not None else ""


def test_pasted_text_loses_them_and_the_bar_says_so(sample: Hands) -> None:
    sample.workspace.show_field(UNIT)
    data = QMimeData()
    data.setText("张\u200b三\u202e丰")
    QApplication.clipboard().setMimeData(data)
    sample.key(Qt.Key.Key_V, CTRL)
    assert shown(sample, UNIT) == "张三丰"
    said = sample.workspace.message_bar.text
    assert "看不见的符号和改变文字方向的符号" in said
    assert "看得见的字都在" in said


def test_typed_text_loses_them_and_the_bar_says_so(sample: Hands) -> None:
    sample.workspace.open_report.enter(UNIT, "李\ufeff四")
    assert shown(sample, UNIT) == "李四"
    assert sample.workspace.message_bar.text.startswith("填表人")
    sample.workspace.message_bar.hide()
    sample.workspace.open_report.enter(UNIT, "王五")
    assert sample.workspace.message_bar.text == ""


def test_the_panel_of_a_cell_tells_of_those_that_a_file_brings_along(sample: Hands) -> None:
    session = sample.workspace.open_report.session
    before = session.report.entry(UNIT)
    session.apply([SetEntry(UNIT, before, Entry(Text("张\u200b三")))], "读入", Origin.IMPORTED)
    sample.workspace.show_field(UNIT)
    sample.press("field_info")
    (panel,) = (
        each
        for each in sample.window.findChildren(QTextBrowser)
        if each.accessibleName() == "这一格的信息"
    )
    assert "里面有看不见的符号，打印时不印；重新填一次就去掉。" in panel.toPlainText()
    sample.workspace.open_report.enter(UNIT, "张三")
    assert "看不见" not in panel.toPlainText().partition("修改记录")[0]
