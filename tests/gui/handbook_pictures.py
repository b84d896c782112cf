"""Take the handbook's pictures from the real window: `python -m tests.gui.handbook_pictures`.

Always the sample report in a window of one size, at twice the pixels, so that they are sharp on any
screen. The test of the handbook holds `SIZES` against what lies in `resources/help/pictures/`.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QDialog, QWidget

    from perfeval_desktop.domain.findings import TextSpan
    from perfeval_desktop.domain.report import FieldAddress
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace

FOLDER = Path(__file__).parents[2] / "resources" / "help" / "pictures"
SCALE = 2
_COLOURS = 96
_EDGE = "#c4cbd4"  # a line around each picture, to tell it from the page
_SETTLED_MS = 400

STEP = (240, 134)
# Name of each picture and its size in pixels of the window.
SIZES = {
    "第1步.png": STEP,
    "第2步.png": STEP,
    "第3步.png": STEP,
    "第4步.png": STEP,
    "开始页.png": (1060, 520),
    "窗口.png": (1040, 600),
    "问题.png": (640, 400),
    "还差什么.png": (640, 260),
    "正文.png": (640, 300),
    "这一格.png": (640, 400),
    "图例.png": (640, 392),
    "粘贴.png": (660, 400),
    "查找和替换.png": (560, 440),
    "评分助手.png": (760, 460),
    "牵连.png": (560, 240),
    "打印.png": (800, 500),
}
_WINDOW = (1366, 728)
_SCREEN = {
    "screens": [
        {"name": "large", "x": 0, "y": 0, "width": 2732, "height": 1536, "dpr": 1}
        | {"logicalDpi": 96, "logicalBaseDpi": 96}
    ]
}
_LINE = "项目明细.本年决算"


def take_pictures(folder: Path) -> None:
    """Take all pictures in a process of its own: the scale of the screen is set once."""
    with tempfile.TemporaryDirectory() as made:
        screen = Path(made) / "screen.json"
        screen.write_text(json.dumps(_SCREEN), encoding="utf-8")
        platform = f"offscreen:configfile={screen}"
        environment = dict(os.environ, QT_SCALE_FACTOR=str(SCALE), QT_QPA_PLATFORM=platform)
        command = [sys.executable, "-m", "tests.gui.handbook_pictures", "--here", str(folder)]
        root = Path(__file__).parents[2]
        subprocess.run(command, cwd=root, env=environment, check=True, timeout=120)


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--here"]:
        with tempfile.TemporaryDirectory() as state:
            _go_through_the_job(Path(arguments[1]), Path(state))
    else:
        folder = Path(arguments[0]) if arguments else FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        take_pictures(folder)
    return 0


class Camera:
    """Grabs parts of a widget, at the size that is set down for the picture."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, name: str, widget: QWidget, left: int = 0, top: int = 0) -> None:
        from PySide6.QtCore import QBuffer, QRect

        _wait()
        buffer = QBuffer()
        widget.grab(QRect(left, top, *SIZES[name])).save(buffer, "PNG")
        self._write(name, buffer.data().data())

    def take_dialog(self, name: str, dialog: QDialog) -> None:
        dialog.resize(*SIZES[name])
        self.take(name, dialog)

    def _write(self, name: str, png: bytes) -> None:
        """A palette holds all that lines and letters need, in a third of the bytes."""
        from PIL import Image, ImageDraw

        picture = Image.open(io.BytesIO(png)).convert("RGB")
        edge = (0, 0, picture.width - 1, picture.height - 1)
        ImageDraw.Draw(picture).rectangle(edge, outline=_EDGE)
        few = picture.quantize(_COLOURS, dither=Image.Dither.NONE)
        few.save(self._folder / name, optimize=True)


def _go_through_the_job(folder: Path, state: Path) -> None:
    from perfeval_desktop.app import make_application

    os.environ["PERFEVAL_STATE_DIR"] = str(state / "sample")
    make_application()
    camera = Camera(folder)
    window = _window(*_WINDOW)
    try:
        _open_sample(window)
        assert window.workspace is not None
        for take in (_take_narrow, _take_panels, _take_dialogs, _take_print):
            take(camera, window, window.workspace)
    finally:
        window.close()  # ends the thread that saves
    os.environ["PERFEVAL_STATE_DIR"] = str(state / "first")
    first = _window(*SIZES["开始页.png"])
    _take_start(camera, first)
    first.close()


def _take_panels(camera: Camera, window: MainWindow, workspace: Workspace) -> None:
    """Take a sheet with a finding, what is missing, and a figure of the narrative."""
    from perfeval_desktop.domain.report import FieldAddress
    from perfeval_desktop.gui.widgets.side_panels import Side

    window.resize(*_WINDOW)
    _go_to_error(workspace)
    assert workspace.view is not None
    middle = workspace.view.ScrollHint.PositionAtCenter
    workspace.view.scrollTo(workspace.view.currentIndex(), middle)
    _take_right(camera, "问题.png", window, 72)
    workspace.show_side(Side.MISSING)
    _take_right(camera, "还差什么.png", window, 72)
    workspace.show_side(Side.INFO)
    _take_right(camera, "这一格.png", window, 72)
    workspace.show_side(Side.FINDINGS)
    _mark_a_figure(workspace)
    workspace.show_field(FieldAddress("", "项目支出绩效情况"))
    narrative = workspace.narrative
    assert narrative is not None
    _wait()  # until it is laid out; then it can be scrolled
    workspace.show_span(_marked(workspace))
    _take_right(camera, "正文.png", narrative, narrative.height() - SIZES["正文.png"][1])


def _take_right(camera: Camera, name: str, widget: QWidget, top: int) -> None:
    camera.take(name, widget, widget.width() - SIZES[name][0], top)


def _marked(workspace: Workspace) -> TextSpan:
    """Return the place of a figure of the narrative, which selects nothing when it is shown."""
    from perfeval_desktop.domain.findings import TextSpan
    from perfeval_desktop.domain.report import FieldAddress

    address = FieldAddress("", "项目支出绩效情况")
    text = workspace.open_report.session.value(address)
    assert text is not None
    place = text.text.index("17.15万元") + 1
    return TextSpan(address, place, place)


def _mark_a_figure(workspace: Workspace) -> None:
    """Let one figure of the narrative follow a cell."""
    from perfeval_desktop.domain.edits import Origin
    from perfeval_desktop.domain.figure_notes import NoteKind
    from perfeval_desktop.services.figure_notes import cells_alike, figure_at, note_edits

    open_report, span = workspace.open_report, _marked(workspace)
    figure = figure_at(open_report.session, span.address, span.start)
    assert figure is not None
    cell = cells_alike(open_report.session, figure.written)[0].address
    edits = note_edits(open_report.session, span.address, figure, NoteKind.LIVE, cell)
    open_report.apply(edits, "", Origin.TYPED)


def _take_dialogs(camera: Camera, window: MainWindow, workspace: Workspace) -> None:
    from PySide6.QtWidgets import QApplication

    from perfeval_desktop.domain.report import FieldAddress
    from perfeval_desktop.gui.dialogs.find_replace import FindReplaceDialog
    from perfeval_desktop.gui.dialogs.legend import Legend
    from perfeval_desktop.gui.dialogs.scoring_assistant import ScoringAssistant

    workspace.show_field(_second_line(workspace))
    QApplication.clipboard().setText("0.4\n20\n大约三万\n14\n1")
    _during_dialog(
        lambda: window.do("paste"), lambda dialog: camera.take_dialog("粘贴.png", dialog)
    )
    window.do("legend")
    legend = window.findChild(Legend)
    assert isinstance(legend, Legend)
    camera.take_dialog("图例.png", legend)
    legend.close()
    window.do("find_replace")
    find = window.findChild(FindReplaceDialog)
    assert isinstance(find, FindReplaceDialog)
    find.begin("民生实事")
    find.replace_edit.setText("民生实事票决")
    find.step(1)
    camera.take_dialog("查找和替换.png", find)
    find.close()
    _spread_weights(workspace)
    window.do("scoring_assistant")
    assistant = window.findChild(ScoringAssistant)
    assert isinstance(assistant, ScoringAssistant)
    camera.take_dialog("评分助手.png", assistant)
    assistant.close()
    workspace.open_report.enter(FieldAddress("", "编制数"), "12")
    _during_dialog(
        lambda: window.do("consequences"), lambda dialog: camera.take_dialog("牵连.png", dialog)
    )
    window.do("undo")


def _take_print(camera: Camera, window: MainWindow, workspace: Workspace) -> None:
    """The print dialog as it is in an office: with a printer."""
    from PySide6.QtCore import QEventLoop

    from perfeval_desktop.gui.dialogs.print_preview import PrintPreview
    from perfeval_desktop.gui.printing import PrinterFacts, SystemPrinters
    from perfeval_desktop.services.print_job import PageSelection, Pick, PrintJob
    from perfeval_desktop.services.printing import Edges, Printable

    class OfficePrinters(SystemPrinters):
        def facts(self) -> tuple[PrinterFacts, ...]:
            margins = Edges(4, 4, 4, 4)
            return (PrinterFacts("办公室打印机", True, "空闲，可以打印。", True, margins),)

    job = PrintJob(selection=PageSelection(Pick.RANGE, text="1-3"))
    printable = Printable(workspace.open_report.session)
    dialog = PrintPreview(printable, job, OfficePrinters(), window)
    laid_out = QEventLoop()
    dialog.laid_out.connect(laid_out.quit)
    dialog.show()
    laid_out.exec()
    camera.take_dialog("打印.png", dialog)
    dialog.close()


def _spread_weights(workspace: Workspace) -> None:
    """The sample has no weights, and without them there is nothing to propose."""
    from decimal import Decimal

    from perfeval_desktop.domain.edits import Origin
    from perfeval_desktop.services.weights import head_plans, spread, weight_edits

    open_report = workspace.open_report
    ref = next(each for each in open_report.sheets() if each.record)
    workspace.show_sheet(ref)
    plans = head_plans(open_report.session, ref)
    sums = {plan.head.name: plan.head.points for plan in plans}
    parts = spread(open_report.session, ref, sums, Decimal(1))
    open_report.apply(weight_edits(open_report.report, parts), "", Origin.TYPED)


def _second_line(workspace: Workspace) -> FieldAddress:
    from perfeval_desktop.domain.report import FieldAddress

    return FieldAddress(workspace.open_report.report.children("", "项目明细")[1], _LINE)


def _take_narrow(camera: Camera, window: MainWindow, workspace: Workspace) -> None:
    """Take the whole window, smaller, and three of the four steps."""
    from perfeval_desktop.domain.report import FieldAddress

    window.resize(*SIZES["窗口.png"])
    workspace.show_field(FieldAddress("", "在职人数"))
    camera.take("窗口.png", window)
    cell = _current_cell(window)
    camera.take("第2步.png", window, cell.left(), cell.top() - 33)
    _go_to_error(workspace)
    camera.take("第3步.png", workspace.findings_panel.list, 0, 2)
    workspace.show_field(FieldAddress("", "报告日期"))
    _wait()
    cell = _current_cell(window)
    camera.take("第4步.png", window, cell.center().x() - 50, cell.bottom() + 8 - STEP[1])


def _go_to_error(workspace: Workspace) -> None:
    panel = workspace.findings_panel
    finding = next(each for each in panel.findings() if each.severity.code == "error")
    workspace.jump_to(finding)
    _wait()
    panel.list.scrollTo(panel.list.currentIndex(), panel.list.ScrollHint.PositionAtTop)


def _current_cell(window: MainWindow) -> QRect:
    """Return where the cell of the cursor is in the window."""
    assert window.workspace is not None
    view = window.workspace.view
    assert view is not None
    viewport = view.viewport()
    rect = view.visualRect(view.currentIndex())
    return rect.translated(viewport.mapTo(window, viewport.rect().topLeft()))


def _take_start(camera: Camera, window: MainWindow) -> None:
    """Take the page of the first start, and the first step."""
    _during_dialog(
        lambda: window.do("new"),
        lambda dialog: camera.take("第1步.png", dialog),
    )
    camera.take("开始页.png", window)


def _window(width: int, height: int) -> MainWindow:
    from perfeval_desktop.gui.main_window import MainWindow

    window = MainWindow()
    window.resize(width, height)
    window.settings.is_guide_over = True
    window.show()
    _wait()
    return window


def _open_sample(window: MainWindow) -> None:
    from PySide6.QtCore import QEventLoop

    opened = QEventLoop()
    window.settled.connect(opened.quit)
    window.do("open_sample")
    opened.exec()


def _during_dialog(open_it: Callable[[], object], take: Callable[[QDialog], object]) -> None:
    """Open a dialog that waits for an answer, and leave it once `take` has looked at it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QDialog

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        try:
            take(dialog)
        finally:
            dialog.reject()

    QTimer.singleShot(0, look)
    open_it()


def _wait() -> None:
    """Wait until all is painted and the checks are counted."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(_SETTLED_MS, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
