"""What a 花脸稿 has beside the marks in its text: the legend, and a page of sheets that went."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Block, Paragraph, Space, paragraph
from .paper_source import Earlier
from .spans import Change, TextSpan
from .styles import Align, ParagraphStyle
from .tables import CellStyle, Table, TableCell, TableRow, head_row

_COLUMNS = (35.0, 65.0)
_HEAD = head_row("栏目", "原来的内容")


def legend(earlier: Earlier) -> Paragraph:
    """Return the line that says what the marks mean, marked so itself."""
    return Paragraph(
        (
            TextSpan(f"本稿与{earlier.name}比较："),
            TextSpan("删去的", change=Change.DELETED),
            TextSpan("加删除线，"),
            TextSpan("新增的", change=Change.INSERTED),
            TextSpan("加下划线；删去和移动的行写在表的下面。"),
        ),
        ParagraphStyle.NOTE,
        align=Align.LEFT,
    )


def gone_blocks(earlier: Earlier) -> Iterator[Block]:
    """Yield the page of the sheets that are not bound any more."""
    yield paragraph("已删除的表", ParagraphStyle.ANNEX_TITLE, bookmark="已删除的表")
    for sheet in earlier.gone:
        contents = sheet.contents or (("", "（没有填写）"),)
        yield paragraph(f"已删除：{sheet.name}", ParagraphStyle.TABLE_LINE, align=Align.LEFT)
        yield Table(_COLUMNS, (_HEAD, *(_row(label, text) for label, text in contents)))
        yield Space(6.0)


def _row(label: str, text: str) -> TableRow:
    return TableRow((TableCell(label, style=CellStyle.LABEL), TableCell("", was=text)))
