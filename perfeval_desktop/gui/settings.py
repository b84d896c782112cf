"""What the window remembers between starts: an ini file in the state folder."""

from __future__ import annotations

from collections.abc import Container
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QSettings

from perfeval_desktop.gui.schemes import POINTS, SCHEMES, STANDARD, SYSTEM
from perfeval_desktop.storage.state import private_file, state_dir

if TYPE_CHECKING:
    from perfeval_desktop.services.print_job import PrintJob

_MOST_RECENT = 12
LEAST_ZOOM, MOST_ZOOM = 60, 200  # percent


class RecentFile(NamedTuple):
    """A file that is offered; `opened` is ISO 8601, `note` what to say of it."""

    path: Path
    opened: str
    note: str = ""


class Settings:
    """Typed access to the settings file."""

    def __init__(self) -> None:
        file = state_dir() / "settings.ini"
        with suppress(OSError):
            private_file(file)  # the names of files are in it
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    def recent_files(self) -> list[RecentFile]:
        """Return the files opened last, newest first."""
        entries = (each.partition("|") for each in self._list("recent"))
        return [RecentFile(Path(path), opened) for opened, _, path in entries if path]

    def remember_file(self, path: Path) -> None:
        """Put a file at the head of the recent ones."""
        from datetime import datetime

        others = [each for each in self.recent_files() if each.path != path]
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        entries = [RecentFile(path, now), *others][:_MOST_RECENT]
        self._settings.setValue("recent", [f"{each.opened}|{each.path}" for each in entries])

    def forget_files(self) -> None:
        """Forget which files were opened, where they are, and where the clerk was in them."""
        for key in ("recent", "places", "last_folder"):
            self._settings.remove(key)
        self._settings.sync()

    # The look

    @property
    def scheme(self) -> str:
        """The colours: light, dark, contrast, or as the system has them."""
        return self._one_of("scheme", SCHEMES, SYSTEM)

    @scheme.setter
    def scheme(self, name: str) -> None:
        self._settings.setValue("scheme", name)

    @property
    def font_size(self) -> str:
        """The size of the program's own face, a name of `schemes.POINTS`."""
        return self._one_of("font_size", POINTS, STANDARD)

    @font_size.setter
    def font_size(self, name: str) -> None:
        self._settings.setValue("font_size", name)

    @property
    def zoom(self) -> int:
        """How large sheets and narrative are shown, percent."""
        return min(MOST_ZOOM, max(LEAST_ZOOM, self._number("zoom", 100)))

    @zoom.setter
    def zoom(self, percent: int) -> None:
        self._settings.setValue("zoom", percent)

    # The window

    @property
    def panes(self) -> list[int]:
        """The widths of sheet list, sheet and findings as the clerk drew them; [] when not."""
        widths = [int(each) for each in self._list("panes") if each.isdecimal()]
        is_sound = len(widths) == 3 and all(0 < each < 10_000 for each in widths)
        return widths if is_sound else []

    @panes.setter
    def panes(self, widths: list[int]) -> None:
        self._settings.setValue("panes", [str(each) for each in widths])

    def place_in(self, path: str) -> tuple[str, ...]:
        """Return where the clerk was in a file when she left it: four words, as remembered."""
        for entry in self._list("places"):
            *place, name = entry.split("|", 4)
            if name == path and len(place) == 4:
                return tuple(place)
        return ("", "", "", "")

    def remember_place(self, path: str, place: tuple[str, str, str, str]) -> None:
        """Remember where the clerk is in a file."""
        others = [each for each in self._list("places") if each.split("|", 4)[-1] != path]
        entries = ["|".join((*place, path)), *others]
        self._settings.setValue("places", entries[:_MOST_RECENT])

    @property
    def print_job(self) -> PrintJob:
        """How the paper was printed last, without which pages and how many copies."""
        from perfeval_desktop.services.print_job import recalled

        return recalled(str(self._settings.value("print_job", "") or ""))

    @print_job.setter
    def print_job(self, job: PrintJob) -> None:
        from perfeval_desktop.services.print_job import remembered

        self._settings.setValue("print_job", remembered(job))

    @property
    def last_folder(self) -> str:
        """The folder a file dialog starts in."""
        return str(self._settings.value("last_folder", "") or "")

    @last_folder.setter
    def last_folder(self, folder: str) -> None:
        self._settings.setValue("last_folder", folder)

    @property
    def is_guide_over(self) -> bool:
        """Whether the guide through the sample came to its end, or was sent away."""
        return str(self._settings.value("guide_over", "")).lower() == "true"

    @is_guide_over.setter
    def is_guide_over(self, is_over: bool) -> None:
        self._settings.setValue("guide_over", is_over)

    @property
    def geometry(self) -> QByteArray:
        """Size and place of the window; empty before the first time."""
        value = self._settings.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._settings.setValue("geometry", geometry)

    @property
    def has_frozen_head(self) -> bool:
        """Whether the head of a table stays visible while it scrolls."""
        return str(self._settings.value("frozen_head", "true")).lower() == "true"

    @has_frozen_head.setter
    def has_frozen_head(self, is_frozen: bool) -> None:
        self._settings.setValue("frozen_head", is_frozen)

    def _one_of(self, key: str, names: Container[str], otherwise: str) -> str:
        value = self._settings.value(key)
        return value if isinstance(value, str) and value in names else otherwise

    def _number(self, key: str, otherwise: int) -> int:
        value = str(self._settings.value(key, ""))
        return int(value) if value.isdecimal() and len(value) < 6 else otherwise

    def _list(self, key: str) -> list[str]:
        value = self._settings.value(key)
        if isinstance(value, str):
            return [value]
        return [str(each) for each in value] if isinstance(value, list) else []
