"""Names of cells: legal in every workbook, different for different fields, and leading back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.domain.addresses import address_at, path_of
from perfeval_desktop.domain.defined_names import LONGEST_NAME, defined_name, path_of_name
from perfeval_desktop.domain.layout import lay_out, sheet_refs
from perfeval_desktop.services.session import Session

STEPS = st.text(min_size=1, max_size=12)
TRICKY = st.sampled_from(
    [
        "A1",
        "a1",
        "R1C1",
        "r",
        "c",
        "R",
        "true",
        "1",
        "1.5",
        "_x0041_",
        "_x",
        "_",
        "x",
        "乙（二）",
        "ａ",
        "㎡",
        "𠮷",
    ]
)
PATHS = st.lists(STEPS | TRICKY, min_size=1, max_size=6).map(tuple)

_LEGAL = re.compile(r"[^\W\d][\w.]*")
_LIKE_A_CELL = re.compile(r"[a-z]{1,3}\d+|r\d*(c\d*)?|c\d*", re.IGNORECASE)


@given(PATHS)
def test_a_name_is_one_that_excel_takes(path: tuple[str, ...]) -> None:
    name = defined_name(path)
    if name is not None:
        assert _LEGAL.fullmatch(name), name
        assert not _LIKE_A_CELL.fullmatch(name), name
        assert len(name) <= LONGEST_NAME
        assert name.casefold() not in {"true", "false"}


@given(PATHS)
def test_a_name_leads_back_to_its_path(path: tuple[str, ...]) -> None:
    name = defined_name(path)
    if name is not None:
        assert path_of_name(name) == path


@given(PATHS, PATHS)
def test_different_paths_have_names_that_differ_in_more_than_their_case(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    names = defined_name(one), defined_name(other)
    if one != other and None not in names:
        assert names[0].casefold() != names[1].casefold()


@given(st.text(max_size=40))
def test_any_other_name_gives_a_path_and_never_an_error(name: str) -> None:
    assert path_of_name(name)


def test_a_name_too_long_is_none() -> None:
    assert defined_name(("甲" * LONGEST_NAME,)) is not None
    assert defined_name(("甲" * LONGEST_NAME, "乙")) is None


@pytest.mark.parametrize("name", ["sample_session", "consistent_session"])
def test_every_field_of_a_report_has_a_name_that_leads_back(
    name: str, request: pytest.FixtureRequest
) -> None:
    session: Session = request.getfixturevalue(name)
    report = session.report
    addresses = {
        each for ref in sheet_refs(report) for each in lay_out(report, ref).printed_fields()
    }
    names = {each: defined_name(path_of(report, each)) for each in addresses}
    assert len(set(names.values())) == len(addresses) > 150
    for address, given_name in names.items():
        assert given_name is not None
        assert address_at(report, path_of_name(given_name)) == address


def test_a_clerk_can_read_it(sample_session: Session) -> None:
    assert (
        defined_name(("项目", "2", "指标", "数量指标", "1", "分值"))
        == "项目.2.指标.数量指标.1.分值"
    )
