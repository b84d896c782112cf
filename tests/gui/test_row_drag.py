"""Rows dragged by the grip in the margin, with real mouse events, at 100 and 200 %."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from perfeval_desktop.domain.edits import Origin, SetStatus
from perfeval_desktop.domain.report import Status
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.widgets.row_grip import TIP, RowGrip
from perfeval_desktop.gui.widgets.sheet_page import MARGIN
from tests.gui.hands import CTRL, SHIFT, Hands
from tests.gui.test_rows import DOWN, chosen_texts, go_to_line, line_of_cursor, lines
from tests.gui.twice import passed_at_200_percent

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def grip(hands: Hands) -> RowGrip:
    """The margin beside the table that is shown."""
    hands.qtbot.waitUntil(lambda: bool(grips(hands)))
    return grips(hands)[0]


def grips(hands: Hands) -> list[RowGrip]:
    return [each for each in hands.window.findChildren(RowGrip) if each.isVisible()]


def record(hands: Hands, label: str) -> str:
    """The record in whose row a text stands."""
    row = hands.find(label).row
    return str(hands.view.sheet_model.record_at(hands.view.sheet_model.index(row, 0)))


def edge(hands: Hands, label: str, *, above: bool = True) -> QPoint:
    """A place on the grip's strip at the upper or lower edge of a row."""
    row = hands.find(label).row
    top = hands.view.rowViewportPosition(row)
    return QPoint(MARGIN // 2, top + (1 if above else hands.view.rowHeight(row) - 1))


def take(hands: Hands, label: str) -> RowGrip:
    """Press the grip of a row, away from the edges near which the sheet scrolls."""
    strip = grip(hands)
    row = hands.view.sheet_model.index(hands.find(label).row, 0)
    hands.view.scrollTo(row, QAbstractItemView.ScrollHint.PositionAtCenter)
    place = strip.place_of(record(hands, label))
    QTest.mouseMove(strip, place)
    QTest.mousePress(strip, LEFT, NO_KEYS, place)
    return strip


def move(strip: RowGrip, place: QPoint) -> None:
    QTest.mouseMove(strip, place - QPoint(0, 1))
    QTest.mouseMove(strip, place)
    QApplication.processEvents()


def drop(strip: RowGrip, place: QPoint) -> None:
    move(strip, place)
    QTest.mouseRelease(strip, LEFT, NO_KEYS, place)


def line_shown(hands: Hands) -> list[int]:
    """Where lines between rows begin: found in the picture of the view, thicker than any frame."""
    image = hands.view.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    accent = QColor(theme.LIGHT.accent).rgb()
    x = int(image.width() * 0.95)  # where the frame of the cursor is not
    coloured = [y for y in range(image.height()) if image.pixel(x, y) == accent]
    thick = [y for y in coloured if all(y + n in coloured for n in range(int(3 * ratio)))]
    return [int(y / ratio) for y in thick]


def test_the_grip_is_beside_the_row_of_the_mouse_and_that_of_the_cursor(sample: Hands) -> None:
    strip = grip(sample)
    assert strip.accessibleName() == "移动行的把手"
    assert strip.width() == sample.view.x() >= MARGIN
    go_to_line(sample, "2、自治奖励")
    QApplication.processEvents()
    assert grips_drawn(strip) == [strip.place_of(record(sample, "2、自治奖励")).y()]
    view = sample.view
    over = view.visualRect(view.sheet_model.index(sample.find("4、").row, 1)).center()
    hover(view.viewport(), over)
    assert grips_drawn(strip) == [
        strip.place_of(record(sample, each)).y() for each in ("2、自治奖励", "4、")
    ]
    hover(strip, strip.place_of(record(sample, "3、矛盾")))
    assert strip.toolTip() == TIP
    fixed = view.visualRect(view.sheet_model.index(sample.find_label("三公经费").row, 0)).center()
    hover(strip, QPoint(MARGIN // 2, fixed.y()))
    assert strip.toolTip() == ""
    assert grips_drawn(strip) == [strip.place_of(record(sample, "2、自治奖励")).y()]


def hover(widget: QWidget, place: QPoint) -> None:
    QTest.mouseMove(widget, place)
    QApplication.processEvents()


def grips_drawn(strip: RowGrip) -> list[int]:
    """The middles of the grips that are drawn, found in the picture of the strip."""
    image = strip.grab().toImage()
    paper = image.pixel(0, 0)
    inked = [
        y
        for y in range(image.height())
        if any(image.pixel(x, y) != paper for x in range(image.width()))
    ]
    runs: list[list[int]] = []
    for y in inked:
        if not runs or y - runs[-1][-1] > 5:
            runs.append([])
        runs[-1].append(y)
    return [(run[0] + run[-1] + 1) // 2 for run in runs]


def test_a_row_is_dropped_between_two_others_in_one_step(sample: Hands) -> None:
    before = sample.drawn_everywhere()
    strip = take(sample, "2、自治奖励")
    assert line_shown(sample) == []
    place = edge(sample, "5、")
    move(strip, place)
    top = sample.view.rowViewportPosition(sample.find("5、").row)
    assert line_shown(sample) == [top - 2], "the line lies between the rows"
    drop(strip, place)
    assert line_shown(sample) == []
    assert lines(sample)[:5] == [
        "1、双随机、一公开", "2、矛盾调解", "3、小区自治工作以奖代投经费", "4、自治奖励",
        "5、自治回头看",
    ]  # fmt: skip
    assert line_of_cursor(sample) == "4、自治奖励"
    assert sample.view.hasFocus()
    sample.key(Qt.Key.Key_Z, CTRL)
    assert sample.drawn_everywhere() == before


def test_a_row_goes_to_both_ends(sample: Hands) -> None:
    strip = take(sample, "3、矛盾调解")
    drop(strip, edge(sample, "8、", above=False))
    assert lines(sample)[-1] == "8、矛盾调解"
    strip = take(sample, "8、矛盾调解")
    drop(strip, edge(sample, "1、双随机"))
    assert lines(sample)[0] == "1、矛盾调解"


def test_a_chosen_block_is_dragged_by_any_of_its_rows(sample: Hands) -> None:
    before = sample.drawn_everywhere()
    go_to_line(sample, "2、自治奖励")
    sample.key(DOWN, SHIFT)
    strip = take(sample, "3、矛盾调解")
    drop(strip, edge(sample, "6、", above=False))
    assert lines(sample)[3:6] == ["4、基层治理工作经费", "5、自治奖励", "6、矛盾调解"]
    assert chosen_texts(sample) == ["5、自治奖励", "6、矛盾调解"]
    sample.key(Qt.Key.Key_Z, CTRL)
    assert sample.drawn_everywhere() == before


def test_a_row_outside_of_the_choice_is_dragged_alone(sample: Hands) -> None:
    go_to_line(sample, "2、自治奖励")
    sample.key(DOWN, SHIFT)
    drop(take(sample, "5、自治回头看"), edge(sample, "1、双随机"))
    assert lines(sample)[:3] == ["1、自治回头看", "2、双随机、一公开", "3、自治奖励"]


def test_esc_lets_go_and_leaves_the_rows(sample: Hands) -> None:
    before = sample.drawn()
    strip = take(sample, "2、自治奖励")
    move(strip, edge(sample, "5、"))
    sample.key(Qt.Key.Key_Escape)
    assert line_shown(sample) == []
    assert sample.view.hasFocus()
    drop(strip, edge(sample, "5、"))
    assert sample.drawn() == before
    assert not sample.window.actions_by_id["undo"].isEnabled()


def test_outside_of_its_section_a_row_cannot_be_dropped_and_the_bar_says_so(sample: Hands) -> None:
    sample.go_to_sheet("附件1-2 整体支出自评表")
    before = sample.drawn()
    strip = take(sample, "处理“12345")
    drop(strip, edge(sample, "投诉办结率", above=False))
    assert sample.bar() == "这里放不下：行只能在“数量指标”的各行之间移动。行还在原来的地方。"
    assert sample.drawn() == before
    sample.workspace.message_bar.hide()
    strip = take(sample, "处理“12345")
    drop(strip, edge(sample, "30余次") + QPoint(sample.view.width() + 200, 0))
    assert "行还在原来的地方" in sample.bar(), "over another part of the window"
    assert sample.drawn() == before


def test_dropped_where_it_was_a_row_stays_without_a_word(sample: Hands) -> None:
    before = sample.drawn()
    for above in (True, False):
        drop(take(sample, "2、自治奖励"), edge(sample, "2、自治奖励", above=above))
    assert sample.drawn() == before
    assert sample.bar() == ""
    assert not sample.window.actions_by_id["undo"].isEnabled()


def test_near_the_edge_the_sheet_scrolls_under_the_dragged_row(hands: Hands) -> None:
    hands.window.resize(1366, 420)
    hands.open_sample()
    strip = take(hands, "1、双随机")
    bar = hands.view.verticalScrollBar()
    start, bottom = bar.value(), hands.view.viewport().height() - 4
    move(strip, QPoint(MARGIN // 2, bottom))
    hands.qtbot.waitUntil(lambda: bar.value() > start + 100)
    drop(strip, edge(hands, "8、", above=False))
    assert lines(hands)[-1] == "8、双随机、一公开"


def test_the_grip_takes_no_hold_of_rows_of_the_form_or_of_a_final_report(sample: Hands) -> None:
    view = sample.view
    fixed = view.visualRect(view.sheet_model.index(sample.find_label("三公经费").row, 0)).center()
    strip = grip(sample)
    QTest.mousePress(strip, LEFT, NO_KEYS, QPoint(MARGIN // 2, fixed.y()))
    move(strip, edge(sample, "5、"))
    assert line_shown(sample) == []
    QTest.mouseRelease(strip, LEFT, NO_KEYS, edge(sample, "5、"))
    assert sample.bar() == ""
    open_report = sample.workspace.open_report
    open_report.apply([SetStatus(Status(), Status(1, True))], "定稿", Origin.STATUS)
    before = sample.drawn()
    drop(take(sample, "2、自治奖励"), edge(sample, "5、"))
    assert sample.drawn() == before
    assert sample.bar() == ""


def test_the_numbers_and_the_sheets_follow_a_dragged_line(sample: Hands) -> None:
    names = [each for each in sample.sheet_names() if each.startswith("附件1-3")]
    drop(take(sample, "8、民生实事"), edge(sample, "1、双随机"))
    assert [each[:2] for each in lines(sample)] == [f"{n}、" for n in range(1, 9)]
    moved = [each for each in sample.sheet_names() if each.startswith("附件1-3")]
    assert moved == names[::-1]


@pytest.mark.slow
def test_a_row_is_dragged_at_200_percent() -> None:
    chosen = "test_a_row_is_dropped_between or test_esc or test_near_the_edge"
    assert passed_at_200_percent(__file__, "-k", chosen) == 3
