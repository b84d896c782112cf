"""The system's dialog that asks where a file goes, answered: tests cannot work it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.gui.hands import Hands


def save_as(monkeypatch: pytest.MonkeyPatch, *paths: Path | None) -> list[str]:
    """Answer with these paths, one after another; None cancels.

    Returns:
        The file names that were suggested, filled as the dialog is asked.
    """
    asked: list[str] = []
    answers = iter(paths)

    def answer(parent: object, title: str, suggested: str, kind: str) -> tuple[str, str]:
        asked.append(Path(suggested).name)
        path = next(answers)
        return (str(path) if path is not None else ""), kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return asked


def opened_by(hands: Hands) -> list[Path]:
    """Return the list of files that are opened in the system's viewer from now on."""
    opened: list[Path] = []
    hands.window.open_document = lambda path: bool(opened.append(path))
    return opened
