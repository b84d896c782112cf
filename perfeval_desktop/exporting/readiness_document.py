"""Make the neutral document of 盖章前检查单: what was looked at before the seal, on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from perfeval_desktop.domain.values import DateValue

from .document import Document, Section, paragraph
from .pages import ANNEX_PAGE, PageNumbers
from .styles import Align, ParagraphStyle
from .tables import SignatureLine, Table, TableCell, TableRow, head_row

_NAME = "盖章前检查单"
_HEADS = ("序号", "检查内容", "结果", "情况")
_COLUMNS = (7.0, 16.0, 15.0, 62.0)
_SIGNATURE = ("检查人：", "复核人：", "日期：")


class ReadinessLine(NamedTuple):
    """One row: `mark` is the shape beside the word of its state."""

    title: str
    mark: str
    state: str
    sentence: str


def build_readiness(
    unit: str, year: int, subject: str, told: str, day: date, lines: Sequence[ReadinessLine]
) -> Document:
    """Lay the page out.

    Args:
        unit: Name of the unit.
        year: Fiscal year of the report.
        subject: Name of the template.
        told: What came out, in one sentence.
        day: On which it was looked at.
        lines: At least one, in the order to print.
    """
    title = f"{year}年度绩效自评报告{_NAME}"
    blocks = (
        paragraph(title, ParagraphStyle.ANNEX_TITLE, bookmark=title),
        paragraph(f"填报单位：{unit}", ParagraphStyle.TABLE_LINE, align=Align.LEFT),
        paragraph(
            f"检查日期：{DateValue.of(day).text}　{told}",
            ParagraphStyle.TABLE_LINE,
            align=Align.LEFT,
        ),
        Table(
            columns=_COLUMNS,
            rows=(head_row(*_HEADS), *(_row(number, each) for number, each in enumerate(lines, 1))),
            signature=SignatureLine(_SIGNATURE),
        ),
    )
    page = replace(ANNEX_PAGE, first_number=1, page_numbers=PageNumbers.NONE)
    return Document(title, (Section(_NAME, blocks, page),), author=unit, subject=subject)


def _row(number: int, line: ReadinessLine) -> TableRow:
    texts = (
        (str(number), Align.CENTER),
        (line.title, Align.CENTER),
        (f"{line.mark} {line.state}", Align.CENTER),
        (line.sentence, Align.LEFT),
    )
    cells = tuple(TableCell(text, align=align) for text, align in texts)
    return TableRow(cells, min_height_mm=8.0)
