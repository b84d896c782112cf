"""填入原表: the values of a report written into a copy of the blank that the bureau gave out.

Its places are found as an import finds them. What is to be written is shown before; what was written
is read again by the same readers, and a file in which anything stands otherwise is not given out.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.domain.errors import CannotOpenError, ExportError, SourceRefusedError
from perfeval_desktop.domain.import_plan import ImportPlan, PlannedPiece, PlannedState, Target
from perfeval_desktop.domain.layout import SheetRef, lay_out, sheet_label, sheet_refs
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.source_document import SourceDocument, SourcePlace, SourceTable
from perfeval_desktop.domain.template import REPORT, SheetKind
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.domain.values import Value, display
from perfeval_desktop.exporting.blanks.line_places import LinePart
from perfeval_desktop.services.blank_file import BlankFile, Written
from perfeval_desktop.services.filling_values import (
    SheetUnit,
    new_text,
    number_for,
    shows_the_same,
    unit_read,
)
from perfeval_desktop.services.import_told import place_words
from perfeval_desktop.services.session import Session

_MOST_CELL = 32_767  # characters in a cell of a worksheet
_NO_SHEET = "原表里没有找到“{}”这张表（或这一部分）。"
_NO_ROW = "原表里没有给它的行，也加不了行。"
_NO_CELL = "原表里没有找到这一项的格。"
_OTHER = "原表里已经写着别的内容；打了钩才换掉。"
_FORMULA = "这一格是公式：公式留着，先放上报告里的数，打开时由 Excel 重新计算。"
_FORMULA_OTHER = "这一格是公式，留着没有动；报告里的不是一个数。"
_CHAPTER_THERE = "这一章下面已经有文字，没有动，请自己看着合并。"
_NO_ROOM = "标题下面的格里已经有内容，没有地方写。"
_TOO_LONG = "文字太长，一格放不下（最多 32767 个字）。"
_UNCLEAR = "看不出写在这一格的哪个位置。"
_NOT_READ_BACK = "写进去以后再读，读出来不是这个内容，所以没有写。"
_SAME_FILE = "结果不能写在原表上，请另起一个文件名。"
_CHECK_FAILED = "写好以后重新读了一遍，有 {} 处和报告不一样（{}），为了不交错表，没有给出文件。"
_NOTHING = "原表里没有认出可以填写的地方，请看看选的是不是这一年的空表。"


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


def prepare(path: Path, session: Session) -> Filling:
    """Find out what would be written into a blank; nothing is written yet.

    Raises:
        CannotOpenError: the operating system refused to read the file.
        SourceRefusedError: it is no .docx or .xlsx, broken or hostile, or has no place of the form.
    """
    from perfeval_desktop.importing.matching import match_document
    from perfeval_desktop.services.filling_growth import grown

    blank = BlankFile.open(path)
    plan = match_document(blank.document, session.report)
    if not any(piece.target is not None for piece in plan.pieces):
        raise SourceRefusedError(path, _NOTHING)
    larger, notes = grown(blank, plan, session.report)
    if larger is not blank:
        blank = larger
        plan = match_document(blank.document, session.report)
    filling = _Finding(blank, plan, session).filling()
    return filling._replace(notes=(*plan.notes, *notes))


def fill(filling: Filling, session: Session, path: Path, chosen: Collection[int]) -> None:
    """Write the chosen items into a copy of the blank at `path`, and read it again.

    Raises:
        ExportError: it cannot be written, or does not say what the report says; what stood there is
            unchanged, and the blank always is.
    """
    from perfeval_desktop.exporting.atomic import replace_file

    if _is_same_file(filling.blank.path, path):
        raise ExportError(path, _SAME_FILE)
    data = filled_bytes(filling, session, chosen, path)
    replace_file(path, data)


def filled_bytes(filling: Filling, session: Session, chosen: Collection[int], path: Path) -> bytes:
    """Return the filled copy, read again and compared; errors as of `fill`."""
    wanted = [each for number, each in enumerate(filling.items) if number in chosen]
    wanted = [each for each in wanted if each.state.can_be_written and each.place is not None]
    data, refused = filling.blank.written(list(writings(filling, session, wanted)))
    wrong = [place_words(filling.blank.document, each.place) for each in refused]
    wrong += _unlike(filling.blank.document, filling.blank.holding(data), session, wanted)
    if wrong:
        raise ExportError(path, _CHECK_FAILED.format(len(wrong), "、".join(wrong[:3])))
    return data


def _is_same_file(blank: Path, path: Path) -> bool:
    try:
        return path.exists() and os.path.samefile(blank, path)
    except OSError:
        return False


# ── what is there, and what goes there ──────────────────


class _Finding:
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

    def filling(self) -> Filling:
        found = [each for n, p in enumerate(self._plan.pieces) if (each := self._item(n, p))]
        first = Filling(self._blank, self._plan, tuple(found))
        items = list(_tried(first, self._session))
        return first._replace(items=(*items, *self._without_place()))

    def _item(self, number: int, piece: PlannedPiece) -> FillItem | None:
        if piece.target is None:
            return None
        field = self._report.template.fields[piece.target.field]
        record = self._ids.get(piece.target.record, "")
        if field.refers_to or (piece.target.record and not record):
            return None
        address = FieldAddress(record, piece.target.field)
        value = self._session.value(address)
        self._placed.add(address)
        item = FillItem(
            FillState.READY, address, self._label(address), piece.place,
            place_words(self._document, piece.place), piece.source.strip(),
            display(value, self._style), piece=number,
        )  # fmt: skip
        ref = self._plan.sheet_of(piece.place)
        if ref is not None and self._sheet_kind(ref) is SheetKind.NARRATIVE and piece.target.field:
            if not self._is_line(piece, ref):
                return self._chapter(item, piece, value)
        if piece.place in self._formulas:
            return self._of_formula(item, value)
        if not item.new.strip():
            return item._replace(state=FillState.NO_VALUE)
        if piece.state is PlannedState.EMPTY:
            return item
        if piece.value is not None and shows_the_same(piece.value, value, self._style):
            return item._replace(state=FillState.SAME)
        return item._replace(state=FillState.OTHER, why=_OTHER)

    def _sheet_kind(self, ref: SheetRef) -> SheetKind:
        return self._report.template.sheet(ref.sheet).kind

    def _is_line(self, piece: PlannedPiece, ref: SheetRef) -> bool:
        """Say whether a place stands in a line, as in the title, and is no chapter."""
        sheet = self._report.template.sheet(ref.sheet)
        return piece.target is not None and not any(
            each.field == piece.target.field for each in sheet.headings
        )

    def _of_formula(self, item: FillItem, value: Value | None) -> FillItem:
        if not item.new.strip():
            return item._replace(state=FillState.NO_VALUE, now="（公式）")
        if number_for(value, SheetUnit.WAN, "0.00", self._style) is None:
            return item._replace(state=FillState.NO_PLACE, now="（公式）", why=_FORMULA_OTHER)
        return item._replace(state=FillState.FORMULA, now="（公式）", why=_FORMULA)

    def _chapter(self, item: FillItem, piece: PlannedPiece, value: Value | None) -> FillItem | None:
        text = item.new
        if piece.state is not PlannedState.EMPTY:
            pieces = [n for n, p in enumerate(self._plan.pieces) if p.target == piece.target]
            if item.piece != pieces[0]:
                return None  # a further paragraph of the same chapter
            there = "\n".join(self._plan.pieces[n].source for n in pieces)
            if "".join(there.split()) == "".join(text.split()):
                return item._replace(state=FillState.SAME, now=there)
            if not text.strip():
                return item._replace(state=FillState.NO_VALUE, now=there)
            return item._replace(state=FillState.NO_PLACE, now=there, why=_CHAPTER_THERE)
        if not text.strip():
            return item._replace(state=FillState.NO_VALUE)
        lines = tuple(each for each in text.split("\n") if each.strip())
        if self._blank.is_word:
            return item._replace(lines=lines)
        below = SourcePlace(piece.place.block, piece.place.row + 1, piece.place.column)
        if self._document.text_at(below).strip():
            return item._replace(state=FillState.NO_PLACE, why=_NO_ROOM)
        if len(text) > _MOST_CELL:
            return item._replace(state=FillState.NO_PLACE, why=_TOO_LONG)
        where = place_words(self._document, below)
        return item._replace(place=below, where=where, lines=lines)

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

    def _without_place(self) -> Iterator[FillItem]:
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


# ── writing ─────────────────────────────────────────────


def writings(filling: Filling, session: Session, items: Sequence[FillItem]) -> Iterator[Written]:
    """Yield what is written where, all that goes into one cell or line together."""
    style = session.report.template.numbers
    formats = filling.blank.number_formats()
    by_place: dict[SourcePlace, list[FillItem]] = {}
    for each in items:
        assert each.place is not None
        by_place.setdefault(each.place, []).append(each)
    pieces = filling.plan.pieces
    at_place: dict[SourcePlace, list[int]] = {}
    for number, piece in enumerate(pieces):
        at_place.setdefault(piece.place, []).append(number)
    for place, own in by_place.items():
        chapters = [each for each in own if each.lines]
        for each in chapters:
            if filling.blank.is_word:
                yield Written(place, lines=each.lines)
            else:
                yield Written(place, (LinePart("", "\n".join(each.lines)),))
        own = [each for each in own if not each.lines]
        if not own:
            continue
        values = {each.piece: each for each in own}
        numbers = at_place[place]
        first = own[0]
        if len(numbers) == 1 and not filling.blank.is_word:
            is_formula = first.state is FillState.FORMULA
            number_format = "0.00" if is_formula else formats.get(place, "General")
            value = session.value(first.address)
            number = number_for(value, first.unit, number_format, style)
            if number is not None:
                yield Written(place, number=number)
                continue
        parts = [
            LinePart(
                pieces[number].source,
                new_text(session.value(values[number].address), values[number].unit, style)
                if number in values
                else None,
            )
            for number in numbers
        ]
        yield Written(place, tuple(parts))


# ── reading again ───────────────────────────────────────


def _tried(filling: Filling, session: Session) -> Iterator[FillItem]:
    """Settle the units, and take out what would not be read as it is meant, before it is written."""
    from perfeval_desktop.importing.matching import match_document

    style = session.report.template.numbers
    items = [each for each in filling.items if each.state.can_be_written and not each.lines]
    trial = _with_texts(filling, session, items)
    plan = match_document(trial, session.report)
    read = {(p.place, p.target.field): p for p in plan.pieces if p.target is not None}
    for each in filling.items:
        if not each.state.can_be_written or each.lines:
            yield each
            continue
        assert each.place is not None
        piece = read.get((each.place, each.address.field))
        value = piece.value if piece is not None else None
        wanted = session.value(each.address)
        unit = unit_read(value, wanted, style)
        if unit is None and each.state is FillState.FORMULA:
            yield each
        elif unit is None:
            yield each._replace(state=FillState.NO_PLACE, why=_NOT_READ_BACK)
        else:
            yield each._replace(unit=unit, new=new_text(wanted, unit, style))


def _with_texts(filling: Filling, session: Session, items: Sequence[FillItem]) -> SourceDocument:
    """Return the document as it will be read with the items in it."""
    from perfeval_desktop.exporting.blanks.line_places import cuts_of

    document = filling.blank.document
    style = session.report.template.numbers
    at_place: dict[SourcePlace, list[int]] = {}
    for number, piece in enumerate(filling.plan.pieces):
        at_place.setdefault(piece.place, []).append(number)
    own = {each.piece: each for each in items}
    texts: dict[SourcePlace, str] = {}
    for place, numbers in at_place.items():
        if not any(number in own for number in numbers):
            continue
        parts = [
            LinePart(
                filling.plan.pieces[n].source,
                new_text(session.value(own[n].address), SheetUnit.WAN, style) if n in own else None,
            )
            for n in numbers
        ]
        text = document.text_at(place)
        for cut in sorted(cuts_of(text, parts) or (), reverse=True):
            text = text[: cut.start] + cut.new + text[cut.end :]
        texts[place] = text
    blocks = []
    for number, block in enumerate(document.blocks):
        if isinstance(block, SourceTable):
            cells = tuple(
                cell._replace(text=texts[place], kept="", doubt="")
                if (place := SourcePlace(number, cell.row, cell.column)) in texts
                else cell
                for cell in block.cells
            )
            blocks.append(block._replace(cells=cells))
        else:
            place = SourcePlace(number)
            blocks.append(block._replace(text=texts[place]) if place in texts else block)
    return document._replace(blocks=tuple(blocks))


def _unlike(
    before: SourceDocument, written: BlankFile, session: Session, wanted: Sequence[FillItem]
) -> Iterator[str]:
    """Yield where the file that was made does not say what it should."""
    from perfeval_desktop.importing.matching import match_document
    from perfeval_desktop.services.import_edits import planned_values

    style = session.report.template.numbers
    plan = match_document(written.document, session.report)
    read: dict[tuple[object, ...], list[PlannedPiece]] = {}
    for piece in plan.pieces:
        if piece.target is not None:
            key = _lasting(written.document, piece.place, piece.target.field)
            read.setdefault(key, []).append(piece)
    chapters = planned_values(plan, session.report.template)
    for each in wanted:
        assert each.place is not None
        if each.lines:
            found = chapters.get(Target(REPORT, each.address.field))
            text = "".join(found.text.split()) if found is not None else ""
            if text != "".join("".join(each.lines).split()):
                yield each.label
            continue
        value = session.value(each.address)
        own = read.get(_lasting(before, each.place, each.address.field), [])
        if not any(shows_the_same(piece.value, value, style) for piece in own if piece.value):
            yield each.label


def _lasting(document: SourceDocument, place: SourcePlace, field: str) -> tuple[object, ...]:
    """Return what a place is known by, also when chapters before it have more paragraphs."""
    tables = sum(isinstance(each, SourceTable) for each in document.blocks[: place.block])
    return tables, place.row, place.column, field


def expect_source(path: Path) -> None:
    """Read a blank in a process of its own first, whose time and memory are bounded.

    Raises:
        CannotOpenError, SourceRefusedError: as of `prepare`.
    """
    from perfeval_desktop.importing.office import read_document

    if not path.exists():
        raise CannotOpenError(path)
    read_document(path)
