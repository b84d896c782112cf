"""盖章前检查 of what stands on the sheets: names, dates, signatures, seals and annexes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.layout import PlacedSegment, PlacedSlot, SheetRef, lay_out, sheet_refs
from perfeval_desktop.domain.naming import written_plainly
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, Role, Severity, SheetKind
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.domain.values import DateValue, ValueType, display, is_blank
from perfeval_desktop.services.explaining import finding_state
from perfeval_desktop.services.projects import (
    exemption_of,
    form_of_lines,
    line_group,
    lines_of_sheet,
    sheets_of_projects,
)
from perfeval_desktop.services.readiness_item import Readiness, ReadinessItem
from perfeval_desktop.services.session import Session

_ANNEX_RULE = "C2"  # of the catalogue: each project has its sheet, and each sheet its project
_SOON = timedelta(days=31)  # a report is often dated for the day on which it will be stamped
_MOST_NAMED = 3


def sheet_items(session: Session, today: date, page_count: int) -> Iterator[ReadinessItem]:
    """Yield what the sheets show, in the order in which a clerk looks a report through."""
    if session.report.template.adjustments:
        yield _form(session.report)
    yield _unit(session)
    for address in _dates(session.report):
        yield _date(session, address, today)
    yield from _signatures(session)
    yield from _seals(session.report)
    if page_count > 1:
        said = f"全文共 {page_count} 页，装订好以后盖骑缝章，每一页的边上都要盖到。"
        yield ReadinessItem("骑缝章", Readiness.TO_KNOW, said)
    yield _annexes(session)


def _form(report: Report) -> ReadinessItem:
    """A form that the unit adjusted is not the one that was issued: the bureau has to know."""
    count = len(report.template.adjustments)
    said = (
        f"表样有本单位调整 {count} 处，和官方表样不一样。交出去前请和财政部门确认；"
        "是哪几处，见“表样 → 调整表样”。"
    )
    return ReadinessItem("表样", Readiness.TO_KNOW, said)


# Name of the unit


def _unit(session: Session) -> ReadinessItem:
    """Compare where the report names the unit; who carries a project out may be another one."""
    template = session.report.template
    own = FieldAddress(REPORT, template.unit_field)
    name = _text(session, own)
    if not name.strip():
        said = f"单位名称还没有填，{_named_on(session.report)}上都空着。"
        return ReadinessItem("单位名称", Readiness.TO_DO, said, (own,))
    others = (
        FieldAddress(REPORT, each.id)
        for each in template.fields_of(REPORT)
        if each.role is Role.DEFAULT and each.formula.strip() == template.unit_field
    )
    unlike = [each for each in others if _is_unlike(_text(session, each), name)]
    if not unlike:
        said = f"{_named_on(session.report)}都是“{name}”。"
        return ReadinessItem("单位名称", Readiness.OK, said, (own,))
    said = "；".join(
        f"“{_label(session.report, each)}”写的是“{_text(session, each)}”" for each in unlike
    )
    is_open = any(not _is_settled(session, each) for each in unlike)
    state = Readiness.TO_DO if is_open else Readiness.TO_KNOW
    said = f"单位名称是“{name}”，{said}。请对照公章，看用哪一个。"
    return ReadinessItem("单位名称", state, said, (*unlike, own))


def _named_on(report: Report) -> str:
    """Return where the unit is named; a report may be nothing but tables."""
    has_cover = any(each.kind is SheetKind.COVER for each in report.template.sheets)
    return "封面、标题和各表" if has_cover else "各表"


def _is_unlike(shown: str, name: str) -> bool:
    return bool(shown.strip()) and written_plainly(shown) != written_plainly(name)


def _is_settled(session: Session, place: FieldAddress) -> bool:
    """Say whether the checks have nothing against a place that was not explained."""
    return all(
        finding_state(session.report, each) is FindingState.EXPLAINED
        for each in session.engine.findings(True)
        if each.places and each.places[0] == place and each.severity is not Severity.HINT
    )


# Dates


def _dates(report: Report) -> list[FieldAddress]:
    """Return the dates of cover, signature lines and ends of texts; not those in a table."""
    found: dict[FieldAddress, None] = {}
    for ref in sheet_refs(report):
        grid = lay_out(report, ref)
        lines: list[tuple[PlacedSegment, ...]] = [*grid.signature, *grid.sign_off]
        if grid.sheet.kind is SheetKind.COVER:
            lines += [cell.segments for cell in grid.cells]
        for address in _slots(lines):
            if report.template.fields[address.field].type is ValueType.DATE:
                found[address] = None
    return list(found)


def _slots(lines: Iterable[tuple[PlacedSegment, ...]]) -> Iterator[FieldAddress]:
    return (each.address for line in lines for each in line if isinstance(each, PlacedSlot))


def _date(session: Session, address: FieldAddress, today: date) -> ReadinessItem:
    title = _label(session.report, address)
    value = session.value(address)
    if is_blank(value):
        return ReadinessItem(title, Readiness.OK, "留空，盖章时手写。", (address,))
    shown = _text(session, address)
    state, said = _judged(value, session.report.year, today)
    if state is Readiness.TO_DO and _is_explained(session, address):
        state = Readiness.TO_KNOW
    return ReadinessItem(title, state, f"写的是{shown}{said}", (address,))


def _judged(value: object, year: int, today: date) -> tuple[Readiness, str]:
    """Say of a date that is filled in whether it can be that of the seal."""
    try:
        assert isinstance(value, DateValue)
        last = date(value.year, value.month, value.day or 1)
    except (AssertionError, ValueError):
        return Readiness.TO_DO, "，日历上没有这一天。"
    if last <= date(year, 12, 31):
        return Readiness.TO_DO, f"，{year} 年度还没有结束。"
    if today <= date(year, 12, 31):
        return Readiness.TO_KNOW, f"。电脑的日期是{DateValue.of(today).text}，可能不对，请看一下。"
    if last > today:
        far = Readiness.TO_DO if last - today > _SOON else Readiness.TO_KNOW
        return far, f"，今天是{DateValue.of(today).text}，还没有到那一天。"
    return Readiness.OK, "。" if value.day else "，日由盖章时手写。"


def _is_explained(session: Session, place: FieldAddress) -> bool:
    found = [each for each in session.engine.findings(True) if place in each.places]
    return bool(found) and all(
        finding_state(session.report, each) is FindingState.EXPLAINED for each in found
    )


# Signatures and seals


def _signatures(session: Session) -> Iterator[ReadinessItem]:
    """Say what is printed in the signature lines, and what is left to be signed by hand."""
    by_line: dict[tuple[str, ...], list[SheetRef]] = {}
    for ref in sheet_refs(session.report):
        parts = lay_out(session.report, ref).signature
        if parts:
            line = tuple(_part(session, each) for each in parts)
            by_line.setdefault(line, []).append(ref)
    for line, refs in by_line.items():
        printed = "，".join(each for each in line if "“" in each)
        by_hand = "、".join(each for each in line if "“" not in each)
        said = "；".join(
            [f"印上的有{printed}"] * bool(printed) + [f"打印后手写的有{by_hand}"] * bool(by_hand)
        )
        state = Readiness.TO_KNOW if by_hand else Readiness.OK
        yield ReadinessItem("签字", state, f"{_sheets(refs)}的签字行：{said}。", tuple(refs))


def _part(session: Session, segments: tuple[PlacedSegment, ...]) -> str:
    """Return what a part is called, with what is printed in it."""
    words = "".join(each for each in segments if isinstance(each, str)).strip(" 　：:")
    values = [_text(session, each) for each in _slots([segments])]
    return f"{words}“{''.join(values)}”" if any(values) else words


def _seals(report: Report) -> Iterator[ReadinessItem]:
    sealed = [ref for ref in sheet_refs(report) if report.template.sheet(ref.sheet).seal_mm > 0]
    if not sealed:
        return
    said = (
        f"共 {len(sealed)} 处：{_sheets(sealed)}。"
        "一处盖一个章，盖在单位名称和日期上，年月日要看得清。"
    )
    yield ReadinessItem("盖章处", Readiness.TO_KNOW, said, tuple(sealed))


def _sheets(refs: Iterable[SheetRef]) -> str:
    """Name sheets, those of the projects with their number."""
    counts = Counter(each.sheet for each in refs)
    return "、".join(f"{name}（{n} 张）" if n > 1 else name for name, n in counts.items())


# Annexes


def _annexes(session: Session) -> ReadinessItem:
    """Say which annexes are bound; what is missing was found by the checks of the template."""
    report = session.report
    found = [
        each
        for each in session.engine.findings(True)
        if each.rule == _ANNEX_RULE and each.severity is not Severity.HINT
    ]
    left = [e for e in found if finding_state(report, e) is not FindingState.EXPLAINED]
    if left:
        return _incomplete(left)
    tables = [e for e in sheet_refs(report) if _is_table(report, e)]
    parts = [f"依次装订{_sheets(tables)}"]
    if found:
        parts.append(f"有 {len(found)} 处与项目对不上，已写说明")
    parts += _exempt(report)
    is_known = bool(found)
    if not _is_in_order(report):
        is_known = True
        parts.append(f"各个项目的表与{form_of_lines(report)}里项目的先后不同，请看是不是有意的")
    state = Readiness.TO_KNOW if is_known else Readiness.OK
    return ReadinessItem("附件", state, f"{'；'.join(parts)}。", tuple(tables[:1]))


def _incomplete(left: list[Finding]) -> ReadinessItem:
    named = "；".join(each.title.replace("：", "") for each in left[:_MOST_NAMED])
    more = f"；等 {len(left)} 处" if len(left) > _MOST_NAMED else ""
    places = tuple(each.places[0] for each in left if each.places)
    return ReadinessItem("附件", Readiness.TO_DO, f"不齐，{named}{more}。", places)


def _is_table(report: Report, ref: SheetRef) -> bool:
    return report.template.sheet(ref.sheet).kind is SheetKind.TABLE


def _exempt(report: Report) -> Iterator[str]:
    group = line_group(report)
    lines = report.children(REPORT, group.id) if group is not None else []
    kinds = Counter(each.kind for line in lines if (each := exemption_of(report, line)))
    if kinds:
        words = "、".join(f"{kind} {count} 个" for kind, count in kinds.items())
        yield f"免报的项目有{words}"


def _is_in_order(report: Report) -> bool:
    group = line_group(report)
    if group is None:
        return True
    lines = report.children(REPORT, group.id)
    first = (lines_of_sheet(report, sheet)[:1] for sheet in sheets_of_projects(report))
    places = [lines.index(line) for found in first for line in found]
    return places == sorted(places)


def _label(report: Report, address: FieldAddress) -> str:
    return field_label(report.template.fields[address.field], report.year)


def _text(session: Session, address: FieldAddress) -> str:
    return display(session.value(address), session.report.template.numbers)
