"""What was carried over from last year: looked at, and compared with how it was put then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.gui.widgets.side_panels import Side
from perfeval_desktop.services.carried import confirm_edits, last_text

if TYPE_CHECKING:
    from perfeval_desktop.domain.report import FieldAddress
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace

_NOTHING_CARRIED = "这里没有沿用上年、还没看过的内容。"
_NO_TEXT = "上年的报告在这里没有写什么，或者还没有读入上年的文件。"


class CarriedActions:
    """The actions over what was carried over; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report
        workspace.seen_requested.connect(lambda address: self._confirm([address]))

    def do_confirm_carried(self) -> None:
        """Say that the chosen cells, or the chapter, were looked at and stay as they are."""
        self._workspace.flush()
        view, here = self._workspace.view, self._workspace.field_here()
        places = view.chosen_fields() if view is not None else [here] if here is not None else []
        self._confirm(places)

    def _confirm(self, places: list[FieldAddress]) -> None:
        edits = confirm_edits(self._open_report.session, places)
        if edits:
            label = f"看过沿用的内容 {len(edits)} 处"
            self._open_report.apply(edits, label, Origin.CONFIRMED)
        else:
            self._workspace.message_bar.say(_NOTHING_CARRIED)

    def do_last_text(self) -> None:
        """Show at the right how last year's report put the chapter or the cell."""
        self._workspace.flush()
        address = self._workspace.field_here()
        if address is None or not last_text(self._open_report.session, address):
            self._workspace.message_bar.say(_NO_TEXT)
            return
        self._workspace.show_side(Side.INFO)
