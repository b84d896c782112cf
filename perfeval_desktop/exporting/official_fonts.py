"""The official fonts of this machine: 仿宋, 宋体, 黑体, 楷体 and 小标宋, where it has them.

They may not be shipped, but who has them wants them on paper. They are found by the names that the
files give themselves, each typeface goes on with the shipped chain for what its font lacks, and a
file that is damaged, has other outlines than TrueType or may not be embedded is passed over.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from .composite_font import CompositeFont
from .font_names import FontFace, faces_in
from .fonts import FontFile, FontSet, Link, load_font, shipped_fonts
from .styles import Face
from .truetype import NotTrueTypeError

FONTS_DIR_VARIABLE = "PERFEVAL_FONTS_DIR"  # search this folder instead of the machine's: for tests

# The names of each typeface, the best first; all that are found are asked one after the other.
_NAMES = {
    Face.FANG: ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"),
    Face.KAI: ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"),
    Face.HEI: ("黑体", "SimHei"),
    Face.SONG: ("宋体", "SimSun"),
    Face.TITLE: (
        "方正小标宋简体",
        "FZXiaoBiaoSong-B05S",
        "方正小标宋_GBK",
        "FZXiaoBiaoSong-B05",
    ),
}
_RARE = ("宋体-ExtB", "SimSun-ExtB")  # asked after all others
_MOST_FILES = 5000
_FULL_WIDTH = "“”‘’·×—…"  # drawn as Latin by some fonts: then left to the next one
_LEAST_FULL_EM = 0.9
_DIGITS = "0123456789"

_DAMAGED, _NO_OUTLINES, _NOT_ALLOWED = "字体文件损坏", "不是 TrueType 字体", "不允许嵌入文件"


class _Search(NamedTuple):
    """Which fonts were found for a typeface, and why the best of the others was passed over."""

    links: tuple[Link, ...]
    refusal: str


def font_folders() -> tuple[Path, ...]:
    """Return the folders in which this machine keeps fonts."""
    given = os.environ.get(FONTS_DIR_VARIABLE)
    if given is not None:
        return (Path(given),)
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        local = os.environ.get("LOCALAPPDATA")
        own = (Path(local, "Microsoft", "Windows", "Fonts"),) if local else ()
        return (windows / "Fonts", *own)
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        data / "fonts",
        home / ".fonts",
    )


def official_fonts(folders: Iterable[Path] | None = None) -> FontSet:
    """Return the set with the official fonts found; the shipped one when there are none."""
    wanted = {name.casefold() for names in (*_NAMES.values(), _RARE) for name in names}
    found = tuple(
        face
        for path in _font_files(font_folders() if folders is None else folders)
        for face in faces_in(path)
        if face.names & wanted
    )
    return _set_of(found)


def _font_files(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield the font files in the folders and those under them, in order."""
    count = 0
    for folder in folders:
        for parent, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                if name.lower().endswith((".ttf", ".ttc", ".otf")) and count < _MOST_FILES:
                    count += 1
                    yield Path(parent, name)


@lru_cache(maxsize=8)  # the glyphs once looked up are kept with the set
def _set_of(found: tuple[FontFace, ...]) -> FontSet:
    searches = {face: _search(found, names) for face, names in _NAMES.items()}
    rare = _search(found, _RARE).links
    refusals = {face: search.refusal for face, search in searches.items() if search.refusal}
    shipped = shipped_fonts()
    if not any(search.links for search in searches.values()):
        return FontSet(shipped.name, shipped.chains, refusals)
    links = {face: search.links for face, search in searches.items()}
    links[Face.FIGURE] = links[Face.SONG] if _has_even_digits(links[Face.SONG]) else ()
    # 〓 is in the last font of every shipped chain, and stays the last.
    chains = {
        face: (*links[face], *chain[:-1], *rare, chain[-1])
        for face, chain in shipped.chains.items()
    }
    if not links[Face.FIGURE]:
        first, *others = chains[Face.FIGURE]
        chains[Face.FIGURE] = (first, *links[Face.SONG], *others)
    return FontSet("official", chains, refusals)


def _search(found: tuple[FontFace, ...], names: tuple[str, ...]) -> _Search:
    """Take every font with one of the names that can be used, each file once."""
    links: list[Link] = []
    refusal = ""
    for face in _in_order(found, names):
        reason = _refusal(face)
        if not reason:
            links.append(_link(face))
        refusal = refusal or reason
    return _Search(tuple(links), "" if links else refusal)


def _in_order(found: tuple[FontFace, ...], names: tuple[str, ...]) -> list[FontFace]:
    ranks = {name.casefold(): rank for rank, name in enumerate(names)}

    def rank(face: FontFace) -> tuple[int, bool]:
        return min(ranks[name] for name in face.names & ranks.keys()), not face.is_regular

    ordered = sorted((face for face in found if face.names & ranks.keys()), key=rank)
    return [each for each in ordered if each.is_regular] or ordered


def _refusal(face: FontFace) -> str:
    """Return why a font is not used, or ""."""
    if not face.has_outlines:
        return _NO_OUTLINES
    if not face.may_embed:
        return _NOT_ALLOWED
    try:
        load_font(_file(face))
    except (OSError, NotTrueTypeError):
        return _DAMAGED
    return ""


def _file(face: FontFace) -> FontFile:
    name = re.sub(r"[^A-Za-z0-9_-]", "", face.post_script)[:60]
    return FontFile(name or "Official", face.path, face.number, is_official=True)


def _link(face: FontFace) -> Link:
    file = _file(face)
    return Link(file, without=_narrow_in(load_font(file)))


def _narrow_in(font: CompositeFont) -> frozenset[str]:
    return frozenset(
        char for char in _FULL_WIDTH if font.has(char) and font.advance_em(char) < _LEAST_FULL_EM
    )


def _has_even_digits(links: tuple[Link, ...]) -> bool:
    """Say whether the digits of the first font have all one width."""
    if not links:
        return False
    font = load_font(links[0].font)
    return all(map(font.has, _DIGITS)) and len({font.advance_em(digit) for digit in _DIGITS}) == 1
