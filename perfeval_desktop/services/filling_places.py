"""The places of a blank, what stands there and what goes there; and what has no place in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from perfeval_desktop.domain.import_plan import ImportPlan, PlannedPiece, PlannedState, Target
from perfeval_desktop.domain.layout import SheetRef, lay_out, sheet_label, sheet_refs
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.source_document import SourcePlace
from perfeval_desktop.domain.template import REPORT, SheetKind
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.domain.values import Value, display
from perfeval_desktop.services.blank_file import BlankFile
from perfeval_desktop.services.filling_values import (
    COMPUTED,
    SheetUnit,
    number_for,
    shows_the_same,
)
from perfeval_desktop.services.import_told import place_words
from perfeval_desktop.services.session import Session

_MOST_CELL = 32_767  # characters in a cell of a worksheet
_NO_SHEET = "原表里没有找到“{}”这张表（或这一部分）。"
_NO_ROW = "原表里的行不够。请在原表里照样插入行，存好，再填一次。"
_NO_CELL = "原表里没有找到这一项的格。"
_OTHER = "原表里已经写着别的内容；打了钩才换掉。"
_FORMULA = "这一格是公式：公式留着，先放上报告里的数，打开时由 Excel 重新计算。"
_FORMULA_OTHER = "这一格是公式，留着没有动；报告里的不是一个数。"
_CHAPTER_THERE = "这一章下面已经有文字，没有动，请自己看着合并。"
_NO_ROOM = "标题下面的格里已经有内容，没有地方写。"
_TOO_LONG = "文字太长，一格放不下（最多 32767 个字）。"


class FillState(StrEnum):
    """What becomes of a place or a value; the words are those of JSON reports."""

    READY = "ready"  # nothing stands there yet
    OTHER = "other"  # something else stands there: written where it was chosen
    FORMULA = "formula"  # the formula stays, its value is put there
    SAME = "same"  # it stands there already
    NO_VALUE = "no-value"  # the report has nothing for this place
    NO_PLACE = "no-place"  # the report has something, and it is not written

    @property
    def can_be_written(self) -> bool:
        """Say whether the clerk may choose it."""
        return self in (FillState.READY, FillState.OTHER, FillState.FORMULA)


class FillItem(NamedTuple):
    """A place of the blank, or something of the report that has none (`place` is None then)."""

    state: FillState
    address: FieldAddress
    label: str
    place: SourcePlace | None = None
    where: str = ""
    now: str = ""
    new: str = ""
    why: str = ""
    piece: int = -1  # of the plan
    unit: SheetUnit = SheetUnit.WAN
    lines: tuple[str, ...] = ()  # of a chapter


class Filling(NamedTuple):
    """A blank, grown to the rows that the report needs, with all that may be written into it."""

    blank: BlankFile
    plan: ImportPlan
    items: tuple[FillItem, ...]
    notes: tuple[str, ...] = ()

    def usual(self) -> frozenset[int]:
        """Return the numbers of the items that are written when nobody says otherwise."""
        usual = (FillState.READY, FillState.FORMULA)
        return frozenset(n for n, each in enumerate(self.items) if each.state in usual)

    def count(self, state: FillState) -> int:
        """Return how many items have a state."""
        return sum(each.state is state for each in self.items)


class PlaceFinder:
    """Finds what may be written into a blank."""

    def __init__(self, blank: BlankFile, plan: ImportPlan, session: Session) -> None:
        self._blank = blank
        self._document = blank.document
        self._plan = plan
        self._session = session
        self._report = session.report
        self._style = session.report.template.numbers
        self._ids = {each.key: each.record_id for each in plan.records} | {REPORT: REPORT}
        self._formulas = blank.formulas()
        self._placed: set[FieldAddress] = set()

    def items(self) -> Iterator[FillItem]:
        """Yield the places of the blank in their order."""
        for number, piece in enumerate(self._plan.pieces):
            if piece.target is not None and (item := self._item(number, piece, piece.target)):
                yield item

    def _item(self, number: int, piece: PlannedPiece, target: Target) -> FillItem | None:
        record = self._ids.get(target.record, "")
        is_of_nobody = bool(target.record) and not record
        if self._report.template.fields[target.field].refers_to or is_of_nobody:
            return None
        address = FieldAddress(record, target.field)
        value = self._session.value(address)
        self._placed.add(address)
        item = FillItem(
            FillState.READY, address, self._label(address), piece.place,
            place_words(self._document, piece.place), piece.source.strip(),
            display(value, self._style), piece=number,
        )  # fmt: skip
        if self._is_chapter(piece, target):
            return self._chapter(item, piece)
        if piece.place in self._formulas:
            return self._of_formula(item, value)
        if not item.new.strip():
            return item._replace(state=FillState.NO_VALUE)
        if piece.value is not None and shows_the_same(piece.value, value, self._style):
            return item._replace(state=FillState.SAME)
        is_free = piece.state is PlannedState.EMPTY
        return item if is_free else item._replace(state=FillState.OTHER, why=_OTHER)

    def _is_chapter(self, piece: PlannedPiece, target: Target) -> bool:
        """Say whether a place is that of a chapter, and not one in a line, as in the title."""
        ref = self._plan.sheet_of(piece.place)
        sheet = self._report.template.sheet(ref.sheet) if ref is not None else None
        return (
            sheet is not None
            and sheet.kind is SheetKind.NARRATIVE
            and any(each.field == target.field for each in sheet.headings)
        )

    def _of_formula(self, item: FillItem, value: Value | None) -> FillItem:
        if not item.new.strip():
            return item._replace(state=FillState.NO_VALUE, now="（公式）")
        if number_for(value, SheetUnit.WAN, COMPUTED, self._style) is None:
            return item._replace(state=FillState.NO_PLACE, now="（公式）", why=_FORMULA_OTHER)
        return item._replace(state=FillState.FORMULA, now="（公式）", why=_FORMULA)

    def _chapter(self, item: FillItem, piece: PlannedPiece) -> FillItem | None:
        is_empty = piece.state is PlannedState.EMPTY
        if not is_empty:
            pieces = [n for n, p in enumerate(self._plan.pieces) if p.target == piece.target]
            if item.piece != pieces[0]:
                return None  # a further paragraph of the same chapter
            item = item._replace(now="\n".join(self._plan.pieces[n].source for n in pieces))
        if not item.new.strip():
            return item._replace(state=FillState.NO_VALUE)
        if "".join(item.now.split()) == "".join(item.new.split()):
            return item._replace(state=FillState.SAME)
        if not is_empty:
            return item._replace(state=FillState.NO_PLACE, why=_CHAPTER_THERE)
        lines = tuple(each for each in item.new.split("\n") if each.strip())
        if self._blank.is_word:
            return item._replace(lines=lines)
        return self._chapter_of_sheet(item._replace(lines=lines), piece.place)

    def _chapter_of_sheet(self, item: FillItem, heading: SourcePlace) -> FillItem:
        """On a worksheet the text goes into the cell below its heading."""
        below = SourcePlace(heading.block, heading.row + 1, heading.column)
        why = _NO_ROOM if self._document.text_at(below).strip() else ""
        why = why or (_TOO_LONG if len(item.new) > _MOST_CELL else "")
        if why:
            return item._replace(state=FillState.NO_PLACE, why=why)
        return item._replace(place=below, where=place_words(self._document, below))

    def _label(self, address: FieldAddress) -> str:
        report = self._report
        label = field_label(report.template.fields[address.field], report.year)
        if address.record == REPORT:
            return label
        record = report.record(address.record)
        names = [report.record_name(address.record)]
        while record.parent:
            names.insert(0, report.record_name(record.parent))
            record = report.record(record.parent)
        return " ".join((*names, label))

    # ── what found no place ─────────────────────────────

    def without_place(self) -> Iterator[FillItem]:
        """Yield what the report shows and the blank has no place for: sheets, rows, or fields."""
        told: set[FieldAddress] = set()
        for ref in sheet_refs(self._report):
            addresses = [
                each
                for each in dict.fromkeys(self._shown_on(ref))
                if each not in told and display(self._session.value(each), self._style).strip()
            ]
            told.update(addresses)
            missing = [each for each in addresses if each not in self._placed]
            if not missing:
                continue
            sheet = sheet_label(self._report, ref)
            if not self._placed.intersection(self._shown_on(ref)) or (
                ref.record and not self._has_sheet_of(ref.record)
            ):
                label = f"{sheet}：整张，{len(missing)} 处内容"
                why = _NO_SHEET.format(sheet)
                yield FillItem(FillState.NO_PLACE, missing[0], label, new="", why=why)
                continue
            yield from self._missing(missing)

    def _missing(self, missing: Sequence[FieldAddress]) -> Iterator[FillItem]:
        placed_records = {each.record for each in self._placed}
        for each in missing:
            text = display(self._session.value(each), self._style)
            has_row = each.record in placed_records
            why = _NO_CELL if has_row else _NO_ROW
            yield FillItem(FillState.NO_PLACE, each, self._label(each), new=text, why=why)

    def _has_sheet_of(self, record: str) -> bool:
        keys = {key for key, own in self._ids.items() if own == record}
        return any(each.record in keys for each in self._plan.sheets)

    def _shown_on(self, ref: SheetRef) -> Iterator[FieldAddress]:
        fields = self._report.template.fields
        for address in lay_out(self._report, ref).printed_fields():
            if not fields[address.field].refers_to:
                yield address
