"""One open report in the window: its sheets, the one that is shown, and the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from perfeval_desktop.domain.edits import SetEntry
from perfeval_desktop.domain.findings import Finding, TextSpan
from perfeval_desktop.domain.layout import SheetRef, sheet_of
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import Role, SheetKind
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.gui.models.sheet_model import SheetModel
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.rich_text import escaped
from perfeval_desktop.gui.widgets.findings_panel import FindingsPanel
from perfeval_desktop.gui.widgets.message_bar import MessageBar
from perfeval_desktop.gui.widgets.missing_panel import MissingPanel
from perfeval_desktop.gui.widgets.pane_splitter import PaneSplitter
from perfeval_desktop.gui.widgets.sheet_list import SheetList
from perfeval_desktop.gui.widgets.sheet_page import SheetPage
from perfeval_desktop.gui.widgets.sheet_view import SheetView
from perfeval_desktop.services.coverage import covered_fields
from perfeval_desktop.services.projects import coverage_words, exemption_of, sheet_of_line
from perfeval_desktop.services.session import Outcome

if TYPE_CHECKING:
    from perfeval_desktop.gui.widgets.narrative_editor import Caret, NarrativeEditor

_UNITS = {
    ValueType.AMOUNT: "万元",
    ValueType.YUAN: "元",
    ValueType.HEADCOUNT: "人",
    ValueType.RATE: "%",
    ValueType.POINTS: "分",
    ValueType.AREA: "㎡",
}


class Workspace(QWidget):
    """Sheets are built when they are first shown."""

    menu_requested = Signal(QPoint)
    cursor_moved = Signal()  # another cell, or another sheet
    prose_menu_opening = Signal(QMenu, object, int)  # see NarrativeEditor.menu_opening
    clear_requested = Signal()  # of several chosen cells
    choice_changed = Signal()
    side_changed = Signal(bool)  # whether the right side lists what is missing
    zoom_requested = Signal(int, QPoint)  # by steps, with the place of the mouse on the screen
    sheet_offered = Signal(str)  # a project line that was just named and has no 附件1-3

    def __init__(
        self,
        open_report: OpenReport,
        parent: QWidget | None = None,
        first: SheetRef | None = None,
    ) -> None:
        """Show the sheet `first`, or the first there is."""
        super().__init__(parent)
        self.open_report = open_report
        # Each part is made inside of its parent: taking it in later, Qt would polish it once more.
        self.panes = PaneSplitter(self)
        self.message_bar = MessageBar(self)
        self.sheet_list = SheetList(open_report, self.panes)
        self._middle = QWidget(self.panes)
        self._stack = QStackedWidget(self._middle)
        self._info = QLabel(self._middle)
        self._side = QStackedWidget(self.panes)
        self.findings_panel = FindingsPanel(self._side)
        self.missing_panel = MissingPanel(open_report, self._side)
        self._pages: dict[SheetRef, QWidget] = {}
        self._narrative: NarrativeEditor | None = None
        self._zoom = 1.0
        self._current: SheetRef | None = None
        self._lit: frozenset[FieldAddress] = frozenset()
        self._covered: frozenset[str] | None = None  # fields that checks use, while it is shown
        self._last_jump: tuple[str, str] | None = None  # the finding gone to last
        self._set_up()
        self._connect()
        self.show_sheet(first or open_report.sheets()[0])

    def _set_up(self) -> None:
        self._info.setWordWrap(True)
        self._info.setContentsMargins(14, 5, 14, 5)
        self._info.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._info.setObjectName("fieldInfo")
        column = QVBoxLayout(self._middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self._info)
        for panel in (self.findings_panel, self.missing_panel):
            self._side.addWidget(panel)
        self.panes.take(self.sheet_list, self._middle, self._side)
        self.restyle()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.message_bar)
        whole.addWidget(self.panes, 1)

    def restyle(self) -> None:
        """The line below the sheet has room for two lines of the letters there are."""
        self._info.setMinimumHeight(self._info.fontMetrics().height() * 2 + 12)

    def _connect(self) -> None:
        self.findings_panel.set_report(self.open_report)
        self.sheet_list.sheet_chosen.connect(self.show_sheet)
        self.findings_panel.finding_activated.connect(self.jump_to)
        self.findings_panel.place_chosen.connect(self.show_field)
        self.findings_panel.looked_at.connect(self._light)
        self.missing_panel.place_chosen.connect(self.show_field)
        self.missing_panel.left.connect(lambda: self.show_missing(False))
        self.open_report.changed.connect(self._on_changed)
        self.open_report.refused.connect(lambda text: self.message_bar.say(text, "warning"))

    # Sheets

    @property
    def current(self) -> SheetRef | None:
        """The sheet that is shown."""
        return self._current

    @property
    def money_unit(self) -> str:
        """The unit of money on the sheet that is shown."""
        template = self.open_report.report.template
        own = template.sheet(self._current.sheet).unit if self._current is not None else ""
        return own or template.money_unit

    @property
    def is_scored(self) -> bool:
        """Say whether the sheet that is shown has scored indicators."""
        template = self.open_report.report.template
        return self._current is not None and template.scored_group(self._current.sheet) is not None

    @property
    def has_base_figures(self) -> bool:
        """Say whether the figures of the sheet that is shown can be read from other tables."""
        template = self.open_report.report.template
        current = self._current
        return current is not None and template.sheet(current.sheet).recognition is not None

    @property
    def view(self) -> SheetView | None:
        """The table that is shown, None while the narrative is."""
        page = self._stack.currentWidget()
        return page.view if isinstance(page, SheetPage) else None

    @property
    def narrative(self) -> NarrativeEditor | None:
        """The narrative's editor, once it was shown."""
        return self._narrative

    def _shown_narrative(self) -> NarrativeEditor | None:
        is_shown = self._narrative is not None and self._stack.currentWidget() is self._narrative
        return self._narrative if is_shown else None

    def show_sheet(self, ref: SheetRef) -> None:
        """Show a sheet, building it at the first time."""
        if ref not in self._pages:
            self._pages[ref] = self._build(ref)
            self._stack.addWidget(self._pages[ref])
        self._current = ref
        self._stack.setCurrentWidget(self._pages[ref])
        self.sheet_list.select(ref)
        self.findings_panel.set_sheet(ref)
        self._show_info(self.view.current_field() if self.view is not None else None)
        self.cursor_moved.emit()

    def set_texts_anew(self) -> None:
        """Set the sheet that is shown in the faces there are now."""
        if self.view is not None:
            self.view.set_texts_anew()

    @property
    def sheet_area(self) -> QWidget:
        """What holds the tables and the narrative, whichever of them is shown."""
        return self._middle

    @property
    def side(self) -> QWidget:
        """What stands at the right: the findings, or what is missing."""
        return self._side

    def focus_side(self) -> None:
        """Put the keyboard into the list at the right."""
        if self._side.currentWidget() is self.missing_panel:
            self.missing_panel.list.setFocus()
        else:
            self.findings_panel.focus_list()

    def set_zoom(self, zoom: float, place: QPoint | None = None) -> None:
        """Show sheets and narrative larger or smaller than they are (1.0).

        What is under `place` on the screen, or else the cursor, stays there.
        """
        self._zoom = zoom
        for page in self._pages.values():
            if isinstance(page, SheetPage):
                page.set_zoom(zoom, place)
        if self._narrative is not None:
            self._narrative.set_zoom(zoom, place)

    def focus_sheet(self) -> None:
        """Put the keyboard into the sheet that is shown."""
        page = self._stack.currentWidget()
        if page is not None:
            page.setFocus()

    def _build(self, ref: SheetRef) -> QWidget:
        kind = self.open_report.report.template.sheet(ref.sheet).kind
        if kind is SheetKind.NARRATIVE:
            self._narrative = self._build_narrative()
            return self._narrative
        page = SheetPage(SheetModel(self.open_report, ref), self._stack)
        page.set_zoom(self._zoom)
        page.view.zoom_requested.connect(self.zoom_requested)
        page.model.light(self._lit)
        page.model.show_uncovered(self._covered)
        page.view.field_focused.connect(self._on_field_focused)
        page.view.menu_requested.connect(self.menu_requested)
        page.view.clear_requested.connect(self.clear_requested)
        page.view.choice_changed.connect(self.choice_changed)
        return page

    def _build_narrative(self) -> NarrativeEditor:
        # Text formats are among the dearest of Qt's classes to import: not for the first table.
        from perfeval_desktop.gui.widgets.narrative_editor import NarrativeEditor

        editor = NarrativeEditor(self.open_report)
        editor.set_zoom(self._zoom)
        editor.zoom_requested.connect(self.zoom_requested)
        editor.field_focused.connect(self._show_info)
        editor.menu_opening.connect(self.prose_menu_opening)
        return editor

    def prose_caret(self) -> Caret | None:
        """Return where the caret is in the narrative, None while it is not in it."""
        narrative = self._shown_narrative()
        return narrative.caret() if narrative is not None else None

    def _on_field_focused(self, address: FieldAddress | None) -> None:
        self._show_info(address)
        self.cursor_moved.emit()

    # Findings

    def jump_to(self, finding: Finding) -> None:
        """Show the first cell of a finding, or its words; the next jump goes on from it."""
        self._last_jump = finding.key
        self.show_missing(False)
        self.findings_panel.select(finding)
        place = self.findings_panel.place_of(finding)
        if place is None:
            return
        self.show_field(place)
        span = next((each for each in finding.spans if each.address == place), None)
        if span is not None:
            self.show_span(span)

    def _light(self, finding: Finding | None) -> None:
        """Light all cells of the finding that is looked at, on every sheet."""
        self._lit = frozenset(finding.places) if finding is not None else frozenset()
        for page in self._pages.values():
            if isinstance(page, SheetPage):
                page.model.light(self._lit)

    def show_uncovered(self, is_shown: bool) -> None:
        """Hatch the cells that no check uses, on every sheet."""
        self._covered = covered_fields(self.open_report.session) if is_shown else None
        for page in self._pages.values():
            if isinstance(page, SheetPage):
                page.model.show_uncovered(self._covered)

    def show_missing(self, is_shown: bool) -> None:
        """List at the right what is not filled in yet, or the findings again."""
        if is_shown == (self._side.currentWidget() is self.missing_panel):
            return
        self._side.setCurrentWidget(self.missing_panel if is_shown else self.findings_panel)
        self.side_changed.emit(is_shown)
        if is_shown:
            self.missing_panel.begin()
        else:
            self.focus_sheet()

    def jump_by(self, step: int) -> None:
        """Go to the next (1) or previous (-1) finding of the list."""
        findings = self.findings_panel.findings()
        if not findings:
            self.message_bar.say(self.findings_panel.nothing_words.replace("\n", ""))
            return
        keys = [each.key for each in findings]
        at = 0 if step > 0 else -1
        if self._last_jump in keys:
            at = keys.index(self._last_jump) + step
        finding = findings[at % len(findings)]
        self.jump_to(finding)
        self.message_bar.say(finding.message, finding.severity.code)

    def show_field(self, address: FieldAddress, sheet: SheetRef | None = None) -> None:
        """Go to a field on a sheet that shows it, or on the one it is filled in on."""
        ref = sheet or sheet_of(self.open_report.report, address) or self._current
        if ref is None:
            return
        self.show_sheet(ref)
        page = self._stack.currentWidget()
        narrative = self._shown_narrative()
        if isinstance(page, SheetPage):
            page.view.focus_field(address)
        elif narrative is not None:
            narrative.focus_field(address)

    def show_span(self, span: TextSpan) -> None:
        """Select characters of a chapter that is shown."""
        narrative = self._shown_narrative()
        if narrative is not None:
            narrative.select_span(span)

    def show_change(self, outcome: Outcome) -> None:
        """Go to what undo or redo has just changed, on this sheet when some of it is here."""
        report = self.open_report.report
        changed = [
            edit.address
            for edit in outcome.batch.edits
            if isinstance(edit, SetEntry) and report.has_record(edit.address.record)
        ]
        if any(self.view is not None and self.view.focus_field(each) for each in changed):
            return
        if changed:
            self.show_field(changed[0])

    def flush(self) -> None:
        """Take over what is still in an open editor, so that nothing typed is left behind."""
        if self.view is not None:
            self.view.finish_editing()
        if self.narrative is not None:
            self.narrative.flush()

    # Following the report

    def _on_changed(self, outcome: Outcome) -> None:
        refs = self.open_report.sheets()
        for ref in [each for each in self._pages if each not in refs]:
            page = self._pages.pop(ref)
            self._stack.removeWidget(page)
            page.deleteLater()
        if self._current not in refs:
            self.show_sheet(refs[0])
        elif outcome.is_structural and self._current is not None:
            self.sheet_list.select(self._current)
        self._offer_sheet(outcome)
        if self.view is not None:
            self._show_info(self.view.current_field())
        self.cursor_moved.emit()

    def _offer_sheet(self, outcome: Outcome) -> None:
        """A project line that just got its name is offered its 附件1-3."""
        report = self.open_report.report
        for edit in outcome.batch.edits:
            if not isinstance(edit, SetEntry) or edit.after is None:
                continue
            record = edit.address.record
            if not record or not report.has_record(record):
                continue
            group = report.template.groups[report.group_of(record)]
            is_line_name = bool(group.sheet_field) and edit.address.field == group.name_field
            is_exempt = is_line_name and exemption_of(report, record) is not None
            if is_line_name and not is_exempt and not sheet_of_line(report, record):
                self.sheet_offered.emit(record)

    def _show_info(self, address: FieldAddress | None) -> None:
        if address is None:
            self._info.setText("")
            return
        field = self.open_report.report.template.fields[address.field]
        unit = field.unit or _UNITS.get(field.type, "")
        kind = {Role.COMPUTED: "自动计算", Role.DEFAULT: "自动引用，可改写"}.get(field.role, "")
        facts = "　".join(each for each in (f"单位：{unit}" if unit else "", kind) if each)
        head = f"{field_label(field, self.open_report.report.year)}　{facts}"
        self._info.setText(
            f"<b>{escaped(head)}</b><br>{escaped(field.note)}{self._reason(address)}"
            f"{self._coverage(address.record)}"
        )

    def _coverage(self, record: str) -> str:
        """A project line says which 附件1-3 covers it."""
        report = self.open_report.report
        words = coverage_words(report, record) if report.has_record(record) else ""
        return f"　<b>▸ {escaped(words)}</b>" if words else ""

    def _reason(self, address: FieldAddress) -> str:
        entry = self.open_report.report.entry(address)
        return f"　照填理由：{escaped(entry.reason)}" if entry is not None and entry.reason else ""
