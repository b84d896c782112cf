"""A sum typed into a cell is worked out once; today's date is one key."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.gui.hands import CTRL, Hands

BASE, PROJECT = "附件1-1 基础数据表", "附件1-3 自治奖励经费"
DONE = "2022年决算数"
Keys = Qt.Key


def label_of_last_batch(hands: Hands) -> str:
    batch = hands.workspace.open_report.session.history.to_undo
    assert batch is not None
    return batch.label


@pytest.mark.parametrize(
    ("typed", "result"),
    [("=20+1+3+3", "27"), ("＝（２０＋１．５）×２", "43"), ("=-1+0.1+0.2+1", "0.3")],
)
def test_a_sum_is_worked_out_once_and_told_in_the_history(
    sample: Hands, typed: str, result: str
) -> None:
    sample.go_to_sheet(BASE)
    sample.type_into("政府采购金额", DONE, typed)
    assert sample.text("政府采购金额", DONE) == result
    assert label_of_last_batch(sample) == f"填写 政府采购金额（2022年决算数）（{typed}）"
    sample.click(sample.find("政府采购金额", DONE))
    sample.key(Keys.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == result
    sample.key(Keys.Key_Escape)
    sample.key(Keys.Key_Z, CTRL)
    assert sample.text("政府采购金额", DONE) == "54.38"


def test_a_sum_of_people_must_be_whole(sample: Hands) -> None:
    sample.go_to_sheet(BASE)
    sample.type_into("编制数", text="=4*2+1")
    assert sample.text("编制数") == "9"
    sample.type_into("编制数", text="=9/2")
    assert sample.text("编制数") == "9"
    assert "人数应是整数" in sample.bar()


@pytest.mark.parametrize("typed", ["=", "=1+", "=1/0", "=10/3", "=(1", "=A1+2", "=2**3", "=1 2"])
def test_what_is_no_sum_is_refused_and_the_old_value_stands(sample: Hands, typed: str) -> None:
    sample.go_to_sheet(BASE)
    sample.type_into("政府采购金额", DONE, typed)
    assert sample.text("政府采购金额", DONE) == "54.38"
    assert sample.bar().endswith("原来的内容没有改动。")


def test_a_sum_over_a_computed_value_is_asked_about_as_its_result(sample: Hands) -> None:
    asked = []
    sample.workspace.open_report.ask_reason = lambda question: asked.append(question.text)
    sample.go_to_sheet(BASE)
    sample.type_into("三公经费", DONE, "=1+1")
    assert asked == ["2"]


def test_in_a_text_an_equals_sign_stays(sample: Hands) -> None:
    sample.go_to_sheet(PROJECT)
    sample.type_into("自治小区奖励", "年度指标值", "=1+1")
    assert sample.text("自治小区奖励", "年度指标值") == "=1+1"


def test_ctrl_semicolon_puts_today_into_a_date_and_says_so_elsewhere(sample: Hands) -> None:
    sample.go_to_sheet(BASE)
    sample.click(sample.find("编制数"))
    sample.key(Keys.Key_Semicolon, CTRL)
    assert sample.bar() == "这一格不是填日期的，没有改动。"
    assert sample.text("编制数") == "11"
    sample.key(Keys.Key_End, CTRL)
    assert sample.text_here().startswith("联系电话")
    sample.key(Keys.Key_Left)
    sample.key(Keys.Key_Semicolon, CTRL)
    today = date.today()
    assert sample.text_here() == f"填报日期：{today.year}年{today.month}月{today.day}日"
    sample.key(Keys.Key_Z, CTRL)
    assert sample.text_here() == "填报日期："


def test_ctrl_semicolon_in_an_open_editor_takes_the_place_of_what_was_typed(sample: Hands) -> None:
    sample.go_to_sheet(BASE)
    sample.view.setFocus()
    sample.key(Keys.Key_End, CTRL)
    sample.key(Keys.Key_Left)
    sample.key(Keys.Key_F2)
    sample.key(Keys.Key_Semicolon, CTRL)
    assert str(date.today().year) in sample.text_here()
