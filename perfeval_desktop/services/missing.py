"""还差什么: what stands between the report and its seal, sheet by sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.layout import SheetRef, home_of, lay_out, sheet_of
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import Severity, SheetKind
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.domain.values import is_blank
from perfeval_desktop.services.carried import chapters_to_look_at
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.completeness import required_fields
from perfeval_desktop.services.explaining import finding_state
from perfeval_desktop.services.remarks import places_to_verify, remark_text
from perfeval_desktop.services.session import Session


class Lack(StrEnum):
    """Why something still keeps the report from its seal, in the words of the list."""

    UNFILLED = "未填"
    WRONG = "要改"  # 强制性
    UNEXPLAINED = "要改或说明"  # 核实性
    STALE = "说明要重新确认"
    TO_VERIFY = "待核实"
    CARRIED = "沿用上年，没看过"


class Missing(NamedTuple):
    """One thing that is left to do: what it is called, and where to do it."""

    sheet: SheetRef
    lack: Lack
    text: str
    place: FieldAddress


def missing(session: Session, refs: list[SheetRef]) -> list[Missing]:
    """Return what is left to do, sheet by sheet in the order of `refs`.

    First what is required and empty, in reading order, then what 全审 finds besides and is not
    explained, then what the clerk wants to verify, and last year's chapters that nobody looked at
    yet. Hints are no more than that.
    """
    found: dict[SheetRef, list[Missing]] = {ref: [] for ref in refs}
    for ref in refs:
        found[ref] += _unfilled(session, ref)
    known = {each.place for of in found.values() for each in of}
    for finding in session.engine.findings(True):
        if known.isdisjoint(finding.places):
            _add(found, _of_finding(session.report, finding))
    for place in places_to_verify(session.report):
        _add(found, _to_verify(session.report, place))
    for place in chapters_to_look_at(session):
        _add(found, _carried(session.report, place))
    return [each for of in found.values() for each in of]


def told(found: Iterable[Missing]) -> str:
    """Say how much is left to do, and of what kind."""
    counts = Counter(each.lack for each in found)
    if not counts:
        return "都填齐了，问题都处理了，可以定稿、打印、盖章。"
    parts = "，".join(f"{lack.value} {counts[lack]}" for lack in Lack if counts[lack])
    return f"还差 {counts.total()} 项：{parts}"


def _add(found: dict[SheetRef, list[Missing]], each: Missing | None) -> None:
    if each is not None and each.sheet in found:
        found[each.sheet].append(each)


def _unfilled(session: Session, ref: SheetRef) -> Iterator[Missing]:
    report = session.report
    for place in _in_reading_order(report, ref):
        if is_blank(session.value(place)):
            label = field_label(report.template.fields[place.field], report.year)
            yield Missing(ref, Lack.UNFILLED, label, place)


def _of_finding(report: Report, finding: Finding) -> Missing | None:
    home = home_of(report, finding.places)
    state = finding_state(report, finding)
    is_done = state is FindingState.EXPLAINED or finding.severity is Severity.HINT
    if home is None or is_done:
        return None
    return Missing(home, _lack_of(finding, state), finding.message, finding.places[0])


def _lack_of(finding: Finding, state: FindingState) -> Lack:
    if finding.is_due:
        return Lack.UNFILLED
    if state is FindingState.STALE:
        return Lack.STALE
    return Lack.WRONG if finding.severity is Severity.ERROR else Lack.UNEXPLAINED


def _to_verify(report: Report, place: FieldAddress) -> Missing | None:
    home, remark = sheet_of(report, place), remark_text(report, place)
    label = cell_label(report, place) + (f"：{remark}" if remark else "")
    return Missing(home, Lack.TO_VERIFY, label, place) if home is not None else None


def _carried(report: Report, place: FieldAddress) -> Missing | None:
    home = sheet_of(report, place)
    text = f"{cell_label(report, place)}：沿用上年的文字，看过、改过才算"
    return Missing(home, Lack.CARRIED, text, place) if home is not None else None


def _in_reading_order(report: Report, ref: SheetRef) -> list[FieldAddress]:
    required = set(required_fields(report, ref))
    sheet = report.template.sheet(ref.sheet)
    if sheet.kind is SheetKind.NARRATIVE:
        places = [FieldAddress(ref.record, each.field) for each in sheet.headings]
    else:
        places = [each.address for each in lay_out(report, ref).cells if each.address is not None]
    return [each for each in dict.fromkeys(places) if each in required]
