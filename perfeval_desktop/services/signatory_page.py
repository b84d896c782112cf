"""负责人阅签单: what the head of the unit has to know before signing, on one page."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.layout import sheet_label, sheet_refs
from perfeval_desktop.domain.paper import PaperChoices, PaperCodes
from perfeval_desktop.domain.report import FieldAddress, unit_name
from perfeval_desktop.domain.scoring import grade_of
from perfeval_desktop.domain.template import REPORT, Field, Severity
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import ZERO, ValueType, display, number_of
from perfeval_desktop.services.coverage import counted
from perfeval_desktop.services.explanation_annex import (
    explained_findings,
    stale_mark,
    without_advice,
)
from perfeval_desktop.services.exporting import export_name
from perfeval_desktop.services.finalising import counts_in_words, obstacles
from perfeval_desktop.services.linking import reason_in_words
from perfeval_desktop.services.paper_fonts import fonts_for
from perfeval_desktop.services.projects import line_group
from perfeval_desktop.services.scoring import indicator_scores
from perfeval_desktop.services.session import Session

if TYPE_CHECKING:
    from perfeval_desktop.exporting.document import Document
    from perfeval_desktop.exporting.fonts import FontSet
    from perfeval_desktop.exporting.signatory_document import (
        FigureRow,
        ReasonLine,
        ShownFigure,
        SignatoryFacts,
    )

_MOST_LINES = 12  # of one kind: more never fit
_SENTENCE, _REASON, _BRIEFLY = 80, 60, 40  # characters: the page has room for two or three lines
_NO_REASON = "还没有写原因。"
_NOT_FILLED = "未填"
_GRAVE_FIRST = tuple(Severity)


def signatory_name(session: Session) -> str:
    """Return the file name, without ending, that the page is offered under."""
    return f"{export_name(session.report, session.value)}负责人阅签单"


def export_signatory(
    session: Session,
    path: Path,
    codes: PaperCodes | None = None,
    choices: PaperChoices | None = None,
) -> None:
    """Write the page as PDF, in the fonts chosen for the report.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.pdf import write_pdf

    fonts = fonts_for(choices or PaperChoices())
    write_pdf(signatory_document(session, codes, fonts), path, fonts=fonts)


def signatory_document(
    session: Session, codes: PaperCodes | None = None, fonts: FontSet | None = None
) -> Document:
    """Return the page with as many lines as it holds: whatever there is to say, it is one page.

    Args:
        session: The open report.
        codes: The check codes of its state; None for none.
        fonts: Those it is printed with; None for the shipped ones.
    """
    from perfeval_desktop.exporting.pdf import lay_out
    from perfeval_desktop.exporting.signatory_document import build_signatory

    facts = signatory_facts(session, codes)
    changes = min(len(facts.changes), _MOST_LINES)
    explained = min(len(facts.explained), _MOST_LINES)
    while True:
        document = build_signatory(facts, changes, explained)
        if not changes + explained or len(lay_out(document, fonts)) == 1:
            return document
        if changes > explained:
            changes -= 1
        else:
            explained -= 1


def signatory_facts(session: Session, codes: PaperCodes | None = None) -> SignatoryFacts:
    """Return what the page may say, the most important first."""
    from perfeval_desktop.exporting.signatory_document import SignatoryFacts

    report, template = session.report, session.report.template
    rows, tiles = _totals(session)
    changed, explained = _changed(session), explained_findings(session)
    return SignatoryFacts(
        unit=_short(unit_name(report, session.value), _SENTENCE),
        year=report.year,
        subject=template.name,
        money_unit=template.money_unit,
        rows=rows,
        tiles=(*tiles, *_scores(session)),
        changes=(*(_line(session, each) for each in changed), *_lost_points(session)),
        explained=tuple(
            _line(session, each, _BRIEFLY)
            for each in sorted(explained, key=_grave)
            if each not in changed
        ),
        state=tuple(_state(session, len(explained))),
        code=f"全文 {codes.report}（{codes.state}）" if codes is not None else "",
    )


# Figures


def _totals(session: Session) -> tuple[tuple[FigureRow, ...], tuple[ShownFigure, ...]]:
    """Return the totals the template names: those under one label as a row, the others alone."""
    from perfeval_desktop.exporting.signatory_document import FigureRow, ShownFigure

    template, year = session.report.template, session.report.year
    by_label: dict[str, list[Field]] = {}
    for name in template.signatory.totals:
        by_label.setdefault(template.fields[name].label, []).append(template.fields[name])
    rows, tiles = [], []
    for label, fields in by_label.items():
        if 1 < len(fields) <= 3:
            figures = (
                ShownFigure(in_year(each.column, year), _shown(session, each.id)) for each in fields
            )
            rows.append(FigureRow(in_year(label, year), tuple(figures)))
            continue
        for each in fields:
            caption = in_year(each.full_label, year) + _project_count(session, each)
            tiles.append(ShownFigure(caption, _shown(session, each.id)))
    return tuple(rows), tuple(tiles)


def _project_count(session: Session, total: Field) -> str:
    """A total called as the amounts of the project lines are: it is theirs."""
    report, group = session.report, line_group(session.report)
    if group is None or total.type is not ValueType.AMOUNT:
        return ""
    labels = {f.label for f in report.template.fields_of(group.id) if f.type is ValueType.AMOUNT}
    if total.label not in labels:
        return ""
    lines = report.children(REPORT, group.id)
    named = [each for each in lines if report.value(FieldAddress(each, group.name_field))]
    return f"（{len(named)} 个项目）"


def _shown(session: Session, field: str) -> str:
    value = session.value(FieldAddress(REPORT, field))
    return display(value, session.report.template.numbers) or _NOT_FILLED


def _scores(session: Session) -> Iterator[ShownFigure]:
    """Yield total and grade of the report itself."""
    from perfeval_desktop.exporting.signatory_document import ShownFigure

    template = session.report.template
    for sheet in template.sheets:
        if sheet.per or template.scored_group(sheet.id) is None:
            continue
        total = number_of(session.value(FieldAddress(REPORT, template.scoring.fields.total)))
        grade = f"{grade_of(total, template.scoring)}" if total is not None else ""
        points = _shown(session, template.scoring.fields.total)
        yield ShownFigure("总分（等级）", f"{points}分（{grade}）" if grade else points)


# Changes and explanations


def _changed(session: Session) -> list[Finding]:
    """Return the large changes: the gravest first, the unit's before those of its projects."""
    checks = session.report.template.signatory.changes
    found = [each for each in session.engine.findings(True) if each.rule_id in checks]
    return sorted(found, key=lambda each: (_grave(each), each.record != REPORT, -_share(each)))


def _grave(finding: Finding) -> int:
    return _GRAVE_FIRST.index(finding.severity)


def _share(finding: Finding) -> Decimal:
    """Return how much a change is, measured by what was expected."""
    expected = abs(finding.right.value or ZERO)
    return abs(finding.difference or ZERO) / expected if expected else Decimal("Infinity")


def _line(session: Session, finding: Finding, most: int = _REASON) -> ReasonLine:
    from perfeval_desktop.exporting.signatory_document import ReasonLine

    reason = _short(reason_in_words(session.report, finding), most)
    why = reason + stale_mark(session.report, finding) if reason else _NO_REASON
    return ReasonLine(_short(without_advice(finding.message), _SENTENCE), why)


def _lost_points(session: Session) -> Iterator[ReasonLine]:
    """Yield the indicators that lost points or went far beyond their target, with 偏差原因."""
    from perfeval_desktop.exporting.signatory_document import ReasonLine

    report = session.report
    for ref in sheet_refs(report):
        for each in indicator_scores(session, ref):
            if each.reason_due and each.score is not None:
                what = f"{sheet_label(report, ref)} {each.name}：{each.reason_due}。"
                yield ReasonLine(
                    _short(what, _SENTENCE), _short(each.reason, _REASON) or _NO_REASON
                )


def _short(text: str, most: int) -> str:
    """One paragraph, cut where it is longer than fits."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


# Checks


def _state(session: Session, explained: int) -> Iterator[str]:
    compared, passed = counted(session)
    said = f"，写了说明的问题 {explained} 个" if explained else ""
    yield f"已核对 {compared} 项，通过 {passed} 项{said}。"
    left = obstacles(session)
    yield (
        f"还没有处理的问题：{counts_in_words(left)}。"
        if left
        else "发现的问题都已改正或者写了说明。"
    )
    status = session.report.status
    if not status.is_final:
        yield "这份报告还是草稿，没有定稿。"
        return
    forced = f"，定稿时写的原因：{_short(status.reason, _REASON)}" if status.reason else ""
    yield f"这份报告已经定稿，是第 {status.draft} 稿{forced}。".replace("。。", "。")
