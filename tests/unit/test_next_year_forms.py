"""A form serves another year without a programmer (沿用上年表样)."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import Batch, Origin
from perfeval_desktop.domain.errors import ExportError, TemplateError
from perfeval_desktop.domain.layout import SheetRef, cell_text, lay_out
from perfeval_desktop.domain.template import Check, ReportTemplate, TextCheck
from perfeval_desktop.services.files import read_session
from perfeval_desktop.services.next_forms import (
    form_of_next_year,
    forms_of_next_year,
    write_next_form,
)
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.template_check import check_template
from perfeval_desktop.storage.creating import create_document
from perfeval_desktop.templates.installed import is_installed
from perfeval_desktop.templates.loader import load_template, template_from_texts
from perfeval_desktop.templates.next_year import family_of, next_year_template
from tests.conftest import HETANG

_AROUND = re.compile(r"(?<!\d)20(?:19|2[0-4])(?=\s*(?:年|全年|-\d))")


@pytest.mark.parametrize("year", [2024, 2025, 2030])
def test_a_report_of_another_year_opens_under_the_form_of_this_one(
    template: ReportTemplate, tmp_path: Path, year: int
) -> None:
    form = next_year_template(template, year)
    path = tmp_path / f"{year}.peval"
    first = Batch(1, "新建", Origin.CREATED, "", datetime.now().astimezone(), ())
    begun = first._replace(edits=tuple(initial_edits(form)))
    create_document(path, form, year, [begun]).close()
    session = read_session(path)
    assert (session.report.year, session.report.template.year) == (year, year)
    assert session.report.template.digest == form.digest != template.digest
    grid = lay_out(session.report, SheetRef("附件1-1"))
    numbers = form.numbers
    texts = {cell_text(each.segments, session.value, numbers) for each in grid.cells}
    assert {f"{year - 1}年决算数", f"{year}年预算数", f"{year}年决算数"} <= texts
    assert cell_text(grid.title, session.value, numbers).startswith(f"{year}年度部门整体支出")
    assert session.engine.findings(False) == []


@pytest.mark.slow
def test_every_check_of_the_carried_form_still_passes_and_fails_as_its_examples_say(
    template: ReportTemplate,
) -> None:
    result = check_template(next_year_template(template, 2030))
    assert result.failures == ()
    assert result.examples == sum(len(each.examples) for each in _checks(template))


def _checks(template: ReportTemplate) -> list[Check | TextCheck]:
    return [*template.checks, *template.text_checks]


def test_years_written_out_move_along_and_what_is_law_stays(template: ReportTemplate) -> None:
    form = next_year_template(template, 2030)
    for name, whole in form.texts.items():
        text = re.sub(r"\A#[^\n]*\n|（本单位沿用2022年表样）", "", whole)  # what it was made from
        assert _AROUND.findall(text) == [], name
        assert text.count("财预〔2020〕10号") == template.texts[name].count("财预〔2020〕10号")


def test_limits_weights_and_rows_stay_as_the_bureau_set_them(template: ReportTemplate) -> None:
    form = next_year_template(template, 2023)
    assert form.scoring == template.scoring
    assert (form.groups, form.relations) == (template.groups, template.relations)
    assert [each.rows for each in form.sheets] == [each.rows for each in template.sheets]
    assert [each.id for each in form.checks] == [each.id for each in template.checks]


def test_it_says_that_it_is_the_units_own_and_not_the_bureaus(template: ReportTemplate) -> None:
    form = next_year_template(template, 2023)
    assert form.id == "hunan/hetang/2023-沿用"
    assert form.name == "株洲市荷塘区2023年度部门整体支出绩效自评（本单位沿用2022年表样）"
    assert not is_installed(form)
    assert "不是财政部门印发的" in form.texts["template.toml"].splitlines()[0]


def test_carried_again_it_still_says_which_years_form_it_is(template: ReportTemplate) -> None:
    once = next_year_template(template, 2023)
    twice = next_year_template(once, 2024)
    assert (twice.id, twice.name) == (
        "hunan/hetang/2024-沿用",
        "株洲市荷塘区2024年度部门整体支出绩效自评（本单位沿用2022年表样）",
    )
    assert twice.texts == next_year_template(template, 2024).texts
    assert family_of(twice.id) == family_of(template.id) == "hunan/hetang"


def test_what_the_unit_changed_itself_keeps_the_days_on_which_it_did(
    template: ReportTemplate,
) -> None:
    from perfeval_desktop.templates.next_year import next_year_texts

    own = 'day = "2022-3-15"\n'
    texts = {**template.texts, "本单位调整.toml": own}
    adjusted = ReportTemplate(**{**_fields(template), "texts": texts})
    assert next_year_texts(adjusted, 2023)["本单位调整.toml"] == own


def _fields(template: ReportTemplate) -> dict[str, object]:
    names = [each for each in template.__dataclass_fields__ if not each.startswith("_")]
    return {name: getattr(template, name) for name in names}


@pytest.mark.parametrize("year", [1999, 2100])
def test_a_year_no_form_can_have_is_refused(template: ReportTemplate, year: int) -> None:
    with pytest.raises(TemplateError):
        next_year_template(template, year)


def test_the_form_that_is_carried_can_be_chosen_by_its_id(template: ReportTemplate) -> None:
    offered = forms_of_next_year(template, 2022)
    assert "hunan/hetang/2023-沿用" in [each.id for each in offered]
    assert form_of_next_year(template, 2022, "hunan/hetang/2023-沿用").year == 2023
    assert form_of_next_year(template, 2022, HETANG).id == "hunan/hetang/2023-沿用"
    assert form_of_next_year(template, 2022).id == offered[0].id


def test_a_form_corrected_since_is_carried_as_it_is_installed_now(
    template: ReportTemplate,
) -> None:
    head = template.texts["template.toml"]
    texts = {
        **template.texts,
        "template.toml": head.replace('"人数变动" = "20%"', '"人数变动" = "9%"'),
    }
    older = template_from_texts(texts)
    assert older.digest != template.digest
    now = form_of_next_year(older, 2022, "hunan/hetang/2023-沿用")
    assert now.digest == next_year_template(template, 2023).digest


def test_a_form_used_for_a_year_that_is_not_its_own_moves_to_the_right_one(
    template: ReportTemplate,
) -> None:
    form = form_of_next_year(template, 2023, "hunan/hetang/2024-沿用")
    assert (form.year, form.texts) == (2024, next_year_template(template, 2024).texts)


def test_it_is_written_as_a_folder_that_can_be_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "表样" / "2023"
    form = write_next_form(HETANG, folder)
    assert load_template(folder).digest == form.digest
    assert {each.name for each in folder.iterdir()} == set(form.texts)
    assert os.listdir(folder.parent) == ["2023"]


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "2023"
    folder.mkdir()
    (folder / "我的.txt").write_text("别动", encoding="utf-8")
    with pytest.raises(ExportError):
        write_next_form(HETANG, folder, 2025)
    assert [each.name for each in tmp_path.iterdir() if each.name != "state"] == ["2023"]
    assert (folder / "我的.txt").read_text(encoding="utf-8") == "别动"
