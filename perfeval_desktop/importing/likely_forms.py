"""Which forms a document was made by, as the words of the forms tell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from perfeval_desktop.domain.cell_table import label_key
from perfeval_desktop.domain.source_document import SourceDocument, SourceTable
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.importing.table_parts import document_year

_LONGEST = 60  # characters: more is no label


def likeness_of(document: SourceDocument, template: ReportTemplate) -> tuple[float, int]:
    """Return how like a document is to a form: of words, between 0 and 1, then of year."""
    words, said = words_of(template), _words_in(document)
    shared = len(words & said)
    likeness = round(2 * shared / (len(words) + len(said)), 3) if words and said else 0.0
    year = document_year(document) or template.year
    return likeness, -abs(template.year - year)


@lru_cache(maxsize=64)
def words_of(template: ReportTemplate) -> frozenset[str]:
    """Return the labels, heads, titles and headings of a form."""
    found: set[str] = set()
    for sheet in template.sheets:
        if sheet.is_printed:
            cells = (cell.segments for row in sheet.rows for cell in row.cells)
            for segments in (sheet.title, *cells):
                found |= {label_key(each) for each in segments if isinstance(each, str)}
            found |= {label_key(heading.text) for heading in sheet.headings}
    return frozenset(found - {""})


def _words_in(document: SourceDocument) -> frozenset[str]:
    return frozenset(filter(None, map(label_key, _texts(document))))


def _texts(document: SourceDocument) -> Iterator[str]:
    for block in document.blocks:
        texts = [c.text for c in block.cells] if isinstance(block, SourceTable) else [block.text]
        for text in texts:
            if len(text) <= _LONGEST:
                yield text
                yield from (text.partition("：")[0],) if "：" in text else ()
