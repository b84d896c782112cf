"""公开版: without what the template leaves out, else the same paper; phone numbers are told."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from perfeval_desktop.cli import run
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import SheetRef, sheet_refs
from perfeval_desktop.domain.paper import Edition, PaperChoices, PaperCodes
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.exporting.document import Document
from perfeval_desktop.exporting.document_texts import iter_texts
from perfeval_desktop.exporting.pdf import write_pdf
from perfeval_desktop.services.data_file import data_file_edits, read_data_file
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.exporting import export_name, export_pdf
from perfeval_desktop.services.files import create_from_data_file
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.public_edition import phone_numbers, public_warnings
from perfeval_desktop.services.session import Session
from tests.unit.test_consistent_report import DATA

PUBLIC = PaperChoices(edition=Edition.PUBLIC)
PHONE = "0731-28812345"
NAMED = "刘敏"


@pytest.fixture
def consistent_session(template: ReportTemplate) -> Session:
    made = Session(Report(template, 2022), lambda batch: None)
    made.apply(data_file_edits(read_data_file(DATA), template), "读入", Origin.DATA_FILE)
    return made


@pytest.fixture(params=["sample", "consistent"])
def session(
    request: pytest.FixtureRequest, sample_session: Session, consistent_session: Session
) -> Session:
    chosen = sample_session if request.param == "sample" else consistent_session
    enter(chosen, "联系电话", PHONE)
    enter(chosen, "填表人", NAMED)
    return chosen


def enter(session: Session, field: str, text: str) -> None:
    edits = entry_edits(session.report, FieldAddress("", field), text)
    session.apply(edits, f"填写 {field}", Origin.TYPED)


def codes_of(session: Session) -> PaperCodes:
    sheets = {ref: "AAAA-BBBB-CCCC" for ref in sheet_refs(session.report)}
    return PaperCodes("KKKK-MMMM-NNNN", "第1稿", sheets)


def pages_of(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return [re.sub(r"\s", "", text) for text in texts]


def texts_of(document: Document) -> list[tuple[str, str]]:
    return [(where, text) for where, text in iter_texts(document) if text]


def test_no_phone_number_is_on_any_page(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "公开版.pdf"
    assert export_pdf(session, path, choices=PUBLIC) == ()
    for text in ("".join(pages_of(path)), "".join(p.extract_text() for p in PdfReader(path).pages)):
        flat = re.sub(r"\s", "", text)
        assert PHONE not in flat
        assert "联系电话" not in flat, "a part that is only about it goes with it"
        assert phone_numbers(flat) == []
    submitted = tmp_path / "报送版.pdf"
    export_pdf(session, submitted)
    tables = sum(1 for ref in sheet_refs(session.report) if ref.sheet.startswith("附件"))
    assert "".join(pages_of(submitted)).count(f"联系电话：{PHONE}") == tables


def test_everything_else_is_the_same_on_every_page(session: Session, tmp_path: Path) -> None:
    export_pdf(session, tmp_path / "公开版.pdf", choices=PUBLIC)
    export_pdf(session, tmp_path / "报送版.pdf")
    public, submitted = pages_of(tmp_path / "公开版.pdf"), pages_of(tmp_path / "报送版.pdf")
    assert len(public) == len(submitted)
    left_out = f"联系电话：{PHONE}"
    # Parts of a signature line are extracted by their places, which move: letters alone count.
    for mine, theirs in zip(public, submitted, strict=True):
        assert sorted(mine) == sorted(theirs.replace(left_out, ""))


def test_every_cell_and_figure_of_the_document_is_that_of_the_submitted_one(
    session: Session,
) -> None:
    kept = [
        (where, text)
        for where, text in texts_of(paper_document(session))
        if not text.startswith("联系电话")
    ]
    assert texts_of(paper_document(session, PUBLIC)) == kept


def test_a_table_cell_with_a_kept_back_field_is_empty(
    template: ReportTemplate, session: Session
) -> None:
    """As another bureau may want it: 填表人 and 编制数 are not public either."""
    report = session.report
    kept_back = replace(
        template, not_public=frozenset({"联系电话", "填表人", "封面单位名称", "编制数"})
    )
    report.template = kept_back
    public = texts_of(paper_document(session, PUBLIC))
    assert not any("填表人" in text or NAMED in text for _, text in public)
    assert not any("名称：" in text for where, text in public if where.startswith("封面"))
    annex = {where: text for where, text in texts_of(paper_document(session))}
    number = next(where for where, text in annex.items() if where == "附件1-1第2行第2列")
    assert annex[number] == "11"
    assert number not in dict(public), "an empty cell"


def test_no_code_and_no_draft_mark_stand_on_it_unless_chosen(
    session: Session, tmp_path: Path
) -> None:
    codes = codes_of(session)
    path = tmp_path / "x.pdf"
    for choices, coded, marked in (
        (PUBLIC, False, False),
        (replace(PUBLIC, has_qr=True, mark="征求意见稿"), False, True),
        (PaperChoices(), True, False),
        (PaperChoices(has_codes=False), False, False),
    ):
        document = paper_document(session, choices, codes)
        assert all((each.page.mark != "") is marked for each in document.sections)
        assert not any(each.page.qr for each in document.sections)
        write_pdf(document, path)
        text = "".join(pages_of(path))
        assert ("校验码" in text) is coded
        assert ("KKKK" in text) is coded


def test_phone_numbers_are_told_with_their_place(session: Session) -> None:
    assert public_warnings(session) == []
    enter(session, "填表人", "刘敏 13812345678")
    enter(session, "机构设置情况", "内设综合股（电话0731－2881 2345）。")
    project = session.report.children("", "项目")[0]
    place = FieldAddress(project, "项目.预期目标")
    session.apply(entry_edits(session.report, place, "咨询：(0733)28712345"), "", Origin.TYPED)
    found = {each.number: each for each in public_warnings(session)}
    assert set(found) == {"13812345678", "0731－2881 2345", "(0733)28712345"}
    assert found["13812345678"].place == FieldAddress("", "填表人")
    assert found["13812345678"].sheet == SheetRef("附件1-1"), "once, though it is on every annex"
    assert "附件1-1“填表人”里的“13812345678”像电话号码" in found["13812345678"].sentence
    assert "报告正文“（二）机构设置情况”" in found["0731－2881 2345"].sentence
    assert found["(0733)28712345"].place == place
    name = session.report.record_name(project)
    assert f"附件1-3 {name}“预期目标”" in found["(0733)28712345"].sentence


@pytest.mark.parametrize(
    "text",
    [
        *("全年处理“12345”市长热线投诉294起", "资金13812345678元", "金额13812345678.50万元"),
        *("430202199001011234", "2022年3月15日", "湘财绩〔2022〕15号", "0.73128812345"),
        *("执行率97.03%", "合同编号202203151234567", "20220315-1234"),
    ],
)
def test_figures_dates_and_numbers_of_documents_are_no_phone_numbers(text: str) -> None:
    assert phone_numbers(text) == []


@pytest.mark.parametrize(
    "written",
    [
        *("13812345678", "138 1234 5678", "138-1234-5678", "１３８１２３４５６７８"),
        *("0731-28812345", "073128812345", "（0731）28812345"),
        *("0731—28812345", "0731 28812345"),
    ],
)
def test_a_phone_number_is_known_however_it_is_written(written: str) -> None:
    assert phone_numbers(f"刘敏{written}，请联系") == [written]


def test_a_number_without_area_code_is_known_behind_the_word() -> None:
    assert phone_numbers("联系电话：28812345") == ["28812345"]
    assert phone_numbers("受理来件28812345件") == []


def test_the_file_name_says_the_edition(session: Session) -> None:
    report = session.report
    plain = export_name(report, session.value)
    assert export_name(report, session.value, Edition.SUBMITTED) == plain
    assert export_name(report, session.value, Edition.PUBLIC) == f"{plain}（公开版）"
    enter(session, "单位名称", "很长的名称" * 30)
    assert export_name(report, session.value, Edition.PUBLIC).endswith("（公开版）")
    assert len(export_name(report, session.value, Edition.PUBLIC)) <= 80


def test_the_command_line_exports_it_and_warns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "x.toml"
    text = DATA.read_text(encoding="utf-8").replace(
        "[values]\n", f'[values]\n"联系电话" = "{PHONE}"\n"填表人" = "刘敏13812345678"\n', 1
    )
    data.write_text(text, encoding="utf-8")
    create_from_data_file(tmp_path / "x.peval", read_data_file(data)).close()
    arguments = ["export", str(tmp_path / "x.peval"), "--to", str(tmp_path / "纸"), "--public"]
    assert run(arguments) == 2, "a public JSON does not exist"
    capsys.readouterr()
    assert run([*arguments, "--pdf"]) == 0
    said = capsys.readouterr()
    (path,) = (tmp_path / "纸").glob("*.pdf")
    assert path.name == "2022年度荷塘区某中心整体支出绩效自评报告（公开版）.pdf"
    assert "13812345678" in said.err
    assert PHONE not in "".join(pages_of(path))
