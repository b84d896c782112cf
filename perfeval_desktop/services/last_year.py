"""Compare with last year's file (对照上年文件): read it, and keep what it showed in this report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from perfeval_desktop.domain.edits import Edit, SetEntry, SetLastYear
from perfeval_desktop.domain.errors import LastYearRefusedError
from perfeval_desktop.domain.last_year import names_of
from perfeval_desktop.domain.naming import written_plainly
from perfeval_desktop.domain.report import (
    Entry,
    FieldAddress,
    LastPlace,
    LastYear,
    Report,
    unit_name,
)
from perfeval_desktop.domain.template import REPORT, Role
from perfeval_desktop.domain.values import Figure, Value, ValueType, is_blank

_FIGURES = frozenset(
    {ValueType.AMOUNT, ValueType.YUAN, ValueType.HEADCOUNT, ValueType.AREA, ValueType.RATE}
)
_WORDS = frozenset({ValueType.TEXT, ValueType.PROSE, ValueType.QUANTITY})
ValueOf = Callable[[FieldAddress], Value | None]


def read_last_year(path: Path, report: Report) -> LastYear:
    """Return what last year's file shows; nothing is written to it.

    Raises:
        FileError: it cannot be read, or is no report.
        LastYearRefusedError: it is not of the year before that of `report`.
    """
    from perfeval_desktop.services.files import read_session

    session = read_session(path)
    year = session.report.year
    if year != report.year - 1:
        raise LastYearRefusedError(path, year, report.year - 1)
    return shown_values(session.report, session.value)


def shown_values(report: Report, value_of: ValueOf) -> LastYear:
    """Return what a report shows on its sheets and in titles, by field and names of records.

    Of records with the same name nothing is kept: nobody could say which of them is meant.
    """
    kept = set(_kept_fields(report))
    records: dict[tuple[str, str], list[str]] = {(REPORT, ""): [REPORT]}
    for record in report.all_records():
        name = names_of(report, record.id, lambda r, f: _text(value_of(FieldAddress(r, f))))
        if name is not None:
            records.setdefault((record.group, name), []).append(record.id)
    values: dict[LastPlace, Value] = {}
    for (group, name), ids in records.items():
        for field in report.template.fields_of(group):
            value = value_of(FieldAddress(ids[0], field.id)) if len(ids) == 1 else None
            if field.id in kept and value is not None and not is_blank(value):
                values[LastPlace(field.id, name)] = value
    unit = unit_name(report, value_of)
    return LastYear(unit, report.year, values)


def _kept_fields(report: Report) -> Iterator[str]:
    """Yield what is typed or stands on a sheet; a link to a record means nothing elsewhere."""
    template = report.template
    on_sheets = frozenset[str]().union(*map(template.fields_on, template.sheets))
    for field in report.template.fields.values():
        if not field.refers_to and (field.role is Role.INPUT or field.id in on_sheets):
            yield field.id


def last_year_edits(report: Report, kept: LastYear) -> list[Edit]:
    """Return the edits that keep it; none when the very same is kept already."""
    return [SetLastYear(report.last_year, kept)] if report.last_year != kept else []


def last_value(report: Report, address: FieldAddress, value_of: ValueOf) -> Value | None:
    """Return what last year's file showed for a figure; None where it is no figure or not kept.

    Under the head 上年决算数 that is last year's 本年决算数; else what stood in the same cell.
    """
    if report.template.fields[address.field].type not in _FIGURES:
        return None
    return _kept_value(report, address, value_of)


def last_text_value(report: Report, address: FieldAddress, value_of: ValueOf) -> Value | None:
    """Return what stood in the same place in last year's file, where that are words; else None."""
    if report.template.fields[address.field].type not in _WORDS:
        return None
    return _kept_value(report, address, value_of)


def _kept_value(report: Report, address: FieldAddress, value_of: ValueOf) -> Value | None:
    field, kept = report.template.fields[address.field], report.last_year
    if kept is None or not report.has_record(address.record):
        return None
    name = names_of(report, address.record, lambda r, f: _text(value_of(FieldAddress(r, f))))
    if name is None:
        return None
    return kept.values.get(LastPlace(field.last_year or field.id, name))


def carry_over_edits(
    report: Report, places: Sequence[FieldAddress], value_of: ValueOf
) -> list[Edit]:
    """Return the edits that put last year's figures into typed cells, where they are kept."""
    edits: list[Edit] = []
    for place in dict.fromkeys(places):
        value, before = last_value(report, place, value_of), report.entry(place)
        is_typed = report.template.fields[place.field].role is Role.INPUT
        if value is not None and is_typed and before != Entry(value):
            edits.append(SetEntry(place, before, Entry(value)))
    return edits


def told(kept: LastYear) -> str:
    """Say in a sentence what was read."""
    figures = sum(isinstance(each, Figure) for each in kept.values.values())
    return f"已读入上年文件：{kept.unit or '没有填单位名称'}，{kept.year} 年度，共 {figures} 个数。"


def unit_warning(report: Report, kept: LastYear, value_of: ValueOf) -> str:
    """Return a sentence when the file is another unit's, "" when it is not, or nobody can tell."""
    unit = unit_name(report, value_of)
    if not unit or not kept.unit or written_plainly(unit) == written_plainly(kept.unit):
        return ""
    return f"请注意：这个文件是“{kept.unit}”的，本报告是“{unit}”的；选错了请撤销。"


def _text(value: Value | None) -> str:
    return value.text if value is not None else ""
