"""What stands in no chapter: the lines of the cover, the title, unit and date under the text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.import_plan import PlannedPiece, PlannedState, Target
from perfeval_desktop.domain.naming import written_plainly
from perfeval_desktop.domain.parsing import clean_text, parse_value
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import SourcePlace
from perfeval_desktop.domain.template import REPORT, SheetKind
from perfeval_desktop.domain.values import Value, ValueType, is_blank
from perfeval_desktop.importing.form_lines import (
    Part,
    form_key,
    is_left_open,
    lines_of,
    parts_of_line,
    title_alike,
    without_tail,
    words_of_form,
)

_SEAL = re.compile(r"[\s（(]*(?:单位)?(?:盖章|公章|签章)(?:处)?[\s）)]*")
_DATE = re.compile(
    r"(?:20\d\d|二[〇○零Oo0].{2})年[\d一二三四五六七八九十]{1,3}月.{0,4}|20\d\d[-./]\d{1,2}.{0,4}"
)
_OPEN_DATE = re.compile(r"(?:20\d?\d?)?[_＿]*年[_＿]*月[_＿]*日?")
_FIGURES = {each: str(at) for at, each in enumerate("〇一二三四五六七八九")}
_FIGURES |= {"零": "0", "○": "0", "O": "0", "o": "0"}
_TENS = "[一二三四五六七八九十]"
_CHINESE_DATE = re.compile(rf"(二.{{3}})年({_TENS}{{1,2}})月(?:({_TENS}{{1,3}})日?)?")


class CoverLines:
    """Reads such lines; what was read of one helps to know the next."""

    def __init__(self, report: Report) -> None:
        self._template = report.template
        self._lines = lines_of(self._template)
        self._words = words_of_form(self._template)
        self._titles = {
            form_key("".join(each for each in sheet.title if isinstance(each, str)))
            for sheet in self._template.sheets
            if sheet.kind is SheetKind.TABLE
        } | {form_key(sheet.mark) for sheet in self._template.sheets}
        self._titles -= {""}
        self._unit = ""

    def is_annex_title(self, text: str) -> bool:
        """Say whether a line is the mark or the title of an annex."""
        return form_key(text) in self._titles

    def is_at_foot(self, text: str) -> bool:
        """Say whether a line is unit, seal or date under a text."""
        written = compact(text)
        is_date = _DATE.fullmatch(written) or _OPEN_DATE.fullmatch(written)
        is_unit = bool(self._unit) and written_plainly(text) == written_plainly(self._unit)
        return bool(is_date or _SEAL.fullmatch(text)) or is_unit

    def pieces(self, place: SourcePlace, text: str, why: str) -> list[PlannedPiece]:
        """Return the pieces of a line; `why` says why it has no place, where it has none."""
        if form_key(text) in self._words or _SEAL.fullmatch(text):
            return [PlannedPiece(place, text, PlannedState.FORM)]
        for line in self._lines:
            parts = parts_of_line(line, text)
            if parts is not None and _says_something(parts, text):
                return self._of_parts(place, parts)
        date = self._date(place, text)
        if date is not None:
            return [date]
        if self._unit and written_plainly(text) == written_plainly(self._unit):
            return [PlannedPiece(place, text, PlannedState.FORM, why="落款的单位名称。")]
        for line in self._lines:
            parts = title_alike(line, text)
            if parts is not None:
                doubt = "标题和表样写得不同，请看看单位名称对不对。"
                return self._of_parts(place, parts, doubt)
        return [PlannedPiece(place, text, PlannedState.NOT_TAKEN, why=why)]

    def _of_parts(
        self, place: SourcePlace, parts: Iterable[Part], doubt: str = ""
    ) -> list[PlannedPiece]:
        found = []
        for part in parts:
            if part.field:
                found.append(self._of_slot(place, part, doubt))
            elif part.text.strip():
                found.append(PlannedPiece(place, part.text, PlannedState.FORM))
        return found

    def _of_slot(self, place: SourcePlace, part: Part, doubt: str) -> PlannedPiece:
        target = Target(REPORT, part.field)
        if is_left_open(part.text):
            return PlannedPiece(place, part.text, PlannedState.EMPTY, target)
        field = self._template.fields[part.field]
        is_unit = self._template.unit_field in (part.field, field.formula)
        text = without_tail(part.text) if is_unit else part.text
        if is_unit:
            self._unit = self._unit or text
        state = PlannedState.DOUBTED if doubt else PlannedState.TAKEN
        try:
            value = _value(field.type, text)
        except ValueParseError as error:
            return PlannedPiece(place, part.text, PlannedState.NOT_TAKEN, why=error.reason)
        if is_blank(value):
            return PlannedPiece(place, part.text, PlannedState.EMPTY, target)
        reads = value.text if value.text != part.text.strip() else ""
        return PlannedPiece(place, part.text, state, target, value, reads, doubt)

    def _date(self, place: SourcePlace, text: str) -> PlannedPiece | None:
        written = compact(text)
        target = self._date_target()
        if _OPEN_DATE.fullmatch(written):
            if target is None:
                return PlannedPiece(place, text, PlannedState.FORM)
            return PlannedPiece(place, text, PlannedState.EMPTY, target)
        if target is None or not _DATE.fullmatch(written):
            return None
        return self._of_slot(place, Part(text, target.field), "")

    def _date_target(self) -> Target | None:
        for line in self._lines:
            for slot in line.slots:
                if self._template.fields[slot.field].type is ValueType.DATE:
                    return Target(REPORT, slot.field)
        return None


def _says_something(parts: Iterable[Part], text: str) -> bool:
    """A line that is a place alone says nothing of what stands in it."""
    words = "".join(part.text for part in parts if not part.field)
    return any(each.isalnum() for each in words)


def _value(value_type: ValueType, text: str) -> Value:
    if value_type is ValueType.DATE:
        return parse_value(value_type, _in_figures(compact(text)))
    return parse_value(value_type, clean_text(text))


def _in_figures(date: str) -> str:
    """Write 二〇二三年三月十五日 as 2023年3月15日."""
    match = _CHINESE_DATE.fullmatch(date)
    if match is None:
        return date
    year = "".join(_FIGURES.get(each, each) for each in match[1])
    day = f"{_count(match[3])}日" if match[3] else ""
    return f"{year}年{_count(match[2])}月{day}"


def _count(digits: str) -> int:
    tens, ten, ones = digits.rpartition("十")
    number = int(_FIGURES.get(ones, "0")) if ones else 0
    return number + (10 * int(_FIGURES.get(tens, "1")) if ten and tens else 10 * bool(ten))
