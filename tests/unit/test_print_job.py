"""In which order sides are printed, and what of the choices is remembered."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.paper import Edition, PaperChoices
from perfeval_desktop.services.print_job import (
    Duplex,
    PageSelection,
    Pick,
    PrintJob,
    by_hand,
    copied,
    keeping_draft_choices,
    recalled,
    remembered,
    sheet_count,
    sides_of,
)

NUMBERS = [None, 1, 2, 3, 4]  # a cover and four pages


def test_on_one_side_every_page_is_a_sheet() -> None:
    assert sides_of(range(5), NUMBERS, is_double=False) == [0, 1, 2, 3, 4]


def test_on_both_sides_the_back_of_the_cover_stays_white_and_page_one_is_a_front() -> None:
    assert sides_of(range(5), NUMBERS, is_double=True) == [0, None, 1, 2, 3, 4]


def test_a_part_without_the_cover_has_no_white_side() -> None:
    assert sides_of([1, 2, 3], NUMBERS, is_double=True) == [1, 2, 3]
    assert sides_of([2, 3], NUMBERS, is_double=True) == [2, 3]
    assert sides_of([0, 2], NUMBERS, is_double=True) == [0, 2]


def test_by_hand_odd_sides_come_first_and_then_the_even_ones() -> None:
    assert by_hand([0, None, 1, 2, 3]) == ([0, 1, 3], [None, 2])


def test_by_hand_from_the_end_the_last_sheet_has_a_white_back_so_that_the_stack_fits() -> None:
    assert by_hand([0, None, 1, 2, 3], begins_backs_at_end=True) == ([0, 1, 3], [None, 2, None])


def test_copies_come_one_after_the_other_or_page_by_page() -> None:
    assert copied([0, 1], 2, is_collated=True, is_double=False) == [0, 1, 0, 1]
    assert copied([0, 1], 2, is_collated=False, is_double=False) == [0, 0, 1, 1]


def test_each_copy_on_both_sides_begins_on_a_new_sheet() -> None:
    assert copied([0, 1, 2], 2, is_collated=True, is_double=True) == [0, 1, 2, None] * 2
    uncollated = copied([0, 1, 2], 2, is_collated=False, is_double=True)
    assert uncollated == [0, 1, 0, 1, 2, None, 2, None]


def test_sheets_of_paper_are_counted() -> None:
    assert sheet_count(5, 2, is_double=False) == 10
    assert sheet_count(5, 2, is_double=True) == 6


def test_choices_are_remembered_but_neither_pages_nor_copies() -> None:
    choices = PaperChoices(Edition.PUBLIC, "草稿", True, False, True, True, False)
    job = PrintJob(
        choices, PageSelection(Pick.RANGE, text="1-3"), 5, False, Duplex.BY_HAND, True, True, "奔图"
    )
    again = recalled(remembered(job))
    assert again == PrintJob(choices, PageSelection(), 1, False, Duplex.BY_HAND, True, True, "奔图")


@pytest.mark.parametrize(
    "kept",
    ["", "[]", "null", "{", '{"edition": 3, "mark": "机密", "is_grey": "yes", "duplex": "UP"}'],
)
def test_a_spoilt_memory_is_as_the_first_time(kept: str) -> None:
    assert recalled(kept) == PrintJob()


def test_a_final_report_does_not_change_what_is_remembered_for_drafts() -> None:
    before = PrintJob(PaperChoices(mark="送审稿", has_seal_guide=True))
    final = PrintJob(PaperChoices(mark="", has_seal_guide=False, has_qr=True), is_grey=True)
    kept = keeping_draft_choices(final, before)
    assert kept.choices == PaperChoices(mark="送审稿", has_seal_guide=True, has_qr=True)
    assert kept.is_grey
