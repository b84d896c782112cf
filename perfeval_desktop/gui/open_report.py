"""The thin adapter between one open report and Qt: actions in, signals out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from perfeval_desktop.domain.edits import NOTES, Batch, Edit, Origin, SetEntry
from perfeval_desktop.domain.errors import (
    ReportIsFinalError,
    ReportIsReadOnlyError,
    RowRefusedError,
    ValueParseError,
)
from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.layout import SheetRef, sheet_refs_in_filling_order
from perfeval_desktop.domain.parsing import unseen_in
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.services.completeness import SheetState, sheet_states
from perfeval_desktop.services.entering import (
    StatedQuestion,
    as_entered,
    entry_edits,
    stated_question,
    worked_out,
)
from perfeval_desktop.services.explaining import finding_state
from perfeval_desktop.services.session import Outcome, Session

if TYPE_CHECKING:
    from perfeval_desktop.services.balanced_print import Balance
    from perfeval_desktop.services.carried import LockedChange
    from perfeval_desktop.services.prose_reader import ProseReader, Reading


class Store(Protocol):
    """What makes batches durable, on a thread of its own."""

    def submit(self, batch: Batch) -> None: ...
    def publish_now(self) -> None: ...


class OpenReport(QObject):
    """The report in the window.

    `changed` comes after every batch that changes something. `refused` carries a sentence for the
    message bar: what was typed could not be taken as it was, or not at all, and the old value
    stands.
    """

    changed = Signal(object)  # Outcome
    form_changed = Signal(
        object
    )  # Outcome: in place of all others, for nothing shown fits any more
    findings_changed = Signal()
    checking_changed = Signal(bool)  # whether the narrative is being checked
    refused = Signal(str)
    _read = Signal(object)  # Reading, from the thread that reads
    _read_failed = Signal(object)

    # How a value typed over a computed one is settled: gives the reason, None to keep the computed.
    ask_reason: Callable[[StatedQuestion], str | None]
    # The same for locked values (last year's figures, approved targets) about to be changed.
    ask_change: Callable[[Sequence[LockedChange]], str | None]

    def __init__(self, session: Session, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.store = store
        self.is_complete_check = False
        self.enters_yuan = False  # a bare amount that is typed is 元
        self.is_checking = not session.engine.has_read_prose
        self.ask_reason = lambda question: ""
        self.ask_change = lambda changes: None
        self._reader: ProseReader | None = None
        self._balance: Balance | None = None  # of the figures as they are now
        self._read.connect(self._take)
        self._read_failed.connect(self._on_read_failed)
        session.listen(self._on_batch)

    @property
    def report(self) -> Report:
        """The report itself, to read."""
        return self.session.report

    @property
    def can_edit(self) -> bool:
        """Whether edits are taken: the report is neither final nor only shown."""
        return self.session.can_edit

    def sheets(self) -> list[SheetRef]:
        """Return the sheets in the clerk's order of filling in."""
        return sheet_refs_in_filling_order(self.report)

    def balance(self) -> Balance | None:
        """Return what 舍位平衡 adjusts in print; None where the template does not ask for it."""
        if self._balance is None and self.report.template.balances_print:
            from perfeval_desktop.services.balanced_print import balance

            self._balance = balance(self.report, self.session.value)
        return self._balance

    # The narrative, which is checked on a thread of its own

    def read_prose(self) -> None:
        """Check the narrative from now on; the first painting does without."""
        if self._reader is not None:
            return
        from perfeval_desktop.services.prose_reader import ProseReader

        number = self.session.history.last_number
        self._reader = ProseReader(self.report, number, self._read.emit, self._read_failed.emit)
        self._set_checking(True)

    def finish_checking(self) -> None:
        """Wait for what is still being checked: the findings are counted, or leave the house."""
        if not self.is_checking:
            return
        self.read_prose()
        if self._reader is not None:
            reading = self._reader.read_to(self.session.history.last_number)
            if reading is not None:
                self._take(reading)

    def close(self) -> None:
        """End the thread that reads; the report is not shown any more."""
        self.session.forget(self._on_batch)
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _take(self, reading: Reading) -> None:
        """Take over what was read, unless more was typed meanwhile: then it is read once more."""
        if self._reader is None or reading.number != self.session.history.last_number:
            return
        has_changed = self.session.engine.take_prose(reading.results)
        self._set_checking(False)
        if has_changed:
            self.findings_changed.emit()

    def _on_read_failed(self, error: object) -> None:
        from perfeval_desktop.services.fault_log import log_fault

        assert isinstance(error, BaseException)
        log_fault(error)
        self._reader = None
        self._set_checking(False)
        self.refused.emit("正文没有核对成，是程序的问题，已经记入日志；填写和保存不受影响。")

    def _set_checking(self, is_checking: bool) -> None:
        if is_checking != self.is_checking:
            self.is_checking = is_checking
            self.checking_changed.emit(is_checking)

    def findings(self) -> list[Finding]:
        """Return the findings to show: with 全审 also those for what is not filled in."""
        return self.session.engine.findings(self.is_complete_check)

    def open_findings(self) -> list[Finding]:
        """Return the findings to show that were not explained, or need it again."""
        return self.sorted_findings()[0]

    def sorted_findings(self) -> tuple[list[Finding], list[Finding]]:
        """Return the findings to show: those of `open_findings`, and those that are explained."""
        sorted_ = list[Finding](), list[Finding]()
        for each in self.findings():
            sorted_[self.state(each) is FindingState.EXPLAINED].append(each)
        return sorted_

    def state(self, finding: Finding) -> FindingState:
        """Return what became of a finding."""
        return finding_state(self.report, finding)

    def sheet_states(self) -> dict[SheetRef, SheetState]:
        """Return how complete each sheet is and how many findings it has."""
        return sheet_states(self.report, self.session.engine, self.sheets(), self.is_complete_check)

    def set_complete_check(self, is_complete: bool) -> None:
        """Switch between checking while typing and 全审."""
        self.is_complete_check = is_complete
        self.findings_changed.emit()

    def enter(self, address: FieldAddress, text: str) -> bool:
        """Put what was typed into a field; False when it was refused and the old value stands."""
        field = self.report.template.fields[address.field]
        label = field_label(field, self.report.year)
        typed = text.strip()
        try:
            text = as_entered(field, worked_out(field, text), in_yuan=self.enters_yuan)
            question = stated_question(self.report, self.session.engine, address, text)
            reason = "" if question is None else self.ask_reason(question)
            if reason is None:
                return True
            edits = entry_edits(self.report, address, text, reason)
        except ValueParseError as error:
            self.refused.emit(f"{label}：{error.reason}原来的内容没有改动。")
            return False
        as_typed = f"（{typed}）" if text.strip() != typed else ""  # a sum: only its result is kept
        self.apply(edits, f"填写 {label}{as_typed}", Origin.TYPED)
        unseen = unseen_in(typed)
        if unseen and edits:
            self.refused.emit(f"{label}：去掉了{unseen}，它们印不出来；看得见的字都在。")
        return True

    def apply(self, edits: Sequence[Edit], label: str, origin: Origin = Origin.ROWS) -> None:
        """Apply edits as one batch that is undone as one; a final report refuses them.

        A figure carried over from last year's report, or a target that was approved, is only
        changed with a reason.
        """
        has_locks = self.report.last_year is not None or self.report.approved is not None
        if has_locks and self.can_edit:
            edits = self._settled(edits, origin)
        self._if_it_may_be(lambda: self.session.apply(edits, label, origin))

    def _settled(self, edits: Sequence[Edit], origin: Origin) -> Sequence[Edit]:
        from perfeval_desktop.services.carried import explained_edits, locked_changes, with_reason

        changes, free = locked_changes(self.session, edits, origin)
        emptied = [each for each in changes if not each.after]
        changed = [each for each in changes if each.after]
        if not changes:
            return edits
        if emptied:
            self.refused.emit(
                f"{emptied[0].label}{f'等 {len(emptied)} 格' if len(emptied) > 1 else ''}"
                f"是{emptied[0].lock.value}，没有清空；"
                "确实不对的，直接填上对的，写明原因。"
            )
        reason = self.ask_change(changed) if changed else None
        if reason is None:
            return free
        places = {each.address for each in emptied}
        kept = [e for e in edits if not (isinstance(e, SetEntry) and e.address in places)]
        with_reasons = with_reason(kept, changed, reason)
        return [*with_reasons, *explained_edits(self.session, with_reasons, reason)]

    def attempt(self, action: Callable[[], None]) -> None:
        """Run a row operation; what it refuses is said in the message bar."""
        try:
            action()
        except RowRefusedError as error:
            self.refused.emit(error.reason)

    def undo(self) -> Outcome | None:
        """Take back the last batch."""
        return self._if_it_may_be(self.session.undo)

    def redo(self) -> Outcome | None:
        """Repeat the batch taken back last."""
        return self._if_it_may_be(self.session.redo)

    def _if_it_may_be(self, action: Callable[[], Outcome | None]) -> Outcome | None:
        try:
            return action()
        except (ReportIsFinalError, ReportIsReadOnlyError) as error:
            from perfeval_desktop.services.user_text import user_text

            self.refused.emit(user_text(error).sentence)
            return None

    def _on_batch(self, outcome: Outcome) -> None:
        self._balance = None
        if self._reader is not None:
            self._reader.follow(outcome.batch)
        if outcome.has_new_form:
            self.form_changed.emit(outcome)
            return
        if outcome.batch.origin in NOTES:
            return  # nothing that is shown or checked has changed
        if self._reader is not None:
            self._set_checking(True)
        self.changed.emit(outcome)
        if outcome.findings_changed:
            self.findings_changed.emit()
