"""The look: palette and style sheet of the scheme in use, the fonts, and the icons.

Paper stays white in every scheme: it is the printed form. Everything around it follows the scheme.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

from perfeval_desktop.gui.schemes import (
    CONTRAST,
    DARK,
    LIGHT,
    POINTS,
    SCHEMES,
    STANDARD,
    Colours,
)
from perfeval_desktop.resources import resources_dir

if TYPE_CHECKING:
    from PySide6.QtGui import QBrush, QIcon
    from PySide6.QtWidgets import QApplication

# The program's own face, first found first used; FormHei ships with it.
INTERFACE_FAMILIES = [
    "Microsoft YaHei UI",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "Form Hei",
]
_SYSTEM_IS_DARK = "perfeval_system_is_dark"

_in_use: list[Colours] = [LIGHT]
_points = [POINTS[STANDARD]]


def colours() -> Colours:
    """Return the colours in use."""
    return _in_use[0]


def letter_scale() -> float:
    """Return how large the program's letters are, 1.0 being the usual size."""
    return _points[0] / POINTS[STANDARD]


def focus_width() -> int:
    """Return how thick the frame of what has the keyboard is, pixels."""
    return int(colours().focus.removesuffix("px"))


def on_paper() -> Colours:
    """Return the colours for marks on paper, which is white in the dark as well."""
    return CONTRAST if colours() is CONTRAST else LIGHT


def scheme_named(name: str, application: QApplication) -> Colours:
    """Return the scheme of a name; what is not known follows the system."""
    return SCHEMES.get(name) or (DARK if _is_system_dark(application) else LIGHT)


def _is_system_dark(application: QApplication) -> bool:
    """Go by the palette the desktop gave, which is cheap, until the program sets its own."""
    known = application.property(_SYSTEM_IS_DARK)
    if known is None:
        known = application.palette().color(QPalette.ColorRole.Window).lightness() < 128
        application.setProperty(_SYSTEM_IS_DARK, known)
    return bool(known)


def set_system_dark(application: QApplication, is_dark: bool) -> None:
    """Know that the desktop has become dark or light."""
    application.setProperty(_SYSTEM_IS_DARK, is_dark)


def apply_theme(
    application: QApplication, scheme: Colours = LIGHT, points: float = POINTS[STANDARD]
) -> None:
    """Give the application the program's palette and face; the style is named when it is made."""
    _in_use[0], _points[0] = scheme, points
    application.setPalette(_palette(scheme))
    font = QFont()
    if not any(map(QFontDatabase.hasFamily, INTERFACE_FAMILIES)):
        load_form_font("FormHei")
    font.setFamilies(INTERFACE_FAMILIES)
    font.setPointSizeF(points)
    application.setFont(font)
    application.setStyleSheet(_style_sheet(scheme))


def _palette(scheme: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: scheme.window,
        QPalette.ColorRole.WindowText: scheme.text,
        QPalette.ColorRole.Base: scheme.pane,
        QPalette.ColorRole.AlternateBase: scheme.window,
        QPalette.ColorRole.Text: scheme.text,
        QPalette.ColorRole.PlaceholderText: scheme.quiet,
        QPalette.ColorRole.Button: scheme.window,
        QPalette.ColorRole.ButtonText: scheme.text,
        QPalette.ColorRole.ToolTipBase: scheme.pane,
        QPalette.ColorRole.ToolTipText: scheme.text,
        QPalette.ColorRole.Highlight: scheme.accent,
        QPalette.ColorRole.HighlightedText: scheme.on_accent,
        QPalette.ColorRole.Link: scheme.accent,
        QPalette.ColorRole.LinkVisited: scheme.accent,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    quiet = QColor(scheme.quiet)
    quiet.setAlpha(190 if scheme is CONTRAST else 150)
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.WindowText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, quiet)
    return palette


def _style_sheet(scheme: Colours) -> str:
    text = (resources_dir() / "style.qss").read_text(encoding="utf-8")
    values = {name: str(getattr(scheme, name)) for name in Colours.__annotations__}
    values["icons"] = (resources_dir() / "icons").as_posix()
    values["on"] = "dark" if scheme is DARK else "light"
    text = re.sub(r"@\{(\w+)\}", lambda found: values[found[1]], text)
    text = re.sub(r"@(\w+);", lambda found: f"{values[found[1]]};", text)
    more = focus_width() - 1
    return re.sub(r"@less\((\d+)px\)", lambda found: f"{int(found[1]) - more}px", text)


def brush(colour: str) -> QBrush:
    """Return a solid brush of a colour."""
    from PySide6.QtGui import QBrush

    return QBrush(QColor(colour))


@cache
def load_form_font(name: str) -> str:
    """Load one of the shipped faces (FormSong, FormFang …) and return its family."""
    path = resources_dir() / "fonts" / f"{name}.ttf"
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    return families[0] if families else name


# Faces that have the characters another one lacks: file and family.
_FALLBACKS = {"FormKai": "Form Kai", "FormSong": "Form Song", "FormSongRare": "Form Song Rare"}


def load_fallbacks() -> None:
    """Load the faces for rare characters: behind the first painting, since few reports have any."""
    for name in _FALLBACKS:
        load_form_font(name)


def form_families(name: str) -> list[str]:
    """Return the face of the form, and the faces that have the characters it lacks."""
    rest = (family for file, family in _FALLBACKS.items() if file != name)
    return [load_form_font(name), *rest]


def form_font(name: str, pixels: float, is_bold: bool = False) -> QFont:
    """Return a shipped face at a size in device-independent pixels."""
    font = QFont()
    font.setFamilies(form_families(name))
    font.setPixelSize(max(6, round(pixels)))
    font.setBold(is_bold)
    return font


@cache
def icon(name: str, colour: str = "text") -> QIcon:
    """Return a line icon in one of the colours in use, by its name in `schemes.py`.

    It is drawn anew where it is shown once other colours are in use.
    """
    from perfeval_desktop.gui.line_icon import line_icon

    path = resources_dir() / "icons" / f"{name}.svg"
    return line_icon(path, lambda: str(getattr(colours(), colour)))


SEVERITY_ICONS = {"error": "circle-x", "warning": "alert-triangle", "hint": "info-circle"}


def severity_icon(code: str) -> QIcon:
    """Return the icon of a severity; its shape differs, not only its colour."""
    return icon(SEVERITY_ICONS[code], code)
