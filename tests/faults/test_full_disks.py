"""Disks that really fill up: a small file system of its own, full but for a few bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.full import Full, NoSmallDiskError, fill_up, small_disk

ROOMS = [0, 40_960, 400_000, 2_000_000]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    try:
        with small_disk(tmp_path / "U盘") as folder:
            yield folder
    except NoSmallDiskError as error:
        pytest.skip(f"no small disk can be had here: {error}")


def expect_refused_and_kept(result: Full) -> None:
    assert result.problems == []
    assert result.lost == 0
    assert 0 < result.refused < result.tries


def test_a_full_stick_refuses_saving_keeps_its_file_and_takes_it_when_there_is_room(
    tmp_path: Path, disk: Path
) -> None:
    expect_refused_and_kept(fill_up(tmp_path, disk, ROOMS, holds="document"))


def test_a_full_state_folder_refuses_the_edit_and_takes_it_when_there_is_room(
    tmp_path: Path, disk: Path
) -> None:
    expect_refused_and_kept(fill_up(tmp_path, disk, ROOMS, holds="state"))
