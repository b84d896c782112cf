"""Under the findings: why the chosen one was found, with every figure as a link to its cell."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from perfeval_desktop.domain.layout import sheet_label
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.rich_text import escaped
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.why import Step, Why, WhySide

_SIGNS = {1: "＋", -1: "－", 0: "·"}


class FindingDetail(QScrollArea):
    """Rule, formula, figures, basis and places; all of it can be read and followed by keyboard."""

    place_chosen = Signal(object)  # FieldAddress

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: list[FieldAddress] = []
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setAccessibleName("为什么")
        self._text.setContentsMargins(12, 6, 10, 8)
        self._text.linkActivated.connect(self._on_link)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusProxy(self._text)
        page = QWidget()
        page.setProperty("pane", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._text)
        column.addStretch(1)
        self.setWidget(page)

    @property
    def html(self) -> str:
        """What is shown."""
        return self._text.text()

    def show_why(self, why: Why | None, report: Report) -> None:
        """Show why a finding was found; None for nothing."""
        self._places = []
        parts = list(self._parts(why, report)) if why is not None else []
        text = "".join(f"<p style='margin: 0 0 6px 0'>{part}</p>" for part in parts)
        if text != self._text.text():
            self._text.setText(text)
            self.verticalScrollBar().setValue(0)

    def _parts(self, why: Why, report: Report) -> Iterator[str]:
        quiet = theme.colours().quiet
        yield f"<b>规则</b>　{escaped(why.rule)}"
        if why.formula:
            yield f"<span style='color: {quiet}'>{escaped(why.formula)}</span>"
        if why.when:
            yield f"<span style='color: {quiet}'>只在这时核对：{escaped(why.when)}</span>"
        yield from (self._side(side) for side in why.sides)
        if why.rounding:
            yield escaped(why.rounding)
        if len(why.places) > 1 or not why.sides:
            yield from self._places_by_sheet(why, report)
        if why.basis:
            yield f"<span style='color: {quiet}'>依据：{escaped(why.basis)}</span>"

    def _side(self, side: WhySide) -> str:
        head = f"<b>{escaped(side.label)}</b>　{escaped(side.shown or '空')}"
        is_itself = len(side.steps) == 1 and side.steps[0].shown == side.shown
        if is_itself:
            return f"{head}　{self._link(side.steps[0].place, '去这一格')}"
        lines = [self._step(number, step) for number, step in enumerate(side.steps)]
        return "<br>".join((head, *lines))

    def _step(self, number: int, step: Step) -> str:
        sign = "＝" if number == 0 and step.sign == 1 else _SIGNS[step.sign]
        return f"{sign} {self._link(step.place, step.label)}　{escaped(step.shown or '空')}"

    def _places_by_sheet(self, why: Why, report: Report) -> Iterator[str]:
        for ref, places in why.places:
            links = "、".join(self._link(each, cell_label(report, each)) for each in places)
            yield f"<b>{escaped(sheet_label(report, ref))}</b><br>{links}"

    def _link(self, place: FieldAddress, text: str) -> str:
        self._places.append(place)
        accent = theme.colours().accent
        number = len(self._places) - 1
        return f"<a style='color: {accent}' href='{number}'>{escaped(text)}</a>"

    def _on_link(self, number: str) -> None:
        self.place_chosen.emit(self._places[int(number)])
