"""Which rules have to run again after an edit, and for which records."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Protocol

from perfeval_desktop.checks.questions import ALIKE
from perfeval_desktop.checks.resolve import LAST_YEAR, Many, Read, group_above
from perfeval_desktop.checks.rules import RuleSet
from perfeval_desktop.domain.approved import APPROVED
from perfeval_desktop.domain.edits import (
    AddRecord,
    Edit,
    MoveRecord,
    RemoveRecord,
    SetApproved,
    SetEntry,
    SetLastYear,
)
from perfeval_desktop.domain.naming import normalised
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.values import Mark


class Texts(Protocol):
    """The texts that are shown, and who shows one."""

    def text(self, record: str, field: str) -> str: ...
    def holders(self, field: str, alike: Callable[[str], str], text: str) -> Collection[str]: ...


class Queue:
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


class Follower:
    """Queues the rules that an edit calls for: those that read what it changed, and theirs."""

    def __init__(self, report: Report, rules: RuleSet, view: Texts) -> None:
        self._report = report
        self._rules = rules
        self._view = view

    def edit(self, queue: Queue, edit: Edit) -> None:
        """Queue what an edit that was applied calls for; sets of records: see `siblings`."""
        match edit:
            case SetEntry():
                texts = tuple(each.value.text for each in (edit.before, edit.after) if each)
                self.readers(queue, edit.address, texts, self._stays_filled(edit))
                self._namesakes(queue, edit.address, texts)
            case AddRecord():
                if self._report.has_record(edit.record.id):
                    self._record(queue, edit.record.id)
            case SetLastYear():
                for number, _ in self._rules.readers.get(LAST_YEAR, ()):
                    for each in self._report.records_of(self._rules.rule(number).scope):
                        queue.put(number, each)
            case MoveRecord():
                self._order(queue, edit.record_id)

    def _record(self, queue: Queue, record: str) -> None:
        for number in self._rules.by_scope.get(self._report.group_of(record), ()):
            queue.put(number, record)

    def siblings(self, queue: Queue, parent: str, group: str) -> None:
        """A set of records or its order changed: run what reads that set and lists its places.

        Who points at a record through a relation changes with the entries only.
        """
        self._unnamed(queue, parent, group)
        for number, read in self._rules.readers.get(group, ()):
            if isinstance(read, Many) and not read.via:
                for each in self._below(parent, self._rules.rule(number).scope, read.up):
                    queue.put(number, each)

    def _order(self, queue: Queue, record: str) -> None:
        """A record moved: what lists all that point at the same record lists them anew."""
        if not self._report.has_record(record):
            return
        for number, read in self._rules.readers.get(self._report.group_of(record), ()):
            if isinstance(read, Many) and read.via:
                for target in self._pointed_at(number, read, FieldAddress(record, read.field), ()):
                    for each in self._below(target, self._rules.rule(number).scope, read.up):
                        queue.put(number, each)

    def _unnamed(self, queue: Queue, parent: str, group: str) -> None:
        """A record without a name is called by its number, which has moved."""
        name_field = self._report.template.groups[group].name_field
        for sibling in self._report.children(parent, group):
            if not name_field or self._report.value(FieldAddress(sibling, name_field)) is None:
                self._record(queue, sibling)

    def _namesakes(self, queue: Queue, place: FieldAddress, texts: tuple[str, ...]) -> None:
        """A passage is about a record only while no other has its name: read it for those again."""
        for number in self._rules.in_passages.get(place.field, ()):
            for text in filter(None, texts):
                for sibling in self._view.holders(place.field, normalised, text):
                    queue.put(number, sibling)

    def _stays_filled(self, edit: SetEntry) -> bool:
        """Say whether something stands there as before: for who only counts, nothing changed."""
        if self._report.template.fields[edit.address.field].refers_to:
            return False  # a link counts while its record is there
        return all(each and each.value is not Mark.BLANK for each in (edit.before, edit.after))

    def readers(
        self,
        queue: Queue,
        place: FieldAddress,
        texts: tuple[str, ...] | None = None,
        stays_filled: bool = False,
    ) -> None:
        """Run what reads a field again; `texts` stood and stand in it, None when not known.

        Where the record is gone, only what it pointed at or had the name of is left to run. With
        `stays_filled` there is no more or less to count.
        """
        for number, read in self._rules.readers.get(place.field, ()):
            if stays_filled and isinstance(read, Many) and read.is_counted:
                continue
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
                yield from self._view.holders(own, ALIKE[function], text)
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
        by = self._report.template.relations[read.via].by
        if place.field != by:
            texts = (self._view.text(place.record, by),)
        if texts is not None:
            return [each for each in texts if each]
        scope = self._rules.rule(number).scope
        return self._report.records_of(group_above(scope, read.up, self._report.template))

    def _below(self, record: str, scope: str, levels: int) -> Iterator[str]:
        """Yield the records of `scope` that stand `levels` below `record`."""
        if not self._report.has_record(record):
            return
        if levels == 0:
            yield record
            return
        above = group_above(scope, levels - 1, self._report.template)
        for child in self._report.children(record, above):
            yield from self._below(child, scope, levels - 1)


def changed_sets(edits: Sequence[Edit], report: Report) -> set[tuple[str, str]]:
    """Return the sets of records, (parent, group), in which one came, went or moved."""
    found = set()
    for edit in edits:
        if isinstance(edit, AddRecord | RemoveRecord):
            found.add((edit.record.parent, edit.record.group))
        elif isinstance(edit, MoveRecord) and report.has_record(edit.record_id):
            record = report.record(edit.record_id)
            found.add((record.parent, record.group))
    return found


def changed_id(edit: Edit, report: Report) -> str:
    """Return the field that an edit changes, or the group whose records it changes."""
    match edit:
        case SetEntry():
            return edit.address.field
        case AddRecord() | RemoveRecord():
            return edit.record.group
        case MoveRecord():
            has_it = report.has_record(edit.record_id)
            return report.record(edit.record_id).group if has_it else ""
        case SetLastYear():
            return LAST_YEAR
        case SetApproved():
            return APPROVED
        case _:  # what is kept beside the cells, and read by no rule
            return ""
