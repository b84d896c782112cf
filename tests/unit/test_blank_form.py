"""空白表样: every sheet of a template with all its words, and not one value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from perfeval_desktop.cli import run
from perfeval_desktop.domain.layout import lay_out, sheet_refs
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import is_blank
from perfeval_desktop.exporting.document import Space
from perfeval_desktop.exporting.tables import Table
from perfeval_desktop.services.blank_form import blank_document, blank_session, export_blank
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.session import Session
from tests.conftest import HETANG


def words_of(path: Path) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(path).pages))


def test_no_field_of_the_blank_form_shows_a_value(template: ReportTemplate) -> None:
    session = blank_session(template, 2022)
    shown = {
        address: session.value(address)
        for ref in sheet_refs(session.report)
        for address in lay_out(session.report, ref).fields()
        if not is_blank(session.value(address))
    }
    assert shown == {}


def test_cells_with_a_field_are_empty_on_paper_but_for_their_own_words(
    template: ReportTemplate,
) -> None:
    document = paper_document(blank_session(template, 2022))
    cells = [
        cell
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row.cells
        if cell.data is not None
    ]
    assert len(cells) > 200
    assert {cell.text for cell in cells if cell.text != cell.data.before + cell.data.after} == set()
    assert {cell.data.number for cell in cells} == {None}
    bare = {cell.text for cell in cells if not cell.data.before and not cell.data.after}
    assert bare == {""}, "no 0, no 10, no dash"


def test_the_printed_blank_form_has_every_label_of_every_sheet(
    template: ReportTemplate, tmp_path: Path
) -> None:
    path = tmp_path / "空白.pdf"
    export_blank(template, 2023, path)
    text = words_of(path)
    for sheet in template.sheets:
        if not sheet.is_printed:
            assert sheet.id not in text
            continue
        for heading in sheet.headings:
            assert re.sub(r"\s", "", heading.text) in text
        for row in sheet.rows:
            for cell in row.cells:
                for part in (each for each in cell.segments if isinstance(each, str)):
                    word = part.replace("{年度}", "2023").replace("{上年}", "2022")
                    word = re.sub(r"\s", "", word.replace("{序号}", ""))
                    assert word in text, (sheet.id, part)
    for label in ("填表人：", "填报日期：", "联系电话：", "单位负责人签字："):
        assert text.count(label) == 3, "one line a table"
    assert "第1个项目" not in text


def test_the_rows_are_those_a_new_report_starts_with(
    template: ReportTemplate, new_session: Session
) -> None:
    blank = blank_session(template, 2022).report
    for group in template.groups.values():
        if group.parent == "" and not any(sheet.per == group.id for sheet in template.sheets):
            expected = len(new_session.report.records_of(group.id))
            assert len(blank.records_of(group.id)) == expected > 0
    for sheet in template.sheets:
        if sheet.per:
            assert len(blank.records_of(sheet.per)) == 1, "one empty project"
            under = template.groups_under(sheet.per)
            assert all(
                len(blank.records_of(g.id)) == g.initial * len(g.section_ids()) for g in under
            )


def test_headings_of_the_narrative_have_room_to_write(template: ReportTemplate) -> None:
    document = blank_document(template, 2022)
    narrative = next(each for each in document.sections if each.name == "报告正文")
    room = [each for each in narrative.blocks if isinstance(each, Space)]
    chapters = [each for sheet in template.sheets for each in sheet.headings if each.field]
    assert len(room) == len(chapters)
    assert all(each.height_mm >= 30 for each in room)


def test_unit_name_and_date_have_room_on_cover_and_title(
    template: ReportTemplate, tmp_path: Path
) -> None:
    cover, narrative = blank_document(template, 2022).sections[:2]
    texts = [getattr(each, "lines", ()) for each in cover.blocks]
    line = next(line.text for lines in texts for line in lines if "名称" in line.text)
    assert line.count("　") >= 10
    assert "＿" * 8 in narrative.blocks[0].text  # type: ignore[union-attr]


def test_a_report_with_texts_gets_no_room(sample_session: Session) -> None:
    document = paper_document(sample_session)
    narrative = next(each for each in document.sections if each.name == "报告正文")
    assert not any(isinstance(each, Space) for each in narrative.blocks)


def test_the_title_of_the_file_says_what_it_is_and_no_unit_is_its_author(
    template: ReportTemplate, tmp_path: Path
) -> None:
    path = tmp_path / "空白.pdf"
    export_blank(template, 2022, path)
    facts = PdfReader(path).metadata
    assert facts is not None
    assert facts.title == f"{template.name}（空白表样）"
    assert not facts.author


def test_the_command_line_exports_it_for_a_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["blank", "--template", HETANG, "--year", "2024", "--to", str(tmp_path)]) == 0
    (path,) = tmp_path.glob("*.pdf")
    assert path.name == "株洲市荷塘区2024年度部门整体支出绩效自评（空白表样）.pdf"
    assert path.name in capsys.readouterr().out
    assert "2023年决算数" in words_of(path)
    assert "2024年决算数" in words_of(path)


def test_an_unknown_template_is_said_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["blank", "--template", "没有/这个", "--to", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "没有/这个" in said
