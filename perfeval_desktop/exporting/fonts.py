"""The fonts on paper: which file draws which character in which typeface.

A typeface is a chain of fonts. A text is split into runs by what each font of the chain has, since
reportlab draws an empty box for a missing glyph without a word. Fonts are read when first needed
and kept between exports.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics

from perfeval_desktop.resources import resources_dir

from .composite_font import CompositeFont
from .document import Document
from .document_texts import iter_set_texts
from .styles import Face

_DIGITS = frozenset("0123456789.,%+- ")
_NARROW_IN_KAI = frozenset("“”‘’·×")  # drawn as Latin there, full width in 仿宋
_NARROW_DASH = frozenset("—")
_SHIPPED = {
    "FormSong": "思源宋体",
    "FormSongRare": "思源宋体",
    "FormTitle": "思源宋体粗体",
    "FormHei": "思源黑体",
    "FormKai": "霞鹜文楷",
    "FormFang": "Fandol 仿宋",
}
_WANTED = {
    Face.TITLE: "方正小标宋简体",
    Face.HEI: "黑体",
    Face.KAI: "楷体",
    Face.FANG: "仿宋",
    Face.SONG: "宋体",
}


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font of the set.

    Attributes:
        name: Its name inside documents.
        path: The file.
        index: Which font of a collection (.ttc).
        label: What a clerk calls it.
        is_official: It is one that official paper asks for, not a stand-in.
    """

    name: str
    path: Path
    index: int = 0
    label: str = ""
    is_official: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One font in the chain of a typeface.

    Attributes:
        only: The characters taken from it, or None for all it has.
        without: Characters left to the next font although this one has them.
    """

    font: FontFile
    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()

    def wants(self, char: str) -> bool:
        """Say whether this link is asked for `char` at all."""
        return char not in self.without and (self.only is None or char in self.only)


class Glyph(NamedTuple):
    """How one character is drawn in one typeface."""

    font: CompositeFont
    width_em: float
    is_missing: bool  # no font has it; 〓 is drawn, and its Unicode is kept


class FontRun(NamedTuple):
    """Neighbouring characters of one font."""

    font_name: str
    text: str


class _Coverage(dict[str, Glyph]):
    """The glyphs of one typeface, looked up once a character."""

    def __init__(self, chain: tuple[Link, ...]) -> None:
        super().__init__()
        self._chain = chain

    def __missing__(self, char: str) -> Glyph:
        glyph = self[char] = self._find(char)
        return glyph

    def _find(self, char: str) -> Glyph:
        for link in self._chain:
            if link.wants(char):
                font = load_font(link.font)
                if font.has(char):
                    return Glyph(font, font.advance_em(char), is_missing=False)
        font = load_font(self._chain[-1].font)
        return Glyph(font, font.advance_em(char), is_missing=True)


@dataclass(frozen=True)
class FontSet:
    """The chains of all typefaces; `name` says which set the paper was printed with.

    The last font of every chain has to have 〓. `refusals` says why an official font that the
    machine has was not taken.
    """

    name: str
    chains: dict[Face, tuple[Link, ...]]
    refusals: dict[Face, str] = field(default_factory=dict, compare=False)
    _coverage: dict[Face, _Coverage] = field(default_factory=dict, repr=False, compare=False)

    def glyphs(self, face: Face) -> _Coverage:
        """Return the table from character to glyph of a typeface; it fills itself."""
        table = self._coverage.get(face)
        if table is None:
            table = self._coverage[face] = _Coverage(self.chains[face])
        return table

    def widths_em(self, text: str, face: Face) -> list[float]:
        """Return the advance of every character, in em."""
        glyphs = self.glyphs(face)
        return [glyphs[char].width_em for char in text]

    def runs(self, text: str, face: Face) -> list[FontRun]:
        """Split `text` by the fonts that draw it."""
        glyphs = self.glyphs(face)
        groups = groupby(text, key=lambda char: glyphs[char].font.fontName)
        return [FontRun(name, "".join(chars)) for name, chars in groups]


class MissingCharacter(NamedTuple):
    """A character that no font has, and the place of its first appearance, in Chinese."""

    char: str
    where: str


class StandIn(NamedTuple):
    """A typeface of official paper that is set in another font."""

    wanted: str
    used: str
    refusal: str = ""  # why the official font of this machine was not taken

    @property
    def sentence(self) -> str:
        """What to tell a clerk."""
        if self.refusal:
            return f"本机的 {self.wanted} 用不了（{self.refusal}），用 {self.used} 代替"
        return f"没有 {self.wanted}，用 {self.used} 代替"


@cache
def load_font(file: FontFile) -> CompositeFont:
    """Read a font and make it known to reportlab under its name, which no other font may have.

    Raises:
        OSError: The file cannot be read.
        NotTrueTypeError: It is no TrueType font.
    """
    font = CompositeFont(file.name, file.path, file.index)
    pdfmetrics.registerFont(font)
    return font


@cache
def shipped_fonts() -> FontSet:
    """Return the licensed set in `resources/fonts/`; no file is read yet."""
    folder = resources_dir() / "fonts"
    song, rare, title, hei, kai, fang = (
        FontFile(name, folder / f"{name}.ttf", label=label) for name, label in _SHIPPED.items()
    )
    full_dash = Link(fang, only=_NARROW_DASH)
    rest = (Link(rare), Link(song))
    song_chain = (full_dash, Link(song), Link(kai), Link(fang), *rest)
    return FontSet(
        "shipped",
        {
            Face.FANG: (Link(fang), Link(kai), Link(song), *rest),
            Face.KAI: (Link(kai, without=_NARROW_IN_KAI), Link(fang), Link(song), *rest),
            Face.HEI: (Link(hei), *song_chain),
            Face.TITLE: (Link(title), *song_chain),
            Face.SONG: song_chain,
            Face.FIGURE: (Link(fang, only=_DIGITS), *song_chain),
        },
    )


def stand_ins(fonts: FontSet) -> tuple[StandIn, ...]:
    """Return which typefaces of official paper are set in another font than theirs."""
    first = {
        face: next(link.font for link in fonts.chains[face] if link.only is None)
        for face in _WANTED
    }
    return tuple(
        StandIn(wanted, first[face].label, fonts.refusals.get(face, ""))
        for face, wanted in _WANTED.items()
        if not first[face].is_official
    )


def missing_characters(document: Document, fonts: FontSet | None = None) -> list[MissingCharacter]:
    """Return the characters that cannot be drawn, each with its first place, in order.

    Every text is looked at in the typeface it is set in.
    """
    chosen = fonts or shipped_fonts()
    found: dict[str, str] = {}
    for where, text, face in iter_set_texts(document):
        glyphs = chosen.glyphs(face)
        for char in text:
            if char != "\n" and char not in found and glyphs[char].is_missing:
                found[char] = where
    return [MissingCharacter(char, where) for char, where in found.items()]
