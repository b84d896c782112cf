"""PySide without what it does to Python's import statement.

PySide puts a function of its own in the place of `builtins.__import__`, to serve `from __feature__
import …`, which is not used here. That function reads the source text of each module imported from
then on, and `linecache` keeps all of it: with SQLAlchemy 15 MB, and time on the way to the first
sheet.
"""

import builtins


def import_pyside() -> None:
    """Import PySide, and have the import statement do what it did before."""
    pythons_own = builtins.__import__
    import PySide6.QtCore  # noqa: F401

    builtins.__import__ = pythons_own
