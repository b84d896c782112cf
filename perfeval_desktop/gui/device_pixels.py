"""Rules, frames and fills that lie on whole pixels of the screen, whatever its scaling is.

At 125 % or 200 % Qt sets a line of width 1 between the pixels: rules become uneven, and stop short
of each other where they meet. Edges rounded to device pixels are the same for both neighbours.
"""

from __future__ import annotations

from math import floor

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QTransform


class Box:
    """A rectangle in device pixels; `right` and `bottom` lie just outside of it."""

    __slots__ = ("bottom", "left", "right", "top")

    def __init__(self, left: int, top: int, right: int, bottom: int) -> None:
        self.left, self.top, self.right, self.bottom = left, top, right, bottom

    def inside(self, left: int, top: int, right: int, bottom: int) -> Box:
        """Return the box with each edge moved inwards."""
        return Box(self.left + left, self.top + top, self.right - right, self.bottom - bottom)


class DevicePixels:
    """The pixels under a painter. Boxes are in device pixels, rectangles in the painter's units."""

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter
        self._to_device: QTransform = painter.deviceTransform()
        self._from_device: QTransform = self._to_device.inverted()[0]
        self.rule = self.length(1)

    def length(self, width: float) -> int:
        """Return how many pixels a line of this width (device-independent) is drawn with."""
        return max(1, int(width * self._to_device.m11() + 0.25))

    def box(self, rect: QRect) -> Box:
        """Return the pixels of a rectangle; neighbours share an edge and overlap nowhere."""
        exact = self._to_device.mapRect(QRectF(rect))
        edges = (exact.left(), exact.top(), exact.right(), exact.bottom())
        return Box(*(floor(edge + 0.5) for edge in edges))  # as Qt rounds what it clips to

    def rect(self, box: Box) -> QRectF:
        """Return where a box lies for the painter."""
        size = (box.right - box.left, box.bottom - box.top)
        return self._from_device.mapRect(QRectF(box.left, box.top, *size))

    def fill(self, box: Box, colour: QColor) -> None:
        """Fill a box."""
        self._painter.fillRect(self.rect(box), colour)

    def frame(self, box: Box, width: int, colour: QColor) -> None:
        """Draw a frame inside the edges of a box, `width` pixels wide."""
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
        self.fill(Box(left, top, right, top + width), colour)
        self.fill(Box(left, bottom - width, right, bottom), colour)
        self.fill(Box(left, top + width, left + width, bottom - width), colour)
        self.fill(Box(right - width, top + width, right, bottom - width), colour)
