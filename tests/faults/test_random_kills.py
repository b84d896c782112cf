"""Killed at random moments: no acknowledged edit is lost, every file opens, nothing stays behind.

`sh packaging/perfeval.sh soak` does the same by the hundred.
"""

from __future__ import annotations

import pytest

from tests.soak.forks import Forks
from tests.soak.kills import Killer, Kills

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def killer(server: Forks, tmp_path_factory: pytest.TempPathFactory) -> Killer:
    return Killer(server, tmp_path_factory.mktemp("kills"), seed=2022)


def expect_nothing_lost(result: Kills) -> None:
    assert result.problems == []
    assert (result.lost, result.unopenable, result.left_behind) == (0, 0, 0)


def test_a_kill_while_editing_loses_no_acknowledged_edit(killer: Killer) -> None:
    expect_nothing_lost(killer.editing(2))


def test_a_kill_while_saving_or_saving_as_loses_no_edit_and_no_file(killer: Killer) -> None:
    expect_nothing_lost(killer.saving(2))


def test_a_kill_in_an_undo_loses_neither_what_was_done_nor_what_was_undone(killer: Killer) -> None:
    expect_nothing_lost(killer.undoing(1))


def test_a_kill_while_exporting_leaves_whole_exports_and_the_report_alone(killer: Killer) -> None:
    expect_nothing_lost(killer.exporting(1))


def test_a_kill_while_an_older_file_is_migrated_leaves_it_or_the_new_one(killer: Killer) -> None:
    expect_nothing_lost(killer.migrating(2))


def test_a_kill_while_opening_leaves_the_document_alone_and_no_copy_of_it(killer: Killer) -> None:
    expect_nothing_lost(killer.opening(2))
