"""What a step of the history did, cell by cell, in the clerk's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from perfeval_desktop.domain.edits import (
    AddMerged,
    AddPaper,
    AddRecord,
    Batch,
    Edit,
    MoveRecord,
    Origin,
    RemoveMerged,
    RemovePaper,
    RemoveRecord,
    SetApproved,
    SetEntry,
    SetExplanation,
    SetLastYear,
    SetRemark,
    SetStatus,
    SetTemplate,
    SetVersion,
)
from perfeval_desktop.domain.history import templates_told
from perfeval_desktop.domain.layout import sheet_label, sheet_of
from perfeval_desktop.domain.report import (
    Approved,
    Entry,
    Explanation,
    FieldAddress,
    FindingKey,
    LastYear,
    Paper,
    Record,
    Remark,
    Report,
    Status,
    Version,
    state_name,
)
from perfeval_desktop.domain.template import REPORT, Field
from perfeval_desktop.domain.text import field_label, in_year, shortened
from perfeval_desktop.domain.values import Text, ValueType, editing_text
from perfeval_desktop.services.adjusting import form_words
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.text_cuts import where_unlike

NOTHING = "（空）"
NONE = "（没有）"
GONE = "（已删除）"
_MOST_SHOWN = 40  # characters of a value
_NOT_ON_FORM = "（现在的表样里没有）"
ORIGIN_WORDS = {
    Origin.TYPED: "填写",
    Origin.ROWS: "行",
    Origin.CREATED: "新建",
    Origin.DATA_FILE: "读入数据文件",
    Origin.EXPLAINED: "审核说明",
    Origin.STATUS: "定稿",
    Origin.LAST_YEAR: "对照上年",
    Origin.APPROVED: "批复的绩效目标",
    Origin.FORM: "调整表样",
    Origin.IMPORTED: "从别的文件读入",
    Origin.PASTED: "粘贴",
    Origin.CARRIED_OVER: "沿用上年",
    Origin.CONFIRMED: "看过沿用的内容",
    Origin.REMARKED: "批注",
    Origin.PAPER: "打印、导出",
    Origin.NAMED: "命名",
    Origin.RESTORED: "恢复以前的内容",
    Origin.MERGED: "合并",
    Origin.UNDO: "撤销",
    Origin.REDO: "恢复撤销的",
}


class StepChange(NamedTuple):
    """One place that a step changed; `address` is None where it is no cell."""

    address: FieldAddress | None
    label: str
    before: str
    after: str
    edit: Edit


class StepWords:
    """Names the cells as they are called now, and those of rows that are gone as they were last."""

    def __init__(self, report: Report, batches: Iterable[Batch]) -> None:
        self._report = report
        told = list(batches)
        earlier = templates_told(told, report.template)
        self._forms = [report.template, *earlier]  # what is gone is called as it was last
        self._records, self._last_names = _gone(report, told)
        self._labels: dict[FieldAddress, str] = {}
        self._titles: dict[str, str] = {}
        for template in reversed(self._forms):
            self._titles |= {each.id: each.title for each in template.checks}
            self._titles |= {each.id: each.title for each in template.text_checks}

    def changes(self, batch: Batch) -> list[StepChange]:
        """Return what a step changed, in the order in which it did."""
        return [self._change(each) for each in batch.edits]

    def cell(self, address: FieldAddress) -> str:
        """Return what a cell is called: 附件1-1 自治奖励（2022年决算数）."""
        if address not in self._labels:
            self._labels[address] = self._cell(address)
        return self._labels[address]

    def _field(self, name: str) -> Field:
        found = (form.fields[name] for form in self._forms if name in form.fields)
        return next(found, Field(name, ValueType.TEXT, name.rpartition(".")[2]))

    def _group_label(self, name: str) -> str:
        found = (form.groups[name].label for form in self._forms if name in form.groups)
        return next(found, name)

    def _cell(self, address: FieldAddress) -> str:
        report = self._report
        if address.field not in report.template.fields and report.has_record(address.record):
            row = self.row(address.record) if address.record != REPORT else ""
            label = field_label(self._field(address.field), report.year)
            return f"{f'{row} ' if row else ''}{label}{_NOT_ON_FORM}"
        if not report.has_record(address.record):
            field = self._field(address.field)
            column = in_year(field.column or field.label, report.year)
            return f"{self.row(address.record)}（{column}）"
        home = sheet_of(report, address)
        sheet = sheet_label(report, home) if home is not None else ""
        section = report.record(address.record).section if address.record != REPORT else ""
        return " ".join(filter(None, (sheet, section, cell_label(report, address))))

    def row(self, record: str) -> str:
        """Return what a row or a project sheet is called; of one that is gone it is said so."""
        if self._report.has_record(record):
            group = self._report.template.groups[self._report.group_of(record)]
            name = self._report.record_name(record)
            return name if group.label in name else f"{group.label} {name}"
        gone = self._records.get(record)
        label = self._group_label(gone.group) if gone is not None else "一行"
        return " ".join(filter(None, (label, self._last_names.get(record, "")))) + GONE

    def _change(self, edit: Edit) -> StepChange:
        match edit:
            case SetEntry(address, before, after):
                was, now = self._entry(address, before), self._entry(address, after)
                if was == now and after is not None and isinstance(after.value, Text):
                    now += "（文字没变，只标注了里面的数）"
                return StepChange(address, self.cell(address), was, now, edit)
            case SetRemark(address, before, after):
                label = f"{self.cell(address)} 的批注"
                return StepChange(address, label, _remark(before), _remark(after), edit)
            case AddRecord() | RemoveRecord() | MoveRecord():
                return self._row_change(edit)
            case SetExplanation(finding, before, after):
                was, now = self._explanation(before), self._explanation(after)
                return StepChange(None, self._finding(finding), was, now, edit)
        if isinstance(edit, SetTemplate):
            was, now = form_words(edit.before, edit.after, self._report.year)
            return StepChange(None, "表样", was, now, edit)
        return StepChange(None, *_other(edit), edit)

    def _row_change(self, edit: AddRecord | RemoveRecord | MoveRecord) -> StepChange:
        if isinstance(edit, MoveRecord):
            was, now = f"第 {edit.before + 1} 个", f"第 {edit.after + 1} 个"
            return StepChange(None, f"{self.row(edit.record_id)} 的先后", was, now, edit)
        sides = (NONE, f"加在第 {edit.index + 1} 个")
        if isinstance(edit, RemoveRecord):
            sides = (f"第 {edit.index + 1} 个", "（删除）")
        return StepChange(None, self.row(edit.record.id), *sides, edit)

    def _entry(self, address: FieldAddress, entry: Entry | None) -> str:
        if entry is None:
            return NOTHING
        field = self._field(address.field)
        if field.refers_to:
            words = self.row(entry.value.text)
        else:
            words = editing_text(entry.value, self._report.template.numbers) or NOTHING
        return f"{words}（理由：{entry.reason}）" if entry.reason else words

    def _finding(self, finding: FindingKey) -> str:
        check, record = finding
        where = f"（{self.row(record)}）" if record else ""
        title = in_year(self._titles.get(check, check), self._report.year)
        return f"审核说明：{title}{where}"

    def _explanation(self, explanation: Explanation | None) -> str:
        if explanation is None:
            return "（没有说明）"
        if explanation.link is not None:
            return f"见{self.cell(explanation.link)}"
        return explanation.text or "已阅"


def as_one_line(changes: list[StepChange]) -> str:
    """Say in one line what a step changed."""
    if not changes:
        return ""
    first = changes[0]
    if len(changes) > 1:
        return f"{first.label} 等 {len(changes)} 处"
    before, after = where_unlike(first.before, first.after)
    return f"{first.label}：{shortened(before, _MOST_SHOWN)} → {shortened(after, _MOST_SHOWN)}"


def _gone(report: Report, batches: Iterable[Batch]) -> tuple[dict[str, Record], dict[str, str]]:
    """Find the records that are not there any more, and how they were called last."""
    names = {each.name_field for each in report.template.groups.values() if each.name_field}
    records: dict[str, Record] = {}
    last: dict[str, str] = {}
    for batch in batches:
        for edit in batch.edits:
            if isinstance(edit, AddRecord | RemoveRecord):
                if not report.has_record(edit.record.id):
                    records[edit.record.id] = edit.record
            elif isinstance(edit, SetEntry) and edit.address.field in names:
                for entry in (edit.before, edit.after):
                    if entry is not None and entry.value.text:
                        last[edit.address.record] = entry.value.text
    return records, last


def _remark(remark: Remark | None) -> str:
    if remark is None:
        return NOTHING
    mark = "待核实" if remark.is_to_verify else ""
    return "　".join(filter(None, (mark, remark.text)))


def _other(edit: Edit) -> tuple[str, str, str]:
    match edit:
        case SetStatus(before, after):
            return "定稿", _status(before), _status(after)
        case SetLastYear(before, after):
            return "对照的上年文件", _last_year(before), _last_year(after)
        case SetApproved(before, after):
            return "批复的绩效目标", _approved(before), _approved(after)
        case SetVersion(name, before, after):
            return f"名称“{name}”", _version(before), _version(after)
    return _noted(edit)


def _noted(edit: Edit) -> tuple[str, str, str]:
    match edit:
        case AddPaper(paper):
            return "打印、导出的记录", NONE, _paper(paper)
        case RemovePaper(paper):
            return "打印、导出的记录", _paper(paper), NONE
        case AddMerged():
            return "合并的记录", NONE, "另一份的内容已经并入"
        case RemoveMerged():
            return "合并的记录", "另一份的内容已经并入", NONE
    raise TypeError(edit)


def _status(status: Status) -> str:
    if status.is_final:
        words = f"{state_name(status.draft, True, 0)}，已定稿"
    else:
        words = f"第{status.draft}稿之后修改" if status.draft else "还没有定稿"
    return f"{words}（{status.reason}）" if status.reason else words


def _last_year(kept: LastYear | None) -> str:
    return f"{kept.unit} {kept.year} 年" if kept is not None else NOTHING


def _approved(kept: Approved | None) -> str:
    return f"{kept.document} {kept.day.isoformat()}" if kept is not None else NOTHING


def _paper(paper: Paper) -> str:
    parts = (paper.medium, paper.edition, paper.mark, paper.state, paper.code)
    return " ".join(filter(None, parts))


def _version(version: Version | None) -> str:
    return f"修改记录第{version.place}步的样子" if version is not None else NONE


def words_of(changes: Iterable[StepChange]) -> Iterator[str]:
    """Yield every text that a step shows, to be searched."""
    for each in changes:
        yield from (each.label, each.before, each.after)
