"""What the window remembers between starts: an ini file in the state folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QSettings

from perfeval_desktop.storage.state import state_dir

_MOST_RECENT = 12


class RecentFile(NamedTuple):
    """A file that is offered; `opened` is ISO 8601, `note` what to say of it."""

    path: Path
    opened: str
    note: str = ""


class Settings:
    """Typed access to the settings file."""

    def __init__(self) -> None:
        file = state_dir() / "settings.ini"
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

    def _list(self, key: str) -> list[str]:
        value = self._settings.value(key)
        if isinstance(value, str):
            return [value]
        return [str(each) for each in value] if isinstance(value, list) else []
