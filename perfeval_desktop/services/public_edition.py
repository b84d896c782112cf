"""The public edition (公开版): what the template's list of left-out fields cannot know of.

A phone number may stand in any text: behind a name in 填表人, in the narrative. What its author
wrote is not changed on the way to the paper; it is said where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from perfeval_desktop.domain.layout import SheetRef, lay_out, sheet_label, sheet_refs
from perfeval_desktop.domain.parsing import half_width
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT, SheetKind
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.domain.values import Quantity, Text
from perfeval_desktop.services.session import Session

_GAP = r"[-—– ]?"
# Not part of a longer number, and no amount: 13812345678元, 13812345678.50.
_PHONE = re.compile(
    r"(?<![\d.])(?:"
    rf"1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"  # 138 1234 5678
    rf"|\(?0\d{{2,3}}\)?{_GAP}\d{{3,4}}{_GAP}\d{{4}}"  # 0731-28812345, （0731）28812345
    rf"|(?<=电话)[:： ]?\d{{3,4}}{_GAP}\d{{4}}"  # 电话：2881 2345
    r")(?!\d|\.\d| ?[元万亿])"
)


class PublicWarning(NamedTuple):
    """A number in a text of the public edition that looks like that of a telephone."""

    sheet: SheetRef
    place: FieldAddress
    number: str
    sentence: str


def phone_numbers(text: str) -> list[str]:
    """Return what looks like a telephone number in a text, as it is written there."""
    flat = half_width(text)
    source = text if len(flat) == len(text) else flat
    return [source[match.start() : match.end()].lstrip(":： ") for match in _PHONE.finditer(flat)]


def public_warnings(session: Session) -> list[PublicWarning]:
    """Return the telephone numbers left in the public edition, each place once, as it is bound."""
    found: list[PublicWarning] = []
    seen: set[FieldAddress] = set()
    for ref in sheet_refs(session.report):
        for place in _printed(session, ref):
            if place not in seen:
                seen.add(place)
                found += _warnings(session, ref, place)
    return found


def _printed(session: Session, ref: SheetRef) -> Iterator[FieldAddress]:
    """Yield the fields of a sheet that the public edition shows."""
    template = session.report.template
    grid = lay_out(session.report, ref)
    yield from (each for each in grid.fields() if each.field not in template.not_public)
    for segments in grid.sign_off:
        for each in segments:
            if not isinstance(each, str) and each.address.field not in template.not_public:
                yield each.address


def _warnings(session: Session, ref: SheetRef, place: FieldAddress) -> Iterator[PublicWarning]:
    value = session.value(place)
    if not isinstance(value, Text | Quantity):
        return
    for number in dict.fromkeys(phone_numbers(value.text)):
        where = _where(session, ref, place)
        sentence = f"{where}里的“{number}”像电话号码，公开版会印出来；不公开的，请先删去。"
        yield PublicWarning(ref, place, number, sentence)


def _where(session: Session, ref: SheetRef, place: FieldAddress) -> str:
    report = session.report
    sheet = report.template.sheet(ref.sheet)
    if sheet.kind is SheetKind.NARRATIVE:
        heading = next((each.text for each in sheet.headings if each.field == place.field), "")
        return f"{ref.sheet}“{heading}”" if heading else ref.sheet
    label = field_label(report.template.fields[place.field], report.year)
    is_row = place.record not in (REPORT, ref.record)
    name = f"“{report.record_name(place.record)}”的" if is_row else ""
    return f"{sheet_label(report, ref)}{name}“{label}”"
