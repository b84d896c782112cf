"""How the state of a cell is drawn: its ground, and marks that differ in shape and place.

At the right corners: what findings say (above), another value than the computed one (below). At
the upper left: a remark. Along the bottom, from the left, small signs: how the cell gets its value,
and what the clerk has still to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from perfeval_desktop.domain.layout import GridCell
from perfeval_desktop.domain.template import Role, Severity
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.device_pixels import Box, DevicePixels
from perfeval_desktop.gui.models.sheet_model import CellState

_FINDING_MARK, _STATED_MARK, _REMARK_MARK = 9, 7, 8
_SIGN, _SIGN_STEP = 8.0, 11.0  # how large a sign is, and how far the next one


class Sign(Enum):
    """A small sign at the bottom of a cell."""

    COMPUTED = "="
    DEFAULT = "→"
    DUE = "○"
    CARRIED_OVER = "«"
    BALANCED = "≈"
    TO_VERIFY = "?"


def signs_of(state: CellState) -> Iterator[Sign]:
    """Yield the signs of a state, from the left."""
    if state.role is Role.COMPUTED:
        yield Sign.COMPUTED
    elif state.role is Role.DEFAULT:
        yield Sign.DEFAULT
    if state.is_unfilled:
        yield Sign.DUE
    if state.is_carried_over:
        yield Sign.CARRIED_OVER
    if state.is_balanced:
        yield Sign.BALANCED
    if state.is_to_verify:
        yield Sign.TO_VERIFY


def background(state: CellState) -> QColor:
    """Return the ground of a cell."""
    colours = theme.colours()
    if state.is_lit:
        return QColor(colours.lit)
    if state.role is None:
        return QColor(colours.paper)
    if state.is_unfilled:
        return QColor(colours.unfilled)
    return QColor(
        {
            Role.INPUT: colours.input,
            Role.COMPUTED: colours.computed,
            Role.DEFAULT: colours.default,
        }[state.role]
    )


def draw_rules(pixels: DevicePixels, box: Box, cell: GridCell, *, is_first: bool) -> None:
    """The thin lines of the form: every cell draws its right and lower one."""
    colour, rule = QColor(theme.colours().rule), pixels.rule
    pixels.fill(Box(box.left, box.bottom - rule, box.right, box.bottom), colour)
    pixels.fill(Box(box.right - rule, box.top, box.right, box.bottom), colour)
    if cell.column == 0:
        pixels.fill(Box(box.left, box.top, box.left + rule, box.bottom), colour)
    if is_first:
        pixels.fill(Box(box.left, box.top, box.right, box.top + rule), colour)


def draw_uncovered(painter: QPainter, cell: QRect) -> None:
    """Hatch a cell that no check uses."""
    painter.fillRect(cell, QBrush(QColor(theme.colours().under), Qt.BrushStyle.BDiagPattern))


def draw_state(painter: QPainter, pixels: DevicePixels, box: Box, state: CellState) -> None:
    """Draw the marks of a state into the box of a cell."""
    rule, gap = pixels.rule, pixels.length(1)
    if state.is_lit:
        _draw_tray(pixels, box.inside(gap, gap, rule + gap, rule + gap))
    if state.is_stated:
        corner = pixels.rect(box.inside(0, 0, rule, rule)).bottomRight()
        _draw_corner(painter, corner, -_STATED_MARK, QColor(theme.on_paper().accent))
    if state.has_remark:
        place = pixels.rect(box.inside(0, 0, rule, rule)).topLeft()
        _fill_polygon(painter, theme.on_paper().remark, place, (_REMARK_MARK, 0), (0, _REMARK_MARK))
    if state.role is not None:
        _draw_signs(painter, pixels.rect(box), state)
    if state.severity is None and state.is_explained:
        _draw_tick(painter, pixels.rect(box.inside(0, 0, rule, 0)).topRight())
    if state.severity is not None:
        # Inside the rules, so that the frame of the cursor fits around it.
        colour = QColor(getattr(theme.on_paper(), state.severity.code))
        room = box.inside(gap, gap, rule + gap, rule + gap)
        width = 1 if state.severity is Severity.HINT else 2
        pixels.frame(room, pixels.length(width), colour)
        size = min(_FINDING_MARK, int(pixels.rect(box).height() * 0.27))  # low rows: small figures
        _draw_finding_mark(painter, pixels.rect(room).topRight(), size, state.severity, colour)


def _draw_finding_mark(
    painter: QPainter, corner: QPointF, size: int, severity: Severity, colour: QColor
) -> None:
    """At the upper right a square for an error, else a triangle: shape as well as colour."""
    if severity is Severity.ERROR:
        side = size - 1
        painter.fillRect(QRectF(corner.x() - side, corner.y(), side, side), colour)
    else:
        _draw_corner(painter, corner, size, colour)


def _draw_tray(pixels: DevicePixels, box: Box) -> None:
    """Hold a cell from below, ⎵, inside the frame of its findings and under its text."""
    inset, width, height = pixels.length(3), pixels.length(2), pixels.length(5)
    room = box.inside(inset, inset, inset, inset)
    colour = QColor(theme.on_paper().lit_edge)
    pixels.fill(Box(room.left, room.bottom - width, room.right, room.bottom), colour)
    for left in (room.left, room.right - width):
        pixels.fill(Box(left, room.bottom - height, left + width, room.bottom), colour)


def _draw_corner(painter: QPainter, corner: QPointF, size: int, colour: QColor) -> None:
    """Fill the right corner of a cell: the upper one, or with a negative size the lower one."""
    _fill_polygon(painter, colour, corner, (-abs(size), 0), (0, size))


def _fill_polygon(
    painter: QPainter, colour: QColor | str, corner: QPointF, *others: tuple[int, int]
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawPolygon(QPolygonF([corner, *(corner + QPointF(x, y) for x, y in others)]))


def _draw_tick(painter: QPainter, corner: QPointF) -> None:
    """✓: what was found here is explained."""
    points = [corner + QPointF(x, y) for x, y in ((-10, 6), (-7.5, 8.5), (-3, 3))]
    painter.setPen(QPen(QColor(theme.on_paper().done), 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawPolyline(QPolygonF(points))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _draw_signs(painter: QPainter, cell: QRectF, state: CellState) -> None:
    place = QPointF(cell.left() + 3, cell.bottom() - _SIGN - 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for sign in signs_of(state):
        _draw_sign(painter, sign, QRectF(place.x(), place.y(), _SIGN, _SIGN))
        place.setX(place.x() + _SIGN_STEP)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _draw_sign(painter: QPainter, sign: Sign, room: QRectF) -> None:
    is_loud = sign is Sign.TO_VERIFY
    colour = QColor(theme.on_paper().remark if is_loud else theme.on_paper().sign)
    painter.setPen(QPen(colour, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if sign is Sign.DUE:
        painter.drawEllipse(room.adjusted(1, 1, -1, -1))
        return
    if sign is Sign.TO_VERIFY:
        painter.setPen(QPen(colour, 1.5))
    for line in _STROKES[sign]:
        points = [room.topLeft() + QPointF(x * _SIGN, y * _SIGN) for x, y in line]
        painter.drawPolyline(QPolygonF(points))


# The strokes of each sign, in a square of side 1.
_STROKES: dict[Sign, tuple[tuple[tuple[float, float], ...], ...]] = {
    Sign.COMPUTED: (((0, 0.4), (0.8, 0.4)), ((0, 0.75), (0.8, 0.75))),
    Sign.DEFAULT: (((0, 0.6), (0.9, 0.6)), ((0.55, 0.3), (0.9, 0.6), (0.55, 0.9))),
    Sign.CARRIED_OVER: (
        ((0.45, 0.15), (0.1, 0.55), (0.45, 0.95)),
        ((0.9, 0.15), (0.55, 0.55), (0.9, 0.95)),
    ),
    Sign.BALANCED: (
        ((0, 0.5), (0.2, 0.3), (0.4, 0.3), (0.6, 0.5), (0.8, 0.5), (1, 0.3)),
        ((0, 0.85), (0.2, 0.65), (0.4, 0.65), (0.6, 0.85), (0.8, 0.85), (1, 0.65)),
    ),
    Sign.TO_VERIFY: (
        ((0.1, 0.25), (0.3, 0), (0.65, 0), (0.8, 0.25), (0.45, 0.5), (0.45, 0.65)),
        ((0.45, 0.9), (0.45, 1)),
    ),
}
