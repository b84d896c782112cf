"""The window at 100–200 %, and narrow: rules without gaps, nothing cut off, no odd breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.widgets.pane_splitter import panel_widths
from perfeval_desktop.gui.wrapped_text import WrappedText
from tests.gui.shown_at_scale import measure

RULE = QColor(theme.LIGHT.rule).rgb()
# Full windows on 1366×768 at 100 and 125 %, on 1920×1080 at 150 %, on 2560×1440 at 200 %.
FULL, AT_125, HALF, NARROW = (1366, 728), (1093, 574), (1280, 680), (910, 512)
SCALES = [("1", FULL), ("1.25", AT_125), ("1.5", HALF), ("1.5", NARROW), ("2", HALF)]
# Dialogs are many, and measured where the room for their texts is least: with the largest letters
# in the two smallest windows; with the usual ones at the other two scales.
LOOKS = [
    ("1", FULL, "standard", "light"),
    ("1.25", AT_125, "largest", "light"),
    ("1.5", HALF, "standard", "light"),
    ("2", HALF, "largest", "contrast"),
]


@pytest.fixture(scope="module", params=SCALES, ids=lambda each: f"{each[0]}-{each[1][0]}px")
def shown(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What a window shows at a scale."""
    scale, size = request.param
    return measured_once(tmp_path_factory, scale, size, "standard", "light")


_measured: dict[tuple[object, ...], dict[str, Any]] = {}


def measured_once(
    folders: pytest.TempPathFactory, scale: str, size: tuple[int, int], letters: str, scheme: str
) -> dict[str, Any]:
    """Measure, or return what was measured before: it takes seconds."""
    look = (scale, size, letters, scheme)
    if look not in _measured:
        _measured[look] = measured_in(folders.mktemp("scale"), *look)
    return _measured[look]


def measured_in(
    folder: Path,
    scale: str,
    size: tuple[int, int],
    letters: str,
    scheme: str,
) -> dict[str, Any]:
    """Measure in a process with a state folder and settings of its own."""
    state = folder / "state"
    state.mkdir()
    text = f"[General]\nfont_size={letters}\nscheme={scheme}\n"
    (state / "settings.ini").write_text(text, encoding="utf-8")
    patch = pytest.MonkeyPatch()
    patch.setenv("PERFEVAL_STATE_DIR", str(state))
    try:
        has_dialogs = (scale, size, letters, scheme) in LOOKS
        return measure(folder, scale, *size, has_dialogs=has_dialogs)
    finally:
        patch.undo()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scale", "size", "letters", "scheme"), LOOKS, ids=lambda each: str(each).replace(" ", "")
)
def test_every_text_fits_in_the_window_and_in_every_dialog(
    tmp_path_factory: pytest.TempPathFactory,
    scale: str,
    size: tuple[int, int],
    letters: str,
    scheme: str,
) -> None:
    shown = measured_once(tmp_path_factory, scale, size, letters, scheme)
    assert shown["size"] == list(size)
    assert shown["hidden_buttons"] == 0, "no action of the tool bar is out of reach"
    assert len(shown["cut"]) > 20, "start page, sheets and dialogs"
    assert {place: found for place, found in shown["cut"].items() if found} == {}


def picture_of(sheet: dict[str, Any]) -> QImage:
    return QImage(sheet["picture"]).convertToFormat(QImage.Format.Format_RGB32)


def device(value: float, ratio: float) -> int:
    return int(value * ratio + 0.5)


def ruled_cells(sheet: dict[str, Any]) -> list[list[int]]:
    """Return the cells with rules that are wholly in the picture."""
    width, height = sheet["shown"]
    return [
        cell["rect"]
        for cell in sheet["cells"]
        if cell["has_rules"] and cell["rect"][3] < height - 1 and cell["rect"][2] <= width
    ]


@pytest.mark.slow
def test_every_rule_of_the_grid_runs_through_its_corners(
    shown: dict[str, Any],
) -> None:
    checked = 0
    for sheet in shown["sheets"]:
        image = picture_of(sheet)
        ratio = sheet["ratio"]
        for rect in ruled_cells(sheet):
            left, top, right, bottom = (device(edge, ratio) for edge in rect)
            gaps = [x for x in range(left, right) if image.pixel(x, bottom - 1) != RULE]
            gaps += [y for y in range(top, bottom) if image.pixel(right - 1, y) != RULE]
            assert not gaps, f"{sheet['name']} {rect}: {gaps}"
            checked += 1
    assert checked > 60


@pytest.mark.slow
def test_all_rules_are_equally_thick(shown: dict[str, Any]) -> None:
    sheet = shown["sheets"][0]
    image = picture_of(sheet)
    ratio = sheet["ratio"]
    thick = set()
    for left, top, right, bottom in ruled_cells(sheet):
        # In the middle between the edges, where only this cell and the next one meet.
        x, y = device((left + right) / 2, ratio), device((top + bottom) / 2, ratio)
        thick.add(run_of_rule(image, (device(right, ratio) - 1, y), (-1, 0)))
        thick.add(run_of_rule(image, (x, device(bottom, ratio) - 1), (0, -1)))
    assert thick == {int(ratio + 0.25)}


def run_of_rule(image: QImage, start: tuple[int, int], step: tuple[int, int]) -> int:
    length = 0
    while image.pixel(start[0] + step[0] * length, start[1] + step[1] * length) == RULE:
        length += 1
    return length


@pytest.mark.slow
def test_no_text_is_higher_than_its_cell(shown: dict[str, Any]) -> None:
    for sheet in shown["sheets"]:
        for cell in sheet["cells"]:
            left, top, _, bottom = cell["rect"]
            room = bottom - top - 2  # the rules
            assert cell["text_height"] <= room, f"{sheet['name']}: {cell['text']}"
            assert left >= 0


@pytest.mark.slow
def test_no_label_is_broken_behind_its_first_character(
    shown: dict[str, Any],
) -> None:
    for sheet in shown["sheets"]:
        for cell in sheet["cells"]:
            first, *rest = cell["lines"]
            is_typed_so = cell["text"].startswith(f"{first}\n")
            assert not rest or len(first) > 1 or is_typed_so, f"{sheet['name']}: {cell['lines']}"


@pytest.mark.slow
def test_the_form_has_the_width_that_is_there(shown: dict[str, Any]) -> None:
    for sheet in shown["sheets"]:
        room = sheet["shown"][0]
        assert room - 2 <= sheet["form_width"] <= room, "no scrolling sideways, no lost room"
    assert shown["panel"] >= 240
    assert shown["panel_edge"] < shown["size"][0], "the panel is inside the window"
    assert not shown["outline_bar"]


@pytest.mark.slow
def test_the_lines_break_alike_at_every_width(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The form keeps its proportions: a label that fits on paper fits in every window."""
    folder = tmp_path_factory.mktemp("widths")
    wide, narrow = (
        labels_of(measure(folder, "1", *size, has_dialogs=False)) for size in (FULL, (920, 512))
    )
    assert wide == narrow


def labels_of(shown: dict[str, Any]) -> list[list[str]]:
    cells = [cell for sheet in shown["sheets"] for cell in sheet["cells"]]
    return [cell["lines"] for cell in cells if cell["is_label"] and len(cell["text"]) < 40]


def test_a_line_may_end_before_and_behind_chinese_quotation_marks(qapp: QApplication) -> None:
    font = theme.form_font("FormSong", 14)
    left = Qt.AlignmentFlag.AlignLeft
    text = "处理“12345”市长热线投诉"
    for width in range(60, 180):
        lines = WrappedText(text, font, width, left).lines()
        assert "".join(lines) == text
        assert lines[0] != "处", width
        if width >= 90:  # the number in its quotation marks fits on a line
            assert not any(line[0] == "”" or line[-1] == "“" for line in lines), (width, lines)


def test_what_is_measured_is_what_is_drawn(qapp: QApplication) -> None:
    font: QFont = theme.form_font("FormSong", 14)
    text = WrappedText("推动无人管理的小区走上自治", font, 60, Qt.AlignmentFlag.AlignLeft)
    image = QImage(60, 300, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    text.draw_from_top(painter, QRectF(0, 0, 60, 300))
    painter.end()
    inked = [
        y for y in range(300) if any(image.pixelColor(x, y).lightness() < 200 for x in range(60))
    ]
    assert text.height - font.pixelSize() < max(inked) + 1 <= text.height + 1


@pytest.mark.parametrize(("width", "room"), [(1920, 1400), (1366, 840), (1093, 640), (910, 490)])
def test_a_narrow_window_takes_from_the_panels_before_it_takes_from_the_sheet(
    width: int, room: int
) -> None:
    sheets, middle, findings = panel_widths(width)
    assert sheets + middle + findings == width
    assert middle >= room
    assert sheets >= 160
    assert findings >= 240
