"""Sections: paper, margins, page numbers at the foot and the draft mark at the head."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ..document import Document, Paragraph, SealPlace, Section
from ..pages import PageNumbers, PageSettings
from ..styles import (
    CHARACTERS_A_LINE,
    MM,
    PAGE_NUMBER_BELOW_MM,
    SIZE_3,
    SIZE_4,
    TEXT_WIDTH_MM,
    TYPE_STYLES,
    Align,
)
from . import xml
from .look import FOOTER, HEADER, LINE_PITCH_TWIPS, MARK_STYLE, NUMBER_STYLE, justification
from .runs import page_number, plain_run

_MARK_BELOW_EDGE_MM = 15.0
_LEAST_FOOT_MM = 5.0
# What a character is given beyond its size, in 4096ths of a point; rounded down, since Word would
# set 27 characters where 28 are a hair too wide.
_CHARACTER_SPACE = int((TEXT_WIDTH_MM * MM / CHARACTERS_A_LINE - SIZE_3) * 4096) - 12


class RunningPart(NamedTuple):
    """A header or footer part of the file."""

    id: str
    file_name: str
    is_header: bool
    content: bytes


@dataclass
class RunningParts:
    """The headers and footers of a document, each kept once."""

    parts: dict[str, RunningPart] = field(default_factory=dict)

    def id_of(self, paragraph: str, *, is_header: bool) -> str:
        """Return the id of the part that has just this paragraph."""
        root = "w:hdr" if is_header else "w:ftr"
        key = root + paragraph
        if key not in self.parts:
            kind = "header" if is_header else "footer"
            number = 1 + sum(each.is_header == is_header for each in self.parts.values())
            name = f"{kind}{number}"
            self.parts[key] = RunningPart(
                f"rId{name}", f"{name}.xml", is_header, xml.part(root, paragraph)
            )
        return self.parts[key].id


def parts_odd_and_even(document: Document) -> bool:
    """Say whether odd and even pages differ anywhere; Word knows this for whole files only."""
    return any(section.page.page_numbers is PageNumbers.OUTSIDE for section in document.sections)


@dataclass
class SectionWriter:
    """Writes the properties of the sections, in order."""

    document: Document
    running: RunningParts = field(default_factory=RunningParts)
    _has_numbered: bool = False

    def properties(self, section: Section) -> str:
        """Return the properties that stand at the end of a section."""
        page = section.page
        return (
            f'<w:sectPr>{self._references(page)}<w:type w:val="nextPage"/>{_paper(page)}'
            f'{self._first_number(section)}<w:cols w:space="720"/>{_grid(section)}</w:sectPr>'
        )

    def _references(self, page: PageSettings) -> str:
        """Name headers and footers; none named would be that of the section before."""
        result = []
        for kind, side in self._sides():
            if any(each.page.mark for each in self.document.sections):
                result.append(self._reference(_mark(page), kind, is_header=True))
            result.append(self._reference(_number(page, side), kind, is_header=False))
        return "".join(result)

    def _sides(self) -> tuple[tuple[str, Align], ...]:
        odd, even = ("default", Align.RIGHT), ("even", Align.LEFT)
        return (odd, even) if parts_odd_and_even(self.document) else (odd,)

    def _reference(self, paragraph: str, kind: str, *, is_header: bool) -> str:
        name = "headerReference" if is_header else "footerReference"
        part_id = self.running.id_of(paragraph, is_header=is_header)
        return f'<w:{name} w:type="{kind}" r:id="{part_id}"/>'

    def _first_number(self, section: Section) -> str:
        """Begin with 1 after pages without numbers, which Word counts and paper does not."""
        page = section.page
        if page.page_numbers is PageNumbers.NONE:
            return ""
        is_first = not self._has_numbered and section is not self.document.sections[0]
        self._has_numbered = True
        number = page.first_number if page.first_number is not None else (1 if is_first else None)
        return f'<w:pgNumType w:start="{number}"/>' if number is not None else ""


def _paper(page: PageSettings) -> str:
    orientation = ' w:orient="landscape"' if page.is_landscape else ""
    below_mm = PAGE_NUMBER_BELOW_MM + (NUMBER_STYLE.pitch_pt + SIZE_4) / 2 / MM
    margins = (
        ("top", page.top_mm),
        ("right", page.right_mm),
        ("bottom", page.bottom_mm),
        ("left", page.left_mm),
        ("header", _MARK_BELOW_EDGE_MM),
        ("footer", max(page.bottom_mm - below_mm, _LEAST_FOOT_MM)),
        ("gutter", 0.0),
    )
    return (
        f'<w:pgSz w:w="{xml.mm_twips(page.width_mm)}" w:h="{xml.mm_twips(page.height_mm)}"'
        f"{orientation}/><w:pgMar "
        + " ".join(f'w:{side}="{xml.mm_twips(length)}"' for side, length in margins)
        + "/>"
    )


def _grid(section: Section) -> str:
    """Set text that stands on the grid 22 lines of 28 characters a page; tables stand outside."""
    if not any(TYPE_STYLES[each.style].is_on_grid for each in _paragraphs(section)):
        return ""
    return (
        f'<w:docGrid w:type="linesAndChars" w:linePitch="{LINE_PITCH_TWIPS}" '
        f'w:charSpace="{_CHARACTER_SPACE}"/>'
    )


def _paragraphs(section: Section) -> list[Paragraph]:
    result: list[Paragraph] = []
    for block in section.blocks:
        if isinstance(block, Paragraph):
            result.append(block)
        elif isinstance(block, SealPlace):
            result += block.lines
    return result


def _mark(page: PageSettings) -> str:
    words = plain_run(page.mark, MARK_STYLE.face) if page.mark else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{HEADER.id}"/></w:pPr>{words}</w:p>'


def _number(page: PageSettings, side: Align) -> str:
    """Set "— 1 —" one character away from the outer edge of the text block."""
    look = f'<w:pStyle w:val="{FOOTER.id}"/>'
    if page.page_numbers is PageNumbers.NONE:
        return f"<w:p><w:pPr>{look}</w:pPr></w:p>"
    if page.page_numbers is PageNumbers.CENTER:
        look += justification(Align.CENTER)
    else:
        edge = "right" if side is Align.RIGHT else "left"
        look += f'<w:ind w:{edge}Chars="100" w:{edge}="{xml.twips(SIZE_4)}"/>{justification(side)}'
    face = NUMBER_STYLE.face
    words = f"{plain_run('— ', face)}{page_number(face)}{plain_run(' —', face)}"
    return f"<w:p><w:pPr>{look}</w:pPr>{words}</w:p>"
