"""Lines of a form with places in them: titles, the cover, unit and date under the text.

A line that an author filled in is told apart into the words of the form and what was written
between them, whatever spaces, brackets and year she wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.template import ReportTemplate, Segment, SheetKind, Slot

_YEAR = re.compile(r"\{年度\}|\{上年\}")
_YEARS = (
    r"(?:[12１２]\s*\d\s*\d\s*\d|二\s*[〇○零Oo0]\s*[一二]\s*[〇○零一二三四五六七八九Oo0]"
    r"|20\s*[X×xＸ_＿]{1,2}|[X×xＸ_＿\s]{2,8})"
)
_ALIKE = {"（": "[（(]", "(": "[（(]", "）": "[）)]", ")": "[）)]", "：": "[：:]", ":": "[：:]"}
_MAY_LACK = re.compile(r"（单位）|（部门）|\((?:单位|部门)\)|（盖章）|\(盖章\)")
_NOTHING = re.compile(r"[\s_＿﹍×XxＸ年月日.·…/—-]*")
_STANDS_FOR_UNIT = re.compile(r"(?:本|[X×x]+)?(?:部门|单位|部门[（(]单位[)）])?(?:名称)?")
_YEAR_IN_TITLE = re.compile(r"(?:关于|[2２][0０]\d\d\s*年度?|[2２][0０]\d\d)")
_TAIL_OF_UNIT = re.compile(r"(?:部门[（(]单位[)）]|部门|单位)$")
_SUFFIX_LIKENESS = 78


class FormLine(NamedTuple):
    """A line of the form with its pattern."""

    sheet: str
    segments: tuple[Segment, ...]
    pattern: re.Pattern[str]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The places in it."""
        return tuple(each for each in self.segments if isinstance(each, Slot))


class Part(NamedTuple):
    """A part of a line: words of the form, or what stands in a place."""

    text: str
    field: str = ""


def lines_of(template: ReportTemplate) -> list[FormLine]:
    """Return the lines of titles, the cover and the foot of the text that have places in them."""
    found = []
    for sheet in template.sheets:
        given = [sheet.title, *sheet.sign_off]
        if sheet.kind is SheetKind.COVER:
            given += [cell.segments for row in sheet.rows for cell in row.cells]
        for segments in given:
            if any(isinstance(each, Slot) for each in segments):
                found.append(FormLine(sheet.id, segments, _pattern(segments)))
    return found


def words_of_form(template: ReportTemplate) -> frozenset[str]:
    """Return the words that stand in the form by themselves, without year, blanks and signs."""
    found: set[str] = set()
    for sheet in template.sheets:
        found |= {form_key(sheet.mark), *(form_key(note) for note in sheet.notes)}
        run = ""
        for segments in (sheet.title, *_cells_of_cover(template, sheet.id)):
            if any(isinstance(each, Slot) for each in segments):
                continue
            words = "".join(each for each in segments if isinstance(each, str))
            found.add(form_key(words))
            run += words if segments is not sheet.title else ""
            found.add(form_key(run))
    return frozenset(found - {""})


def _cells_of_cover(template: ReportTemplate, sheet_id: str) -> Iterator[tuple[Segment, ...]]:
    sheet = template.sheet(sheet_id)
    if sheet.kind is SheetKind.COVER:
        for row in sheet.rows:
            yield from (cell.segments for cell in row.cells)


def form_key(text: str) -> str:
    """Return a text without what varies from copy to copy of a form: blanks, signs, the year."""
    written = _YEAR.sub("", text)
    written = re.sub(r"(?:[12]\d{3}|20[X×x]{2})(?=年|$)", "", compact(written))
    return "".join(each for each in written if each.isalnum()).casefold()


def parts_of_line(line: FormLine, text: str) -> list[Part] | None:
    """Return the parts of a text that is this line, None for another text."""
    match = line.pattern.fullmatch(text)
    if match is None:
        return None
    parts, at = list[Part](), 0
    for number, slot in enumerate(line.slots):
        start, end = match.span(f"s{number}")
        parts += [Part(text[at:start]), Part(text[start:end], slot.field)]
        at = end
    return [*parts, Part(text[at:])]


def title_alike(line: FormLine, text: str) -> list[Part] | None:
    """Return the parts of a title that is worded otherwise but ends alike, None for another text.

    It has one place, with the words of the form behind it.
    """
    if len(line.slots) != 1 or len(text) > 80 or not isinstance(line.segments[-1], str):
        return None
    suffix = form_key(line.segments[-1])
    best, start = 0.0, 0
    for at in range(2, len(text) - 2):
        likeness = fuzz.ratio(form_key(text[at:]), suffix)
        if likeness > best:
            best, start = likeness, at
    if best < _SUFFIX_LIKENESS:
        return None
    begins = 0
    while match := _YEAR_IN_TITLE.match(text, begins):
        begins = match.end()
    unit = _TAIL_OF_UNIT.sub("", text[begins:start])
    unit = re.sub(r"[2２][0０]\d\d\s*年度?$", "", unit)
    end = begins + len(unit)
    return [Part(text[:begins]), Part(text[begins:end], line.slots[0].field), Part(text[end:])]


def is_left_open(text: str) -> bool:
    """Say whether nothing was written in a place: lines, dots, the words of the blank form."""
    return bool(_NOTHING.fullmatch(text) or _STANDS_FOR_UNIT.fullmatch(text.strip(" 　\t_＿")))


def without_tail(unit: str) -> str:
    """Return the name of a unit without 部门 behind it, which belongs to the title."""
    return _TAIL_OF_UNIT.sub("", unit.strip(" 　\t_＿"))


def _pattern(segments: Sequence[Segment]) -> re.Pattern[str]:
    parts, number = list[str](), 0
    for segment in segments:
        if isinstance(segment, Slot):
            parts.append(f"(?P<s{number}>.*?)")
            number += 1
        else:
            parts.append(_loosely(segment))
    return re.compile(r"\s*" + r"\s*".join(parts) + r"\s*", re.DOTALL)


def _loosely(words: str) -> str:
    """Return a pattern for words with any blanks between them, and any year."""
    parts, at = list[str](), 0
    while at < len(words):
        if match := _YEAR.match(words, at):
            parts.append(_YEARS)
        elif match := _MAY_LACK.match(words, at):
            inner = r"\s*".join(_ALIKE.get(each, re.escape(each)) for each in match[0])
            parts.append(f"(?:{inner})?")
        elif words[at].isspace():
            at += 1
            continue
        else:
            parts.append(_ALIKE.get(words[at], re.escape(words[at])))
            at += 1
            continue
        at = match.end()
    return r"\s*".join(parts)
