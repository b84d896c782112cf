"""Colours, letters, zoom and the window's layout: chosen in the menu, at once, and remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from perfeval_desktop.app import make_application
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.main_window import MainWindow
from perfeval_desktop.gui.schemes import CONTRAST, DARK, LIGHT, POINTS
from perfeval_desktop.gui.settings import Settings
from perfeval_desktop.services.files import create_from_data_file, sample_data
from tests.gui.hands import CTRL, SHIFT, Hands

SCHEMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}


@pytest.fixture(autouse=True)
def _as_it_was(qapp: QApplication) -> Iterator[None]:
    """The look is the application's: the next test begins with the usual one."""
    yield
    theme.set_system_dark(qapp, False)
    theme.apply_theme(qapp)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告.peval"
    write_sample(path)
    return path


def ground(widget: QWidget, place: QPoint | None = None) -> QColor:
    image = widget.grab().toImage()
    at = place or QPoint(widget.width() - 3, widget.height() - 3)
    return QColor(image.pixel(at * image.devicePixelRatio()))


def has_colour(image: QImage, colour: str) -> bool:
    wanted = QColor(colour).rgb()
    return any(
        image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height())
    )


def write_sample(path: Path) -> None:
    create_from_data_file(path, sample_data()).close()


# Colours


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_restyles_all_that_is_open(sample: Hands, name: str) -> None:
    sample.press("scheme_dark")  # from another one each
    sample.press(f"scheme_{name}")
    scheme, workspace = SCHEMES[name], sample.workspace
    assert ground(workspace.sheet_list) == QColor(scheme.pane)
    assert ground(workspace.findings_panel.list.viewport(), QPoint(1, 90)) == QColor(scheme.pane)
    assert ground(sample.window.statusBar(), QPoint(3, 12)) == QColor(scheme.window)
    assert ground(sample.view.viewport(), QPoint(2, 2)) == QColor("#ffffff"), "paper stays white"
    bar = sample.window.tool_bar.button_of(sample.window.actions_by_id["save"])
    assert has_colour(bar.grab().toImage(), scheme.text), "icons and words"


def test_lists_that_keep_colours_take_the_new_ones(sample: Hands) -> None:
    sample.press("missing")
    sample.press("scheme_dark")
    panel = sample.workspace.missing_panel.list
    assert panel.item(0).background().color() == QColor(DARK.window)
    sample.go_to_sheet("报告正文")
    outline = sample.workspace.narrative.findChild(QWidget, "outline")  # type: ignore[union-attr]
    assert outline is not None
    colours = {outline.item(row).foreground().color().name() for row in range(outline.count())}  # type: ignore[attr-defined]
    assert colours <= {DARK.text, DARK.quiet}
    assert DARK.text in colours


def test_a_message_keeps_its_sign_in_the_new_colours(sample: Hands) -> None:
    sample.workspace.message_bar.say("有一处不对。", "error", is_lasting=True)
    sample.press("scheme_dark")
    sign = sample.workspace.message_bar.findChildren(QLabel)[0]
    assert has_colour(sign.pixmap().toImage(), DARK.error)
    assert not has_colour(sign.pixmap().toImage(), LIGHT.error)


def test_the_chosen_look_is_there_before_the_next_start_paints(
    hands: Hands, qapp: QApplication
) -> None:
    hands.press("scheme_contrast")
    hands.press("size_large")
    theme.apply_theme(qapp)
    make_application()
    assert theme.colours() is CONTRAST
    assert qapp.font().pointSizeF() == POINTS["large"]
    assert hands.window.actions_by_id["scheme_contrast"].isChecked()
    assert not hands.window.actions_by_id["scheme_system"].isChecked()


def test_without_a_choice_the_colours_are_those_of_the_system(qapp: QApplication) -> None:
    assert Settings().scheme == "system"
    theme.set_system_dark(qapp, True)
    make_application()
    assert theme.colours() is DARK
    theme.set_system_dark(qapp, False)
    make_application()
    assert theme.colours() is LIGHT


def test_a_dark_palette_of_the_desktop_makes_the_program_dark(qapp: QApplication) -> None:
    qapp.setProperty("perfeval_system_is_dark", None)
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor("#202020"))
    qapp.setPalette(palette)
    make_application()
    assert theme.colours() is DARK


def test_the_window_follows_a_desktop_that_becomes_dark(sample: Hands) -> None:
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.colours() is DARK
    sample.press("scheme_light")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.colours() is LIGHT, "what was chosen stays"
    sample.press("scheme_system")
    assert theme.colours() is DARK
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
    assert theme.colours() is DARK, "a desktop that does not say changes nothing"


def test_in_high_contrast_findings_differ_by_shape(sample: Hands) -> None:
    """Without any colour: an error has a square at its corner, what else was found a triangle."""
    sample.press("scheme_contrast")
    error, warning = (
        sample.find("项目支出：", "2022年决算数"),
        sample.find("项目支出：", "2022年预算数"),
    )
    corners = []
    for cell in (error, warning):
        rect = sample.view.visualRect(sample.view.model().index(cell.row, cell.column))
        image = sample.view.viewport().grab().toImage()
        at = QPoint(rect.right() - 9, rect.top() + 8)  # where a square is filled, a triangle not
        corners.append(QColor(image.pixel(at * image.devicePixelRatio())).lightness())
    assert corners[0] < 100 < corners[1]


# Letters


def test_larger_letters_are_used_everywhere_at_once(sample: Hands) -> None:
    def heights() -> list[int]:
        workspace = sample.workspace
        return [
            sample.window.menuBar().fontMetrics().height(),
            workspace.sheet_list.sizeHintForRow(0),
            workspace.findings_panel.filter_bar.sheet_button.sizeHint().height(),
            workspace.findings_panel.list.sizeHintForRow(1),
        ]

    before, widths = heights(), sample.workspace.panes.sizes()
    sample.press("size_largest")
    QApplication.processEvents()
    assert all(now > old * 1.2 for now, old in zip(heights(), before, strict=True))
    assert sample.workspace.panes.sizes()[0] > widths[0]
    assert sample.workspace.panes.sizes()[2] > widths[2]
    assert Settings().font_size == "largest"
    sample.press("size_standard")
    QApplication.processEvents()
    assert heights() == before
    assert sample.workspace.panes.sizes() == widths


# Zoom


def turn_wheel(widget: QWidget, place: QPoint, angle: int) -> bool:
    event = QWheelEvent(
        QPointF(place), QPointF(widget.mapToGlobal(place)), QPoint(), QPoint(0, angle),
        Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    QApplication.processEvents()
    return event.isAccepted()


def test_ctrl_and_the_wheel_enlarge_the_sheet_under_the_mouse(sample: Hands) -> None:
    view = sample.view
    width = view.horizontalHeader().length()
    place = QPoint(600, 400)
    index = view.indexAt(place)
    for _ in range(6):
        turn_wheel(view.viewport(), place, 120)
    assert Settings().zoom == 160
    assert view.horizontalHeader().length() == pytest.approx(width * 1.6, rel=0.02)
    assert view.horizontalScrollBar().maximum() > 0, "it scrolls sideways"
    assert view.indexAt(place) == index, "the cell under the mouse stays under it"
    assert any("160%" in each.text() for each in sample.window.statusBar().findChildren(QLabel))


def test_the_wheel_alone_scrolls(sample: Hands) -> None:
    event = QWheelEvent(
        QPointF(300, 300), QPointF(sample.view.viewport().mapToGlobal(QPoint(300, 300))), QPoint(),
        QPoint(0, -120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(sample.view.viewport(), event)
    assert sample.view.verticalScrollBar().value() > 0
    assert Settings().zoom == 100


def test_a_touchpad_zooms_by_the_same_steps(sample: Hands) -> None:
    for _ in range(12):
        turn_wheel(sample.view.viewport(), QPoint(300, 300), 10)
    assert Settings().zoom == 110


def test_zoom_ends_at_60_and_200_percent_and_ctrl_0_goes_back(sample: Hands) -> None:
    width = sample.view.horizontalHeader().length()
    for _ in range(15):
        sample.key(Qt.Key.Key_Equal, CTRL, Qt.KeyboardModifier.AltModifier)
    assert Settings().zoom == 200
    for _ in range(20):
        sample.key(Qt.Key.Key_Minus, CTRL, Qt.KeyboardModifier.AltModifier)
    assert Settings().zoom == 60
    assert sample.view.horizontalHeader().length() == pytest.approx(width * 0.6, rel=0.04)
    assert sample.view.horizontalScrollBar().maximum() == 0
    sample.key(Qt.Key.Key_0, CTRL)
    assert Settings().zoom == 100
    assert sample.view.horizontalHeader().length() == width


def test_the_cell_with_the_cursor_stays_in_sight_when_zoomed_by_keys(sample: Hands) -> None:
    sample.click(sample.find("填报日期："))
    for _ in range(10):
        sample.press("zoom_in")
    QApplication.processEvents()
    shown = sample.view.visualRect(sample.view.currentIndex())
    assert sample.view.viewport().rect().intersects(shown)


def test_an_editor_opens_at_the_size_of_the_sheet_and_follows_it(sample: Hands) -> None:
    sample.click(sample.find("3、公务接待", "2022年预算数"))
    sample.key(Qt.Key.Key_F2)
    editor = sample.view.viewport().findChild(QWidget, "cellEditor")
    assert editor is not None
    small = editor.font().pixelSize()
    for _ in range(8):
        sample.press("zoom_in")
    QApplication.processEvents()
    assert editor.font().pixelSize() == pytest.approx(small * 1.8, abs=1)
    rect = sample.view.visualRect(sample.view.currentIndex())
    assert rect.contains(editor.geometry())


def test_the_narrative_zooms_and_the_text_under_the_mouse_stays(sample: Hands) -> None:
    sample.go_to_sheet("报告正文")
    narrative = sample.workspace.narrative
    assert narrative is not None
    editor = narrative.editor("部门职责")
    pixels = editor.font().pixelSize()
    place = QPoint(150, 210)
    before = editor.cursorForPosition(place).position()
    on_screen = editor.viewport().mapToGlobal(place)
    area = narrative.findChild(QScrollArea)
    assert area is not None
    for _ in range(4):  # what the text leaves is passed on by Qt, but not what is no real event
        assert not turn_wheel(editor.viewport(), editor.viewport().mapFromGlobal(on_screen), 120)
        assert turn_wheel(area.viewport(), area.viewport().mapFromGlobal(on_screen), 120)
    assert editor.font().pixelSize() == pytest.approx(pixels * 1.4, abs=1)
    now = editor.cursorForPosition(editor.viewport().mapFromGlobal(on_screen)).position()
    assert abs(now - before) <= 30, "about a line"
    assert editor.height() >= editor.document().size().height()


def test_the_zoom_is_kept_for_sheets_shown_later_and_for_the_next_start(
    sample: Hands, qtbot: QtBot
) -> None:
    width = sample.view.horizontalHeader().length()
    for _ in range(3):
        sample.press("zoom_in")
    sample.go_to_sheet("封面")
    assert sample.view.horizontalHeader().length() == pytest.approx(width * 1.3, rel=0.03)
    sample.press("close_report")
    sample.open_sample()
    assert sample.view.horizontalHeader().length() == pytest.approx(width * 1.3, rel=0.03)


# The window's layout


def test_a_file_opens_at_the_cell_where_it_was_left(hands: Hands, report: Path) -> None:
    hands.open(report)
    hands.go_to_sheet("附件1-2 整体支出自评表")
    hands.view.setFocus()
    hands.key(Qt.Key.Key_End, CTRL)
    field = hands.view.current_field()
    assert field is not None
    hands.press("close_report")
    hands.open(report)
    assert hands.current_sheet().sheet == "附件1-2"
    assert hands.view.current_field() == field
    shown = hands.view.visualRect(hands.view.currentIndex())
    assert hands.view.viewport().rect().contains(shown), "in sight"
    assert hands.view.hasFocus()


def test_a_file_left_in_the_narrative_opens_there(hands: Hands, report: Path) -> None:
    hands.open(report)
    hands.go_to_sheet("报告正文")
    hands.press("close_report")
    hands.open(report)
    assert hands.current_sheet().sheet == "报告正文"


def test_another_file_opens_at_its_first_sheet(hands: Hands, report: Path, tmp_path: Path) -> None:
    hands.open(report)
    hands.go_to_sheet("封面")
    other = tmp_path / "别的.peval"
    write_sample(other)
    hands.open(other)
    assert hands.current_sheet().sheet == "附件1-1"


def test_panes_keep_the_widths_they_were_drawn_to(sample: Hands) -> None:
    panes = sample.workspace.panes
    panes.moveSplitter(260, 1)
    drawn = panes.sizes()
    sample.press("close_report")
    sample.open_sample()
    assert sample.workspace.panes.sizes() == drawn


def test_size_and_place_of_the_window_are_kept(qtbot: QtBot) -> None:
    for number in range(2):
        window = MainWindow()
        if number == 0:
            window.setGeometry(60, 50, 700, 520)
        window.show()
        qtbot.waitExposed(window)
        assert window.size().width() == 700
        window.close()
        window.deleteLater()


def test_a_maximised_window_opens_maximised(qtbot: QtBot) -> None:
    window = MainWindow()
    window.showMaximized()
    qtbot.waitExposed(window)
    window.close()
    again = MainWindow()
    assert again.isMaximized()
    for each in (window, again):
        each.deleteLater()


def test_a_window_left_on_a_screen_that_is_gone_is_brought_back(qtbot: QtBot) -> None:
    window = MainWindow()
    window.setGeometry(QRect(5000, 3000, 700, 500))
    window.show()
    qtbot.waitExposed(window)
    window.close()
    again = MainWindow()
    again.show()
    qtbot.waitExposed(again)
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert screen.contains(again.geometry().topLeft())
    assert screen.contains(again.geometry().center())
    again.close()
    for each in (window, again):
        each.deleteLater()


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x01kaputt[[[",
        "[General]\nscheme=rosa\nfont_size=riesig\nzoom=viel\npanes=a, b\ngeometry=hier\n"
        "places=x, y|z\nrecent=1\nlast_folder=\n",
        "[General]\nscheme=dark, light\nfont_size=@Invalid()\nzoom=-7\npanes=0, 5, 9999999\n"
        "geometry=@ByteArray(abc)\nplaces=@Variant(\\0)\nrecent=|\n",
        "[General]\nzoom=99999999999999999999\npanes=1, 2\n",
    ],
)
def test_a_damaged_settings_file_is_ignored(qtbot: QtBot, state_dir: Path, text: str) -> None:
    state_dir.mkdir(parents=True, exist_ok=True)
    (state_dir / "settings.ini").write_text(text, encoding="utf-8")
    make_application()
    window = MainWindow()
    window.show()
    qtbot.waitExposed(window)
    assert window.size().width() > 400
    settings = window.settings
    assert theme.colours() is LIGHT
    assert (settings.scheme, settings.font_size, settings.panes) == ("system", "standard", [])
    assert 60 <= settings.zoom <= 200
    assert settings.place_in("nirgends") == ("", "", "", "")
    at_work = Hands(window, qtbot)
    at_work.open_sample()
    assert at_work.current_sheet().sheet == "附件1-1"
    window.close()
    window.deleteLater()


def test_shift_and_ctrl_with_plus_still_add_a_row(sample: Hands) -> None:
    """The keys of zoom are others: those of rows were there before."""
    sample.click(sample.find("2、自治奖励", "2022年预算数"))
    rows = sample.view.model().rowCount()
    sample.key(Qt.Key.Key_Equal, CTRL, SHIFT)
    assert sample.view.model().rowCount() == rows + 1
    assert Settings().zoom == 100
