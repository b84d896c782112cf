"""A report that is still being opened is left for another one, or with the window."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from perfeval_desktop.services.files import read_session
from perfeval_desktop.storage.state import sessions_dir
from tests.gui.hands import Hands


@pytest.fixture
def files(made_sample: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two reports."""
    paths = tmp_path / "甲.peval", tmp_path / "乙.peval"
    for each in paths:
        shutil.copyfile(made_sample, each)
    return paths


def storage_threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "storage"]


def test_the_window_closes_and_nothing_goes_on_behind_it(
    hands: Hands, files: tuple[Path, Path]
) -> None:
    hands.window.open_path(files[0])
    assert hands.window.close()
    assert storage_threads() == []
    assert list(sessions_dir().iterdir()) == []
    read_session(files[0])


def test_a_file_clicked_twice_is_opened_once(hands: Hands, files: tuple[Path, Path]) -> None:
    hands.window.open_path(files[0])
    hands.open(files[0])
    assert hands.window.report_file is not None
    assert hands.window.report_file.path == files[0]
    assert len(storage_threads()) == 1


def test_another_file_is_opened_instead(hands: Hands, files: tuple[Path, Path]) -> None:
    hands.window.open_path(files[0])
    hands.open(files[1])
    assert hands.window.windowTitle().startswith(files[1].name)
    assert len(storage_threads()) == 1


def test_a_failure_of_what_was_left_is_not_told(
    hands: Hands, files: tuple[Path, Path], tmp_path: Path
) -> None:
    hands.window.open_path(tmp_path / "没有.peval")
    hands.open(files[1])
    assert hands.window.workspace is not None
    assert hands.window.windowTitle().startswith(files[1].name)
