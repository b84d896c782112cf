"""Mouse and input method do at 200 % what they do at 100 %: the same tests once more."""

from __future__ import annotations

import pytest

from tests.gui.twice import passed_at_200_percent

# Where something is clicked, or stands under the cursor; what only keys do asks for no place.
TESTS = (
    "test_sheet_keys.py",
    "test_rows.py",
    "test_cell_marks.py",
    "test_input_method.py",
)


@pytest.mark.parametrize("part", [TESTS[:2], TESTS[2:]], ids=["rows", "cells"])
def test_what_is_typed_chosen_and_clicked_is_the_same_at_200_percent(part: tuple[str, ...]) -> None:
    files = [f"tests/gui/{name}" for name in part]
    assert passed_at_200_percent(*files) > len(files)
