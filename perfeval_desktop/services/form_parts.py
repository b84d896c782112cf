"""What of a form a clerk can adjust: the words of its tables, its rows, chapters and points."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import NamedTuple

from perfeval_desktop.domain.adjustments import Adjustment, AdjustmentKind
from perfeval_desktop.domain.errors import AdjustmentRefusedError
from perfeval_desktop.domain.parsing import half_width
from perfeval_desktop.domain.template import ReportTemplate, SheetKind
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import plain
from perfeval_desktop.services.adjusting import new_field_name, typed_words
from perfeval_desktop.templates.adjusted import adjusted_files
from perfeval_desktop.templates.adjusting import sums_for, why_no_row_after, why_not_removed
from perfeval_desktop.templates.raw_form import (
    Data,
    RawForm,
    cells_of,
    heading_words,
    plain_label,
    words_of,
)


class PartKind(Enum):
    """What a part of a form is, as the list says it."""

    TITLE = "标题"
    HEAD = "表头"
    ROW = "行"
    RECORDS = "明细行"
    CHAPTER = "章节"
    POINTS = "分值"


class Total(NamedTuple):
    """A sum that a new row may be counted in: its key, and what it is called."""

    key: str
    label: str


class Part(NamedTuple):
    """One thing in the list of a sheet.

    Attributes:
        sheet: The sheet's id; "" for the points of heads.
        kind: What it is.
        text: As it is shown, with its indent and the report's year.
        words: As the form has them: what an adjustment calls them.
        at: The field of its row, the heading without its number, or the head.
        level: That of a heading.
        no_row_after: Why no row can be added behind it, "" where one can.
        not_removed: Why it cannot be taken away, "" where it can.
        totals: What a row added behind it may be counted in; the likeliest first.
    """

    sheet: str
    kind: PartKind
    text: str
    words: str
    at: str = ""
    level: int = 0
    no_row_after: str = ""
    not_removed: str = ""
    totals: tuple[Total, ...] = ()


_MOST_POINTS = 1000
POINTS_PAGE = "一级指标的分值"
_NO_ROW = "请选一行，新的一行加在它下面。"
_NOT_REMOVED = "请选要删的一行；标题和表头不能删，可以改名称。"


class FormParts:
    """The parts of a form, page by page."""

    def __init__(self, template: ReportTemplate, year: int) -> None:
        found = adjusted_files(template.texts, [])
        assert found is not None, "the template was loaded"
        self._form = RawForm(found[0])
        self._template, self.year = template, year

    def pages(self) -> list[str]:
        """Return the pages in binding order, the points of heads last."""
        sheets = [each.id for each in self._template.sheets if each.is_printed]
        return [*sheets, POINTS_PAGE]

    def parts(self, page: str) -> list[Part]:
        """Return what can be adjusted on a page."""
        if page == POINTS_PAGE:
            return list(self._points())
        sheet = self._form.sheet(page)
        if self._template.sheet(page).kind is SheetKind.NARRATIVE:
            return list(self._chapters(page, sheet))
        return [*self._title(page, sheet), *self._rows(page, sheet)]

    def field_names(self) -> set[str]:
        """Return the names that fields, series and groups have."""
        keys = {each.key for each in self._form.definitions()}
        return {*self._form.ids(), *keys, *self._template.groups}

    def points(self) -> dict[str, str]:
        """Return the points of each head as the form has them."""
        return {each.name: plain(each.points) for each in self._template.scoring.heads}

    def _title(self, page: str, sheet: Data) -> Iterator[Part]:
        title = str(sheet.get("title", ""))
        if words_of(title) == [title]:
            yield Part(
                *(page, PartKind.TITLE, self._shown(title), title),
                no_row_after=_NO_ROW,
                not_removed=_NOT_REMOVED,
            )

    def _rows(self, page: str, sheet: Data) -> Iterator[Part]:
        for row in self._form.rows(sheet):
            fields = self._form.fields_of_row(sheet, row)
            kind = PartKind.RECORDS if row.get("repeat") else PartKind.ROW
            kind = kind if fields else PartKind.HEAD
            no_row = why_no_row_after(self._form, sheet, row) if fields else _NO_ROW
            not_removed = why_not_removed(self._form, sheet, row) if fields else _NOT_REMOVED
            group = str(sheet.get("per") or "")
            for cell in cells_of(row):
                own = self._form.fields_of_cell(cell, group)
                at = (own or fields)[0] if kind is PartKind.ROW else ""
                totals = self._totals(at) if at and not no_row else ()
                for words in words_of(str(cell.get("text", ""))):
                    if not any(each.isalpha() for each in words):
                        continue  # 100, ——
                    yield Part(
                        *(page, kind, self._shown(words), words, at),
                        no_row_after=no_row,
                        not_removed=not_removed,
                        totals=totals,
                    )

    def _totals(self, field: str) -> tuple[Total, ...]:
        anchor = self._form.definition_of(field)
        found = []
        for each in sums_for(self._form, field):
            label = in_year(plain_label(str(each.table.get("label", each.name))), self.year)
            is_sum = bool(each.table.get("formula"))
            words = f"计入“{label}”" if is_sum or each is not anchor else f"和“{label}”一样算"
            if anchor is not None and each.key == anchor.key and not is_sum:
                words = f"和“{label}”一样，计入审核公式里的合计"
            found.append(Total(each.key, words))
        return tuple(found)

    def _chapters(self, page: str, sheet: Data) -> Iterator[Part]:
        headings = sheet.get("heading")
        for each in headings if isinstance(headings, list) else ():
            text, level = str(each.get("text", "")), int(each.get("level", 1))
            shown = "　" * (level - 1) + self._shown(text)
            words = heading_words(text)
            yield Part(page, PartKind.CHAPTER, shown, words, words, level)

    def _points(self) -> Iterator[Part]:
        for name, points in self.points().items():
            yield Part("", PartKind.POINTS, f"{name}：{points} 分", points, name)

    def _shown(self, text: str) -> str:
        return in_year(text.replace("\n", ""), self.year).replace("{序号}", "1")


def offered_adjustments(part: Part) -> list[AdjustmentKind]:
    """Return what can be done to a part, what is done most first."""
    match part.kind:
        case PartKind.POINTS:
            return [AdjustmentKind.POINTS]
        case PartKind.CHAPTER:
            return [
                AdjustmentKind.RENAME_CHAPTER,
                AdjustmentKind.ADD_CHAPTER,
                AdjustmentKind.REMOVE_CHAPTER,
                AdjustmentKind.MOVE_CHAPTER,
            ]
    offered = [AdjustmentKind.LABEL]
    if not part.no_row_after:
        offered.append(AdjustmentKind.ADD_ROW)
    if not part.not_removed:
        offered.append(AdjustmentKind.REMOVE_ROW)
    return offered


def adjustment_of(
    kind: AdjustmentKind,
    part: Part,
    typed: str,
    parts: FormParts,
    total: str = "",
    level: int = 0,
) -> Adjustment:
    """Return the adjustment that does what the clerk wants to a part.

    Args:
        kind: What is done, one of `offered_adjustments`.
        part: To what.
        typed: The new words or points; of a chapter that moves, the heading it is to follow.
        parts: The form they are of.
        total: The key of what a new row is counted in.
        level: That of a new chapter; that of the part where none is given.

    Raises:
        AdjustmentRefusedError: what was typed cannot stand there.
    """
    made = Adjustment(kind, part.sheet, part.at)
    match kind:
        case AdjustmentKind.LABEL:
            after = relabelled(part.words, typed, parts.year)
            return made._replace(before=part.words, after=after)
        case AdjustmentKind.RENAME_CHAPTER:
            return made._replace(after=typed_words(typed, part.words, parts.year))
        case AdjustmentKind.POINTS:
            return made._replace(before=part.words, after=_points(typed))
        case AdjustmentKind.MOVE_CHAPTER:
            return made._replace(after=typed)
        case AdjustmentKind.ADD_ROW | AdjustmentKind.ADD_CHAPTER:
            words = typed_words(typed, "", parts.year)
            name = new_field_name(words, parts.field_names())
            is_row = kind is AdjustmentKind.ADD_ROW
            of_row = {"total": total} if is_row else {"level": level or part.level}
            return made._replace(after=words, name=name, **of_row)
    return made._replace(before=part.words)


def moved_by(parts: FormParts, part: Part, step: int) -> Adjustment | None:
    """Return what moves a chapter up (-1) or down (1) among those of its level; None at an end."""
    headings = [each for each in parts.parts(part.sheet) if each.kind is PartKind.CHAPTER]
    at = next(place for place, each in enumerate(headings) if each.at == part.at)
    first = at
    while first > 0 and headings[first - 1].level >= part.level:
        first -= 1
    end = at + 1
    while end < len(headings) and headings[end].level >= part.level:
        end += 1
    siblings = [each for each in headings[first:end] if each.level == part.level]
    place = next(number for number, each in enumerate(siblings) if each.at == part.at)
    if not 0 <= place + step < len(siblings):
        return None
    above = siblings[place + 1] if step > 0 else siblings[place - 2] if place > 1 else None
    if above is None and first > 0:
        above = headings[first - 1]
    made = Adjustment(AdjustmentKind.MOVE_CHAPTER, part.sheet, part.at)
    return made._replace(after=above.at if above is not None else "")


def relabelled(words: str, typed: str, year: int) -> str:
    """Return what is to stand in place of words: with their indent, and a colon where one stood."""
    new = typed_words(typed, words, year)
    indent = words[: len(words) - len(words.lstrip(" 　"))]
    colon = words.rstrip()[-1:] if words.rstrip().endswith(("：", ":")) else ""
    return f"{indent}{new.rstrip('：:')}{colon}"


def _points(typed: str) -> str:
    try:
        number = Decimal(half_width(typed).strip().removesuffix("分").strip())
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 < number <= _MOST_POINTS:
        raise AdjustmentRefusedError(f"分值应是大于 0、不超过 {_MOST_POINTS} 的数。")
    return plain(number)
