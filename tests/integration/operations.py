"""What a clerk may do to a report, as a table: each through the service that the window uses.

An operation takes the session and something to choose with, and gives the edits of one batch, or
none where there is nothing to do it to. What a service refuses it raises, as it does in the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeVar

from hypothesis import strategies as st

from perfeval_desktop.domain.adjustments import AdjustmentKind
from perfeval_desktop.domain.edits import AddMerged, Edit, Origin, SetApproved
from perfeval_desktop.domain.errors import (
    AdjustmentRefusedError,
    NameRefusedError,
    RowRefusedError,
    ScoreRefusedError,
    ValueParseError,
)
from perfeval_desktop.domain.figure_notes import NoteKind
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.layout import SheetRef, lay_out, sheet_refs_in_filling_order
from perfeval_desktop.domain.paper import DRAFT_MARKS, Medium, PaperChoices
from perfeval_desktop.domain.report import Approved, FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, Role, Severity, SheetKind
from perfeval_desktop.domain.values import Text
from perfeval_desktop.services import carried
from perfeval_desktop.services.adjusting import propose, signed
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.entering import (
    entry_edits,
    leave_blank_edits,
    stated_question,
    worked_out,
)
from perfeval_desktop.services.explaining import confirm_edits, explain_edits, withdraw_edits
from perfeval_desktop.services.figure_notes import (
    all_cells,
    cells_alike,
    figure_at,
    insert_edits,
    note_edits,
)
from perfeval_desktop.services.finding_text import Search, places, replacement
from perfeval_desktop.services.form_parts import FormParts, adjustment_of, offered_adjustments
from perfeval_desktop.services.last_year import (
    carry_over_edits,
    last_year_edits,
    shown_values,
)
from perfeval_desktop.services.moving import plan_move
from perfeval_desktop.services.papers import paper_edits
from perfeval_desktop.services.pasting import plan_fill, plan_paste
from perfeval_desktop.services.projects import (
    Exemption,
    add_sheet_edits,
    cover_line_edits,
    delete_line_edits,
    exemption_kinds,
    is_project_line,
    line_group,
    sheets_of_projects,
)
from perfeval_desktop.services.records import insert_row_edits
from perfeval_desktop.services.remarks import remark_edits, to_verify_edits
from perfeval_desktop.services.restoring import places_of_sheet, restoring, return_edits
from perfeval_desktop.services.revisions import State, report_at, state_at
from perfeval_desktop.services.rows import (
    delete_rows_edits,
    duplicate_rows_edits,
    insert_rows_edits,
    move_rows_edits,
    place_rows_edits,
    rows_beside,
)
from perfeval_desktop.services.scoring import accept_all_edits, indicator_scores, open_proposals
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.template_sentences import offered_sentences, sentence_edits
from perfeval_desktop.services.three_way import Side, ThreeWay
from perfeval_desktop.services.versions import USUAL, name_edits, rename_edits, unname_edits
from perfeval_desktop.services.weights import head_plans, spread, weight_edits
from perfeval_desktop.templates.installed import load_installed
from perfeval_desktop.templates.texts import issued, remake

T = TypeVar("T")
HEAD = load_installed("hunan/hetang/2022").texts["template.toml"]

TEXTS = (
    *("", "0", "—", "无", "12", "20.0", "1,234.5", "1234567.89元", "３．５", "27万元", "=20+1.5"),
    *("≥95%", "96%", "294起", "提升", "2022年12月底前", "80%", "98", "甲乙丙", "自治奖励经费"),
    *("=1/0", "一二三", "-5", "12.3456789", "  前后有空格  ", "两行\n文字，125.98万元。"),
)
REASONS = ("照原件填写", "上级已经批复")
WANTED = ("2022", "中心", "1", "万元", "项目")
PUT_THERE = ("2023", "", "本单位", "3.5", "项 目")
BLOCKS = st.lists(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4), min_size=1, max_size=5)


class Draw(Protocol):
    """Draws from a strategy."""

    def __call__(self, strategy: st.SearchStrategy[T]) -> T: ...


Edits = Sequence[Edit]


class Operation(NamedTuple):
    """One thing that can be done; `origin` is what the window gives its batch."""

    name: str
    edits: Callable[[Session, Draw], Edits]
    origin: Origin


def _one_of(draw: Draw, things: Sequence[T]) -> T | None:
    return draw(st.sampled_from(things)) if things else None


def _tables(report: Report) -> list[SheetRef]:
    refs = sheet_refs_in_filling_order(report)
    return [r for r in refs if report.template.sheet(r.sheet).kind is not SheetKind.NARRATIVE]


def _fields(report: Report, ref: SheetRef) -> list[FieldAddress]:
    return list(dict.fromkeys(lay_out(report, ref).fields()))


def _field(session: Session, draw: Draw, *, of_tables: bool = False) -> FieldAddress:
    report = session.report
    refs = _tables(report) if of_tables else sheet_refs_in_filling_order(report)
    return draw(st.sampled_from(_fields(report, draw(st.sampled_from(refs)))))


def _rows(report: Report) -> list[str]:
    """Return the rows of all groups; a project sheet is no row."""
    line = line_group(report)
    of_sheets = report.template.fields[line.sheet_field].refers_to if line is not None else ""
    return [each.id for each in report.all_records() if each.group != of_sheets]


def _lines(report: Report) -> list[str]:
    return [each for each in _rows(report) if is_project_line(report, each)]


# Cells


def _type(session: Session, draw: Draw) -> Edits:
    """As `OpenReport.enter`: a value over a formula is stated with a reason."""
    address, text = _field(session, draw), draw(st.sampled_from(TEXTS))
    text = worked_out(session.report.template.fields[address.field], text)
    question = stated_question(session.report, session.engine, address, text)
    reason = draw(st.sampled_from(REASONS)) if question is not None else ""
    return entry_edits(session.report, address, text, reason)


def _leave_blank(session: Session, draw: Draw) -> Edits:
    address = _field(session, draw, of_tables=True)
    is_computed = session.report.template.fields[address.field].role is Role.COMPUTED
    return leave_blank_edits(session.report, address) if is_computed else ()


def _paste(session: Session, draw: Draw) -> Edits:
    ref = draw(st.sampled_from(_tables(session.report)))
    cells = lay_out(session.report, ref).cells
    start = draw(st.sampled_from([each.address for each in cells if each.address is not None]))
    block, as_yuan = draw(BLOCKS), draw(st.booleans())
    return plan_paste(session, ref, start, block, as_yuan=as_yuan).edits


def _fill(session: Session, draw: Draw) -> Edits:
    ref = draw(st.sampled_from(_tables(session.report)))
    fields = st.lists(st.sampled_from(_fields(session.report, ref)), min_size=1, max_size=6)
    text = draw(st.sampled_from(TEXTS))
    return plan_fill(session, [(each, text) for each in draw(fields)]).edits


# Rows


def _insert_row(session: Session, draw: Draw) -> Edits:
    row = _one_of(draw, _rows(session.report))
    return insert_row_edits(session.report, row, draw(st.booleans()))[1] if row else ()


def _delete_row(session: Session, draw: Draw) -> Edits:
    row = _one_of(draw, _rows(session.report))
    return delete_line_edits(session.report, row) if row else ()


def _delete_project(session: Session, draw: Draw) -> Edits:
    line = _one_of(draw, _lines(session.report))
    return delete_line_edits(session.report, line) if line else ()


def _move_row(session: Session, draw: Draw) -> Edits:
    row = _one_of(draw, _rows(session.report))
    return move_rows_edits(session.report, [row], draw(st.sampled_from((-1, 1)))) if row else ()


def _add_sheet(session: Session, draw: Draw) -> Edits:
    line = _one_of(draw, _lines(session.report))
    return add_sheet_edits(session.report, line)[1] if line else ()


def _cover_line(session: Session, draw: Draw) -> Edits:
    line = _one_of(draw, _lines(session.report))
    if line is None:
        return ()
    sheet = draw(st.sampled_from(["", *sheets_of_projects(session.report)]))
    kind = draw(st.sampled_from(["", *exemption_kinds(session.report)]))
    exemption = Exemption(kind, draw(st.sampled_from(REASONS))) if kind and not sheet else None
    return cover_line_edits(session.report, line, sheet, exemption)


# Findings and scores


def _explain(session: Session, draw: Draw) -> Edits:
    found = session.engine.findings(draw(st.booleans()))
    if not found:
        return ()
    chosen = draw(st.lists(st.sampled_from(found), min_size=1, max_size=3, unique_by=id))
    is_seen = all(each.severity is Severity.HINT for each in chosen)
    text = "" if is_seen else draw(st.sampled_from(REASONS))
    keys = {each.key: each for each in chosen}
    return explain_edits(session.report, keys.values(), text)


def _confirm(session: Session, draw: Draw) -> Edits:
    return confirm_edits(session.report, _explained(session)[:1])


def _withdraw(session: Session, draw: Draw) -> Edits:
    one = _one_of(draw, _explained(session))
    return withdraw_edits(session.report, [one]) if one is not None else ()


def _explained(session: Session) -> list[Finding]:
    found = session.engine.findings(True)
    return [each for each in found if session.report.explanation(each.key) is not None]


def _spread_weights(session: Session, draw: Draw) -> Edits:
    refs = [each for each in _tables(session.report) if head_plans(session, each)]
    ref = _one_of(draw, refs)
    if ref is None:
        return ()
    sums = {each.name: each.most for each in session.report.template.scoring.heads}
    step = draw(st.sampled_from((Decimal("0.5"), Decimal(1))))
    return weight_edits(session.report, spread(session, ref, sums, step))


def _accept_scores(session: Session, draw: Draw) -> Edits:
    scores = [indicator_scores(session, ref) for ref in _tables(session.report)]
    proposed = _one_of(draw, [each for each in scores if open_proposals(each)])
    return accept_all_edits(session.report, proposed) if proposed is not None else ()


# The narrative


def _texts(session: Session) -> list[FieldAddress]:
    addresses = (FieldAddress("", each) for each in session.report.template.prose_fields)
    return [each for each in addresses if session.report.value(each) is not None]


def _note(session: Session, draw: Draw) -> Edits:
    """Say of a figure that it follows a cell, means one, or none; or take that back."""
    address = _one_of(draw, _texts(session))
    if address is None:
        return ()
    value = session.report.value(address)
    assert value is not None
    found = (figure_at(session, address, at) for at in range(len(value.text)))
    figure = _one_of(draw, list(dict.fromkeys(each for each in found if each is not None)))
    if figure is None:
        return ()
    kind = draw(
        st.sampled_from([NoteKind.LIVE, NoteKind.LIVE, NoteKind.MEANT, NoteKind.NONE, None])
    )
    cells = cells_alike(session, figure.written) or all_cells(session)[:20]
    if kind in (NoteKind.LIVE, NoteKind.MEANT):
        cell = _one_of(draw, cells)
        return () if cell is None else note_edits(session, address, figure, kind, cell.address)
    return note_edits(session, address, figure, kind)


def _change_followed(session: Session, draw: Draw) -> Edits:
    """Type into a cell that a figure of the narrative follows: the text is rewritten with it."""
    values = [session.report.value(each) for each in _texts(session)]
    notes = [note for each in values if isinstance(each, Text) for note in each.notes]
    live = [each for each in notes if each.kind is NoteKind.LIVE]
    there = [each for each in live if session.report.has_record(each.record)]
    note = _one_of(draw, there)
    if note is None:
        return ()
    text = draw(st.sampled_from(("7", "1234.5", "0.1", "98765432.1元", "")))
    return entry_edits(session.report, FieldAddress(note.record, note.field), text, REASONS[0])


def _insert_figure(session: Session, draw: Draw) -> Edits:
    address, cell = _one_of(draw, _texts(session)), _one_of(draw, all_cells(session)[:40])
    if address is None or cell is None:
        return ()
    value = session.report.value(address)
    assert value is not None
    at = draw(st.integers(0, len(value.text)))
    return insert_edits(session, address, at, cell.address)


def _replace(session: Session, draw: Draw) -> Edits:
    search = Search(draw(st.sampled_from(WANTED)), is_figure_whole=draw(st.booleans()))
    found = places(session, search)
    some = found if draw(st.booleans()) else found[:: max(1, len(found) // 5)]
    return replacement(session, some, draw(st.sampled_from(PUT_THERE))).edits


# Several rows at once, and what is noted on cells


def _some_rows(session: Session, draw: Draw) -> list[str]:
    """Return one to three rows that stand under each other."""
    row = _one_of(draw, _rows(session.report))
    if row is None:
        return []
    beside = rows_beside(session.report, row)
    at = beside.index(row)
    return beside[at : at + draw(st.integers(1, 3))]


def _of_rows(edits: Callable[[Report, list[str]], Edits]) -> Callable[[Session, Draw], Edits]:
    def of_rows(session: Session, draw: Draw) -> Edits:
        rows = _some_rows(session, draw)
        return edits(session.report, rows) if rows else ()

    return of_rows


def _drop_rows(session: Session, draw: Draw) -> Edits:
    rows = _some_rows(session, draw)
    if not rows:
        return ()
    before = draw(st.sampled_from(("", *rows_beside(session.report, rows[0]))))
    return place_rows_edits(session.report, rows, before)


def _remark(session: Session, draw: Draw) -> Edits:
    return remark_edits(session.report, _field(session, draw), draw(st.sampled_from(TEXTS)))


def _to_verify(session: Session, draw: Draw) -> Edits:
    places = [_field(session, draw) for _ in range(draw(st.integers(1, 3)))]
    return to_verify_edits(session.report, places)


def _compare_last_year(session: Session, draw: Draw) -> Edits:
    kept = shown_values(session.report, session.value)._replace(year=session.report.year - 1)
    return last_year_edits(session.report, kept)


def _carry_over(session: Session, draw: Draw) -> Edits:
    places = _fields(session.report, draw(st.sampled_from(_tables(session.report))))
    return carry_over_edits(session.report, places, session.value)


def _confirm_carried(session: Session, draw: Draw) -> Edits:
    places = _fields(session.report, draw(st.sampled_from(_tables(session.report))))
    return carried.confirm_edits(session, places)


def _sentence(session: Session, draw: Draw) -> Edits:
    chapter = draw(st.sampled_from(session.report.template.prose_fields))
    sentence = _one_of(draw, offered_sentences(session, chapter))
    if sentence is None:
        return ()
    address = FieldAddress(REPORT, chapter)
    value = session.value(address)
    at = draw(st.integers(0, len(value.text) if value is not None else 0))
    return sentence_edits(session, address, at, sentence)


def _make_paper(session: Session, draw: Draw) -> Edits:
    choices = PaperChoices(mark=draw(st.sampled_from(("", *DRAFT_MARKS))))
    medium = draw(st.sampled_from(list(Medium)))
    return paper_edits(session, codes_now(session), medium, choices, session.now(), "甲")


def _restore(session: Session, draw: Draw) -> Edits:
    """Put cells of a sheet back as they were at some step, cells of rows that are gone too."""
    old = _some_state(session, draw).report
    places = places_of_sheet(old, draw(st.sampled_from(sheet_refs_in_filling_order(old))))
    some = places if draw(st.booleans()) else places[:: max(1, len(places) // 5)]
    return restoring(session, old, some).edits


def _return(session: Session, draw: Draw) -> Edits:
    return return_edits(session, _some_state(session, draw).number)


def _keep_approved(session: Session, draw: Draw) -> Edits:
    before = session.report.approved
    if before is not None and draw(st.booleans()):
        return [SetApproved(before, None)]
    shown = shown_values(session.report, session.value).values
    after = Approved(draw(st.sampled_from(("批复.docx", "批复.xlsx"))), date(2022, 3, 1), shown)
    return [] if after == before else [SetApproved(before, after)]


# The form


def _adjust(session: Session, draw: Draw) -> Edits:
    """Change the form as 调整表样 does, whatever is filled in."""
    parts = FormParts(session.report.template, session.report.year)
    part = draw(st.sampled_from(parts.parts(draw(st.sampled_from(parts.pages())))))
    words = draw(st.sampled_from(("另一个名称", "其他", "做法")))
    kinds = [each for each in offered_adjustments(part) if each is not AdjustmentKind.MOVE_CHAPTER]
    kind = draw(st.sampled_from(kinds))
    made = adjustment_of(kind, part, words, parts, part.totals[0].key if part.totals else "")
    if kind is AdjustmentKind.POINTS:
        made = made._replace(after=draw(st.sampled_from(("20", "35"))))
    return propose(session.report, signed(made, "甲", session.now(), "试")).edits


def _change_template(session: Session, draw: Draw) -> Edits:
    """Take another edition of the template, or the first one again."""
    texts = issued(session.report.template.texts)
    head = texts["template.toml"]
    other = head.replace("# 一个文件夹", "# 这个文件夹") if "# 一个" in head else HEAD
    return plan_move(session.report, remake({**texts, "template.toml": other})).edits


def _some_state(session: Session, draw: Draw) -> State:
    history = session.history
    first = max(1, history.steps_before)
    return state_at(session, draw(st.integers(first, history.last_number)))


def _name(session: Session, draw: Draw) -> Edits:
    """Give a name to a state, call it otherwise, or take the name away."""
    taken = _one_of(draw, list(session.report.versions))
    if taken is None or draw(st.booleans()):
        return name_edits(session, draw(st.sampled_from(USUAL)))
    if draw(st.booleans()):
        return unname_edits(session, taken)
    return rename_edits(session, taken, draw(st.sampled_from(USUAL)))


def _merge(session: Session, draw: Draw) -> Edits:
    """Take in a copy that was made some steps ago, and in which something else was done."""
    history = session.history
    if not history.last_number:
        return ()
    parted = draw(st.integers(max(1, history.last_number - 5), history.last_number))
    base = report_at(session.report, history, parted)
    other = Session(base.copy(), lambda batch: None)
    for operation in draw(st.lists(st.sampled_from(IN_A_COPY), min_size=1, max_size=3)):
        other.apply(possible_edits(operation, other, draw), operation.name, operation.origin)
    if base.template.digest != session.report.template.digest:
        return ()  # refused in words, as `merging.py` does
    both = ThreeWay([base], session.report, other.report)
    answer = draw(st.sampled_from(Side))
    edits = both.edits(dict.fromkeys(both.clashes, answer))
    return [*edits, AddMerged(f"{history.last_number:064x}")]


# A new operation of the window is a new line here; merging does the others elsewhere.
OPERATIONS = (
    Operation("填写", _type, Origin.TYPED),
    Operation("留空", _leave_blank, Origin.TYPED),
    Operation("粘贴", _paste, Origin.PASTED),
    Operation("填充", _fill, Origin.TYPED),
    Operation("插入一行", _insert_row, Origin.ROWS),
    Operation("删除一行", _delete_row, Origin.ROWS),
    Operation("删除项目", _delete_project, Origin.ROWS),
    Operation("移动一行", _move_row, Origin.ROWS),
    Operation("加几行", _of_rows(lambda r, rows: insert_rows_edits(r, rows)[1]), Origin.ROWS),
    Operation("复制几行", _of_rows(lambda r, rows: duplicate_rows_edits(r, rows)[1]), Origin.ROWS),
    Operation("删除几行", _of_rows(delete_rows_edits), Origin.ROWS),
    Operation("拖动几行", _drop_rows, Origin.ROWS),
    Operation("加附件1-3", _add_sheet, Origin.ROWS),
    Operation("由哪张表覆盖", _cover_line, Origin.ROWS),
    Operation("写审核说明", _explain, Origin.EXPLAINED),
    Operation("确认说明", _confirm, Origin.EXPLAINED),
    Operation("撤回说明", _withdraw, Origin.EXPLAINED),
    Operation("分配分值", _spread_weights, Origin.TYPED),
    Operation("采用建议得分", _accept_scores, Origin.TYPED),
    Operation("数的含义", _note, Origin.TYPED),
    Operation("改正文跟着的数", _change_followed, Origin.TYPED),
    Operation("插入数", _insert_figure, Origin.TYPED),
    Operation("替换", _replace, Origin.TYPED),
    Operation("插入表样的句子", _sentence, Origin.TYPED),
    Operation("批注", _remark, Origin.REMARKED),
    Operation("待核实", _to_verify, Origin.REMARKED),
    Operation("对照上年文件", _compare_last_year, Origin.LAST_YEAR),
    Operation("填上年的数", _carry_over, Origin.CARRIED_OVER),
    Operation("沿用的看过了", _confirm_carried, Origin.CONFIRMED),
    Operation("打印或导出", _make_paper, Origin.PAPER),
    Operation("恢复以前的格", _restore, Origin.RESTORED),
    Operation("回到以前的样子", _return, Origin.RESTORED),
    Operation("命名", _name, Origin.NAMED),
    Operation("合并副本", _merge, Origin.MERGED),
    Operation("读入批复的目标", _keep_approved, Origin.APPROVED),
    Operation("调整表样", _adjust, Origin.FORM),
    Operation("换用表样", _change_template, Origin.FORM),
)
# In a copy of which no earlier state is known.
_BY_HISTORY = (Origin.RESTORED, Origin.NAMED, Origin.MERGED, Origin.FORM)
IN_A_COPY = tuple(each for each in OPERATIONS if each.origin not in _BY_HISTORY)


_REFUSED = (ValueParseError, RowRefusedError, ScoreRefusedError, NameRefusedError)


def possible_edits(operation: Operation, session: Session, draw: Draw) -> Edits:
    """Return what an operation does, nothing where a service refuses it."""
    try:
        return operation.edits(session, draw)
    except (*_REFUSED, AdjustmentRefusedError):
        return ()


def do_some(session: Session, draw: Draw) -> None:
    """Do some operations, one after another; copies of unlike forms would not be merged."""
    on_one_form = [each for each in OPERATIONS if each.origin is not Origin.FORM]
    for _ in range(draw(st.integers(1, 6))):
        operation = draw(st.sampled_from(on_one_form))
        edits = possible_edits(operation, session, draw)
        session.apply(edits, operation.name, operation.origin)


def contents(report: Report) -> dict[str, object]:
    """Return everything a report holds, in a form in which 20 and 20.0 are two."""
    return {
        "records": list(report.all_records()),
        "entries": {address: repr(entry) for address, entry in report.entries()},
        "explanations": dict(report.explanations()),
        "remarks": dict(report.remarks()),
        "status": report.status,
        "last year": report.last_year,
        "approved": report.approved,
        "template": dict(report.template.texts),
        "papers": report.papers,
        "versions": dict(report.versions),
        "merged": report.merged,
    }


def differences(one: dict[str, object], other: dict[str, object]) -> Iterator[str]:
    """Yield what two contents do not have in common, for a failing test to show."""
    for name, value in one.items():
        if value != other[name]:
            yield f"{name}: {value!r} != {other[name]!r}"
