"""The column of choices beside the preview: printer, pages, and how the paper looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.paper import DRAFT_MARKS, Edition, PaperChoices
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.printing import PrinterFacts
from perfeval_desktop.services.print_job import Duplex, PageSelection, Pick, PrintJob
from perfeval_desktop.services.printing import Edges

MOST_COPIES = 99
_NO_MARK = "不标"
_LIST_LINES = 5
_WIDTH = 330
_HINTS = {
    Duplex.ONE_SIDE: "",
    Duplex.LONG_EDGE: "装订在左边的选这个。封面的背面空着，— 1 — 在正面。",
    Duplex.SHORT_EDGE: "从上边翻看的才选这个；装订成册的选长边翻转。",
    Duplex.BY_HAND: "先印正面；印完把整叠纸放回纸盒，再印背面。封面的背面空着。",
}
_NO_DUPLEX = "这台打印机不会自己印双面，请选“手动双面”。"


class PrintChoices(QScrollArea):
    """Shows a job and lets it be changed; `changed` comes after every change of the clerk's."""

    changed = Signal()

    def __init__(self, *, is_final: bool, earlier_name: str) -> None:
        super().__init__()
        self._is_final = is_final
        self._earlier_name = earlier_name
        self._printers: tuple[PrinterFacts, ...] | None = None
        self._wanted_printer = ""
        self._listed: tuple[SheetRef | str, ...] = ()  # what stands in the list of sheets
        self._edges: tuple[str, ...] = ()
        self._make_printer_part()
        self._make_page_part()
        self._make_paper_part()
        self._lay_out()
        self._connect()
        self._update()

    # Parts -------------------------------------------------------------------------------------

    def _make_printer_part(self) -> None:
        self.printer_box = _box("打印机")
        self.printer_box.addItem("正在找打印机…", "")
        self.printer_label = _note()
        self.copies_box = QSpinBox()
        self.copies_box.setRange(1, MOST_COPIES)
        self.copies_box.setAccessibleName("份数")
        self.copies_box.lineEdit().setTextMargins(6, 0, 0, 0)
        self.collate_check = QCheckBox("逐份打印")
        self.collate_check.setToolTip("印完一份再印下一份；不打钩，每页的几份放在一起")
        self.duplex_box = _box("双面", Duplex)
        self.duplex_label = _note()
        self.backs_check = QCheckBox("背面从最后一页印起")
        self.backs_check.setToolTip("印出来字朝上的打印机，纸叠是倒着的，打上这个钩")
        self.grey_check = QCheckBox("灰度，不印彩色")

    def _make_page_part(self) -> None:
        self.pick_box = _box("印什么", Pick)
        self.sheet_list = QListWidget()
        self.sheet_list.setAccessibleName("印哪几张表")
        self.sheet_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        height = self.sheet_list.fontMetrics().height() + 7
        self.sheet_list.setFixedHeight(_LIST_LINES * height + 6)
        self.range_line = QLineEdit()
        self.range_line.setAccessibleName("页码范围")
        self.range_line.setPlaceholderText("例如 1-3,5，数封面")
        self.page_label = _note()
        if not self._earlier_name:
            self._disable(self.pick_box, Pick.CHANGED, "还没有打印或导出过，没有可以比的。")

    def _make_paper_part(self) -> None:
        self.edition_box = _box("版本", Edition)
        self.mark_box = _box("标注")
        for mark in ("", *DRAFT_MARKS):
            self.mark_box.addItem(mark or _NO_MARK, mark)
        self.guide_check = QCheckBox("画出盖章处")
        self.guide_check.setToolTip("在草稿上用虚线画出留给公章的地方，大小和真的一样")
        self.codes_check = QCheckBox("校验码")
        self.qr_check = QCheckBox("二维码")
        self.codes_check.setToolTip("在每页页脚印一行小字，凭它核对这张纸是哪一稿")
        self.qr_check.setToolTip("校验码旁边再印一个二维码")
        self.number_box = _box("页码位置")
        self.number_box.addItem("单页右，双页左", False)
        self.number_box.addItem("居中", True)
        self.font_box = _box("字体")
        self.font_box.addItem("本机的公文字体", True)
        self.font_box.addItem("随程序带的字体", False)
        self.paper_label = _note()

    def _lay_out(self) -> None:
        body = QWidget()
        body.setProperty("pane", True)
        self._rows = _Rows(body)
        copies, codes = _beside(self.copies_box, self.collate_check), _beside(*self._code_checks())
        self._rows.add_heading("打印机")
        self._rows.add("打印机：", self.printer_box)
        self._rows.add("", self.printer_label)
        self._rows.add("份数：", copies)
        self._rows.add("双面：", self.duplex_box)
        self._rows.add("", self.duplex_label)
        self._rows.add("", self.backs_check)
        self._rows.add("", self.grey_check)
        self._rows.add_heading("页")
        self._rows.add("印什么：", self.pick_box)
        self._rows.add("", self.sheet_list)
        self._rows.add("页码：", self.range_line)
        self._rows.add("", self.page_label)
        self._rows.add_heading("纸面")
        self._rows.add("版本：", self.edition_box)
        self._rows.add("标注：", self.mark_box)
        self._rows.add("", self.guide_check)
        self._rows.add("页脚：", codes)
        self._rows.add("页码位置：", self.number_box)
        self._rows.add("字体：", self.font_box)
        self._rows.add("", self.paper_label)
        self._rows.fill_up()
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(int(_WIDTH * theme.letter_scale()))

    def _code_checks(self) -> tuple[QCheckBox, QCheckBox]:
        return self.codes_check, self.qr_check

    def _connect(self) -> None:
        for box in self._boxes():
            box.currentIndexChanged.connect(self._on_changed)
        for check in self._checks():
            check.toggled.connect(self._on_changed)
        self.copies_box.valueChanged.connect(self._on_changed)
        self.sheet_list.itemChanged.connect(self._on_changed)
        self.range_line.textChanged.connect(self._on_changed)

    def _boxes(self) -> tuple[QComboBox, ...]:
        return (
            *(self.printer_box, self.duplex_box, self.pick_box, self.edition_box),
            *(self.mark_box, self.number_box, self.font_box),
        )

    def _checks(self) -> tuple[QCheckBox, ...]:
        return (
            *(self.collate_check, self.backs_check, self.grey_check),
            *(self.guide_check, self.codes_check, self.qr_check),
        )

    # The job -----------------------------------------------------------------------------------

    def job(self) -> PrintJob:
        """Return what is chosen. A final report has no mark, whatever stands in the box."""
        return PrintJob(
            choices=self._choices(),
            selection=PageSelection(
                self.pick_box.currentData(), frozenset(self._parts()), self.range_line.text()
            ),
            copies=self.copies_box.value(),
            is_collated=self.collate_check.isChecked(),
            duplex=self.duplex_box.currentData(),
            begins_backs_at_end=self.backs_check.isChecked(),
            is_grey=self.grey_check.isChecked(),
            printer=self.printer_box.currentData() or self._wanted_printer,
        )

    def _choices(self) -> PaperChoices:
        has_codes = self.codes_check.isChecked()
        return PaperChoices(
            edition=self.edition_box.currentData(),
            mark="" if self._is_final else str(self.mark_box.currentData()),
            has_seal_guide=self.guide_check.isChecked() and not self._is_final,
            has_codes=has_codes,  # the public edition has none all the same
            has_qr=self.qr_check.isChecked() and has_codes,
            centers_page_numbers=bool(self.number_box.currentData()),
            uses_official_fonts=bool(self.font_box.currentData()),
        )

    def show_job(self, job: PrintJob) -> None:
        """Show what was chosen, and tell nobody."""
        blockers = [QSignalBlocker(each) for each in (*self._boxes(), *self._checks())]
        blockers += [QSignalBlocker(self.copies_box), QSignalBlocker(self.range_line)]
        self._wanted_printer = job.printer
        _choose(self.printer_box, job.printer)
        self.copies_box.setValue(job.copies)
        self.collate_check.setChecked(job.is_collated)
        _choose(self.duplex_box, job.duplex)
        self.backs_check.setChecked(job.begins_backs_at_end)
        self.grey_check.setChecked(job.is_grey)
        _choose(self.pick_box, job.selection.pick)
        self.range_line.setText(job.selection.text)
        self._show_choices(job.choices)
        del blockers
        self._update()

    def show_choices(self, choices: PaperChoices) -> None:
        """Show how a paper was laid out, and tell nobody."""
        self.show_job(replace(self.job(), choices=choices))

    def _show_choices(self, choices: PaperChoices) -> None:
        _choose(self.edition_box, choices.edition)
        _choose(self.mark_box, "" if self._is_final else choices.mark)
        self.guide_check.setChecked(choices.has_seal_guide and not self._is_final)
        self.codes_check.setChecked(choices.has_codes)
        self.qr_check.setChecked(choices.has_qr)
        _choose(self.number_box, choices.centers_page_numbers)
        _choose(self.font_box, choices.uses_official_fonts)

    # What is there to choose from ----------------------------------------------------------------

    def set_printers(self, printers: Sequence[PrinterFacts]) -> None:
        """Offer the printers that were found."""
        self._printers = tuple(printers)
        blocker = QSignalBlocker(self.printer_box)
        self.printer_box.clear()
        for each in printers:
            self.printer_box.addItem(each.name + ("（默认）" if each.is_default else ""), each.name)
        if not printers:
            self.printer_box.addItem("没有打印机", "")
        default = next((each.name for each in printers if each.is_default), "")
        names = {each.name for each in printers}
        _choose(
            self.printer_box, self._wanted_printer if self._wanted_printer in names else default
        )
        del blocker
        self._update()
        self.changed.emit()

    @property
    def printer(self) -> PrinterFacts | None:
        """The printer that is chosen."""
        name = self.printer_box.currentData()
        return next((each for each in self._printers or () if each.name == name), None)

    def set_parts(self, parts: Mapping[SheetRef | str, str]) -> None:
        """Offer the sheets of the paper; those chosen before stay chosen."""
        chosen = set(self._parts())
        blocker = QSignalBlocker(self.sheet_list)
        self._listed = tuple(parts)
        self.sheet_list.clear()
        for part, name in parts.items():
            item = QListWidgetItem(name)
            item.setToolTip(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            state = Qt.CheckState.Checked if part in chosen else Qt.CheckState.Unchecked
            item.setCheckState(state)
            self.sheet_list.addItem(item)
        if self.sheet_list.count():
            self.sheet_list.setCurrentRow(0)
        del blocker

    def _parts(self) -> list[SheetRef | str]:
        return [
            part
            for row, part in enumerate(self._listed)
            if self.sheet_list.item(row).checkState() is Qt.CheckState.Checked
        ]

    def warn_of_edges(self, edges: Sequence[str]) -> None:
        """Warn that the printer would cut something off at these edges of the paper."""
        self._edges = tuple(edges)
        self._say(self.printer_label, self._about_printer())

    def say_of_pages(self, words: str) -> None:
        """Say what is to be known of the pages that are chosen."""
        self._say(self.page_label, words)

    # Following the choices ---------------------------------------------------------------------

    def _on_changed(self) -> None:
        if self.printer_box.currentData():
            self._wanted_printer = self.printer_box.currentData()
        self._update()
        self.changed.emit()

    def _update(self) -> None:
        """Enable and show what fits the rest, and say why something cannot be chosen."""
        job, pick = self.job(), self.pick_box.currentData()
        self._rows.show(self.sheet_list, pick is Pick.SHEETS)
        self._rows.show(self.range_line, pick is Pick.RANGE)
        self._rows.show(self.backs_check, job.duplex is Duplex.BY_HAND)
        self.collate_check.setEnabled(job.copies > 1)
        self._say(self.printer_label, self._about_printer())
        self._say(self.duplex_label, self._about_duplex(job.duplex))
        is_public = job.choices.edition is Edition.PUBLIC
        self.mark_box.setEnabled(not self._is_final)
        self.guide_check.setEnabled(not self._is_final)
        self.codes_check.setEnabled(not is_public)
        self.qr_check.setEnabled(job.choices.has_codes and not is_public)
        final = "报告已经定稿，不带标注，也不画盖章处。" if self._is_final else ""
        public = "公开版不带校验码。" if is_public else ""
        self._say(self.paper_label, final + public)

    def _about_printer(self) -> str:
        if self._printers is None:
            return ""
        if not self._printers:
            return "这台电脑没有装打印机，请先装好；也可以导出 PDF，拿到别处打印。"
        if self.printer is None:
            return ""
        return self.printer.state + self._about_edges(self.printer.unprintable)

    def _about_edges(self, unprintable: Edges) -> str:
        if not self._edges:
            return ""
        widest = max(unprintable)
        return (
            f"它在纸边最多留 {widest:.0f} 毫米印不到，纸的{'、'.join(self._edges)}边会缺一点，"
            "可以先印一张测试页看看。"
        )

    def _about_duplex(self, duplex: Duplex) -> str:
        is_automatic = duplex in (Duplex.LONG_EDGE, Duplex.SHORT_EDGE)
        if is_automatic and self.printer is not None and not self.printer.can_duplex:
            return _NO_DUPLEX
        return _HINTS[duplex]

    def _say(self, label: QLabel, words: str) -> None:
        label.setText(words)
        self._rows.show(label, bool(words))

    def _disable(self, box: QComboBox, choice: Enum, why: str) -> None:
        model = box.model()
        assert isinstance(model, QStandardItemModel)
        item = model.item(_row_of(box, choice))
        item.setEnabled(False)
        item.setToolTip(why)


class _Rows:
    """Rows of a label and what it is for, in one grid: notes are broken as the width asks for."""

    def __init__(self, body: QWidget) -> None:
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(14, 10, 14, 10)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(1, 1)
        self._labels: dict[QWidget, QLabel] = {}

    def add_heading(self, words: str) -> None:
        heading = QLabel(words)
        heading.setProperty("heading", True)
        if self._grid.rowCount() > 1:
            heading.setContentsMargins(0, 8, 0, 0)
        self._grid.addWidget(heading, self._grid.rowCount(), 0, 1, 2)

    def add(self, words: str, widget: QWidget) -> None:
        """Add a row; what has no words and needs the width has it all."""
        row = self._grid.rowCount()
        if words:
            self._labels[widget] = label = QLabel(words)
            inner = widget.findChild(QSpinBox) or widget.findChild(QCheckBox) or widget
            label.setBuddy(inner)
            self._grid.addWidget(label, row, 0)
        is_wide = not words and isinstance(widget, QLabel | QListWidget)
        self._grid.addWidget(widget, row, 0 if is_wide else 1, 1, 2 if is_wide else 1)

    def fill_up(self) -> None:
        """Leave what room is left below."""
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def show(self, widget: QWidget, is_shown: bool) -> None:
        """Show or hide a row."""
        widget.setVisible(is_shown)
        if widget in self._labels:
            self._labels[widget].setVisible(is_shown)


def _beside(*widgets: QWidget) -> QWidget:
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    for each in widgets:
        row.addWidget(each)
    row.addStretch(1)
    return pair


def _box(name: str, choices: type[Enum] | None = None) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for each in choices or ():
        box.addItem(str(each.value), each)
    return box


class _Note(QLabel):
    """A wrapped sentence that is never lower than its lines: a scrolled grid would squeeze it."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_height()

    def setText(self, text: str) -> None:
        super().setText(text)
        self._keep_height()

    def _keep_height(self) -> None:
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))


def _note() -> QLabel:
    label = _Note()
    label.setProperty("quiet", True)
    label.setWordWrap(True)
    return label


def _row_of(box: QComboBox, choice: object) -> int:
    """Return the row of a choice; Qt's own search does not know our values."""
    return next((row for row in range(box.count()) if box.itemData(row) == choice), -1)


def _choose(box: QComboBox, choice: object) -> None:
    row = _row_of(box, choice)
    if row >= 0:
        box.setCurrentIndex(row)
