"""Pieces of text that are set in one way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from .text import clean_fields


class Change(Enum):
    """What became of a piece of text since an earlier draft (花脸稿)."""

    NONE = "none"
    INSERTED = "inserted"  # underlined
    DELETED = "deleted"  # struck through


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A piece of a paragraph that is set in one way."""

    text: str
    is_bold: bool = False
    change: Change = Change.NONE

    def __post_init__(self) -> None:
        clean_fields(self, "text")


def spans_text(spans: Iterable[TextSpan]) -> str:
    """Return the text of all spans."""
    return "".join(span.text for span in spans)
