"""Work on a thread of its own, beside a window that has to stay alive."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from perfeval_desktop.gui.background import Background, Job, OnStep
from tests.gui.hands import WAIT_MS

STEPS = 5_000


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background("test")
    yield made
    made.close()
    made.wait(20)


def test_work_of_many_steps_does_not_call_on_the_window_for_each(
    background: Background, qtbot: QtBot
) -> None:
    told: list[tuple[int, int]] = []
    background.stepped.connect(lambda key, done, total: told.append((done, total)))

    def work(on_step: OnStep) -> float:
        began = time.monotonic()
        for step in range(STEPS):
            on_step(step, STEPS)
        while time.monotonic() - began < 0.35:
            on_step(STEPS, STEPS)
        return time.monotonic() - began

    with qtbot.waitSignal(background.done, timeout=WAIT_MS) as finished:
        background.want([Job("much", work)])
    seconds = finished.args[1]
    assert told, "what takes long is told"
    assert told[-1] == (STEPS, STEPS)
    assert len(told) <= seconds / 0.1


def test_work_nobody_wants_any_more_ends_at_its_next_step(
    background: Background, qtbot: QtBot
) -> None:
    steps: list[int] = []
    ended: list[str] = []

    def endless(on_step: OnStep) -> None:
        try:
            while True:
                on_step(0, 0)
                steps.append(1)
        finally:
            ended.append("endless")

    background.want([Job("endless", endless)])
    qtbot.waitUntil(lambda: bool(steps), timeout=WAIT_MS)
    with qtbot.waitSignal(background.done, timeout=WAIT_MS) as finished:
        background.want([Job("next", lambda on_step: "done")])
    assert ended == ["endless"]
    assert finished.args == ["next", "done"]
