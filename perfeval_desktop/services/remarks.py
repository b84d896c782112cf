"""What the clerk notes on cells for herself: a remark (批注), or that a cell is 待核实."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from perfeval_desktop.domain.edits import Edit, SetRemark
from perfeval_desktop.domain.parsing import said_text
from perfeval_desktop.domain.report import FieldAddress, Remark, Report

_NOTHING = Remark()


def remark_edits(report: Report, address: FieldAddress, text: str) -> list[Edit]:
    """Return the edits that note a text on a cell; "" takes the remark away.

    Raises:
        ValueParseError: the text is longer than any field takes.
    """
    before = report.remark(address) or _NOTHING
    return _noted(report, address, before._replace(text=said_text(text)))


def to_verify_edits(report: Report, places: Sequence[FieldAddress]) -> list[Edit]:
    """Return the edits that mark cells 待核实, or take the mark off where all of them have it."""
    is_to_verify = not all(is_to_verify_at(report, each) for each in places)
    return [
        edit
        for place in dict.fromkeys(places)
        for edit in _noted(
            report, place, (report.remark(place) or _NOTHING)._replace(is_to_verify=is_to_verify)
        )
    ]


def is_to_verify_at(report: Report, address: FieldAddress) -> bool:
    """Say whether the cell is marked 待核实."""
    remark = report.remark(address)
    return remark is not None and remark.is_to_verify


def remark_text(report: Report, address: FieldAddress) -> str:
    """Return the text noted on a cell, "" for none."""
    remark = report.remark(address)
    return remark.text if remark is not None else ""


def places_to_verify(report: Report) -> Iterable[FieldAddress]:
    """Yield the cells that are marked 待核实."""
    return (address for address, remark in report.remarks() if remark.is_to_verify)


def _noted(report: Report, address: FieldAddress, after: Remark) -> list[Edit]:
    before, now = report.remark(address), after if after != _NOTHING else None
    return [SetRemark(address, before, now)] if before != now else []
