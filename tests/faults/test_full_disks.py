"""Disks that really fill up: a small file system of its own, full but for a few bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import ReportIsReadOnlyError
from perfeval_desktop.services.files import open_report
from perfeval_desktop.storage.locks import lock_path
from tests.one_cell import STAFF, new_file, type_staff
from tests.soak.full import Full, NoSmallDiskError, fill_up, filled, small_disk

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


def test_a_full_state_folder_shows_the_file_and_says_why_nothing_can_be_changed(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = new_file(tmp_path)
    monkeypatch.setenv("PERFEVAL_STATE_DIR", str(disk))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    Path(tempfile.gettempdir()).mkdir()
    with filled(disk, 0):
        document = open_report(path)
    assert document.read_only.startswith("本机的工作文件写不进去（磁盘空间不足）。")
    assert document.report.value(STAFF) is None
    with pytest.raises(ReportIsReadOnlyError):
        type_staff(document, "11")
    document.close()
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
    assert not lock_path(path).exists()
    document = open_report(path)
    assert document.read_only == ""
    document.close()
