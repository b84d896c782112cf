"""绩效目标申报表 as the bureau approves them at the start of the year: in Word, and in Excel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from docx import Document
from docx.table import Table
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

_HEADS = ("一级指标", "二级指标", "三级指标", "指标值", "分值")
_FIRST = {
    "数量指标": "产出指标",
    "质量指标": "产出指标",
    "时效指标": "产出指标",
    "成本指标": "产出指标",
    "社会效益指标": "效益指标",
    "服务对象满意度指标": "满意度指标",
}


class Target(NamedTuple):
    """A row of indicators: 二级指标, 三级指标, 指标值, 分值."""

    section: str
    name: str
    value: str
    points: str


class Approval(NamedTuple):
    """One form: of a project, or of the whole unit where it has no name."""

    goal: str
    targets: Sequence[Target]
    project: str = ""
    unit: str = "荷塘区房屋安全事务中心"


class _Grid:
    """Rows of texts with the cells that are merged: first row, first column, last row, last."""

    def __init__(self, approval: Approval) -> None:
        self.width = 6
        self.rows: list[list[str]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        if approval.project:
            self._row(["项目名称", "", approval.project], (0, 1), (2, 5))
            self._row(["主管部门", "", "区住建局", "实施单位", approval.unit], (0, 1), (4, 5))
        else:
            self._row(["部门名称", "", approval.unit], (0, 1), (2, 5))
        self._row(["年度绩效目标", "", approval.goal], (0, 1), (2, 5))
        top = len(self.rows)
        self._row(["绩效指标", *_HEADS])
        for each in approval.targets:
            self._row(["", _FIRST[each.section], each.section, each.name, each.value, each.points])
        self.merges.append((top, 0, len(self.rows) - 1, 0))
        for column in (1, 2):
            self._merge_alike(column, top + 1)

    def _row(self, texts: list[str], *merges: tuple[int, int]) -> None:
        at = len(self.rows)
        self.rows.append([*texts, *[""] * (self.width - len(texts))])
        self.merges += [(at, first, at, last) for first, last in merges]

    def _merge_alike(self, column: int, row: int) -> None:
        start = row
        for at in range(row, len(self.rows) + 1):
            is_end = at == len(self.rows)
            if is_end or self.rows[at][column] != self.rows[start][column]:
                if at - 1 > start:
                    self.merges.append((start, column, at - 1, column))
                start = at
        for first, at, last, _ in [each for each in self.merges if each[1] == column]:
            for below in range(first + 1, last + 1):
                if first >= row:
                    self.rows[below][at] = ""


def title_of(approval: Approval) -> str:
    """What stands over the form."""
    kind = "项目支出" if approval.project else "部门整体支出"
    return f"{kind}绩效目标申报表"


def write_word(path: Path, *approvals: Approval) -> Path:
    """Write the forms below each other into a Word document."""
    document = Document()
    for approval in approvals:
        document.add_paragraph(title_of(approval))
        document.add_paragraph("（2022年度）")
        grid = _Grid(approval)
        table: Table = document.add_table(rows=len(grid.rows), cols=grid.width)
        table.style = "Table Grid"
        for at, row in enumerate(grid.rows):
            for column, text in enumerate(row):
                if text:
                    table.cell(at, column).text = text
        for first, left, last, right in grid.merges:
            merged = table.cell(first, left).merge(table.cell(last, right))
            merged.text = grid.rows[first][left]
    document.save(str(path))
    return path


def write_excel(path: Path, *approvals: Approval) -> Path:
    """Write the forms into a workbook, a worksheet each."""
    book = Workbook()
    book.remove(book.active)
    for number, approval in enumerate(approvals, 1):
        sheet: Worksheet = book.create_sheet(f"表{number}")
        sheet["A1"] = title_of(approval)
        sheet.merge_cells("A1:F1")
        sheet["A2"] = "（2022年度）"
        grid = _Grid(approval)
        for at, row in enumerate(grid.rows, 3):
            for column, text in enumerate(row, 1):
                if text:
                    sheet.cell(at, column, text)
        for first, left, last, right in grid.merges:
            sheet.merge_cells(
                start_row=first + 3, start_column=left + 1, end_row=last + 3, end_column=right + 1
            )
    book.save(path)
    return path
