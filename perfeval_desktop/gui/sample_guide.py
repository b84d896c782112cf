"""The sample, opened for the first time: four places, one sentence each, and no hurry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from perfeval_desktop.gui.widgets.guide_bar import GuideBar

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace

_LAST = "关闭示例，新建自己的报告"


class _Place(NamedTuple):
    """What is said of a place; `action` is the one whose button is pointed at."""

    words: str
    go_there: Callable[[SampleGuide], None]
    action: str = ""


class SampleGuide(QObject):
    """Lives as long as the sample is open; what is typed meanwhile does not disturb it."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._window, self._workspace = window, workspace
        self._at = 0
        self.bar = GuideBar(workspace)
        self.bar.gone_on.connect(self._go_on)
        self.bar.given_up.connect(self._end)
        self.bar.left.connect(self._point_at_nothing)
        workspace.put_on_top(self.bar)
        self._show()

    def _show(self) -> None:
        place = _PLACES[self._at]
        is_last = self._at == len(_PLACES) - 1
        words = f"{self._at + 1}/{len(_PLACES)}　{place.words}"
        self.bar.say(words, _LAST if is_last else "下一步")
        place.go_there(self)
        for each in _PLACES:
            if each.action:
                self._point_at(each.action, each is place)

    def _go_on(self) -> None:
        if self._at + 1 < len(_PLACES):
            self._at += 1
            self._show()
            return
        window = self._window
        self._end()
        window.do("close_report")
        if window.workspace is None:
            window.do("new")

    def _end(self) -> None:
        """Never come again."""
        self._window.settings.is_guide_over = True
        self.bar.hide()

    def _point_at_nothing(self) -> None:
        for each in _PLACES:
            if each.action:
                self._point_at(each.action, False)

    def _point_at(self, action: str, is_pointed: bool) -> None:
        button = self._window.tool_bar.button_of(self._window.actions_by_id[action])
        button.setProperty("pointed", is_pointed)
        button.style().unpolish(button)
        button.style().polish(button)

    def to_sheet(self) -> None:
        """Put the keyboard on the first sheet."""
        self._workspace.show_sheet(self._workspace.open_report.sheets()[0])
        self._workspace.focus_sheet()

    def to_findings(self) -> None:
        """Put the keyboard on the first finding, and light its cells."""
        panel = self._workspace.findings_panel
        findings = panel.findings()
        if findings:
            self._workspace.jump_to(findings[0])
        panel.list.setFocus()

    def stay(self) -> None:
        """Leave the keyboard where it is: the sentence names the key."""


_PLACES = (
    _Place(
        "这是示例，可以随便改。先看表：浅蓝色的格直接打字，回车就到下一格；灰色的格自己算。",
        SampleGuide.to_sheet,
    ),
    _Place(
        "右边是对不上的数。点一个，就到那一格，它涉及的格都亮出来。填错了的改，没有错的写说明。",
        SampleGuide.to_findings,
    ),
    _Place(
        "填完以后按 F9 全审，连没有填的一起查；再按一次，回到边填边查。",
        SampleGuide.stay,
        "complete_check",
    ),
    _Place(
        "最后按 Ctrl+P，看一看纸上的样子，打印、盖章。有不明白的，随时按 F1 看手册。",
        SampleGuide.stay,
        "print",
    ),
)
