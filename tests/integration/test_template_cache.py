"""A template that was read before is kept; whatever is wrong with what is kept, its texts count."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import TemplateError
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.files import create_report, open_report
from perfeval_desktop.storage.template_cache import template_of
from tests.conftest import HETANG


def kept(state_dir: Path) -> list[Path]:
    return sorted((state_dir / "templates").glob("*"))


def test_the_second_reading_gives_the_same_template(
    template: ReportTemplate, state_dir: Path
) -> None:
    first, second = template_of(template.texts), template_of(template.texts)
    assert len(kept(state_dir)) == 1
    assert second is not first
    assert second.fields == first.fields == template.fields
    assert second.checks == first.checks == template.checks
    assert second.sheets == first.sheets == template.sheets
    assert second.text_checks == template.text_checks


@pytest.mark.parametrize("damage", [b"", b"cut", b"\x80\x05K\x01.", b"cperfeval_desktop\nnone\n."])
def test_what_is_damaged_is_read_again(
    template: ReportTemplate, state_dir: Path, damage: bytes
) -> None:
    template_of(template.texts)
    (file,) = kept(state_dir)
    file.write_bytes(damage)
    assert template_of(template.texts).fields == template.fields
    assert file.read_bytes() != damage, "and put right"


def test_another_text_makes_another_template(template: ReportTemplate, state_dir: Path) -> None:
    template_of(template.texts)
    head = template.texts["template.toml"].replace("株洲市荷塘区2022年度", "某某区2022年度")
    other = template_of({**template.texts, "template.toml": head})
    assert other.name.startswith("某某区")
    assert len(kept(state_dir)) == 2


def test_a_faulty_template_is_told_each_time_and_not_kept(
    template: ReportTemplate, state_dir: Path
) -> None:
    faulty = {**template.texts, "template.toml": "id = "}
    for _ in range(2):
        with pytest.raises(TemplateError):
            template_of(faulty)
    assert kept(state_dir) == []


def test_a_file_opens_where_nothing_can_be_kept(tmp_path: Path, state_dir: Path) -> None:
    path = tmp_path / "报告.peval"
    create_report(path, HETANG, 2022, "甲单位").close()
    state_dir.mkdir(exist_ok=True)
    for each in kept(state_dir):
        each.unlink()
    if (state_dir / "templates").is_dir():
        (state_dir / "templates").rmdir()
    (state_dir / "templates").write_text("a file where the folder should be")
    open_report(path).close()


def test_only_the_newest_are_kept(template: ReportTemplate, state_dir: Path) -> None:
    for number in range(10):
        head = f"# {number}\n{template.texts['template.toml']}"
        template_of({**template.texts, "template.toml": head})
    assert len(kept(state_dir)) == 8
