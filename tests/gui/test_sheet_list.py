"""The list of sheets: how complete each is, and what was found on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor, QImage

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.layout import sheet_of
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.widgets.sheet_list import SheetListModel
from perfeval_desktop.services.completeness import SheetState
from perfeval_desktop.services.files import create_report
from tests.conftest import HETANG
from tests.gui.hands import Hands

BASE, OVERALL = "附件1-1 基础数据表", "附件1-2 整体支出自评表"


def index_of(hands: Hands, name: str) -> QModelIndex:
    model = hands.workspace.sheet_list.model()
    return model.index(hands.sheet_names().index(name), 0)


def state(hands: Hands, name: str) -> SheetState:
    model = hands.workspace.sheet_list.model()
    assert isinstance(model, SheetListModel)
    return model.state(index_of(hands, name))


def listed(hands: Hands, sheet: str) -> list[Finding]:
    """The findings that the panel lists under the head of a sheet."""
    report = hands.workspace.open_report
    homes = ((each, sheet_of(report.report, each.places[0])) for each in report.findings())
    return [each for each, home in homes if home is not None and home.sheet == sheet]


def spoken(hands: Hands, name: str) -> str:
    return str(index_of(hands, name).data(int(Qt.ItemDataRole.AccessibleTextRole)))


def pixels(hands: Hands, name: str, colour: str) -> int:
    """Count the pixels of exactly this colour in a row of the list."""
    sheets = hands.workspace.sheet_list
    image: QImage = sheets.viewport().grab(sheets.visualRect(index_of(hands, name))).toImage()
    wanted = QColor(colour).rgb()
    return sum(
        image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height())
    )


def test_the_badges_count_what_the_panel_lists_for_the_sheet(hands: Hands) -> None:
    hands.open_sample()
    errors = state(hands, OVERALL).findings[Severity.ERROR]
    assert errors == sum(each.severity is Severity.ERROR for each in listed(hands, "附件1-2")) > 1
    assert f"填齐了，强制性问题 {errors} 个" in spoken(hands, OVERALL)
    assert pixels(hands, OVERALL, theme.LIGHT.error) > 100, "a filled badge"
    assert pixels(hands, "封面", theme.LIGHT.error) == 0

    hands.go_to_sheet(OVERALL)
    hands.type_into("其他资金", text="33.57")
    assert state(hands, OVERALL).findings[Severity.ERROR] == errors - 1, "live"
    hands.press("undo")
    assert state(hands, OVERALL).findings[Severity.ERROR] == errors


def test_the_ring_fills_with_what_is_filled_in_and_turns_green_at_the_end(
    hands: Hands, tmp_path: Path
) -> None:
    path = tmp_path / "报告.peval"
    create_report(path, HETANG, 2022, "甲单位").close()
    hands.open(path)
    empty = state(hands, BASE)
    assert not empty.is_complete
    assert spoken(hands, BASE).endswith(f"还有 {empty.required - empty.filled} 项未填")
    hands.go_to_sheet(OVERALL)
    before = pixels(hands, BASE, theme.LIGHT.accent)
    hands.go_to_sheet(BASE)
    hands.type_into("编制数", text="11")
    assert state(hands, BASE).filled == empty.filled + 1
    hands.go_to_sheet(OVERALL)
    assert pixels(hands, BASE, theme.LIGHT.accent) > before, "a longer arc"
    assert pixels(hands, BASE, theme.LIGHT.done) == 0

    hands.open_sample()
    assert state(hands, BASE).is_complete
    assert pixels(hands, BASE, theme.LIGHT.done) > 20
