"""The look: one calm palette for light and dark, the fonts, and the icons.

Paper stays white in both schemes: it is the printed form. Everything around it follows the scheme.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

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
INTERFACE_POINTS = 10.0


class Colours:
    """The colours of the light scheme, as #rrggbb. Paper stays white in every scheme."""

    window: str = "#f6f7f9"
    pane: str = "#ffffff"  # lists and panels
    desk: str = "#e6e9ee"  # behind the paper
    line: str = "#d5dae1"  # hairlines between panes
    text: str = "#1d2530"
    quiet: str = "#56606e"  # secondary text; 4.5:1 on window and pane
    accent: str = "#2f6fb0"
    accent_soft: str = "#dfeaf6"  # selected rows
    error: str = "#c0362c"
    warning: str = "#a86200"
    hint: str = "#2f6fb0"
    done: str = "#2d7d46"
    # On paper
    paper: str = "#ffffff"
    ink: str = "#111111"
    ink_quiet: str = "#666666"
    rule: str = "#222222"
    input: str = "#f3f8ff"
    computed: str = "#f0f0f0"
    default: str = "#f4f7ee"
    unfilled: str = "#e9edf2"
    lit: str = "#fff3c9"  # the cells of the finding that is looked at
    lit_edge: str = "#7a5c00"
    remark: str = "#b45309"  # what the clerk noted, and what she wants to verify
    sign: str = "#6b7580"  # how a cell gets its value


class DarkColours(Colours):
    """The colours of the dark scheme."""

    window = "#22262c"
    pane = "#2a2f37"
    desk = "#181b20"
    line = "#3c434e"
    text = "#e8ebf0"
    quiet = "#a9b2bf"
    accent = "#6da7e3"
    accent_soft = "#31465e"
    error = "#ff8a80"
    warning = "#f0b04a"
    hint = "#7fb6ee"
    done = "#77c78f"


LIGHT, DARK = Colours(), DarkColours()
_in_use = [LIGHT]


def colours() -> Colours:
    """Return the colours in use."""
    return _in_use[0]


def apply_theme(application: QApplication, scheme: Colours = LIGHT) -> None:
    """Give the application the program's palette and face; the style is named when it is made."""
    _in_use[0] = scheme
    application.setPalette(_palette(scheme))
    font = QFont()
    if not any(map(QFontDatabase.hasFamily, INTERFACE_FAMILIES)):
        load_form_font("FormHei")
    font.setFamilies(INTERFACE_FAMILIES)
    font.setPointSizeF(INTERFACE_POINTS)
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
        QPalette.ColorRole.HighlightedText: "#ffffff" if scheme is LIGHT else "#10151b",
        QPalette.ColorRole.Link: scheme.accent,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    quiet = QColor(scheme.quiet)
    quiet.setAlpha(150)
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.WindowText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, quiet)
    return palette


def _style_sheet(scheme: Colours) -> str:
    text = (resources_dir() / "style.qss").read_text(encoding="utf-8")
    text = text.replace("@icons;", (resources_dir() / "icons").as_posix())
    for name in Colours.__annotations__:
        text = text.replace(f"@{name};", f"{getattr(scheme, name)};")
    return text


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
def icon(name: str, colour: str = "") -> QIcon:
    """Return a line icon in the text colour (or another)."""
    from perfeval_desktop.gui.line_icon import line_icon

    return line_icon(resources_dir() / "icons" / f"{name}.svg", colour or colours().text)


SEVERITY_ICONS = {"error": "circle-x", "warning": "alert-triangle", "hint": "info-circle"}


def severity_icon(code: str) -> QIcon:
    """Return the icon of a severity; its shape differs, not only its colour."""
    return icon(SEVERITY_ICONS[code], getattr(colours(), code))
