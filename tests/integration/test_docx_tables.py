"""The annexes in the Word file: rows kept whole, heads repeated, lines and widths of the form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfeval_desktop.exporting.document import (
    Document,
)
from perfeval_desktop.exporting.pages import (
    ANNEX_PAGE,
)
from perfeval_desktop.exporting.tables import (
    SignatureLine,
    Table,
    TableCell,
)
from tests.word_file import W, WordFile, text_of, value

from .sample_paper import label, row
from .word_papers import file_of, form_of, tables_of


def indicator_head(table: Table) -> int:
    return next(n for n, each in enumerate(table.rows) if each.is_head and len(each.cells) == 9)


def test_the_heads_over_the_indicators_are_repeated_though_they_stand_in_the_middle(
    document: Document, written: WordFile
) -> None:
    indicators = 0
    for form, table in zip(written.forms(), tables_of(document), strict=True):
        if len(table.columns) == 9:
            assert form.repeated == [indicator_head(table)]
            indicators += 1
    assert indicators >= 2


def test_heads_of_a_row_or_two_stay_with_them_instead(document: Document) -> None:
    base = tables_of(document)[0]
    heads = [n for n, each in enumerate(base.rows) if each.is_head]
    form = form_of(base)
    assert len(heads) == 2
    assert form.repeated == heads[:1], "楼堂馆所 has one row"


def test_repeated_rows_come_first_in_their_table_and_no_merge_leaves_them(
    written: WordFile,
) -> None:
    for table in written.body.iter(W + "tbl"):
        are_heads = [value(each, "trPr/tblHeader") is not None for each in table.iter(W + "tr")]
        assert are_heads == sorted(are_heads, reverse=True)
        rows = list(table.iter(W + "tr"))
        if any(are_heads):
            below = rows[sum(are_heads)]
            assert all(value(cell, "tcPr/vMerge") != "" for cell in below.iter(W + "tc"))


def test_rows_are_kept_whole_but_those_that_no_page_holds() -> None:
    form = form_of(
        Table((1, 1), (row(label("甲"), TableCell("乙")), row(label("丙"), TableCell("长" * 3000))))
    )
    assert form.whole == [0]


def test_a_table_is_as_wide_as_the_text_block_and_its_columns_keep_their_shares(
    document: Document, written: WordFile
) -> None:
    for form, table in zip(written.forms(), tables_of(document), strict=True):
        assert sum(form.widths) == round(170 / 25.4 * 72 * 20)
        for width, share in zip(form.widths, table.columns, strict=True):
            assert width / sum(form.widths) == pytest.approx(share / sum(table.columns), abs=0.001)
    for table in written.body.iter(W + "tbl"):
        assert table.find(f"{W}tblPr/{W}tblLayout").get(W + "type") == "fixed"


def test_a_row_without_lines_has_none_and_its_neighbours_keep_theirs() -> None:
    table = Table(
        (1,), (row(label("上")), replace(row(label("中")), has_border=False), row(label("下")))
    )
    written = file_of(table, page=ANNEX_PAGE)
    lines = [
        {side.tag.removeprefix(W): side.get(W + "val") for side in cell.iter(*sides_of())}
        for cell in written.body.iter(W + "tc")
    ]
    ruled, plain = (
        dict.fromkeys(("top", "left", "bottom", "right"), kind) for kind in ("single", "nil")
    )
    assert lines == [ruled, plain, ruled]
    assert written.body.find(f".//{W}tblBorders") is None


def sides_of() -> list[str]:
    return [W + side for side in ("top", "left", "bottom", "right")]


def test_the_signature_line_stays_with_the_last_row() -> None:
    written = file_of(
        Table(
            (1,), (row(label("甲")), row(label("乙"))), ("说明：",), SignatureLine(("填表人：",))
        ),
        page=ANNEX_PAGE,
    )
    kept = [value(each, "pPr/keepNext") is not None for each in written.body.iter(W + "p")]
    assert [text_of(each) for each in written.body.iter(W + "p")] == [
        *("甲", "乙", "说明：", "填表人："),
    ]
    assert kept == [False, True, True, False]


def test_the_signature_is_spread_over_the_width() -> None:
    written = file_of(SignatureLine(("填表人：", "填报日期：", "电话：")), page=ANNEX_PAGE)
    stops = [
        int(each.get(W + "pos")) for each in written.body.iter(W + "tab") if each.get(W + "pos")
    ]
    gap = (170 / 25.4 * 72 - (4 + 5 + 3) * 10.5) / 3
    assert stops == [
        pytest.approx(20 * (4 * 10.5 + gap), abs=2),
        pytest.approx(20 * (9 * 10.5 + 2 * gap), abs=2),
    ]


def test_a_label_shrinks_rather_than_break_a_short_line() -> None:
    table = Table((1, 10), (row(label("产出指标\n（50分）"), TableCell("")),))
    written = file_of(table, page=ANNEX_PAGE)
    cell = next(each for each in written.body.iter(W + "tc") if "（50分）" in text_of(each))
    size = float(value(cell.find(f"{W}p/{W}r"), "rPr/sz") or 21) / 2
    width = int(cell.find(f"{W}tcPr/{W}tcW").get(W + "w")) / 20 - 6
    assert 7.5 <= size < 10.5
    assert size * 4 <= width
