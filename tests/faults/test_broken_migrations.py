"""Migrations that break off: the older file is what it was, and the next opening starts afresh."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.soak.forks import forks
from tests.soak.migrating import break_migrations


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="processes are forked as on Linux")
def test_a_migration_killed_refused_or_without_room_at_any_step_leaves_the_file_as_it_was(
    tmp_path: Path,
) -> None:
    with forks(tmp_path) as server:
        result = break_migrations(server, tmp_path / "soak", first=29, step=90, formats=(1,))
    assert result.problems == []
    assert result.lost == 0
    assert result.killed > 0
    assert result.refused > 0
