"""The neutral document: its grid, its texts, and what a clerk's text may do to it: nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.exporting.document import Document, Section, paragraph
from perfeval_desktop.exporting.document_texts import iter_texts
from perfeval_desktop.exporting.pages import ANNEX_LANDSCAPE_PAGE, PageSettings
from perfeval_desktop.exporting.styles import GRID_ADVANCE_PT, LINE_PITCH_PT, MM
from perfeval_desktop.exporting.tables import (
    GridError,
    SignatureLine,
    Table,
    TableCell,
    TableRow,
    place_cells,
)
from perfeval_desktop.exporting.text import clean_text


def table_of(*rows: tuple[TableCell, ...], columns: int = 3) -> Table:
    return Table((1.0,) * columns, tuple(TableRow(cells) for cells in rows))


def test_cells_stand_right_of_the_spans_that_come_from_above():
    table = table_of(
        (TableCell("a", rows=2), TableCell("b", columns=2)),
        (TableCell("c"), TableCell("d")),
        (TableCell("e", columns=3),),
    )

    places = {placed.cell.text: (placed.row, placed.column) for placed in place_cells(table)}

    assert places == {"a": (0, 0), "b": (0, 1), "c": (1, 1), "d": (1, 2), "e": (2, 0)}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (((TableCell("too wide", columns=4),),), "out of the grid"),
        (((TableCell("too high", rows=2), TableCell(), TableCell()),), "out of the grid"),
        (((TableCell("a"), TableCell("b")),), "leave a hole"),
        (
            (
                (TableCell(), TableCell("down", rows=2), TableCell()),
                (TableCell("across", columns=2), TableCell()),
            ),
            "overlaps",
        ),
    ],
)
def test_spans_that_do_not_fill_the_grid_are_refused(rows, fault):
    with pytest.raises(GridError, match=fault):
        place_cells(table_of(*rows))


def test_every_text_is_found_with_its_place_as_a_clerk_says_it():
    table = Table(
        (1.0, 1.0),
        (TableRow((TableCell("左"), TableCell("右"))),),
        notes=("说明：一。",),
        signature=SignatureLine(("填表人：",)),
    )
    page = PageSettings(footer=("校验码",))
    document = Document("标题", (Section("附件1-1", (paragraph("开头的话"), table), page),))

    assert list(iter_texts(document)) == [
        ("附件1-1页脚", "校验码"),
        ("附件1-1“开头的话”", "开头的话"),
        ("附件1-1第1行第1列", "左"),
        ("附件1-1第1行第2列", "右"),
        ("附件1-1表下说明", "说明：一。"),
        ("附件1-1签字行", "填表人："),
    ]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("<b>粗</b> & &amp;", "<b>粗</b> & &amp;"),
        ("一\x00二\x07三\x1b四\x7f", "一二三四"),
        ("一\r\n二\r三\u2028四\x0b五", "一\n二\n三\n四\n五"),
        ("一\t二", "一 二"),
        ("\u202e倒\u2066过\u200f来\u202c", "倒过来"),
        ("零\u200b宽\ufeff字", "零宽字"),
        ("半个\ud800字", "半个〓字"),
        ("选\ufe0f择\U000e0101符", "选择符"),
        ("　全角空格　保留", "　全角空格　保留"),
    ],
)
def test_whatever_was_pasted_prints_harmlessly(typed, printed):
    assert clean_text(typed) == printed
    assert TableCell(typed).text == printed
    assert paragraph(typed).text == printed


@given(st.text(st.characters()))
def test_clean_text_can_always_be_written_and_cleaning_it_again_changes_nothing(text):
    cleaned = clean_text(text)

    cleaned.encode("utf-8")
    assert clean_text(cleaned) == cleaned


def test_the_default_page_holds_22_lines_of_28_characters():
    page = PageSettings()
    width = page.width_mm - page.left_mm - page.right_mm
    height = page.height_mm - page.top_mm - page.bottom_mm

    assert (width, height) == (156.0, 225.0)
    assert width * MM / GRID_ADVANCE_PT == pytest.approx(28)
    assert height * MM / LINE_PITCH_PT == pytest.approx(22)
    assert (ANNEX_LANDSCAPE_PAGE.width_mm, ANNEX_LANDSCAPE_PAGE.height_mm) == (297.0, 210.0)
