"""The one place that builds and connects the parts of the window."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.main_window import MainWindow


def run_window(arguments: Sequence[str]) -> int:
    """Show the window, on a report when one is named, until it is closed; return the exit code."""
    application = make_application()
    window = MainWindow()
    window.show()
    _report_uncaught_errors(window)
    # The first painting comes before everything that a report needs is imported.
    QTimer.singleShot(0, window, lambda: _begin(window, arguments))
    return application.exec()


def make_application() -> QApplication:
    """Return the application with its language and look."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("perfeval")
    application.setApplicationDisplayName("绩效自评")
    application.setDesktopFileName("perfeval")
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)
    theme.apply_theme(application)
    return application


def _begin(window: MainWindow, arguments: Sequence[str]) -> None:
    if arguments:
        window.open_path(Path(arguments[0]).absolute())
    else:
        window.offer_unfinished()


def _report_uncaught_errors(window: MainWindow) -> None:
    """A fault of the program is logged and said in a sentence; the window goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: object) -> None:
        from perfeval_desktop.gui.dialogs.problem import show_problem
        from perfeval_desktop.gui.log import log_fault
        from perfeval_desktop.services.user_text import user_text

        log_fault(error)
        show_problem(user_text(error), window)

    sys.excepthook = hook
    logging.captureWarnings(True)
