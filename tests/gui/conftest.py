"""The real window for GUI tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from perfeval_desktop.app import make_application
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.main_window import MainWindow
from perfeval_desktop.resources import STATE_DIR_VARIABLE
from perfeval_desktop.services.files import create_from_data_file, sample_data, sample_path
from tests.gui.hands import Hands


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as `app.py` makes it, with the usual look, whatever the tester's own is."""
    application = make_application()
    theme.set_system_dark(application, False)
    theme.apply_theme(application)
    return application


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    """A clerk's hands on a shown window; whatever is open is closed in the end."""
    window = MainWindow()
    window.resize(1366, 728)
    window.settings.is_guide_over = True  # has tests of its own
    window.show()
    qtbot.waitExposed(window)
    at_work = Hands(window, qtbot)
    yield at_work
    window.close()
    window.deleteLater()
    # What is copied must not lead into the next test. Offscreen, Qt keeps it until after Python
    # has ended, and the process would crash; a real desktop's clipboard goes before.
    QApplication.clipboard().clear()
    assert at_work.unexpected_dialogs == []


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the sample, made once: to make it takes longer than to open it."""
    folder = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STATE_DIR_VARIABLE, str(folder / "state"))
        path = folder / "made.peval"
        create_from_data_file(path, sample_data()).close()
    return path


@pytest.fixture
def sample(hands: Hands, made_sample: Path) -> Hands:
    """The window with the sample, as a clerk has it who opened it before."""
    shutil.copyfile(made_sample, sample_path())
    hands.open_sample()
    return hands
