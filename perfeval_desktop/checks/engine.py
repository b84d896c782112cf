"""Computes formulas and runs checks: all of them once, then only what an edit touches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from perfeval_desktop.checks.columns import Columns, number_in
from perfeval_desktop.checks.counting import Counting, Counts
from perfeval_desktop.checks.evaluate import evaluate, is_compared, template_fault
from perfeval_desktop.checks.following import Follower, Queue, changed_id, changed_sets
from perfeval_desktop.checks.record_sets import RecordSets
from perfeval_desktop.checks.results import ProseResults, Results
from perfeval_desktop.checks.rules import CompiledCheck, Formula, RuleSet, rules_of
from perfeval_desktop.checks.slack import slack_of
from perfeval_desktop.domain.edits import (
    AddRecord,
    Edit,
    MoveRecord,
    RemoveRecord,
    SetEntry,
    SetTemplate,
)
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.last_year import names_of
from perfeval_desktop.domain.parsing import join_quantity
from perfeval_desktop.domain.report import FieldAddress, LastPlace, Record, Report
from perfeval_desktop.domain.template import REPORT, Field, ReportTemplate
from perfeval_desktop.domain.values import ZERO, Mark, Value

if TYPE_CHECKING:
    from perfeval_desktop.checks.prose import Mention
    from perfeval_desktop.checks.text_checks import CompiledTextCheck, TextFindings


@dataclass(slots=True)
class Changes:
    """What followed from some edits."""

    computed: set[FieldAddress] = field(default_factory=set)
    found: bool = False  # some finding came, went or changed

    def add(self, more: Changes) -> None:
        """Take in what followed from more edits."""
        self.computed |= more.computed
        self.found |= more.found


class Engine:
    """The computed values and findings of one report.

    It is a `View`: closures read entered values, and computed ones where nothing is entered.
    A rule that raises is a fault of the template: it becomes one finding, and all others still run.

    With `reads_prose` False the narrative is left alone, and so is every rule about it (a rule
    that only asks what it says goes by what was taken over last, at first nothing). A window
    is painted before that, and then takes over what an engine on another thread has read.
    `patience` is called before every rule of the first run: what it raises ends that.
    """

    def __init__(
        self,
        report: Report,
        rules: RuleSet | None = None,
        *,
        reads_prose: bool = True,
        patience: Callable[[], None] | None = None,
    ) -> None:
        self._report = report
        self._patience = patience
        self._begin(rules or rules_of(report.template))
        if reads_prose:
            self.read_prose()
        self._patience = None

    def _begin(self, rules: RuleSet) -> None:
        """Compute all but the narrative, under the template that the report has now."""
        report = self._report
        self._template: ReportTemplate = report.template
        self._rules = rules
        self._formulas = {each.field.id: each for each in self._rules.formulas}
        self._columns = Columns(report)
        self.numbers = self._columns.numbers
        self._sets = RecordSets(report, self._columns)
        self.is_filled = self._columns.is_filled
        self.members, self.count = self._sets.members, self._sets.count
        self.total, self.filled_in = self._sets.total, self._sets.filled_in
        self._mentions: dict[FieldAddress, Mention] = {}
        self._own = Results()
        self._counting = Counting()
        self._beside: dict[str, frozenset[str]] = {}
        self._texts: TextFindings | None = None  # until the narrative is read
        self._taken: ProseResults | None = None  # what was read of it elsewhere
        self._half_unit = Decimal(5).scaleb(-self._template.numbers.amount_decimals - 1)
        self._follower = Follower(report, self._rules, self)
        self._waiting = self._rules.late  # rules that are not run yet
        self.recompute_all()

    def _begin_anew(self) -> Changes:
        """Follow another template: everything may be another figure or finding now."""
        reads_prose = self._texts is not None
        self._begin(rules_of(self._report.template))
        if reads_prose:
            self.read_prose()
        formulas = self._rules.formulas
        return Changes(
            {
                FieldAddress(r, f.field.id)
                for f in formulas
                for r in self._report.records_of(f.scope)
            },
            found=True,
        )

    # What others read

    @property
    def has_read_prose(self) -> bool:
        """Whether the narrative was read, here or by another engine."""
        return self._texts is not None or self._taken is not None

    def findings(self, complete: bool = False) -> list[Finding]:
        """Return the findings, in the template's order of checks and the report's order of records.

        With `complete` (全审) those for what is merely not filled in are among them.
        """
        order = self._rules.number_of
        records = self._sets.places()
        shown = [each for each in self._own.findings.values() if complete or not each.is_due]
        shown.sort(key=lambda each: (order[each.check], records.get(each.record, -1)))
        of_texts, text_faults = self._of_texts()
        faults = [template_fault(self._rules.rule(each)) for each in sorted(self._own.faults)]
        faults += [template_fault(each) for each in text_faults]
        texts = [each for each in of_texts if complete or not each.is_due]
        return [*faults, *shown, *texts]

    def _of_texts(self) -> tuple[Sequence[Finding], Sequence[CompiledTextCheck]]:
        if self._texts is not None:
            return self._texts.findings(), self._texts.faults()
        return (self._taken.texts, self._taken.text_faults) if self._taken else ((), ())

    @property
    def checked(self) -> int:
        """How many comparisons a full run makes: each check for each record it is for."""
        of_records = sum(
            len(self._report.records_of(each.for_each)) for each in self._template.checks
        )
        return of_records + len(self._template.text_checks)

    @property
    def rules(self) -> RuleSet:
        """The compiled formulas and checks."""
        return self._rules

    def runs(self) -> Iterator[tuple[CompiledCheck, str]]:
        """Yield each check of figures with every record that a full run checks."""
        for check in self._rules.checks:
            for record in self._report.records_of(check.scope):
                yield check, record

    def runs_reading(self, address: FieldAddress) -> list[tuple[CompiledCheck, str]]:
        """Return the checks, each with its record, that run again when a value changes there.

        A check also uses what the computed figures are made of that it compares.
        """
        found, queue = [], Queue()
        self._follower.readers(queue, address)
        for number, record in queue:
            rule = self._rules.rule(number)
            if isinstance(rule, Formula):
                self._follower.readers(queue, FieldAddress(record, rule.field.id))
            else:
                found.append((rule, record))
        return found

    def found_by(self, check: CompiledCheck, record: str) -> Finding | None:
        """Return what a check of figures found for a record."""
        return self._own.findings.get((check.check.id, record))

    def is_compared(self, check: CompiledCheck, record: str) -> bool:
        """Say whether a check has something to compare for a record; not when it cannot run."""
        number = self._rules.number_of[check.check.id]
        can_run = self._report.has_record(record) and record not in self._own.faults.get(number, ())
        return can_run and is_compared(check, self, record)

    def counts(self) -> Counts:
        """Return how many checks of figures have something to compare, and how many found it."""
        return self._counting.counts(self.runs(), self.found_by, self.is_compared)

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

    def mentioned_fields(self) -> frozenset[str]:
        """Return the fields some of whose figures were read from prose."""
        return frozenset(each.field for each in self._mentions)

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
            return slack_of(entered, self._half_unit)
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
        return None if number is None else (number, slack_of(value, self._half_unit))

    def text(self, record: str, field: str) -> str:
        """Return the text shown there, "" for nothing."""
        value = self.value(FieldAddress(record, field))
        return value.text if value is not None else ""

    def above(self, record: str, up: int) -> str:
        """Return the record `up` levels above."""
        for _ in range(up):
            record = self._report.parent_of(record)
        return record

    def holders(self, field: str, alike: Callable[[str], str], text: str) -> Collection[str]:
        """Return the records in which a field shows a text, or one that `alike` takes for it."""
        return self._columns.holders(field, alike, text)

    # Computing

    def recompute_all(self) -> None:
        """Forget everything and compute it again: rule by rule, formulas in their order first."""
        self._columns.reload()
        self._sets.records_changed()
        self._own.clear()
        self._mentions.clear()
        for number, formula in enumerate(self._rules.formulas):
            for record in (
                self._report.records_of(formula.scope) if number not in self._waiting else ()
            ):
                self._compute(number, formula, record)
        self.run_checks()
        if self._texts is not None:
            self._texts.check_all(self._report, self)

    def read_prose(self) -> Changes:
        """Read the narrative, and run what is about it; from then on it is followed as well."""
        from perfeval_desktop.checks.text_checks import TextFindings, text_checks_of

        changes, queue = Changes(), Queue()
        for number in self._waiting:
            for record in self._report.records_of(self._rules.rule(number).scope):
                queue.put(number, record)
        self._waiting = frozenset()
        self._run(queue, changes)
        self._counting.all_ran()
        if self._texts is None:
            self._texts = TextFindings(text_checks_of(self._template))
            self._texts.check_all(self._report, self)
            changes.found = True
        return changes

    def prose_results(self) -> ProseResults:
        """Return what reading the narrative gave, for another engine over the same report."""
        assert self._texts is not None
        numbers, checks = self._rules.of_prose, self._checks_of_prose()
        results = {}
        for number, formula in self._formulas_of_prose():
            for record in self._report.records_of(formula.scope):
                result = self._columns.result(FieldAddress(record, formula.field.id))
                if result is not None:
                    results[number, record] = result
        return ProseResults(
            results,
            dict(self._mentions),
            {key: each for key, each in self._own.findings.items() if key[0] in checks},
            {each: frozenset(of) for each, of in self._own.faults.items() if each in numbers},
            tuple(self._texts.findings()),
            tuple(self._texts.faults()),
        )

    def take_prose(self, read: ProseResults) -> bool:
        """Take over what was read elsewhere from the report as it is; say if findings changed."""
        before = self._of_texts()
        self._prose_ran()
        self._mentions, self._taken = dict(read.mentions), read
        for number, formula in self._formulas_of_prose():
            for record in self._report.records_of(formula.scope):
                result = read.results.get((number, record))
                self._columns.put_result(formula.field, record, result)
        has_changed = self._own.put(
            self._checks_of_prose(), read.findings, self._rules.of_prose, read.faults
        )
        return has_changed or before != self._of_texts()

    def _prose_ran(self) -> None:
        for check in self._rules.checks:
            if self._rules.number_of[check.check.id] in self._rules.of_prose:
                for record in self._report.records_of(check.scope):
                    self._counting.ran(check, record)

    def _formulas_of_prose(self) -> Iterator[tuple[int, Formula]]:
        for number, formula in enumerate(self._rules.formulas):
            if number in self._rules.of_prose:
                yield number, formula

    def _checks_of_prose(self) -> frozenset[str]:
        first = len(self._rules.formulas)
        numbered = enumerate(self._rules.checks, first)
        return frozenset(each.check.id for at, each in numbered if at in self._rules.of_prose)

    def run_checks(self) -> None:
        """Run every check for every record, over the figures as they are."""
        self._own.findings.clear()
        self._counting.all_ran()
        members = {
            group: self._report.records_of(group) for group in (REPORT, *self._template.groups)
        }
        for number, check in enumerate(self._rules.checks, len(self._rules.formulas)):
            for record in members[check.scope] if number not in self._waiting else ():
                self._check(number, check, record)

    def update(self, edits: Sequence[Edit]) -> Changes:
        """Follow edits that were just applied to the report.

        Returns:
            The computed fields whose value changed, and whether findings did.
        """
        if any(isinstance(each, SetTemplate) for each in edits):
            return self._begin_anew()
        changes, queue = Changes(), Queue()
        if any(isinstance(each, AddRecord | RemoveRecord | MoveRecord) for each in edits):
            self._sets.records_changed()
        for edit in edits:
            self._take_note(edit, changes)
            self._follower.edit(queue, edit)
        for parent, group in changed_sets(edits, self._report):
            self._follower.siblings(queue, parent, group)
        self._run(queue, changes)
        gone = {each.record.id for each in edits if isinstance(each, RemoveRecord)}
        if gone and self._taken is not None:
            self._drop_about(gone)
        changed = {changed_id(each, self._report) for each in edits}
        changed.update(each.field for each in changes.computed)
        if self._texts is not None:
            changes.found |= self._texts.check_again(changed, self._report, self)
        return changes

    def _take_note(self, edit: Edit, changes: Changes) -> None:
        """Bring what is known of the report up to an edit."""
        match edit:
            case SetEntry():
                self._columns.read_entry(edit.address)
            case RemoveRecord():
                self._forget(edit.record, changes)
            case MoveRecord():
                changes.found = True  # findings are listed in the order of records

    def _forget(self, record: Record, changes: Changes) -> None:
        self._columns.forget(record)
        for address in [each for each in self._mentions if each.record == record.id]:
            del self._mentions[address]
        for number in self._rules.by_scope.get(record.group, ()):
            changes.found |= self._own.clear_fault(number, record.id)
            rule = self._rules.rule(number)
            if isinstance(rule, CompiledCheck):
                self._counting.ran(rule, record.id)
                changes.found |= self._own.note((rule.check.id, record.id), None)

    def _drop_about(self, gone: set[str]) -> None:
        """What was found in prose elsewhere speaks of records that are not there any more."""
        assert self._taken is not None
        texts = (each for each in self._taken.texts if not _is_about(each, gone))
        self._taken = self._taken._replace(texts=tuple(texts))
        checks = self._checks_of_prose()
        for key, finding in list(self._own.findings.items()):
            if key[0] in checks and _is_about(finding, gone):
                self._counting.ran(self._rules.check(key[0]), key[1])
                self._own.note(key, None)

    def _run(self, queue: Queue, changes: Changes) -> None:
        for number, record in queue:
            if number in self._waiting or not self._report.has_record(record):
                continue
            rule = self._rules.rule(number)
            faults = len(self._own.faults)
            if isinstance(rule, Formula):
                if self._compute(number, rule, record):
                    changes.computed.add(FieldAddress(record, rule.field.id))
                    self._follower.readers(queue, FieldAddress(record, rule.field.id))
            else:
                changes.found |= self._check(number, rule, record)
            changes.found |= len(self._own.faults) != faults

    def _compute(self, number: int, formula: Formula, record: str) -> bool:
        """Compute one field; say whether its result moved, if only to another place in a text."""
        if self._patience is not None:
            self._patience()
        address = FieldAddress(record, formula.field.id)
        stood = self._mentions.get(address)
        try:
            result = self._result(formula, record)
        except Exception:
            # Whatever a template can make go wrong, the figures beside it must still be right.
            self._own.note_fault(number, record)
            result = None
        else:
            self._own.clear_fault(number, record)
        has_moved = self._columns.put_result(formula.field, record, result)
        return has_moved or self._mentions.get(address) != stood

    def _result(self, formula: Formula, record: str) -> Decimal | Value | None:
        if formula.field.reading is not None:
            return self._read(formula.field, FieldAddress(record, formula.field.id))
        if formula.number is not None:
            return formula.number(self, record)
        if formula.joined:
            parts = (self.text(self.above(record, each.up), each.field) for each in formula.joined)
            return join_quantity(*parts)
        assert formula.copied is not None
        source = FieldAddress(self.above(record, formula.copied.up), formula.copied.field)
        value = self.value(source)
        return None if value is Mark.BLANK else value

    def _read(self, field: Field, address: FieldAddress) -> Value | None:
        """Read a figure from its text, and keep where it stands."""
        from perfeval_desktop.checks.reading import read_figure

        cells = self._cells_beside(field.id)
        found = read_figure(field, address.record, self._report, self, cells)
        if found is None:
            self._mentions.pop(address, None)
            return None
        self._mentions[address] = found
        return found.value

    def _cells_beside(self, field: str) -> frozenset[str]:
        """Return the fields that some rule reads together with a field, which it stands for."""
        if field not in self._beside:
            readers = self._rules.readers.get(field, ())
            rules = (self._rules.rule(number) for number, _ in readers)
            self._beside[field] = frozenset(read.field for rule in rules for read in rule.reads)
        return self._beside[field]

    def _check(self, number: int, rule: CompiledCheck, record: str) -> bool:
        """Run one check; say whether what it finds moved."""
        if self._patience is not None:
            self._patience()
        self._counting.ran(rule, record)
        try:
            found = evaluate(rule, self, self._report, record)
        except Exception:
            self._own.note_fault(number, record)
            found = None
        else:
            self._own.clear_fault(number, record)
        return self._own.note((rule.check.id, record), found)


def _is_about(finding: Finding, records: set[str]) -> bool:
    places = (*finding.places, *(each.address for each in finding.spans))
    return finding.record in records or any(each.record in records for each in places)
