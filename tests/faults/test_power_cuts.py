"""Power cuts on the working copy: 0 acknowledged edits lost, 0 reports that do not open.

The disk is simulated: what was not synced arrives in part, in any order, torn between sectors.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_desktop.storage import database, publishing
from tests.soak.power import cut_power
from tests.soak.publishing_cuts import cut_while_publishing


@pytest.mark.slow
def test_a_power_cut_at_any_moment_loses_no_acknowledged_edit(tmp_path: Path) -> None:
    result = cut_power(tmp_path, cuts=60, seed=2022, edits=210)
    assert result.problems == []
    assert (result.cuts, result.lost, result.unopenable) == (60, 0, 0)
    assert result.in_checkpoints >= 30, "also while the log is written back"


@pytest.mark.slow
def test_the_simulated_disk_does_lose_what_the_program_does_not_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the test above would show nothing."""
    careless = tuple(each.replace("FULL", "NORMAL") for each in database._WORKING)
    assert careless != database._WORKING
    monkeypatch.setattr(database, "_WORKING", careless)
    assert cut_power(tmp_path, cuts=8, seed=2022, edits=40).lost > 0


@pytest.mark.slow
def test_a_power_cut_at_any_step_of_saving_as_leaves_whole_files_and_the_edit(
    tmp_path: Path,
) -> None:
    result = cut_while_publishing(tmp_path, saves_as=True)
    assert result.problems == []
    assert result.states > 8


@pytest.mark.slow
def test_the_steps_of_saving_are_seen_to_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the test above would show nothing: here the new file is not synced before it counts."""
    monkeypatch.setattr(publishing, "sync_file", lambda path: None)
    assert cut_while_publishing(tmp_path, saves_as=False).problems
