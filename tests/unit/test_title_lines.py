"""Titles too long for one line are broken where a word of them ends, on all papers alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.exporting.document import Document
from perfeval_desktop.exporting.pages import ANNEX_LANDSCAPE_PAGE, ANNEX_PAGE, NARRATIVE_PAGE
from perfeval_desktop.exporting.styles import ParagraphStyle
from perfeval_desktop.exporting.title_lines import title_lines
from perfeval_desktop.services.paper import paper_document

MOST = 20  # full-width characters of a report's title on one line
REPORT = "整体支出绩效自评报告"


def title_of(*parts: str) -> str:
    return title_lines(parts, ParagraphStyle.REPORT_TITLE, NARRATIVE_PAGE)


def titles_in(document: Document) -> list[str]:
    styles = {ParagraphStyle.REPORT_TITLE, ParagraphStyle.ANNEX_TITLE}
    blocks = [block for section in document.sections for block in section.blocks]
    return [block.text for block in blocks if getattr(block, "style", None) in styles]


@pytest.mark.parametrize(
    ("unit", "title"),
    [
        ("荷塘区某中心", f"2022年度荷塘区某中心\n{REPORT}"),
        ("某局", f"2022年度某局{REPORT}"),
        ("字" * 15, f"2022年度{'字' * 15}\n{REPORT}"),
        ("字" * 16, f"2022年度{'字' * 16}{REPORT}"),
        ("字" * 30, f"2022年度{'字' * 30}{REPORT}"),
    ],
)
def test_a_long_title_is_broken_behind_the_name_of_the_unit(unit, title):
    assert title_of("2022", "年度", unit, REPORT) == title


def test_an_annex_has_a_wider_line_and_a_landscape_page_a_wider_one_still():
    parts = ("2022年度部门", "字" * 16)
    assert "\n" in title_of(*parts)
    assert "\n" in title_lines(parts, ParagraphStyle.ANNEX_TITLE, ANNEX_PAGE)
    assert "\n" not in title_lines(parts, ParagraphStyle.ANNEX_TITLE, ANNEX_LANDSCAPE_PAGE)


parts_of_titles = st.builds(str.__mul__, st.sampled_from("字（1a"), st.integers(0, 18))


@given(st.lists(parts_of_titles, max_size=5))
def test_no_word_and_no_part_of_a_title_is_cut(parts):
    lines = title_of(*parts).split("\n")
    assert "".join(lines) == "".join(parts)
    assert len(lines) <= 2
    if len(lines) == 2:
        assert any("".join(parts[:at]) == lines[0] for at in range(len(parts)))
        assert all(0 < len(line) <= MOST / 0.6 for line in lines)


def test_the_sample_has_its_title_in_two_lines_and_those_of_the_annexes_in_one(sample_session):
    first, *others = titles_in(paper_document(sample_session))
    assert first == f"2022年度株洲市荷塘区物业服务指导中心\n{REPORT}"
    assert not any("\n" in title for title in others)
