"""Where the clerk left off: which cell she was on in each file, and how wide she drew the panes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import SheetKind

if TYPE_CHECKING:
    from pathlib import Path

    from perfeval_desktop.gui.open_report import OpenReport
    from perfeval_desktop.gui.settings import Settings
    from perfeval_desktop.gui.workspace import Workspace


class LeftPlace(NamedTuple):
    """A sheet that is there, and the field that had the cursor, if any."""

    sheet: SheetRef
    field: FieldAddress | None
    first_sheet: SheetRef  # to show at once: the narrative takes longer to make

    def go(self, workspace: Workspace) -> None:
        """Go there, now that the window is painted; not when the clerk went elsewhere meanwhile."""
        if workspace.current != self.first_sheet:
            return
        workspace.show_sheet(self.sheet)
        if workspace.view is not None and self.field is not None:
            workspace.view.focus_field(self.field)
        else:
            workspace.focus_sheet()


def left_place(settings: Settings, path: Path, open_report: OpenReport) -> LeftPlace | None:
    """Return where the clerk left a file, None where that is not known or not there any more."""
    name, of_sheet, record, field = settings.place_in(str(path))
    ref, sheets, report = SheetRef(name, of_sheet), open_report.sheets(), open_report.report
    if ref not in sheets:
        return None
    is_there = field in report.template.fields and report.has_record(record)
    is_prose = report.template.sheet(name).kind is SheetKind.NARRATIVE
    return LeftPlace(
        ref, FieldAddress(record, field) if is_there else None, sheets[0] if is_prose else ref
    )


def remember(settings: Settings, path: Path, workspace: Workspace) -> None:
    """Remember where the clerk is, and the widths of the panes when she drew them."""
    if workspace.panes.drawn:
        settings.panes = workspace.panes.drawn
    ref = workspace.current
    if ref is not None:
        field = workspace.view.current_field() if workspace.view is not None else None
        record, name = (field.record, field.field) if field is not None else ("", "")
        settings.remember_place(str(path), (ref.sheet, ref.record, record, name))
