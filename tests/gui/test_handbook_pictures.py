"""The handbook's pictures are those the script takes, all of them, and it runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from perfeval_desktop.gui.dialogs.handbook import handbook_text
from perfeval_desktop.gui.widgets.four_steps import STEPS
from tests.gui.handbook_pictures import FOLDER, SCALE, SIZES, take_pictures

MOST_BYTES = 700_000
NAMED = re.compile(r"!\[(.*?)\]\(pictures/(.+?)\)")


def sizes_in(folder: Path) -> dict[str, QSize]:
    return {each.name: QImage(str(each)).size() for each in folder.iterdir()}


EXPECTED = {name: QSize(*size) * SCALE for name, size in SIZES.items()}


def test_each_picture_the_handbook_names_is_there_and_none_is_left_over() -> None:
    named = {name for _, name in NAMED.findall(handbook_text())}
    assert named == set(SIZES)
    assert {each.name for each in FOLDER.iterdir()} == named
    assert {each.picture for each in STEPS} <= named


def test_each_picture_is_told_in_words() -> None:
    assert [name for words, name in NAMED.findall(handbook_text()) if len(words) < 6] == []


def test_they_have_twice_the_pixels_and_few_bytes() -> None:
    assert sizes_in(FOLDER) == EXPECTED
    assert sum(each.stat().st_size for each in FOLDER.iterdir()) < MOST_BYTES


@pytest.mark.slow
def test_the_script_takes_all_of_them(tmp_path: Path) -> None:
    take_pictures(tmp_path)
    assert sizes_in(tmp_path) == EXPECTED
    for name in SIZES:
        picture = QImage(str(tmp_path / name))
        inside = {
            picture.pixel(x, y)
            for x in range(2, picture.width() - 2, 7)
            for y in range(2, picture.height() - 2, 7)
        }
        assert len(inside) > 3, f"{name} is not blank"
