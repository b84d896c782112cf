"""Find the sheets of a report in the tables of a document, and its fields in their cells.

Everything is known from the template; nothing is placed by position alone. Each cell of the
document with something in it gets at least one piece of the plan.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from perfeval_desktop.domain.cell_table import unit_of_table
from perfeval_desktop.domain.import_plan import (
    ImportPlan,
    MatchedSheet,
    PlannedPiece,
    PlannedRecord,
    PlannedState,
    Target,
)
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import (
    SourceDocument,
    SourcePlace,
    SourceTable,
)
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.importing.cell_values import Unit, amount_in, has_unit, read_value
from perfeval_desktop.importing.form_labels import is_note, signature_pieces, title_of
from perfeval_desktop.importing.form_reading import form_sheets
from perfeval_desktop.importing.form_words import FormSheet
from perfeval_desktop.importing.planned_records import fitted_records, links_by_name
from perfeval_desktop.importing.sheet_cells import (
    OF_REPORT,
    OF_SHEET,
    Found,
    SheetCells,
    read_cells,
)
from perfeval_desktop.importing.sheet_rows import SheetRows
from perfeval_desktop.importing.table_parts import Part, document_year, find_parts
from perfeval_desktop.importing.table_words import is_nothing

_AMOUNTS = frozenset({ValueType.AMOUNT, ValueType.YUAN})
_RATHER_YUAN = 1000  # the usual amount of a table in 元 is larger


def match_tables(document: SourceDocument, report: Report, year: int | None = None) -> ImportPlan:
    """Return what the tables of a document are, and the lines of text that belong to them.

    Places of paragraphs are among the pieces only for titles, notes and signature lines of the
    tables. Records that the report has stand in the plan where the document has them.

    Args:
        document: What was read.
        report: Whose template is looked for.
        year: Of the paper; None to find it in the document.
    """
    if year is None:
        year = document_year(document) or report.year
    return _Matching(document, report, year).plan()


class _Matching:
    def __init__(self, document: SourceDocument, report: Report, year: int) -> None:
        self._document = document
        self._report = report
        self._template = report.template
        self._year = year
        self._forms = form_sheets(report.template)
        self._records: list[PlannedRecord] = []
        self._pieces: dict[SourcePlace, list[PlannedPiece]] = defaultdict(list)
        self._orders: dict[SourcePlace, list[int]] = defaultdict(list)  # of the pieces of a place
        self._sheets: list[MatchedSheet] = []
        self._taken: dict[Target, PlannedPiece] = {}
        self._emptied: set[Target] = set()
        self._counts: Counter[str] = Counter()
        self._groups: dict[str, str] = {}  # of planned records
        self._names: dict[str, str] = {}  # of planned records

    def plan(self) -> ImportPlan:
        """Return the plan."""
        parts = find_parts(self._document, self._forms, self._year)
        for part in parts.parts:
            self._read_part(part)
        for run, form in parts.second:
            why = f"另有一张表更像{form.sheet.id}，这张没有采用。"
            self._tell_rows(run.block, range(run.start, run.end), why)
        self._read_paragraphs()
        self._read_rest()
        records = fitted_records(self._report, self._records, self._names)
        return ImportPlan(
            tuple(records),
            tuple(self._in_order()),
            tuple(self._sheets),
            (),
            tuple(links_by_name(self._template, self._records, self._names)),
        )

    def _in_order(self) -> Iterator[PlannedPiece]:
        for place in sorted(self._pieces):
            found = zip(self._orders[place], self._pieces[place], strict=True)
            yield from (piece for _, piece in sorted(found, key=lambda each: each[0]))

    # ── sheets ──────────────────────────────────────────

    def _read_part(self, part: Part) -> None:
        rows = SheetRows(self._document, part, self._forms)
        cells = read_cells(rows)
        per = part.form.sheet.per
        owner = self._add_record(per, REPORT, "", "") if per else REPORT
        sheet = part.form.sheet.id
        likeness = min(1.0, len(part.keys) / max(1, len({w.key for w in part.form.words})))
        spans = tuple((run.block, run.start, run.end) for run in part.runs)
        self._sheets.append(MatchedSheet(part.blocks, sheet, owner, likeness, spans))
        keys: dict[int, str] = {}
        for row, record in sorted(rows.records.items()):
            if record.section is not None and not record.refusal:
                parent = owner if self._template.groups[record.group.id].parent == per else REPORT
                keys[row] = self._add_record(record.group.id, parent, record.section, "")
        large = self._looks_like_yuan(cells)
        by_target: dict[Target, list[Found]] = defaultdict(list)
        for each in cells.found:
            by_target[self._target(each, owner, keys)].append(each)
        order = {id(each): number for number, each in enumerate(cells.found)}
        for target, found in by_target.items():
            self._put_found(target, found, part, large, order)
        for told in cells.told:
            state = PlannedState.NOT_TAKEN if told.why else PlannedState.FORM
            self._add(PlannedPiece(told.cell.place, told.text, state, why=told.why), told.order)
        for each in cells.empty:
            target = self._target(each, owner, keys)
            is_new = target not in self._emptied and target not in by_target
            if is_new or each.spot.row == OF_REPORT:
                self._emptied.add(target)
                piece = PlannedPiece(each.cell.place, "", PlannedState.EMPTY, target)
                self._add(piece, each.order)

    def _add_record(self, group: str, parent: str, section: str, name: str) -> str:
        self._counts[group] += 1
        key = f"{group}#{self._counts[group]}"
        self._groups[key] = group
        self._records.append(PlannedRecord(key, group, parent, section))
        self._names[key] = name
        return key

    def _target(self, found: Found, owner: str, keys: dict[int, str]) -> Target:
        row, field = found.spot.row, found.spot.field
        if row >= 0:
            return Target(keys[row], field)
        is_own = row == OF_SHEET and self._template.fields[field].group != REPORT
        return Target(owner if is_own else REPORT, field)

    def _put_found(
        self,
        target: Target,
        found: list[Found],
        part: Part,
        is_yuan: bool,
        order: dict[int, int],
    ) -> None:
        """Take the likeliest of the texts for a field; where two are alike the first, in doubt."""
        best = min(found, key=lambda e: (-e.likeness, bool(e.doubts), order[id(e)]))
        rivals = [
            each
            for each in found
            if each is not best
            and each.likeness >= best.likeness - 0.05
            and bool(each.doubts) <= bool(best.doubts)
        ]
        for each in found:
            if each is not best:
                why = f"“{self._label(target)}”已经有“{best.text.strip()}”，这里没有采用。"
                piece = PlannedPiece(each.cell.place, each.text, PlannedState.NOT_TAKEN, why=why)
                self._add(piece, each.order)
        doubts = list(best.doubts)
        if any(each.text.strip() != best.text.strip() for each in rivals):
            doubts.append("原表里有几处都像是这一格，这里用的是前面一处。")
        self._take(target, best, part, is_yuan, doubts)

    def _take(
        self, target: Target, found: Found, part: Part, is_yuan: bool, doubts: list[str]
    ) -> None:
        field = self._template.fields[target.field]
        unit = self._unit(found, part, is_yuan)
        reading = read_value(field, found.text, self._template.numbers, unit, found.kept)
        if found.cell.source.doubt:
            doubts.append(found.cell.source.doubt)
        if part.is_year_doubted and found.spot.row == OF_SHEET:
            doubts.append(f"标题是 {self._year} 年度，表头按 {part.year} 年度看，请核对。")
        if self._is_guessed(found, part):
            doubts.append("这一段表没有表头，接在前一张表后面看，请核对。")
        if self._is_hidden(found.cell.place):
            doubts.append("这一格在原表里是隐藏的。")
        state, why = reading.state, reading.why
        if state is not PlannedState.NOT_TAKEN and doubts:
            state, why = PlannedState.DOUBTED, "".join((*doubts, why))
        piece = PlannedPiece(
            found.cell.place, found.text, state, target, reading.value, reading.reads, why
        )
        earlier = self._taken.get(target)
        if earlier is not None and earlier.value != piece.value:
            what = earlier.source.strip()
            why = f"“{self._label(target)}”前面已经有“{what}”，这里没有采用。"
            piece = PlannedPiece(piece.place, piece.source, PlannedState.NOT_TAKEN, why=why)
        elif piece.value is not None:
            self._taken.setdefault(target, piece)
        name_field = self._name_field(target.record)
        if target.field == name_field and piece.value is not None:
            self._names[target.record] = piece.value.text
        self._add(piece, found.order)

    def _label(self, target: Target) -> str:
        return field_label(self._template.fields[target.field], self._report.year)

    def _name_field(self, key: str) -> str:
        return self._template.groups[self._groups[key]].name_field if key else ""

    def _unit(self, found: Found, part: Part, is_yuan: bool) -> Unit:
        beside, stated = found.spot.unit, part.unit
        if not beside or not stated or beside == stated:
            return Unit(beside or stated)
        name = "元" if is_yuan else "万元"
        if name not in (beside, stated):
            name = beside
        return Unit(name, f"原表既写了{stated}，又写了{beside}，这里按{name}看，请核对。")

    def _looks_like_yuan(self, cells: SheetCells) -> bool:
        amounts = sorted(
            abs(number)
            for each in cells.found
            if self._template.fields[each.spot.field].type in _AMOUNTS and not has_unit(each.text)
            if (number := amount_in(each.kept or each.text)) is not None and number
        )
        return bool(amounts) and amounts[len(amounts) // 2] >= _RATHER_YUAN

    def _is_guessed(self, found: Found, part: Part) -> bool:
        return bool(part.guessed) and any(
            run.block == found.cell.place.block and number in part.guessed
            for number, run in enumerate(part.runs)
        )

    def _is_hidden(self, place: SourcePlace) -> bool:
        table = self._document.blocks[place.block]
        return isinstance(table, SourceTable) and (
            table.is_hidden
            or place.row in table.hidden_rows
            or place.column in table.hidden_columns
        )

    # ── what is left ────────────────────────────────────

    def _read_paragraphs(self) -> None:
        """Take titles, notes and signature lines that stand around the tables."""
        for place, paragraph in self._document.paragraphs():
            text = paragraph.text
            if is_nothing(text):
                continue
            form = self._nearest(place.block)
            if form is None:
                continue
            is_title = title_of(text, self._forms) is not None or bool(unit_of_table(text))
            if len(text) < 200 and (is_title or is_note(text, form)):
                self._add(PlannedPiece(place, text, PlannedState.FORM))
            elif pieces := signature_pieces(text, form):
                for label, value, field in pieces:
                    self._add(PlannedPiece(place, label, PlannedState.FORM))
                    self._sign(place, value, field)

    def _nearest(self, block: int) -> FormSheet | None:
        """Return the sheet whose table stands at or next to a paragraph, blanks between aside."""
        for step in (-1, 1):
            at = block + step
            while 0 <= at < len(self._document.blocks):
                found = self._document.blocks[at]
                if isinstance(found, SourceTable):
                    sheet = next((s.sheet for s in self._sheets if at in s.blocks), None)
                    if sheet is not None:
                        return next(f for f in self._forms if f.sheet.id == sheet)
                    break
                if len(found.text) > 200 or abs(at - block) > 6:
                    break
                at += step
        return None

    def _sign(self, place: SourcePlace, value: str, field_id: str) -> None:
        text = value.strip(" \t\n　")
        if not field_id:
            if not is_nothing(text):
                why = "表样的这一处留给手写，不填内容。"
                self._add(PlannedPiece(place, text, PlannedState.NOT_TAKEN, why=why))
            return
        target, field = Target(REPORT, field_id), self._template.fields[field_id]
        if is_nothing(text.strip("年月日") if field.type is ValueType.DATE else text):
            self._add(PlannedPiece(place, text, PlannedState.EMPTY, target))
            return
        reading = read_value(field, text, self._template.numbers)
        earlier = self._taken.get(target)
        if earlier is not None and earlier.value != reading.value:
            why = f"前面写的是“{earlier.source.strip()}”，这里没有采用。"
            self._add(PlannedPiece(place, text, PlannedState.NOT_TAKEN, why=why))
            return
        piece = PlannedPiece(
            place, text, reading.state, target, reading.value, reading.reads, reading.why
        )
        if reading.value is not None:
            self._taken.setdefault(target, piece)
        self._add(piece)

    def _read_rest(self) -> None:
        """Tell every cell that has no piece yet."""
        for number, block in enumerate(self._document.blocks):
            if isinstance(block, SourceTable):
                known = any(number in each.blocks for each in self._sheets)
                why = "看不出这一格是表样的哪一项。" if known else "没有认出这张表是表样的哪一张。"
                self._tell_rows(number, range(1 << 31), why)

    def _tell_rows(self, number: int, rows: range, why: str) -> None:
        block = self._document.blocks[number]
        assert isinstance(block, SourceTable)
        for cell in block.cells:
            place = SourcePlace(number, cell.row, cell.column)
            if is_nothing(cell.text) or cell.row not in rows or self._pieces.get(place):
                continue
            is_title = all(
                title_of(line, self._forms) is not None or unit_of_table(line)
                for line in cell.text.split("\n")
                if not is_nothing(line)
            )
            state = PlannedState.FORM if is_title else PlannedState.NOT_TAKEN
            self._add(PlannedPiece(place, cell.text, state, why="" if is_title else why))

    def _add(self, piece: PlannedPiece, order: int = 0) -> None:
        """Add a piece; those of one place stand in the order in which they are written there."""
        self._pieces[piece.place].append(piece)
        self._orders[piece.place].append(order)
