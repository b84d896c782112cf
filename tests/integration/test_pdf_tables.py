"""Any table at all: nothing of it is lost, doubled, split or set into another cell.

Every cell holds one character of its own, again and again, so that a line tells its cell.
"""

from __future__ import annotations

from collections import Counter
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_desktop.exporting.document import paragraph
from perfeval_desktop.exporting.pages import ANNEX_LANDSCAPE_PAGE, ANNEX_PAGE, PageSettings
from perfeval_desktop.exporting.pdf import Page
from perfeval_desktop.exporting.pdf.marks import TextLine
from perfeval_desktop.exporting.tables import (
    CellStyle,
    PlacedCell,
    Table,
    TableCell,
    TableRow,
    place_cells,
)

from .laid_pages import assert_nothing_collides, ink_of, lines_of, pages_of, text_marks
from .sample_paper import SIGNATURE, head, label, number, row

FIRST_OF_CELLS = 0x5000
NOTE = "说明：一。"
OTHERS = {NOTE, *SIGNATURE.parts, "字"}
lengths = st.one_of(st.integers(0, 12), st.integers(0, 120), st.just(0), st.integers(300, 2500))


@st.composite
def tables(draw) -> Table:
    """Heads, groups under a cell that spans their rows, cells over columns, texts of any length."""
    columns = draw(st.integers(2, 5))
    rows: list[TableRow] = []
    count = 0

    def cell(style: CellStyle, down: int = 1, across: int = 1, most: int = 10**6) -> TableCell:
        nonlocal count
        count += 1
        text = chr(FIRST_OF_CELLS + count) * min(draw(lengths), most)
        return TableCell(text, down, across, style)

    def line(width: int, style: CellStyle, most: int) -> list[TableCell]:
        cells = []
        while width:
            across = draw(st.integers(1, width))
            cells.append(cell(style, 1, across, most))
            width -= across
        return cells

    for group in range(draw(st.integers(1, 6))):
        if group == 0 or draw(st.booleans()):
            for _ in range(draw(st.integers(0, 2))):
                heads = line(columns, CellStyle.HEAD, 20)
                rows.append(TableRow(tuple(heads), is_head=True))
        height = draw(st.integers(1, 9))
        first = [cell(CellStyle.LABEL, height, 1, 60)]
        for _ in range(height):
            most = draw(st.sampled_from([12, 12, 60, 10**6]))
            others = line(columns - 1, CellStyle.VALUE, most)
            rows.append(TableRow((*first, *others), has_border=draw(st.integers(0, 9)) > 0))
            first = []
    widths = tuple(float(draw(st.integers(2, 8))) for _ in range(columns))
    return Table(widths, tuple(rows), notes=(NOTE,), signature=SIGNATURE)


class Printed:
    """A table on its pages: which lines of each cell stand on which page."""

    def __init__(self, table: Table, pages: list[Page]) -> None:
        self.table, self.pages = table, pages
        self.cells = {
            placed.cell.text[0]: placed for placed in place_cells(self.table) if placed.cell.text
        }
        self.lines: dict[str, dict[int, list[TextLine]]] = {char: {} for char in self.cells}
        for page in self.pages:
            for mark in text_marks(page):
                if mark.text[:1] in self.cells:
                    self.lines[mark.text[0]].setdefault(page.place, []).append(mark)

    def __repr__(self) -> str:
        rows = (
            f"{'*' if each.is_head else ''}{[(c.rows, c.columns, len(c.text)) for c in each.cells]}"
            for each in self.table.rows
        )
        return f"{self.table.columns}: {'; '.join(rows)}"

    def _repr_pretty_(self, printer, cycle: bool) -> None:
        printer.text(repr(self))

    def characters(self, char: str, page: int) -> int:
        return sum(len(mark.text) for mark in self.lines[char].get(page, []))

    def is_head(self, placed: PlacedCell) -> bool:
        return self.table.rows[placed.row].is_head

    def is_in_one_row(self, placed: PlacedCell) -> bool:
        return placed.cell.rows == 1


@st.composite
def tables_on_pages(draw) -> Printed:
    table, filling = draw(tables()), draw(st.integers(0, 20))
    page = draw(st.sampled_from([ANNEX_PAGE, ANNEX_LANDSCAPE_PAGE]))
    return Printed(table, pages_of(*(paragraph("字") for _ in range(filling)), table, page=page))


any_table = settings(max_examples=25, deadline=None)


@any_table
@given(tables_on_pages())
def test_every_character_is_printed_once_or_again_only_in_repeated_cells(printed):
    for char, placed in printed.cells.items():
        typed = len(placed.cell.text)
        by_page = [printed.characters(char, page.place) for page in printed.pages]
        counts = [count for count in by_page if count]
        is_whole_everywhere = set(counts) == {typed}
        if printed.is_head(placed) or not printed.is_in_one_row(placed):
            assert is_whole_everywhere or sum(counts) == typed
        else:
            assert sum(counts) == typed


@any_table
@given(tables_on_pages())
def test_no_text_stands_outside_of_its_cell_and_nothing_collides(printed):
    widths = printed.table.columns
    for page in printed.pages:
        scale = page.measure / sum(widths)
        edges = [page.left + edge * scale for edge in accumulate(widths, initial=0.0)]
        for mark in text_marks(page):
            placed = printed.cells.get(mark.text[:1])
            if placed is not None:
                left, top, right, bottom = ink_of(mark)
                assert edges[placed.column] < left < right < edges[placed.end_column] + 0.1
                assert page.top < top < bottom < page.bottom + 0.1
    assert_nothing_collides(printed.pages)


@any_table
@given(tables_on_pages())
def test_no_row_is_split_unless_no_page_could_hold_it(printed):
    assert_only_high_rows_are_split(printed)


def test_a_text_of_half_a_page_is_split_only_beside_one_that_no_page_could_hold():
    texts = (TableCell("\u5001" * 560), TableCell("\u5002" * 750, columns=3))
    rows = (row(label("组"), *texts),)
    table = Table((2, 2, 2, 4, 5), rows, notes=(NOTE,), signature=SIGNATURE)
    filling = (paragraph("字") for _ in range(9))
    printed = Printed(table, pages_of(*filling, table, page=ANNEX_LANDSCAPE_PAGE))

    assert len(printed.lines["\u5002"]) == 2
    assert_only_high_rows_are_split(printed)


def assert_only_high_rows_are_split(printed: Printed) -> None:
    for char, placed in printed.cells.items():
        pages = [page for page in printed.pages if printed.lines[char].get(page.place)]
        if printed.is_in_one_row(placed) and not printed.is_head(placed) and len(pages) > 1:
            height = row_height(printed, placed.row) + heads_height(printed, placed.row)
            assert height > 0.7 * pages[0].text_height


def row_height(printed: Printed, row: int) -> float:
    """What the texts of a row take, wherever its parts stand, by the highest of them."""
    texts = [
        [mark for marks in printed.lines[char].values() for mark in marks]
        for char, placed in printed.cells.items()
        if placed.row == row and printed.is_in_one_row(placed)
    ]
    return max(len(marks) * 1.3 * marks[0].size_pt for marks in texts)


def heads_height(printed: Printed, row: int) -> float:
    """What the head rows over a row take at most, as far as their texts tell."""
    heads = [
        placed for placed in printed.cells.values() if printed.is_head(placed) and placed.row < row
    ]
    sizes = [
        len(marks) * 1.3 * marks[0].size_pt + 5
        for head_cell in heads
        for marks in list(printed.lines[head_cell.cell.text[0]].values())[:1]
    ]
    return sum(sizes)


@any_table
@given(tables_on_pages())
def test_the_signature_stands_on_the_page_of_the_last_row(printed):
    last = len(printed.table.rows) - 1
    in_last_row = [
        max(pages)
        for char, pages in printed.lines.items()
        if pages and printed.cells[char].end_row == last + 1
    ]
    (signed,) = [page for page in printed.pages if SIGNATURE.parts[0] in lines_of(page)]

    assert set(SIGNATURE.parts) | {NOTE} <= set(lines_of(signed))
    assert max(in_last_row, default=signed.place) == signed.place


@any_table
@given(tables_on_pages())
def test_rows_stay_in_their_order(printed):
    tops: dict[int, tuple[int, float]] = {}
    for char, placed in printed.cells.items():
        if printed.is_head(placed) or not printed.is_in_one_row(placed):
            continue
        for page, marks in printed.lines[char].items():
            here = (page, marks[0].baseline)
            tops[placed.row] = min(tops.get(placed.row, here), here)
    assert [tops[each] for each in sorted(tops)] == sorted(tops.values())


# Single cases -----------------------------------------------------------------------------------


def test_all_head_rows_of_a_table_are_repeated_together():
    heads = (
        row(head("项目", rows=2), head("预算数", columns=2), is_head=True),
        row(head("年初"), head("全年"), is_head=True),
    )
    lines = tuple(row(label(f"第{at}行"), number("1"), number("2")) for at in range(70))
    pages = pages_of(Table((2, 1, 1), (*heads, *lines)), page=ANNEX_PAGE)

    assert len(pages) == 2
    for page in pages:
        assert lines_of(page)[:4] == ["项目", "预算数", "年初", "全年"]


def test_a_spanning_label_is_repeated_as_it_is_without_a_word_of_ours():
    """Official forms repeat the label of a group on the next page; they write no （续）."""
    rows = [row(label("产出指标", rows=70), number("0")), *(row(number(str(n))) for n in range(69))]
    pages = pages_of(Table((1, 2), tuple(rows)), page=ANNEX_PAGE)

    assert len(pages) == 2
    assert all(lines_of(page).count("产出指标") == 1 for page in pages)
    assert not any("续" in line for page in pages for line in lines_of(page))


def filled(page: Page, settings_: PageSettings) -> float:
    return max(mark.baseline for mark in text_marks(page)[:-1]) / page.bottom


def test_a_page_is_not_left_empty_only_to_keep_a_group_of_rows_together():
    tall = "行" * 260
    rows = []
    for group in range(4):
        rows.append(row(label(f"组{group}", rows=4), TableCell(tall)))
        rows += [row(TableCell(tall)) for _ in range(3)]
    pages = pages_of(Table((1, 5), tuple(rows)), page=ANNEX_PAGE)

    assert all(filled(page, ANNEX_PAGE) > 0.75 for page in pages[:-1])


def test_short_values_shrink_a_little_rather_than_break_off_one_character():
    page = pages_of(Table((1, 5), (row(TableCell("2022年全年"), TableCell("")),)))[0]
    sizes = Counter(mark.size_pt for mark in text_marks(page) if mark.text == "2022年全年")

    assert sum(sizes.values()) == 1
    assert 9.0 <= next(iter(sizes)) <= 10.5


def test_names_with_leading_spaces_hang_under_their_first_word():
    name = "　7、“三供一业”小区改造专项工作经费"
    first, second = text_marks(pages_of(Table((1, 2), (row(TableCell(name), number("3")),)))[0])[:2]

    assert first.text + second.text == name.strip("　")
    assert second.x == first.x > 28 * 72 / 25.4 + 10
