"""表样包: a template goes from one computer to another in one file, and is the same there."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import (
    ExportError,
    PackRefusedError,
    TemplateError,
    UnknownTemplateError,
)
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.catalogue import template_names
from perfeval_desktop.services.files import create_report, read_session
from perfeval_desktop.services.packs import install, look_through, pack_folder, uninstall
from perfeval_desktop.templates.installed import (
    installed_packs,
    installed_template_ids,
    is_installed,
    load_installed,
)
from perfeval_desktop.templates.pack import pack_bytes
from tests.small_form import write_small_form

HETANG = "hunan/hetang/2022"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def packed(tmp_path: Path, form_id: str = "a/b", name: str = "一张小表") -> Path:
    folder = write_small_form(tmp_path / name, form_id, name)
    pack_folder(folder, tmp_path / f"{name}.pevalforms")
    return tmp_path / f"{name}.pevalforms"


def installed(path: Path) -> str:
    return install(look_through(path), path)


def test_an_installed_pack_is_offered_beside_those_of_the_program(
    tmp_path: Path,
) -> None:
    said = installed(packed(tmp_path))
    assert "a/b" in said
    assert {HETANG, "a/b"} <= set(installed_template_ids())
    [name] = [each for each in template_names() if each.is_pack]
    assert (name.id, name.name, name.year) == ("a/b", "一张小表", 2022)
    assert set(load_installed("a/b").fields) == {"单位名称", "收入合计", "支出合计"}


def test_a_report_of_a_pack_opens_after_it_is_gone(tmp_path: Path) -> None:
    installed(packed(tmp_path))
    report = tmp_path / "r.peval"
    with closing(create_report(report, "a/b", 2022, "甲单位")):
        pass
    said = uninstall("a/b")
    assert "照样能打开" in said
    assert "a/b" not in installed_template_ids()
    assert read_session(report).report.template.id == "a/b"


def test_the_same_template_gives_the_same_bytes(tmp_path: Path) -> None:
    one = packed(tmp_path).read_bytes()
    assert packed(tmp_path / "again").read_bytes() == one


def test_a_pack_with_the_id_of_the_programs_own_says_that_it_takes_its_place(
    tmp_path: Path, template: ReportTemplate
) -> None:
    said = installed(packed(tmp_path, HETANG, "改过的一套"))
    assert f"代替随程序的“{template.name}”" in said
    assert load_installed(HETANG).name == "改过的一套"
    assert installed_template_ids().count(HETANG) == 1
    assert not is_installed(load_installed(HETANG))
    assert "随程序的那一套" in uninstall(HETANG)
    assert load_installed(HETANG).digest == template.digest


def test_what_is_there_word_for_word_is_not_installed_again(
    tmp_path: Path, template: ReportTemplate
) -> None:
    (tmp_path / "own.pevalforms").write_bytes(pack_bytes(template))
    with pytest.raises(PackRefusedError, match="随程序已经有了"):
        look_through(tmp_path / "own.pevalforms")
    path = packed(tmp_path)
    installed(path)
    with pytest.raises(PackRefusedError, match="已经装好了"):
        look_through(path)


def test_a_newer_pack_replaces_the_older_one_and_says_so(tmp_path: Path) -> None:
    installed(packed(tmp_path))
    assert "换下了以前安装的" in installed(packed(tmp_path, name="第二版"))
    assert load_installed("a/b").name == "第二版"
    assert len(installed_packs()) == 1


def test_an_installed_pack_that_rots_is_said_to_be_broken(tmp_path: Path) -> None:
    installed(packed(tmp_path))
    [path] = installed_packs().values()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(TemplateError, match="重新安装"):
        load_installed("a/b")
    assert [each.id for each in template_names() if each.is_pack] == ["a/b"]


def test_a_faulty_template_is_neither_packed_nor_leaves_a_file(tmp_path: Path) -> None:
    folder = write_small_form(tmp_path / "form")
    change(folder / "template.toml", 'unit_field = "单位名称"', 'unit_field = "没有这项"')
    with pytest.raises(TemplateError, match="没有这项"):
        pack_folder(folder, tmp_path / "p.pevalforms")
    assert not (tmp_path / "p.pevalforms").exists()


def test_an_example_that_goes_wrong_keeps_a_template_from_being_packed(tmp_path: Path) -> None:
    folder = write_small_form(tmp_path / "form")
    change(folder / "审核.toml", 'values = { "收入合计" = "1", "支出合计" = "2" }', "values = {}")
    with pytest.raises(PackRefusedError, match="例子不对"):
        pack_folder(folder, tmp_path / "p.pevalforms")


def test_an_id_that_leads_elsewhere_is_not_packed(tmp_path: Path) -> None:
    folder = write_small_form(tmp_path / "form", "../../x")
    with pytest.raises(PackRefusedError, match="id 只能用"):
        pack_folder(folder, tmp_path / "p.pevalforms")


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ExportError):
        pack_folder(tmp_path / "nothing", tmp_path / "p.pevalforms")


def test_what_is_not_installed_cannot_be_uninstalled() -> None:
    with pytest.raises(UnknownTemplateError):
        uninstall(HETANG)


@pytest.mark.slow
def test_the_commands_pack_install_list_and_uninstall(tmp_path: Path) -> None:
    folder = write_small_form(tmp_path / "form")

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "perfeval_desktop", "templates", *words]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    path = tmp_path / "p.pevalforms"
    assert "打包" in run("pack", str(folder), str(path))
    assert "已安装" in run("install", str(path))
    assert "a/b\t" in run()
    assert "已卸载" in run("uninstall", "a/b")
    assert "a/b" not in run()
