"""One open report: where edits are applied, followed through and handed to storage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from perfeval_desktop.checks.engine import Changes, Engine
from perfeval_desktop.domain.edits import (
    AddPaper,
    AddRecord,
    Batch,
    Edit,
    MoveRecord,
    Origin,
    RemoveRecord,
    SetEntry,
    SetExplanation,
    SetStatus,
    SetTemplate,
    SetVersion,
    apply_edits,
    inverses,
)
from perfeval_desktop.domain.errors import ReportIsFinalError, ReportIsReadOnlyError
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.parsing import clean_text
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.values import Value
from perfeval_desktop.services.live_figures import live_edits


class Outcome(NamedTuple):
    """What one batch changed.

    `changed` are the fields whose shown value moved, entered or computed; `is_structural` says that
    rows or sheets came, went or moved; `findings_changed` that the list of findings shows something
    else, be it a figure or that one was explained; `has_new_form` that the template is another.
    """

    batch: Batch
    changed: frozenset[FieldAddress]
    is_structural: bool
    findings_changed: bool
    has_new_form: bool = False


class Session:
    """A report with its engine and its history; `store` makes each batch durable.

    Without a `history` the report is new. `read_only` says, as a Chinese sentence, why nothing can
    be changed; it is "" where it can.
    With `reads_prose` False the narrative is not checked until `engine.read_prose`; `patience` is
    the engine's.
    """

    def __init__(  # noqa: PLR0913 - the last two are for files that are opened
        self,
        report: Report,
        store: Callable[[Batch], None],
        history: History | None = None,
        person: str = "",
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        *,
        reads_prose: bool = True,
        patience: Callable[[], None] | None = None,
    ) -> None:
        self.report = report
        self.engine = Engine(report, reads_prose=reads_prose, patience=patience)
        self.history = history or History()
        self._store = store
        self.person = person
        self.read_only = ""
        self.opened_at = self.history.last_number  # the last step there was when it was opened
        self.now = now
        self._listeners: list[Callable[[Outcome], None]] = []

    def listen(self, listener: Callable[[Outcome], None]) -> None:
        """Call `listener` after every batch."""
        self._listeners.append(listener)

    def forget(self, listener: Callable[[Outcome], None]) -> None:
        """Call `listener` no more."""
        self._listeners.remove(listener)

    def value(self, address: FieldAddress) -> Value | None:
        """Return the value shown and printed at an address."""
        return self.engine.value(address)

    @property
    def can_edit(self) -> bool:
        """Whether edits are taken: the report is neither final nor only shown."""
        return not self.read_only and not self.report.status.is_final

    def apply(self, edits: Sequence[Edit], label: str, origin: Origin) -> Outcome | None:
        """Apply edits as one batch, which is undone as one; None when there is nothing to do.

        Raises:
            EditError: an edit does not fit; nothing was changed.
            ReportIsFinalError: the report is final, and this neither opens it again nor only notes
                a paper or a name.
            ReportIsReadOnlyError: nothing is changed at all.
        """
        self._refuse_if_only_shown()
        if self.report.status.is_final and not (
            any(isinstance(each, SetStatus) for each in edits)
            or (edits and all(isinstance(each, AddPaper | SetVersion) for each in edits))
        ):
            raise ReportIsFinalError
        return self._apply(tuple(edits), label, origin) if edits else None

    def undo(self) -> Outcome | None:
        """Take back the last batch; None when there is none.

        Raises:
            ReportIsFinalError: the report is final; opening it again takes a reason.
            ReportIsReadOnlyError: nothing is changed at all.
        """
        self._refuse_if_only_shown()
        if self.report.status.is_final:
            raise ReportIsFinalError
        batch = self.history.to_undo
        if batch is None:
            return None
        return self._apply(inverses(batch.edits), batch.label, Origin.UNDO, batch.number)

    def redo(self) -> Outcome | None:
        """Repeat the batch taken back last; None when there is none.

        Raises:
            ReportIsFinalError: the report is final.
            ReportIsReadOnlyError: nothing is changed at all.
        """
        self._refuse_if_only_shown()
        if self.report.status.is_final:
            raise ReportIsFinalError
        batch = self.history.to_redo
        if batch is None:
            return None
        return self._apply(batch.edits, batch.label, Origin.REDO, batch.number)

    def _refuse_if_only_shown(self) -> None:
        if self.read_only:
            raise ReportIsReadOnlyError(self.read_only)

    def _apply(
        self, edits: tuple[Edit, ...], label: str, origin: Origin, target: int | None = None
    ) -> Outcome:
        apply_edits(self.report, edits)
        changes = self.engine.update(edits)
        edits += self._follow_live_figures(changes)
        number = self.history.last_number + 1
        batch = Batch(number, clean_text(label), origin, self.person, self.now(), edits, target)
        self.history.append(batch)
        self._store(batch)
        entered = {edit.address for edit in edits if isinstance(edit, SetEntry)}
        has_new_form = any(isinstance(edit, SetTemplate) for edit in edits)
        outcome = Outcome(
            batch,
            frozenset(entered | changes.computed),
            has_new_form
            or any(isinstance(edit, AddRecord | RemoveRecord | MoveRecord) for edit in edits),
            changes.found or any(isinstance(edit, SetExplanation) for edit in edits),
            has_new_form,
        )
        for listener in tuple(self._listeners):
            listener(outcome)
        return outcome

    def _follow_live_figures(self, changes: Changes) -> tuple[Edit, ...]:
        """Bring the narrative up to the cells its figures follow: part of what changed them."""
        more = tuple(live_edits(self.report, self.engine.value))
        if more:
            apply_edits(self.report, more)
            changes.add(self.engine.update(more))
        return more
