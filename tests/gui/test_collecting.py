"""Garbage is collected, and only on the thread of the window."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from perfeval_desktop.app import begin
from perfeval_desktop.gui.collecting import Collector, collect_what_is_due
from tests.gui.hands import Hands


class Ring:
    """What only a collection destroys."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collecting_threads() -> Iterator[set[str]]:
    """The names of the threads on which garbage was collected meanwhile."""
    names: set[str] = set()

    def note(phase: str, told: dict[str, Any]) -> None:
        names.add(threading.current_thread().name)

    gc.callbacks.append(note)
    yield names
    gc.callbacks.remove(note)
    gc.unfreeze()


def make_rings() -> weakref.ref[Ring]:
    return [weakref.ref(Ring()) for _ in range(gc.get_threshold()[0] + 1)][-1]


def test_only_the_thread_of_the_window_collects(hands: Hands, collecting_threads: set[str]) -> None:
    begin(hands.window)
    hands.open_sample()
    left = make_rings()
    hands.press("close_report")
    hands.open_sample()  # the threads of storage and of the prose make thousands of objects
    hands.qtbot.waitUntil(lambda: left() is None)
    assert collecting_threads == {threading.main_thread().name}


def test_python_collects_no_more_by_itself(qapp: QApplication) -> None:
    gc.enable()
    collector = Collector(qapp)
    collector.begin()
    assert not gc.isenabled()
    collector.deleteLater()
    gc.unfreeze()


def test_nothing_is_collected_before_it_is_due() -> None:
    gc.collect()
    ring = weakref.ref(Ring())
    collect_what_is_due()
    assert ring() is not None


def test_older_generations_are_collected_in_their_turn() -> None:
    gc.collect()
    left = make_rings()
    gc.collect(0)  # what was reachable then is older now
    assert left() is None
    for _ in range(gc.get_threshold()[1] + 1):
        gc.collect(0)
    ring = Ring()
    gc.collect(0)
    old = weakref.ref(ring)
    del ring
    collect_what_is_due()
    assert old() is None
