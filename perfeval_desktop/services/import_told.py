"""What became of a document that was brought in, piece by piece: as plain data and in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perfeval_desktop.domain.import_plan import (
    ImportPlan,
    PlannedPiece,
    PlannedRecord,
    PlannedState,
    Target,
)
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import SourceDocument, SourcePlace, SourceTable
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.text import field_label, shortened
from perfeval_desktop.domain.values import editing_text
from perfeval_desktop.services.base_figures import Place
from perfeval_desktop.services.import_edits import planned_values
from perfeval_desktop.services.import_files import Imported

_MOST_TOLD = 100
_LONGEST_SHOWN = 30
STATE_WORDS = {
    PlannedState.TAKEN: "放好",
    PlannedState.DOUBTED: "要看一看",
    PlannedState.NOT_TAKEN: "没有放进去",
    PlannedState.FORM: "表样自己的文字",
    PlannedState.EMPTY: "表样里没有内容的地方",
}


def place_words(document: SourceDocument, place: SourcePlace) -> str:
    """Return a place as a person finds it: 第12段, 第2张表第3行第1格, 附件1-1 B7."""
    block = document.blocks[place.block]
    blocks = document.blocks[: place.block]
    if not isinstance(block, SourceTable):
        return f"第{sum(not isinstance(each, SourceTable) for each in blocks) + 1}段"
    if block.title:
        return Place(block.title, place.row, place.column).words
    number = sum(isinstance(each, SourceTable) for each in blocks) + 1
    return f"第{number}张表第{place.row + 1}行第{place.column + 1}格"


def import_data(imported: Imported) -> dict[str, Any]:
    """Return all that became of a document as plain data, for a JSON file."""
    document, plan, report = imported.document, imported.plan, imported.report
    names = _Names(plan, report)
    style = report.template.numbers
    return {
        "source": document.name,
        "template": report.template.id,
        "year": report.year,
        "counts": {state.value: count for state, count in plan.counts().items()},
        "notes": list(plan.notes),
        "conflicts": [
            {
                **names.target(each.target),
                "here": editing_text(each.here, style),
                "document": editing_text(each.document, style),
            }
            for each in imported.conflicts
        ],
        "pieces": [
            {
                "state": each.state.value,
                "place": place_words(document, each.place),
                "block": each.place.block,
                "row": each.place.row,
                "column": each.place.column,
                "target": names.target(each.target) if each.target is not None else None,
                "text": each.source,
                "value": editing_text(each.value, style) if each.value is not None else None,
                "reads": each.reads,
                "why": each.why,
            }
            for each in plan.pieces
        ],
    }


def import_lines(imported: Imported) -> Iterator[str]:
    """Yield what became of a document, as a person reads it."""
    plan, report = imported.plan, imported.report
    counts = plan.counts()
    yield f"表样：{report.template.name}，{report.year} 年度"
    shown = (PlannedState.TAKEN, PlannedState.DOUBTED, PlannedState.NOT_TAKEN)
    total = sum(counts[state] for state in shown)
    yield f"文档里填写的内容 {total} 处：" + "，".join(
        f"{STATE_WORDS[state]} {counts[state]}" for state in shown
    )
    yield from plan.notes
    names = _Names(plan, report)
    for state in (PlannedState.NOT_TAKEN, PlannedState.DOUBTED):
        pieces = [each for each in plan.pieces if each.state is state]
        if pieces:
            yield f"{STATE_WORDS[state]}的 {len(pieces)} 处："
        for piece in pieces[:_MOST_TOLD]:
            yield "　" + _line(imported.document, piece, names)
        if len(pieces) > _MOST_TOLD:
            yield f"　……还有 {len(pieces) - _MOST_TOLD} 处，用 --report 写成清单看。"


def _line(document: SourceDocument, piece: PlannedPiece, names: _Names) -> str:
    text = shortened(piece.source, _LONGEST_SHOWN)
    to = f" → {names.words(piece.target)}" if piece.target is not None else ""
    return f"{place_words(document, piece.place)}“{text}”{to}：{piece.why}"


class _Names:
    """What targets are called, records by the names that the document gives them."""

    def __init__(self, plan: ImportPlan, report: Report) -> None:
        self._report = report
        self._records = {each.key: each for each in plan.records}
        self._values = planned_values(plan, report.template)

    def target(self, target: Target) -> dict[str, str]:
        field = self._report.template.fields[target.field]
        return {
            "record": self._record(target.record),
            "field": target.field,
            "label": field_label(field, self._report.year),
        }

    def words(self, target: Target) -> str:
        found = self.target(target)
        return " ".join(filter(None, (found["record"], found["label"])))

    def _record(self, key: str) -> str:
        record = self._records.get(key)
        if key == REPORT or record is None:
            return ""
        group = self._report.template.groups[record.group]
        name = self._values.get(Target(key, group.name_field))
        if name is not None:
            return name.text
        if record.record_id and self._report.has_record(record.record_id):
            return self._report.record_name(record.record_id)
        return f"第{self._number(record)}个{group.label}"

    def _number(self, record: PlannedRecord) -> int:
        siblings = [
            each.key
            for each in self._records.values()
            if (each.group, each.parent, each.section)
            == (record.group, record.parent, record.section)
        ]
        return siblings.index(record.key) + 1
