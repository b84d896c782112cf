"""Computes formulas and runs checks: all of them once, then only what an edit touches."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from perfeval_desktop.checks.columns import Columns, number_in
from perfeval_desktop.checks.evaluate import evaluate, is_compared, template_fault
from perfeval_desktop.checks.questions import ALIKE
from perfeval_desktop.checks.resolve import LAST_YEAR, Many, Read, group_above
from perfeval_desktop.checks.rules import CompiledCheck, Formula, RuleSet, rules_of
from perfeval_desktop.domain.edits import (
    AddRecord,
    Edit,
    MoveRecord,
    RemoveRecord,
    SetEntry,
    SetExplanation,
    SetLastYear,
    SetStatus,
)
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.last_year import names_of
from perfeval_desktop.domain.naming import normalised
from perfeval_desktop.domain.report import FieldAddress, LastPlace, Record, Report
from perfeval_desktop.domain.template import REPORT, Field, ReportTemplate
from perfeval_desktop.domain.values import (
    ZERO,
    Figure,
    Mark,
    Quantity,
    Value,
    ValueType,
    amount_of,
)

if TYPE_CHECKING:
    from perfeval_desktop.checks.prose import Mention
    from perfeval_desktop.checks.text_checks import TextFindings


@dataclass(slots=True)
class Changes:
    """What followed from some edits."""

    computed: set[FieldAddress] = field(default_factory=set)
    found: bool = False  # some finding came, went or changed


class Engine:
    """The computed values and findings of one report.

    It is a `View`: closures read entered values, and computed ones where nothing is entered.
    A rule that raises is a fault of the template: it becomes one finding, and all others still run.

    With `reads_prose` False the narrative is left alone, and so is every rule about it, until
    `read_prose`: a window is painted before that.
    """

    def __init__(
        self, report: Report, rules: RuleSet | None = None, *, reads_prose: bool = True
    ) -> None:
        self._report = report
        self._template: ReportTemplate = report.template
        self._rules = rules or rules_of(report.template)
        self._formulas = {each.field.id: each for each in self._rules.formulas}
        self._columns = Columns(report)
        self.numbers = self._columns.numbers
        self._ranks: dict[str, dict[str, int]] = {}  # group → record → its place in the report
        self._faults: dict[int, set[str]] = {}  # rule → records for which it raised
        self._mentions: dict[FieldAddress, Mention] = {}
        self._findings: dict[tuple[str, str], Finding] = {}
        self._texts: TextFindings | None = None  # until the narrative is read
        self._half_unit = Decimal(5).scaleb(-self._template.numbers.amount_decimals - 1)
        self._waiting = self._rules.of_prose  # rules that are not run yet
        self.recompute_all()
        if reads_prose:
            self.read_prose()

    # What others read

    def findings(self, complete: bool = False) -> list[Finding]:
        """Return the findings, in the template's order of checks and the report's order of records.

        With `complete` (全审) those for what is merely not filled in are among them.
        """
        order = {each.id: place for place, each in enumerate(self._template.checks)}
        records = {each.id: place for place, each in enumerate(self._report.all_records())}
        shown = [each for each in self._findings.values() if complete or not each.is_due]
        shown.sort(key=lambda each: (order[each.check], records.get(each.record, -1)))
        faults = [template_fault(self._rules.rule(each)) for each in sorted(self._faults)]
        of_texts: list[Finding] = []
        if self._texts is not None:
            faults += [template_fault(each) for each in self._texts.faults()]
            of_texts = self._texts.findings()
        texts = [each for each in of_texts if complete or not each.is_due]
        return [*faults, *shown, *texts]

    @property
    def checked(self) -> int:
        """How many comparisons a full run makes: each check for each record it is for."""
        of_records = sum(len(self._records_of(each.for_each)) for each in self._template.checks)
        return of_records + len(self._template.text_checks)

    @property
    def rules(self) -> RuleSet:
        """The compiled formulas and checks."""
        return self._rules

    def runs(self) -> Iterator[tuple[CompiledCheck, str]]:
        """Yield each check of figures with every record that a full run checks."""
        for check in self._rules.checks:
            for record in self._records_of(check.scope):
                yield check, record

    def runs_reading(self, address: FieldAddress) -> list[tuple[CompiledCheck, str]]:
        """Return the checks, each with its record, that run again when a value changes there.

        A check also uses what the computed figures are made of that it compares.
        """
        found, queue = [], _Queue()
        self._queue_readers(queue, address)
        for number, record in queue:
            rule = self._rules.rule(number)
            if isinstance(rule, Formula):
                self._queue_readers(queue, FieldAddress(record, rule.field.id))
            else:
                found.append((rule, record))
        return found

    def found_by(self, check: CompiledCheck, record: str) -> Finding | None:
        """Return what a check of figures found for a record."""
        return self._findings.get((check.check.id, record))

    def is_compared(self, check: CompiledCheck, record: str) -> bool:
        """Say whether a check has something to compare for a record; not when it cannot run."""
        number = len(self._rules.formulas) + self._rules.checks.index(check)
        return record not in self._faults.get(number, ()) and is_compared(check, self, record)

    def computed(self, address: FieldAddress) -> Value | None:
        """Return what the formula gives there; None where it gives nothing or there is none."""
        return self._columns.result(address)

    def value(self, address: FieldAddress) -> Value | None:
        """Return the value that is shown and printed: the entered one, else the computed one."""
        entered = self._report.value(address)
        return entered if entered is not None else self._columns.result(address)

    def mention(self, address: FieldAddress) -> Mention | None:
        """Return where in the prose the figure of a read field stands, None where it does not."""
        return self._mentions.get(address)

    # View

    def slack(self, record: str, field: str) -> Decimal:
        """Return how far from its number a value may be: half of the last digit of an amount.

        A computed figure may be as far off as those it is made of; 0 for what is exact.
        """
        address = FieldAddress(record, field)
        if address in self._mentions:
            return self._mentions[address].slack
        entered = self._report.value(address)
        formula = self._formulas.get(field)
        if entered is not None or formula is None or formula.interval is None:
            return self._slack_of(entered)
        number, interval = self.numbers[field].get(record), formula.interval(self, record)
        if number is None or interval is None:
            return ZERO
        return max(interval.high - number, number - interval.low)

    def last_figure(self, record: str, field: str) -> tuple[Decimal, Decimal] | None:
        """Return the number that last year's file showed there, and its slack."""
        kept = self._report.last_year
        name = names_of(self._report, record, self.text) if kept is not None else None
        if kept is None or name is None:
            return None
        value = kept.values.get(LastPlace(field, name))
        number = number_in(value)
        return None if number is None else (number, self._slack_of(value))

    def _slack_of(self, value: Value | None) -> Decimal:
        if isinstance(value, Quantity):
            amount = amount_of(value)
            return amount[1] if amount is not None else ZERO
        if not isinstance(value, Figure) or value.is_in_yuan:
            return ZERO
        if value.type in (ValueType.AMOUNT, ValueType.YUAN):
            return self._half_unit
        return _printed_slack(value) if value.type is ValueType.RATE else ZERO

    def is_filled(self, record: str, field: str) -> bool:
        """Say whether anything is shown there; a link counts only while its record is there."""
        if record not in self._columns.filled[field]:
            return False
        if not self._template.fields[field].refers_to:
            return True
        return self._report.has_record(self.text(record, field))

    def text(self, record: str, field: str) -> str:
        """Return the text shown there, "" for nothing."""
        value = self.value(FieldAddress(record, field))
        return value.text if value is not None else ""

    def above(self, record: str, up: int) -> str:
        """Return the record `up` levels above."""
        for _ in range(up):
            record = self._report.parent_of(record)
        return record

    def members(self, record: str, many: Many) -> Iterable[str]:
        """Return the records that `many` speaks of, for the record it starts from."""
        if many.via:
            return self._related(record, many)
        children = self._report.children(record, many.group)
        if not many.sections:
            return children
        return [each for each in children if self._report.record(each).section in many.sections]

    def _related(self, record: str, many: Many) -> list[str]:
        by = self._template.relations[many.via].by
        found = list(self._columns.holders(by, str, record))
        if len(found) > 1:
            found.sort(key=self._ranks_of(many.group).__getitem__)
        return found

    def _ranks_of(self, group: str) -> dict[str, int]:
        """Return the place of each record of a group in the report's order."""
        if group not in self._ranks:
            self._ranks[group] = {each: at for at, each in enumerate(self._records_of(group))}
        return self._ranks[group]

    def holders(self, field: str, alike: Callable[[str], str], text: str) -> Collection[str]:
        """Return the records in which a field shows a text, or one that `alike` takes for it."""
        return self._columns.holders(field, alike, text)

    # Computing

    def recompute_all(self) -> None:
        """Forget everything and compute it again: rule by rule, formulas in their order first."""
        self._columns.reload()
        self._ranks.clear()
        self._faults.clear()
        self._mentions.clear()
        for number, formula in enumerate(self._rules.formulas):
            for record in self._records_of(formula.scope) if number not in self._waiting else ():
                self._compute(number, formula, record)
        self.run_checks()
        if self._texts is not None:
            self._texts.check_all(self._report, self)

    def read_prose(self) -> Changes:
        """Read the narrative, and run what is about it; from then on it is followed as well."""
        from perfeval_desktop.checks.text_checks import TextFindings, text_checks_of

        changes, queue = Changes(), _Queue()
        for number in self._waiting:
            for record in self._records_of(self._rules.rule(number).scope):
                queue.put(number, record)
        self._waiting = frozenset()
        self._run(queue, changes)
        if self._texts is None:
            self._texts = TextFindings(text_checks_of(self._template))
            self._texts.check_all(self._report, self)
            changes.found = True
        return changes

    def run_checks(self) -> None:
        """Run every check for every record, over the figures as they are."""
        self._findings.clear()
        members = {group: self._records_of(group) for group in (REPORT, *self._template.groups)}
        for number, check in enumerate(self._rules.checks, len(self._rules.formulas)):
            for record in members[check.scope] if number not in self._waiting else ():
                self._check(number, check, record)

    def update(self, edits: Sequence[Edit]) -> Changes:
        """Follow edits that were just applied to the report.

        Returns:
            The computed fields whose value changed, and whether findings did.
        """
        changes, queue = Changes(), _Queue()
        self._ranks.clear()
        for edit in edits:
            self._queue_edit(queue, edit, changes)
        for parent, group in _changed_sets(edits, self._report):
            self._queue_siblings(queue, parent, group)
        self._run(queue, changes)
        changed = {self._changed_id(each) for each in edits}
        changed.update(each.field for each in changes.computed)
        if self._texts is not None:
            changes.found |= self._texts.check_again(changed, self._report, self)
        return changes

    def _queue_edit(self, queue: _Queue, edit: Edit, changes: Changes) -> None:
        match edit:
            case SetEntry():
                self._columns.read_entry(edit.address)
                texts = tuple(each.value.text for each in (edit.before, edit.after) if each)
                self._queue_readers(queue, edit.address, texts)
                self._queue_namesakes(queue, edit.address, texts)
            case AddRecord():
                if self._report.has_record(edit.record.id):
                    self._queue_record(queue, edit.record.id)
            case RemoveRecord():
                self._forget(edit.record, changes)
            case SetLastYear():
                for number, _ in self._rules.readers.get(LAST_YEAR, ()):
                    for each in self._records_of(self._rules.rule(number).scope):
                        queue.put(number, each)
            case MoveRecord():
                changes.found = True  # findings are listed in the order of records
                self._queue_order(queue, edit.record_id)

    def _queue_record(self, queue: _Queue, record: str) -> None:
        for number in self._rules.by_scope.get(self._report.group_of(record), ()):
            queue.put(number, record)

    def _queue_siblings(self, queue: _Queue, parent: str, group: str) -> None:
        """A set of records or its order changed: run what reads that set and lists its places.

        Who points at a record through a relation changes with the entries only.
        """
        self._queue_unnamed(queue, parent, group)
        for number, read in self._rules.readers.get(group, ()):
            if isinstance(read, Many) and not read.via:
                for each in self._below(parent, self._rules.rule(number).scope, read.up):
                    queue.put(number, each)

    def _queue_order(self, queue: _Queue, record: str) -> None:
        """A record moved: what lists all that point at the same record lists them anew."""
        if not self._report.has_record(record):
            return
        for number, read in self._rules.readers.get(self._report.group_of(record), ()):
            if isinstance(read, Many) and read.via:
                for target in self._pointed_at(number, read, FieldAddress(record, read.field), ()):
                    for each in self._below(target, self._rules.rule(number).scope, read.up):
                        queue.put(number, each)

    def _queue_unnamed(self, queue: _Queue, parent: str, group: str) -> None:
        """A record without a name is called by its number, which has moved."""
        name_field = self._template.groups[group].name_field
        for sibling in self._report.children(parent, group):
            if not name_field or self._report.value(FieldAddress(sibling, name_field)) is None:
                self._queue_record(queue, sibling)

    def _queue_namesakes(self, queue: _Queue, place: FieldAddress, texts: tuple[str, ...]) -> None:
        """A passage is about a record only while no other has its name: read it for those again."""
        for number in self._rules.in_passages.get(place.field, ()):
            for text in filter(None, texts):
                for sibling in self.holders(place.field, normalised, text):
                    queue.put(number, sibling)

    def _changed_id(self, edit: Edit) -> str:
        """The field that an edit changes, or the group whose records it changes."""
        match edit:
            case SetEntry():
                return edit.address.field
            case AddRecord() | RemoveRecord():
                return edit.record.group
            case MoveRecord():
                has_it = self._report.has_record(edit.record_id)
                return self._report.record(edit.record_id).group if has_it else ""
            case SetLastYear():
                return LAST_YEAR
            case SetExplanation() | SetStatus():
                return ""

    def _queue_readers(
        self, queue: _Queue, place: FieldAddress, texts: tuple[str, ...] | None = None
    ) -> None:
        """Run what reads a field again; `texts` stood and stand in it, None when not known.

        Where the record is gone, only what it pointed at or had the name of is left to run.
        """
        for number, read in self._rules.readers.get(place.field, ()):
            for each in self._affected(number, read, place, texts):
                queue.put(number, each)

    def _affected(
        self, number: int, read: Read, place: FieldAddress, texts: tuple[str, ...] | None
    ) -> Iterator[str]:
        """Yield the records for which a rule must run, when what it reads changed at `place`."""
        record = place.record
        if not isinstance(read, Many):
            starts: Iterable[str] = (record,)
        elif read.via:
            starts = self._pointed_at(number, read, place, texts)
        elif read.asked is not None and texts is not None:
            function, own = read.asked
            for text in filter(None, texts):
                yield from self.holders(own, ALIKE[function], text)
            return
        elif record == REPORT or not self._report.has_record(record):
            starts = (record,)
        else:
            starts = (self._report.parent_of(record),)
        for start in starts:
            yield from self._below(start, self._rules.rule(number).scope, read.up)

    def _pointed_at(
        self, number: int, read: Many, place: FieldAddress, texts: tuple[str, ...] | None
    ) -> Iterable[str]:
        """Return the records that `place` points at through a relation, or has pointed at."""
        by = self._template.relations[read.via].by
        if place.field != by:
            texts = (self.text(place.record, by),)
        if texts is not None:
            return [each for each in texts if each]
        scope = self._rules.rule(number).scope
        return self._records_of(group_above(scope, read.up, self._template))

    def _below(self, record: str, scope: str, levels: int) -> Iterator[str]:
        """Yield the records of `scope` that stand `levels` below `record`."""
        if not self._report.has_record(record):
            return
        if levels == 0:
            yield record
            return
        above = group_above(scope, levels - 1, self._template)
        for child in self._report.children(record, above):
            yield from self._below(child, scope, levels - 1)

    def _records_of(self, group: str) -> list[str]:
        if group == REPORT:
            return [REPORT]
        parents = self._records_of(self._template.groups[group].parent)
        return [each for parent in parents for each in self._report.children(parent, group)]

    def _forget(self, record: Record, changes: Changes) -> None:
        self._columns.forget(record)
        for address in [each for each in self._mentions if each.record == record.id]:
            del self._mentions[address]
        for number in self._rules.by_scope.get(record.group, ()):
            changes.found |= self._clear_fault(number, record.id)
            rule = self._rules.rule(number)
            if isinstance(rule, CompiledCheck):
                changes.found |= self._note(rule, record.id, None)

    def _run(self, queue: _Queue, changes: Changes) -> None:
        for number, record in queue:
            if number in self._waiting or not self._report.has_record(record):
                continue
            rule = self._rules.rule(number)
            faults = len(self._faults)
            if isinstance(rule, Formula):
                if self._compute(number, rule, record):
                    changes.computed.add(FieldAddress(record, rule.field.id))
                    self._queue_readers(queue, FieldAddress(record, rule.field.id))
            else:
                changes.found |= self._check(number, rule, record)
            changes.found |= len(self._faults) != faults

    def _compute(self, number: int, formula: Formula, record: str) -> bool:
        """Compute one field; say whether its result moved, if only to another place in a text."""
        address = FieldAddress(record, formula.field.id)
        stood = self._mentions.get(address)
        try:
            result = self._result(formula, record)
        except Exception:
            # Whatever a template can make go wrong, the figures beside it must still be right.
            self._faults.setdefault(number, set()).add(record)
            result = None
        else:
            self._clear_fault(number, record)
        has_moved = self._columns.put_result(formula.field, record, result)
        return has_moved or self._mentions.get(address) != stood

    def _result(self, formula: Formula, record: str) -> Decimal | Value | None:
        if formula.field.reading is not None:
            return self._read(formula.field, FieldAddress(record, formula.field.id))
        if formula.number is not None:
            return formula.number(self, record)
        assert formula.copied is not None
        source = FieldAddress(self.above(record, formula.copied.up), formula.copied.field)
        value = self.value(source)
        return None if value is Mark.BLANK else value

    def _read(self, field: Field, address: FieldAddress) -> Value | None:
        """Read a figure from its text, and keep where it stands."""
        from perfeval_desktop.checks.reading import read_figure

        found = read_figure(field, address.record, self._report, self)
        if found is None:
            self._mentions.pop(address, None)
            return None
        self._mentions[address] = found
        return found.value

    def _check(self, number: int, rule: CompiledCheck, record: str) -> bool:
        """Run one check; say whether what it finds moved."""
        try:
            found = evaluate(rule, self, self._report, record)
        except Exception:
            self._faults.setdefault(number, set()).add(record)
            found = None
        else:
            self._clear_fault(number, record)
        return self._note(rule, record, found)

    def _note(self, rule: CompiledCheck, record: str, found: Finding | None) -> bool:
        key = (rule.check.id, record)
        before = self._findings.get(key)
        if found is not None:
            self._findings[key] = found
        elif before is not None:
            del self._findings[key]
        return found != before

    def _clear_fault(self, number: int, record: str) -> bool:
        """Say whether the rule was at fault, and is no longer."""
        if number not in self._faults:
            return False
        self._faults[number].discard(record)
        if self._faults[number]:
            return False
        del self._faults[number]
        return True


def _printed_slack(value: Figure) -> Decimal:
    """A rate that was typed stands for everything that prints as it does: 54.55% is ±0.005 %."""
    digits = value.text.rstrip("%").partition(".")[2]
    is_percent = value.text.endswith("%") or abs(value.number) >= 1
    return Decimal(5).scaleb(-len(digits) - (3 if is_percent else 1))


def _changed_sets(edits: Sequence[Edit], report: Report) -> set[tuple[str, str]]:
    """Return the sets of records, (parent, group), in which one came, went or moved."""
    found = set()
    for edit in edits:
        if isinstance(edit, AddRecord | RemoveRecord):
            found.add((edit.record.parent, edit.record.group))
        elif isinstance(edit, MoveRecord) and report.has_record(edit.record_id):
            record = report.record(edit.record_id)
            found.add((record.parent, record.group))
    return found


class _Queue:
    """Rules to run, each once per record, formulas before what reads them."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, str]] = []
        self._waiting: set[tuple[int, str]] = set()

    def put(self, number: int, record: str) -> None:
        if (number, record) not in self._waiting:
            self._waiting.add((number, record))
            heapq.heappush(self._heap, (number, record))

    def __iter__(self) -> Iterator[tuple[int, str]]:
        while self._heap:
            item = heapq.heappop(self._heap)
            self._waiting.discard(item)
            yield item
