"""Nobody explains twice: a reason that stands in the report already serves as an explanation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.layout import SheetRef, sheet_label, sheet_of, sheet_refs
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, SheetKind
from perfeval_desktop.domain.values import is_blank
from perfeval_desktop.services.explaining import reason_of

_CHAPTER_SHOWN = 40  # characters of a chapter, where it is told as a reason


class Passage(NamedTuple):
    """A filled field that may say why: what it is called, and what stands there."""

    address: FieldAddress
    label: str
    text: str


def passages_for(report: Report, findings: Iterable[Finding]) -> list[Passage]:
    """Return what may explain findings: the 偏差原因 on their sheets, then the chapters.

    The reason of a record that a finding is about comes first.
    """
    chosen = list(findings)
    records = {place.record for each in chosen for place in each.places}
    records |= {each.record for each in chosen}
    homes = {sheet_of(report, place) for each in chosen for place in each.places}
    reasons = [each for each in _reasons(report) if sheet_of(report, each) in homes]
    reasons.sort(key=lambda each: each.record not in records)
    return [
        Passage(each, passage_label(report, each), value.text)
        for each in (*reasons, *_chapters(report))
        if (value := report.value(each)) is not None and not is_blank(value)
    ]


def passage_label(report: Report, address: FieldAddress) -> str:
    """Return what a linked field is called: 附件1-2 调解现场次数 偏差原因, 报告正文“三、…”."""
    home = sheet_of(report, address)
    heading = _heading(report, home, address)
    if home is None or heading:
        return f"{home.sheet if home is not None else ''}“{heading}”"
    name = report.record_name(address.record)
    return f"{sheet_label(report, home)} {name} {report.template.fields[address.field].name}"


def reason_in_words(report: Report, finding: Finding) -> str:
    """Return why a finding stands; of a linked field also where it stands."""
    reason, explanation = reason_of(report, finding), report.explanation(finding.key)
    link = explanation.link if explanation is not None else None
    if link is None or not reason:
        return reason
    is_chapter = bool(_heading(report, sheet_of(report, link), link))
    if is_chapter and len(reason) > _CHAPTER_SHOWN:
        reason = f"{reason[:_CHAPTER_SHOWN]}……"
    return f"见{passage_label(report, link)}：{reason}"


def _reasons(report: Report) -> Iterator[FieldAddress]:
    name = report.template.scoring.fields.reason
    for record in report.all_records():
        field = f"{record.group}.{name}"
        if field in report.template.fields:
            yield FieldAddress(record.id, field)


def _chapters(report: Report) -> Iterator[FieldAddress]:
    for ref in sheet_refs(report):
        sheet = report.template.sheet(ref.sheet)
        if sheet.kind is SheetKind.NARRATIVE:
            yield from (FieldAddress(REPORT, each.field) for each in sheet.headings if each.field)


def _heading(report: Report, home: SheetRef | None, address: FieldAddress) -> str:
    """Return the heading over a field of the narrative, "" for any other field."""
    headings = report.template.sheet(home.sheet).headings if home is not None else ()
    return next((each.text for each in headings if each.field == address.field), "")
