"""Make the neutral document of 更正说明: what is different from a paper that was stamped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from .document import Block, Document, SealPlace, Section, Space, paragraph
from .pages import ANNEX_PAGE, PageNumbers
from .styles import Align, ParagraphStyle
from .tables import SignatureLine, Table, TableCell, TableRow, head_row

_NAME = "更正说明"
_FIGURE_HEADS = ("序号", "所在表", "栏目", "原数", "更正后", "原因")
_FIGURE_COLUMNS = (6.0, 14.0, 33.0, 17.0, 17.0, 21.0)
_TEXT_HEADS = ("序号", "所在处", "原文", "更正后")
_TEXT_COLUMNS = (6.0, 18.0, 42.0, 42.0)
_SIGNATURE = ("填报人：", "审核人：", "单位负责人签字：")
_HAND_DATE = "　　年　　月　　日"


class FigureRow(NamedTuple):
    """A figure, or another short entry, that was corrected; "" as a reason is left to the hand."""

    sheet: str
    label: str
    before: str
    after: str
    reason: str = ""


class SentenceRow(NamedTuple):
    """A sentence that was corrected; "" where it was added or taken out."""

    place: str
    before: str
    after: str


class Corrected(NamedTuple):
    """The paper that is corrected.

    Attributes:
        name: Which one: 第1稿（2023年3月9日定稿）.
        code: Its check code, "" where it is not told.
        reason: Why it was opened again, "" where that is not known.
    """

    unit: str
    year: int
    template: str
    name: str
    code: str = ""
    reason: str = ""


def build_correction(
    paper: Corrected,
    figures: Sequence[FigureRow],
    texts: Sequence[SentenceRow],
    seal_diameter_mm: float = 45.0,
) -> Document:
    """Lay the corrections out; there is at least one. Rows of a sheet follow each other."""
    title = f"{paper.year}年度部门整体支出绩效自评{_NAME}"
    blocks = (
        paragraph(title, ParagraphStyle.ANNEX_TITLE, bookmark=title),
        *_introduction(paper, len(figures), len(texts)),
        *_tables(figures, texts),
        SignatureLine(_SIGNATURE),
        Space(4.0),
        _seal_place(paper.unit, seal_diameter_mm),
    )
    page = replace(ANNEX_PAGE, first_number=1, page_numbers=PageNumbers.CENTER)
    section = Section(_NAME, blocks, page)
    return Document(title, (section,), author=paper.unit, subject=paper.template)


def _introduction(paper: Corrected, figures: int, texts: int) -> Iterator[Block]:
    code = f"，校验码 {paper.code}" if paper.code else ""
    counts = "、".join(
        words
        for count, words in ((figures, f"数据{figures}处"), (texts, f"文字{texts}处"))
        if count
    )
    unit = paper.unit or "本单位"
    yield paragraph(
        f"{unit}{paper.year}年度部门整体支出绩效自评报告{paper.name}{code}，"
        f"现更正{counts}，其余内容不变。"
    )
    if paper.reason:
        yield paragraph(f"更正缘由：{paper.reason.rstrip('。')}。")


def _tables(figures: Sequence[FigureRow], texts: Sequence[SentenceRow]) -> Iterator[Block]:
    headings = iter(("一、", "二、") if figures and texts else ("", ""))
    if figures:
        yield paragraph(f"{next(headings)}数据更正", ParagraphStyle.HEADING1, bookmark="数据更正")
        rows = (head_row(*_FIGURE_HEADS), *_figure_rows(figures))
        yield Table(_FIGURE_COLUMNS, rows)
    if texts:
        yield paragraph(f"{next(headings)}文字更正", ParagraphStyle.HEADING1, bookmark="文字更正")
        rows = (head_row(*_TEXT_HEADS), *_text_rows(texts))
        yield Table(_TEXT_COLUMNS, rows)


def _figure_rows(figures: Sequence[FigureRow]) -> Iterator[TableRow]:
    runs = _runs([each.sheet for each in figures])
    for number, (each, run) in enumerate(zip(figures, runs, strict=True), 1):
        yield TableRow(
            (
                TableCell(str(number), align=Align.CENTER),
                *_place(each.sheet, run),
                TableCell(each.label, align=Align.LEFT),
                TableCell(each.before or "空", align=Align.CENTER),
                TableCell(each.after or "空", align=Align.CENTER),
                TableCell(each.reason, align=Align.LEFT),
            )
        )


def _text_rows(texts: Sequence[SentenceRow]) -> Iterator[TableRow]:
    runs = _runs([each.place for each in texts])
    for number, (each, run) in enumerate(zip(texts, runs, strict=True), 1):
        yield TableRow(
            (
                TableCell(str(number), align=Align.CENTER),
                *_place(each.place, run),
                TableCell(each.before or "（新增）", align=Align.LEFT),
                TableCell(each.after or "（删去）", align=Align.LEFT),
            )
        )


def _place(place: str, rows: int) -> tuple[TableCell, ...]:
    return (TableCell(place, rows=rows, align=Align.CENTER),) if rows else ()


def _runs(places: Sequence[str]) -> Iterator[int]:
    """Yield for each row how many rows the cell of its place spans; 0 under such a cell."""
    for _, alike in groupby(places):
        rows = len(list(alike))
        yield from (rows, *[0] * (rows - 1))


def _seal_place(unit: str, diameter_mm: float) -> SealPlace:
    lines = [paragraph(each, ParagraphStyle.SIGN_OFF) for each in (unit, _HAND_DATE) if each]
    return SealPlace(tuple(lines), align=Align.RIGHT, diameter_mm=diameter_mm)
