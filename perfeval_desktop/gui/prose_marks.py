"""What the findings say about parts of a text: wavy lines, tooltips, the figure to put there."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui import theme

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


def shown_marks(editor: QTextEdit, marks: list[Mark]) -> list[ShownMark]:
    """Put marks on the text of an editor; blank space before it is not part of the stored text."""
    text = editor.toPlainText()
    offset = len(text) - len(text.lstrip(" \t\n　"))
    found = []
    for mark in marks:
        cursor = QTextCursor(editor.document())
        cursor.setPosition(document_position(text, mark.start + offset))
        keep = QTextCursor.MoveMode.KeepAnchor
        cursor.setPosition(document_position(text, mark.end + offset), keep)
        found.append(ShownMark(cursor, mark))
    return found


def document_position(text: str, place: int) -> int:
    """Return Qt's position of a character: rare ones (𠮷) count as two there."""
    return len(text[:place].encode("utf-16-le")) // 2


def underline(editor: QTextEdit, marks: list[ShownMark]) -> None:
    """Draw wavy lines under the marks, without touching the document."""
    selections = []
    for shown in reversed(marks):  # the gravest is drawn last
        form = QTextCharFormat()
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        form.setUnderlineColor(QColor(getattr(theme.LIGHT, shown.mark.severity.code)))
        selection = QTextEdit.ExtraSelection()
        selection.cursor = shown.cursor
        selection.format = form
        selections.append(selection)
    editor.setExtraSelections(selections)
