"""尾差: the roundings behind a gap are listed, and only where they explain it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.data_file import fragment_edits
from perfeval_desktop.services.roundings import RoundingGap, rounding_gaps
from perfeval_desktop.services.session import Session


def gaps(template: ReportTemplate, total: str, *parts: str) -> list[RoundingGap]:
    session = Session(Report(template, 2022), lambda batch: None)
    values = {"按支出性质分": total, "基本支出": parts[0], "项目支出": parts[1]}
    session.apply(fragment_edits(values, template, "test"), "", Origin.TYPED)
    found = [each for each in session.engine.findings(True) if each.rule == "B1"]
    told = [each for each in rounding_gaps(session) if each.check == "1-2.按支出性质分"]
    assert not (found and told), "a gap is either a finding or a matter of rounding"
    return told


def test_each_rounded_cell_of_a_gap_is_listed_with_how_far_it_can_be_off(
    template: ReportTemplate,
) -> None:
    (gap,) = gaps(template, "74.71", "64.48", "10.24")
    assert gap.difference == Decimal("-0.01")
    assert gap.at_most == Decimal("0.015")
    assert [(each.address.field, each.at_most) for each in gap.cells] == [
        ("按支出性质分", Decimal("0.005")),
        ("基本支出", Decimal("0.005")),
        ("项目支出", Decimal("0.005")),
    ]


def test_a_cell_in_yuan_is_exact_and_is_not_listed(template: ReportTemplate) -> None:
    (gap,) = gaps(template, "74.71", "644800元", "10.24")
    assert [each.address.field for each in gap.cells] == ["按支出性质分", "项目支出"]


@pytest.mark.parametrize("total", ["74.72", "74.69", "80"])
def test_a_gap_that_is_none_or_too_wide_is_not_listed(template: ReportTemplate, total: str) -> None:
    assert gaps(template, total, "64.48", "10.24") == []


CENTS = st.integers(0, 99_999)


@given(CENTS, CENTS, st.integers(-4, 4))
def test_a_gap_is_listed_just_when_some_values_that_round_so_add_up(
    template: ReportTemplate, first: int, second: int, off: int
) -> None:
    """Brute force: each cell may be half a cent less or more than written."""
    total = first + second + off
    if total < 0:
        return
    written = [f"{Decimal(each) / 100}" for each in (total, first, second)]
    steps = [Decimal(each) / 2 for each in (-1, 0, 1)]
    fits = any(off + a == b + c for a in steps for b in steps for c in steps)
    listed = gaps(template, *written)
    assert bool(listed) is (fits and off != 0)
