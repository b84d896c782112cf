"""Make a form serve another year (沿用上年表样): for a unit whose bureau issues none, or not yet.

Most of a template says {年度} and follows the year by itself. What is written out moves along:
the head, labels, notes, and the examples of checks. Limits, rules and everything else stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from perfeval_desktop.domain.errors import Fault, TemplateError
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.years import years_in
from perfeval_desktop.templates.loader import template_from_texts
from perfeval_desktop.templates.texts import ADJUSTMENTS_FILE, HEAD_FILE

FIRST_YEAR, LAST_YEAR = 2000, 2099
_MARK = "沿用"
_NEAR = 3  # years written out that are meant in relation to the form's own
_DAY = re.compile(r"(?<![\d-])(20\d\d)(?=-\d{1,2}-\d{1,2}(?!\d))")
_TITLE = re.compile(r"《[^《》\n]*》")
_OF_YEAR = re.compile(rf"/?\d{{4}}(?:-{_MARK})?$")
_EXAMPLE_YEAR = re.compile(r"^(example_year\s*=\s*)(\d{4})", re.MULTILINE)
_TAIL = re.compile(r"（本单位沿用(\d{4})年表样）$")
_NOTE = (
    "# 本单位把 {before} 年的表样沿用到 {year} 年，不是财政部门印发的。"
    "当年的表样印发以后，请换用当年的。\n"
)
_NOTED = re.compile(r"\A# 本单位把 \d{4} 年的表样沿用到[^\n]*\n")


class Head(NamedTuple):
    """What a form that was carried on is called."""

    id: str
    name: str


def family_of(template_id: str) -> str:
    """Return what the forms of one bureau have in common: their id without its year."""
    return _OF_YEAR.sub("", template_id)


def next_year_head(template: ReportTemplate, year: int) -> Head:
    """Return the id and the name of a form that serves another year."""
    name, issued = _name_and_year(template)
    moved = _moved(name, template.year, year)
    return Head(f"{family_of(template.id)}/{year}-{_MARK}", f"{moved}（本单位沿用{issued}年表样）")


def next_year_template(template: ReportTemplate, year: int) -> ReportTemplate:
    """Return the form as it serves another year.

    Raises:
        TemplateError: no form can be of that year, or the texts cannot be read after all.
    """
    return template_from_texts(next_year_texts(template, year))


def next_year_texts(template: ReportTemplate, year: int) -> Mapping[str, str]:
    """Return the files of the form for another year, by name.

    Raises:
        TemplateError: no form can be of that year.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = f"年度要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。"
        raise TemplateError((Fault(HEAD_FILE, 0, "year", message),))
    texts = {
        name: text if name == ADJUSTMENTS_FILE else _moved(text, template.year, year)
        for name, text in template.texts.items()
    }
    head = next_year_head(template, year)
    text = texts[HEAD_FILE]
    for key, value in (("id", f'"{head.id}"'), ("name", f'"{head.name}"'), ("year", str(year))):
        text = _with_value(text, key, value)
    text = _EXAMPLE_YEAR.sub(lambda m: f"{m[1]}{int(m[2]) + year - template.year}", text)
    note = _NOTE.format(before=_name_and_year(template)[1], year=year)
    return {**texts, HEAD_FILE: note + _NOTED.sub("", text)}


def _name_and_year(template: ReportTemplate) -> tuple[str, int]:
    """Return the name as the bureau gave it, and the year it was issued for."""
    match = _TAIL.search(template.name)
    if match is None:
        return template.name, template.year
    return template.name[: match.start()], int(match[1])


def _with_value(text: str, key: str, value: str) -> str:
    """Set a key of the head: those stand before the first table."""
    pattern = re.compile(rf"^{key}\s*=\s*(?:\"[^\"\n]*\"|'[^'\n]*'|\d+)", re.MULTILINE)
    return pattern.sub(lambda _: f"{key} = {value}", text, count=1)


def _moved(text: str, before: int, after: int) -> str:
    """Return a text with the years around `before` moved to `after`; those of titles stay."""
    if before == after:
        return text
    titles = [each.span() for each in _TITLE.finditer(text)]
    places = [(each.start, each.end, each.year) for each in years_in(text)]
    places += [(*each.span(1), int(each[1])) for each in _DAY.finditer(text)]
    written = list(text)
    for start, end, year in places:
        is_title = any(first <= start < last for first, last in titles)
        is_plain = text[start:end].isascii()
        if is_plain and not is_title and abs(year - before) <= _NEAR:
            written[start:end] = str(year + after - before)
    return "".join(written)
