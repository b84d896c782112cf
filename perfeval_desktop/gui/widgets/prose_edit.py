"""The editor of one section of the narrative: grows with its text, commits after a pause."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QTextEdit, QToolTip, QWidget

from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.prose_marks import (
    Mark,
    NoteMark,
    ShownMark,
    ShownNote,
    highlight,
    shown_marks,
    shown_notes,
    stored_position,
)

COMMIT_MS = 600
FONT_PIXELS = 17
_LINE_PERCENT = 150
_INDENT_CHARACTERS = 2


class ProseEdit(QTextEdit):
    """Plain paragraphs, set as they are printed; the page around it scrolls, not the editor.

    Its own undo is off: Ctrl+Z is the program's, over everything.
    """

    committed = Signal(str)  # what stands in it now
    focused = Signal()
    menu_opening = Signal(QMenu, int)  # over a character of the stored text
    left_out = Signal(str)  # what of a paste was no text, in a sentence

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self._is_composing = False
        self._marks: list[ShownMark] = []
        self._notes: list[ShownNote] = []
        self._pixels = FONT_PIXELS
        self._timer = QTimer(self, singleShot=True, interval=COMMIT_MS)
        self._timer.timeout.connect(self.flush)
        self._set_up(placeholder)
        self.document().contentsChanged.connect(self._on_contents_changed)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    def _set_up(self, placeholder: str) -> None:
        self.setFont(theme.form_font("FormFang", FONT_PIXELS))
        self.setPlaceholderText(placeholder)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_pixels(self, pixels: int) -> None:
        """Set the text in letters of this size."""
        self._pixels = pixels
        self.setFont(theme.form_font("FormFang", pixels))
        self._set_paragraphs()

    def restyle(self) -> None:
        """Marks and notes have the colours there are."""
        highlight(self, self._marks, self._notes)

    # The text

    def text(self) -> str:
        """Return what stands in the editor, without blank space around it."""
        return self.toPlainText().strip(" \t\n　")

    def show_text(self, text: str) -> None:
        """Show what the report holds; the caret stays where it was, as far as that goes."""
        if text == self.text():
            self._shown = text
            return
        place = self.textCursor().position()
        self._shown = text
        self.setPlainText(text)
        self._notes = []  # they were on the other text, as were the marks
        self._put_marks([])
        self._set_paragraphs()
        cursor = self.textCursor()
        cursor.setPosition(min(place, len(self.toPlainText())))
        self.setTextCursor(cursor)

    def flush(self) -> None:
        """Hand over what was typed. What an input method still composes is no text yet."""
        self._timer.stop()
        if self._is_composing:
            self._timer.start()
        elif self.text() != self._shown:
            self._shown = self.text()
            self.committed.emit(self._shown)

    def _on_contents_changed(self) -> None:
        if self.text() != self._shown:
            self._timer.start()

    def _set_paragraphs(self) -> None:
        """First lines two characters in, lines wide apart, as on paper."""
        form = QTextBlockFormat()
        form.setTextIndent(_INDENT_CHARACTERS * self._pixels)
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight
        form.setLineHeight(_LINE_PERCENT, proportional.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(form)

    # Marks

    def show_marks(self, marks: list[Mark]) -> None:
        """Underline what the findings speak of; while other text stands here, old marks stay."""
        if self.text() == self._shown:
            self._put_marks(shown_marks(self, marks))

    def _put_marks(self, marks: list[ShownMark]) -> None:
        self._marks = marks
        highlight(self, marks, self._notes)

    def show_notes(self, notes: list[NoteMark]) -> None:
        """Show what is said of figures; while other text stands here, old notes stay."""
        if self.text() == self._shown:
            self._notes = shown_notes(self, notes)
            highlight(self, self._marks, self._notes)

    def tip_at(self, position: int) -> str:
        """Return what is wrong with, and what was said of, the figure at a position."""
        mark = self.mark_at(position)
        tips = [mark.mark.tip] if mark is not None else []
        tips += [each.note.tip for each in self._notes if each.holds(position)]
        return "\n".join(tips)

    def stored_caret(self) -> int:
        """Return the character of the stored text at the caret."""
        return stored_position(self, self.textCursor().position())

    def mark_at(self, position: int) -> ShownMark | None:
        """Return the gravest mark at a position of the document, one that offers a figure first."""
        here = [each for each in self._marks if each.holds(position)]
        offers = [each for each in here if each.mark.replacement]
        return next(iter(offers or here), None)

    def select_part(self, start: int, end: int) -> None:
        """Select characters of the stored text."""
        part = shown_marks(self, [Mark(start, end, Severity.HINT, "")])[0]
        self.setTextCursor(part.cursor)

    def use_replacement(self, position: int | None = None) -> bool:
        """Put the figure of the table where the mark at a position is (at the caret by default)."""
        shown = self.mark_at(self.textCursor().position() if position is None else position)
        if shown is None or not shown.mark.replacement or self._is_composing:
            return False
        shown.cursor.insertText(shown.mark.replacement)
        self.setTextCursor(QTextCursor(shown.cursor))
        self._put_marks([each for each in self._marks if each is not shown])
        self.flush()
        return True

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what is wrong with a marked figure."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tip = self.tip_at(self.cursorForPosition(event.pos()).position())
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the figure of the table first."""
        menu = self.context_menu(self.cursorForPosition(event.pos()).position())
        menu.exec(event.globalPos())
        menu.deleteLater()

    def context_menu(self, position: int) -> QMenu:
        """Return the menu for a position of the document."""
        menu = self.createStandardContextMenu()
        for action in menu.actions()[:3]:  # undo, redo: the program's own are in its menu
            menu.removeAction(action)
        shown = self.mark_at(position)
        if shown is not None and shown.mark.replacement:
            fix = QAction(f"改成“{shown.mark.replacement}”", menu)
            fix.triggered.connect(lambda: self.use_replacement(position))
            first = menu.actions()[0]
            menu.insertAction(first, fix)
            menu.insertSeparator(first)
        self.flush()
        self.menu_opening.emit(menu, stored_position(self, position))
        return menu

    # Size

    def sizeHint(self) -> QSize:
        """As high as the text."""
        height = self.document().size().height()
        return QSize(super().sizeHint().width(), int(height) + 6)

    def minimumSizeHint(self) -> QSize:
        """The text is never cut off."""
        return QSize(100, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width makes another height."""
        super().resizeEvent(event)
        self.updateGeometry()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel turns the page."""
        event.ignore()

    # Keys and focus

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z and Ctrl+Y to the program."""
        is_ours = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y)
        )
        if is_ours:
            event.ignore()
            return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Know whether pinyin is being composed."""
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """A file that is dropped is for the window, which opens it or brings it in."""
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste words and paragraphs, without styles, as a step of its own."""
        from perfeval_desktop.importing.pasted_prose import left_out, pasted_prose

        pasted = pasted_prose(source.html(), source.text())
        self.flush()
        cursor = self.textCursor()
        cursor.setPosition(cursor.selectionStart())
        # Whole paragraphs that were put before another do not run into it.
        is_before = pasted.ends_paragraph and bool(pasted.text) and cursor.atBlockStart()
        end = QTextCursor(self.document())
        end.setPosition(self.textCursor().selectionEnd())
        self.insertPlainText(pasted.text + ("\n" if is_before and not end.atBlockEnd() else ""))
        self.flush()
        if left_out(pasted):
            self.left_out.emit(left_out(pasted))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """An empty editor gets its paragraph format with the first visit."""
        super().focusInEvent(event)
        if not self.toPlainText():
            self._set_paragraphs()
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving hands over what was typed."""
        self._is_composing = False
        super().focusOutEvent(event)
        self.flush()
