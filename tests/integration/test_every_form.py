"""Every installed form carries a report through: filled, saved, opened, exported, read again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from perfeval_desktop.domain.layout import SheetRef, cell_text, lay_out, sheet_refs
from perfeval_desktop.domain.parsing import parse_value
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import Field, SheetKind
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.services.exporting import export_docx, export_pdf, export_xlsx
from perfeval_desktop.services.files import create_report, read_session, start_session
from perfeval_desktop.services.scoring import indicator_scores
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import installed_template_ids, load_installed
from tests.conftest import HETANG
from tests.filled_forms import fill, filled_session, plain_text

FORMS = [each for each in installed_template_ids() if each != HETANG]  # that one has its own tests
every_form = pytest.mark.parametrize("form", FORMS)


def shown(session: Session) -> dict[SheetRef, list[str]]:
    """Return the text of every printed cell, sheet by sheet."""
    numbers = session.report.template.numbers
    return {
        ref: [cell_text(each.segments, session.value, numbers) for each in grid.cells]
        for ref in sheet_refs(session.report)
        for grid in (lay_out(session.report, ref),)
    }


def packed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.slow
@every_form
def test_a_filled_report_is_the_same_after_saving_and_in_three_formats(
    form: str, tmp_path: Path
) -> None:
    path = tmp_path / "报告.peval"
    template = load_installed(form)
    document = create_report(path, form, template.year, "甲区物业服务指导中心")
    session = start_session(document, document.commit)
    fill(session)
    before, found = shown(session), [each.message for each in session.engine.findings(True)]
    document.close()
    again = read_session(path)
    assert again.report.template.digest == template.digest
    assert shown(again) == before
    assert [each.message for each in again.engine.findings(True)] == found

    export_pdf(again, tmp_path / "a.pdf")
    export_docx(again, tmp_path / "a.docx")
    export_xlsx(again, tmp_path / "a.xlsx")
    tables = Document(str(tmp_path / "a.docx")).tables
    in_word = {packed(cell.text) for table in tables for row in table.rows for cell in row.cells}
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    in_excel = packed(
        "".join(str(c.value) for s in book for r in s.iter_rows() for c in r if c.value)
    )
    on_paper = packed("".join(page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages))
    for ref, texts in before.items():
        if template.sheet(ref.sheet).kind is not SheetKind.TABLE:
            continue
        for text in texts:
            assert packed(text) in in_word
            lines = [packed(each) for each in text.split("\n")]
            assert all(each in in_excel or is_figure(each) for each in lines), text
            assert all(each in on_paper for each in lines if len(each) <= 4), text


def is_figure(text: str) -> bool:
    """A workbook has the number, and the look of it in a number format."""
    return any(each.isdigit() for each in text)


TYPED = {
    ValueType.AMOUNT: st.decimals(0, 10**6, places=2).map(str),
    ValueType.YUAN: st.decimals(0, 10**9, places=2).map(str),
    ValueType.POINTS: st.integers(0, 50).map(str),
    ValueType.HEADCOUNT: st.integers(0, 500).map(str),
    ValueType.QUANTITY: st.sampled_from(["≥95%", "294起", "完成", "12月底前", "30余次", "27万元"]),
}


@pytest.mark.slow
@every_form
@settings(max_examples=2, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_typed_on_a_form_is_checked_and_told_without_a_fault(
    form: str, data: st.DataObject
) -> None:
    kinds = {
        kind: data.draw(st.lists(texts, min_size=7, max_size=7)) for kind, texts in TYPED.items()
    }
    count = iter(range(10**6))

    def given_text(field: Field) -> str:
        texts = kinds.get(field.type)
        return texts[next(count) % 7] if texts else plain_text(field)

    session = filled_session(load_installed(form), given_text)
    for finding in session.engine.findings(True):
        assert finding.rule != "表样", finding.message
        assert "{" not in finding.title + finding.message, finding.message
        assert finding.places, finding.check


def test_the_target_in_three_cells_is_one_indicator_value() -> None:
    """Sign, value and unit: ≥ | 95 | %."""
    template = load_installed("yunnan/bumen/2022")
    words = {"指标性质": "≥", "目标值": "95", "度量单位": "%", "实际完成值": "90%"}

    def text(field: Field) -> str:
        return words.get(field.name) or plain_text(field)

    session = filled_session(template, text)
    record = session.report.records_of("项目指标")[0]
    value = session.value(FieldAddress(record, "项目指标.年度指标值"))
    assert value == parse_value(ValueType.QUANTITY, "≥95%")
    sheet = SheetRef("项目自评表", session.report.parent_of(record))
    first = indicator_scores(session, sheet)[0]
    assert first.proposal.points == Decimal("4.74")  # of 5: 90 ÷ 95
    unmet = [each for each in session.engine.findings(True) if each.check == "项目.单位不同"]
    assert unmet == []
