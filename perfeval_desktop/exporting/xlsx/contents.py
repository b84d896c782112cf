"""What a cell of a form is in a worksheet: a number, a text, or nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..spans import spans_text
from ..styles import Face
from ..tables import Table, TableCell
from .formats import CellLook
from .measures import Fitted, fit, fits_on_one_line, height_of
from .numbers import Look, is_storable

LONGEST_TEXT = 32_767  # UTF-16 units in a cell
MOST_LINE_ENDS = 253
_LONGEST_KEPT_TEXT = 255  # longer ones are shown as #### where their format is that of texts
_LIKE_A_FORMULA = ("=", "+", "-", "@")
_INDENT_A_CHARACTER = 1.5  # a step of indentation is three digits wide


@dataclass(frozen=True, slots=True)
class Content:
    """What is written into a cell.

    Attributes:
        number: The number, None where a text stands or nothing.
        text: The text as printed, also of a number.
        fitted: Its size and height.
        look: How numbers are printed there; None where none will ever be.
        is_formula: It may be computed.
    """

    number: Decimal | None
    text: str
    fitted: Fitted
    look: Look | None
    is_formula: bool


def content_of(cell: TableCell, width_pt: float, table: Table) -> Content:
    """Decide what a cell of a form becomes."""
    data = cell.data
    printed = spans_text(cell.spans)
    if data is None or data.is_text or cell.was is not None:
        return Content(None, printed, fit(cell, printed, width_pt, table), None, is_formula=False)
    look = Look.of(data)
    number = data.number
    can_be_number = number is None or (
        is_storable(number, look) and fits_on_one_line(cell.text, width_pt, table.floor_pt)
    )
    if not (look.is_possible and can_be_number):
        return Content(None, printed, fit(cell, printed, width_pt, table), None, is_formula=False)
    is_blank = number is None and cell.text == data.before + data.after
    is_formula = bool(data.formula) and (number is not None or is_blank)
    if number is None and not is_formula:
        return Content(None, printed, fit(cell, printed, width_pt, table), look, is_formula=False)
    fitted = Fitted(table.text_pt, height_of(1, table.text_pt))
    return Content(number, printed, fitted, look, is_formula)


def look_of(cell: TableCell, content: Content, *, has_border: bool) -> CellLook:
    """Return how a cell looks with its content."""
    is_figure = content.number is not None or content.is_formula
    return CellLook(
        face=Face.SONG,
        size_pt=content.fitted.size_pt,
        is_bold=cell.is_bold,
        align=cell.alignment,
        has_border=has_border,
        indent=round(cell.indent_chars * _INDENT_A_CHARACTER),
        number_format=_number_format(cell, content),
        is_figure=is_figure,
        is_kept_text=not is_figure and looks_like_formula(content.text),
    )


def _number_format(cell: TableCell, content: Content) -> str:
    if content.look is not None:
        return content.look.format_of(content.number, words_are_own=content.is_formula)
    is_typed = cell.data is not None and cell.was is None
    return "@" if is_typed and len(content.text) <= _LONGEST_KEPT_TEXT else "General"


def looks_like_formula(text: str) -> bool:
    """Say whether a text would become a formula when somebody opens its cell and closes it."""
    return text.startswith(_LIKE_A_FORMULA)


def cut_text(text: str) -> tuple[str, str]:
    """Return what a cell can hold of a text, and the rest."""
    end = len(text)
    if len(text.encode("utf-16-le")) > 2 * LONGEST_TEXT:
        end = LONGEST_TEXT
        while len(text[:end].encode("utf-16-le")) > 2 * LONGEST_TEXT:
            end -= 1
    lines = text[:end].split("\n")
    if len(lines) > MOST_LINE_ENDS:
        end = len("\n".join(lines[:MOST_LINE_ENDS]))
    return text[:end], text[end:]
