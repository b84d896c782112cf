"""The findings of a check as a worksheet, one row a finding."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.exporting.list_xlsx import CellValue, Column, write_list


class FindingRow(NamedTuple):
    """What stands in one row; figures are Decimals, everything else is text."""

    severity: str
    sheet: str
    title: str
    message: str
    left_label: str
    left: CellValue
    right_label: str
    right: CellValue
    difference: CellValue
    places: str
    basis: str
    cause: str
    state: str
    explanation: str
    said_by: str


_COLUMNS = (
    Column("级别", 8),
    Column("所在表", 18),
    Column("问题", 28),
    Column("说明", 48),
    Column("一方", 20),
    Column("数值", 12),
    Column("另一方", 20),
    Column("数值", 12),
    Column("相差", 10),
    Column("涉及填报项", 36),
    Column("依据", 30),
    Column("可能的原因", 36),
    Column("状态", 12),
    Column("审核说明", 40),
    Column("说明人和日期", 20),
)


def write_findings(title: str, summary: str, rows: Iterable[FindingRow], path: Path) -> None:
    """Write a workbook with one worksheet: a title, a summary, and a row for each finding.

    It is made in memory: no temporary file holds what the findings say.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    write_list("审核结果", title, summary, _COLUMNS, rows, path)
