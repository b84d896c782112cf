"""What was done to a report: what can be undone and redone, and what became of each cell.

Everything is read from the batches, so that it survives a restart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from perfeval_desktop.domain.edits import (
    MADE_WITH,
    NOTES,
    Batch,
    Origin,
    SetEntry,
    SetTemplate,
    apply_edits,
)
from perfeval_desktop.domain.errors import EditError, TemplateError
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate


def report_told(batches: Sequence[Batch], template: ReportTemplate, year: int) -> Report:
    """Return what a whole history, from the first step on, says that the report is.

    Args:
        batches: All steps there were.
        template: That of the report after the last of them.
        year: That of the report.

    Raises:
        EditError: a step does not fit.
    """
    report = Report(first_template(batches, template), year)
    for batch in batches:
        apply_edits(report, batch.edits)
    return report


def first_template(batches: Sequence[Batch], template: ReportTemplate) -> ReportTemplate:
    """Return the template that a report was made with, given that of its last state.

    Raises:
        EditError: it cannot be loaded.
    """
    texts = list(_earlier_texts(batches, template))
    return _made(template, texts[-1]) if texts else template


_MOST_FORMS = 30  # changes of the form that are looked back over for what things were called


def templates_told(batches: Sequence[Batch], template: ReportTemplate) -> list[ReportTemplate]:
    """Return the templates that a report had before, the last one first, each once.

    One that cannot be loaded, in another program's file, is left out; so are those long ago.
    """
    found: dict[str, ReportTemplate] = {}
    for texts in islice(_earlier_texts(batches, template), _MOST_FORMS):
        with suppress(EditError):
            made = _made(template, texts)
            found.setdefault(made.digest, made)
    return [each for digest, each in found.items() if digest != template.digest]


def _earlier_texts(batches: Sequence[Batch], template: ReportTemplate) -> Iterator[dict[str, str]]:
    texts = dict(template.texts)
    for batch in reversed(batches):
        for edit in reversed(batch.edits):
            if isinstance(edit, SetTemplate):
                texts = {name: text for name, text in texts.items() if name not in edit.after}
                texts.update(edit.before)
                yield texts


def _made(template: ReportTemplate, texts: dict[str, str]) -> ReportTemplate:
    try:
        return template.remade(texts)
    except TemplateError as error:
        raise EditError("a template that the history tells of cannot be loaded") from error


class CellChange(NamedTuple):
    """One change of a cell, and the batch it was part of."""

    batch: Batch
    edit: SetEntry


class History:
    """The undo and redo stacks of one report, and all its batches.

    A copy that was given away without its history begins after `steps_before` steps, which are not
    known here.
    """

    def __init__(self, batches: Iterable[Batch] = (), steps_before: int = 0) -> None:
        self.steps_before = steps_before
        self._batches: list[Batch] = []
        self._made_with: list[Batch] = []  # what the report was made with: nothing to undo
        self._undoable: list[Batch] = []
        self._redoable: list[Batch] = []
        self._origins = _LastOrigins()
        self._changes: dict[FieldAddress, list[CellChange]] = {}
        self._indexed = 0  # batches whose changes are in `_changes`
        self.last_number = steps_before
        self.place = steps_before  # the last step that is more than a note
        for batch in batches:
            self.append(batch)

    def append(self, batch: Batch) -> None:
        """Take note of a batch that was applied."""
        self.last_number = batch.number
        self._batches.append(batch)
        if batch.origin in NOTES:
            return
        self.place = batch.number
        match batch.origin:
            case Origin.UNDO:
                self._redoable.append(self._undoable.pop())
                self._origins.forget()
            case Origin.REDO:
                self._undoable.append(self._redoable.pop())
                self._origins.forget()
            case origin if batch.number == 1 and origin in MADE_WITH:
                self._made_with.append(batch)
            case _:
                self._undoable.append(batch)
                self._redoable.clear()
                self._origins.follow(batch)

    def newest_first(self) -> Iterator[Batch]:
        """Yield what was done and not taken back, the last first."""
        return reversed(self._undoable)

    def after(self, number: int) -> list[Batch]:
        """Return the batches after the one with this number, undone ones and undoing too."""
        return self._batches[max(number - self.steps_before, 0) :]

    def until(self, number: int) -> list[Batch]:
        """Return the batches up to the one with this number, as `after` does those behind it."""
        return self._batches[: max(number - self.steps_before, 0)]

    def is_told(self, number: int) -> bool:
        """Say whether the state after this step can be gone back to."""
        return max(1, self.steps_before) <= number <= self.last_number

    @property
    def to_undo(self) -> Batch | None:
        """The batch that undo would take back."""
        return self._undoable[-1] if self._undoable else None

    @property
    def to_redo(self) -> Batch | None:
        """The batch that redo would repeat."""
        return self._redoable[-1] if self._redoable else None

    def changes_of(self, address: FieldAddress) -> list[CellChange]:
        """Return every change of a cell, undone ones and their undoing too, oldest first."""
        for batch in self._batches[self._indexed :]:
            for edit in batch.edits:
                if isinstance(edit, SetEntry):
                    self._changes.setdefault(edit.address, []).append(CellChange(batch, edit))
        self._indexed = len(self._batches)
        return self._changes.get(address, [])

    def is_carried_over(self, address: FieldAddress) -> bool:
        """Say whether what stands in a cell came from last year and was not touched since."""
        return self.origin_of(address) is Origin.CARRIED_OVER

    def origin_of(self, address: FieldAddress) -> Origin | None:
        """Return where what stands in a cell came from; None while nothing is carried over."""
        return self._origins.of(address, self._made_with, self._undoable)


class _LastOrigins:
    """Where the last change of each cell came from, known only while something is carried over."""

    def __init__(self) -> None:
        self._known: dict[FieldAddress, Origin] | None = None

    def forget(self) -> None:
        """Something was undone or redone: find out anew when asked."""
        self._known = None

    def follow(self, batch: Batch) -> None:
        if self._known is not None and (self._known or batch.origin is Origin.CARRIED_OVER):
            self._known.update(_origins(batch))

    def of(
        self, address: FieldAddress, made_with: list[Batch], undoable: list[Batch]
    ) -> Origin | None:
        if self._known is None:
            self._known, done = {}, [*made_with, *undoable]
            if any(each.origin is Origin.CARRIED_OVER for each in done):
                for batch in done:
                    self._known.update(_origins(batch))
        return self._known.get(address)


def _origins(batch: Batch) -> dict[FieldAddress, Origin]:
    return {each.address: batch.origin for each in batch.edits if isinstance(each, SetEntry)}
