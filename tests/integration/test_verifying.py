"""From the foot of a real PDF into verify and back: which paper it is, what has changed since."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest

from perfeval_desktop.domain.check_codes import ALPHABET, characters
from perfeval_desktop.domain.edits import AddRecord, MoveRecord, Origin
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.paper import Edition, Medium, PaperChoices
from perfeval_desktop.domain.report import FieldAddress, Record
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.exporting import export_pdf
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.papers import note_paper
from perfeval_desktop.services.projects import delete_line_edits
from perfeval_desktop.services.revisions import state_at, state_now
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.verifying import (
    Outcome,
    Verdict,
    Verifier,
    verdict_lines,
    verify,
)

STAFF, SPENT = FieldAddress("", "编制数"), FieldAddress("", "公用经费_本年决算")
CHAPTER = FieldAddress("", "人员情况")
FOOT = re.compile(r"^(\S+) 校验码 (\S+)　全文 (\S+)　(\S+)　第(\d+)页/共(\d+)页$", re.MULTILINE)


class Foot(NamedTuple):
    sheet: str
    code: str
    whole: str
    state: str
    page: str
    pages: str


@pytest.fixture
def session(sample_session: Session) -> Session:
    return sample_session


def enter(session: Session, address: FieldAddress, text: str) -> None:
    session.apply(entry_edits(session.report, address, text), "填写", Origin.TYPED)


def finalise(session: Session) -> None:
    session.apply(finalise_edits(session, "先行报送"), "定稿", Origin.STATUS)


def reopen(session: Session) -> None:
    session.apply(reopen_edits(session.report, "退回"), "取消定稿", Origin.STATUS)


def export(session: Session, path: Path, choices: PaperChoices | None = None) -> list[Foot]:
    """Export as the window does, and read what is printed at the foot of each page."""
    codes = codes_now(session)
    export_pdf(session, path, choices=choices, codes=codes)
    note_paper(session, codes, Medium.PDF, choices)
    return feet_of(path)


def feet_of(path: Path) -> list[Foot]:
    document = pypdfium2.PdfDocument(path)
    texts = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    found = [FOOT.findall(text) for text in texts]
    document.close()
    return [Foot(*each[0]) if len(each) == 1 else Foot(*[""] * 6) for each in found]


def changes(verdict: Verdict) -> list[tuple[str, str, str, str]]:
    return [(each.sheet_name, each.label, each.before, each.after) for each in verdict.changes]


def test_each_page_of_three_revisions_is_known_by_its_foot(
    session: Session, tmp_path: Path
) -> None:
    papers: list[list[Foot]] = []
    edits = (None, (STAFF, "12"), (CHAPTER, "编制数 12 人，在编 6 人。"))
    for number, edit in enumerate(edits, 1):
        if edit is not None:
            reopen(session)
            enter(session, *edit)
        finalise(session)
        papers.append(export(session, tmp_path / f"{number}.pdf"))
    reopen(session)
    enter(session, SPENT, "30")

    touched = ({"附件1-1", "报告正文"}, {"附件1-1", "报告正文"}, {"附件1-1"})
    for number, (feet, stale) in enumerate(zip(papers, touched, strict=True), 1):
        assert [foot.page for foot in feet] == [str(n) for n in range(1, len(feet) + 1)]
        assert {foot.pages for foot in feet} == {str(len(feet))}
        assert {foot.state for foot in feet} == {f"第{number}稿"}
        assert {foot.sheet for foot in feet} == {
            *("封面", "报告正文", "附件1-1", "附件1-2", "附件1-3"),
        }
        assert len({foot.code for foot in feet}) == 6, "two projects, two codes"
        for foot in feet:
            whole, page = verify(session, foot.whole), verify(session, foot.code.lower())
            assert whole.outcome is Outcome.CHANGED
            assert [each.state for each in whole.matches] == [foot.state]
            assert foot.state in {each.state for each in page.matches}
            assert {each.label.split()[0] for each in page.matches} == {foot.sheet}
            assert all(each.paper is not None for each in page.matches if "稿" in each.state)
            is_stale = foot.sheet in stale
            assert page.outcome is (Outcome.CHANGED if is_stale else Outcome.CURRENT), foot
            assert bool(page.changes) is is_stale

    first = verify(session, papers[0][0].whole)
    assert ("附件1-1", "编制数", "11", "12") in changes(first)
    assert ("附件1-1", "公用经费（2022年决算数）", "29.35", "30") in changes(first)
    assert "第1稿的全文" in first.sentence
    of_page = {foot.sheet: foot.code for foot in papers[1]}
    assert changes(verify(session, of_page["附件1-1"])) == [
        ("附件1-1", "公用经费（2022年决算数）", "29.35", "30"),
    ]


def test_the_same_draft_exported_otherwise_carries_the_same_codes(
    session: Session, tmp_path: Path
) -> None:
    one = export(session, tmp_path / "1.pdf")
    marked = PaperChoices(mark="送审稿", has_seal_guide=True, centers_page_numbers=True)
    assert export(session, tmp_path / "2.pdf", marked) == one
    assert {each.state for each in one} == {"修改记录第1步"}
    verdict = verify(session, one[0].whole)
    assert verdict.outcome is Outcome.CURRENT
    assert "标着“送审稿”" in verdict.sentence


def test_the_public_edition_carries_no_code(session: Session, tmp_path: Path) -> None:
    feet = export(session, tmp_path / "1.pdf", PaperChoices(edition=Edition.PUBLIC))
    assert {each.code for each in feet} == {""}
    assert session.report.papers[0].edition == "公开版"


def test_every_slip_of_a_code_that_is_on_paper_is_told_with_its_group(session: Session) -> None:
    code = characters(codes_now(session).sheets[SheetRef("附件1-1")])
    for at, char in enumerate(code):
        slips = [code[:at] + each + code[at + 1 :] for each in ALPHABET[at::7] if each != char]
        if at and code[at - 1] != char:
            slips.append(code[: at - 1] + char + code[at - 1] + code[at + 1 :])
        for slip in slips:
            verdict = verify(session, slip)
            assert verdict.outcome is Outcome.MISTYPED
            assert verdict.slip is not None
            assert characters(verdict.slip.code) == code
            assert at // 4 + 1 in verdict.slip.groups
            assert f"第{at // 4 + 1}组" in verdict.sentence


def test_two_wrong_characters_that_happen_to_fit_are_a_slip_and_no_unknown_code(
    session: Session,
) -> None:
    code = characters(codes_now(session).report)
    fitting = (
        code[:0] + one + code[1:7] + other + code[8:]
        for one in ALPHABET
        for other in ALPHABET
        if one != code[0] and other != code[7]
    )
    slip = next(each for each in fitting if verify(session, each).sentence.startswith("这个校验码"))
    verdict = verify(session, slip)
    assert verdict.outcome is Outcome.MISTYPED
    assert verdict.slip is not None
    assert verdict.slip.groups == (1, 2)


def test_a_code_of_another_report_is_unknown_and_said_to_be_typed_well(
    session: Session, new_session: Session
) -> None:
    verdict = verify(session, codes_now(new_session).report)
    assert verdict.outcome is Outcome.UNKNOWN
    assert "没有抄错" in verdict.sentence
    assert verdict.matches == verdict.changes == ()


def test_a_final_revision_is_known_though_it_was_never_printed(session: Session) -> None:
    finalise(session)
    codes = codes_now(session)
    reopen(session)
    enter(session, STAFF, "12")
    verdict = verify(session, codes.sheets[SheetRef("附件1-1")])
    assert verdict.outcome is Outcome.CHANGED
    assert [each.state for each in verdict.matches] == ["第1稿"]
    assert "没有记下打印或导出" in verdict.sentence
    assert verify(session, codes_now(session).report).outcome is Outcome.CURRENT


def test_what_was_undone_is_the_same_again(session: Session) -> None:
    note_paper(session, codes_now(session), Medium.PRINT)
    code = codes_now(session).report
    enter(session, STAFF, "12")
    assert verify(session, code).outcome is Outcome.CHANGED
    session.undo()
    verdict = verify(session, code)
    assert verdict.outcome is Outcome.CURRENT
    assert "打印" in verdict.sentence


def test_figures_that_only_print_the_same_are_told_with_their_decimals(session: Session) -> None:
    enter(session, SPENT, "29.35")
    code = codes_now(session).sheets[SheetRef("附件1-1")]
    note_paper(session, codes_now(session), Medium.PDF)
    enter(session, SPENT, "293478.11元")
    told = ("附件1-1", "公用经费（2022年决算数）", "29.35", "29.347811")
    assert changes(verify(session, code)) == [told]


def test_a_page_lists_what_it_prints_though_another_page_prints_it_first(session: Session) -> None:
    note_paper(session, codes_now(session), Medium.PDF)
    codes = codes_now(session)
    enter(session, FieldAddress("", "填表人"), "王会计")
    assert len(changes(verify(session, codes.report))) == 1
    for sheet in ("附件1-1", "附件1-2"):
        verdict = verify(session, codes.sheets[SheetRef(sheet)])
        assert [each[2:] for each in changes(verdict)] == [("", "王会计")]


def test_the_paper_of_a_project_that_is_gone_says_so(session: Session) -> None:
    note_paper(session, codes_now(session), Medium.PDF)
    ref, code = list(codes_now(session).sheets.items())[-1]
    fields = session.report.template.fields
    lines = [
        each.record
        for each, entry in session.report.entries()
        if fields[each.field].refers_to and entry.value.text == ref.record
    ]
    for line in lines:
        session.apply(delete_line_edits(session.report, line), "删除项目", Origin.ROWS)
    assert not session.report.has_record(ref.record)
    verdict = verify(session, code)
    assert verdict.outcome is Outcome.CHANGED
    assert {each.kind.value for each in verdict.changes} == {"删除"}
    assert all(each.sheet == ref for each in verdict.changes)


def test_an_empty_row_more_is_said_in_words(session: Session) -> None:
    note_paper(session, codes_now(session), Medium.PDF)
    code = codes_now(session).sheets[SheetRef("附件1-1")]
    row, count = Record("new", "项目明细"), len(session.report.children("", "项目明细"))
    session.apply([AddRecord(row, count)], "加行", Origin.ROWS)
    verdict = verify(session, code)
    assert verdict.outcome is Outcome.CHANGED
    assert "空行" in verdict.sentence
    session.undo()
    session.apply(
        [MoveRecord(session.report.children("", "项目明细")[0], 0, 2)], "移动", Origin.ROWS
    )
    assert [each[2:] for each in changes(verify(session, code))] == [("第1行", "第3行")]


def test_verifying_changes_nothing(session: Session) -> None:
    note_paper(session, codes_now(session), Medium.PDF)
    enter(session, STAFF, "12")
    before = (session.history.last_number, dict(session.report.entries()), codes_now(session))
    verify(session, session.report.papers[0].code)
    assert before == (
        session.history.last_number,
        dict(session.report.entries()),
        codes_now(session),
    )
    assert state_now(session).number == session.history.place
    assert state_at(session, 1).report.papers == ()


def test_a_noted_place_that_never_was_is_left_aside(session: Session) -> None:
    """A stranger may have made the file."""
    note_paper(session, codes_now(session), Medium.PDF)
    paper = session.report.papers[0]
    session.report.papers = (paper._replace(place=99), paper._replace(place=-1))
    code = session.report.papers[0].code
    enter(session, STAFF, "12")
    assert verify(session, code).outcome is Outcome.UNKNOWN


def test_the_lines_say_what_a_code_proves(session: Session) -> None:
    note_paper(session, codes_now(session), Medium.PDF)
    enter(session, STAFF, "12")
    lines = verdict_lines(verify(session, session.report.papers[0].code))
    assert lines[1] == "附件1-1　编制数　原来：11　现在：12"
    assert "不能说明纸是谁打印、谁盖章的" in lines[-1]
    assert len(verdict_lines(verify(session, "234"))) == 1


def test_a_revision_of_which_only_the_public_edition_was_made_is_known(
    session: Session, tmp_path: Path
) -> None:
    finalise(session)
    export(session, tmp_path / "1.pdf", PaperChoices(edition=Edition.PUBLIC))
    code = codes_now(session).report
    reopen(session)
    enter(session, STAFF, "12")
    assert [each.state for each in verify(session, code).matches] == ["第1稿"]


def test_one_who_checks_code_after_code_follows_the_report(session: Session) -> None:
    verifier = Verifier(session)
    finalise(session)
    code = codes_now(session).report
    assert verifier.verify(code).outcome is Outcome.CURRENT
    reopen(session)
    enter(session, STAFF, "12")
    assert verifier.verify(code).outcome is Outcome.CHANGED
    finalise(session)
    assert verifier.verify(codes_now(session).report).outcome is Outcome.CURRENT
    assert verifier.verify(code) == verify(session, code)
