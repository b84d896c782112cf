"""What the menu 视图 does: colours, size of the letters, zoom, and the panes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QApplication

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.panes import Panes
from perfeval_desktop.gui.schemes import POINTS, SCHEMES, SYSTEM, Colours
from perfeval_desktop.gui.settings import LEAST_ZOOM, MOST_ZOOM

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow

ZOOM_STEP = 10  # percent


@runtime_checkable
class Restyled(Protocol):
    """A widget that keeps colours or sizes of the look, and takes them anew."""

    def restyle(self) -> None:
        """Take the colours and sizes there are now."""


class ViewActions(QObject):
    """The actions over the look; each is a method `do_…`, named in `actions.py`.

    It goes with its window: the desktop tells nobody of its colours who is not there any more.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._settings = window.settings
        self.panes = Panes(window)

    def begin(self) -> None:
        """Show in the menu what is chosen, and follow the desktop."""
        for kind, names in (("scheme", (SYSTEM, *SCHEMES)), ("size", POINTS)):
            group = QActionGroup(self._window)
            for name in names:
                group.addAction(self._window.actions_by_id[f"{kind}_{name}"])
        self._mark()
        hints = self._application.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_scheme)
        self._on_system_scheme(hints.colorScheme())

    @property
    def _application(self) -> QApplication:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        return application

    def _on_system_scheme(self, scheme: Qt.ColorScheme) -> None:
        """The desktop became dark or light; one that does not say changes nothing."""
        if scheme == Qt.ColorScheme.Unknown:
            return
        theme.set_system_dark(self._application, scheme == Qt.ColorScheme.Dark)
        if self._scheme() is not theme.colours():
            self._apply()

    # Colours and letters

    def do_scheme_system(self) -> None:
        """Use the colours the desktop has."""
        self._choose_scheme(SYSTEM)

    def do_scheme_light(self) -> None:
        """Use the light colours."""
        self._choose_scheme("light")

    def do_scheme_dark(self) -> None:
        """Use the dark colours."""
        self._choose_scheme("dark")

    def do_scheme_contrast(self) -> None:
        """Use the colours of high contrast."""
        self._choose_scheme("contrast")

    def do_size_small(self) -> None:
        """Use small letters."""
        self._choose_size("small")

    def do_size_standard(self) -> None:
        """Use letters of the usual size."""
        self._choose_size("standard")

    def do_size_large(self) -> None:
        """Use large letters."""
        self._choose_size("large")

    def do_size_largest(self) -> None:
        """Use the largest letters."""
        self._choose_size("largest")

    def _choose_scheme(self, name: str) -> None:
        self._settings.scheme = name
        self._apply()

    def _choose_size(self, name: str) -> None:
        self._settings.font_size = name
        self._apply()

    def _scheme(self) -> Colours:
        return theme.scheme_named(self._settings.scheme, self._application)

    def _apply(self) -> None:
        """Restyle all there is: what keeps colours or sizes of its own has a method for it."""
        theme.apply_theme(self._application, self._scheme(), POINTS[self._settings.font_size])
        for widget in self._application.allWidgets():
            if isinstance(widget, Restyled):
                widget.restyle()
        self._mark()
        self.panes.follow()

    def _mark(self) -> None:
        chosen = (f"scheme_{self._settings.scheme}", f"size_{self._settings.font_size}")
        for each in chosen:
            self._window.actions_by_id[each].setChecked(True)

    # Zoom

    def do_zoom_in(self) -> None:
        """Show sheets and narrative larger."""
        self.zoom_by(1)

    def do_zoom_out(self) -> None:
        """Show sheets and narrative smaller."""
        self.zoom_by(-1)

    def do_zoom_original(self) -> None:
        """Show sheets and narrative at their own size."""
        self._zoom_to(100, None)

    def zoom_by(self, steps: int, place: QPoint | None = None) -> None:
        """Zoom by steps; what is under `place` (on the screen), or else the cursor, stays there."""
        self._zoom_to(self._settings.zoom + steps * ZOOM_STEP, place)

    def _zoom_to(self, percent: int, place: QPoint | None) -> None:
        percent = min(MOST_ZOOM, max(LEAST_ZOOM, percent))
        workspace = self._window.workspace
        if workspace is None or percent == self._settings.zoom:
            return
        self._settings.zoom = percent
        workspace.set_zoom(percent / 100, place)
        self._window.show_zoom()

    # Panes

    def do_next_pane(self) -> None:
        """Put the keyboard into the next pane of the window."""
        self.panes.go(1)

    def do_previous_pane(self) -> None:
        """Put the keyboard into the pane before."""
        self.panes.go(-1)
