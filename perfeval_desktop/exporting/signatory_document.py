"""Make the neutral document of 负责人阅签单: one page for the head of the unit, to be signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from .document import Document, Section, paragraph
from .pages import ANNEX_PAGE, PageNumbers
from .styles import Align, ParagraphStyle
from .tables import CellStyle, Table, TableCell, TableRow

_NAME = "负责人阅签单"
_COLUMNS = (11.0, 22.0, 22.0, 22.0, 23.0)
_WIDTH = len(_COLUMNS) - 1  # columns beside the one with the names of the parts
_OPINION_MM = 36.0
_OPINION = "\n\n\n\n单位负责人签字：　　　　　　　　　　　　　　　　年　　月　　日　"
_ROW_MM = 7.5


class ShownFigure(NamedTuple):
    """A figure with its caption; the caption may be a column of a row."""

    caption: str
    shown: str


class FigureRow(NamedTuple):
    """A total with up to three columns: initial, full-year, executed."""

    label: str
    figures: tuple[ShownFigure, ...]


class ReasonLine(NamedTuple):
    """What is out of the usual, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class SignatoryFacts:
    """Everything that may stand on the page, the most important first.

    Attributes:
        unit: Name of the unit.
        year: Fiscal year of the report.
        subject: Name of the template.
        money_unit: 万元.
        rows: Totals with several columns.
        tiles: Totals of one figure each.
        changes: Large changes, and indicators that lost points, with their reasons.
        explained: Other findings that were explained.
        state: Sentences on checks, findings and drafts.
        code: The line with the check code, "" for none.
    """

    unit: str
    year: int
    subject: str
    money_unit: str
    rows: tuple[FigureRow, ...]
    tiles: tuple[ShownFigure, ...]
    changes: tuple[ReasonLine, ...]
    explained: tuple[ReasonLine, ...]
    state: tuple[str, ...]
    code: str = ""


def build_signatory(facts: SignatoryFacts, changes: int, explained: int) -> Document:
    """Lay the page out with the first `changes` and `explained` lines; of the rest the number."""
    title = f"{facts.year}年度绩效自评报告{_NAME}"
    rows = (
        _row((_head("单位名称"), _text(facts.unit, _WIDTH, Align.CENTER))),
        *_figures(facts),
        *_lines(_CHANGES, facts.changes, changes),
        *_lines(_EXPLAINED, facts.explained, explained),
        _row((_head("审核\n情况"), _text("\n".join(facts.state), _WIDTH))),
        *([_row((_head("校验码"), _text(facts.code, _WIDTH)))] if facts.code else []),
        _row((_head("负责人\n意见"), _text(_OPINION, _WIDTH, Align.RIGHT)), _OPINION_MM),
    )
    blocks = (
        paragraph(title, ParagraphStyle.ANNEX_TITLE, bookmark=title),
        Table(columns=_COLUMNS, rows=rows),
    )
    page = replace(ANNEX_PAGE, first_number=1, page_numbers=PageNumbers.NONE)
    return Document(title, (Section(_NAME, blocks, page),), facts.unit, facts.subject)


def _head(text: str, rows: int = 1) -> TableCell:
    return TableCell(text, rows=rows, style=CellStyle.HEAD)


def _text(text: str, columns: int = 1, align: Align = Align.LEFT) -> TableCell:
    return TableCell(text, columns=columns, align=align)


def _row(cells: Sequence[TableCell], height_mm: float = _ROW_MM) -> TableRow:
    return TableRow(tuple(cells), min_height_mm=height_mm)


def _figures(facts: SignatoryFacts) -> Iterator[TableRow]:
    """Two rows for each total: captions and figures, under one name of the part."""
    pairs = [*map(_of_total, facts.rows), *_of_tiles(facts.tiles)]
    for number, (captions, figures) in enumerate(pairs):
        part = [_head(f"主要数据\n（{facts.money_unit}）", 2 * len(pairs))] if number == 0 else []
        yield _row((*part, *captions))
        yield _row(figures)


_Pair = tuple[list[TableCell], list[TableCell]]


def _of_total(row: FigureRow) -> _Pair:
    spans = _spans(len(row.figures), _WIDTH - 1)
    captions = [
        replace(_head(each.caption), columns=columns)
        for each, columns in zip(row.figures, spans, strict=True)
    ]
    return [_head(row.label, 2), *captions], _shown(row.figures, spans)


def _of_tiles(tiles: tuple[ShownFigure, ...]) -> Iterator[_Pair]:
    for start in range(0, len(tiles), _WIDTH):
        line = tiles[start : start + _WIDTH]
        spans = _spans(len(line), _WIDTH)
        captions = [
            replace(_head(each.caption), columns=columns)
            for each, columns in zip(line, spans, strict=True)
        ]
        yield captions, _shown(line, spans)


def _shown(figures: tuple[ShownFigure, ...], spans: list[int]) -> list[TableCell]:
    return [
        TableCell(each.shown, columns=columns, style=CellStyle.NUMBER, align=Align.CENTER)
        for each, columns in zip(figures, spans, strict=True)
    ]


def _spans(count: int, width: int) -> list[int]:
    """Share `width` columns among `count` cells, the last one taking what is left over."""
    return [1] * (count - 1) + [width - count + 1]


class _Part(NamedTuple):
    """A part with lines: its name, the heads of its two columns, and what stands for none."""

    name: str
    heads: tuple[str, str]
    none: str


_CHANGES = _Part(
    "变动\n和扣分",
    ("变动较大的、扣了分的", "原因"),
    "没有超过界限的变动，没有扣了分的指标。",
)
_EXPLAINED = _Part("审核\n说明", ("审核发现的问题", "说明"), "没有另外写了说明的问题。")


def _lines(part: _Part, lines: tuple[ReasonLine, ...], shown: int) -> Iterator[TableRow]:
    if not lines:
        yield _row((_head(part.name), _text(part.none, _WIDTH)))
        return
    left = len(lines) - shown
    count = 1 + min(shown, len(lines)) + (1 if left > 0 else 0)
    half = _WIDTH // 2
    titles = (replace(_head(each), columns=half) for each in part.heads)
    yield _row((_head(part.name, count), *titles))
    for line in lines[:shown]:
        yield _row((_text(line.what, half), _text(line.why, half)))
    if left > 0:
        other = "另有" if shown else "共有"
        yield _row((_text(f"{other} {left} 项，见审核情况说明和各附表。", _WIDTH),))
