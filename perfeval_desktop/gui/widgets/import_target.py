"""The report as an import will leave it: a sheet at a time, on the official form."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.edits import Batch
from perfeval_desktop.domain.layout import SheetRef, sheet_label, sheet_of
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import SheetKind
from perfeval_desktop.gui.models.review_sheet_model import ReviewSheetModel
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.widgets.narrative_editor import NarrativeEditor
from perfeval_desktop.gui.widgets.sheet_page import SheetPage
from perfeval_desktop.gui.widgets.sheet_view import SheetView
from perfeval_desktop.gui.widgets.source_view import PIECE_MIME
from perfeval_desktop.services.import_review import Kind, Review

_LEAST_ROOM = 160
_LAID_OUT_MS = 60


class _Nowhere:
    """What is tried on is not stored."""

    def submit(self, batch: Batch) -> None: ...

    def publish_now(self) -> None: ...


class ImportTarget(QWidget):
    """Sheets to choose from, the one that is shown, and what can be put into the cell at hand."""

    field_chosen = Signal(object)  # FieldAddress, by mouse or keyboard
    place_wanted = Signal(object)  # FieldAddress: what is at hand in the list goes there

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._review: Review | None = None
        self._open_report: OpenReport | None = None
        self._pages: dict[SheetRef, QWidget] = {}
        self._refs: list[SheetRef] = []
        self._wanted: FieldAddress | None = None  # what was gone to last
        self._is_moving = False  # by the program
        self._doubts: dict[FieldAddress, str] = {}
        self._taken: frozenset[FieldAddress] = frozenset()
        self.sheet_box = QComboBox()
        self.sheet_box.setAccessibleName("报告里的哪张表")
        self.sheet_box.setMinimumContentsLength(10)
        self.sheet_box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.sheet_box.activated.connect(lambda at: self.show_sheet(self._refs[at]))
        self.here_button = QPushButton("放到这里(&H)")
        self.here_button.setAutoDefault(False)
        self.here_button.setToolTip("把清单里选中的内容，放到下面选中的格里")
        self.here_button.clicked.connect(self._on_here)
        self._stack = QStackedWidget()
        self._stack.setMinimumSize(_LEAST_ROOM, 60)
        head = QHBoxLayout()
        head.addWidget(QLabel("导入以后："))
        head.addWidget(self.sheet_box, 1)
        head.addWidget(self.here_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._stack, 1)

    def show_review(self, review: Review) -> None:
        """Show the report of a review from its beginning."""
        self._review = review
        shown = self.current
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        if self._open_report is not None:
            self._open_report.deleteLater()
        self._open_report = OpenReport(review.trial.session, _Nowhere(), self)
        self._open_report.is_checking = False
        self.sheet_box.clear()
        refs = self._refs = self._open_report.sheets()
        self.sheet_box.addItems([sheet_label(review.report, ref) for ref in refs])
        self.show_sheet(shown if shown in refs else refs[0])
        self.show_doubts()

    def show_doubts(self) -> None:
        """Mark what is to be looked at, as the plan is now."""
        assert self._review is not None
        doubts, taken = {}, set()
        for line in self._review.lines():
            if line.address is None or line.piece < 0:
                continue
            if line.kind in (Kind.TAKEN, Kind.DOUBTED):
                taken.add(line.address)
            if line.kind is Kind.DOUBTED:
                doubts[line.address] = self._review.plan.pieces[line.piece].why
        self._doubts, self._taken = doubts, frozenset(taken)
        for page in self._pages.values():
            if isinstance(page, SheetPage) and isinstance(page.model, ReviewSheetModel):
                page.model.show_doubts(self._doubts, self._taken)

    def close_report(self) -> None:
        """Nothing is shown any more."""
        if self._open_report is not None:
            self._open_report.close()

    @property
    def current(self) -> SheetRef | None:
        """The sheet that is shown."""
        at = self.sheet_box.currentIndex()
        return self._refs[at] if 0 <= at < len(self._refs) else None

    @property
    def view(self) -> SheetView | None:
        """The table that is shown, None while the narrative is."""
        page = self._stack.currentWidget()
        return page.view if isinstance(page, SheetPage) else None

    def current_field(self) -> FieldAddress | None:
        """Return the cell, or the chapter, that is at hand."""
        page = self._stack.currentWidget()
        if isinstance(page, SheetPage):
            return page.view.current_field()
        return page.current_field() if isinstance(page, NarrativeEditor) else None

    def show_sheet(self, ref: SheetRef) -> None:
        """Show a sheet, building it at the first time."""
        if ref not in self._pages:
            self._pages[ref] = self._build(ref)
            self._stack.addWidget(self._pages[ref])
        self._stack.setCurrentWidget(self._pages[ref])
        self.sheet_box.setCurrentIndex(self._refs.index(ref))

    def show_field(self, address: FieldAddress) -> None:
        """Go to a place and light it; the keyboard stays where it is."""
        assert self._open_report is not None
        ref = sheet_of(self._open_report.report, address)
        if ref is None:
            return
        self._wanted = address
        if ref not in self._pages:  # a page that was just made has not got its heights yet
            QTimer.singleShot(_LAID_OUT_MS, self, lambda: self._show_again(address))
        self._is_moving = True
        focused = self.window().focusWidget()
        self.show_sheet(ref)
        page = self._pages[ref]
        if isinstance(page, SheetPage):
            index = page.model.index_of(address)
            page.view.setCurrentIndex(index)
            page.view.scrollTo(index, page.view.ScrollHint.PositionAtCenter)
        elif isinstance(page, NarrativeEditor):
            page.focus_field(address)
        if focused is not None:
            focused.setFocus()
        self._light(frozenset({address}))
        self._is_moving = False

    def _show_again(self, address: FieldAddress) -> None:
        if self._wanted == address:
            self.show_field(address)

    def light_nothing(self) -> None:
        """What is at hand has no place."""
        self._light(frozenset())

    def _light(self, places: frozenset[FieldAddress]) -> None:
        for page in self._pages.values():
            if isinstance(page, SheetPage):
                page.model.light(places)

    def _build(self, ref: SheetRef) -> QWidget:
        assert self._open_report is not None
        kind = self._open_report.report.template.sheet(ref.sheet).kind
        if kind is SheetKind.NARRATIVE:
            editor = NarrativeEditor(self._open_report)
            editor.field_focused.connect(self._on_field)
            return editor
        model = ReviewSheetModel(self._open_report, ref)
        model.show_doubts(self._doubts, self._taken)
        page = SheetPage(model, self._stack)
        name = sheet_label(self._open_report.report, ref)
        page.view.setAccessibleName(f"导入以后的{name}")
        page.view.field_focused.connect(self._on_field)
        page.view.menu_requested.connect(self._show_menu)
        page.view.setAcceptDrops(True)
        page.view.viewport().setAcceptDrops(True)
        page.view.viewport().installEventFilter(self)
        return page

    def _on_field(self, address: FieldAddress | None) -> None:
        if address is not None and not self._is_moving:
            self.field_chosen.emit(address)

    def _on_here(self) -> None:
        address = self.current_field()
        if address is not None:
            self.place_wanted.emit(address)

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction("放到这里", self._on_here)
        menu.exec(place)
        menu.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A cell of the source is dragged over the form, and let go."""
        view = self.view
        if view is None or watched is not view.viewport():
            return super().eventFilter(watched, event)
        if isinstance(event, QDropEvent) and event.mimeData().hasFormat(PIECE_MIME):
            return self._take_drag(view, event)
        return super().eventFilter(watched, event)

    def _take_drag(self, view: SheetView, event: QDropEvent) -> bool:
        index = view.indexAt(event.position().toPoint())
        cell = view.sheet_model.cell(index)
        address = cell.address if cell is not None else None
        is_entering = isinstance(event, QDragEnterEvent)
        is_moving = isinstance(event, QDragMoveEvent) and not is_entering
        if is_entering or address is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()
        if not is_entering and not is_moving and address is not None:
            self.place_wanted.emit(address)
        return True
