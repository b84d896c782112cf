"""The clerk is told when the last edits before a crash could not be read."""

from __future__ import annotations

from pathlib import Path

from tests.gui.hands import Hands
from tests.soak.left import damage_transaction, leave_killed


def test_edits_that_could_not_be_read_after_a_crash_are_not_said_to_be_there(
    hands: Hands, tmp_path: Path, state_dir: Path
) -> None:
    path = tmp_path / "报告.peval"
    damage_transaction(leave_killed(path, state_dir, ("11", "12", "13")), 1)
    hands.open(path)
    assert hands.text("编制数") == "11"
    assert "最后填的几处没有读出来" in hands.bar()
    assert "一处也没有丢" not in hands.bar()
