"""What the findings say about parts of a text: wavy lines, tooltips, the figure to put there."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from perfeval_desktop.domain.figure_notes import NoteKind
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.schemes import CONTRAST

_GRAVITY = tuple(Severity)


class Mark(NamedTuple):
    """Characters `start` to `end` of a text that a finding speaks of."""

    start: int
    end: int
    severity: Severity
    tip: str
    replacement: str = ""


def marks_by_field(findings: list[Finding]) -> dict[FieldAddress, list[Mark]]:
    """Return the marks of every text, the gravest finding first where several speak of a place."""
    found: dict[FieldAddress, list[Mark]] = {}
    for finding in sorted(findings, key=lambda each: _GRAVITY.index(each.severity)):
        for span in finding.spans:
            tip = _tip(finding, span.replacement)
            mark = Mark(span.start, span.end, finding.severity, tip, span.replacement)
            found.setdefault(span.address, []).append(mark)
    return found


def _tip(finding: Finding, replacement: str) -> str:
    lines = [f"{each.label}　{each.shown}" for each in (finding.left, finding.right) if each.shown]
    lines.append(finding.message)
    if replacement:
        lines.append(f"按 Ctrl+. 改成“{replacement}”")
    return "\n".join(lines)


class ShownMark(NamedTuple):
    """A mark in an editor; the cursor moves along while the text is edited."""

    cursor: QTextCursor
    mark: Mark

    def holds(self, position: int) -> bool:
        """Say whether a position of the document is in it, both ends included."""
        return self.cursor.selectionStart() <= position <= self.cursor.selectionEnd()


class NoteMark(NamedTuple):
    """Characters that something is said of: which cell the figure follows, means, or none."""

    start: int
    end: int
    kind: NoteKind
    tip: str


class ShownNote(NamedTuple):
    """A note in an editor; the cursor moves along while the text is edited."""

    cursor: QTextCursor
    note: NoteMark

    def holds(self, position: int) -> bool:
        """Say whether a position of the document is in it, both ends included."""
        return self.cursor.selectionStart() <= position <= self.cursor.selectionEnd()


def shown_marks(editor: QTextEdit, marks: list[Mark]) -> list[ShownMark]:
    """Put marks on the text of an editor."""
    return [ShownMark(_cursor(editor, each.start, each.end), each) for each in marks]


def shown_notes(editor: QTextEdit, notes: list[NoteMark]) -> list[ShownNote]:
    """Put notes on the text of an editor."""
    return [ShownNote(_cursor(editor, each.start, each.end), each) for each in notes]


def _cursor(editor: QTextEdit, start: int, end: int) -> QTextCursor:
    text = editor.toPlainText()
    offset = _blank_before(text)
    cursor = QTextCursor(editor.document())
    cursor.setPosition(document_position(text, start + offset))
    keep = QTextCursor.MoveMode.KeepAnchor
    cursor.setPosition(document_position(text, end + offset), keep)
    return cursor


def _blank_before(text: str) -> int:
    """Blank space before the text is not part of what is stored."""
    return len(text) - len(text.lstrip(" \t\n　"))


def stored_position(editor: QTextEdit, position: int) -> int:
    """Return which character of the stored text stands at a position of the document."""
    text = editor.toPlainText()
    before = text.encode("utf-16-le")[: 2 * position].decode("utf-16-le", "ignore")
    return max(0, len(before) - _blank_before(text))


def document_position(text: str, place: int) -> int:
    """Return Qt's position of a character: rare ones (𠮷) count as two there."""
    return len(text[:place].encode("utf-16-le")) // 2


def highlight(editor: QTextEdit, marks: list[ShownMark], notes: list[ShownNote]) -> None:
    """Draw wavy lines under marks and a ground behind notes, without touching the document."""
    selections = [_selection(each.cursor, _NOTE_FORMATS[each.note.kind]()) for each in notes]
    for shown in reversed(marks):  # the gravest is drawn last
        form = QTextCharFormat()
        form.setUnderlineStyle(_underline(shown.mark.severity))
        form.setUnderlineColor(QColor(getattr(theme.on_paper(), shown.mark.severity.code)))
        selections.append(_selection(shown.cursor, form))
    editor.setExtraSelections(selections)


def _underline(severity: Severity) -> QTextCharFormat.UnderlineStyle:
    """In high contrast colours tell little: an error waves, a warning is broken, a hint dotted."""
    styles = QTextCharFormat.UnderlineStyle
    if theme.colours() is not CONTRAST or severity is Severity.ERROR:
        return styles.WaveUnderline
    return styles.DashUnderline if severity is Severity.WARNING else styles.DashDotLine


def _selection(cursor: QTextCursor, form: QTextCharFormat) -> QTextEdit.ExtraSelection:
    selection = QTextEdit.ExtraSelection()
    selection.cursor = cursor
    selection.format = form
    return selection


def _ground(colour: str) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setBackground(QColor(colour))
    return form


def _dotted() -> QTextCharFormat:
    form = QTextCharFormat()
    form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    form.setUnderlineColor(QColor(theme.on_paper().ink_quiet))
    return form


_NOTE_FORMATS = {
    NoteKind.LIVE: lambda: _ground(theme.on_paper().live),
    NoteKind.MEANT: lambda: _ground(theme.on_paper().meant),
    NoteKind.NONE: _dotted,
}
