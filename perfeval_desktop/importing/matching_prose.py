"""The running text of a document: its cover, its title, and the chapters of its narrative.

What was recognised as an annex is left to `matching_tables`; every other line, and every table that
stands inside of a chapter, becomes a piece here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.import_plan import (
    ImportPlan,
    MatchedSheet,
    PlannedPiece,
    PlannedState,
    Target,
)
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import (
    SourceDocument,
    SourceParagraph,
    SourcePlace,
    SourceTable,
)
from perfeval_desktop.domain.template import REPORT, SheetKind
from perfeval_desktop.importing.chapter_text import Body, chapter_pieces, written
from perfeval_desktop.importing.cover_lines import CoverLines
from perfeval_desktop.importing.heading_words import (
    FoundHeading,
    Line,
    find_headings,
    known_headings,
    numbered,
)
from perfeval_desktop.importing.text_items import TextItem, text_items

_IN_CONTENTS = re.compile(r"(?:\t|…|\.{3,}|·{3,}|_{3,})[\s.…·]*\d{1,3}\s*$")
_CONTENTS = frozenset({"目录", "目次"})
_ATTACHMENT = re.compile(r"\s*附\s*[件表录](?![^。；;]{0,60}[。；;])[^\n]{0,60}\s*")
_MOST_AT_FOOT = 4  # paragraphs: unit, seal, date
_BEFORE = "在第一个标题前面，表样里没有放它的地方。"
_BEHIND = "在附表后面，看不出属于哪一章。"
_ONLY_SECTIONS = "“{}”这一章的文字要放到下面的各节里，看不出是哪一节的。"
_UNKNOWN = "表样里没有“{}”这个标题，请看看放到哪一章。"
_ADDED = "表样里没有“{}”这个标题，先放在“{}”里，请看看是否合适。"


class ProseFound(NamedTuple):
    """What became of the running text; `pieces` by their place."""

    pieces: Mapping[SourcePlace, tuple[PlannedPiece, ...]]
    sheets: tuple[MatchedSheet, ...] = ()
    notes: tuple[str, ...] = ()


def match_prose(document: SourceDocument, report: Report, tables: ImportPlan) -> ProseFound:
    """Find cover, title and chapters in what the plan of the tables has not placed."""
    return _Matching(text_items(document, tables), report).found()


class _Chapter(NamedTuple):
    """Where the text goes that is read now: a field, or nowhere, and why."""

    heading: FoundHeading | None = None
    target: Target | None = None
    why_not: str = _BEFORE
    doubt: str = ""  # said with the next piece


class _Matching:
    def __init__(self, items: Sequence[TextItem], report: Report) -> None:
        self._items = items
        self._template = report.template
        self._known = [
            known
            for sheet in self._template.sheets
            if sheet.kind is SheetKind.NARRATIVE
            for known in known_headings(report, sheet)
        ]
        self._headings = self._find_headings()
        self._last = max(self._headings, default=-1)
        self._lines = CoverLines(report)
        self._pieces: dict[SourcePlace, list[PlannedPiece]] = {}
        self._filled: set[Target] = set()

    def found(self) -> ProseFound:
        chapter, bodies = _Chapter(), list[Body]()
        for at, (place, content) in enumerate(self._items):
            after = self._chapter_at(at, content, chapter)
            if after is not None:
                self._place(chapter, bodies, is_last=at > self._last)
                chapter, bodies = after, []
            heading = self._headings.get(at)
            if content is None:
                continue
            if isinstance(content, SourceTable):
                bodies.append(Body(place, content))
            elif heading is not None:
                chapter = self._heading(heading, place, content, chapter)
                if heading.text:
                    bodies.append(Body(place, content, heading.text))
            elif self._is_form(content):
                self._add(place, content.text, PlannedState.FORM)
            elif content.text.strip():
                bodies.append(Body(place, content, written(content)))
        self._place(chapter, bodies, is_last=True)
        pieces = {place: tuple(each) for place, each in self._pieces.items()}
        return ProseFound(pieces, tuple(self._sheets()), tuple(self._notes()))

    # Headings

    def _find_headings(self) -> dict[int, FoundHeading]:
        lines = [
            _line(at, content)
            for at, (_, content) in enumerate(self._items)
            if isinstance(content, SourceParagraph) and not _IN_CONTENTS.search(content.text)
        ]
        return find_headings(self._known, lines) if self._known else {}

    def _chapter_at(
        self, at: int, content: SourceParagraph | SourceTable | None, before: _Chapter
    ) -> _Chapter | None:
        """Return where text goes from this line on; None where that stays as it is."""
        heading = self._headings.get(at)
        if heading is not None:
            return self._begun(heading, before)
        if isinstance(content, SourceTable):
            return None
        if content is not None and not self._begins_annex(content.text):
            return None
        is_before = before.heading is None and before.why_not != _BEHIND
        return _Chapter(why_not=_BEFORE if is_before else _BEHIND)

    def _begins_annex(self, text: str) -> bool:
        return bool(_ATTACHMENT.fullmatch(text)) or self._lines.is_annex_title(text)

    def _begun(self, heading: FoundHeading, before: _Chapter) -> _Chapter:
        known, words = heading.known, heading.line.rest.strip()
        if known is None:
            earlier = before.heading
            if heading.level == 1 or before.target is None or earlier is None:
                return _Chapter(heading, why_not=_UNKNOWN.format(words))
            chapter = earlier.known.heading.text if earlier.known is not None else ""
            return _Chapter(earlier, before.target, doubt=_ADDED.format(words, chapter))
        if not known.field:
            return _Chapter(heading, why_not=_ONLY_SECTIONS.format(known.heading.text))
        return _Chapter(heading, Target(REPORT, known.field), doubt=heading.doubt)

    def _heading(
        self,
        heading: FoundHeading,
        place: SourcePlace,
        content: SourceParagraph,
        chapter: _Chapter,
    ) -> _Chapter:
        words = content.text.removesuffix(heading.text) if heading.text else content.text
        if heading.known is not None:
            self._add(place, words, PlannedState.FORM, why=heading.doubt)
        elif chapter.target is None:
            self._add(place, words, PlannedState.NOT_TAKEN, why=chapter.why_not)
        else:  # an added heading is part of the text that it stands in
            body = Body(place, content, written(content))
            self._take([body], chapter.target, chapter.doubt)
            return chapter._replace(doubt="")
        return chapter

    # Text

    def _place(self, chapter: _Chapter, bodies: list[Body], *, is_last: bool) -> None:
        """Place the text that was read up to here."""
        if chapter.target is None:
            self._outside(bodies, chapter.why_not)
            return
        foot = self._foot(bodies) if is_last else len(bodies)
        self._take(bodies[:foot], chapter.target, chapter.doubt)
        self._outside(bodies[foot:], _BEHIND)
        if chapter.target not in self._filled and chapter.heading is not None:
            place = self._items[chapter.heading.line.at].place
            self._add(place, "", PlannedState.EMPTY, chapter.target)

    def _take(self, bodies: list[Body], target: Target, doubt: str) -> None:
        for piece in chapter_pieces(bodies, target, doubt):
            self._pieces.setdefault(piece.place, []).append(piece)
            if piece.value is not None:
                self._filled.add(target)

    def _foot(self, bodies: list[Body]) -> int:
        """Return where unit and date under the text begin among the last lines."""
        at = len(bodies)
        while at > 0 and len(bodies) - at < _MOST_AT_FOOT:
            body = bodies[at - 1]
            is_line = isinstance(body.content, SourceParagraph)
            if not is_line or not self._lines.is_at_foot(body.text):
                break
            at -= 1
        return at

    def _outside(self, bodies: Sequence[Body], why: str) -> None:
        """Place what stands in no chapter; the lines of one paragraph may be one line of a form."""
        for place, group in groupby(bodies, key=lambda each: each.place):
            found = self._pieces.setdefault(place, [])
            lines = list(group)
            for each in lines:
                if isinstance(each.content, SourceTable):
                    self._list_cells(place.block, each.content, why)
            texts = [e.content.text for e in lines if isinstance(e.content, SourceParagraph)]
            pieces = self._lines.pieces(place, "\n".join(texts), why) if texts else []
            if any(each.state is PlannedState.NOT_TAKEN for each in pieces):
                pieces = [e for text in texts for e in self._lines.pieces(place, text, why)]
            found += pieces

    def _list_cells(self, block: int, table: SourceTable, why: str) -> None:
        for cell in table.cells:
            place = SourcePlace(block, cell.row, cell.column)
            self._add(place, cell.text, PlannedState.NOT_TAKEN, why=why)

    def _is_form(self, paragraph: SourceParagraph) -> bool:
        text = paragraph.text
        is_contents = _IN_CONTENTS.search(text) and len(text) < 80
        return bool(is_contents) or compact(text) in _CONTENTS or self._begins_annex(text)

    def _add(
        self,
        place: SourcePlace,
        source: str,
        state: PlannedState,
        target: Target | None = None,
        why: str = "",
    ) -> None:
        if source.strip() or target is not None:
            piece = PlannedPiece(place, source, state, target, why=why)
            self._pieces.setdefault(place, []).append(piece)

    # What is said of the whole

    def _sheets(self) -> Iterator[MatchedSheet]:
        heads = {self._items[at].place for at in self._headings}
        for sheet in self._template.sheets:
            if sheet.kind is SheetKind.TABLE:
                continue
            fields = self._template.fields_on(sheet)
            places = [
                place
                for place, pieces in sorted(self._pieces.items())
                if (place in heads and sheet.kind is SheetKind.NARRATIVE)
                or any(piece.target and piece.target.field in fields for piece in pieces)
            ]
            if places:
                blocks = tuple(dict.fromkeys(each.block for each in places))
                yield MatchedSheet(blocks, sheet.id, rows=tuple(_rows(places)))

    def _notes(self) -> Iterator[str]:
        found = [each for each in self._headings.values() if each.known is not None]
        in_order = sorted(found, key=lambda each: each.line.at)
        if not found:
            return
        bare = [each.line.rest.strip() for each in in_order if each.line.number is None]
        if bare:
            yield f"有 {len(bare)} 个标题没有编号（{'、'.join(bare)}）；编号由表样写，不用补。"
        others = [e for e in found if e.line.number and e.known and e.line.number != e.known.number]
        if others:
            yield f"有 {len(others)} 个标题的编号和表样不同，按表样的编号。"
        places = [each.known.place for each in in_order if each.known is not None]
        if places != sorted(places):
            yield "章节的先后和表样不同，按表样的先后放。"
        missing = [k.heading.text for k in self._known if k.field and k.place not in places]
        if missing:
            yield f"文档里没有找到 {len(missing)} 章：{'、'.join(missing)}。"
        restored = sum(
            isinstance(content, SourceParagraph) and written(content) != content.text
            for place, content in self._items
            if any(each.value is not None for each in self._pieces.get(place, ()))
        )
        if restored:
            yield f"有 {restored} 段的编号是文字处理软件自动编的，已经写进文字里。"


def _rows(places: Sequence[SourcePlace]) -> Iterator[tuple[int, int, int]]:
    """Yield the rows of worksheets in which the text stands: block, first, behind the last."""
    for block, group in groupby(places, key=lambda each: each.block):
        rows = [each.row for each in group]
        if min(rows) >= 0:
            yield block, min(rows), max(rows) + 1


def _line(at: int, paragraph: SourceParagraph) -> Line:
    given, level = paragraph.number.strip(), paragraph.level
    text = paragraph.text
    if given:
        number, _ = numbered(given if given[-1:] in "、.．)）章节" else f"{given}、")
        if number is not None:
            return Line(at, text, number, numbered(text)[1], level, is_automatic=True)
    number, rest = numbered(text)
    return Line(at, text, number, rest, level)
