"""The one place that builds and connects the parts of the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.collecting import Collector
from perfeval_desktop.gui.main_window import PACK_ENDING, MainWindow
from perfeval_desktop.gui.schemes import POINTS
from perfeval_desktop.gui.settings import Settings


def run_window(arguments: Sequence[str]) -> int:
    """Show the window, on a report when one is named, until it is closed; return the exit code."""
    application = make_application()
    named = Path(arguments[0]).absolute() if arguments else None
    is_pack = named is not None and named.suffix.lower() == PACK_ENDING
    window = MainWindow(None if is_pack else named)
    begin(window)
    if named is not None and is_pack:
        window.first_painted.connect(lambda: window.open_path(named))
    window.show()
    from perfeval_desktop.gui.ending import Ending  # both have time until the first painting
    from perfeval_desktop.gui.uncaught import UncaughtErrors

    UncaughtErrors(window).begin()
    Ending(application, window).begin()
    return application.exec()


def begin(window: MainWindow) -> None:
    """Have the window open its report, or make ready to open one, once it is painted."""
    window.first_painted.connect(window.start)
    window.settled.connect(Collector(window).begin)  # what starting has made stays for good


def make_application() -> QApplication:
    """Return the application with its language and look."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    existing = QApplication.instance()
    # Named here and not with setStyle, whose result would have PySide make its largest class.
    arguments = [*sys.argv[:1], "-style", "Fusion"]
    application = existing if isinstance(existing, QApplication) else QApplication(arguments)
    application.setApplicationName("perfeval")
    application.setApplicationDisplayName("绩效自评")
    application.setDesktopFileName("perfeval")
    # Made before widgets come and go: at an address that was used before, PySide may take it for
    # what lay there.
    application.clipboard()
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)
    settings = Settings()
    scheme = theme.scheme_named(settings.scheme, application)
    theme.apply_theme(application, scheme, POINTS[settings.font_size])
    return application
