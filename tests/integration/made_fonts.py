"""Fonts for a test machine: the shipped ones under official names, and some that are no use."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

from perfeval_desktop.resources import resources_dir

TEXT = "国家一二三年月日仿宋，。“”—…0123456789.%+- 、（）：甲乙丙丁字文正"
RESTRICTED, NO_SUBSET, BITMAPS_ONLY, PRINT_AND_PREVIEW = 0x2, 0x100, 0x200, 0x4
_CHINESE, _ENGLISH = 0x804, 0x409


@cache
def _subset(shipped: str, text: str) -> bytes:
    font = TTFont(resources_dir() / "fonts" / f"{shipped}.ttf")
    subsetter = Subsetter(Options(notdef_outline=True))
    subsetter.populate(text=text)
    subsetter.subset(font)
    data = BytesIO()
    font.save(data)
    return data.getvalue()


def named(
    shipped: str, chinese: str, english: str = "", *, text: str = TEXT, rights: int = 0
) -> TTFont:
    """Return a shipped font, with the characters of `text` only, under another name."""
    font = TTFont(BytesIO(_subset(shipped, text)))
    post_script = (english or "Font").replace(" ", "")
    names = font["name"]
    names.names = []
    for name_id, value in ((1, chinese), (4, chinese)):
        names.setName(value, name_id, 3, 1, _CHINESE)
    for name_id, value in ((1, english or post_script), (2, "Regular"), (6, post_script)):
        names.setName(value, name_id, 3, 1, _ENGLISH)
    font["OS/2"].fsType = rights
    font["OS/2"].fsSelection = 0x40
    return font


def save(font: TTFont, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path)
    return path


def save_collection(fonts: Iterable[TTFont], path: Path) -> Path:
    collection = TTCollection()
    collection.fonts = list(fonts)
    path.parent.mkdir(parents=True, exist_ok=True)
    collection.save(path)
    return path


def save_cff(chinese: str, path: Path) -> Path:
    """Make a font with CFF outlines."""
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "square"])
    builder.setupCharacterMap({ord("国"): "square"})
    pen = T2CharStringPen(1000, None)
    for point, draw in (((0, 0), pen.moveTo), ((0, 900), pen.lineTo), ((900, 0), pen.lineTo)):
        draw(point)
    pen.closePath()
    shape = pen.getCharString()
    builder.setupCFF("Cff", {}, {".notdef": shape, "square": shape}, {})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "square": (1000, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": chinese, "styleName": "Regular", "psName": "Cff"})
    builder.setupOS2()
    builder.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)
    return path


def office_machine(folder: Path) -> Path:
    """Put 仿宋, 宋体, 黑体, 楷体 and 小标宋 into a folder, as on an office PC."""
    save(named("FormFang", "仿宋", "FangSong"), folder / "simfang.ttf")
    song = named("FormSong", "宋体", "SimSun")
    other = named("FormKai", "新宋体", "NSimSun")
    save_collection((song, other), folder / "simsun.ttc")
    save(named("FormHei", "黑体", "SimHei"), folder / "simhei.ttf")
    save(named("FormKai", "楷体", "KaiTi"), folder / "simkai.ttf")
    title = named("FormTitle", "方正小标宋简体", "FZXiaoBiaoSong-B05S")
    save(title, folder / "own" / "FZXBSJW.TTF")
    return folder
