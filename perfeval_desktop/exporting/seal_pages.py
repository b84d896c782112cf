"""Pages that carry nothing but the place of a seal: paper that must not be sealed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .document import Document, SealPlace
from .pdf.marks import Page, Rule, TextLine

_CAPTION = "盖章处"  # of the guide on drafts


def pages_with_seal_only(document: Document, pages: Sequence[Page]) -> list[int]:
    """Return the numbers, from 1, of laid-out pages on which a seal would stand alone.

    What stands at foot and head of every page is no text of its own.
    """
    sealed: dict[str, list[str]] = {}
    for section in document.sections:
        lines = [
            line.text
            for block in section.blocks
            if isinstance(block, SealPlace)
            for line in block.lines
        ]
        if lines:
            sealed[section.name] = lines
    return [
        number
        for number, page in enumerate(pages, start=1)
        if page.section in sealed and _has_seal_only(page, sealed[page.section])
    ]


def _has_seal_only(page: Page, sealed: Iterable[str]) -> bool:
    texts = [mark.text.strip() for mark in _body(page)]
    has_grid = any(isinstance(mark, Rule) and not mark.look.is_dashed for mark in page.marks)
    known = (_CAPTION, *sealed)
    return not has_grid and all(any(text in line for line in known) for text in texts)


def _body(page: Page) -> list[TextLine]:
    lines = (mark for mark in page.marks if isinstance(mark, TextLine))
    return [line for line in lines if page.top <= line.baseline <= page.bottom]
