"""Every dialog of the program, made over the sample report.

A dialog that is missing here fails a test: whoever adds one says here how it is made; then it is
looked through like the others (names, texts that fit, colours).
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from PySide6.QtWidgets import QDialog

from perfeval_desktop.domain.adjustments import AdjustmentKind
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import NotAReportError
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.paper import Medium
from perfeval_desktop.domain.report import Approved, FieldAddress
from perfeval_desktop.domain.source_document import SourceCell, SourceDocument, SourceTable
from perfeval_desktop.exporting.docx import write_docx
from perfeval_desktop.gui import dialogs
from perfeval_desktop.gui.dialogs.adjust_form import AdjustFormDialog
from perfeval_desktop.gui.dialogs.adjustment import AdjustmentDialog
from perfeval_desktop.gui.dialogs.approval import ApprovalDialog
from perfeval_desktop.gui.dialogs.as_it_was import AsItWasDialog
from perfeval_desktop.gui.dialogs.backups import BackupsDialog
from perfeval_desktop.gui.dialogs.base_figures import BaseFiguresDialog
from perfeval_desktop.gui.dialogs.blank_form import BlankFormDialog
from perfeval_desktop.gui.dialogs.change_carried import ChangeCarriedDialog
from perfeval_desktop.gui.dialogs.change_template import ChangeTemplateDialog
from perfeval_desktop.gui.dialogs.checks_list import ChecksDialog
from perfeval_desktop.gui.dialogs.choose_cell import ChooseCellDialog
from perfeval_desktop.gui.dialogs.choose_earlier import ChooseEarlierDialog
from perfeval_desktop.gui.dialogs.compare import CompareDialog
from perfeval_desktop.gui.dialogs.consequences import ConsequencesDialog
from perfeval_desktop.gui.dialogs.cover_line import CoverLineDialog
from perfeval_desktop.gui.dialogs.damaged_file import DamagedFileDialog, SalvageResultDialog
from perfeval_desktop.gui.dialogs.explain_findings import Answer, ExplainFindingsDialog, Usual
from perfeval_desktop.gui.dialogs.fill_blank import FillBlankDialog
from perfeval_desktop.gui.dialogs.finalise import FinaliseDialog, ReopenDialog
from perfeval_desktop.gui.dialogs.find_replace import FindReplaceDialog
from perfeval_desktop.gui.dialogs.handbook import Handbook
from perfeval_desktop.gui.dialogs.history import HistoryDialog
from perfeval_desktop.gui.dialogs.import_preview import ImportPreview
from perfeval_desktop.gui.dialogs.insert_sentence import InsertSentenceDialog
from perfeval_desktop.gui.dialogs.last_import import LastImportDialog
from perfeval_desktop.gui.dialogs.legend import Legend
from perfeval_desktop.gui.dialogs.merge import MergeDialog
from perfeval_desktop.gui.dialogs.name_state import NameStateDialog
from perfeval_desktop.gui.dialogs.new_report import NewReportDialog
from perfeval_desktop.gui.dialogs.next_year import NextYearDialog
from perfeval_desktop.gui.dialogs.paste_preview import PastePreview
from perfeval_desktop.gui.dialogs.person import PersonDialog
from perfeval_desktop.gui.dialogs.print_preview import PrintPreview
from perfeval_desktop.gui.dialogs.readiness import ReadinessDialog
from perfeval_desktop.gui.dialogs.remark import RemarkDialog
from perfeval_desktop.gui.dialogs.scoring_assistant import ScoringAssistant
from perfeval_desktop.gui.dialogs.spread_weights import SpreadWeightsDialog
from perfeval_desktop.gui.dialogs.stated_value import StatedValueDialog
from perfeval_desktop.gui.dialogs.template_view import TemplateViewDialog
from perfeval_desktop.gui.dialogs.traces import TracesDialog
from perfeval_desktop.gui.dialogs.verify_paper import VerifyPaperDialog
from perfeval_desktop.gui.main_window import MainWindow
from perfeval_desktop.gui.printing import SystemPrinters
from perfeval_desktop.importing.worksheets import table_of_text
from perfeval_desktop.services.adjusting import propose
from perfeval_desktop.services.approving import read_approval
from perfeval_desktop.services.as_it_was import past_name, past_session
from perfeval_desktop.services.backups import Backup, Newest
from perfeval_desktop.services.base_figures import find_figures
from perfeval_desktop.services.blank_form import blank_document
from perfeval_desktop.services.carried import LockedChange
from perfeval_desktop.services.catalogue import template_names
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.comparison import compare
from perfeval_desktop.services.consequences import Consequence, Kind
from perfeval_desktop.services.coverage import tally
from perfeval_desktop.services.entering import StatedQuestion, entry_edits
from perfeval_desktop.services.filling_in import prepare
from perfeval_desktop.services.form_parts import FormParts, adjustment_of
from perfeval_desktop.services.import_list import import_list
from perfeval_desktop.services.import_review import Review
from perfeval_desktop.services.linking import Passage
from perfeval_desktop.services.marked_copy import EarlierState
from perfeval_desktop.services.merging import Copy, merge_of
from perfeval_desktop.services.moving import plan_move
from perfeval_desktop.services.papers import note_paper
from perfeval_desktop.services.pasting import plan_paste
from perfeval_desktop.services.places import all_places
from perfeval_desktop.services.print_job import Duplex, PageSelection, Pick, PrintJob
from perfeval_desktop.services.printing import Printable
from perfeval_desktop.services.readiness import PaperFacts, stamp_readiness
from perfeval_desktop.services.revisions import state_now
from perfeval_desktop.services.rollover import LastFile
from perfeval_desktop.services.salvaging import Losses, Salvaged, WaysOut, salvaged_lines
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.template_sentences import offered_sentences
from perfeval_desktop.services.traces import Trace, TraceKind
from perfeval_desktop.services.user_text import user_text
from perfeval_desktop.services.versions import name_now
from perfeval_desktop.storage.backing_up import back_up
from perfeval_desktop.storage.backups import BackupReason, all_backups
from perfeval_desktop.templates.texts import remake
from tests.drawn_document import doubting, drawn_document

SCORED = SheetRef("附件1-2")
COPIED = "项目\t金额\n支出合计\t1352843.52\n基本支出\t108.28万元\n办公经费\t见附表\n"


def _session(window: MainWindow) -> Session:
    assert window.open_report is not None
    return window.open_report.session


def _with_history(window: MainWindow) -> Session:
    """Change and name something, so that there is something to look back at."""
    session, staff = _session(window), FieldAddress("", "编制数")
    for text in ("12", "13"):
        edits = entry_edits(session.report, staff, text)
        session.apply(edits, "填写 编制数", Origin.TYPED)
        name_now(session, f"送审稿{text}")
    session.undo()
    return session


def _as_it_was(window: MainWindow) -> QDialog:
    session = _with_history(window)
    return AsItWasDialog(past_session(session, 1), past_name(session, 1), window)


def _history(window: MainWindow) -> QDialog:
    _with_history(window)
    assert window.open_report is not None
    dialog = HistoryDialog(window.open_report, window)
    dialog.show_cell(FieldAddress("", "编制数"))
    return dialog


def _name_state(window: MainWindow) -> QDialog:
    return NameStateDialog(_with_history(window), lambda edits, label: None, 1, window)


def _backups(window: MainWindow) -> QDialog:
    """With one of the open report, and two files that are none."""
    assert window.report_file is not None
    thread = window.report_file._thread
    assert thread is not None
    thread.call(lambda document: back_up(document, BackupReason.IMPORT)).result()
    made = max(all_backups(), key=lambda each: each.sequence)
    now = datetime(2026, 11, 24, 9, 5).astimezone()
    gone = [
        made._replace(path=Path(f"/没有/{number}"), time=now, sequence=number, reason=reason)
        for number, reason in enumerate((BackupReason.MIGRATION, BackupReason.CLOSED), 2)
    ]
    folder = Path("/home/liumin/文档/绩效自评的备份")
    return BackupsDialog([*gone, made], folder, _session(window), window)


def _a_backup(number: int) -> Backup:
    time = datetime(2026, 11, 20 + number, 17, 30).astimezone()
    return Backup(Path("备份"), number, time, BackupReason.CLOSED, "0", 160_000)


def _damaged(window: MainWindow) -> QDialog:
    path = Path("/U盘/2022年度绩效自评_荷塘区物业服务指导中心.peval")
    newest = Newest(_a_backup(1), (_a_backup(3), _a_backup(2)))
    text = user_text(NotAReportError(path, "文件内容已经损坏"))
    return DamagedFileDialog(text, WaysOut(newest, True), window)


def _salvaged(window: MainWindow) -> QDialog:
    report = _session(window).report
    cells = tuple(address for address, _ in report.entries())
    losses = Losses(2, 120, cells[:5], cells[30:33], 2, 31, 40, True, True)
    lines = salvaged_lines(Salvaged(report, losses))
    return SalvageResultDialog(Path("报告.peval"), Path("报告-抢救.peval"), lines, window)


def _traces(window: MainWindow) -> QDialog:
    found = [
        Trace(kind, number, 61_000 * number, ("甲单位.peval", "乙单位.peval")[: 3 - number])
        for number, kind in enumerate(TraceKind, 1)
    ]
    return TracesDialog(
        [each._replace(names=each.names[: 2 * (n == 0)]) for n, each in enumerate(found)], window
    )


def _base_figures(window: MainWindow) -> QDialog:
    template, table = _session(window).report.template, table_of_text(COPIED)
    return BaseFiguresDialog(
        _session(window).report,
        lambda unit: find_figures(template, (table,), unit),
        "剪贴板",
        window,
    )


def _approval(window: MainWindow) -> QDialog:
    rows = [["项目名称", "自治奖励经费"], ["年度绩效目标", "按时发放奖励，小区管理明显好转。"]]
    rows += [["一级指标", "二级指标", "三级指标", "指标值", "分值"]]
    rows += [["产出指标", "数量指标", "发放奖励小区数", "≥20个", "20"]]
    cells = [
        SourceCell(row, column, text)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    document = SourceDocument("绩效目标申报表.docx", (SourceTable(tuple(cells)),))
    session = _session(window)
    read = read_approval(document, session, date(2022, 2, 1))
    return ApprovalDialog(read, Approved("以前的.docx", date(2022, 1, 5), {}), window)


def _change_carried(window: MainWindow) -> QDialog:
    place = FieldAddress("", "公用经费_上年决算")
    change = LockedChange(place, "公用经费（2022年决算数）", "29.35", "30", "")
    return ChangeCarriedDialog([change] * 7, window)


def _next_year(window: MainWindow) -> QDialog:
    unit = "株洲市荷塘区物业服务指导中心"
    path = Path(f"/home/liumin/文档/2022年度绩效自评_{unit}.peval")
    return NextYearDialog(LastFile(path, unit, 2022, tuple(template_names())), window)


def _fill_blank(window: MainWindow) -> QDialog:
    session = _session(window)
    with tempfile.TemporaryDirectory() as folder:
        blank = Path(folder) / "空表.docx"
        write_docx(blank_document(session.report.template, session.report.year), blank)
        return FillBlankDialog(prepare(blank, session), window)


def _checks(window: MainWindow) -> QDialog:
    dialog = ChecksDialog(window)
    dialog.show_tally(tally(_session(window)))
    return dialog


def _adjust_form(window: MainWindow) -> QDialog:
    """With one adjustment made; a row is marked, so that all buttons are there."""
    report = _session(window).report
    parts = FormParts(report.template, report.year)
    dialog = AdjustFormDialog(parts, ["附件1-1 加一行“其他费用”（2023年3月9日 刘敏）"], "", window)
    row = next(each for each in parts.parts("附件1-1") if "公务接待" in each.text)
    dialog.go_to("附件1-1", row)
    return dialog


def _adjustment(window: MainWindow) -> QDialog:
    """A row that goes, with what goes along."""
    session = _session(window)
    parts = FormParts(session.report.template, session.report.year)
    row = next(each for each in parts.parts("附件1-1") if "会议费" in each.text)
    made = adjustment_of(AdjustmentKind.REMOVE_ROW, row, "", parts)
    dialog = AdjustmentDialog(
        AdjustmentKind.REMOVE_ROW, row, lambda wish: propose(session.report, made), "试", window
    )
    dialog.do_button.click()
    return dialog


def _change_template(window: MainWindow) -> QDialog:
    report = _session(window).report
    texts = dict(report.template.texts)
    for name, text in texts.items():
        other = text.replace("政府采购金额_", "采购金额_")
        texts[name] = other.replace('[series."政府采购金额"]', '[series."采购金额"]')
    new = remake(texts)
    names = template_names()
    return ChangeTemplateDialog(names, lambda name: plan_move(report, new), 2022, window)


def _choose_cell(window: MainWindow) -> QDialog:
    return ChooseCellDialog("转到", [each.cell for each in all_places(_session(window))], window)


def _choose_earlier(window: MainWindow) -> QDialog:
    states = [
        EarlierState(58, "第2稿", "第2稿　2023年4月3日定稿　刘敏", True),
        EarlierState(40, "第1稿", "第1稿　2023年3月9日定稿　刘敏", True),
        EarlierState(
            31, "2023年3月8日的稿子", "2023年3月8日 17:42　最后一步：填写 其他资金", False
        ),
    ]
    button = "做花脸稿…"
    return ChooseEarlierDialog("花脸稿", "和哪一稿比较？", button, states, 58, window)


def _edited(session: Session, person: str, texts: dict[str, str]) -> Session:
    """The same report on another machine, with something typed there."""
    history = History(session.history.after(0))
    other = Session(session.report.copy(), lambda batch: None, history, person)
    for field, text in texts.items():
        edits = entry_edits(other.report, FieldAddress("", field), text)
        other.apply(edits, f"填写 {field}", Origin.TYPED)
    return other


def _compare(window: MainWindow) -> QDialog:
    session = _session(window)
    other = _edited(session, "王强", {"编制数": "12", "人员情况": "核定编制12人。在职8人。"})
    dialog = CompareDialog(window)
    dialog.show_states([EarlierState(40, "第1稿", "第1稿　2023年3月9日定稿　刘敏", True)])
    old, new = state_now(other), state_now(session)
    dialog.show_result(compare(old, new, "王强.peval（荷塘区物业中心）", "现在的报告"))
    return dialog


def _copy(session: Session) -> Copy:
    batches = session.history.after(0)
    hashes = {each.number: f"{each.number} {each.person}" for each in batches}
    return Copy("一份报告", session.report, session.history, hashes)


def _merge(window: MainWindow) -> QDialog:
    chapter = (
        "核定编制12人，在职8人。退休人员3人，由社保发放养老金，单位负担的部分已经列入基本支出。"
    )
    mine = {"编制数": "13", "人员情况": "核定编制13人，在职7人。", "其他资金": "3"}
    theirs = {"编制数": "12", "人员情况": chapter, "在职人数": "8"}
    copies = (
        _copy(_edited(_session(window), person, texts))
        for person, texts in (("刘敏", mine), ("王强", theirs))
    )
    merge = merge_of(*copies, "王强.peval")
    return MergeDialog(merge, merge.changes({}), window)


def _consequences(window: MainWindow) -> QDialog:
    assert window.open_report is not None
    findings = window.open_report.open_findings()
    found = [
        Consequence(kind, finding.message, finding.places[0], finding)
        for kind, finding in zip(Kind, findings, strict=False)
    ]
    return ConsequencesDialog(found, window)


def _a_line(window: MainWindow) -> str:
    records = _session(window).report.all_records()
    groups = _session(window).report.template.groups
    return next(each.id for each in records if groups[each.group].sheet_field)


def _cover_line(window: MainWindow) -> QDialog:
    return CoverLineDialog(_session(window).report, _a_line(window), window)


def _explain(window: MainWindow) -> QDialog:
    assert window.open_report is not None
    findings = window.open_report.open_findings()[:2]
    passage = Passage(FieldAddress("", "人员情况"), "（三）人员情况", "在职人数 6 人")
    usual = Usual(["按上级批复数填报"], lambda _: None)
    return ExplainFindingsDialog(findings, Answer(""), usual, [passage], window)


def _finalise(window: MainWindow) -> QDialog:
    assert window.open_report is not None
    return FinaliseDialog(window.open_report.open_findings(), window)


def _find_replace(window: MainWindow) -> QDialog:
    assert window.open_report is not None
    dialog = FindReplaceDialog(window.open_report, window)
    dialog.begin("17.15")
    return dialog


def _review(window: MainWindow) -> Review:
    session = _session(window)
    document, plan = drawn_document(session)
    plan = doubting(plan, ("11", "6"), ("29.35",))
    plan = plan._replace(notes=("有 6 个标题没有编号，编号由表样写。",))
    return Review(document, plan, session.report)


def _paste(window: MainWindow) -> QDialog:
    session, sheet = _session(window), SheetRef("附件1-1")
    start = FieldAddress("", "编制数")
    block = [["看不懂", "一百"], ["2", "三"]]
    plans = [plan_paste(session, sheet, start, block, as_yuan=each) for each in (False, True)]
    return PastePreview(plans[0]._replace(is_in_yuan=True), plans[1], window)


def _print(window: MainWindow) -> QDialog:
    job = PrintJob(selection=PageSelection(Pick.RANGE, text="2-4"), duplex=Duplex.LONG_EDGE)
    return PrintPreview(Printable(_session(window)), job, SystemPrinters(), window)


def _readiness(window: MainWindow) -> QDialog:
    dialog = ReadinessDialog(window)
    paper = PaperFacts((("封面", 1), ("报告正文", 8)), font_notes=("仿宋用随程序的字体代替。",))
    dialog.show_items(stamp_readiness(_session(window), date(2023, 3, 9), paper))
    return dialog


def _scoring(window: MainWindow) -> QDialog:
    assert window.open_report is not None
    dialog = ScoringAssistant(window.open_report, window)
    dialog.show_sheet(SCORED)
    return dialog


def _sentences(window: MainWindow) -> QDialog:
    return InsertSentenceDialog(offered_sentences(_session(window), "人员情况"), window)


def _stated(window: MainWindow) -> QDialog:
    question = StatedQuestion(FieldAddress("", "控制率"), "60", "60%", "54.55%")
    return StatedValueDialog(question, window)


def _verify_paper(window: MainWindow) -> QDialog:
    """With a paper of an earlier state, and what was changed since."""
    session, staff = _session(window), FieldAddress("", "编制数")
    note_paper(session, codes_now(session), Medium.PDF)
    session.apply(entry_edits(session.report, staff, "12"), "填写", Origin.TYPED)
    dialog = VerifyPaperDialog(session, window)
    dialog.edit.show_code(session.report.papers[0].code)
    dialog.check()
    return dialog


MAKERS: dict[type[QDialog], Callable[[MainWindow], QDialog]] = {
    AsItWasDialog: _as_it_was,
    BackupsDialog: _backups,
    ApprovalDialog: _approval,
    BaseFiguresDialog: _base_figures,
    BlankFormDialog: lambda window: BlankFormDialog(template_names(), window),
    ChangeCarriedDialog: _change_carried,
    ChecksDialog: _checks,
    ChooseCellDialog: _choose_cell,
    ChooseEarlierDialog: _choose_earlier,
    CompareDialog: _compare,
    ConsequencesDialog: _consequences,
    CoverLineDialog: _cover_line,
    DamagedFileDialog: _damaged,
    ExplainFindingsDialog: _explain,
    FillBlankDialog: _fill_blank,
    FinaliseDialog: _finalise,
    FindReplaceDialog: _find_replace,
    Handbook: Handbook,
    HistoryDialog: _history,
    ImportPreview: lambda window: ImportPreview(_review(window), parent=window),
    InsertSentenceDialog: _sentences,
    LastImportDialog: lambda window: LastImportDialog(import_list(_review(window)), window),
    Legend: Legend,
    NameStateDialog: _name_state,
    MergeDialog: _merge,
    NewReportDialog: lambda window: NewReportDialog(template_names(), "/tmp", window),
    NextYearDialog: _next_year,
    PastePreview: _paste,
    AdjustFormDialog: _adjust_form,
    AdjustmentDialog: _adjustment,
    ChangeTemplateDialog: _change_template,
    PersonDialog: lambda window: PersonDialog("刘敏", "liumin", window),
    PrintPreview: _print,
    ReadinessDialog: _readiness,
    RemarkDialog: lambda window: RemarkDialog("编制数", "等人事科核对", window),
    ReopenDialog: ReopenDialog,
    SalvageResultDialog: _salvaged,
    ScoringAssistant: _scoring,
    SpreadWeightsDialog: lambda window: SpreadWeightsDialog(_session(window), SCORED, window),
    StatedValueDialog: _stated,
    TemplateViewDialog: lambda window: TemplateViewDialog(template_names(), window),
    TracesDialog: _traces,
    VerifyPaperDialog: _verify_paper,
}


def dialogs_there_are() -> set[type[QDialog]]:
    """Return every class of a dialog in the package, whoever wrote it."""
    found = set()
    for module in pkgutil.iter_modules(dialogs.__path__, f"{dialogs.__name__}."):
        for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(kind, QDialog) and kind.__module__ == module.name:
                found.add(kind)
    return found
