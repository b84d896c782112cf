"""The code itself: what it is made of, and that slips of the hand are seen."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.domain.check_codes import (
    ALPHABET,
    REPORT_LENGTH,
    SHEET_LENGTH,
    code_of,
    grouped,
    nearest,
    read_code,
)

LENGTHS = (SHEET_LENGTH, REPORT_LENGTH)
NUMBERS = [int(hashlib.sha256(str(each).encode()).hexdigest(), 16) for each in range(12)]
CODES = [
    *(code_of(number, length) for number in NUMBERS for length in LENGTHS),
    *(code_of(number, length) for number in (0, 1, 23**30) for length in LENGTHS),
]
ALIKE = ("0OQD", "1IL", "2Z", "5S", "8B", "UV", "6G")


def typos(code: str) -> list[str]:
    return [
        code[:at] + other + code[at + 1 :]
        for at, char in enumerate(code)
        for other in ALPHABET
        if other != char
    ]


def swaps(code: str) -> list[str]:
    return [
        code[:at] + right + left + code[at + 2 :]
        for at, (left, right) in enumerate(pairwise(code))
        if left != right
    ]


def test_no_two_characters_look_alike() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 23
    for group in ALIKE:
        assert len(set(group) & set(ALPHABET)) <= 1, group


@pytest.mark.parametrize("code", CODES)
def test_every_wrong_character_and_every_swap_of_neighbours_is_refused(code: str) -> None:
    assert read_code(code).fault == ""
    slips = [*typos(code), *swaps(code)]
    assert len(slips) >= 22 * len(code)
    for slip in slips:
        assert read_code(slip).fault, slip


@given(st.integers(0, 2**256 - 1), st.sampled_from(LENGTHS), st.data())
def test_any_code_is_read_back_and_any_one_slip_of_it_refused(
    number: int, length: int, data: st.DataObject
) -> None:
    code = code_of(number, length)
    assert len(code) == length
    assert read_code(grouped(code)) == (code, "")
    assert read_code(data.draw(st.sampled_from(typos(code)))).fault
    if swaps(code):
        assert read_code(data.draw(st.sampled_from(swaps(code)))).fault


def test_any_two_characters_that_changed_places_are_seen() -> None:
    code = CODES[1]
    for one in range(len(code)):
        for other in range(one + 1, len(code)):
            if code[one] != code[other]:
                slip = list(code)
                slip[one], slip[other] = slip[other], slip[one]
                assert read_code("".join(slip)).fault


def test_a_row_of_equal_characters_is_no_code() -> None:
    assert all(read_code(char * SHEET_LENGTH).fault for char in ALPHABET[:2])


@pytest.mark.parametrize(
    "typed",
    [
        "{lower}",
        "  {groups}  ",
        "{dots}",
        "{wide}",
        "{blanks}",
        "{dashes}",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    code = CODES[0]
    groups = grouped(code)
    text = typed.format(
        lower=groups.lower(),
        groups=groups,
        dots=groups.replace("-", "."),
        wide="".join(chr(ord(char) + 0xFEE0) for char in groups),
        blanks="　".join(groups.split("-")),
        dashes=groups.replace("-", "——"),
    )
    assert read_code(text) == (code, "")


@pytest.mark.parametrize(
    ("char", "likely"), [("O", "C"), ("0", "9"), ("I", "7"), ("Z", "2"), ("S", "5"), ("B", "8")]
)
def test_a_character_that_no_code_has_is_named_with_its_group(char: str, likely: str) -> None:
    code = CODES[0]
    fault = read_code(grouped(code[:5] + char.lower() + code[6:])).fault
    assert f"第2组里有“{char}”" in fault
    assert likely in fault


def test_a_code_of_another_length_is_told_its_length() -> None:
    assert "现在是 11 个" in read_code(CODES[0][:-1]).fault
    assert read_code(" - ").fault == "还没有输入校验码。"


def test_what_was_meant_is_found_by_one_or_two_characters_a_swap_or_one_left_out() -> None:
    code, known = CODES[0], CODES
    slips = [*typos(code), *swaps(code), *(code[:at] + code[at + 1 :] for at in range(12))]
    slips += [code[:at] + code[at] + code[at:] for at in range(12)]
    for slip in slips:
        found = nearest(slip, known)
        assert found is not None
        assert found.code == code
    groups = nearest(code[:4] + "OO" + code[6:], known)
    assert groups is not None
    assert groups.groups == (2,)
    assert nearest(code_of(NUMBERS[0] + 7**40, SHEET_LENGTH), CODES[1:2]) is None


def test_no_guess_is_made_between_two_codes_that_are_as_close() -> None:
    assert nearest("AAAA", ["AAAC", "AAAE"]) is None


@given(st.text(max_size=40))
def test_anything_can_be_typed(text: str) -> None:
    read = read_code(text)
    assert read.fault or len(read.code) in LENGTHS
    assert "-" not in read.code
