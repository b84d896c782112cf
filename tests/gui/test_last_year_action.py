"""The clerk compares with last year's file, and fills in the figures of the final accounts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLabel

from perfeval_desktop.services.files import create_from_data_file, sample_data
from tests.gui.hands import Hands


def last_file(path: Path, unit: str = "", year: int = 2021) -> Path:
    data = sample_data()
    values = {**data.values, "公用经费_本年决算": "94.9"}
    if unit:
        values["单位名称"] = unit
    create_from_data_file(path, data._replace(year=year, values=values)).close()
    return path


def choose(hands: Hands, path: Path) -> None:
    """Press 对照上年文件 and name the file in the dialog."""
    hands.name_file(path)
    hands.press("compare_last_year")


def checks(hands: Hands) -> list[str]:
    return [each.check for each in hands.workspace.findings_panel.findings()]


def unit_shown(hands: Hands) -> list[str]:
    labels = hands.window.statusBar().findChildren(QLabel)
    return [each.text() for each in labels if each.text().startswith("金额单位")]


def test_reading_last_years_file_says_what_was_read_and_finds_what_differs(
    sample: Hands, tmp_path: Path
) -> None:
    choose(sample, last_file(tmp_path / "2021.peval"))
    assert sample.bar().startswith("已读入上年文件：株洲市荷塘区物业服务指导中心，2021 年度，共 ")
    assert "请注意" not in sample.bar()
    assert "上年.决算数.公用经费" in checks(sample)
    sample.press("undo")
    assert "上年.决算数.公用经费" not in checks(sample)
    sample.press("redo")
    assert "上年.决算数.公用经费" in checks(sample)


def test_another_units_file_is_read_with_a_warning(sample: Hands, tmp_path: Path) -> None:
    choose(sample, last_file(tmp_path / "2021.peval", unit="乙单位"))
    assert "请注意：这个文件是“乙单位”的" in sample.bar()
    assert "上年.决算数.公用经费" in checks(sample)


def test_a_file_of_this_year_is_refused_and_nothing_changes(sample: Hands, tmp_path: Path) -> None:
    before = checks(sample)
    choose(sample, last_file(tmp_path / "2022.peval", year=2022))
    assert "不是上年的文件" in sample.bar()
    assert checks(sample) == before
    assert sample.workspace.open_report.report.last_year is None


def test_a_file_that_cannot_be_read_is_refused(sample: Hands, tmp_path: Path) -> None:
    path = tmp_path / "坏.peval"
    path.write_bytes(b"0" * 200)
    choose(sample, path)
    assert "打不开“坏.peval”" in sample.bar()
    assert sample.workspace.open_report.report.last_year is None


def test_cancelling_the_dialog_changes_nothing(sample: Hands) -> None:
    sample.answer_dialog(QFileDialog, lambda dialog: dialog.reject())
    sample.press("compare_last_year")
    assert sample.workspace.open_report.report.last_year is None


def test_it_is_offered_with_a_report_that_is_open_and_not_final(hands: Hands) -> None:
    action = hands.window.actions_by_id["compare_last_year"]
    assert not action.isEnabled()
    hands.open_sample()
    assert action.isEnabled()


def test_a_figure_typed_on_the_base_page_is_one_in_yuan_and_is_checked(sample: Hands) -> None:
    assert sample.sheet_names()[-1] == "核对底数"
    assert unit_shown(sample) == ["金额单位：万元"]
    sample.go_to_sheet("核对底数")
    assert unit_shown(sample) == ["金额单位：元"]
    sample.type_into("支出合计", "全部资金", text="1352843.52")
    assert sample.text("支出合计", "全部资金") == "1352843.52"
    assert "底数.支出合计" not in checks(sample)
    sample.type_into("支出合计", "全部资金", text="1252843.52")
    assert "底数.支出合计" in checks(sample)
