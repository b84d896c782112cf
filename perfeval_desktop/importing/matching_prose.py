"""The running text of a document: its cover, its title, and the chapters of its narrative.

What was recognised as an annex is left to `matching_tables`; every other paragraph, and every table
that stands inside of a chapter, becomes a piece here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.import_plan import MatchedSheet, PlannedPiece, PlannedState, Target
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import SourceDocument, SourceParagraph, SourcePlace
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
    """What became of the running text; `pieces` by block."""

    pieces: Mapping[int, tuple[PlannedPiece, ...]]
    sheets: tuple[MatchedSheet, ...] = ()
    notes: tuple[str, ...] = ()


def match_prose(document: SourceDocument, report: Report, skipped: Collection[int]) -> ProseFound:
    """Find cover, title and chapters in the blocks that are not `skipped`: those of the annexes."""
    return _Matching(document, report, skipped).found()


class _Chapter(NamedTuple):
    """Where the text goes that is read now: a field, or nowhere, and why."""

    heading: FoundHeading | None = None
    target: Target | None = None
    why_not: str = _BEFORE
    doubt: str = ""  # said with the next piece


class _Matching:
    def __init__(self, document: SourceDocument, report: Report, skipped: Collection[int]) -> None:
        self._document = document
        self._template = report.template
        self._skipped = skipped
        self._known = [
            known
            for sheet in self._template.sheets
            if sheet.kind is SheetKind.NARRATIVE
            for known in known_headings(report, sheet)
        ]
        self._headings = self._find_headings()
        self._lines = CoverLines(report)
        self._pieces: dict[int, list[PlannedPiece]] = {}
        self._filled: set[Target] = set()

    def found(self) -> ProseFound:
        chapter, bodies = _Chapter(), list[Body]()
        for block, content in enumerate(self._document.blocks):
            after = self._chapter_at(block, chapter)
            if after is not None:
                self._place(chapter, bodies)
                chapter, bodies = after, []
            if block in self._skipped:
                continue
            heading = self._headings.get(block)
            if heading is not None:
                chapter = self._heading(heading, chapter)
                if heading.text:
                    bodies.append(Body(block, content, heading.text))
            elif not isinstance(content, SourceParagraph):
                bodies.append(Body(block, content))
            elif self._is_form(block, content):
                self._add(block, content.text, PlannedState.FORM)
            elif content.text.strip():
                bodies.append(Body(block, content, written(content)))
        self._place(chapter, bodies)
        pieces = {block: tuple(each) for block, each in self._pieces.items()}
        return ProseFound(pieces, tuple(self._sheets()), tuple(self._notes()))

    # Headings

    def _find_headings(self) -> dict[int, FoundHeading]:
        lines = [
            _line(place.block, paragraph)
            for place, paragraph in self._document.paragraphs()
            if place.block not in self._skipped and not _IN_CONTENTS.search(paragraph.text)
        ]
        return find_headings(self._known, lines) if self._known else {}

    def _chapter_at(self, block: int, before: _Chapter) -> _Chapter | None:
        """Return where text goes from this block on; None where that stays as it is."""
        heading = self._headings.get(block)
        if heading is not None:
            return self._begun(heading, before)
        content = self._document.blocks[block]
        ends = block in self._skipped
        if isinstance(content, SourceParagraph) and not ends:
            ends = self._begins_annex(content.text)
        if not ends:
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

    def _heading(self, heading: FoundHeading, chapter: _Chapter) -> _Chapter:
        block = heading.line.block
        content = self._document.blocks[block]
        assert isinstance(content, SourceParagraph)
        words = content.text.removesuffix(heading.text) if heading.text else content.text
        if heading.known is not None:
            self._add(block, words, PlannedState.FORM, why=heading.doubt)
        elif chapter.target is None:
            self._add(block, words, PlannedState.NOT_TAKEN, why=chapter.why_not)
        else:  # an added heading is part of the text that it stands in
            body = Body(block, content, written(content))
            self._take([body], chapter.target, chapter.doubt)
            return chapter._replace(doubt="")
        return chapter

    # Text

    def _place(self, chapter: _Chapter, bodies: list[Body]) -> None:
        """Place the text that was read up to here."""
        if chapter.target is None:
            for body in bodies:
                self._outside(body, chapter.why_not)
            return
        is_last = all(block < self._first(chapter, bodies) for block in self._headings)
        foot = self._foot(bodies) if is_last else len(bodies)
        self._take(bodies[:foot], chapter.target, chapter.doubt)
        for body in bodies[foot:]:
            self._outside(body, _BEHIND)
        if chapter.target not in self._filled and chapter.heading is not None:
            block = chapter.heading.line.block
            self._add(block, "", PlannedState.EMPTY, chapter.target)

    def _first(self, chapter: _Chapter, bodies: list[Body]) -> int:
        own = chapter.heading.line.block if chapter.heading is not None else -1
        return max(own, *(each.block for each in bodies), -1) + 1

    def _take(self, bodies: list[Body], target: Target, doubt: str) -> None:
        for piece in chapter_pieces(bodies, target, doubt):
            self._pieces.setdefault(piece.place.block, []).append(piece)
            if piece.value is not None:
                self._filled.add(target)

    def _foot(self, bodies: list[Body]) -> int:
        """Return where unit and date under the text begin among the last paragraphs."""
        at = len(bodies)
        while at > 0 and len(bodies) - at < _MOST_AT_FOOT:
            body = bodies[at - 1]
            is_paragraph = isinstance(body.content, SourceParagraph)
            if not is_paragraph or not self._lines.is_at_foot(body.text):
                break
            at -= 1
        return at

    def _outside(self, body: Body, why: str) -> None:
        """Place what stands in no chapter."""
        if isinstance(body.content, SourceParagraph):
            found = self._lines.pieces(body.block, body.content.text, why)
            self._pieces.setdefault(body.block, []).extend(found)
            return
        for cell in body.content.cells:
            if cell.text.strip():
                place = SourcePlace(body.block, cell.row, cell.column)
                piece = PlannedPiece(place, cell.text, PlannedState.NOT_TAKEN, why=why)
                self._pieces.setdefault(body.block, []).append(piece)

    def _is_form(self, block: int, paragraph: SourceParagraph) -> bool:
        text = paragraph.text
        is_contents = _IN_CONTENTS.search(text) and len(text) < 80
        return bool(is_contents) or compact(text) in _CONTENTS or self._begins_annex(text)

    def _add(
        self,
        block: int,
        source: str,
        state: PlannedState,
        target: Target | None = None,
        why: str = "",
    ) -> None:
        if source.strip() or target is not None:
            piece = PlannedPiece(SourcePlace(block), source, state, target, why=why)
            self._pieces.setdefault(block, []).append(piece)

    # What is said of the whole

    def _sheets(self) -> Iterator[MatchedSheet]:
        for sheet in self._template.sheets:
            if sheet.kind is SheetKind.TABLE:
                continue
            fields = self._template.fields_on(sheet)
            blocks = [
                block
                for block, pieces in sorted(self._pieces.items())
                if (block in self._headings and sheet.kind is SheetKind.NARRATIVE)
                or any(piece.target and piece.target.field in fields for piece in pieces)
            ]
            if blocks:
                yield MatchedSheet(tuple(blocks), sheet.id)

    def _notes(self) -> Iterator[str]:
        found = [each for each in self._headings.values() if each.known is not None]
        in_order = sorted(found, key=lambda each: each.line.block)
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
            written(paragraph) != paragraph.text
            for place, paragraph in self._document.paragraphs()
            if any(each.value is not None for each in self._pieces.get(place.block, ()))
        )
        if restored:
            yield f"有 {restored} 段的编号是文字处理软件自动编的，已经写进文字里。"


def _line(block: int, paragraph: SourceParagraph) -> Line:
    given, level = paragraph.number.strip(), paragraph.level
    text = paragraph.text
    if given:
        number, _ = numbered(given if given[-1:] in "、.．)）章节" else f"{given}、")
        if number is not None:
            return Line(block, text, number, numbered(text)[1], level, is_automatic=True)
    number, rest = numbered(text)
    return Line(block, text, number, rest, level)
