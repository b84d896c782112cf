"""Which heading of the handbook fits what has the keyboard. A dialog has its line here, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from perfeval_desktop.domain.template import Role

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from perfeval_desktop.gui.workspace import Workspace

BEGINNING = "一、四步做完一份报告"
SHEET = "二、填数"
GREY_CELL = "为什么这里是灰的"
BASE_FIGURES = "核对底数"
SCORES = "五、打分：评分助手"
WRITING = "写正文"
MARKS = "颜色和记号"
FINALISING = "怎样定稿"
PRINTING = "怎样打印盖章"
HISTORY = "修改记录，看当时的样子"

NEXT_YEAR = "沿用上年文件新建"
BACKUPS = "历史备份和抢救"
FORM = "调整表样、换用新表样"
IMPORTING = "从 Word、Excel 导入"
APPROVAL = "批复的绩效目标"

# Class of a part of the window, or of a dialog, and the heading.
TOPICS = {
    "StartPage": BEGINNING,
    "InfoPanel": MARKS,
    "NarrativeEditor": WRITING,
    "FindingsPanel": "四、看懂问题",
    "MissingPanel": "还差什么没有填",
    "AdjustFormDialog": FORM,
    "AdjustmentDialog": FORM,
    "ApprovalDialog": APPROVAL,
    "AsItWasDialog": HISTORY,
    "BackupsDialog": BACKUPS,
    "BaseFiguresDialog": BASE_FIGURES,
    "ChangeTemplateDialog": FORM,
    "ChecksDialog": "查了哪些，没有查哪些",
    "BlankFormDialog": "负责人阅签单、空白表样",
    "ChooseCellDialog": "怎样走到要填的格",
    "ChooseEarlierDialog": "花脸稿和更正说明",
    "CompareDialog": "比较和合并",
    "MergeDialog": "比较和合并",
    "ConsequencesDialog": "领导改了一个数",
    "CoverLineDialog": "几行并成一项、免报附件1-3",
    "DamagedFileDialog": BACKUPS,
    "ExplainFindingsDialog": "数没有填错，怎样说明",
    "FillBlankDialog": "填入原表：交主管部门自己的空表",
    "FinaliseDialog": FINALISING,
    "FindReplaceDialog": "查找和替换",
    "HistoryDialog": HISTORY,
    "ImportPreview": IMPORTING,
    "InsertSentenceDialog": WRITING,
    "LastImportDialog": IMPORTING,
    "Legend": MARKS,
    "NameStateDialog": HISTORY,
    "NewReportDialog": BEGINNING,
    "NextYearDialog": NEXT_YEAR,
    "ChangeCarriedDialog": NEXT_YEAR,
    "PersonDialog": HISTORY,
    "PastePreview": "怎样从 Excel 贴进来",
    "PrintPreview": PRINTING,
    "ReadinessDialog": "盖章前检查",
    "RemarkDialog": MARKS,
    "ReopenDialog": FINALISING,
    "SalvageResultDialog": BACKUPS,
    "ScoringAssistant": SCORES,
    "SpreadWeightsDialog": SCORES,
    "StatedValueDialog": GREY_CELL,
    "TemplateViewDialog": "看表样、安装表样包",
    "TracesDialog": "清除本机痕迹",
    "VerifyPaperDialog": "纸上的校验码",
}


def topic_of(widget: QWidget | None, workspace: Workspace | None) -> str:
    """Return the heading for a widget, the innermost part that has one; else for the sheet."""
    for part in _parts(widget):
        heading = TOPICS.get(type(part).__name__)
        if heading is not None:
            return heading
    return _topic_of_sheet(workspace) if workspace is not None else BEGINNING


def _parts(widget: QWidget | None) -> Iterator[QWidget]:
    """Yield a widget and what it is in, as far as its window."""
    while widget is not None:
        yield widget
        widget = widget.parentWidget() if not widget.isWindow() else None


def _topic_of_sheet(workspace: Workspace) -> str:
    if workspace.view is None:
        return WRITING
    if workspace.has_base_figures:
        return BASE_FIGURES
    address = workspace.view.current_field()
    if address is None:
        return SHEET
    template = workspace.open_report.report.template
    if address.field.rpartition(".")[2] in template.scoring.fields:
        return SCORES
    return GREY_CELL if template.fields[address.field].role is Role.COMPUTED else SHEET
