"""A draft against the last one (花脸稿): what is gone is struck through, what is new underlined."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_desktop.exporting.document import Paragraph
from perfeval_desktop.exporting.line_breaking import NEVER_FIRST, break_places
from perfeval_desktop.exporting.pdf import Page
from perfeval_desktop.exporting.pdf.marks import Rule, TextLine
from perfeval_desktop.exporting.spans import Change, TextSpan
from perfeval_desktop.exporting.tables import CellStyle, Table, TableCell

from .laid_pages import (
    assert_nothing_collides,
    document_of,
    ink_of,
    pages_of,
    reader_of,
    text_in,
    text_marks,
    text_of,
)
from .sample_paper import row

LONG = "主要用于工资、津贴、奖金和各项社会保险；公用经费10.24万元，占基本支出的13.7%。"


def gone(text: str) -> TextSpan:
    return TextSpan(text, change=Change.DELETED)


def new(text: str) -> TextSpan:
    return TextSpan(text, change=Change.INSERTED)


def lines_through(page: Page, mark: TextLine) -> list[str]:
    """What the lines of changes do with a text: strike it or underline it."""
    _, top, _, bottom = ink_of(mark)
    found = []
    for rule in (each for each in page.marks if isinstance(each, Rule)):
        covers = rule.x1 <= mark.x + 0.01 and rule.x2 >= mark.x + mark.width_pt - 0.01
        if rule.look.has_flat_ends and covers and top < rule.y1 < bottom + mark.size_pt * 0.2:
            found.append("struck" if rule.y1 < mark.baseline else "underlined")
    return found


def changes_on(pages: list[Page]) -> dict[str, str]:
    """All the text that is struck, underlined, or neither, by that."""
    found = {"struck": "", "underlined": "", "": ""}
    for page in pages:
        for mark in (mark for mark in text_marks(page) if mark.text.strip()):
            (kind,) = lines_through(page, mark) or [""]
            found[kind] += mark.text
    return found


def without_number(pages: list[Page], text: str) -> str:
    for page in pages:
        text = text.replace(f"— {page.number} —", "")
    return text


def test_what_is_gone_is_struck_and_what_is_new_underlined_in_a_paragraph():
    block = Paragraph((TextSpan("支出"), gone("74.71"), new("101.71"), TextSpan("万元")))
    pages = pages_of(block)
    found = changes_on(pages)

    assert (found["struck"], found["underlined"]) == ("74.71", "101.71")
    assert without_number(pages, found[""]) == "支出万元"


def test_changes_are_told_by_shape_and_grey_alone():
    (page,) = pages_of(Paragraph((gone("旧"), new("新"))))
    old, fresh = text_marks(page)[:2]

    assert (old.grey, fresh.grey) == (0.35, 0.0)


@pytest.mark.parametrize("style", [CellStyle.NUMBER, CellStyle.VALUE, CellStyle.LABEL])
def test_a_cell_shows_what_stood_in_it_before_what_stands_there(style):
    pages = pages_of(Table((1.0,), (row(TableCell("20", style=style, was="17.15")),)))
    found = changes_on(pages)

    assert (found["struck"], found["underlined"]) == ("17.15", "20")


def test_a_new_number_stands_clear_of_the_struck_one():
    pages = pages_of(Table((1.0,), (row(TableCell("20", style=CellStyle.NUMBER, was="17.15")),)))
    old, fresh = text_marks(pages[0])[:2]

    assert fresh.x - (old.x + old.width_pt) >= 0.2 * old.size_pt


def test_a_line_may_end_between_the_old_number_and_the_new_one():
    places = break_places("17.1520.35", seams=[5])

    assert [at for at, may_break in enumerate(places) if may_break] == [5]


def test_a_narrow_cell_sets_the_new_number_under_the_old_one_at_full_size():
    cell = TableCell("1234.56", style=CellStyle.NUMBER, was="7890.12")
    pages = pages_of(Table((1, 8), (row(cell, TableCell("")),)))
    old, fresh = text_marks(pages[0])[:2]

    assert (old.text, fresh.text) == ("7890.12", "1234.56")
    assert fresh.baseline > old.baseline
    assert old.size_pt == fresh.size_pt == 10.5


@pytest.mark.parametrize(("was", "text"), [("3", ""), ("", "新增"), ("", "")])
def test_cells_that_became_empty_or_were_empty_show_just_that(was, text):
    found = changes_on(pages_of(Table((1.0,), (row(TableCell(text, was=was)),))))

    assert (found["struck"], found["underlined"]) == (was, text)


def test_changes_go_on_over_lines_and_pages():
    pages = pages_of(Paragraph((TextSpan("前"), gone(LONG * 20), new(LONG * 25), TextSpan("后"))))
    found = changes_on(pages)

    assert len(pages) >= 3
    assert found["struck"] == LONG * 20
    assert found["underlined"] == LONG * 25
    assert not [mark for page in pages for mark in text_marks(page) if mark.text[0] in NEVER_FIRST]


def test_the_changes_of_a_cell_higher_than_a_page_go_on_over_the_pages():
    was = "乙丙丁戊" * 700
    pages = pages_of(Table((1, 4), (row(TableCell("甲"), TableCell(LONG * 40, was=was)),)))
    found = changes_on(pages)

    assert len(pages) >= 2
    assert (found["struck"], found["underlined"]) == (was, LONG * 40)
    assert_nothing_collides(pages)


def test_both_texts_are_found_by_searching():
    table = Table((1.0,), (row(TableCell("已完成", was="没有")),))

    assert "没有已完成" in text_of(reader_of(document_of(table)))


spans = st.lists(
    st.builds(
        TextSpan,
        st.text(st.sampled_from("国家，。（）12.5%ab \n"), max_size=40),
        st.booleans(),
        st.sampled_from(Change),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(spans)
def test_every_character_has_the_line_of_its_change_and_no_other(parts):
    pages = pages_of(Paragraph(tuple(parts)))
    found = changes_on(pages)

    for change, kind in ((Change.DELETED, "struck"), (Change.INSERTED, "underlined")):
        typed = Counter("".join(part.text for part in parts if part.change is change))
        printed = Counter(found[kind])
        for char in " \n":
            del typed[char], printed[char]
        assert printed == typed
    assert without_number(pages, "".join(map(text_in, pages))).replace(" ", "") == "".join(
        part.text for part in parts
    ).replace("\n", "").replace(" ", "")
