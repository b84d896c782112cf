"""Laying the paper out beside the window: what is wanted last counts, what lies there stays."""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, SignalInstance

from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.gui.background import Background, Job, OnStep, UnwantedError
from perfeval_desktop.services.printing import LaidOut, Printable, lay_out, read_report


class Wanted(NamedTuple):
    """What has to be laid out."""

    choices: PaperChoices
    compares: bool


class Counted(NamedTuple):
    """A paper whose pages are counted in the shipped fonts as well."""

    wanted: Wanted


class LayingOut(QObject):
    """Lays a report out on a thread of its own; it must not change until this is closed.

    `laid` is the paper that lies there, which may be older than what is wanted; None at first.
    """

    begun = Signal()
    stepped = Signal(int, int)  # done, total
    ended = Signal()  # however it ended; before `arrived`
    arrived = Signal()  # `laid` is new
    counted = Signal(str)  # what the fonts change, "" for nothing or not known yet
    failed = Signal(object)  # PerfevalError
    broken = Signal(object)  # another exception: a fault of the program

    def __init__(self, printable: Printable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.laid: LaidOut | None = None
        self.is_closed = False
        self._printable = printable
        self._wanted: Wanted | None = None
        self._reading = Lock()  # held while the report is read on the other thread
        self.background = Background("paper", self)
        self.background.stepped.connect(self._on_step)
        self.background.done.connect(self._on_done)
        self.background.failed.connect(lambda _, error: self._end(self.failed, error))
        self.background.broken.connect(lambda error: self._end(self.broken, error))

    @property
    def has_begun(self) -> bool:
        """Whether anything was wanted yet."""
        return self._wanted is not None

    @property
    def is_going_on(self) -> bool:
        """Whether the paper that is wanted is still to come."""
        return self._wanted is not None and self._wanted != self._lying()

    def want(self, choices: PaperChoices, *, compares: bool) -> None:
        """Lay the paper out, unless it lies there already."""
        wanted, lying = Wanted(choices, compares), self._lying()
        if lying is not None and lying.choices == choices and not compares:
            wanted = lying  # that its pages were compared as well does no harm
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self.counted.emit("")
        if wanted == lying:
            self.ended.emit()
            self._count(wanted)
            return
        self.background.want([Job(wanted, partial(self._work, wanted))])
        self.begun.emit()

    def close(self) -> None:
        """Want nothing any more; the report may change after this."""
        self.background.close()
        with self._reading:
            self.is_closed = True

    def _lying(self) -> Wanted | None:
        if self.laid is None:
            return None
        return Wanted(self.laid.paper.choices, self.laid.changed is not None)

    def _work(self, wanted: Wanted, on_step: OnStep) -> LaidOut:
        """On the other thread."""
        with self._reading:
            if self.is_closed:
                raise UnwantedError
            documents = read_report(self._printable, wanted.choices, compares=wanted.compares)
        on_step(0, 0)
        laid = lay_out(documents, wanted.choices, on_step)
        return laid if laid.changed is not None or not wanted.compares else LaidOut(laid.paper, ())

    def _on_step(self, key: object, done: int, total: int) -> None:
        if isinstance(key, Wanted):
            self.stepped.emit(done, total)

    def _on_done(self, key: object, found: object) -> None:
        if self._wanted is None:
            return
        if key == self._wanted and isinstance(found, LaidOut):
            self.laid = found
            self.ended.emit()
            self.arrived.emit()
            self._count(self._wanted)
        elif key == Counted(self._wanted) and isinstance(found, str):
            self.counted.emit(found)

    def _count(self, wanted: Wanted) -> None:
        """Find out behind what is seen whether the fonts of this machine make other pages."""
        if self.laid is not None:
            self.background.want([Job(Counted(wanted), self.laid.paper.count_note)])

    def _end(self, signal: SignalInstance, error: object) -> None:
        self.ended.emit()
        signal.emit(error)
