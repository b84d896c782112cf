"""Going through a plan before it is carried out: what becomes of each piece, corrected by hand.

A review holds the plan, the report as it will be, and the corrections so far, which can be taken
back one by one. It knows no window.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.import_plan import (
    ImportPlan,
    PlannedPiece,
    PlannedRecord,
    PlannedState,
    Target,
)
from perfeval_desktop.domain.layout import lay_out, sheet_label, sheet_of, sheet_refs
from perfeval_desktop.domain.parsing import clean_text, parse_value
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.source_document import SourceDocument
from perfeval_desktop.domain.template import REPORT, Role
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.domain.values import Mark, ValueType, display, is_blank
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.import_trial import Trial
from perfeval_desktop.services.importing import says_the_same

NOT_WANTED = "您说不要放进去。"
KEPT = "保留报告里原来的内容。"


class Kind(StrEnum):
    """What became of a piece, in the clerk's words."""

    DOUBTED = "要看一看"
    NOT_TAKEN = "没有放进去"
    TAKEN = "放好的"
    UNFOUND = "没找到内容"  # a place of the form for which the document has nothing
    FORM = "表样的字"


_KINDS = {
    PlannedState.TAKEN: Kind.TAKEN,
    PlannedState.DOUBTED: Kind.DOUBTED,
    PlannedState.NOT_TAKEN: Kind.NOT_TAKEN,
    PlannedState.FORM: Kind.FORM,
    PlannedState.EMPTY: Kind.UNFOUND,
}
# Those that a document consists of, as far as it is not the form itself.
COUNTED = (Kind.TAKEN, Kind.DOUBTED, Kind.NOT_TAKEN)


class Line(NamedTuple):
    """One line of the list: a piece, or (`piece` is -1) a place for which there is none."""

    kind: Kind
    piece: int = -1
    address: FieldAddress | None = None  # in the trial


class Review:
    """One document, one report, and the plan as it is corrected."""

    def __init__(self, document: SourceDocument, plan: ImportPlan, base: Report) -> None:
        self.document = document
        self.base = base
        self._past: list[tuple[str, ImportPlan]] = []
        self._future: list[tuple[str, ImportPlan]] = []
        self._labels: dict[FieldAddress, str] = {}
        self._listeners: list[Callable[[bool], None]] = []
        self._lines: tuple[Line, ...] | None = None
        self._counts: Counter[Kind] | None = None
        self._replaced: list[Line] | None = None
        self._places: dict[tuple[int, int, int], list[int]] | None = None
        self.trial = Trial(plan, base)
        self.plan = self._doubting_what_is_replaced(plan)

    def listen(self, listener: Callable[[bool], None]) -> None:
        """Call `listener` after every correction; True where the sheets are others."""
        self._listeners.append(listener)

    @property
    def report(self) -> Report:
        """The report as it will be."""
        return self.trial.report

    # What there is

    def lines(self) -> tuple[Line, ...]:
        """Return all lines: the pieces as in the document, then what was not found."""
        if self._lines is None:
            self._lines = (*self._of_pieces(), *self._not_found())
        return self._lines

    def count(self, kind: Kind) -> int:
        """Return how many lines are of a kind."""
        return self.counts()[kind]

    def counts(self) -> Mapping[Kind, int]:
        """Return how many lines there are of each kind."""
        if self._counts is None:
            self._counts = Counter(each.kind for each in self.lines())
        return self._counts

    def piece(self, line: Line) -> PlannedPiece | None:
        """Return the piece of a line."""
        return self.plan.pieces[line.piece] if line.piece >= 0 else None

    def label(self, address: FieldAddress) -> str:
        """Return what a place of the form is called, with its sheet."""
        if address not in self._labels:
            self._labels[address] = self._label(address)
        return self._labels[address]

    def replaces(self, line: Line) -> str:
        """Return what stands in the report and would be replaced, as it is shown; "" for none."""
        piece = self.piece(line)
        if piece is None or piece.value is None or line.address is None:
            return ""
        standing = self.trial.standing(line.address)
        if standing is None or is_blank(standing):
            return ""
        style = self.report.template.numbers
        coming = self.trial.session.value(line.address)
        is_same = coming is not None and says_the_same(standing, coming)
        return "" if is_same else display(standing, style)

    def replaced_lines(self) -> list[Line]:
        """Return the lines whose place has something else now."""
        if self._replaced is None:
            counted = (each for each in self.lines() if each.kind in COUNTED)
            self._replaced = [each for each in counted if self.replaces(each)]
        return self._replaced

    def reads(self, piece: PlannedPiece) -> str:
        """Return what the program takes the text for."""
        if piece.reads or piece.value is None:
            return piece.reads
        return display(piece.value, self.report.template.numbers)

    def line_of_piece(self, index: int) -> Line:
        """Return the line of a piece."""
        return self.lines()[index]

    def pieces_at(self, block: int, row: int = -1, column: int = -1) -> list[int]:
        """Return which pieces stand at a place of the document."""
        return self._by_place().get((block, row, column), [])

    def pieces_for(self, address: FieldAddress) -> list[int]:
        """Return which pieces go to a place of the form."""
        target = self.trial.target(address)
        return [at for at, each in enumerate(self.plan.pieces) if each.target == target]

    def _by_place(self) -> dict[tuple[int, int, int], list[int]]:
        if self._places is None:
            self._places = {}
            for at, each in enumerate(self.plan.pieces):
                block, row, column = each.place
                self._places.setdefault((block, row, column), []).append(at)
        return self._places

    def _of_pieces(self) -> Iterator[Line]:
        filled = {p.target for p in self.plan.pieces if p.value is not None}
        for at, piece in enumerate(self.plan.pieces):
            address = self.trial.address(piece.target) if piece.target is not None else None
            kind = _KINDS[piece.state]
            if kind is Kind.UNFOUND and (piece.target is None or piece.target in filled):
                kind = Kind.FORM  # an empty cell that is nobody's place, or was filled by hand
            yield Line(kind, at, address)

    def _not_found(self) -> Iterator[Line]:
        """Places to be filled in for which no piece is, not even an empty cell."""
        known = {self.trial.address(target) for target, _ in self.plan.targets()}
        fields = self.report.template.fields
        for ref in sheet_refs(self.report):
            for address in dict.fromkeys(lay_out(self.report, ref).fields()):
                field = fields[address.field]
                is_asked = field.role is Role.INPUT and field.type is not ValueType.REFERENCE
                if is_asked and address not in known and is_blank(self.report.value(address)):
                    known.add(address)
                    yield Line(Kind.UNFOUND, -1, address)

    def _label(self, address: FieldAddress) -> str:
        report, ref = self.report, sheet_of(self.report, address)
        if not report.has_record(address.record):
            return ""
        sheet = f"{sheet_label(report, ref)} " if ref is not None else ""
        if ref is not None and address.record == ref.record:
            return sheet + field_label(report.template.fields[address.field], report.year)
        section = report.record(address.record).section if address.record else ""
        return sheet + " ".join(filter(None, (section, cell_label(report, address))))

    def _doubting_what_is_replaced(self, plan: ImportPlan) -> ImportPlan:
        """Nothing that was typed is replaced without being looked at."""
        self.plan = plan  # what `replaces` goes by
        pieces = list(plan.pieces)
        for at, piece in enumerate(plan.pieces):
            if piece.state is not PlannedState.TAKEN or piece.target is None:
                continue
            before = self.replaces(Line(Kind.TAKEN, at, self.trial.address(piece.target)))
            if before:
                why = f"报告里现在是“{_short(before)}”，导入后换成这里的。"
                pieces[at] = piece._replace(state=PlannedState.DOUBTED, why=why)
        return plan._replace(pieces=tuple(pieces))

    # Corrections

    @property
    def to_undo(self) -> str:
        """What the last correction was, "" where there is none."""
        return self._past[-1][0] if self._past else ""

    @property
    def to_redo(self) -> str:
        """What was taken back last, "" where nothing was."""
        return self._future[-1][0] if self._future else ""

    def undo(self) -> None:
        """Take the last correction back."""
        if self._past:
            label, plan = self._past.pop()
            self._future.append((label, self.plan))
            self._show(plan)

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._future:
            label, plan = self._future.pop()
            self._past.append((label, self.plan))
            self._show(plan)

    def confirm(self, indexes: Iterable[int]) -> int:
        """Doubted pieces were looked at; return how many there were."""
        chosen = [at for at in indexes if self.plan.pieces[at].state is PlannedState.DOUBTED]
        taken = {at: self._taken(self.plan.pieces[at]) for at in chosen}
        self._change("看过了", taken)
        return len(taken)

    def take_out(self, indexes: Iterable[int], why: str = NOT_WANTED) -> int:
        """Leave pieces out; return how many had a place."""
        out = {
            at: self._out(self.plan.pieces[at], why)
            for at in indexes
            if self.plan.pieces[at].target is not None and self.plan.pieces[at].value is not None
        }
        self._change("不放进去", out)
        return len(out)

    def keep_standing(self, indexes: Iterable[int]) -> int:
        """Leave what stands in the report, for pieces that would replace it."""
        lines = self.lines()
        return self.take_out([at for at in indexes if self.replaces(lines[at])], KEPT)

    def place(self, index: int, address: FieldAddress, text: str | None = None) -> None:
        """Give a piece a place, or another one, or another text.

        Raises:
            ValueParseError: the text is nothing that can stand there; nothing is changed.
        """
        piece, field = self.plan.pieces[index], self.report.template.fields[address.field]
        text = piece.source if text is None else clean_text(text)
        value = parse_value(field.type, text)
        if value is Mark.BLANK:
            raise ValueParseError(text, "这里没有文字可放。")
        target, plan = self._target_at(address)
        reads = "" if text == piece.source else f"改成 {_short(text)}"
        placed = piece._replace(
            state=PlannedState.TAKEN, target=target, value=value, reads=reads, why="您放在这里的。"
        )
        changed = {index: placed}
        if field.type is not ValueType.PROSE:
            others = (at for at in self.pieces_for(address) if at != index)
            for at in others:
                if self.plan.pieces[at].value is not None:
                    why = f"这个位置换成了“{_short(text)}”。"
                    changed[at] = self._out(self.plan.pieces[at], why)
        self._change("放到别处" if text == piece.source else "改文字", changed, plan)

    def retext(self, index: int, text: str) -> None:
        """Take another text for a piece that has a place.

        Raises:
            ValueParseError: the text is nothing that can stand there; nothing is changed.
        """
        address = self.lines()[index].address
        if address is not None:
            self.place(index, address, text)

    def change_plan(self, label: str, plan: ImportPlan) -> None:
        """Go on with another plan: a table was matched otherwise."""
        self._past.append((label, self.plan))
        self._future.clear()
        self._show(plan)

    def _taken(self, piece: PlannedPiece) -> PlannedPiece:
        return piece._replace(state=PlannedState.TAKEN, why="您看过了。")

    def _out(self, piece: PlannedPiece, why: str) -> PlannedPiece:
        return piece.taken_out(why)

    def _target_at(self, address: FieldAddress) -> tuple[Target, ImportPlan]:
        """Return a place as a target, and the plan with the record that it belongs to.

        A row of the report that the document does not have is not in the plan yet.
        """
        plan, report = self.plan, self.report
        missing: list[str] = []
        record = address.record
        while record != REPORT and not self.trial.is_planned(FieldAddress(record, "")):
            missing.insert(0, record)
            record = report.parent_of(record)
        for each in missing:
            there = report.record(each)
            parent = self.trial.target(FieldAddress(there.parent, "")).record
            planned = PlannedRecord(each, there.group, parent, there.section, each)
            plan = plan._replace(records=(*plan.records, planned))
            self.trial.plan_record(each)
        return self.trial.target(address), plan

    def _change(
        self, label: str, changed: dict[int, PlannedPiece], plan: ImportPlan | None = None
    ) -> None:
        if not changed:
            return
        pieces = list(self.plan.pieces)
        for at, piece in changed.items():
            pieces[at] = piece
        plan = plan if plan is not None else self.plan
        self.change_plan(label, plan._replace(pieces=tuple(pieces)))

    def _show(self, plan: ImportPlan) -> None:
        is_other = {*plan.records} != {*self.plan.records} or plan.links != self.plan.links
        is_other = is_other or len(plan.pieces) != len(self.plan.pieces)
        self.plan, self._lines, self._places = plan, None, None
        self._counts = self._replaced = None
        if is_other:
            self._labels.clear()
            self.trial = Trial(plan, self.base)
        else:
            self.trial.show(plan)
        for listener in self._listeners:
            listener(is_other)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 30 else line[:29] + "…"
