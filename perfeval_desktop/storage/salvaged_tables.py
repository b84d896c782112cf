"""The report in the tables of a damaged file, with what the history knows of what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from perfeval_desktop.domain.edits import (
    AddMerged,
    AddPaper,
    AddRecord,
    Edit,
    RemoveRecord,
    SetApproved,
    SetEntry,
    SetExplanation,
    SetLastYear,
    SetRemark,
    SetStatus,
    SetVersion,
    apply_edits,
)
from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.domain.parsing import decode_value
from perfeval_desktop.domain.report import (
    Approved,
    Entry,
    Explanation,
    FieldAddress,
    LastPlace,
    LastYear,
    Paper,
    PaperSheet,
    Record,
    Remark,
    Report,
    Status,
    Version,
)
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.values import Value
from perfeval_desktop.storage.damaged_pages import Cell, FoundRows
from perfeval_desktop.storage.salvaged_history import FoundHistory

_UNFIT = (PerfevalError, ArithmeticError, ValueError, KeyError, TypeError, IndexError)


class TableReader:
    """Reads a report out of rows.

    Attributes:
        empty: A report of the file's template and year, with nothing in it.
        lost_cells: Cells that had something in them, which is nowhere to be read.
        from_history: Cells that are lost in the tables and known to the history.
        lost_rows: How many other rows are lost or do not fit.
    """

    def __init__(self, found: FoundRows, empty: Report, history: FoundHistory) -> None:
        self._found = found
        self._history = history
        self.empty = empty
        self.lost_cells: list[FieldAddress] = []
        self.from_history: list[FieldAddress] = []
        self.lost_rows = 0

    def read(self) -> Report:
        """Return the report as the tables have it, filled up from proven steps."""
        report = self._report = self.empty.copy()
        self._read_records()
        self._read_entries()
        self._read_beside()
        return report

    def compare_with(self, told: Report) -> None:
        """The history is whole: note which cells only it knows."""
        there = {FieldAddress(str(v[0]), str(v[1])) for _, v in self._found.tables["entry"]}
        self.from_history = [each for each, _ in told.entries() if each not in there]

    # Records

    def _read_records(self) -> None:
        by_parent: dict[str, list[tuple[int, Record]]] = {}
        known: set[str] = set()
        for _, (id_, group, parent, section, position) in self._found.tables["record"]:
            record = Record(str(id_), str(group), str(parent), str(section))
            by_parent.setdefault(record.parent, []).append((int(str(position)), record))
            known.add(record.id)
        for place, record in self._records_of_history():
            if record.id not in known:
                by_parent.setdefault(record.parent, []).append((place, record))
        pending = [REPORT]
        while pending:
            for _, record in sorted(by_parent.pop(pending.pop(), [])):
                index = len(self._report.children(record.parent, record.group))
                if self._takes(AddRecord(record, index)):
                    pending.append(record.id)
                else:
                    self.lost_rows += 1
        self.lost_rows += sum(map(len, by_parent.values()))

    def _records_of_history(self) -> Iterable[tuple[int, Record]]:
        """Records that proven steps added and none took away; some may be gone all the same."""
        there: dict[str, tuple[int, Record]] = {}
        for batch in self._history.singles:
            for edit in batch.edits:
                if isinstance(edit, AddRecord):
                    there[edit.record.id] = (edit.index, edit.record)
                elif isinstance(edit, RemoveRecord):
                    there.pop(edit.record.id, None)
        with_cells = {record for record, _, _ in self._found.pairs}
        with_cells |= {str(values[0]) for _, values in self._found.tables["entry"]}
        parents = {record.parent for _, record in there.values() if record.id in with_cells}
        return [each for each in there.values() if each[1].id in with_cells | parents]

    # Cells

    def _read_entries(self) -> None:
        unfit: list[FieldAddress] = []
        for _, (record, field, kind, text, number, reason) in self._found.tables["entry"]:
            address = FieldAddress(str(record), str(field))
            value = _value(kind, text, number)
            if value is None or not self._puts(address, Entry(value, str(reason))):
                unfit.append(address)
        self._follow_proven_steps()
        last = self._last_entries()
        for address in dict.fromkeys([*unfit, *self._missing()]):
            if self._report.entry(address) is not None:
                continue
            entry = last.get(address)
            if entry is not None and self._puts(address, entry):
                self.from_history.append(address)
            elif address not in last or entry is not None:
                self.lost_cells.append(address)

    def _missing(self) -> list[FieldAddress]:
        """Cells that the indexes name and the tables do not have."""
        fields = self._report.template.fields
        named = Counter((record, field) for record, field, _ in self._found.pairs)
        for table in ("entry", "remark"):
            for _, values in self._found.tables[table]:
                named[str(values[0]), str(values[1])] -= 1
        for table in ("explanation", "last_value", "approved_value"):
            for _, values in self._found.tables[table]:
                named.pop((str(values[0]), str(values[1])), None)
        return [
            FieldAddress(*key) for key, count in named.items() if count > 0 and key[1] in fields
        ]

    def _last_entries(self) -> dict[FieldAddress, Entry | None]:
        """What the last proven step put into each cell; a step that is lost may have changed it."""
        last: dict[FieldAddress, Entry | None] = {}
        for batch in self._history.singles:
            last |= {each.address: each.after for each in batch.edits if isinstance(each, SetEntry)}
        return last

    def _follow_proven_steps(self) -> None:
        """What is proven to the end of the history is so, whatever a table says."""
        for address, entry in self._last_words().items():
            held = self._report.entry(address)
            if held == entry or (entry is not None and not self._report.has_record(address.record)):
                continue
            if self._takes(SetEntry(address, held, entry)) and entry is not None:
                self.from_history.append(address)

    def _last_words(self) -> dict[FieldAddress, Entry | None]:
        words: dict[FieldAddress, Entry | None] = {}
        for batch in self._history.proven:
            words |= {
                each.address: each.after for each in batch.edits if isinstance(each, SetEntry)
            }
        return words

    # What is kept beside them

    def _read_beside(self) -> None:
        rows = self._found.tables
        for _, (check, record, left, right, text, link_record, link_field) in rows["explanation"]:
            link = None
            if link_record is not None and link_field is not None:
                link = FieldAddress(str(link_record), str(link_field))
            explanation = Explanation(str(left), str(right), str(text), link)
            self._counts(SetExplanation((str(check), str(record)), None, explanation))
        for _, (record, field, text, mark) in rows["remark"]:
            address = FieldAddress(str(record), str(field))
            self._counts(SetRemark(address, None, Remark(str(text), bool(mark))))
        for _, (_, draft, is_final, reason) in rows["status"]:
            status = Status(int(str(draft)), bool(is_final), str(reason))
            self._counts(SetStatus(self._report.status, status))
        self._read_last_year()
        self._read_approved()
        self._read_papers()
        for _, (name, place, person, time) in rows["version"]:
            made = _time(time)
            if made is not None:
                version = Version(int(str(place)), str(person), made)
                self._counts(SetVersion(str(name), None, version))
        for _, (hash_,) in rows["merged"]:
            self._counts(AddMerged(str(hash_)))

    def _read_last_year(self) -> None:
        rows = self._found.tables
        values: dict[LastPlace, Value] = {}
        for _, (field, name, kind, text, number) in rows["last_value"]:
            value = _value(kind, text, number)
            if value is None:
                self.lost_rows += 1
            else:
                values[LastPlace(str(field), str(name))] = value
        for _, (_, unit, year) in rows["last_year"][:1]:
            self._counts(SetLastYear(None, LastYear(str(unit), int(str(year)), values)))
            return
        self.lost_rows += len(values)

    def _read_approved(self) -> None:
        rows = self._found.tables
        values: dict[LastPlace, Value] = {}
        for _, (field, name, kind, text, number, _) in sorted(
            rows["approved_value"], key=lambda row: int(str(row.values[-1]))
        ):
            value = _value(kind, text, number)
            if value is None:
                self.lost_rows += 1
            else:
                values[LastPlace(str(field), str(name))] = value
        for _, (_, document, day) in rows["approved"][:1]:
            of_day = _day(day)
            if of_day is not None:
                self._counts(SetApproved(None, Approved(str(document), of_day, values)))
                return
            self.lost_rows += 1
        self.lost_rows += len(values)

    def _read_papers(self) -> None:
        sheets: dict[int, list[PaperSheet]] = {}
        for _, (paper, _, *facts) in sorted(
            self._found.tables["paper_code"], key=lambda row: [int(str(v)) for v in row.values[:2]]
        ):
            sheets.setdefault(int(str(paper)), []).append(PaperSheet(*map(str, facts)))
        for row in sorted(self._found.tables["paper"]):
            _, place, time, person, medium, edition, mark, draft, is_final, code = row.values
            made = _time(time)
            if made is None:
                self.lost_rows += 1
                continue
            words = (str(person), str(medium), str(edition), str(mark))
            state = (int(str(draft)), bool(is_final))
            of_paper = tuple(sheets.get(row.number, ()))
            self._counts(
                AddPaper(Paper(int(str(place)), made, *words, *state, str(code), of_paper))
            )

    def _puts(self, address: FieldAddress, entry: Entry) -> bool:
        return self._takes(SetEntry(address, self._report.entry(address), entry))

    def _counts(self, edit: Edit) -> None:
        if not self._takes(edit):
            self.lost_rows += 1

    def _takes(self, edit: Edit) -> bool:
        try:
            apply_edits(self._report, [edit])
        except _UNFIT:
            return False
        return True


def _value(kind: Cell, text: Cell, number: Cell) -> Value | None:
    try:
        return decode_value(str(kind), str(text), None if number is None else str(number))
    except _UNFIT:
        return None


def _day(text: Cell) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _time(text: Cell) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
