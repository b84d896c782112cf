"""Copy, cut, paste and fill on a sheet, as in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.values import ZERO, plain, round_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from perfeval_desktop.domain.copied_block import Block
    from perfeval_desktop.domain.edits import Edit
    from perfeval_desktop.domain.report import FieldAddress
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.widgets.sheet_view import SheetView
    from perfeval_desktop.gui.workspace import Workspace
    from perfeval_desktop.services.pasting import Plan

EXCEL_XML = 'application/x-qt-windows-mime;value="XML Spreadsheet"'


class ClipboardActions:
    """The actions over chosen cells; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report
        workspace.clear_requested.connect(self._clear)
        workspace.choice_changed.connect(self._tell_sum)

    def do_copy(self) -> None:
        """Copy the chosen cells; in the list of findings the chosen findings."""
        if self._workspace.findings_panel.list.hasFocus():
            self._window.do("copy_findings")
            return
        view = self._workspace.view
        if view is not None:
            self._copy(view)

    def do_cut(self) -> None:
        """Copy the chosen cells, and empty them."""
        view = self._workspace.view
        if view is not None:
            self._copy(view)
            self._clear()

    def do_paste(self) -> None:
        """Put what was copied onto the sheet from the current cell on, or into all chosen ones."""
        from perfeval_desktop.importing.pasted import pasted_block
        from perfeval_desktop.services.pasting import trimmed

        if self._workspace.has_base_figures:
            self._window.do("paste_base_figures")
            return
        self._workspace.flush()
        data = QApplication.clipboard().mimeData()
        block = pasted_block(data.html(), data.text(), _excel_xml(data))
        chosen, texts = self._chosen(), trimmed(block)
        if not texts or not chosen:
            self._workspace.message_bar.say("剪贴板里没有可以粘贴的文字。")
        elif len(texts) == len(texts[0]) == 1 and len(chosen) > 1:
            self._fill(chosen, str(texts[0][0]), "粘贴", as_yuan=self._open_report.enters_yuan)
        else:
            self._paste(chosen[0], block)

    def do_fill_down(self) -> None:
        """Put what stands in the top row of the choice into the rows below; else that above."""
        self._fill_from(is_down=True)

    def do_fill_right(self) -> None:
        """Put what stands in the first column of the choice into those at its right."""
        self._fill_from(is_down=False)

    def do_fill_chosen(self) -> None:
        """Put what is being typed, or else what stands in the current cell, into all chosen."""
        view, chosen = self._workspace.view, self._chosen()
        if view is None or not chosen:
            return
        if len(chosen) == 1:
            view.finish_editing()
            view.setFocus()
            return
        current = view.current_field()
        typed = view.take_typed()
        if typed is not None:
            self._fill(chosen, typed, "填入", as_yuan=self._open_report.enters_yuan)
        elif current is not None:
            self._fill(chosen, view.editing_text(current), "填入")

    def _copy(self, view: SheetView) -> None:
        from perfeval_desktop.importing.pasted import block_as_html, block_as_text

        self._workspace.flush()
        block = view.chosen_block()
        data = QMimeData()
        data.setText(block_as_text(block))
        data.setHtml(block_as_html(block))
        QApplication.clipboard().setMimeData(data)

    def _tell_sum(self) -> None:
        """Say what several chosen figures come to, as a spreadsheet does."""
        chosen = self._chosen()
        numbers = self._numbers(chosen) if len(chosen) > 1 else []
        if len(numbers) > 1:
            total = sum(numbers, ZERO)
            mean = round_half_up(total / len(numbers), 2)
            words = f"求和 {plain(total)}　个数 {len(numbers)}　平均 {plain(mean)}"
            self._window.statusBar().showMessage(words)
        elif self._window.statusBar().currentMessage().startswith("求和"):
            self._window.statusBar().clearMessage()

    def _numbers(self, chosen: list[FieldAddress]) -> list[Decimal]:
        from perfeval_desktop.services.pasting import chosen_numbers

        return chosen_numbers(self._open_report.session, chosen)

    def _chosen(self) -> list[FieldAddress]:
        view = self._workspace.view
        return view.chosen_fields() if view is not None else []

    def _clear(self) -> None:
        self._fill(self._chosen(), "", "清空")

    def _fill(
        self, places: list[FieldAddress], text: str, label: str, *, as_yuan: bool = False
    ) -> None:
        from perfeval_desktop.services.pasting import plan_fill

        plan = plan_fill(
            self._open_report.session, [(each, text) for each in places], as_yuan=as_yuan
        )
        self._apply_fill(plan, label)

    def _fill_from(self, *, is_down: bool) -> None:
        from perfeval_desktop.services.pasting import plan_fill

        view = self._workspace.view
        if view is None:
            return
        self._workspace.flush()
        pairs = [
            (place, view.editing_text(source))
            for source, places in view.fill_targets(is_down=is_down)
            for place in places
        ]
        plan = plan_fill(self._open_report.session, pairs)
        self._apply_fill(plan, "向下填充" if is_down else "向右填充")

    def _paste(self, start: FieldAddress, block: Block) -> None:
        from perfeval_desktop.gui.dialogs.paste_preview import PastePreview
        from perfeval_desktop.services.pasting import edits_without, plan_paste

        ref = self._workspace.current
        assert ref is not None
        session = self._open_report.session
        as_yuan, left_out = self._open_report.enters_yuan, frozenset[int]()
        plan = plan_paste(session, ref, start, block, as_yuan=as_yuan)
        if plan.refused or plan.is_in_yuan or plan.added:
            in_yuan = (
                plan_paste(session, ref, start, block, as_yuan=True) if plan.is_in_yuan else plan
            )
            preview = PastePreview(plan, in_yuan, self._window)
            if not preview.exec():
                return
            plan, left_out = preview.plan, preview.left_out
        edits = edits_without(session, plan, left_out)
        self._apply(edits, plan.filled - len(left_out), "粘贴", Origin.PASTED)
        from perfeval_desktop.domain.parsing import unseen_in

        unseen = unseen_in("".join(each for row in block for each in row if isinstance(each, str)))
        if unseen:
            said = f"粘贴的内容里去掉了{unseen}，它们印不出来；看得见的字都在。"
            self._workspace.message_bar.say(said, "warning")

    def _apply_fill(self, plan: Plan, label: str) -> None:
        self._apply(plan.edits, plan.filled, label, Origin.TYPED)
        if plan.refused:
            first = plan.refused[0]
            self._workspace.message_bar.say(f"{first.where}：{first.reason}", "warning")

    def _apply(self, edits: Sequence[Edit], count: int, label: str, origin: Origin) -> None:
        self._open_report.apply(edits, f"{label} {count} 格" if count > 1 else label, origin)


def _excel_xml(data: QMimeData) -> bytes:
    """Return Excel's third flavour, in which figures are whole; b"" where there is none."""
    return bytes(data.data(EXCEL_XML).data()) if data.hasFormat(EXCEL_XML) else b""
