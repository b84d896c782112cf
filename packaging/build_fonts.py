"""Rebuild the fonts in `resources/fonts/` from the released fonts they are cut out of.

    sh packaging/perfeval.sh fonts             builds into build/fonts/ and compares
    sh packaging/perfeval.sh fonts --install   and replaces the shipped files
    sh packaging/perfeval.sh fonts FormFang    only this one

The sources come from npm and from Debian bookworm, so npm, apt-get and dpkg-deb are needed;
their digests are fixed below. The same sources and the locked fontTools give the same bytes each
time. resources/fonts/README.md says which font is for what and under which licence.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "resources" / "fonts"
BUILD = ROOT / "build" / "fonts"
COMMON_CHARACTERS = Path(__file__).with_name("common_characters.txt")

NAMES_KEPT = [0, 7, 13, 14]  # copyright, trademark, licence and its address
MAX_ERROR = 1.0  # units of 1000 an em, when cubic curves become quadratic


class SourceError(Exception):
    """A source could not be had, or is not the file this script was written for."""


# --- Sources -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """One released font and the package it is taken from."""

    package: str  # name@version of npm, or the name of a Debian package
    path: str
    sha256: str

    @property
    def is_npm(self) -> bool:
        """Say whether the package is one of npm; Debian's names have no `@`."""
        return "@" in self.package


SERIF = "@expo-google-fonts/noto-serif-sc@0.4.3"
SANS = "@expo-google-fonts/noto-sans-sc@0.4.3"

SERIF_REGULAR = Source(
    SERIF,
    "package/400Regular/NotoSerifSC_400Regular.ttf",
    "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
)
SERIF_BOLD = Source(
    SERIF,
    "package/700Bold/NotoSerifSC_700Bold.ttf",
    "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6",
)
SANS_REGULAR = Source(
    SANS,
    "package/400Regular/NotoSansSC_400Regular.ttf",
    "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
)
WENKAI = Source(
    "fonts-lxgw-wenkai",
    "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
    "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8",
)
FANDOL_FANG = Source(
    "texlive-lang-chinese",
    "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
    "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
)


def fetch(source: Source) -> Path:
    """Return the font of `source`, from build/fonts/ or fetched into it.

    Raises:
        SourceError: the package or the file is not there, or the file is another one.
    """
    folder = BUILD / "sources" / hashlib.sha256(source.package.encode()).hexdigest()[:12]
    font = folder / source.path
    if not font.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unpack = unpack_npm if source.is_npm else unpack_debian
        unpack(source.package, folder)
    if not font.exists():
        raise SourceError(f"{source.package} has no {source.path}")
    if hashlib.sha256(font.read_bytes()).hexdigest() != source.sha256:
        raise SourceError(f"{source.package} holds another {font.name} than the one expected")
    return font


def unpack_npm(package: str, folder: Path) -> None:
    """Unpack a package of npm into `folder`."""
    only_file(folder, ["npm", "pack", "--silent", package], "*.tgz")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")


def unpack_debian(package: str, folder: Path) -> None:
    """Unpack a Debian package into `folder` without installing it."""
    archive = only_file(folder, ["apt-get", "download", "-q", package], "*.deb")
    subprocess.run(["dpkg-deb", "-x", str(archive), str(folder)], check=True)


def only_file(folder: Path, command: list[str], pattern: str) -> Path:
    """Run a command that leaves one file in `folder`, and return that file."""
    subprocess.run(command, cwd=folder, check=True)
    (file,) = folder.glob(pattern)
    return file


# --- Characters --------------------------------------------------------------------------------


def code_points(*ranges: tuple[int, int]) -> frozenset[int]:
    """Return all code points of some ranges, both ends included."""
    return frozenset(point for first, last in ranges for point in range(first, last + 1))


def decoded_by(codec: str) -> frozenset[int]:
    """Return every character a two-byte codec knows, and ASCII."""
    pairs = (bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    text = "".join(pair.decode(codec, errors="ignore") for pair in pairs)
    return frozenset(map(ord, text)) | code_points((0x20, 0x7E))


def common_characters() -> frozenset[int]:
    """Return what 通用规范汉字表 has and GB 2312 has not."""
    lines = COMMON_CHARACTERS.read_text(encoding="utf-8").splitlines()
    return frozenset(map(ord, "".join(line for line in lines if not line.startswith("#"))))


SYMBOLS = code_points(
    *((0x00A0, 0x017F), (0x01F9, 0x01F9), (0x0251, 0x0251), (0x0261, 0x0261)),  # Latin, pinyin
    (0x0370, 0x03FF),  # Greek
    *((0x2010, 0x205F), (0x20AC, 0x20AC), (0x2100, 0x218B), (0x2190, 0x22FF)),  # №, ℃, arrows, ≥
    *((0x2460, 0x25FF), (0x2600, 0x266F), (0x2700, 0x27BF)),  # ①, ■, ✓
    *((0x3000, 0x30FF), (0x3200, 0x33FF)),  # 、, kana, ㈠, ㎡
    *((0xFE31, 0xFE31), (0xFE33, 0xFE44), (0xFF00, 0xFFEF)),  # vertical and full-width forms
)
EVERYDAY = decoded_by("gb2312") | common_characters() | SYMBOLS
GBK_CHARACTERS = code_points((0x4E00, 0x9FA5))
RARE_CHARACTERS = code_points((0x3400, 0x4DB5), (0x9FA6, 0x9FEF), (0x20000, 0x3FFFF))
# Vertical punctuation that FandolFang keeps where GB 18030 first had it.
PRIVATE_FORMS = code_points((0xE78D, 0xE796), (0xE7C7, 0xE7C7))


# --- Faces -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Face:
    """One shipped font: a selection of the characters of a source, under a name of our own."""

    name: str  # family name; the file is named so too, without the spaces
    source: Source
    characters: frozenset[int]

    @property
    def file_name(self) -> str:
        """Name of the file."""
        return f"{self.postscript_name}.ttf"

    @property
    def postscript_name(self) -> str:
        """Name inside PDF files."""
        return self.name.replace(" ", "")


FACES = [
    Face("Form Song", SERIF_REGULAR, EVERYDAY | GBK_CHARACTERS),
    Face("Form Song Rare", SERIF_REGULAR, RARE_CHARACTERS - EVERYDAY),
    Face("Form Title", SERIF_BOLD, EVERYDAY),
    Face("Form Hei", SANS_REGULAR, EVERYDAY),
    Face("Form Kai", WENKAI, EVERYDAY),
    Face("Form Fang", FANDOL_FANG, EVERYDAY | PRIVATE_FORMS),
]


def build(face: Face, target: Path) -> None:
    """Write the font of one face."""
    font = TTFont(fetch(face.source), recalcTimestamp=False)
    cut(font, face.characters)
    if "CFF " in font:
        turn_into_truetype(font)
    rename(font, face)
    font.save(target)


def cut(font: TTFont, characters: Iterable[int]) -> None:
    """Leave the wanted characters and the tables that reportlab and Qt read, nothing else."""
    options = Options()
    options.layout_features = []
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "VORG", "gasp", "vhea", "vmtx"]
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = NAMES_KEPT
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def turn_into_truetype(font: TTFont) -> None:
    """Replace the cubic curves of CFF, which reportlab cannot embed, by quadratic ones."""
    cubic = font.getGlyphSet()
    order = font.getGlyphOrder()
    glyf = newTable("glyf")
    glyf.glyphs, glyf.glyphOrder = {}, order
    for name in order:
        pen = TTGlyphPen(None)
        cubic[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyf.glyphs[name] = pen.glyph()
    font["glyf"], font["loca"] = glyf, newTable("loca")
    del font["CFF "]
    font.sfntVersion = "\0\1\0\0"
    describe_outlines(font)


def describe_outlines(font: TTFont) -> None:
    """Fill the tables that tell a reader of TrueType outlines what to expect of them."""
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for without_instructions in (
        *("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"),
        *("maxStackElements", "maxSizeOfInstructions", "maxComponentElements"),
    ):
        setattr(maxp, without_instructions, 0)
    for name, (advance, _) in font["hmtx"].metrics.items():
        glyph = font["glyf"][name]
        glyph.recalcBounds(font["glyf"])
        font["hmtx"].metrics[name] = (advance, glyph.xMin)
    maxp.recalc(font)


def rename(font: TTFont, face: Face) -> None:
    """Give the font our name: the licences reserve the old ones for unchanged fonts."""
    names = font["name"]
    names.names = [
        record
        for record in names.names
        if (record.platformID, record.langID) == (3, 0x409) and record.nameID in NAMES_KEPT
    ]
    version = f"{face.postscript_name}-1.0"
    ours = {1: face.name, 2: "Regular", 3: version, 4: face.name, 5: "Version 1.000"}
    for name_id, text in {**ours, 6: face.postscript_name}.items():
        names.setName(text, name_id, 3, 1, 0x409)


# --- Comparing ---------------------------------------------------------------------------------


def difference(built: Path, shipped: Path) -> str:
    """Say in one line how a built font differs from the shipped one."""
    if not shipped.exists():
        return "not shipped yet"
    if built.read_bytes() == shipped.read_bytes():
        return "same bytes"
    new, old = TTFont(built), TTFont(shipped)
    ours, theirs = new.getBestCmap(), old.getBestCmap()
    redrawn = sum(
        new["glyf"][ours[point]] != old["glyf"][theirs[point]]
        or new["hmtx"][ours[point]][0] != old["hmtx"][theirs[point]][0]
        for point in ours.keys() & theirs.keys()
    )
    added, lost = ours.keys() - theirs.keys(), theirs.keys() - ours.keys()
    return f"{len(ours)} characters: {len(added)} more, {len(lost)} less, {redrawn} drawn otherwise"


def main() -> int:
    """Build all faces, compare them with the shipped ones, and install them when asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--install", action="store_true", help="replace the shipped files")
    parser.add_argument("faces", nargs="*", metavar="FACE", help="by default all")
    arguments = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        if arguments.faces and face.postscript_name not in arguments.faces:
            continue
        built, shipped = BUILD / face.file_name, SHIPPED / face.file_name
        try:
            build(face, built)
        except (SourceError, subprocess.CalledProcessError) as error:
            print(f"{face.file_name}: {error}", file=sys.stderr)
            return 2
        print(f"{face.file_name}: {difference(built, shipped)}", flush=True)
        if arguments.install:
            shutil.copyfile(built, shipped)
    return 0


if __name__ == "__main__":
    sys.exit(main())
