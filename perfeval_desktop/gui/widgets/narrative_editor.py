"""The narrative: an outline at the left, and the page with an editor under each heading."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.figure_notes import FigureNote, NoteKind
from perfeval_desktop.domain.findings import TextSpan
from perfeval_desktop.domain.layout import SheetRef, cell_text, lay_out
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT, Heading, SheetKind
from perfeval_desktop.domain.values import Text, is_blank
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.prose_marks import NoteMark, marks_by_field
from perfeval_desktop.gui.widgets.carried_chapters import SIGN, CarriedChapters
from perfeval_desktop.gui.widgets.chapter_count import ChapterCount
from perfeval_desktop.gui.widgets.prose_edit import FONT_PIXELS, ProseEdit
from perfeval_desktop.gui.widgets.wheel_zoom import ZoomingArea
from perfeval_desktop.gui.wrapped_text import WrappedText
from perfeval_desktop.services.figure_notes import cell_of
from perfeval_desktop.services.session import Outcome

_LEFT = Qt.AlignmentFlag.AlignLeft
Index = QModelIndex | QPersistentModelIndex

_HEADING_FONTS = {1: ("FormHei", 18), 2: ("FormKai", 18), 3: ("FormFang", 17)}
_PAPER_WIDTH = 760
_OUTLINE_WIDTH, _NARROW_OUTLINE = 194, 144
_MARGIN, _NARROW_MARGIN = 44, 14  # white paper beside the text
_LAID_OUT_MS = 50  # after a page is first shown
_NARROW = 640  # an editor narrower than this has the narrow ones
_ITEM_PADDING = 20  # beside the headings of the outline
_BETWEEN = 7  # pixels between them


class Caret(NamedTuple):
    """Where the caret is: the text, the character of it, and the place on the screen."""

    address: FieldAddress
    position: int
    on_screen: QPoint


class NarrativeEditor(QWidget):
    """Edits the prose fields of the report, chapter by chapter."""

    field_focused = Signal(object)  # FieldAddress or None
    zoom_requested = Signal(int, QPoint)  # by steps, with the place of the mouse on the screen
    menu_opening = Signal(QMenu, object, int)  # over a character of the text of a FieldAddress
    sentence_wanted = Signal()  # at the caret
    seen = Signal(object)  # FieldAddress of a chapter that was carried over

    def __init__(self, open_report: OpenReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open_report = open_report
        self._sheet = next(
            each for each in open_report.report.template.sheets if each.kind is SheetKind.NARRATIVE
        )
        self._editors: dict[str, ProseEdit] = {}
        self._links: dict[str, QPushButton] = {}  # under chapters that have sentences
        self._carried = CarriedChapters(open_report, self)
        self._carried.seen.connect(self.seen)
        self._labels: list[QLabel] = []
        self._zoom = 1.0
        self._paper = QFrame()
        self._outline = QListWidget()
        self._count = ChapterCount()
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._scroll = ZoomingArea()
        self._desk = QWidget()
        self._on_paper, self._on_desk = QVBoxLayout(), QHBoxLayout()
        self._set_up()
        self._show_all()
        open_report.changed.connect(self._on_changed)
        open_report.findings_changed.connect(self._show_marks)
        open_report.checking_changed.connect(self._show_marks)
        self._scroll.zoom_requested.connect(self.zoom_requested)
        self._outline.itemClicked.connect(lambda item: self._go_to(self._outline.row(item)))
        self._outline.itemActivated.connect(lambda item: self._go_to(self._outline.row(item)))

    # Making the page

    def _set_up(self) -> None:
        self._outline.setObjectName("outline")
        self._outline.setAccessibleName("正文提纲")
        self._outline.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._outline.setWordWrap(True)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self._outline, 1)
        side.addWidget(self._count)
        self._fill_desk()
        self._scroll.setWidget(self._desk)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(side)
        whole.addWidget(self._scroll, 1)
        first = next(iter(self._editors.values()), None)
        if first is not None:
            self.setFocusProxy(first)

    def _fill_desk(self) -> None:
        paper = self._paper
        paper.setObjectName("paper")
        column = self._on_paper
        paper.setLayout(column)
        column.setSpacing(8)
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._title.setWordWrap(True)
        column.addWidget(self._title)
        column.addSpacing(16)
        for heading in self._sheet.headings:
            column.addWidget(self._make_label(heading))
            if heading.field:
                column.addWidget(self._make_editor(heading))
                if self._open_report.report.template.fields[heading.field].sentences:
                    column.addWidget(self._make_link(heading.field), 0, _LEFT)
                if self._carried.are_there:
                    link = self._carried.make_link(heading.field, paper)
                    column.addWidget(link, 0, _LEFT)
        column.addStretch(1)
        self._desk.setProperty("desk", True)
        row = self._on_desk
        self._desk.setLayout(row)
        row.setContentsMargins(10, 10, 10, 10)
        row.addWidget(paper)
        self._set_letters()

    def _set_letters(self) -> None:
        """Set title, headings and texts as large as the zoom has them."""
        self._paper.setMaximumWidth(int(_PAPER_WIDTH * self._zoom))
        self._title.setFont(theme.form_font("FormTitle", 24 * self._zoom))
        for label, heading in zip(self._labels, self._sheet.headings, strict=True):
            name, pixels = _HEADING_FONTS.get(heading.level, ("FormFang", 17))
            label.setFont(theme.form_font(name, pixels * self._zoom))
        for editor in self._editors.values():
            editor.set_pixels(round(FONT_PIXELS * self._zoom))

    def set_zoom(self, zoom: float, place: QPoint | None = None) -> None:
        """Show the page larger or smaller than it is (1.0).

        The text under `place` on the screen, or else at the caret, stays there.
        """
        if zoom == self._zoom:
            return
        editor = self._editor_at(place)
        cursor = None if editor is None else _cursor_at(editor, place)
        before = self._height_of(editor, cursor)
        self._zoom = zoom
        self._set_letters()
        self._on_paper.activate()
        self._on_desk.activate()
        self._desk.resize(self._desk.width(), self._desk.sizeHint().height())
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.value() + self._height_of(editor, cursor) - before)

    def _editor_at(self, place: QPoint | None) -> ProseEdit | None:
        for editor in self._editors.values():
            rect = editor.rect()
            if editor.hasFocus() if place is None else rect.contains(editor.mapFromGlobal(place)):
                return editor
        return None

    def _height_of(self, editor: ProseEdit | None, cursor: QTextCursor | None) -> int:
        """Return how far from the top of the view a place in a text is."""
        if editor is None or cursor is None:
            return 0
        place = editor.viewport().mapTo(self._desk, editor.cursorRect(cursor).center())
        return place.y() - self._scroll.verticalScrollBar().value()

    def restyle(self) -> None:
        """The outline has letters and colours of its own."""
        self._mark_outline()
        self._fit_outline()

    def _make_label(self, heading: Heading) -> QLabel:
        label = QLabel(heading.text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setContentsMargins(34, 8 if heading.level == 1 else 2, 0, 0)
        self._labels.append(label)
        item = QListWidgetItem(heading.text)
        item.setToolTip(heading.text)
        self._outline.addItem(item)
        return label

    def _make_editor(self, heading: Heading) -> ProseEdit:
        field = self._open_report.report.template.fields[heading.field]
        editor = ProseEdit(field.note)
        editor.setAccessibleName(heading.text)
        editor.setObjectName(f"prose:{heading.field}")
        address = FieldAddress(REPORT, heading.field)
        editor.committed.connect(lambda text: self._open_report.enter(address, text))
        editor.left_out.connect(self._open_report.refused)
        editor.menu_opening.connect(
            lambda menu, position: self.menu_opening.emit(menu, address, position)
        )
        editor.focused.connect(lambda: self._on_focused(address))
        editor.cursorPositionChanged.connect(lambda: self._follow_caret(editor))
        editor.textChanged.connect(lambda: self._show_count(editor))
        editor.textChanged.connect(lambda: self._show_link(heading.field))
        self._editors[heading.field] = editor
        return editor

    def _make_link(self, field: str) -> QPushButton:
        """An empty chapter offers to begin with a sentence of the template."""
        link = QPushButton("用表样的句子起头…")
        link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.clicked.connect(self._editors[field].setFocus)
        link.clicked.connect(self.sentence_wanted)
        self._links[field] = link
        return link

    def _show_link(self, field: str) -> None:
        if field in self._links:
            can_edit = self._open_report.can_edit
            self._links[field].setVisible(can_edit and not self._editors[field].text())

    # What others ask

    def focus_field(self, address: FieldAddress) -> bool:
        """Go to the editor of a field; False when it is not one of the narrative's."""
        editor = self._editors.get(address.field)
        if editor is None:
            return False
        editor.setFocus()
        self._scroll.ensureWidgetVisible(editor, 0, 60)
        return True

    def select_span(self, span: TextSpan) -> None:
        """Select a figure in its text, and bring it into view."""
        editor = self._editors.get(span.address.field)
        if editor is not None:
            editor.select_part(span.start, span.end)
            self._show_caret(editor)
            # A page that was just made has not got its heights yet.
            QTimer.singleShot(_LAID_OUT_MS, editor, lambda: self._show_caret(editor))

    def use_replacement(self) -> bool:
        """Put the figure of the table in place of that at the caret; False when there is none."""
        focused = (each for each in self._editors.values() if each.hasFocus())
        return any(each.use_replacement() for each in focused)

    def caret(self) -> Caret | None:
        """Return where the caret is, None while it is in no text."""
        for field, editor in self._editors.items():
            if editor.hasFocus():
                editor.flush()
                place = editor.viewport().mapToGlobal(editor.cursorRect().bottomLeft())
                return Caret(FieldAddress(REPORT, field), editor.stored_caret(), place)
        return None

    def current_field(self) -> FieldAddress | None:
        """Return the text that has, or had last, the keyboard."""
        row = self._outline.currentRow()
        field = self._sheet.headings[row].field if row >= 0 else ""
        return FieldAddress(REPORT, field) if field else None

    def selected_text(self) -> str:
        """Return what is selected in the text that has the keyboard, "" for nothing."""
        focused = (each for each in self._editors.values() if each.hasFocus())
        return next((each.textCursor().selectedText() for each in focused), "")

    def editor(self, field: str) -> ProseEdit:
        """Return the editor of a field."""
        return self._editors[field]

    def flush(self) -> None:
        """Hand over what was typed in every editor."""
        for editor in self._editors.values():
            editor.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window takes from outline and margins before it takes from the text."""
        super().resizeEvent(event)
        margin = _NARROW_MARGIN if self.width() < _NARROW else _MARGIN
        self._on_paper.setContentsMargins(margin, 36, margin, 60)
        self._fit_outline()

    def _fit_outline(self) -> None:
        width = _NARROW_OUTLINE if self.width() < _NARROW else _OUTLINE_WIDTH
        self._outline.setFixedWidth(int(width * theme.letter_scale()))
        self._set_outline_heights()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another sheet is shown: nothing typed stays behind."""
        self.flush()
        super().hideEvent(event)

    # Following

    def _on_changed(self, outcome: Outcome) -> None:
        for field in self._editors:
            if FieldAddress(REPORT, field) in outcome.changed or self._has_notes(field):
                self._show_field(field)
        self._show_title()
        self._mark_outline()
        self._follow_status()

    def _has_notes(self, field: str) -> bool:
        """What notes tell of cells may be another figure now."""
        value = self._open_report.report.value(FieldAddress(REPORT, field))
        return isinstance(value, Text) and bool(value.notes)

    def _follow_status(self) -> None:
        """A report that takes no edits is read, not written."""
        can_edit = self._open_report.can_edit
        for field, editor in self._editors.items():
            editor.setReadOnly(not can_edit)
            self._show_link(field)
        self._carried.show_links()

    def _show_all(self) -> None:
        self._show_title()
        self._follow_status()
        for field in self._editors:
            self._show_field(field)
        self._mark_outline()
        self._show_marks()

    def _show_marks(self) -> None:
        """Underline what the findings speak of; while texts are checked, marks move along."""
        if self._open_report.is_checking:
            return
        marks = marks_by_field(self._open_report.open_findings())
        years = self._carried.year_marks()
        for field, editor in self._editors.items():
            address = FieldAddress(REPORT, field)
            editor.show_marks([*marks.get(address, []), *years.get(address, [])])

    def _show_title(self) -> None:
        grid = lay_out(self._open_report.report, SheetRef(self._sheet.id))
        session = self._open_report.session
        numbers = self._open_report.report.template.numbers
        self._title.setText(cell_text(grid.title, session.value, numbers))

    def _show_field(self, field: str) -> None:
        value = self._open_report.session.value(FieldAddress(REPORT, field))
        editor = self._editors[field]
        editor.show_text(value.text if value is not None else "")
        notes = value.notes if isinstance(value, Text) else ()
        editor.show_notes([self._note_mark(each) for each in notes])

    def _note_mark(self, note: FigureNote) -> NoteMark:
        cell = cell_of(self._open_report.session, note)
        where = f"{cell.label}（{cell.shown or '还没有数'}）" if cell is not None else ""
        tips = {
            NoteKind.LIVE: f"跟着{where}变" if where else "所跟的格已经没有了，这个数不再变",
            NoteKind.MEANT: f"指的是{where}" if where else "所指的格已经没有了",
            NoteKind.NONE: "不指哪一格，不核对",
        }
        return NoteMark(note.start, note.end, note.kind, tips[note.kind])

    def _mark_outline(self) -> None:
        """A chapter that is still to be written stands in grey, with a circle before it."""
        fields = self._open_report.report.template.fields
        session = self._open_report.session
        for row, heading in enumerate(self._sheet.headings):
            item = self._outline.item(row)
            is_open = bool(
                heading.field
                and fields[heading.field].is_required
                and is_blank(session.value(FieldAddress(REPORT, heading.field)))
            )
            indent = "　" * (heading.level - 1)
            is_carried = not is_open and self._carried.is_carried(heading.field)
            sign = "○ " if is_open else SIGN if is_carried else ""
            text = f"{indent}{sign}{heading.text}"
            is_other = item.text() != text
            item.setText(text)
            if is_other:
                self._set_outline_heights()
            colours = theme.colours()
            item.setForeground(theme.brush(colours.quiet if is_open else colours.text))
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                f"{heading.text}{'，未填' if is_open else '，沿用上年' if is_carried else ''}",
            )

    def _set_outline_heights(self) -> None:
        """Give each heading the lines it needs: Qt's own guess leaves no room for the padding."""
        whole = self._outline.width() - _ITEM_PADDING
        bar = self._outline.verticalScrollBar().sizeHint().width()
        for room in (whole, whole - bar):
            heights = self._outline_heights(room)
            if sum(heights) <= self.height() - self._count.sizeHint().height():
                break
        for row, height in enumerate(heights):
            self._outline.item(row).setSizeHint(QSize(room, height))

    def _outline_heights(self, room: int) -> list[int]:
        font, rows = self._outline.font(), range(self._outline.count())
        texts = [WrappedText(self._outline.item(row).text(), font, room, _LEFT) for row in rows]
        return [int(text.height) + _BETWEEN for text in texts]

    def _go_to(self, row: int) -> None:
        first = next((each for each in self._sheet.headings[row:] if each.field), None)
        if first is not None:  # a heading of headings leads to the first below it
            self._editors[first.field].setFocus()
        bar = self._scroll.verticalScrollBar()
        place = self._labels[row].mapTo(self._desk, QPoint(0, 0))
        bar.setValue(place.y() - 20)

    def _on_focused(self, address: FieldAddress) -> None:
        self._show_count(self._editors[address.field])
        self.setFocusProxy(self._editors[address.field])  # to come back to
        for row, heading in enumerate(self._sheet.headings):
            if heading.field == address.field:
                self._outline.setCurrentRow(row)
        self.field_focused.emit(address)

    def _show_count(self, editor: ProseEdit) -> None:
        if not editor.hasFocus():
            return
        field = editor.objectName().removeprefix("prose:")
        self._count.count(editor.text(), self._open_report.report.template.fields[field].limit)

    def _follow_caret(self, editor: ProseEdit) -> None:
        if editor.hasFocus():
            self._show_caret(editor)

    def _show_caret(self, editor: ProseEdit) -> None:
        place = editor.mapTo(self._desk, editor.cursorRect().center())
        self._scroll.ensureVisible(place.x(), place.y(), 10, 50)


def _cursor_at(editor: ProseEdit, place: QPoint | None) -> QTextCursor:
    if place is None:
        return editor.textCursor()
    return editor.cursorForPosition(editor.viewport().mapFromGlobal(place))
