"""What the text of a cell means in a field, in the unit that its table states."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.import_plan import PlannedState
from perfeval_desktop.domain.parsing import half_width, parse_value
from perfeval_desktop.domain.template import Field
from perfeval_desktop.domain.values import (
    YUAN_PER_WAN,
    Figure,
    Mark,
    NumberStyle,
    Value,
    ValueType,
    display,
    plain,
)
from perfeval_desktop.importing.table_words import ELLIPSIS

WAN, YUAN = "万元", "元"
_AMOUNTS = frozenset({ValueType.AMOUNT, ValueType.YUAN})
_ONE_NUMBER = re.compile(r"[^\d]*?(-?\d[\d,]*\.?\d*)[^\d]*")
_VAGUE = re.compile("约|近|余|多|左右|上下|以上|以下|以内|不到|超过")
_LARGE = Decimal(10_000)  # 万元 without any stated unit: rather 元
_FAULT = re.compile(r"#(?:REF|DIV/0|VALUE|NAME\?|N/A|NUM|NULL)[!?]?|#{3,}", re.IGNORECASE)
_WORDS = frozenset({ValueType.TEXT, ValueType.PROSE, ValueType.QUANTITY, ValueType.REFERENCE})


class Unit(NamedTuple):
    """The unit of an amount as its table states it, "" for none; `doubt` where two are stated."""

    name: str = ""
    doubt: str = ""


_NO_UNIT = Unit()


class Reading(NamedTuple):
    """What a text was understood as; without a value it is not taken."""

    state: PlannedState
    value: Value | None = None
    reads: str = ""
    why: str = ""


def has_unit(text: str) -> bool:
    """Say whether an amount says its own unit."""
    return compact(text).rstrip(")）").endswith(("元", "万"))


def amount_in(text: str) -> Decimal | None:
    """Return the number of an amount as it is written, whatever its unit; None for none."""
    try:
        value = parse_value(ValueType.AMOUNT, text)
    except ValueParseError:
        return None
    return value.number if isinstance(value, Figure) else None


def read_value(
    field: Field, text: str, numbers: NumberStyle, unit: Unit = _NO_UNIT, kept: str = ""
) -> Reading:
    """Return what a text means in a field.

    Args:
        field: The field.
        text: As it stands in the document.
        numbers: How the template prints figures.
        unit: Of an amount.
        kept: The figure behind the text, where the cell shows fewer digits.
    """
    stripped = text.strip(" \t\n　\xa0")
    if _FAULT.fullmatch(compact(stripped)):
        return Reading(PlannedState.NOT_TAKEN, why="原表这一格没有显示出数，请看原表。")
    is_figure = field.type not in _WORDS and field.type is not ValueType.DATE
    written = kept if kept and is_figure else stripped
    if field.type in _AMOUNTS:
        return _amount(field, stripped, written, numbers, unit)
    try:
        value = parse_value(field.type, written)
    except ValueParseError as error:
        return _guessed(field, stripped, numbers, error.reason)
    if field.type in _WORDS:
        return Reading(PlannedState.TAKEN, value)
    return Reading(PlannedState.TAKEN, value, _reads(value, stripped, numbers))


def _amount(field: Field, shown: str, written: str, numbers: NumberStyle, unit: Unit) -> Reading:
    own = has_unit(written)
    entered, why = written, ""
    number = amount_in(written)
    if not own and number is not None:
        if unit.name not in ("", WAN, YUAN):
            reason = f"单位是{unit.name}，请换算成万元或元再填。"
            return Reading(PlannedState.NOT_TAKEN, why=reason)
        home = YUAN if field.type is ValueType.YUAN else WAN
        if unit.name and unit.name != home:
            entered = f"{_rounded(written, unit.name)}{unit.name}"
        why = unit.doubt
        if not why and not unit.name and home == WAN and abs(number) >= _LARGE:
            why = f"原表没有写单位，这里按万元看：{plain(number)} 万元，请核对是不是元。"
    try:
        value = parse_value(field.type, entered)
    except ValueParseError as error:
        return _guessed(field, shown, numbers, error.reason)
    state = PlannedState.DOUBTED if why else PlannedState.TAKEN
    return Reading(state, value, _amount_reads(value, shown, numbers), why)


def _rounded(written: str, unit: str) -> str:
    """What a workbook computed in 元 may have more decimals than money has."""
    number = amount_in(written)
    if unit == YUAN and number is not None and number != round(number, 2):
        return plain(round(number, 2))
    return written


def _amount_reads(value: Value, shown: str, numbers: NumberStyle) -> str:
    if isinstance(value, Figure) and value.is_in_yuan:
        yuan, wan = plain(value.number * YUAN_PER_WAN), plain(value.number)
        return f"{yuan} 元 = {wan} 万元"
    return _reads(value, shown, numbers)


def _reads(value: Value, shown: str, numbers: NumberStyle) -> str:
    if isinstance(value, Figure) and value.type is not ValueType.RATE:
        meant = plain(value.number)
    elif isinstance(value, Figure):
        meant = plain(value.number * 100) + "%"
    elif isinstance(value, Mark):
        return ""
    else:
        meant = display(value, numbers)
    return "" if meant == half_width(shown).replace(" ", "") else meant


def _guessed(field: Field, shown: str, numbers: NumberStyle, reason: str) -> Reading:
    """Take the one number that stands among words, in doubt; else nothing."""
    match = _ONE_NUMBER.fullmatch(half_width(shown).replace("\n", ""))
    if match is None or field.type is ValueType.DATE or ELLIPSIS.fullmatch(shown):
        return Reading(PlannedState.NOT_TAKEN, why=reason)
    unit = next((each for each in (WAN, YUAN, "%") if each in compact(shown)), "")
    try:
        value = parse_value(field.type, match[1] + unit)
    except ValueParseError:
        return Reading(PlannedState.NOT_TAKEN, why=reason)
    meant = display(value, numbers)
    vague = "这里只能填一个确定的数；" if _VAGUE.search(shown) else ""
    why = f"原文是“{shown}”，{vague}按 {meant} 填，请核对。"
    return Reading(PlannedState.DOUBTED, value, _reads(value, shown, numbers), why)
