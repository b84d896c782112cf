"""Text put into the rich text of a label. The library's `html` would import a table of names."""

from __future__ import annotations


def escaped(text: str) -> str:
    """Return text that rich text shows as it stands."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
