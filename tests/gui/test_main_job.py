"""The whole job on the real report, with keyboard and mouse, from an empty file to paper.

After a wanted change of the paper, run it with KEEP_PICTURES=1 in the environment, and look at the
pages in `tests/snapshots/main-job/` before they are committed.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from perfeval_desktop.domain.template import Severity
from perfeval_desktop.domain.values import display
from perfeval_desktop.gui.dialogs.new_report import NewReportDialog
from perfeval_desktop.gui.dialogs.stated_value import StatedValueDialog
from perfeval_desktop.services.files import read_session
from tests.gui.hands import Hands
from tests.paper_pictures import assert_pages_as_kept, pages_of

UNIT = "株洲市荷塘区物业服务指导中心"
LAST, PLAN, DONE = "2021年决算数", "2022年预算数", "2022年决算数"

ROWS_1_1 = {
    "其中：公车购置": ("0", "0", "0"),
    "公车运行维护": ("0", "0", "0"),
    "2、出国经费": ("0", "0", "0"),
    "3、公务接待": ("0", "0", "0"),
    "公用经费": ("99.4", "8.74", "29.35"),
    "其中：办公经费": ("13.41", "6.31", "8.11"),
    "水费、电费、差旅费": ("0", "0", "0.26"),
    "会议费、培训费": ("0.07", "0.2", "0.06"),
}
PROJECTS = (
    ("双随机、一公开", "0.4", "0"),
    ("自治奖励", "1", "20"),
    ("矛盾调解", "0.75", "0"),
    ("小区自治工作以奖代投经费", "14", "0"),
    ("自治回头看", "1", "0"),
    ("基层治理工作经费", "", "1"),
    ("“三供一业”小区改造专项工作经费", "", "3"),
    ("民生实事项目-人大票决制", "", "3"),
)
FUNDS_1_2 = {
    "其中：一般公共预算": "101.71",
    "政府性基金拨款": "0",
    "纳入专户管理的非税收入拨款": "0",
    "其他资金": "24.27",
    "其中：基本支出": "108.28",
}


@pytest.mark.xcb
def test_the_whole_job_from_an_empty_file_to_the_paper(hands: Hands, tmp_path: Path) -> None:
    path = tmp_path / "2022 荷塘#物业.peval"
    create_report(hands, path)
    assert hands.workspace.findings_panel.messages() == [], "a new file shows nothing red"

    fill_base_table(hands)
    assert hands.text("三公经费", DONE) == "0"
    assert (hands.text("项目支出", PLAN), hands.text("项目支出", DONE)) == ("17.15", "27")
    assert_only_missing_sheets(hands)

    make_project_sheets(hands)
    fill_overall_table(hands)
    fill_narrative_and_cover(hands)

    messages = "\n".join(hands.workspace.findings_panel.messages())
    assert "125.98" in messages
    assert "135.28" in messages
    assert "9.30" in messages
    assert "98" in messages
    assert "基层治理工作经费在附件1-1有决算数 1 万元，但没有它的附件1-3" in messages
    assert "17.15" not in messages, "0.4 + 1 + 0.75 + 14 + 1 holds"
    assert_jump_lands_on_the_cell(hands)

    shown = shown_values(hands)
    hands.wait_until_saved()
    hands.press("close_report")
    hands.open(path)
    assert shown_values(hands) == shown, "every cell as typed"

    pdf = tmp_path / "报告.pdf"
    opened: list[Path] = []
    hands.window.open_document = lambda where: opened.append(where) is None
    hands.name_file(pdf)
    hands.press("export_pdf")
    assert opened == [pdf]
    assert_paper_holds_every_figure(pdf)
    assert_pages_as_kept("main-job", pages_of(pdf))


def create_report(hands: Hands, path: Path) -> None:
    def fill_in(dialog: QDialog) -> None:
        assert isinstance(dialog, NewReportDialog)
        assert not dialog.create_button.isEnabled(), "a report without a unit is not created"
        dialog.unit_line.setFocus()
        hands.type(UNIT)
        dialog.path_line.setFocus()
        dialog.path_line.selectAll()
        hands.type(str(path))
        assert dialog.create_button.isEnabled()
        hands.qtbot.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)

    hands.answer_dialog(NewReportDialog, fill_in)
    hands.press("new")
    hands.wait_until_opened()


def fill_base_table(hands: Hands) -> None:
    assert hands.current_sheet().sheet == "附件1-1", "the clerk's order begins here"
    hands.click(hands.find("编制数"))
    hands.type("11")
    hands.key(Qt.Key.Key_Tab)
    hands.type("６")  # full width, as an input method gives it
    hands.key(Qt.Key.Key_Return)
    for label, figures in ROWS_1_1.items():
        hands.click(hands.find(label, LAST))
        for figure in figures:
            hands.type(figure)
            hands.key(Qt.Key.Key_Tab)
    for _ in range(len(PROJECTS) - 3):
        hands.click(hands.find("1、"))
        hands.press("insert_row")
    for number, (name, plan, done) in enumerate(PROJECTS, 1):
        hands.type_into(f"{number}、", text=name)
        if plan:
            hands.type_into(f"{number}、{name}", PLAN, plan)
        hands.type_into(f"{number}、{name}", DONE, done)
    hands.type_into("政府采购金额", PLAN, "29")
    hands.type_into("政府采购金额", DONE, "54.38")


def assert_only_missing_sheets(hands: Hands) -> None:
    """All sums hold: of what must be put right, only sheets are missing."""
    findings = hands.workspace.findings_panel.findings()
    errors = [each.message for each in findings if each.severity is Severity.ERROR]
    assert len(errors) == 4, errors
    assert all("没有它的附件1-3" in each for each in errors), errors


def make_project_sheets(hands: Hands) -> None:
    """自治奖励 and 民生实事 get their sheets; the published report lacks the other two."""
    for number, name, total in ((2, "自治奖励", "20"), (8, "民生实事项目-人大票决制", "3")):
        hands.go_to_sheet("附件1-1 基础数据表")
        hands.click(hands.find(f"{number}、{name}"))
        hands.press("add_project_sheet")
        assert hands.text("项目支出名称") == name
        assert hands.text("其中：当年财政拨款", "全年执行数") == total, "follows 附件1-1"
        hands.type_into("其中：当年财政拨款", "年初预算数", "1" if total == "20" else "0")
        hands.type_into("其中：当年财政拨款", "全年预算数", total)
        hands.type_into("其中：当年财政拨款", "全年执行数", total)
        assert hands.text("年度资金总额", "执行率") == "100%"
        assert hands.text("年度资金总额", "得分") == "10"
    assert "附件1-3 自治奖励" in hands.sheet_names()


def fill_overall_table(hands: Hands) -> None:
    hands.go_to_sheet("附件1-2 整体支出自评表")
    for column, figure in (
        ("年初预算数", "74.49"),
        ("全年预算数", "135.28"),
        ("全年执行数", "135.28"),
    ):
        hands.type_into("年度资金总额", column, figure)
    for label, figure in FUNDS_1_2.items():
        hands.type_into(label, text=figure)
    assert hands.text("按收入性质分") == "125.98"
    assert hands.text("按支出性质分") == "135.28"
    hands.type_into("数量指标", "三级指标", "处理“12345”市长热线投诉")
    hands.type_into("数量指标", "年度\n指标值", "294起")
    hands.type_into("数量指标", "实际\n完成值", "294起")

    def keep(dialog: QDialog) -> None:
        assert isinstance(dialog, StatedValueDialog)
        assert not dialog.keep_button.isEnabled(), "another value than the computed wants a reason"
        hands.type("按实际评审结果填报")
        hands.qtbot.mouseClick(dialog.keep_button, Qt.MouseButton.LeftButton)

    hands.answer_dialog(StatedValueDialog, keep)
    hands.click(hands.find_total())
    hands.type("98")
    hands.key(Qt.Key.Key_Return)
    hands.qtbot.waitUntil(lambda: hands.total_text() == "98")


def fill_narrative_and_cover(hands: Hands) -> None:
    hands.go_to_sheet("报告正文")
    narrative = hands.workspace.narrative
    assert narrative is not None
    narrative.editor("项目支出情况").setFocus()
    hands.type("项目支出27万元，2022年度一般公共预算项目支出涉及项目4个，涉及资金27万元。")
    hands.go_to_sheet("封面")
    hands.click(hands.find("年月日"))
    hands.type("2023-3-15")
    hands.key(Qt.Key.Key_Return)
    assert hands.drawn().endswith("2023年3月15日")


def assert_jump_lands_on_the_cell(hands: Hands) -> None:
    panel = hands.workspace.findings_panel
    model = panel.list.model()
    row = next(n for n in range(model.rowCount()) if "125.98" in str(model.index(n, 0).data()))
    index = model.index(row, 0)
    panel.list.scrollTo(index)
    place = panel.list.visualRect(index).center()
    hands.qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert hands.current_sheet().sheet == "附件1-2"
    address = hands.view.current_field()
    assert address is not None
    assert address.field == "按收入性质分"
    assert QApplication.focusWidget() is hands.view


def shown_values(hands: Hands) -> dict[tuple[str, str], str]:
    """Every shown value, as a person reads it."""
    report = hands.workspace.open_report
    session = report.session
    names = {
        each.id: f"{each.section}{report.report.position(each.id)}"
        for each in report.report.all_records()
    }
    return {
        (names.get(address.record, ""), address.field): display(
            entry.value, report.report.template.numbers
        )
        for address, entry in session.report.entries()
        if not report.report.template.fields[address.field].refers_to
    }


def assert_paper_holds_every_figure(pdf: Path) -> None:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    text = "".join("".join(pages).split())
    in_order = [
        "2022年度部门（单位）整体支出",
        "（盖章）",
        "2023年3月15日",
        "项目支出27万元",
        "附件1-1",
        *("11", "6", "54.55%"),
        "项目支出：17.1527",
        *(f"{number}、{name}{plan}{done}" for number, (name, plan, done) in enumerate(PROJECTS, 1)),
        *("99.4", "8.74", "29.35", "13.41", "6.31", "8.11", "0.26", "0.07", "0.2", "0.06"),
        *("29", "54.38"),
        "附件1-2",
        *("74.49", "135.28", "135.28", "10", "100%", "10"),
        *("按收入性质分：125.98", "按支出性质分：135.28"),
        *("一般公共预算：101.71", "基本支出：108.28", "项目支出：27", "其他资金：24.27"),
        *("294起", "总分", "100", "98"),
        "附件1-3",
        *("自治奖励", "12020", "10100%10"),
        "附件1-3",
        *("民生实事项目-人大票决制", "033", "10100%10"),
    ]
    at = 0
    for wanted in in_order:
        found = text.find(wanted, at)
        assert found >= 0, f"{wanted!r} is not on the paper behind {text[max(0, at - 60) : at]!r}"
        at = found + len(wanted)


def test_what_was_typed_is_in_the_file_for_the_command_line_too(
    hands: Hands, tmp_path: Path
) -> None:
    path = tmp_path / "报告.peval"
    create_report(hands, path)
    hands.click(hands.find("编制数"))
    hands.type("11")
    hands.key(Qt.Key.Key_Return)
    hands.press("close_report")
    values = {a.field: e.value.text for a, e in read_session(path).report.entries()}
    assert values == {"单位名称": UNIT, "编制数": "11"}
