"""Make the neutral document of 审核情况说明: an annex of its own with every explained finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from .document import Document, Section, paragraph
from .pages import ANNEX_PAGE, PageNumbers
from .styles import Align, ParagraphStyle
from .tables import SignatureLine, Table, TableCell, TableRow, head_row

_NAME = "审核情况说明"
_HEADS = ("序号", "所在表", "问题", "审核说明", "说明人和日期")
_COLUMNS = (7.0, 16.0, 39.0, 38.0, 20.0)
_SIGNATURE = ("填报人：", "审核人：", "日期：")


class ExplainedFinding(NamedTuple):
    """One row; `figures` says both values and the difference, "" where there are none."""

    severity: str
    sheet: str
    message: str
    figures: str
    explanation: str
    said_by: str


def build_explanations(
    unit: str, year: int, subject: str, found: Sequence[ExplainedFinding]
) -> Document:
    """Lay out the annex.

    Args:
        unit: Name of the unit.
        year: Fiscal year of the report.
        subject: Name of the template.
        found: At least one explained finding, in the order to print.
    """
    title = f"{year}年度部门整体支出绩效自评{_NAME}"
    blocks = (
        paragraph(title, ParagraphStyle.ANNEX_TITLE, bookmark=title),
        paragraph(f"填报单位：{unit}", ParagraphStyle.TABLE_LINE, align=Align.LEFT),
        Table(
            columns=_COLUMNS,
            rows=(head_row(*_HEADS), *(_row(number, each) for number, each in enumerate(found, 1))),
            signature=SignatureLine(_SIGNATURE),
        ),
    )
    page = replace(ANNEX_PAGE, first_number=1, page_numbers=PageNumbers.CENTER)
    return Document(title, (Section(_NAME, blocks, page),), author=unit, subject=subject)


def _row(number: int, found: ExplainedFinding) -> TableRow:
    problem = f"【{found.severity}】{found.message}"
    texts = (
        (str(number), Align.CENTER),
        (found.sheet, Align.CENTER),
        (f"{problem}\n{found.figures}" if found.figures else problem, Align.LEFT),
        (found.explanation, Align.LEFT),
        (found.said_by.replace(" ", "\n"), Align.CENTER),
    )
    return TableRow(tuple(TableCell(text, align=align) for text, align in texts))
