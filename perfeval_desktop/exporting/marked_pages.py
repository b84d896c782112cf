"""What a 花脸稿 has beside the marks in its text: the legend, and a page of sheets that went."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Block, Paragraph, paragraph
from .paper_source import Earlier
from .spans import Change, TextSpan
from .styles import Align, ParagraphStyle


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
        yield paragraph(f"已删除：{sheet.name}", ParagraphStyle.TABLE_LINE, align=Align.LEFT)
        text = "；".join(sheet.cells)
        spans = (TextSpan(text or "（没有填写）", change=Change.DELETED),)
        yield Paragraph(spans, ParagraphStyle.NOTE, align=Align.LEFT)
