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
from perfeval_desktop.resources import forms_dir
from perfeval_desktop.services.catalogue import template_names
from perfeval_desktop.services.files import create_report, read_session
from perfeval_desktop.services.packs import install, look_through, pack_folder, uninstall
from perfeval_desktop.templates.installed import (
    installed_packs,
    installed_template_ids,
    is_installed,
    load_installed,
)

HETANG = "hunan/hetang/2022"


def folder_of(tmp_path: Path, old: str, new: str, name: str = "form") -> Path:
    """The district's template with something changed in its head."""
    folder = tmp_path / name
    folder.mkdir()
    for path in (forms_dir() / HETANG).glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        (folder / path.name).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def packed(tmp_path: Path, new: str = "hunan/test/2022", name: str = "form") -> Path:
    path = tmp_path / f"{name}.pevalforms"
    pack_folder(folder_of(tmp_path, HETANG, new, name), path)
    return path


def installed(path: Path) -> str:
    return install(look_through(path), path)


def test_an_installed_pack_is_offered_beside_those_of_the_program(
    tmp_path: Path, template: ReportTemplate
) -> None:
    said = installed(packed(tmp_path))
    assert "hunan/test/2022" in said
    assert {HETANG, "hunan/test/2022"} <= set(installed_template_ids())
    [name] = [each for each in template_names() if each.is_pack]
    assert (name.id, name.name, name.year) == ("hunan/test/2022", template.name, 2022)
    assert load_installed("hunan/test/2022").fields.keys() == template.fields.keys()


def test_a_report_of_a_pack_opens_after_it_is_gone(tmp_path: Path) -> None:
    installed(packed(tmp_path))
    report = tmp_path / "r.peval"
    with closing(create_report(report, "hunan/test/2022", 2022, "甲单位")):
        pass
    said = uninstall("hunan/test/2022")
    assert "照样能打开" in said
    assert "hunan/test/2022" not in installed_template_ids()
    assert read_session(report).report.template.id == "hunan/test/2022"


def test_the_same_template_gives_the_same_bytes(tmp_path: Path) -> None:
    assert packed(tmp_path, name="a").read_bytes() == packed(tmp_path, name="b").read_bytes()


def test_a_pack_with_the_id_of_the_programs_own_says_that_it_takes_its_place(
    tmp_path: Path, template: ReportTemplate
) -> None:
    folder = folder_of(tmp_path, template.name, "改过的一套")
    pack_folder(folder, tmp_path / "p.pevalforms")
    said = installed(tmp_path / "p.pevalforms")
    assert f"代替随程序的“{template.name}”" in said
    assert load_installed(HETANG).name == "改过的一套"
    assert installed_template_ids().count(HETANG) == 1
    assert not is_installed(load_installed(HETANG))
    assert "随程序的那一套" in uninstall(HETANG)
    assert load_installed(HETANG).digest == template.digest


def test_what_is_there_word_for_word_is_not_installed_again(tmp_path: Path) -> None:
    pack_folder(forms_dir() / HETANG, tmp_path / "own.pevalforms")
    with pytest.raises(PackRefusedError, match="随程序已经有了"):
        look_through(tmp_path / "own.pevalforms")
    path = packed(tmp_path)
    installed(path)
    with pytest.raises(PackRefusedError, match="已经装好了"):
        look_through(path)


def test_a_newer_pack_replaces_the_older_one_and_says_so(
    tmp_path: Path, template: ReportTemplate
) -> None:
    installed(packed(tmp_path))
    folder = folder_of(tmp_path, HETANG, "hunan/test/2022", "newer")
    head = folder / "template.toml"
    text = head.read_text(encoding="utf-8").replace(template.name, "第二版")
    head.write_text(text, encoding="utf-8")
    pack_folder(folder, tmp_path / "2.pevalforms")
    assert "换下了以前安装的" in installed(tmp_path / "2.pevalforms")
    assert load_installed("hunan/test/2022").name == "第二版"
    assert len(installed_packs()) == 1


def test_an_installed_pack_that_rots_is_said_to_be_broken(tmp_path: Path) -> None:
    installed(packed(tmp_path))
    [path] = installed_packs().values()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(TemplateError, match="重新安装"):
        load_installed("hunan/test/2022")
    assert [each.id for each in template_names() if each.is_pack] == ["hunan/test/2022"]


def test_a_faulty_template_is_neither_packed_nor_leaves_a_file(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 'unit_field = "单位名称"', 'unit_field = "没有这项"')
    with pytest.raises(TemplateError, match="没有这项"):
        pack_folder(folder, tmp_path / "p.pevalforms")
    assert not (tmp_path / "p.pevalforms").exists()


def test_an_example_that_goes_wrong_keeps_a_template_from_being_packed(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "passes = false", "passes = true")
    with pytest.raises((PackRefusedError, TemplateError), match="例子"):
        pack_folder(folder, tmp_path / "p.pevalforms")


def test_an_id_that_leads_elsewhere_is_not_packed(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, HETANG, "../../x")
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
    folder = folder_of(tmp_path, HETANG, "hunan/test/2022")

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "perfeval_desktop", "templates", *words]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    path = tmp_path / "p.pevalforms"
    assert "打包" in run("pack", str(folder), str(path))
    assert "已安装" in run("install", str(path))
    assert "hunan/test/2022\t" in run()
    assert "已卸载" in run("uninstall", "hunan/test/2022")
    assert "hunan/test/2022" not in run()
