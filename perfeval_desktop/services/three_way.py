"""Two copies of one report and what both came from: what they make together, cell by cell.

What only one side changed is taken from it; what both made into different things is a clash, which
a person decides. Nothing depends on which side is which but the answer to a clash nobody gave:
merging in either direction makes the same report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple, TypeVar

from perfeval_desktop.domain.edits import Edit
from perfeval_desktop.domain.figure_notes import NoteKind
from perfeval_desktop.domain.report import Entry, FieldAddress, Record, Report
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.values import Text
from perfeval_desktop.services.leading_edits import Target, leading_edits

T = TypeVar("T")


class Side(Enum):
    """One of the two copies."""

    MINE = "我的"
    THEIRS = "对方的"


class ClashKind(Enum):
    """What both sides changed; the ids of its place are told in brackets."""

    CELL = "格"  # (record, field)
    ROW = "整行"  # (record): one side took it away, the other changed something in it
    ORDER = "行的先后"  # (parent, group)
    REMARK = "批注"  # (record, field)
    EXPLANATION = "审核说明"  # (check, record)
    LAST_YEAR = "上年文件的数"  # ()
    APPROVED = "批复的绩效目标"  # ()


class Clash(NamedTuple):
    """Something that both sides made into different things."""

    kind: ClashKind
    place: tuple[str, ...]


Choices = Mapping[Clash, Side]


class ThreeWay:
    """Puts two copies of a report together.

    `bases` are states that both sides contain: one, but for copies that were each taken into the
    other at the same time. Where several disagree nobody can know which is older, so it is asked.
    """

    def __init__(self, bases: Sequence[Report], mine: Report, theirs: Report) -> None:
        self._bases, self._mine, self._theirs = tuple(bases), mine, theirs
        self.clashes: tuple[Clash, ...] = self._run({}).clashes()

    def target(self, choices: Choices) -> Target:
        """Return what comes out; of a clash that is not chosen about, what is mine stays."""
        return self._run(choices).target

    def edits(self, choices: Choices) -> list[Edit]:
        """Return the edits that make of my copy what comes out.

        Raises:
            EditError: the other copy holds what cannot stand in this report.
        """
        return list(leading_edits(self._mine, self.target(choices)))

    def _run(self, choices: Choices) -> _Run:
        return _Run(self._bases, self._mine, self._theirs, choices)


class _Run:
    """One putting together, under given choices."""

    def __init__(
        self, bases: tuple[Report, ...], mine: Report, theirs: Report, choices: Choices
    ) -> None:
        self._bases, self._mine, self._theirs = bases, mine, theirs
        self._choices = choices
        self._clashes: dict[Clash, None] = {}
        self._kept: set[str] = set()  # rows that one side took away, and that stay all the same
        self.target = Target()
        self._put_rows()
        for record in (REPORT, *self.target.records):
            self._put_cells(record)
        self._drop_lost_links()
        self._put_explanations()
        self.target.last_year = self._three_way(
            Clash(ClashKind.LAST_YEAR, ()),
            mine.last_year,
            theirs.last_year,
            [each.last_year for each in bases],
        )
        self.target.approved = self._three_way(
            Clash(ClashKind.APPROVED, ()),
            mine.approved,
            theirs.approved,
            [each.approved for each in bases],
        )

    def clashes(self) -> tuple[Clash, ...]:
        return tuple(self._clashes)

    def _choose(self, clash: Clash) -> Side:
        self._clashes[clash] = None
        return self._choices.get(clash, Side.MINE)

    def _three_way(self, clash: Clash, mine: T, theirs: T, bases: Iterable[T]) -> T:
        bases = list(bases)
        if mine == theirs or all(each == theirs for each in bases):
            return mine
        if all(each == mine for each in bases):
            return theirs
        return mine if self._choose(clash) is Side.MINE else theirs

    # Rows

    def _put_rows(self) -> None:
        pending = [REPORT]
        while pending:
            parent = pending.pop(0)
            group_of_parent = "" if parent == REPORT else self.target.records[parent].group
            for group in self._mine.template.groups_under(group_of_parent):
                order = self._order(parent, group.id)
                self.target.orders[parent, group.id] = order
                for record in order:
                    side = self._mine if self._mine.has_record(record) else self._theirs
                    self.target.records[record] = side.record(record)
                pending += order

    def _order(self, parent: str, group: str) -> list[str]:
        mine, theirs = _children(self._mine, parent, group), _children(self._theirs, parent, group)
        common = [each for each in mine if self._theirs.has_record(each)]
        one_sided = sorted({*mine, *theirs} - {*common})
        stay = {each for each in one_sided if self._stays(each)}
        needed = set(self._needed(group, [*common, *stay], one_sided))
        self._kept |= needed
        stay |= needed
        order = self._common_order(parent, group, common)
        staying = stay.union(common)
        return _with_others(order, [[e for e in side if e in staying] for side in (mine, theirs)])

    def _stays(self, record: str) -> bool:
        """Say whether a row that only one side has stands in what comes out."""
        if not any(each.has_record(record) for each in self._bases):
            return True  # it is new
        is_mine = self._mine.has_record(record)
        holder = self._mine if is_mine else self._theirs
        if holder.record(record).parent in self._kept:
            self._kept.add(record)
            return True
        if not self._is_touched(holder, record):
            return False
        chosen = self._choose(Clash(ClashKind.ROW, (record,)))
        if (chosen is Side.MINE) == is_mine:
            self._kept.add(record)
            return True
        return False

    def _is_touched(self, holder: Report, record: str) -> bool:
        """Say whether a row, or anything under it, is not what both sides knew."""
        rows = list(_subtree(holder, record))
        now = _inside(holder, rows), _links_to(holder, record)
        return any(
            (_inside(each, list(_subtree(each, record))), _links_to(each, record)) != now
            for each in self._bases
            if each.has_record(record)
        )

    def _needed(self, group: str, staying: list[str], one_sided: list[str]) -> Iterator[str]:
        """Yield rows that stay although one side took them away: the form needs so many.

        Each side left as many as are needed, but not the same ones.
        """
        least = self._mine.template.groups[group].minimum
        section_of = {each: self._record(each).section for each in (*staying, *one_sided)}
        for section in sorted(set(section_of.values())):
            there = [each for each in staying if section_of[each] == section]
            gone = [e for e in one_sided if e not in staying and section_of[e] == section]
            yield from gone[: max(0, least - len(there))]

    def _record(self, record: str) -> Record:
        return (self._mine if self._mine.has_record(record) else self._theirs).record(record)

    def _common_order(self, parent: str, group: str, common: list[str]) -> list[str]:
        """Return the rows that both sides have, in the order of the side that moved them."""
        here = set(common)
        theirs = [each for each in _children(self._theirs, parent, group) if each in here]
        if common == theirs:
            return common
        before = [[e for e in _children(b, parent, group) if e in here] for b in self._bases]
        as_before = [
            all([each for each in order if each in known] == known for known in before)
            for order in (common, theirs)
        ]
        if all(as_before):  # they came to both by another way
            return min(common, theirs)
        if any(as_before):
            return theirs if as_before[0] else common
        clash = Clash(ClashKind.ORDER, (parent, group))
        return common if self._choose(clash) is Side.MINE else theirs

    # What stands in them

    def _put_cells(self, record: str) -> None:
        mine, theirs = (each.has_record(record) for each in (self._mine, self._theirs))
        if not (mine and theirs):
            holder = self._mine if mine else self._theirs
            self.target.entries.update(holder.entries_of(record))
            self.target.remarks.update(holder.remarks_of(record))
            return
        for each in self._mine.template.fields_of(self._mine.group_of(record)):
            address = FieldAddress(record, each.id)
            entry = self._entry(address, bool(each.refers_to))
            if entry is not None:
                self.target.entries[address] = entry
            remark = self._three_way(
                Clash(ClashKind.REMARK, address),
                self._mine.remark(address),
                self._theirs.remark(address),
                [base.remark(address) for base in self._bases],
            )
            if remark is not None:
                self.target.remarks[address] = remark

    def _entry(self, address: FieldAddress, is_link: bool) -> Entry | None:
        mine, theirs = self._mine.entry(address), self._theirs.entry(address)
        bases = [each.entry(address) for each in self._bases]
        if mine == theirs:
            return mine
        if is_link and (mine is None or theirs is None):
            link = mine or theirs
            assert link is not None
            if link.value.text in self._kept:
                return link  # it went with what it leads to, which stays
        # A text whose figures were only brought up to the cells they follow was not changed.
        one, other, were = _essence(mine), _essence(theirs), [_essence(each) for each in bases]
        if one == other or all(each == other for each in were):
            return mine
        if all(each == one for each in were):
            return theirs
        chosen = self._choose(Clash(ClashKind.CELL, address))
        return mine if chosen is Side.MINE else theirs

    def _drop_lost_links(self) -> None:
        fields = self._mine.template.fields
        for address, entry in list(self.target.entries.items()):
            to = entry.value.text
            is_lost = to not in self.target.records and (
                self._mine.has_record(to) or self._theirs.has_record(to)
            )
            if fields[address.field].refers_to and to and is_lost:
                del self.target.entries[address]

    def _put_explanations(self) -> None:
        keys = [key for each in (self._mine, self._theirs) for key, _ in each.explanations()]
        for key in dict.fromkeys(keys):
            said = self._three_way(
                Clash(ClashKind.EXPLANATION, key),
                self._mine.explanation(key),
                self._theirs.explanation(key),
                [each.explanation(key) for each in self._bases],
            )
            if said is not None:
                self.target.explanations[key] = said


def _children(report: Report, parent: str, group: str) -> list[str]:
    return report.children(parent, group) if report.has_record(parent) else []


def _subtree(report: Report, record: str) -> Iterator[str]:
    yield record
    for group in report.template.groups_under(report.group_of(record)):
        for child in report.children(record, group.id):
            yield from _subtree(report, child)


def _inside(report: Report, rows: list[str]) -> object:
    return [(each, report.entries_of(each), sorted(report.remarks_of(each))) for each in rows]


def _links_to(report: Report, record: str) -> list[FieldAddress]:
    group = report.group_of(record)
    found = []
    for field_ in report.template.fields.values():
        if field_.refers_to == group:
            places = (FieldAddress(row, field_.id) for row in report.records_of(field_.group))
            found += [each for each in places if _leads_to(report, each, record)]
    return found


def _leads_to(report: Report, place: FieldAddress, record: str) -> bool:
    value = report.value(place)
    return value is not None and value.text == record


def _with_others(order: list[str], sides: list[list[str]]) -> list[str]:
    """Put rows of one side behind the row that they stand behind there.

    Where both sides have some in the same place, those stay together that belong together.
    """
    common = set(order)
    behind: dict[str, list[list[str]]] = {}
    for side in sides:
        anchor = ""
        runs: dict[str, list[str]] = {}
        for record in side:
            if record in common:
                anchor = record
            else:
                runs.setdefault(anchor, []).append(record)
        for anchor, run in runs.items():
            behind.setdefault(anchor, []).append(run)
    whole: list[str] = []
    for anchor in ("", *order):
        whole += [anchor] if anchor else []
        for run in sorted(behind.get(anchor, ())):
            whole += run
    return whole


def _essence(entry: Entry | None) -> object:
    """Return an entry without the figures that follow a cell: they are rewritten anyway."""
    if entry is None or not isinstance(entry.value, Text) or not entry.value.notes:
        return entry
    text, parts, at = entry.value.text, list[object](), 0
    for note in sorted(entry.value.notes):
        figure = "" if note.kind is NoteKind.LIVE else text[note.start : note.end]
        parts += [text[at : note.start], (note.kind, note.record, note.field, figure)]
        at = note.end
    return [entry.reason, *parts, text[at:]]
