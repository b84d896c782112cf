"""What an import made of a document, beside what stands in it.

Each value of the document is counted once: `right` (in its place, and nothing to look at),
`doubted` (in its place, and the clerk is asked to look), `listed` (told as not placed) or `lost`
(not even that). What the plan puts where the document has something else is `wrong`, or
`wrong_doubted` where the clerk is asked to look.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.import_plan import ImportPlan, PlannedPiece, PlannedState, Target
from perfeval_desktop.domain.parsing import folded, parse_value
from perfeval_desktop.domain.source_document import SourceDocument
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import (
    Quantity,
    Value,
    ValueType,
    amount_of,
    display,
    number_of,
)
from tests.corpus.paper import Key, Written


class Measured(NamedTuple):
    """Counts, and in words what went wrong."""

    right: list[str]
    doubted: list[str]
    listed: list[str]
    lost: list[str]
    wrong: list[str]
    wrong_doubted: list[str]
    unseen: list[str]  # cells and paragraphs without a piece, or with a part of theirs

    def total(self) -> int:
        """Return how many values the document holds."""
        return sum(map(len, (self.right, self.doubted, self.listed, self.lost)))

    def plus(self, other: Measured) -> Measured:
        return Measured(*([*mine, *theirs] for mine, theirs in zip(self, other, strict=True)))


NOTHING = Measured([], [], [], [], [], [], [])


def measured(
    document: SourceDocument, plan: ImportPlan, truth: Iterable[Written], template: ReportTemplate
) -> Measured:
    """Compare a plan with what the document holds."""
    expected = {each.key: each for each in truth}
    result = Measured([], [], [], [], [], [], unseen(document, plan))
    found = _found(plan, template, expected)
    listed = [each for each in plan.pieces if each.state is PlannedState.NOT_TAKEN]
    told = compact("\n".join(each.source for each in listed))
    for key, each in expected.items():
        if key in found and _is_same(each, *found[key], template):
            doubts = any(p.state is PlannedState.DOUBTED for p in found[key][1])
            (result.doubted if doubts else result.right).append(_said(key, each.text))
        elif all(compact(line) in told for line in each.text.split("\n")):
            result.listed.append(_said(key, each.text))
        else:
            result.lost.append(_said(key, each.text))
    unit = Key("", template.unit_field)
    for key, (value, pieces) in found.items():
        right = expected.get(key)
        if right is not None and _is_same(right, value, pieces, template):
            continue
        if key == unit and any(e.value == value.text for e in expected.values()):
            continue
        doubts = any(p.state is PlannedState.DOUBTED for p in pieces)
        text = f"{_said(key, value.text)}, expected {right.text if right else 'nothing'!r}"
        (result.wrong_doubted if doubts else result.wrong).append(text)
    return result


def _said(key: Key, text: str) -> str:
    return f"{key.record} / {key.field} = {text[:40]!r}"


def _found(
    plan: ImportPlan, template: ReportTemplate, expected: Mapping[Key, Written]
) -> dict[Key, tuple[Value, list[PlannedPiece]]]:
    """Return what the plan has for each key; chapters are joined."""
    pieces: dict[Target, list[PlannedPiece]] = defaultdict(list)
    for target, piece in plan.targets():
        if piece.value is not None:
            pieces[target].append(piece)
    names = {
        target.record: each[0].value.text  # type: ignore[union-attr]
        for target, each in pieces.items()
        if target.record
        if target.field == template.groups[plan.record(target.record).group].name_field
    }
    for record in plan.records:
        if template.groups[record.group].name_field and record.key not in names:
            names |= _likely_name(record.key, plan, pieces, expected, names)
    return {
        Key(_record_key(plan, names, target.record), target.field): _value(each)
        for target, each in pieces.items()
    }


def _value(pieces: list[PlannedPiece]) -> tuple[Value, list[PlannedPiece]]:
    assert pieces[0].value is not None
    return pieces[0].value, pieces


def _likely_name(
    record: str,
    plan: ImportPlan,
    pieces: Mapping[Target, list[PlannedPiece]],
    expected: Mapping[Key, Written],
    names: Mapping[str, str],
) -> dict[str, str]:
    """Return what a record is called in truth whose name did not get into the plan.

    It is the one that most of the values in it and in the records below it belong to.
    """
    own = {record, *(each.key for each in plan.records if each.parent == record)}
    parent = _record_key(plan, names, record).rpartition(" / ")[0]
    depth = parent.count(" / ") + 1 if parent else 0
    taken = {_record_key(plan, names, each) for each in names}
    votes: Counter[str] = Counter()
    for target, each in pieces.items():
        if target.record in own:
            texts = {compact(piece.source) for piece in each}
            for key, written in expected.items():
                if key.field == target.field and compact(written.text) in texts:
                    whole = " / ".join(key.record.split(" / ")[: depth + 1])
                    if whole.rpartition(" / ")[0] == parent and whole not in taken:
                        votes[whole] += 1
    if not votes:
        return {}
    return {record: votes.most_common(1)[0][0].rpartition(" / ")[2]}


def _record_key(plan: ImportPlan, names: Mapping[str, str], record: str) -> str:
    parts: list[str] = []
    while record:
        each = plan.record(record)
        own = [each.section] if each.section else []
        parts = [*own, names.get(record, ""), *parts]
        record = each.parent
    return " / ".join(parts)


def _is_same(
    written: Written, value: Value, pieces: list[PlannedPiece], template: ReportTemplate
) -> bool:
    if written.kind is ValueType.PROSE:
        text = "".join(each.value.text for each in pieces if each.value is not None)
        return _bare(text) == _bare(written.value)
    try:
        meant = parse_value(written.kind, written.value)
    except ValueParseError:
        return _bare(value.text) == _bare(written.value)
    if _number(meant) is not None:
        return _number(meant) == _number(value) and _rest(meant) == _rest(value)
    return _bare(display(value, template.numbers)) == _bare(written.value)


def _number(value: Value) -> Decimal | tuple[Decimal, Decimal] | None:
    return amount_of(value) if isinstance(value, Quantity) else number_of(value)


def _rest(value: Value) -> str:
    """Return a quantity without its figures: they are compared as numbers."""
    if not isinstance(value, Quantity):
        return ""
    return "".join(c for c in _bare(value.text) if not c.isdigit() and c != ".")


def _bare(text: str) -> str:
    return compact(folded(text))


def unseen(document: SourceDocument, plan: ImportPlan) -> list[str]:
    """Return what stands in the document and has no piece of its own, or not all of it."""
    pieces: dict[object, str] = defaultdict(str)
    for piece in plan.pieces:
        pieces[piece.place] += piece.source
    texts = [*document.cells(), *document.paragraphs()]
    return [
        f"{place} {each.text[:40]!r}"
        for place, each in texts
        if Counter(_letters(each.text)) - Counter(_letters(pieces[place]))
    ]


def _letters(text: str) -> str:
    return "".join(each for each in text if each.isalnum())
