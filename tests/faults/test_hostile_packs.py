"""A pack of a template is a stranger's file: it is refused in one sentence, and nothing is left."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import PackRefusedError
from perfeval_desktop.resources import installed_forms_dir
from perfeval_desktop.services.packs import look_through, pack_folder
from perfeval_desktop.services.user_text import user_text
from perfeval_desktop.templates.installed import installed_packs
from tests.small_form import write_small_form

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """What is in a pack that is sound, under another id."""
    folder = write_small_form(tmp_path_factory.mktemp("pack") / "form")
    pack_folder(folder, folder / "p")
    with zipfile.ZipFile(folder / "p") as archive:
        return {each: archive.read(each) for each in archive.namelist()}


def zipped(files: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def told(files: Files, /, **changes: object) -> list[tuple[str, bytes]]:
    """The files with a manifest that fits them, but for what is changed."""
    manifest = json.loads(files["manifest.json"])
    others = {name: data for name, data in files.items() if name != "manifest.json"}
    manifest["files"] = {n: hashlib.sha256(d).hexdigest() for n, d in others.items()}
    manifest["digest"] = digest(others)
    manifest.update(changes)
    return [("manifest.json", json.dumps(manifest).encode()), *others.items()]


def digest(files: Files) -> str:
    found = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def _elsewhere(files: Files) -> bytes:
    return zipped(told({**files, "../../evil.toml": b"x = 1"}))


def _absolute(files: Files) -> bytes:
    return zipped(told({**files, "/etc/evil.toml": b"x = 1"}))


def _backslash(files: Files) -> bytes:
    return zipped(told({**files, "..\\evil.toml": b"x = 1"}))


def _device(files: Files) -> bytes:
    return zipped(told({**files, "con.toml": b"x = 1"}))


def _program(files: Files) -> bytes:
    return zipped(told({**files, "start.exe": b"MZ"}))


def _twice(files: Files) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return zipped([*told(files), ("template.toml", b"x = 1")])


def _case_twice(files: Files) -> bytes:
    return zipped(told({**files, "TEMPLATE.toml": b"x = 1"}))


def _changed(files: Files) -> bytes:
    head = files["template.toml"].replace(b'full_score = "100"', b'full_score = "110"')
    return zipped(list({**files, "template.toml": head}.items()))


def _one_more(files: Files) -> bytes:
    return zipped([*files.items(), ("more.toml", b"x = 1")])


def _one_less(files: Files) -> bytes:
    return zipped([(n, d) for n, d in files.items() if not n.startswith("审核")])


def _wrong_hash(files: Files) -> bytes:
    names = [each for each in files if each != "manifest.json"]
    return zipped(told(files, files=dict.fromkeys(names, "0" * 64)))


def _other_id(files: Files) -> bytes:
    return zipped(told(files, id="c/d"))


def _id_elsewhere(files: Files) -> bytes:
    return zipped(told(files, id="../../x"))


def _bomb(files: Files) -> bytes:
    return zipped(told({**files, "big.toml": b"#" * 30_000_000}))


def _many(files: Files) -> bytes:
    return zipped(told({**files, **{f"f{n}.toml": b"x = 1" for n in range(200)}}))


def _lying_size(files: Files) -> bytes:
    """The directory says that a file has one byte."""
    data = bytearray(zipped(told({**files, "aaaa.toml": b"#" * 5_000})))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"aaaa.toml"))
    data[at + 24 : at + 28] = struct.pack("<I", 1)
    return bytes(data)


def _faulty(files: Files) -> bytes:
    head = files["template.toml"].replace('= "单位名称"\nf'.encode(), '= "没有这项"\nf'.encode())
    return zipped(told({**files, "template.toml": head}))


def _deep(files: Files) -> bytes:
    return zipped(told({**files, "收支表.toml": b"x = " + b"[" * 100_000}))


def _deep_manifest(files: Files) -> bytes:
    return zipped(list({**files, "manifest.json": b"[" * 100_000}.items()))


def _newer(files: Files) -> bytes:
    return zipped(told(files, format=2))


def _no_text(files: Files) -> bytes:
    return zipped(told({**files, "收支表.toml": b"\xff\xfe\x00"}))


MAKERS: dict[Callable[[Files], bytes], str] = {
    _elsewhere: "为了安全",
    _absolute: "为了安全",
    _backslash: "为了安全|不像|不一样",
    _device: "为了安全",
    _program: "为了安全",
    _twice: "为了安全",
    _case_twice: "为了安全",
    _changed: "不一样",
    _one_more: "不一样",
    _one_less: "不一样",
    _wrong_hash: "不一样",
    _other_id: "不一样",
    _id_elsewhere: "为了安全",
    _bomb: "不像一套表样",
    _many: "太大|为了安全",
    _lying_size: "没有复制完整",
    _faulty: "有错",
    _deep: "有错",
    _deep_manifest: "没有复制完整",
    _newer: "最新版本",
    _no_text: "不一样",
    lambda files: b"": "没有复制完整",
    lambda files: b"PK\x03\x04" + b"\0" * 500: "没有复制完整",
    lambda files: zipped([("readme.txt", b"hello")]): "没有复制完整",
    lambda files: zipped(told(files))[:-300]: "没有复制完整",
    lambda files: b"\0" * 5_000_000: "太大",
}


def test_the_sound_one_is_taken(sound: Files, tmp_path: Path) -> None:
    path = tmp_path / "p.pevalforms"
    path.write_bytes(zipped(told(sound)))
    assert look_through(path).template.id == "a/b"


@pytest.mark.parametrize("make", MAKERS)
def test_a_hostile_pack_is_refused_and_nothing_is_installed(
    sound: Files, tmp_path: Path, make: Callable[[Files], bytes]
) -> None:
    path = tmp_path / "p.pevalforms"
    path.write_bytes(make(sound))
    with pytest.raises(PackRefusedError, match=MAKERS[make]) as caught:
        look_through(path)
    assert "已装的表样和报告都没有改动" in user_text(caught.value).sentence
    assert installed_packs() == {}
    assert not installed_forms_dir().exists()
    assert [each.name for each in tmp_path.rglob("*evil*")] == []


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.pevalforms"):
        with pytest.raises(PackRefusedError):
            look_through(path)


def test_files_beside_the_packs_are_no_templates(tmp_path: Path) -> None:
    folder = installed_forms_dir()
    folder.mkdir(parents=True)
    for name in ("..~..~x.pevalforms", "a b.pevalforms", "x.pevalforms.1.part", "note.txt"):
        (folder / name).write_bytes(b"x")
    assert installed_packs() == {}
