"""The print dialog: what it shows, what follows the choices, what is printed and exported."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import sheet_refs
from perfeval_desktop.domain.paper import Edition, Medium, PaperChoices, PaperCodes
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.exporting.official_fonts import FONTS_DIR_VARIABLE
from perfeval_desktop.gui import printing
from perfeval_desktop.gui.dialogs.print_preview import PrintPreview
from perfeval_desktop.gui.printing import SystemPrinters
from perfeval_desktop.gui.widgets.page_column import Fit
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.finalising import finalise_edits
from perfeval_desktop.services.print_job import Duplex, PageSelection, Pick, Printed, PrintJob
from perfeval_desktop.services.printing import Edges, Printable
from perfeval_desktop.services.session import Session
from tests.gui.hands import CTRL, WAIT_MS, Hands, button
from tests.gui.pdf_printers import NAME, PdfPrinters, drawn, is_white, looks_like, sizes_mm
from tests.gui.twice import passed_at_200_percent
from tests.integration.made_fonts import narrative_characters, wide_fang

PAGES = 16


class NoPrinters(PdfPrinters):
    def facts(self) -> tuple:  # type: ignore[type-arg]
        return ()


class At:
    """The dialog over the sample, shown and laid out."""

    def __init__(self, hands: Hands, printers: PdfPrinters) -> None:
        self.hands, self.printers = hands, printers
        self.dialogs: list[PrintPreview] = []

    @property
    def session(self) -> Session:
        return self.hands.workspace.open_report.session

    def show(self, job: PrintJob | None = None, printable: Printable | None = None) -> PrintPreview:
        printable = printable or Printable(self.session)
        dialog = PrintPreview(printable, job or PrintJob(), self.printers, self.hands.window)
        self.dialogs.append(dialog)
        dialog.show()
        self.wait(dialog)
        return dialog

    def wait(self, dialog: PrintPreview) -> None:
        def is_ready() -> bool:
            has_asked = dialog.choices.printer is not None or isinstance(self.printers, NoPrinters)
            return has_asked and dialog.paper is not None and not dialog.is_laying_out

        self.hands.qtbot.waitUntil(is_ready, timeout=WAIT_MS)

    def choose(self, dialog: PrintPreview, **choices: object) -> None:
        """Choose as if in the boxes, and wait for the paper."""
        job = dialog.job
        dialog.choices.show_job(replace(job, choices=replace(job.choices, **choices)))  # type: ignore[arg-type]
        dialog.choices.changed.emit()
        self.wait(dialog)

    def press(self, dialog: PrintPreview, text: str) -> None:
        self.hands.qtbot.mouseClick(button(dialog, text), Qt.MouseButton.LeftButton)

    def printed(self, number: int = 0) -> bytes:
        return self.printers.prints[number].read_bytes()


@pytest.fixture
def at(sample: Hands, tmp_path: Path) -> Iterator[At]:
    """The hands, with a printer that writes files."""
    (tmp_path / "印").mkdir()
    here = At(sample, PdfPrinters(tmp_path / "印"))
    yield here
    for dialog in here.dialogs:
        dialog.close()


def text_of(dialog: PrintPreview) -> str:
    assert dialog.paper is not None
    return "".join(page.extract_text() for page in PdfReader(BytesIO(dialog.paper.pdf)).pages)


# What is shown


def test_the_preview_is_the_pdf_that_is_printed(at: At) -> None:
    dialog = at.show()
    assert dialog.paper is not None
    assert len(dialog.column.pages) == PAGES
    at.hands.qtbot.waitUntil(lambda: dialog.column.pictures.image(0) is not None, timeout=WAIT_MS)
    image = dialog.column.pictures.image(0)
    assert image is not None
    (page,) = drawn(dialog.paper.pdf_of((0,)), round(image.width() / 210 * 25.4))
    found = sum(
        image.pixelColor(x, y).lightness() < 128
        for x in range(image.width())
        for y in range(image.height())
    )
    expected = sum(page.convert("L").histogram()[:128])
    assert expected > 500
    assert abs(found - expected) < 0.1 * expected


def test_only_pages_in_sight_and_their_neighbours_are_drawn(at: At) -> None:
    dialog = at.show()
    pictures = dialog.column.pictures
    at.hands.qtbot.waitUntil(lambda: pictures.image(1) is not None, timeout=WAIT_MS)
    at.hands.qtbot.wait(300)
    assert pictures.image(5) is None
    dialog.column.setFocus()
    at.hands.key(Qt.Key.Key_End)
    at.hands.qtbot.waitUntil(lambda: pictures.image(PAGES - 1) is not None, timeout=WAIT_MS)
    assert pictures.image(7) is None


def test_pages_are_gone_through_with_keys(at: At) -> None:
    dialog = at.show()
    dialog.column.setFocus()
    for key, place in (
        (Qt.Key.Key_PageDown, 1),
        (Qt.Key.Key_PageDown, 2),
        (Qt.Key.Key_PageUp, 1),
        (Qt.Key.Key_End, PAGES - 1),
        (Qt.Key.Key_Home, 0),
    ):
        at.hands.key(key)
        assert dialog.column.current == place
        assert dialog.bar.place_label.text().startswith(f"第 {place + 1} 页，共 {PAGES} 页")
        assert dialog.column.accessibleDescription() == dialog.bar.place_label.text()


def test_ctrl_and_wheel_zoom_and_what_is_under_the_mouse_stays(at: At) -> None:
    dialog = at.show()
    column = dialog.column
    column.go_to(4)
    before, place = column.percent, QPoint(300, 200)
    top = column.verticalScrollBar().value()
    event = QWheelEvent(
        *(QPointF(place), QPointF(column.viewport().mapToGlobal(place))),
        *(QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, CTRL),
        *(Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(column.viewport(), event)
    assert column.percent > before * 1.2
    assert column.fit is Fit.OWN
    assert column.verticalScrollBar().value() > top
    assert column.current == 4
    at.hands.qtbot.mouseClick(dialog.bar.page_fit, Qt.MouseButton.LeftButton)
    assert column.percent == before


def test_a_page_at_a_hundred_percent_is_as_large_as_on_paper(at: At) -> None:
    dialog = at.show()
    while dialog.column.percent < 100:
        dialog.column.zoom_by(1)
    assert dialog.column.percent == 100
    width = dialog.column._rect(0).width()
    assert width == round(210 / 25.4 * dialog.column.logicalDpiX())


# What follows the choices


def test_a_draft_mark_comes_on_the_paper_and_goes(at: At) -> None:
    dialog = at.show()
    at.choose(dialog, mark="送审稿")
    assert dialog.paper is not None
    assert dialog.paper.choices.mark == "送审稿"
    assert all(each.page.mark == "送审稿" for each in dialog.paper.document.sections)
    at.choose(dialog, mark="")
    assert "送审稿" not in text_of(dialog)


def test_page_numbers_can_stand_in_the_middle(at: At) -> None:
    dialog = at.show()
    assert dialog.paper is not None
    before = dialog.paper.pdf
    at.choose(dialog, centers_page_numbers=True)
    assert dialog.paper is not None
    assert dialog.paper.pdf != before


def test_pages_that_the_fonts_of_the_machine_add_are_told_of(
    at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts = wide_fang(narrative_characters(at.session), tmp_path / "fonts")
    monkeypatch.setenv(FONTS_DIR_VARIABLE, str(fonts))
    dialog = at.show()
    assert dialog.paper is not None
    count = len(dialog.paper.pages)
    assert count > PAGES
    words = f"用本机字体印出来是 {count} 页，比随程序带的字体多 {count - PAGES} 页。"
    label = dialog.choices.font_label
    at.hands.qtbot.waitUntil(lambda: label.text() == words, timeout=WAIT_MS)
    assert label.isVisible()
    assert not dialog.is_laying_out
    at.choose(dialog, uses_official_fonts=False)
    assert not label.isVisible()
    assert len(dialog.paper.pages) == PAGES
    at.choose(dialog, uses_official_fonts=True)
    at.hands.qtbot.waitUntil(label.isVisible, timeout=WAIT_MS)


def codes_of(session: Session) -> PaperCodes:
    sheets = {each: "7K3M-Q" for each in sheet_refs(session.report)}
    return PaperCodes("9XTF-2VQH-4D", "修改记录第3步", sheets)


def test_the_public_edition_has_no_codes_and_the_submitted_one_has_them_again(at: At) -> None:
    codes = codes_of(at.session)
    dialog = at.show(printable=Printable(at.session, codes=lambda choices: codes))
    assert codes.report in text_of(dialog)
    at.choose(dialog, edition=Edition.PUBLIC)
    assert codes.report not in text_of(dialog)
    assert not dialog.choices.codes_check.isEnabled()
    assert "公开版不带校验码。" in dialog.choices.paper_label.text()
    at.choose(dialog, edition=Edition.SUBMITTED)
    assert codes.report in text_of(dialog)
    at.choose(dialog, has_codes=False)
    assert codes.report not in text_of(dialog)
    assert not dialog.choices.qr_check.isEnabled()


def test_a_final_report_has_neither_mark_nor_seal_guide(at: At) -> None:
    at.session.apply(finalise_edits(at.session, "先报"), "", Origin.TYPED)
    dialog = at.show(PrintJob(PaperChoices(mark="送审稿", has_seal_guide=True)))
    assert dialog.job.choices.mark == ""
    assert not dialog.choices.mark_box.isEnabled()
    assert not dialog.choices.guide_check.isEnabled()
    assert "已经定稿" in dialog.choices.paper_label.text()
    text = text_of(dialog)
    assert "送审稿" not in text
    assert "盖章处" not in text


def test_a_newer_choice_supersedes_an_older_one(at: At) -> None:
    dialog = at.show()
    for mark in ("送审稿", "征求意见稿", "草稿", "送审稿", "草稿"):
        dialog.choices.mark_box.setCurrentIndex(dialog.choices.mark_box.findText(mark))
        assert not dialog.print_button.isEnabled(), "the paper that lies there is not the chosen"
    at.wait(dialog)
    assert dialog.paper is not None
    assert dialog.paper.choices.mark == "草稿"
    assert dialog.print_button.isEnabled()


def test_going_back_to_what_lies_there_lays_nothing_out(at: At) -> None:
    dialog = at.show()
    paper = dialog.paper
    dialog.choices.mark_box.setCurrentIndex(1)
    dialog.choices.mark_box.setCurrentIndex(0)
    assert not dialog.is_laying_out
    assert dialog.paper is paper
    assert dialog.print_button.isEnabled()


def held(session: Session, gate: threading.Event) -> Printable:
    """Return the report of a clerk with a slow machine: a marked one takes until it is let go."""

    def wait(choices: PaperChoices) -> None:
        if choices.mark:
            gate.wait(20)

    return Printable(session, codes=wait)


def test_what_takes_long_shows_progress_and_can_be_stopped(at: At) -> None:
    gate = threading.Event()
    dialog = at.show(printable=held(at.session, gate))
    paper = dialog.paper
    dialog.choices.mark_box.setCurrentIndex(1)
    assert not dialog.row.isVisible()
    at.hands.qtbot.waitUntil(dialog.row.isVisible, timeout=WAIT_MS)
    at.press(dialog, "停下")
    assert not dialog.row.isVisible()
    assert dialog.job.choices.mark == ""
    assert dialog.paper is paper
    assert dialog.print_button.isEnabled()
    gate.set()


def test_closing_while_it_lays_out_is_harmless(at: At) -> None:
    dialog = PrintPreview(Printable(at.session), PrintJob(), at.printers, at.hands.window)
    dialog.show()
    dialog.choices.mark_box.setCurrentIndex(2)
    dialog.close()
    assert dialog.paper is None
    at.hands.type_into("政府采购金额", "2022年决算数", "55")
    dialog._laying.background.wait(20)
    QApplication.processEvents()
    assert dialog.paper is None, "nothing arrives any more"
    dialog.deleteLater()


# Which pages


def test_a_range_shows_its_pages_as_those_of_the_whole(at: At) -> None:
    dialog = at.show(PrintJob(selection=PageSelection(Pick.RANGE)))
    assert not dialog.print_button.isEnabled()
    assert dialog.choices.page_label.text() == "还没有写要哪几页，请写成 1-3,5 这样。"
    dialog.choices.range_line.setFocus()
    at.hands.type("2，4")
    captions = [each.caption.partition("　")[0] for each in dialog.column.pages]
    assert captions == [f"第 2 页，共 {PAGES} 页", f"第 4 页，共 {PAGES} 页"]
    assert dialog.summary.text() == "印 2 页，用 2 张纸。"
    at.hands.type("9")
    assert dialog.choices.page_label.text() == f"一共 {PAGES} 页，没有第 49 页。"
    assert not dialog.print_button.isEnabled()
    assert not dialog.export_button.isEnabled()


def test_sheets_are_chosen_by_their_names(at: At) -> None:
    dialog = at.show(PrintJob(selection=PageSelection(Pick.SHEETS)))
    items = dialog.choices.sheet_list
    names = [items.item(row).text() for row in range(items.count())]
    items.setCurrentRow(names.index("附件1-2"))
    items.setFocus()
    at.hands.key(Qt.Key.Key_Space)
    assert [each.caption.partition("　")[2] for each in dialog.column.pages] == ["附件1-2"] * 2
    at.choose(dialog, mark="草稿")
    assert len(dialog.column.pages) == 2, "what was chosen stays chosen"


def test_changed_pages_can_be_chosen_once_there_is_an_earlier_paper(at: At) -> None:
    box = at.show().choices.pick_box
    assert not box.model().item(box.findText("只印改过的页")).isEnabled()  # type: ignore[attr-defined]
    before = Session(at.session.report.copy(), lambda batch: None)
    address = FieldAddress("", "政府采购金额_本年决算")
    at.session.apply(entry_edits(at.session.report, address, "55", ""), "", Origin.TYPED)
    printable = Printable(at.session, earlier=lambda: before, earlier_name="上次打印的")
    dialog = at.show(printable=printable)
    box = dialog.choices.pick_box
    box.setCurrentIndex(box.findText("只印改过的页"))
    at.wait(dialog)
    sections = {each.caption.partition("　")[2] for each in dialog.column.pages}
    assert "附件1-1" in sections
    assert "封面" not in sections
    assert dialog.print_button.isEnabled()


def test_a_character_that_cannot_be_printed_is_named_before_it_is_printed(at: At) -> None:
    address = FieldAddress("", "人员情况")
    at.session.apply(entry_edits(at.session.report, address, "𠮷野", ""), "", Origin.TYPED)
    dialog = at.show()
    assert dialog.choices.page_label.text().startswith("“𠮷”打印不出来，在报告正文")
    assert dialog.print_button.isEnabled()


# Printing


@pytest.mark.xcb
def test_a_print_has_the_pages_of_the_preview_at_their_true_size(at: At) -> None:
    dialog = at.show(PrintJob(selection=PageSelection(Pick.RANGE, text="1,5,10")))
    published: list[str] = []
    dialog.before_output = lambda: published.append("saved")
    assert dialog.paper is not None
    shown = dialog.paper.pdf
    at.press(dialog, "打印")
    assert published == ["saved"]
    assert dialog.printed == Printed(PaperChoices(), (1, 5, 10), PAGES, Medium.PRINT, NAME)
    pdf = at.printed()
    assert sizes_mm(pdf) == [(210, 297)] * 3
    pages = drawn(shown)
    for place, page in enumerate(drawn(pdf)):
        assert looks_like(page, pages[(0, 4, 9)[place]]), place
    assert not looks_like(pages[4], pages[9])
    assert not dialog.isVisible()


@pytest.mark.xcb
def test_several_copies_come_one_after_the_other(at: At) -> None:
    dialog = at.show(PrintJob(selection=PageSelection(Pick.RANGE, text="2-3"), copies=2))
    assert dialog.summary.text() == "印 2 页，2 份，用 4 张纸。"
    assert dialog.paper is not None
    second, third = drawn(dialog.paper.pdf)[1:3]
    at.press(dialog, "打印")
    pages = drawn(at.printed())
    assert len(pages) == 4
    for page, expected in zip(pages, (second, third, second, third), strict=True):
        assert looks_like(page, expected)
    assert dialog.printed is not None
    assert dialog.printed.copies == 2


@pytest.mark.xcb
def test_by_hand_the_fronts_are_printed_and_once_the_paper_is_turned_the_backs(at: At) -> None:
    selection = PageSelection(Pick.RANGE, text="1-4")
    dialog = at.show(PrintJob(selection=selection, duplex=Duplex.BY_HAND))
    assert dialog.summary.text() == "印 4 页，用 3 张纸。"
    assert dialog.paper is not None
    shown = drawn(dialog.paper.pdf)

    def turn(box: QDialog) -> None:
        assert len(at.printers.prints) == 1, "nothing more is printed before the paper is turned"
        at.press(box, "纸放好了，印背面")  # type: ignore[arg-type]

    at.hands.answer_dialog(QMessageBox, turn)
    at.press(dialog, "打印")
    fronts, backs = drawn(at.printed(0)), drawn(at.printed(1))
    assert len(fronts) == 3
    for page, expected in zip(fronts, (0, 1, 3), strict=True):
        assert looks_like(page, shown[expected])
    assert is_white(backs[0]), "the back of the cover"
    assert looks_like(backs[1], shown[2])
    assert dialog.printed is not None


def test_the_backs_can_be_left_out(at: At) -> None:
    selection = PageSelection(Pick.RANGE, text="2-5")
    dialog = at.show(PrintJob(selection=selection, duplex=Duplex.BY_HAND))
    at.hands.answer_dialog(QMessageBox, lambda box: at.press(box, "不印背面了"))
    at.press(dialog, "打印")
    assert len(at.printers.prints) == 1
    assert dialog.printed is None
    assert dialog.isVisible()


@pytest.mark.xcb
def test_a_grey_print_has_no_colour(at: At) -> None:
    selection = PageSelection(Pick.RANGE, text="10")
    dialog = at.show(PrintJob(selection=selection, is_grey=True))
    at.press(dialog, "打印")
    (page,) = drawn(at.printed())
    red, green, blue = page.split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()
    assert b"DeviceGray" in at.printed()


def test_the_system_is_told_by_ctrl_p_as_well(at: At) -> None:
    dialog = at.show(PrintJob(selection=PageSelection(Pick.RANGE, text="1")))
    dialog.activateWindow()
    at.hands.qtbot.waitUntil(dialog.isActiveWindow, timeout=WAIT_MS)
    dialog.column.setFocus()
    at.hands.key(Qt.Key.Key_P, CTRL)
    assert dialog.printed is not None


def test_without_a_printer_it_is_said_and_a_pdf_is_offered(at: At, tmp_path: Path) -> None:
    at.printers = NoPrinters(tmp_path)
    dialog = at.show()
    at.hands.qtbot.waitUntil(
        lambda: "没有装打印机" in dialog.choices.printer_label.text(), timeout=WAIT_MS
    )
    assert not dialog.print_button.isEnabled()
    assert not dialog.test_button.isEnabled()
    assert dialog.export_button.isEnabled()


def test_a_printer_that_cannot_turn_paper_is_named_and_how_to_do_it_by_hand(at: At) -> None:
    at.printers = PdfPrinters(at.printers.folder, can_duplex=False)
    dialog = at.show(PrintJob(duplex=Duplex.LONG_EDGE))
    assert "手动双面" in dialog.choices.duplex_label.text()
    box = dialog.choices.duplex_box
    box.setCurrentIndex(box.findText("手动双面"))
    assert "先印正面" in dialog.choices.duplex_label.text()


def test_a_printer_that_would_cut_the_foot_is_warned_of(at: At) -> None:
    at.printers = PdfPrinters(at.printers.folder, unprintable=Edges(4, 4, 4, 16))
    dialog = at.show()
    assert "16 毫米" in dialog.choices.printer_label.text()
    assert "下边" in dialog.choices.printer_label.text()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_what_the_printer_could_not_do_is_said_and_leaves_nothing(at: At) -> None:
    dialog = at.show()
    at.printers.folder.rmdir()
    said: list[str] = []

    def read(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        at.press(box, "知道了")  # type: ignore[arg-type]

    at.hands.answer_dialog(QMessageBox, read)
    at.press(dialog, "打印")
    assert said == ["“印1.pdf”没有打印成"]
    assert dialog.printed is None
    assert dialog.isVisible()


def test_the_test_page_is_printed_and_the_dialog_stays(at: At) -> None:
    dialog = at.show()
    at.press(dialog, "打印测试页")
    assert sizes_mm(at.printed()) == [(210, 297)]
    assert dialog.isVisible()
    assert dialog.printed is None
    assert NAME in dialog.summary.text()


def test_the_machines_own_printers_can_be_asked_for() -> None:
    assert isinstance(SystemPrinters().facts(), tuple)


# Exporting, and the way there


def by_menu(hands: Hands, work: Callable[[PrintPreview], None]) -> None:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, PrintPreview)
        hands.qtbot.waitUntil(dialog.export_button.isEnabled, timeout=WAIT_MS)
        work(dialog)

    hands.answer_dialog(PrintPreview, answer)
    hands.press("print")


def test_some_pages_are_exported_and_opened(sample: Hands, tmp_path: Path) -> None:
    opened: list[Path] = []
    sample.window.open_document = lambda path: bool(opened.append(path))
    wanted = tmp_path / "两页.pdf"

    def work(dialog: PrintPreview) -> None:
        assert dialog.suggested.name.endswith("整体支出绩效自评报告.pdf")
        dialog.choices.pick_box.setCurrentIndex(3)
        dialog.choices.range_line.setText("10-11")
        sample.name_file(wanted)
        sample.qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)

    by_menu(sample, work)
    pages = [page.extract_text() for page in PdfReader(wanted).pages]
    assert len(pages) == 2
    assert "— 9 —" in pages[0]
    assert opened == [wanted]
    assert sample.bar() == "已导出 两页.pdf。"
    (paper,) = sample.workspace.open_report.report.papers
    codes = codes_now(sample.workspace.open_report.session)
    assert (paper.medium, paper.code) == (Medium.PDF.value, codes.report)
    assert len(paper.sheets) < len(codes.sheets), "of the two pages alone"
    text = "".join("".join(pages).split())
    assert all(each.code in text for each in paper.sheets)
    sample.qtbot.waitUntil(
        lambda: sample.window.saved_state.text.startswith("已保存"), timeout=WAIT_MS
    )


def test_a_print_is_noted_as_one_with_the_codes_on_it(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "印").mkdir()
    monkeypatch.setattr(printing, "SystemPrinters", lambda: PdfPrinters(tmp_path / "印"))

    def work(dialog: PrintPreview) -> None:
        sample.qtbot.waitUntil(dialog.print_button.isEnabled, timeout=WAIT_MS)
        sample.qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)

    by_menu(sample, work)
    assert f"已经送到“{NAME}”" in sample.bar()
    (paper,) = sample.workspace.open_report.report.papers
    codes = codes_now(sample.workspace.open_report.session)
    assert (paper.medium, paper.code) == (Medium.PRINT.value, codes.report)
    assert [each.code for each in paper.sheets] == list(codes.sheets.values())


def test_choices_are_there_the_next_time_and_in_the_one_step_export(
    sample: Hands, tmp_path: Path
) -> None:
    sample.window.open_document = lambda path: True

    def mark(dialog: PrintPreview) -> None:
        dialog.choices.mark_box.setCurrentIndex(1)
        sample.qtbot.waitUntil(dialog.export_button.isEnabled, timeout=WAIT_MS)
        sample.name_file(tmp_path / "一.pdf")
        sample.qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)

    def look(dialog: PrintPreview) -> None:
        assert dialog.job.choices.mark == "送审稿"
        dialog.close()

    by_menu(sample, mark)
    by_menu(sample, look)
    sample.name_file(tmp_path / "二.pdf")
    sample.press("export_pdf")
    assert (tmp_path / "二.pdf").read_bytes() == (tmp_path / "一.pdf").read_bytes()


def test_leaving_without_printing_remembers_nothing(sample: Hands) -> None:
    def leave(dialog: PrintPreview) -> None:
        dialog.choices.mark_box.setCurrentIndex(1)
        sample.key(Qt.Key.Key_Escape)

    by_menu(sample, leave)
    assert sample.window.settings.print_job == PrintJob()
    assert sample.bar() == ""


@pytest.mark.slow
def test_the_preview_and_the_print_are_the_same_at_200_percent() -> None:
    names = "keys or wheel or preview_is or hundred or true_size or range_shows"
    assert passed_at_200_percent("tests/gui/test_print_preview.py", "-k", names) == 6
