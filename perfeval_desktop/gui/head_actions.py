"""Whether the head of a table stays visible while it scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace


class HeadActions:
    """The action on frozen heads, named in `actions.py`; what was chosen is remembered."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        is_frozen = window.settings.has_frozen_head
        window.actions_by_id["freeze_head"].setChecked(is_frozen)
        workspace.freeze_heads(is_frozen)

    def do_freeze_head(self) -> None:
        """Keep the heads of tables visible, or let them scroll with the rest."""
        is_frozen = self._window.actions_by_id["freeze_head"].isChecked()
        self._window.settings.has_frozen_head = is_frozen
        self._workspace.freeze_heads(is_frozen)
