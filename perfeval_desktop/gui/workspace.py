"""One open report in the window: its sheets, the one that is shown, and the findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from perfeval_desktop.domain.edits import AddRecord, MoveRecord, SetEntry
from perfeval_desktop.domain.findings import Finding, TextSpan
from perfeval_desktop.domain.layout import SheetRef, sheet_of
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import SheetKind
from perfeval_desktop.gui.models.sheet_model import SheetModel
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.widgets.field_line import FieldLine
from perfeval_desktop.gui.widgets.findings_panel import FindingsPanel
from perfeval_desktop.gui.widgets.message_bar import MessageBar
from perfeval_desktop.gui.widgets.pane_splitter import PaneSplitter
from perfeval_desktop.gui.widgets.sheet_list import SheetList
from perfeval_desktop.gui.widgets.sheet_page import SheetPage
from perfeval_desktop.gui.widgets.sheet_view import SheetView
from perfeval_desktop.gui.widgets.side_panels import Side, SidePanels
from perfeval_desktop.services.coverage import covered_fields
from perfeval_desktop.services.projects import exemption_of, sheet_of_line
from perfeval_desktop.services.session import Outcome

if TYPE_CHECKING:
    from perfeval_desktop.gui.widgets.missing_panel import MissingPanel
    from perfeval_desktop.gui.widgets.narrative_editor import Caret, NarrativeEditor


class Workspace(QWidget):
    """Sheets are built when they are first shown."""

    menu_requested = Signal(QPoint)
    cursor_moved = Signal()  # another cell, or another sheet
    prose_menu_opening = Signal(QMenu, object, int)  # see NarrativeEditor.menu_opening
    sentence_wanted = Signal()  # see NarrativeEditor
    seen_requested = Signal(object)  # FieldAddress of a carried chapter; see NarrativeEditor.seen
    clear_requested = Signal()  # of several chosen cells
    choice_changed = Signal()
    rows_dropped = Signal(object, str)  # rows, and the one they were dropped in front of
    rows_missed = Signal(object)  # rows that were dropped where they cannot stand
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
        self.field_line = FieldLine(open_report, self._middle)
        self.side = SidePanels(open_report, self.panes)
        self._pages: dict[SheetRef, QWidget] = {}
        self._narrative: NarrativeEditor | None = None
        self._zoom = 1.0
        self._current: SheetRef | None = None
        self._lit: frozenset[FieldAddress] = frozenset()
        self._covered: frozenset[str] | None = None  # fields that checks use, while it is shown
        self._shows_last_year = False
        self._has_frozen_heads = True
        self._last_jump: tuple[str, str] | None = None  # the finding gone to last
        self._set_up()
        self._connect()
        self.show_sheet(first or open_report.sheets()[0])

    def _set_up(self) -> None:
        column = QVBoxLayout(self._middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self.field_line)
        self.panes.take(self.sheet_list, self._middle, self.side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.message_bar)
        whole.addWidget(self.panes, 1)

    def _connect(self) -> None:
        self.findings_panel.set_report(self.open_report)
        self.sheet_list.sheet_chosen.connect(self.show_sheet)
        self.findings_panel.finding_activated.connect(self.jump_to)
        self.findings_panel.place_chosen.connect(self.show_field)
        self.findings_panel.looked_at.connect(self._light)
        self.side.place_chosen.connect(self.show_field)
        self.side.finding_chosen.connect(self.jump_to)
        self.side.left.connect(self._leave_side)
        self.open_report.changed.connect(self._on_changed)
        self.open_report.refused.connect(lambda text: self.message_bar.say(text, "warning"))

    @property
    def findings_panel(self) -> FindingsPanel:
        """The findings, at the right."""
        return self.side.findings

    @property
    def missing_panel(self) -> MissingPanel:
        """What is still missing, at the right in their place."""
        return self.side.missing

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

    def put_on_top(self, bar: QWidget) -> None:
        """Put a bar over all else."""
        whole = self.layout()
        assert isinstance(whole, QVBoxLayout)
        whole.insertWidget(0, bar)

    @property
    def sheet_area(self) -> QWidget:
        """What holds the tables and the narrative, whichever of them is shown."""
        return self._middle

    def set_zoom(self, zoom: float, place: QPoint | None = None) -> None:
        """Show sheets and narrative larger or smaller than they are (1.0).

        What is under `place` on the screen, or else the cursor, stays there.
        """
        self._zoom = zoom
        for page in self._tables():
            page.set_zoom(zoom, place)
        if self._narrative is not None:
            self._narrative.set_zoom(zoom, place)

    def _tables(self) -> Iterator[SheetPage]:
        """Yield the tables that were shown so far."""
        return (each for each in self._pages.values() if isinstance(each, SheetPage))

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
        page.model.show_last_year(self._shows_last_year)
        page.freeze_head(self._has_frozen_heads)
        page.rows_dropped.connect(self.rows_dropped)
        page.rows_missed.connect(self.rows_missed)
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
        editor.sentence_wanted.connect(self.sentence_wanted)
        editor.seen.connect(self.seen_requested)
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
        self.side.show_panel(Side.FINDINGS)
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
        for page in self._tables():
            page.model.light(self._lit)

    def show_uncovered(self, is_shown: bool) -> None:
        """Hatch the cells that no check uses, on every sheet."""
        self._covered = covered_fields(self.open_report.session) if is_shown else None
        for page in self._tables():
            page.model.show_uncovered(self._covered)

    def show_last_year(self, is_shown: bool) -> None:
        """Write last year's figures above the amounts, on every sheet."""
        self._shows_last_year = is_shown
        for page in self._tables():
            page.model.show_last_year(is_shown)

    def freeze_heads(self, is_frozen: bool) -> None:
        """Keep the heads of tables visible while they scroll, or let them go."""
        self._has_frozen_heads = is_frozen
        for page in self._tables():
            page.freeze_head(is_frozen)

    def show_side(self, side: Side) -> None:
        """Show another panel at the right, with the keyboard in it; the findings without."""
        if side is self.side.shown:
            return
        self.side.show_panel(side)
        if side is Side.INFO:
            self._show_info(self.field_here())
        elif side is Side.FINDINGS:
            self.focus_sheet()

    def _leave_side(self) -> None:
        self.show_side(Side.FINDINGS)

    def field_here(self) -> FieldAddress | None:
        """Return the field of the cursor, in a table or in the narrative."""
        narrative = self._shown_narrative()
        if narrative is not None:
            return narrative.current_field()
        return self.view.current_field() if self.view is not None else None

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
        else:
            self._show_rows(outcome)

    def _show_rows(self, outcome: Outcome) -> None:
        """Go to the rows that were moved or brought back, unless the cursor is on one."""
        report = self.open_report.report
        ids = [
            each.record_id if isinstance(each, MoveRecord) else each.record.id
            for each in outcome.batch.edits
            if isinstance(each, MoveRecord | AddRecord)
        ]
        there = [each for each in ids if report.has_record(each)]
        if there and (self.view is None or self.view.current_record() not in there):
            field = next(report.template.fields_of(report.group_of(there[0])))
            self.show_field(FieldAddress(there[0], field.id))

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
        self._show_info(self.field_here())
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
        self.field_line.show_field(address)
        self.side.follow(address)
