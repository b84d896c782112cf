"""From a blank to the files of a template that loads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.naming import safe_file_name
from perfeval_desktop.domain.source_document import SourceDocument
from perfeval_desktop.importing.drafting.blank_pages import Blank, BlankTable, Widths, read_blank
from perfeval_desktop.importing.drafting.sheet_drafts import Names, SheetDraft, draft_sheet
from perfeval_desktop.importing.drafting.toml_text import (
    cover_text,
    head_text,
    narrative_text,
    sheet_text,
)
from perfeval_desktop.importing.table_parts import document_year

COVER, NARRATIVE, CHECKS, PROJECT = "封面", "报告正文", "审核", "项目"
_PROJECT_NAME = re.compile(r"项目.{0,4}名称")
_LONGEST_ID = 20
_FEW_FIGURES = 20  # numbers of lines, full scores: a blank has those

_CHECKS_TEXT = """\
# 审核公式写在这里，现在一条也没有。写法见程序自带表样里的“审核-….toml”和 forms/README.md。
#
# 例子（去掉每行开头的 # 就生效，填报项换成自己的）：
#
# [[check]]
# id = "收支相等"
# rule = "A1"
# title = "收入合计与支出合计不等"
# severity = "强制性"
# left = { is = "收入合计", text = "收入合计" }
# op = "="
# right = { is = "支出合计", text = "支出合计" }
# message = "收入合计 {left} 万元，支出合计 {right} 万元，相差 {difference} 万元。"
#
# [[check.example]]
# passes = true
# values = { "收入合计" = "1", "支出合计" = "1" }
#
# [[check.example]]
# passes = false
# values = { "收入合计" = "1", "支出合计" = "2" }
"""


@dataclass
class Draft:
    """The files of a template, by name, and what a person has to know about them."""

    texts: dict[str, str]
    sheets: list[str]
    fields: int = 0
    said: list[str] = field(default_factory=list)


class NothingToDraftError(Exception):
    """A document holds no form; the message is a Chinese sentence."""


def year_of_blank(document: SourceDocument) -> int | None:
    """Return the year that a blank is for, None when it names none."""
    return document_year(document)


def draft_template(document: SourceDocument, widths: Widths, template_id: str, year: int) -> Draft:
    """Draft a template from a blank.

    Raises:
        NothingToDraftError: there are no tables in it, and no numbered headings.
    """
    blank = read_blank(document, widths)
    if not blank.tables and not blank.headings:
        raise NothingToDraftError(
            "里面没有表格，也没有“一、”“（一）”这样编号的标题，看不出是表样。"
        )
    names = Names()
    draft = Draft({}, [])
    if blank.cover and (blank.headings or blank.tables):
        draft.texts[f"{COVER}.toml"] = cover_text(blank.cover, year, names)
        draft.sheets.append(COVER)
    if blank.headings:
        text, count = narrative_text(blank, year, names)
        draft.texts[f"{NARRATIVE}.toml"] = text
        draft.sheets.append(NARRATIVE)
        draft.fields += count
    sheets = list(_sheets(blank, year, names, draft))
    signed: list[str] = []
    for sheet in sheets:
        draft.texts[f"{sheet.id}.toml"] = sheet_text(sheet, year, names, signed)
        draft.fields += len(sheet.fields)
        draft.sheets.append(sheet.id)
    name = _name(document, blank, year)
    heads = next((each.heads for each in sheets if each.heads), {})
    draft.texts["template.toml"] = head_text(
        template_id, name, year, draft.sheets, heads, signed, CHECKS, blank.left_over
    )
    draft.texts[f"{CHECKS}.toml"] = _CHECKS_TEXT
    figures = sum(_is_figure(each.text) for table in blank.tables for each in table.cells)
    if figures > _FEW_FIGURES:
        draft.said.append(f"表里有 {figures} 个填好的数，都当成了表上的字。请改用没有填过的空表。")
    draft.said += [f"没有放进去的文字：{each[:30]}" for each in blank.left_over]
    draft.said += [f"没有读的：{each}" for each in document.left_out]
    return draft


def _is_figure(text: str) -> bool:
    return bool(re.fullmatch(r"-?[\d,]+(?:\.\d+)?%?", compact(text)))


def _sheets(blank: Blank, year: int, names: Names, draft: Draft) -> Iterator[SheetDraft]:
    taken = {COVER, NARRATIVE, CHECKS, "template"}
    seen: set[tuple[str, ...]] = set()
    for table in blank.tables:
        labels = tuple(compact(each.text) for each in table.cells if each.text.strip())
        if labels in seen:
            draft.said.append(f"“{_id(table)}”和前面一张一样，只留了一张。")
            continue
        seen.add(labels)
        sheet_id, number = _id(table), 2
        while sheet_id.casefold() in {each.casefold() for each in taken}:
            sheet_id, number = f"{_id(table)}-{number}", number + 1
        taken.add(sheet_id)
        per = ""
        if len(blank.tables) > 1 and _is_of_project(table) and PROJECT not in names.groups:
            per = names.free_group(PROJECT)
        yield draft_sheet(table, sheet_id, year, names, per)


def _is_of_project(table: BlankTable) -> bool:
    """A sheet for every project says so in its title, and asks for the project's name."""
    title = compact(table.title)
    if "项目" not in title or "整体" in title or "汇总" in title:
        return False
    return any(each.row < 3 and _PROJECT_NAME.search(compact(each.text)) for each in table.cells)


def _id(table: BlankTable) -> str:
    title = re.sub(r"^\(?\d*年度?\)?", "", compact(table.title))
    return safe_file_name((table.mark or title or table.name or "表")[:_LONGEST_ID])


def _name(document: SourceDocument, blank: Blank, year: int) -> str:
    asked = [bool(re.search(r"[:：]|年.*月", each)) for each in blank.cover]
    first = asked.index(True) if True in asked else min(2, len(asked))
    named = "".join(blank.cover[:first]) or blank.title
    named = named or (blank.tables[0].title if blank.tables else "")
    plain = re.sub(r"[＿_\s]+", "", named) or document.name.rpartition(".")[0]
    return plain if str(year) in plain else f"{year}年度{plain}"
