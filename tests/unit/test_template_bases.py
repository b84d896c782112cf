"""A form may be written as the changes to another one; what is embedded is always whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_desktop.cli import run
from perfeval_desktop.domain.errors import Fault, TemplateError
from perfeval_desktop.domain.template import ReportTemplate, SheetTemplate
from perfeval_desktop.resources import forms_dir
from perfeval_desktop.services.catalogue import template_names, usual_template
from perfeval_desktop.templates.installed import installed_template_ids, load_installed
from perfeval_desktop.templates.loader import load_template, template_from_texts, texts_of
from tests.unit.test_forms_guide import EXAMPLES

HEAD = """based_on = "hunan/hetang/2022"
id = "试/2024"
name = "试2024年度"
year = 2024
example_year = 2022
"""


def changed(folder: Path, **files: str) -> ReportTemplate:
    """Load a form that is the one of Hetang with these changes."""
    (folder / "template.toml").write_text(HEAD + files.pop("head", ""), encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.toml").write_text(text, encoding="utf-8")
    return load_template(folder)


def faults(folder: Path, **files: str) -> tuple[Fault, ...]:
    with pytest.raises(TemplateError) as caught:
        changed(folder, **files)
    return caught.value.faults


def rows_of(sheet: SheetTemplate) -> list[object]:
    return [each.cells for each in sheet.rows]


def test_a_form_without_changes_is_the_one_it_is_based_on(
    tmp_path: Path, template: ReportTemplate
) -> None:
    other = changed(tmp_path)
    assert (other.id, other.year) == ("试/2024", 2024)
    assert other.fields == template.fields
    assert other.sheets == template.sheets
    assert (other.checks, other.text_checks) == (template.checks, template.text_checks)
    assert other.texts["附件1-1.toml"] == template.texts["附件1-1.toml"]


def test_a_key_replaces_a_key_and_all_others_of_its_paragraph_stay(
    tmp_path: Path, template: ReportTemplate
) -> None:
    other = changed(
        tmp_path,
        head='[limits]\n"公用变动" = "40%"\n',
        附件1_1='title = """\n{年度}年度\n[基础]数据表"""\n[field."编制数"]\nlabel = "核定编制"\n',
    )
    field, before = other.fields["编制数"], template.fields["编制数"]
    assert field == before._replace(label="核定编制")
    assert other.sheet("附件1-1").title == ("{年度}年度\n[基础]数据表",)
    assert rows_of(other.sheet("附件1-1")) == rows_of(template.sheet("附件1-1"))
    by_id = {each.id: each for each in other.checks}
    assert by_id["1-1.公用比上年"].tolerance == "最大(1, 公用经费_上年决算 * 40%)"


def test_an_item_is_found_by_its_id_and_a_list_without_ids_is_replaced_whole(
    tmp_path: Path, template: ReportTemplate
) -> None:
    other = changed(
        tmp_path,
        封面='[[row]]\ncells = [{ text = "自评报告" }]\n',
        审核_附件1_2='[[check]]\nid = "1-2.执行率"\nseverity = "核实性"\n',
    )
    assert len(other.sheet("封面").rows) == 1
    checks = {each.id: each for each in template.checks}
    assert [each.id for each in other.checks] == list(checks)
    for each in other.checks:
        is_changed = each.id == "1-2.执行率"
        expected = checks[each.id]
        assert (each.severity is expected.severity) is not is_changed
        assert each.examples == expected.examples


def test_what_is_left_out_is_gone_with_all_that_stands_below_it(tmp_path: Path) -> None:
    told = faults(tmp_path, 附件1_1='without = ["series.政府采购金额", "group.完工楼堂馆所"]\n')
    missing = {each.message for each in told if each.file.endswith("附件1-1.toml")}
    assert "没有填报项“政府采购金额_本年预算”。" in {each.split("是不是")[0] for each in missing}
    assert any("没有“完工楼堂馆所”这组明细" in each for each in missing)
    other = changed(tmp_path, 附件1_1="", 审核_附件1_1='without = ["check.1-1.公用未列明"]\n')
    assert "1-1.公用未列明" not in {each.id for each in other.checks}


def test_a_fault_is_told_where_it_can_be_mended(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        附件1_1='# 改动\n\n[field."控制率"]\nformula = "在职人 / 编制数"\n',
        附件1_2='without = ["field.没有的"]\n',
    )
    assert [(each.file, each.line) for each in told] == [("附件1-2.toml", 1)]
    (tmp_path / "附件1-2.toml").unlink()
    (own,) = faults(tmp_path)
    assert (own.file, own.line) == ("附件1-1.toml", 4)
    assert "是不是“在职人数”" in own.message
    (tmp_path / "附件1-1.toml").write_text('without = ["field.在职人数"]\n', encoding="utf-8")
    told = faults(tmp_path)
    bases = [each for each in told if each.file == "hunan/hetang/2022/附件1-1.toml"]
    base = load_installed("hunan/hetang/2022").texts["附件1-1.toml"].splitlines()
    assert bases
    assert any("在职人数" in base[each.line - 1] for each in bases if each.line)


def test_a_base_that_is_not_there_or_leads_back_is_told(tmp_path: Path) -> None:
    for name, base in (("甲", "乙"), ("乙", "甲"), ("丙", "没有"), ("丁", "../甲")):
        (tmp_path / name).mkdir()
        head = HEAD.replace("hunan/hetang/2022", base)
        (tmp_path / name / "template.toml").write_text(head, encoding="utf-8")
    for name, message in (
        ("甲", "不能绕回自己"),
        ("丙", "没有“没有”这套表样"),
        ("丁", "没有“../甲”这套表样"),
    ):
        with pytest.raises(TemplateError) as caught:
            load_template(tmp_path / name)
        (told,) = caught.value.faults
        assert message in told.message
        assert (told.line, told.key) == (1, "based_on")


def test_a_value_of_endless_lines_is_refused_before_it_is_read_a_thousand_times(
    tmp_path: Path,
) -> None:
    (told,) = faults(tmp_path, 附件1_1="# 改动\nnotes = [\n" + '"甲",\n' * 20_000 + "]\n")
    assert (told.file, told.line) == ("附件1-1.toml", 2)
    assert "一个值超过" in told.message
    (told,) = faults(tmp_path, 附件1_1="#" * 5_000_000)
    assert "表样太大" in told.message


@pytest.mark.parametrize("form", ["hunan/hetang/2023", "hunan/tongyong/2022"])
def test_what_is_embedded_is_whole_and_stays_the_same(form: str, tmp_path: Path) -> None:
    template = load_installed(form)
    alone = template_from_texts(template.texts)  # as a `.peval` brings it
    assert (alone.digest, alone.fields, alone.sheets) == (
        template.digest,
        template.fields,
        template.sheets,
    )
    for name, text in template.texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert load_template(tmp_path).digest == template.digest
    assert texts_of(forms_dir().joinpath(*form.split("/"))) == template.texts


def test_texts_that_need_another_form_are_no_form(template: ReportTemplate) -> None:
    head = 'based_on = "甲"\n' + template.texts["template.toml"]
    with pytest.raises(TemplateError, match="这里要写全"):
        template_from_texts({**template.texts, "template.toml": head})


def test_every_installed_form_is_called_as_its_folder_is() -> None:
    for form in installed_template_ids():
        assert load_installed(form).id == form


def test_forms_are_listed_by_region_and_the_newest_first_with_the_example_marked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = template_names()
    regions = [each.region for each in names]
    assert sorted(set(regions), key=regions.index) == [
        *("财政部", "株洲市荷塘区", "湖南省", "云南省"),
    ]
    hetang = [(each.year, each.notice) for each in names if each.region == "株洲市荷塘区"]
    assert hetang == [(2023, "示例，未经核对"), (2022, "")]
    assert names[usual_template(names)].id == "hunan/hetang/2022"
    assert run(["templates"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [each.split("\t")[0] for each in listed] == [each.id for each in names]
    assert "hunan/hetang/2023\t株洲市荷塘区2023年度部门整体支出绩效自评（示例，未经核对）" in listed


def mistyped(file: Path, right: str, wrong: str) -> list[str]:
    """Mistype something in a file, and return its lines."""
    text = file.read_text("utf-8")
    assert right in text
    file.write_text(text.replace(right, wrong), "utf-8")
    return file.read_text("utf-8").splitlines()


def test_every_fault_of_a_folder_is_told_on_a_line_of_its_own(
    template: ReportTemplate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in template.texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    sheet = mistyped(tmp_path / "附件1-1.toml", '{ field = "控制率"', '{ field = "控制绿"')
    checks = mistyped(tmp_path / "审核-附件1-2.toml", '"基本支出 + 项目支出"', '"基本支处"')
    (tmp_path / "审核-附件1-4.toml").write_text("", "utf-8")
    assert run(["templates", "check", str(tmp_path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1] == "表样有错，不能使用，共 3 处。"
    for line, words, file in ((lines[0], "控制绿", sheet), (lines[1], "1-2.按支出性质分", checks)):
        number = int(line.split(":")[1].split()[0])
        assert "是不是“" in line
        assert words in "".join(file[number - 1 : number + 1])
    assert lines[2].startswith("审核-附件1-4.toml ")


def test_an_example_that_does_not_fit_the_form_is_told_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _, name, text in (each for each in EXAMPLES if each[0].startswith("理想区/2022/")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    lines = mistyped(tmp_path / "审核.toml", '{ "支出_上年" = "5",', '{ "支处_上年" = "5",')
    assert run(["templates", "check", str(tmp_path)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert "基础.支出.上年：例子里 " in told[0]
    assert "没有填报项“支处_上年”" in told[0]
    number = int(told[0].removeprefix("审核.toml:").split()[0])
    assert lines[number - 1].startswith('id = "基础.支出"')
