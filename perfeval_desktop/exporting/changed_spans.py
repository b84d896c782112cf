"""Texts with what changed in them since an earlier draft, as spans and paragraphs (花脸稿)."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_desktop.domain.text_difference import aligned, changed_pieces

from .spans import Change, TextSpan
from .text import clean_text


def changed_spans(old: str, new: str, *, is_bold: bool = False) -> tuple[TextSpan, ...]:
    """Return the new text with what went struck through and what came underlined."""
    old, new = clean_text(old), clean_text(new)
    if old == new:
        return (TextSpan(new, is_bold),)
    spans = []
    for before, after in changed_pieces(old, new):
        if before == after:
            spans.append(TextSpan(before, is_bold))
            continue
        spans += [TextSpan(before, is_bold, Change.DELETED)] if before else []
        spans += [TextSpan(after, is_bold, Change.INSERTED)] if after else []
    return tuple(spans)


def changed_paragraphs(old: str, new: str) -> Iterator[tuple[TextSpan, ...]]:
    """Yield the paragraphs of a text; those that went stand where they stood."""
    for before, after in aligned(lines_of(old), lines_of(new)):
        yield changed_spans(before, after)


def lines_of(text: str) -> list[str]:
    """Return the paragraphs of a chapter, empty ones left out."""
    return [each for each in clean_text(text).split("\n") if each.strip()]
