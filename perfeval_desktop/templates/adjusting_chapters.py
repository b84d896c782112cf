"""Apply adjustments of chapters: headings come, go, move and are called otherwise.

Headings are numbered as they stand: 一、 （一） 1.
"""

from __future__ import annotations

from decimal import Decimal

from perfeval_desktop.domain.adjustments import Adjustment
from perfeval_desktop.domain.numerals import print_numeral
from perfeval_desktop.templates.adjusting_fields import forget_fields
from perfeval_desktop.templates.raw_form import (
    HEADING_NUMBERS,
    AdjustingError,
    Data,
    RawForm,
    heading_words,
)


def rename_chapter(form: RawForm, adjustment: Adjustment) -> None:
    """Call a heading otherwise; it keeps its number."""
    headings = _headings(form, adjustment.sheet)
    heading = headings[_place_of(headings, adjustment.at)]
    words = adjustment.after.strip()
    _expect_new(headings, words)
    text = str(heading["text"])
    heading["text"] = text[: len(text) - len(heading_words(text))] + words
    definition = form.definition_of(str(heading.get("field", "")))
    if definition is not None and definition.table.get("label") == adjustment.at:
        definition.table["label"] = words


def add_chapter(form: RawForm, adjustment: Adjustment) -> None:
    """Put a heading with a field of its own behind another, and behind all that is under that."""
    headings = _headings(form, adjustment.sheet)
    words = adjustment.after.strip()
    _expect_new(headings, words)
    at = _place_of(headings, adjustment.at)
    like = _chapter_near(form, headings, at)
    if not adjustment.name or adjustment.name in form.ids():
        raise AdjustingError(f"“{adjustment.name}”已经有了。")
    if adjustment.level not in (1, int(headings[at]["level"]), int(headings[at]["level"]) + 1):
        raise AdjustingError("新的标题只能和选中的标题同级，或者在它下面一级。")
    like[adjustment.name] = {"type": "prose", "label": words}
    is_under = adjustment.level > int(headings[at]["level"])
    place = at + 1 if is_under else _end_of_block(headings, at, adjustment.level)
    heading: Data = {"level": adjustment.level, "text": words, "field": adjustment.name}
    headings.insert(place, heading)
    _number(headings, new=heading)


def remove_chapter(form: RawForm, adjustment: Adjustment) -> None:
    """Take a heading away with its field."""
    headings = _headings(form, adjustment.sheet)
    at = _place_of(headings, adjustment.at)
    if _end_of_block(headings, at, int(headings[at]["level"])) > at + 1:
        raise AdjustingError(f"“{adjustment.at}”下面还有小标题，请先把它们删掉。")
    if len(headings) == 1:
        raise AdjustingError("报告正文至少要有一个标题。")
    heading = headings.pop(at)
    if heading.get("field"):
        forget_fields(form, {str(heading["field"])})
    _number(headings)


def move_chapter(form: RawForm, adjustment: Adjustment) -> None:
    """Move a heading, with all that is under it, behind another of its level, or to the first."""
    headings = _headings(form, adjustment.sheet)
    at = _place_of(headings, adjustment.at)
    level = int(headings[at]["level"])
    end = _end_of_block(headings, at, level)
    block = headings[at:end]
    del headings[at:end]
    place = 0
    if adjustment.after:
        place = _place_of(headings, adjustment.after)
        above = int(headings[place]["level"])
        if above > level:
            raise AdjustingError(f"“{adjustment.at}”不能移到“{adjustment.after}”下面。")
        place = place + 1 if above < level else _end_of_block(headings, place, level)
    elif level > 1:
        raise AdjustingError(f"“{adjustment.at}”要在一个大标题下面。")
    headings[place:place] = block
    _number(headings)


def _headings(form: RawForm, sheet_id: str) -> list[Data]:
    headings = form.sheet(sheet_id).get("heading")
    if not isinstance(headings, list):
        raise AdjustingError(f"“{sheet_id}”没有标题。")
    return headings


def _place_of(headings: list[Data], words: str) -> int:
    for place, heading in enumerate(headings):
        if heading_words(str(heading.get("text", ""))) == words:
            return place
    raise AdjustingError(f"报告正文里没有“{words}”这个标题。")


def _expect_new(headings: list[Data], words: str) -> None:
    if not words:
        raise AdjustingError("标题是空的。")
    if words in (heading_words(str(each.get("text", ""))) for each in headings):
        raise AdjustingError(f"已经有“{words}”这个标题了。")


def _chapter_near(form: RawForm, headings: list[Data], at: int) -> Data:
    """Return the table of names in which the chapter nearest to a heading is defined."""
    by_distance = sorted(range(len(headings)), key=lambda place: abs(place - at))
    for place in by_distance:
        definition = form.definition_of(str(headings[place].get("field", "")))
        if definition is not None:
            return definition.among
    raise AdjustingError("报告正文里没有可以照着加的章节。")


def _end_of_block(headings: list[Data], at: int, level: int) -> int:
    """Return the place behind a heading and all that is under it, or under others of a level."""
    end = at + 1
    while end < len(headings) and int(headings[end]["level"]) > level:
        end += 1
    return end


def _number(headings: list[Data], new: Data | None = None) -> None:
    """Number the headings anew; where a level has no numbers it gets none."""
    numbered = {
        level: any(
            each is not new and each["level"] == level and pattern.match(str(each["text"]))
            for each in headings
        )
        for level, pattern in HEADING_NUMBERS.items()
    }
    counts: dict[int, int] = {}
    for heading in headings:
        level = int(heading["level"])
        counts = {each: count for each, count in counts.items() if each <= level}
        pattern = HEADING_NUMBERS.get(level)
        text = str(heading["text"])
        has_number = pattern is not None and pattern.match(text) is not None
        if not has_number and not (heading is new and numbered.get(level, level in (1, 2, 3))):
            continue
        counts[level] = counts.get(level, 0) + 1
        heading["text"] = _NUMBER_WRITTEN[level](counts[level]) + heading_words(text)


_NUMBER_WRITTEN = {
    1: lambda number: f"{print_numeral(Decimal(number))}、",
    2: lambda number: f"（{print_numeral(Decimal(number))}）",
    3: lambda number: f"{number}．",
}
