"""Small words of WordprocessingML: everything of the Word file is written as text of these."""

from __future__ import annotations

from xml.sax.saxutils import escape

from ..styles import MM

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ATTRIBUTE = {'"': "&quot;", "\n": "&#10;"}


def part(element: str, content: str) -> bytes:
    """Return a whole part with `element` (w:document) around its content."""
    return document(f"<{element} {NAMESPACES}>{content}</{element}>")


def document(root: str) -> bytes:
    """Return a whole XML file."""
    return (_DECLARATION + root).encode()


def text(words: str) -> str:
    """Return words as content of an element."""
    return escape(words)


def attribute(words: str) -> str:
    """Return words as they stand between the quotes of an attribute."""
    return escape(words, _ATTRIBUTE)


def twips(points: float) -> int:
    """Return points in twentieths of a point."""
    return round(points * 20)


def mm_twips(millimetres: float) -> int:
    """Return millimetres in twentieths of a point."""
    return round(millimetres * MM * 20)


def flag(name: str, *, is_on: bool) -> str:
    """Return the element `name` where it is on, else nothing."""
    return f"<w:{name}/>" if is_on else ""


def off(*names: str) -> str:
    """Return elements that switch off what Word does unless told."""
    return "".join(f'<w:{name} w:val="0"/>' for name in names)
