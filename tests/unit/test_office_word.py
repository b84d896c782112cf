"""Word documents: every cell with its merges, every word that a reader sees, and no other."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from perfeval_desktop.domain.source_document import (
    SourceDocument,
    SourceParagraph,
    SourcePlace,
    SourceTable,
)
from tests.office_parts import DOWN, ON, SPAN_2, p, run, t, tbl, tc, tr
from tests.unit.office_reading import body, drawn, read


def texts(document: SourceDocument) -> list[str]:
    return [each.text for _, each in document.paragraphs()]


# --- Tables -------------------------------------------------------------------------------------


def test_cells_merged_in_both_directions_are_one_cell_with_its_size(tmp_path: Path) -> None:
    document = body(
        tmp_path,
        tbl(
            tr(tc("资金", DOWN + SPAN_2), tc("年初"), tc("得分", DOWN)),
            tr(tc("", ON + SPAN_2), tc("全年"), tc("", ON)),
            tr(tc("a"), tc("b"), tc("c"), tc("", ON)),
        ),
    )
    assert drawn(document.blocks[0]) == [
        "0,0+2×2: 资金", "0,2: 年初", "0,3+3×1: 得分", "1,2: 全年", "2,0: a", "2,1: b", "2,2: c",
    ]  # fmt: skip


def test_merges_of_old_programs_and_gaps_before_a_row_keep_the_columns(tmp_path: Path) -> None:
    right, goes_on = '<w:hMerge w:val="restart"/>', '<w:hMerge w:val="continue"/>'
    document = body(
        tmp_path,
        tbl(
            tr(tc("标题", right), tc("", goes_on), tc("", goes_on)),
            tr(tc("后两列"), tc("1"), properties='<w:gridBefore w:val="1"/>'),
        ),
    )
    assert drawn(document.blocks[0]) == ["0,0+1×3: 标题", "1,1: 后两列", "1,2: 1"]


def test_a_merge_that_never_began_or_is_of_another_width_is_a_cell_of_its_own(
    tmp_path: Path,
) -> None:
    document = body(
        tmp_path,
        tbl(
            tr(tc("甲"), tc("乙", DOWN)),
            tr(tc("丙", ON), tc("丁", ON + SPAN_2)),
        ),
    )
    assert drawn(document.blocks[0]) == ["0,0: 甲", "0,1: 乙", "1,0: 丙", "1,1+1×2: 丁"]


def test_words_that_a_merge_covers_are_told(tmp_path: Path) -> None:
    document = body(tmp_path, tbl(tr(tc("看得见", DOWN)), tr(tc("看不见", ON))))
    (cell,) = (each for _, each in document.cells())
    assert cell.text == "看得见"
    assert "看不见" in cell.doubt


def test_a_nested_table_is_a_block_of_its_own_that_knows_its_cell(tmp_path: Path) -> None:
    inner = tbl(tr(tc("里一"), tc("里二", inner=tbl(tr(tc("最里"))))))
    document = body(tmp_path, p("前") + tbl(tr(tc("外"), tc("旁", inner=inner))) + p("后"))
    first, outer, middle, innermost, last = document.blocks
    assert (first, last) == (SourceParagraph("前"), SourceParagraph("后"))
    assert drawn(outer) == ["0,0: 外", "0,1: 旁"]
    assert drawn(middle) == ["0,0: 里一", "0,1: 里二"]
    assert isinstance(middle, SourceTable)
    assert isinstance(innermost, SourceTable)
    assert (middle.inside, innermost.inside) == (SourcePlace(1, 0, 1), SourcePlace(2, 0, 1))
    assert drawn(innermost) == ["0,0: 最里"]


def test_rows_and_cells_in_content_controls_are_read_and_prompts_are_not(tmp_path: Path) -> None:
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    filled = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    words = "<w:r><w:t>单击此处输入文字</w:t></w:r>"
    cell = f"<w:tc><w:p>{prompt.format(words)}</w:p></w:tc>"
    document = body(
        tmp_path,
        filled.format(p("在控件里")) + tbl(filled.format(tr(filled.format(tc("单位")), cell))),
    )
    assert texts(document) == ["在控件里"]
    assert drawn(document.blocks[1]) == ["0,0: 单位", "0,1: "]


def test_lines_of_a_cell_are_kept_and_hidden_rows_are_marked(tmp_path: Path) -> None:
    two = "<w:p><w:r><w:t>第二</w:t><w:br/><w:t>三行</w:t></w:r></w:p>"
    cell = f"<w:tc>{p('')}{p('第一行')}{two}{p('')}</w:tc>"
    document = body(tmp_path, tbl(tr(cell), tr(tc("藏"), properties="<w:hidden/>")))
    table = document.blocks[0]
    assert isinstance(table, SourceTable)
    assert drawn(table) == ["0,0: 第一行\n第二\n三行", "1,0: 藏"]
    assert table.hidden_rows == {1}


# --- Words --------------------------------------------------------------------------------------


FIELD = "".join(
    (
        run('<w:fldChar w:fldCharType="begin"/>'),
        run("<w:instrText>IF 1 </w:instrText>"),
        run('<w:fldChar w:fldCharType="begin"/>') + run("<w:t>代码里</w:t>"),
        run('<w:fldChar w:fldCharType="separate"/>') + run("<w:t>也是代码</w:t>"),
        run('<w:fldChar w:fldCharType="end"/>'),
        run('<w:fldChar w:fldCharType="separate"/>') + run("<w:t>74.71</w:t>"),
        run('<w:fldChar w:fldCharType="end"/>'),
    )
)


TICKED = "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"
RUBY = f"<w:ruby><w:rt>{t('hé')}</w:rt><w:rubyBase>{t('荷')}</w:rubyBase></w:ruby>"


@pytest.mark.parametrize(
    ("inner", "seen"),
    [
        (t("基本") + t("支出"), "基本支出"),
        (run("<w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t>"), "a\tb-c"),
        (run('<w:t>一</w:t><w:br w:type="page"/><w:t>页</w:t>'), "一页"),
        (run('<w:t xml:space="preserve"> 留 </w:t>') + t(" 去 "), " 留 去"),
        (f"<w:ins>{t('新加')}</w:ins><w:del>{run('<w:delText>删</w:delText>')}</w:del>", "新加"),
        (f"<w:moveFrom>{t('旧处')}</w:moveFrom><w:moveTo>{t('新处')}</w:moveTo>", "新处"),
        (f"<w:hyperlink>{t('网址')}</w:hyperlink>", "网址"),
        (f'<w:fldSimple w:instr="DATE">{t("12月")}</w:fldSimple>', "12月"),
        (FIELD, "74.71"),
        (run('<w:sym w:font="Wingdings 2" w:char="F052"/>') + t("是"), "☑是"),
        (run('<w:sym w:font="Symbol" w:char="F0B3"/>') + t("95%"), "≥95%"),
        (run(f'<w:fldChar w:fldCharType="begin">{TICKED}</w:fldChar>'), "☑"),
        (run(RUBY), "荷"),
        ("<m:oMath><m:r><m:t>98.3</m:t></m:r></m:oMath>", "98.3"),
        (run("<w:t>看不见</w:t>", "<w:vanish/>") + t("看得见"), "看得见"),
        (f"<w:smartTag>{t('荷塘区')}</w:smartTag>", "荷塘区"),
    ],
)
def test_a_paragraph_says_what_its_reader_sees(tmp_path: Path, inner: str, seen: str) -> None:
    assert texts(body(tmp_path, f"<w:p>{inner}</w:p>")) == [seen]


def test_a_text_box_is_read_once_though_it_is_written_twice(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('框里')}{tbl(tr(tc('框里的表')))}</w:txbxContent>"
    new = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    drawing = run(f"<mc:AlternateContent>{new}{old}</mc:AlternateContent>")
    document = body(tmp_path, f"<w:p>{run('<w:t>旁边</w:t>')}{drawing}</w:p>")
    assert texts(document) == ["旁边", "框里"]
    assert drawn(document.blocks[2]) == ["0,0: 框里的表"]
    in_cell = f"<w:tc><w:p>{run('<w:t>格</w:t>')}{drawing}</w:p></w:tc>"
    table, nested = body(tmp_path, tbl(tr(in_cell))).blocks
    assert drawn(table) == ["0,0: 格\n框里"]
    assert drawn(nested) == ["0,0: 框里的表"]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next(tmp_path: Path) -> None:
    document = body(tmp_path, p("前半", "<w:rPr><w:del/></w:rPr>") + p("后半") + p("另起"))
    assert texts(document) == ["前半后半", "另起"]


def test_signs_that_are_not_seen_are_taken_out_and_told(tmp_path: Path) -> None:
    (paragraph,) = body(tmp_path, p("基本\u200b支出\u202e")).blocks
    assert isinstance(paragraph, SourceParagraph)
    assert paragraph.text == "基本支出"
    assert "已经去掉" in paragraph.doubt
    (table,) = body(tmp_path, tbl(tr(tc("7\ufeff4")))).blocks
    assert isinstance(table, SourceTable)
    assert (table.cells[0].text, "已经去掉" in table.cells[0].doubt) == ("74", True)


def test_what_was_not_read_is_named(tmp_path: Path) -> None:
    note = '<w:footnote w:type="separator"><w:p/></w:footnote><w:footnote w:id="1">{}</w:footnote>'
    deleted = f"<w:del>{run('<w:delText>删</w:delText>')}</w:del>"
    hidden = run("<w:t>藏</w:t>", "<w:vanish/>")
    document = body(
        tmp_path,
        f"<w:p>{deleted}{run('<w:object/>')}{hidden}</w:p>"
        + p("目录行", '<w:pStyle w:val="T1"/>')
        + tbl(tr(tc("删掉的行"), properties="<w:del/>")),
        styles='<w:style w:styleId="T1"><w:name w:val="toc 1"/></w:style>',
        footnotes=note.format(p("数据截至年底")),
        header=p("荷塘区部门自评"),
        footer=p("第 1 页"),
        comments=f'<w:comment w:id="0">{p("请核对")}</w:comment>',
    )
    assert document.left_out == (
        "修订中已删除的内容 2 处",
        "嵌入的对象（如插入的 Excel 表格）1 个，要用里面的内容请先复制成 Word 里的表格或文字",
        "设为隐藏的文字 1 处",
        "目录 1 行",
        "批注：请核对",
        "脚注：数据截至年底",
        "页眉：荷塘区部门自评",
    )
    assert texts(document) == []


# --- Beside python-docx, where it is right --------------------------------------------------------


def test_a_document_of_python_docx_is_read_as_python_docx_reads_it(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("一、基本情况", level=1)
    made.add_paragraph("正文\t制表\n换行")
    table = made.add_table(rows=4, cols=5)
    for number, cell in enumerate(each for row in table.rows for each in row.cells):
        cell.text = f"格{number}"
    table.cell(0, 0).merge(table.cell(1, 1)).text = "合并"
    table.cell(2, 3).merge(table.cell(3, 4)).text = "又合并"
    into = io.BytesIO()
    made.save(into)
    document = read(tmp_path, into.getvalue())
    heading, paragraph, block = document.blocks
    assert heading == SourceParagraph("一、基本情况", level=1)
    assert paragraph == SourceParagraph("正文\t制表\n换行")
    assert isinstance(block, SourceTable)
    seen = {}
    for cell in block.cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                seen[row, column] = cell.text
    expected = {(r, c): table.cell(r, c).text for r in range(len(table.rows)) for c in range(5)}
    assert seen == expected
    assert len(block.cells) == sum(1 for _ in made.element.iter(qn("w:tc"))) - 2
