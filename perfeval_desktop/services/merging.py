"""合并: what another copy of a report has is taken into this one, as one step.

Both copies hold the hashes of their steps. Up to the last that is in both they were one report;
what was taken in since is noted by its hash. The report of that time is read from the history, and
all three are put together in `three_way.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from perfeval_desktop.domain.edits import NOTES, AddMerged, Edit, SetRemark, apply_edits
from perfeval_desktop.domain.errors import EditError, MergeRefusedError
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.report import Report
from perfeval_desktop.services.comparing import Difference, differences
from perfeval_desktop.services.merge_conflicts import Conflict, Conflicts
from perfeval_desktop.services.revisions import report_at, state_of
from perfeval_desktop.services.three_way import Choices, ThreeWay

if TYPE_CHECKING:
    from perfeval_desktop.storage.read_documents import ReadDocument

_DOES_NOT_FIT = (
    "那一份里有放不进这份报告的内容，可能被别的程序改过。可以用“比较”看哪里不同，再照着填。"
)


class Copy(NamedTuple):
    """One copy of a report. `hashes` are those of its steps, by number."""

    doc_id: str
    report: Report
    history: History
    hashes: Mapping[int, str]

    @classmethod
    def of(cls, read: ReadDocument) -> Copy:
        """Return the copy that a file holds."""
        history = History(read.batches, read.steps_before)
        return cls(read.doc_id, read.report, history, read.hashes)

    @property
    def last_hash(self) -> str:
        """The hash of its last step, "" where it has none."""
        return self.hashes[max(self.hashes)] if self.hashes else ""

    def at(self, number: int) -> Report:
        """Return the report as it was after a step."""
        return report_at(self.report, self.history, number)


@dataclass(frozen=True)
class Merge:
    """What comes of taking another copy in. Nothing is changed by it."""

    mine: Copy
    theirs: Copy
    whose: str  # what the other copy is called: 刘敏的副本
    bases: tuple[Report, ...]

    @cached_property
    def _three_way(self) -> ThreeWay:
        return ThreeWay(self.bases, self.mine.report, self.theirs.report)

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What both sides made into different things, in binding order."""
        words = Conflicts(
            self.bases,
            (self.mine.report, self.mine.history),
            (self.theirs.report, self.theirs.history),
        )
        return words.told(self._three_way.clashes)

    @property
    def is_nothing_new(self) -> bool:
        """Whether the other copy has nothing that is not here."""
        if self.theirs.last_hash in self._known:
            return True
        return not self._three_way.clashes and not self._taken({})

    @property
    def _known(self) -> set[str]:
        """The states that this copy contains, its own and those taken in."""
        return {*self.mine.hashes.values(), *self.mine.report.merged}

    @property
    def label(self) -> str:
        """What the step is called."""
        return f"合并 {self.whose}"

    def edits(self, choices: Choices) -> list[Edit]:
        """Return the edits of the step: what is taken in, and the note that it was.

        Of a conflict that is not chosen about, what is mine stays.

        Raises:
            MergeRefusedError: the other copy holds what cannot stand in this report.
        """
        edits = self._taken(choices)
        here = self._known
        taken = {*self.theirs.report.merged, self.theirs.last_hash} - here - {""}
        return [*edits, *(AddMerged(each) for each in sorted(taken))]

    def _taken(self, choices: Choices) -> list[Edit]:
        try:
            return self._three_way.edits(choices)
        except EditError as error:
            raise MergeRefusedError(_DOES_NOT_FIT) from error

    def changes(self, choices: Choices) -> list[Difference]:
        """Return what will be different here afterwards, computed figures too."""
        after = self.mine.report.copy()
        apply_edits(after, self.edits(choices))
        now = state_of(self.mine.report)
        return differences(now, state_of(after), is_exact=True, is_whole=True)


def merge_of(mine: Copy, theirs: Copy, name: str) -> Merge:
    """Return what comes of taking `theirs` in; `name` is that of its file.

    Raises:
        MergeRefusedError: it is no copy of this report, or one of the two is final.
    """
    _refuse_what_does_not_fit(mine, theirs)
    try:
        bases = _common_states(mine, theirs)
    except EditError as error:  # its history is not that of what it holds
        raise MergeRefusedError(_DOES_NOT_FIT) from error
    if not bases:
        raise MergeRefusedError(
            "找不到两份是从哪一步分开的：其中一份是不带修改记录的副本，或者是用别的办法做出来的。"
            "请对方发来带修改记录的文件，或者用“比较”看哪里不同，再照着填。"
        )
    whose = f"{_last_person(mine, theirs) or name}的副本"
    return Merge(mine, _with_what_was_left_out(theirs, bases), whose, bases)


def _with_what_was_left_out(copy: Copy, bases: Iterable[Report]) -> Copy:
    """Return it with the remarks it was given without: nobody took those away."""
    if not copy.history.steps_before:
        return copy
    report, given = copy.report.copy(), copy.at(copy.history.steps_before)
    for address, remark in (each for base in bases for each in base.remarks()):
        is_unheard_of = given.remark(address) is None and report.remark(address) is None
        if is_unheard_of and report.has_record(address.record):
            apply_edits(report, [SetRemark(address, None, remark)])
    return copy._replace(report=report)


def read_copy(path: Path) -> Copy:
    """Return the copy that a file holds; nothing is written to it or beside it.

    Raises:
        FileError: it cannot be read, or is no report.
    """
    from perfeval_desktop.storage.read_documents import read_with_history

    return Copy.of(read_with_history(path))


def refuse_if_final(report: Report) -> None:
    """Refuse to take anything into a final report.

    Raises:
        MergeRefusedError: it is final.
    """
    if report.status.is_final:
        raise MergeRefusedError("这份报告已经定稿。要合并，请先在“审核”菜单里取消定稿，写明原因。")


def _refuse_what_does_not_fit(mine: Copy, theirs: Copy) -> None:
    refuse_if_final(mine.report)
    if theirs.doc_id != mine.doc_id:
        raise MergeRefusedError(
            "那一份不是这份报告的副本，是另外新建的一份，不能合并。"
            "可以用“比较”看哪里不同，再照着填。"
        )
    if theirs.report.template.digest != mine.report.template.digest:
        raise MergeRefusedError("两份用的表样不一样，不能合并。请用同一套表样的副本来合并。")
    if theirs.report.year != mine.report.year:
        raise MergeRefusedError(
            f"那一份是 {theirs.report.year} 年度的，这份报告是 {mine.report.year} 年度的，"
            "不能合并。"
        )
    if any(
        mine.report.has_record(each.id) and mine.report.record(each.id) != each
        for each in theirs.report.all_records()
    ):
        raise MergeRefusedError(_DOES_NOT_FIT)
    if theirs.report.status.is_final:
        raise MergeRefusedError(
            "那一份已经定稿，内容不再改动，不能合并。请对方取消定稿以后再发来；"
            "只是要看哪里不同，请用“比较”。"
        )


def _common_states(mine: Copy, theirs: Copy) -> tuple[Report, ...]:
    """Return the latest states that both sides contain; none where none is known.

    There are two where each side took the other in before it knew that this one did the same.
    """
    here, there = mine.hashes, theirs.hashes
    shared = max((n for n, hash_ in here.items() if there.get(n) == hash_), default=0)
    taken, given = mine.report.merged, theirs.report.merged
    in_theirs = max((n for n, hash_ in there.items() if n > shared and hash_ in taken), default=0)
    in_mine = max((n for n, hash_ in here.items() if n > shared and hash_ in given), default=0)
    if not in_theirs and not in_mine:
        return (mine.at(shared),) if shared else ()
    of_theirs = theirs.at(in_theirs) if in_theirs else None
    of_mine = mine.at(in_mine) if in_mine else None
    if of_theirs is not None and of_mine is not None:
        if here[in_mine] in of_theirs.merged:
            return (of_theirs,)
        if there[in_theirs] in of_mine.merged:
            return (of_mine,)
    return tuple(each for each in (of_theirs, of_mine) if each is not None)


def _last_person(mine: Copy, theirs: Copy) -> str:
    """Return who did last what only the other copy has."""
    for batch in reversed(theirs.history.after(0)):
        if mine.hashes.get(batch.number) == theirs.hashes[batch.number]:
            return ""
        if batch.person and batch.origin not in NOTES:
            return batch.person
    return ""
