"""Mouse and input method do at 200 % what they do at 100 %: the same tests once more."""

from __future__ import annotations

from tests.gui.twice import passed_at_200_percent

# Where something is clicked, or stands under the cursor; what only keys do asks for no place. That
# rows are dragged there is tested with the dragging.
TESTS = ("test_sheet_keys.py", "test_cell_marks.py", "test_input_method.py")


def test_what_is_typed_chosen_and_clicked_is_the_same_at_200_percent() -> None:
    files = [f"tests/gui/{name}" for name in TESTS]
    assert passed_at_200_percent(*files) > len(files)
