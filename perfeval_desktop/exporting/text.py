"""Text as it may be printed: whatever a clerk pasted becomes harmless characters."""

from __future__ import annotations

import unicodedata

GETA = "\u3013"  # 〓, the printers' mark for a character that cannot be set
_LINE_ENDS = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
_NO_CHARACTERS = frozenset("\ufffe\uffff")  # never characters, and no XML may hold them
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf"})  # controls; zero-width, bidi and language-tag marks


def clean_text(text: str) -> str:
    r"""Return `text` without what could disturb a page: controls, bidi and zero-width marks.

    Every kind of line end becomes "\\n", a tab a space, and a lone surrogate or a code that is no
    character "〓". Everything else, `<b>` and `&` included, stays as typed: it is text, never
    markup.
    """
    if text.isascii() and text.isprintable():
        return text
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    return "".join(map(_printable, text))


def clean_fields(value: object, *names: str) -> None:
    """Clean the named texts of a frozen value under construction."""
    for name in names:
        text = getattr(value, name)
        cleaned = clean_text(text) if text is not None else None
        object.__setattr__(value, name, cleaned)


def _printable(char: str) -> str:
    if char == "\n":
        return char
    if char == "\t":
        return " "
    category = unicodedata.category(char)
    if category == "Cs" or char in _NO_CHARACTERS:
        return GETA
    if category in _DROPPED_CATEGORIES or _is_variation_selector(char):
        return ""
    return char


def _is_variation_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
