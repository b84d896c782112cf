"""Ways out when a file is damaged, and what is told of a report that was read out of one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.domain.edits import Batch, SetTemplate, apply_edits, inverses
from perfeval_desktop.domain.errors import EditError, FileError
from perfeval_desktop.domain.history import report_told
from perfeval_desktop.domain.layout import lay_out, sheet_label, sheet_refs
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.services.backups import Newest, backups_for_damaged, newest_sound
from perfeval_desktop.services.person import person_name
from perfeval_desktop.storage.salvage import Losses, Salvaged, read_damaged, salvage

__all__ = ["Losses", "Salvaged"]

_MOST_TOLD = 200


class WaysOut(NamedTuple):
    """What can be done about a file that cannot be opened."""

    newest: Newest
    can_be_salvaged: bool

    @property
    def is_any(self) -> bool:
        """Whether there is anything to offer."""
        return self.newest.backup is not None or self.can_be_salvaged


def ways_out(path: Path) -> WaysOut:
    """Return what can be done about a file that was refused. It is only read."""
    from perfeval_desktop.storage.damaged_pages import looks_like_ours

    try:
        can_be_salvaged = looks_like_ours(read_damaged(path))
    except FileError:
        can_be_salvaged = False
    return WaysOut(newest_sound(backups_for_damaged(path)), can_be_salvaged)


def salvage_file(path: Path, new: Path) -> Salvaged:
    """Read what can be read of a damaged file, into a new one; the damaged one is not touched.

    Raises:
        FileError: nothing could be read, or the new file could not be written.
    """
    return salvage(path, new, person_name())


def salvaged_lines(salvaged: Salvaged) -> list[str]:
    """Return what came of it, as sentences: what was lost, and what to look at."""
    report, losses = salvaged
    if losses.is_nothing:
        lines = ["内容和修改记录全部读出，没有丢失。"]
        if losses.from_history:
            lines.append(
                f"表里有 {len(losses.from_history)} 格读不出，已按修改记录补上，一格不少。"
            )
        return lines
    lines = [f"读出 {sum(1 for _ in report.entries())} 格内容。"]
    if losses.cells:
        lines.append(f"有 {len(losses.cells)} 格没有读出，要重新填：")
        lines += _cell_lines(report, losses.cells)
    if losses.from_history:
        lines.append(
            f"有 {len(losses.from_history)} 格的表读不出，按修改记录补上，请核对是不是最后填的数："
        )
        lines += _cell_lines(report, losses.from_history)
    if losses.others:
        lines.append(f"另有 {losses.others} 条没有读出：明细行、审核说明、批注或者打印记录。")
    if losses.steps:
        rest = losses.of_steps - losses.steps
        kept = f"，留下最近的 {rest} 步" if rest else ""
        lines.append(f"修改记录 {losses.of_steps} 步里有 {losses.steps} 步不能再查{kept}。")
    if losses.beside:
        lines.append(
            f"旁边的“{losses.beside}”是别的程序打开过它留下的，里面的改动没有读，请核对最近填的数。"
        )
    if losses.is_template_lost:
        lines.append("文件里的表样读不出，换成了程序自带的同一套表样，请看看各张表对不对。")
    if losses.is_year_lost:
        lines.append(f"年度读不出，按表样定为 {report.year} 年，请核对。")
    return lines


_MOST_FORMS = 200  # changes of the form in a history that is looked through as a whole


def history_fault(report: Report, batches: Iterable[Batch], steps_before: int) -> str:
    """Say where the history of a report does not lead to what stands in it; "" where it does.

    Args:
        report: As it is after the last of the batches.
        batches: The whole history.
        steps_before: How many steps came before it, in a copy without its own.
    """
    told = list(batches)
    if sum(isinstance(e, SetTemplate) for each in told for e in each.edits) > _MOST_FORMS:
        return ""  # each takes a tenth of a second; the chain of hashes was checked all the same
    try:
        if steps_before:
            earlier = report.copy()
            for batch in reversed(told):
                apply_edits(earlier, inverses(batch.edits))
            return ""
        now = report_told(told, report.template, report.year)
    except EditError:
        return (
            "修改记录和表里的内容对不上：有一步接不起来。填好的内容都在，照常填写、打印；"
            "但撤销、看以前的稿子可能不准，请另存一份备用，再和以前的备份比一比。"
        )
    wrong = [address for address, entry in report.entries() if now.entry(address) != entry]
    wrong += [address for address, _ in now.entries() if report.entry(address) is None]
    if not wrong and now.holds_the_same(report):
        return ""
    example = next(iter(_cell_lines(report, wrong[:1])), "行的先后、审核说明或者批注")
    return (
        f"修改记录推算出的内容和表里的不一样（{max(1, len(wrong))} 处，如：{example.strip()}）。"
        "表里的内容没有改动，请核对这些数；也可以在“文件 → 历史备份”里和以前的备份比一比。"
    )


def _cell_lines(report: Report, cells: Iterable[FieldAddress]) -> list[str]:
    wanted = list(dict.fromkeys(cells))
    sheets: dict[FieldAddress, str] = {}
    for ref in sheet_refs(report):
        for address in lay_out(report, ref).printed_fields():
            sheets.setdefault(address, sheet_label(report, ref))
    lines = []
    for address in wanted[:_MOST_TOLD]:
        label = field_label(report.template.fields[address.field], report.year)
        if report.has_record(address.record):
            if address.record:
                label = f"{report.record_name(address.record)} {label}"
        else:
            label = f"{label}（它的一行也没有读出）"
        lines.append("　" + " ".join(filter(None, (sheets.get(address, ""), label))))
    if len(wanted) > _MOST_TOLD:
        lines.append(f"　……还有 {len(wanted) - _MOST_TOLD} 格")
    return lines
