"""Bring a document in: a plan becomes one batch of edits, which is undone as one.

What was entered where the document has something else is not lost silently: `conflicts` lists it,
and every such place can be kept.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from perfeval_desktop.domain.edits import Edit, Origin
from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.domain.import_plan import ImportPlan, PlannedPiece, PlannedState, Target
from perfeval_desktop.domain.parsing import clean_text, parse_value
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.source_document import SourceDocument
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import (
    DateValue,
    Figure,
    Mark,
    Quantity,
    Value,
    ValueType,
    editing_text,
    is_blank,
)
from perfeval_desktop.services.import_edits import Filling, planned_values
from perfeval_desktop.services.session import Outcome, Session

_TAKEN_OUT = "没有放进去，是您选的。"
_KEPT = "报告里已经填了“{}”，没有改动。"
_REPLACED = "报告里原来是“{}”，导入以后换成文档里的。"
_LEAST_LIKENESS = 0.05  # an annex alone, or a narrative alone, has more of the words of its form
_LONGEST_SHOWN = 40
_MOVED = "这一项改放了别处的内容，这里的没有放进去。"


class Conflict(NamedTuple):
    """A place that holds something else than the document has for it."""

    target: Target
    address: FieldAddress
    here: Value
    document: Value


def plan_edits(
    plan: ImportPlan, report: Report, keeps: Collection[Target] = frozenset()
) -> list[Edit]:
    """Return the edits that bring a plan into a report.

    Args:
        plan: What the document has, and where it goes.
        report: The report as it is; it is not changed.
        keeps: Places where what the report holds stays, although the document has something else.
    """
    return Filling(plan, report, keeps).edits()


def import_into(
    session: Session, plan: ImportPlan, name: str = "", keeps: Collection[Target] = frozenset()
) -> Outcome | None:
    """Bring a plan into an open report as one batch; None when nothing changes.

    Args:
        session: The open report.
        plan: What the document has, and where it goes.
        name: Of the document, for the history.
        keeps: As in `plan_edits`.

    Raises:
        ReportIsFinalError, ReportIsReadOnlyError: it cannot be changed.
    """
    label = f"导入 {name}".rstrip()
    return session.apply(plan_edits(plan, session.report, keeps), label, Origin.IMPORTED)


def conflicts(plan: ImportPlan, report: Report) -> list[Conflict]:
    """Return the places where the report holds something else than the document."""
    ids = {each.key: each.record_id for each in plan.records}
    found = []
    for target, value in planned_values(plan, report.template).items():
        record = ids.get(target.record, "") if target.record else ""
        if target.record and (not record or not report.has_record(record)):
            continue
        address = FieldAddress(record, target.field)
        here = report.value(address)
        if here is not None and not is_blank(here) and not says_the_same(here, value):
            found.append(Conflict(target, address, here, value))
    return found


def settled(
    plan: ImportPlan, report: Report, found: Collection[Conflict], keeps: Collection[Target]
) -> ImportPlan:
    """Return the plan in which each conflict is told: what is there, and which of the two stands.

    Args:
        plan: The plan before.
        report: The report as it is.
        found: The conflicts between them.
        keeps: Those targets where what the report holds stays.
    """
    style = report.template.numbers
    here = {each.target: editing_text(each.here, style) for each in found}
    changed = {}
    for index, piece in enumerate(plan.pieces):
        if piece.target not in here or piece.value is None:
            continue
        text = here[piece.target].partition("\n")[0][:_LONGEST_SHOWN]
        if piece.target in keeps:
            changed[index] = piece.taken_out(_KEPT.format(text))
        else:
            changed[index] = piece.doubted(_REPLACED.format(text))
    return _with(plan, changed)


def says_the_same(one: Value, other: Value) -> bool:
    """Say whether two values mean the same, whatever notes a text has."""
    return one == other or (type(one) is type(other) and _meaning(one) == _meaning(other))


def _meaning(value: Value) -> object:
    return value.number if isinstance(value, Figure) else value.text


def replaced(
    plan: ImportPlan,
    index: int,
    target: Target | None,
    text: str | None = None,
    template: ReportTemplate | None = None,
) -> ImportPlan:
    """Return the plan with one piece put elsewhere, taken out, or worded otherwise.

    Args:
        plan: The plan before.
        index: Which of its pieces.
        target: Where it goes; None takes it out.
        text: What is put there; None is what the document says.
        template: Says what kind of value the place takes; without it, it takes what stood there.

    Raises:
        ValueParseError: the text cannot stand there.
    """
    piece = plan.pieces[index]
    if target is None:
        return _with(plan, {index: piece.taken_out(_TAKEN_OUT)})
    given = piece.source if text is None else text
    value_type = _type_of(template, target, piece)
    value = parse_value(value_type, clean_text(given))
    if value is Mark.BLANK:
        return _with(plan, {index: piece.taken_out(_TAKEN_OUT)})
    reads = value.text if text is not None and value.text != piece.source.strip() else ""
    changed = {
        index: piece._replace(
            state=PlannedState.TAKEN, target=target, value=value, reads=reads, why=""
        )
    }
    if value_type is not ValueType.PROSE:
        for at, other in enumerate(plan.pieces):
            if at != index and other.target == target and other.value not in (None, value):
                changed[at] = other.taken_out(_MOVED)
    return _with(plan, changed)


def confirmed(plan: ImportPlan, index: int) -> ImportPlan:
    """Return the plan with a doubted piece looked at and found right."""
    piece = plan.pieces[index]
    if piece.state is not PlannedState.DOUBTED:
        return plan
    return _with(plan, {index: piece._replace(state=PlannedState.TAKEN, why="")})


def _with(plan: ImportPlan, changed: dict[int, PlannedPiece]) -> ImportPlan:
    return plan._replace(pieces=tuple(changed.get(i, p) for i, p in enumerate(plan.pieces)))


def _type_of(template: ReportTemplate | None, target: Target, piece: PlannedPiece) -> ValueType:
    if template is not None:
        return template.fields[target.field].type
    match piece.value:
        case Figure(type=value_type):
            return value_type
        case Quantity():
            return ValueType.QUANTITY
        case DateValue():
            return ValueType.DATE
    return ValueType.TEXT


def likely_template(document: SourceDocument) -> str:
    """Return the id of the installed template that a document was most likely made by; "" for none.

    It is the one most of whose words stand in the document; of equals, the one of its year.
    """
    from perfeval_desktop.importing.likely_forms import likeness_of
    from perfeval_desktop.templates.installed import installed_template_ids, load_installed

    found = []
    for template_id in installed_template_ids():
        try:
            template = load_installed(template_id)
        except PerfevalError:
            continue
        likeness = likeness_of(document, template)
        found.append((*likeness, template_id))
    best = max(found, default=None)
    return best[-1] if best is not None and best[0] >= _LEAST_LIKENESS else ""
