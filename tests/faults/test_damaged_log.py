"""A log that goes on behind a damage: what is before it is there, and the rest is known to lack."""

from __future__ import annotations

from pathlib import Path

from perfeval_desktop.services.files import open_report
from tests.soak.left import STAFF, damage_transaction, leave_killed


def test_of_a_damaged_log_the_edits_before_the_damage_are_there_and_the_lack_is_known(
    tmp_path: Path, state_dir: Path
) -> None:
    path = tmp_path / "报告.peval"
    damage_transaction(leave_killed(path, state_dir, ("11", "12", "13")), 1)
    document = open_report(path)
    value = document.report.value(STAFF)
    assert document.is_resumed
    assert document.is_cut_short
    assert value is not None
    assert value.text == "11"
    document.close()


def test_a_whole_log_and_one_whose_last_edit_a_power_cut_broke_are_taken_for_no_damage(
    tmp_path: Path, state_dir: Path
) -> None:
    for broken, text in ((None, "13"), (2, "12")):
        path = tmp_path / f"报告-{broken}.peval"
        log = leave_killed(path, state_dir, ("11", "12", "13"))
        if broken is not None:
            damage_transaction(log, broken)
        document = open_report(path)
        value = document.report.value(STAFF)
        assert document.is_resumed
        assert not document.is_cut_short
        assert value is not None
        assert value.text == text
        document.close()
