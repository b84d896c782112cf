"""Migrations that break off: the older file is what it was, and the next opening starts afresh."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.forks import Forks
from tests.soak.migrating import break_migrations


@pytest.mark.slow
def test_a_migration_killed_refused_or_without_room_at_any_step_leaves_the_file_as_it_was(
    server: Forks, tmp_path: Path
) -> None:
    result = break_migrations(server, tmp_path / "soak", first=29, step=140, formats=(1,))
    assert result.problems == []
    assert result.lost == 0
    assert result.killed > 0
    assert result.refused > 0
