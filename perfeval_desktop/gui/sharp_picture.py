"""Pictures of the window that ship with the program, as sharp as the screen is.

They are taken at twice the size (`tests/gui/handbook_pictures.py`), so that they are sharp at
200 %, and are scaled here: a painter that does it on the way takes every other pixel.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap

from perfeval_desktop.resources import resources_dir

TAKEN_AT = 2  # pixels of a picture for one of the window


@cache
def natural_width(name: str) -> float:
    """Return how wide a picture is when it is as large as the window was; 0 when it is missing."""
    return _picture(name).width() / TAKEN_AT


def sharp_picture(name: str, width: float, ratio: float) -> QPixmap:
    """Return a picture of a width in device-independent pixels, for a screen of a ratio."""
    picture = _picture(name)
    pixels = round(width * ratio)
    if picture.width() not in (0, pixels):
        picture = picture.scaledToWidth(pixels, Qt.TransformationMode.SmoothTransformation)
    pixmap = QPixmap.fromImage(picture)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _picture(name: str) -> QImage:
    return QImage(str(resources_dir() / "help" / "pictures" / name))
