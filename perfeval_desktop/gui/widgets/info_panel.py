"""Everything about the cell of the cursor: what is asked, how it is computed, what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QTextBrowser,
    QWidget,
)

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.rich_text import escaped
from perfeval_desktop.gui.widgets.side_panel import SidePanel
from perfeval_desktop.services.carried import Lock
from perfeval_desktop.services.coverage import Use
from perfeval_desktop.services.field_facts import Change, FieldFacts, facts_of

_NO_FIELD = "请把光标放在一格上。"
_MOST_CHANGES = 200
_FINDING = "finding:"


class InfoPanel(SidePanel):
    """Follows the cursor while it is shown."""

    finding_chosen = Signal(object)  # Finding

    def __init__(self, open_report: OpenReport, parent: QWidget | None = None) -> None:
        self.text = _Text()
        super().__init__(self.text, "这一格的信息", parent)
        self._open_report = open_report
        self._address: FieldAddress | None = None
        self._uses: tuple[Use, ...] = ()
        self.text.anchorClicked.connect(self._on_link)
        self.text.given_up.connect(self.left)
        open_report.findings_changed.connect(self._refresh)

    def show_field(self, address: FieldAddress | None) -> None:
        """Show a cell; None says that there is none."""
        self._address = address
        self._refresh()

    def restyle(self) -> None:
        """The text has colours of its own."""
        self._refresh()

    def _refresh(self) -> None:
        if self.isHidden():
            return
        address, report = self._address, self._open_report.report
        if address is None or not report.has_record(address.record):
            self._uses = ()
            self.text.setPlainText(_NO_FIELD)
            return
        facts = facts_of(self._open_report.session, address, self._open_report.balance())
        self._uses = facts.uses
        place = self.text.verticalScrollBar().value()
        self.text.setHtml("".join(_html(facts)))
        self.text.verticalScrollBar().setValue(place)

    def _on_link(self, link: QUrl) -> None:
        number = link.toString().removeprefix(_FINDING)
        finding = self._uses[int(number)].finding if number.isdecimal() else None
        if finding is not None:
            self.finding_chosen.emit(finding)


class _Text(QTextBrowser):
    given_up = Signal()  # Escape

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("这一格的信息")
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.document().setDocumentMargin(12)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the findings."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


def _html(facts: FieldFacts) -> Iterator[str]:
    yield f"<p><b>{escaped(facts.label)}</b><br>{_quiet(escaped(facts.sheet))}</p>"
    rows = (
        ("上年的写法", facts.last_text),
        ("沿用", _carried(facts)),
        ("现在", facts.shown or "未填"),
        ("准确的数", facts.exact),
        ("注意", f"里面有{facts.unseen}，打印时不印；重新填一次就去掉。" if facts.unseen else ""),
        ("打印成", facts.printed),
        ("按公式", facts.computed),
        ("批复的绩效目标", _approved(facts)),
        ("改数的原因" if facts.lock is not None else "照填理由", facts.reason),
        ("上年", facts.last_year),
        ("待核实", "标着，核实以后再按一次 Ctrl+Shift+Y" if facts.remark.is_to_verify else ""),
        ("批注", facts.remark.text),
        ("怎么填", facts.role),
        ("类型", facts.kind),
        ("口径", facts.scope),
        ("公式", facts.formula),
        ("填报说明", facts.note),
        (facts.project_form, facts.coverage),
    )
    yield "<table cellspacing=0 cellpadding=2>"
    for name, text in rows:
        if text:
            name_cell = f"<td style='white-space:pre'>{_quiet(name)}　</td>"
            yield f"<tr>{name_cell}<td>{_lines(text)}</td></tr>"
    yield "</table>"
    yield from _uses_html(facts.uses)
    yield from _changes_html(facts.changes)


def _approved(facts: FieldFacts) -> str:
    is_locked = facts.lock is Lock.APPROVED
    return f"{facts.approved}\n已锁定，改要写原因" if is_locked else facts.approved


def _carried(facts: FieldFacts) -> str:
    if facts.lock is Lock.LAST_YEAR:
        return "上年报告的数，已锁定，改要写原因"
    return "现在的沿用上年，还没有看过" if facts.is_carried_over else ""


def _uses_html(uses: tuple[Use, ...]) -> Iterator[str]:
    yield f"<p><b>用到这一格的审核（{len(uses)}）</b></p>"
    if not uses:
        yield "<p>没有审核用到它，请自己多看一眼。</p>"
    for number, use in enumerate(uses):
        words = escaped(use.words)
        if use.finding is not None:
            colour = getattr(theme.colours(), use.finding.severity.code)
            words = f"<a style='color:{colour}' href='{_FINDING}{number}'>{words}</a>"
        yield f"<p>{words}　{_quiet(use.outcome.value)}</p>"


def _changes_html(changes: tuple[Change, ...]) -> Iterator[str]:
    yield f"<p><b>修改记录（{len(changes)}）</b></p>"
    if not changes:
        yield "<p>没有改动过。</p>"
    for change in changes[:_MOST_CHANGES]:
        when = f"{change.time:%Y-%m-%d %H:%M}"
        head = _quiet(
            escaped("　".join(each for each in (when, change.person, change.how) if each))
        )
        before, after = (_lines(each) or "空" for each in (change.before, change.after))
        yield f"<p>{head}<br>{before} → <b>{after}</b></p>"
    if len(changes) > _MOST_CHANGES:
        yield f"<p>更早的还有 {len(changes) - _MOST_CHANGES} 条。</p>"


def _quiet(text: str) -> str:
    return f"<span style='color:{theme.colours().quiet}'>{text}</span>"


def _lines(text: str) -> str:
    return escaped(text).replace("\n", "<br>")
