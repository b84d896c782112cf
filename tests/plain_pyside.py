"""A plugin loaded before pytest-qt: the tests import PySide as the program does."""

from perfeval_desktop.gui.plain_import import import_pyside

import_pyside()
