"""From the window: 盖章前检查, 负责人阅签单 and 空白表样, with keys and mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from perfeval_desktop.domain.paper import Edition, PaperChoices
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.exporting.official_fonts import FONTS_DIR_VARIABLE
from perfeval_desktop.gui.dialogs.blank_form import BlankFormDialog
from perfeval_desktop.gui.dialogs.print_preview import PrintPreview
from perfeval_desktop.gui.dialogs.readiness import ReadinessDialog
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.print_job import PrintJob
from perfeval_desktop.services.printing import lay_document
from perfeval_desktop.services.readiness_item import Readiness
from tests.gui.hands import WAIT_MS, Hands, button
from tests.gui.save_as import opened_by, save_as
from tests.integration.made_fonts import narrative_characters, wide_fang

ENTER, DOWN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Escape
LEFT = Qt.MouseButton.LeftButton


def text_of(path: Path) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(path).pages).split())


def check(hands: Hands) -> ReadinessDialog:
    hands.press("stamp_readiness")
    dialog = hands.window.findChild(ReadinessDialog)
    assert isinstance(dialog, ReadinessDialog)
    hands.qtbot.waitUntil(lambda: dialog.isActiveWindow() and dialog.list.hasFocus())
    return dialog


def row_of(dialog: ReadinessDialog, title: str) -> int:
    return [each.title for each in dialog.items].index(title)


def go_to_row(hands: Hands, dialog: ReadinessDialog, title: str) -> None:
    """Walk down the list with the arrow key."""
    for _ in range(row_of(dialog, title) - dialog.list.currentRow()):
        hands.key(DOWN)
    assert dialog.list.currentRow() == row_of(dialog, title)


# The list


def test_it_lists_every_item_with_shape_and_words(sample: Hands) -> None:
    dialog = check(sample)
    assert dialog.words.startswith("盖章前还有 3 项要处理。")
    assert dialog.list.currentRow() == 0
    texts = dialog.list.texts()
    assert len(texts) == len(dialog.items) > 10
    assert all(f"{e.title}：{e.sentence}" == t for e, t in zip(dialog.items, texts, strict=True))
    pictures: dict[Readiness, bytes] = {}
    for row, item in enumerate(dialog.items):
        picture = dialog.list.item(row).icon().pixmap(16, 16).toImage()
        drawn = bytes(picture.pixelColor(x, y).alpha() > 100 for y in range(16) for x in range(16))
        assert pictures.setdefault(item.state, drawn) == drawn
    assert len(set(pictures.values())) == 3, "told apart without colours"


def test_the_state_is_read_aloud(sample: Hands) -> None:
    dialog = check(sample)
    for row, item in enumerate(dialog.items):
        said = dialog.list.item(row).data(Qt.ItemDataRole.AccessibleTextRole)
        assert said.startswith(f"{item.state.value}：")


def test_enter_goes_to_the_place_and_again_to_the_next_one(sample: Hands) -> None:
    dialog = check(sample)
    go_to_row(sample, dialog, "附件")
    places = dialog.items[row_of(dialog, "附件")].places
    assert len(places) == 2
    for place in (*places, places[0]):
        dialog.activateWindow()
        sample.qtbot.waitUntil(dialog.list.hasFocus)
        sample.key(ENTER)
        assert dialog.isVisible(), "it stays"
        assert sample.view.current_field() == place
        assert sample.current_sheet().sheet == "附件1-1"


def test_a_double_click_goes_to_a_sealed_sheet(sample: Hands) -> None:
    sample.go_to_sheet("附件1-2 整体支出自评表")
    dialog = check(sample)
    item = dialog.list.item(row_of(dialog, "盖章处"))
    dialog.list.scrollToItem(item)
    place = dialog.list.visualItemRect(item).center()
    sample.qtbot.mouseClick(dialog.list.viewport(), LEFT, pos=place)
    assert sample.current_sheet().sheet == "附件1-2", "one click chooses"
    sample.qtbot.mouseDClick(dialog.list.viewport(), LEFT, pos=place)
    assert sample.current_sheet().sheet == "封面"


def test_enter_on_what_leads_nowhere_does_nothing(sample: Hands) -> None:
    dialog = check(sample)
    before = sample.current_sheet()
    go_to_row(sample, dialog, "定稿")
    sample.key(ENTER)
    assert dialog.isVisible()
    assert sample.current_sheet() == before


def test_escape_closes_it(sample: Hands) -> None:
    dialog = check(sample)
    sample.key(ESCAPE)
    assert not dialog.isVisible()


def test_a_change_makes_it_out_of_date_and_looking_again_settles_it(sample: Hands) -> None:
    dialog = check(sample)
    sample.type_into("编制数", text="12")
    assert dialog.words == "检查以后内容又改了，请再检查一遍。"
    sample.qtbot.mouseClick(button(dialog, "再检查一遍"), LEFT)
    sample.qtbot.waitUntil(lambda: dialog.words.startswith("盖章前还有"))
    assert len(sample.window.findChildren(ReadinessDialog)) == 1


def test_what_is_being_typed_counts(sample: Hands) -> None:
    sample.go_to_sheet("封面")
    sample.click(sample.find("部门（单位）名称"))
    sample.type("天元区环卫处")
    dialog = check(sample)
    assert "天元区环卫处" in dialog.items[row_of(dialog, "单位名称")].sentence


def test_a_place_that_is_gone_is_said_to_be(sample: Hands) -> None:
    dialog = check(sample)
    go_to_row(sample, dialog, "附件")
    sample.click(sample.find("6、基层治理"))
    sample.press("delete_row")
    dialog.activateWindow()
    sample.qtbot.waitUntil(dialog.isActiveWindow)
    dialog.list.setFocus()
    sample.key(ENTER)
    assert "已经删掉了" in sample.bar()


def test_the_list_is_printed_as_it_is_shown(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(sample)
    asked = save_as(monkeypatch, tmp_path / "检查")
    dialog = check(sample)
    sample.qtbot.mouseClick(button(dialog, "打印这张表…"), LEFT)
    assert asked == ["2022年度株洲市荷塘区物业服务指导中心整体支出绩效自评报告盖章前检查单.pdf"]
    assert opened == [tmp_path / "检查.pdf"]
    text = text_of(tmp_path / "检查.pdf")
    for each in dialog.items:
        assert "".join(each.sentence.split()) in text
    assert "检查.pdf" in sample.bar()


def test_fonts_that_stand_in_for_others_are_listed_for_the_report_as_it_is_printed(
    sample: Hands,
) -> None:
    dialog = check(sample)
    item = dialog.items[row_of(dialog, "字体")]
    assert item.state is Readiness.TO_KNOW
    assert "没有 仿宋，用 Fandol 仿宋 代替。" in item.sentence


def test_what_is_looked_at_is_the_edition_that_gets_the_seal(sample: Hands) -> None:
    report = sample.workspace.open_report
    phone = FieldAddress("", min(report.report.template.not_public))
    report.apply(entry_edits(report.report, phone, "𠮷"), "填写")
    sample.window.settings.print_job = PrintJob(PaperChoices(edition=Edition.PUBLIC))
    dialog = check(sample)
    assert "“𠮷”" in dialog.items[row_of(dialog, "生僻字")].sentence


def test_pages_are_counted_in_the_fonts_the_report_is_printed_in(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sample.workspace.open_report.session
    fonts = wide_fang(narrative_characters(session), tmp_path / "fonts")
    monkeypatch.setenv(FONTS_DIR_VARIABLE, str(fonts))
    printed = lay_document(paper_document(session), PaperChoices())
    shipped = PaperChoices(uses_official_fonts=False)
    assert len(printed.pages) > len(lay_document(paper_document(session), shipped).pages)
    dialog = check(sample)
    said = dialog.items[row_of(dialog, "页数")].sentence
    assert said.startswith(f"共 {len(printed.pages)} 页：")
    assert "没有 仿宋" not in dialog.items[row_of(dialog, "字体")].sentence


def test_the_report_is_printed_from_it(sample: Hands) -> None:
    dialog = check(sample)
    asked: list[str] = []

    def close(preview: PrintPreview) -> None:
        asked.append(preview.windowTitle())
        sample.qtbot.waitUntil(lambda: preview.paper is not None, timeout=WAIT_MS)
        preview.reject()

    sample.answer_dialog(PrintPreview, close)
    sample.qtbot.mouseClick(button(dialog, "打印报告…"), LEFT)
    assert asked == ["打印"]
    assert dialog.isVisible(), "the list stays"


# 负责人阅签单


def test_the_signatory_page_is_written_and_opened(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(sample)
    asked = save_as(monkeypatch, tmp_path / "阅签")
    sample.press("signatory_page")
    assert asked[0].endswith("负责人阅签单.pdf")
    assert opened == [tmp_path / "阅签.pdf"]
    assert len(PdfReader(opened[0]).pages) == 1
    text, codes = text_of(opened[0]), codes_now(sample.workspace.open_report.session)
    assert "98分（优）" in text
    assert f"全文{codes.report}（{codes.state}）" in text


def test_a_page_that_cannot_be_written_is_said_in_the_bar(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(sample)
    save_as(monkeypatch, tmp_path / "没有" / "阅签.pdf")
    sample.press("signatory_page")
    assert "文件夹不存在" in sample.bar()
    assert opened == []


def test_no_file_chosen_writes_nothing(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(sample)
    save_as(monkeypatch, None, None)
    sample.press("signatory_page")
    sample.press("blank_form")
    assert opened == []


# 空白表样


def test_with_a_report_open_the_blank_form_is_that_of_its_template(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(sample)
    save_as(monkeypatch, tmp_path / "空白")
    sample.press("blank_form")
    assert opened == [tmp_path / "空白.pdf"]
    text = text_of(opened[0])
    assert "附件1-3" in text
    assert "物业服务指导中心" not in text
    assert "空白.pdf" in sample.bar()


def test_without_a_report_a_template_is_chosen_with_the_keyboard(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(hands)
    asked = save_as(monkeypatch, tmp_path / "空白")

    def choose(dialog: BlankFormDialog) -> None:
        assert QApplication.focusWidget() is dialog.list
        assert dialog.list.currentItem().text().startswith("株洲市荷塘区")
        hands.key(ENTER)

    hands.qtbot.waitUntil(lambda: "blank_form" in hands.window.actions_by_id)
    hands.answer_dialog(BlankFormDialog, choose)
    hands.press("blank_form")
    assert asked == ["株洲市荷塘区2022年度部门整体支出绩效自评（空白表样）.pdf"]
    assert opened == [tmp_path / "空白.pdf"]
    assert "空白.pdf" in hands.window.statusBar().currentMessage()


def test_escape_chooses_no_template(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = save_as(monkeypatch, tmp_path / "空白")
    hands.answer_dialog(BlankFormDialog, lambda dialog: hands.key(ESCAPE))
    hands.press("blank_form")
    assert asked == []


def test_without_a_report_a_failure_is_shown_in_a_box(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def read(box: QMessageBox) -> None:
        said.append(box.informativeText())
        hands.key(ENTER)

    def choose(dialog: BlankFormDialog) -> None:
        hands.answer_dialog(QMessageBox, read)
        hands.key(ENTER)

    save_as(monkeypatch, tmp_path / "没有" / "空白.pdf")
    hands.answer_dialog(BlankFormDialog, choose)
    hands.press("blank_form")
    assert len(said) == 1
    assert "文件夹不存在" in said[0]
