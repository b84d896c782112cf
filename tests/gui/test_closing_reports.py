"""A closed report leaves nothing behind that Python would destroy, on whatever thread that is."""

from __future__ import annotations

import gc

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject

from perfeval_desktop.gui.dialogs.history import HistoryDialog
from tests.gui.hands import Hands


def left_to_python() -> set[str]:
    """Return what Python destroys once it collects its garbage: the storage thread may do that."""
    return {
        type(each).__name__
        for each in gc.get_objects()
        if isinstance(each, QObject)
        and type(each).__module__.startswith("perfeval_desktop")
        and shiboken6.isValid(each)
        and shiboken6.ownedByPython(each)
    }


def test_what_a_report_showed_is_destroyed_by_its_window(sample: Hands) -> None:
    workspace = sample.workspace
    for ref in workspace.open_report.sheets():
        workspace.show_sheet(ref)
    for action in ("field_info", "missing", "legend", "find_replace", "all_checks"):
        sample.press(action)
    sample.press("scoring_assistant")
    sample.press("history")
    (history,) = workspace.findChildren(HistoryDialog)
    history.look_button.click()
    del history
    del workspace
    sample.press("close_report")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert left_to_python() == {"MainWindow"}, "the window itself is the test's"
