"""A TrueType font embedded as one composite (Type 0) PDF font.

reportlab's own fonts are cut into subsets of 256 characters and tell wrong Unicode for characters
beyond the BMP. Here one text is one string in one font, so it is found by searching, and its
characters come out as they went in.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfdoc

from .text import GETA
from .truetype import TrueTypeFile

_EM = 1000
_CMAP_BLOCK = 100  # entries a block may have
_SYMBOLIC = 1 << 2
_STEM_WIDTH = 80  # asked for by the format, used by no viewer with the font embedded


class _Used(NamedTuple):
    """The characters of one PDF document, in the order of their codes, and its name of the font."""

    codes: dict[str, int]
    internal_name: str


class CompositeFont:
    """A font whose strings have two bytes a character, numbered as they come up in the document.

    The camelCase names are those by which reportlab's canvas calls a font.
    """

    _multiByte = True  # noqa: N815
    _dynamicFont = True  # noqa: N815
    shapable = False

    def __init__(self, name: str, path: Path, index: int = 0) -> None:
        self.fontName = f"{name} {path} {index}"  # only a key: two files may give one name
        self.face = SimpleNamespace(name=name)
        self._name = name
        self._file = TrueTypeFile(path, index)
        self._widths_em: dict[str, float] = {}
        self._used: WeakKeyDictionary[Any, _Used] = WeakKeyDictionary()

    def has(self, char: str) -> bool:
        """Say whether the font draws this character."""
        glyph = self._file.glyph_of.get(ord(char), 0)
        return glyph > 0 and (self._file.draws(glyph) or char.isspace())

    def advance_em(self, char: str) -> float:
        """Return the width of a character, or of the 〓 that stands for it."""
        width = self._widths_em.get(char)
        if width is None:
            width = self._widths_em[char] = self._file.advance_of(self._glyph(char)) / _EM
        return width

    def _glyph(self, char: str) -> int:
        glyphs = self._file.glyph_of
        return glyphs.get(ord(char)) or glyphs.get(ord(GETA), 0)

    def stringWidth(self, text: str, size: float, encoding: str = "utf-8") -> float:  # noqa: N802
        """Return the width of a text set in `size` points."""
        return size * sum(map(self.advance_em, text))

    def splitString(  # noqa: N802
        self, text: str, doc: Any, encoding: str = "utf-8"
    ) -> list[tuple[int, bytes]]:
        """Return the text as the bytes of its string in the PDF; there is one subset only."""
        codes = self._use(doc).codes
        string = b"".join(codes.setdefault(char, len(codes) + 1).to_bytes(2) for char in text)
        return [(0, string)]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: N802
        """Return the name of the font inside the PDF."""
        return f"/{self._use(doc).internal_name}"

    def _use(self, doc: Any) -> _Used:
        used = self._used.get(doc)
        if used is None:
            used = self._used[doc] = _Used({}, f"F{len(doc.fontMapping) + 1}")
            doc.fontMapping[self.fontName] = f"/{used.internal_name}"
            doc.delayedFonts.append(self)
        return used

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Write the font's objects when the document is finished."""
        used = self._used.pop(doc)
        chars = list(used.codes)
        name = f"{_subset_tag(chars)}+{self._name}"
        to_unicode = to_unicode_cmap(chars).encode("ascii")
        font = {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("Type0"),
            "BaseFont": pdfdoc.PDFName(name),
            "Encoding": pdfdoc.PDFName("Identity-H"),
            "DescendantFonts": pdfdoc.PDFArray([self._descendant(doc, name, chars)]),
            "ToUnicode": _stream(doc, to_unicode, f"toUnicode:{name}"),
        }
        fonts = doc.idToObject["BasicFonts"].dict
        fonts[used.internal_name] = doc.Reference(pdfdoc.PDFDictionary(font), used.internal_name)

    def _descendant(self, doc: Any, name: str, chars: list[str]) -> Any:
        system_info = {
            "Registry": pdfdoc.PDFString("Adobe"),
            "Ordering": pdfdoc.PDFString("Identity"),
            "Supplement": 0,
        }
        glyphs = [self._glyph(char) for char in chars]
        font = {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("CIDFontType2"),
            "BaseFont": pdfdoc.PDFName(name),
            "CIDSystemInfo": pdfdoc.PDFDictionary(system_info),
            "DW": _EM,
            "W": self._widths(glyphs),
            "CIDToGIDMap": pdfdoc.PDFName("Identity"),
            "FontDescriptor": self._descriptor(doc, name, glyphs),
        }
        return doc.Reference(pdfdoc.PDFDictionary(font), f"descendant:{name}")

    def _widths(self, glyphs: list[int]) -> Any:
        """List the widths that are not one em, as runs of neighbouring codes."""
        runs: dict[int, list[int]] = {}
        first = 0
        for code, width in enumerate(map(self._file.advance_of, glyphs), start=1):
            if width == _EM:
                continue
            if code != first + len(runs.get(first, ())):
                first = code
                runs[first] = []
            runs[first].append(width)
        pairs = ([code, pdfdoc.PDFArray(widths)] for code, widths in runs.items())
        return pdfdoc.PDFArray([item for pair in pairs for item in pair])

    def _descriptor(self, doc: Any, name: str, glyphs: list[int]) -> Any:
        metrics = self._file.metrics
        data = self._file.subset(glyphs)
        descriptor = {
            "Type": pdfdoc.PDFName("FontDescriptor"),
            "FontName": pdfdoc.PDFName(name),
            "Ascent": metrics.ascent,
            "Descent": metrics.descent,
            "CapHeight": metrics.ascent,
            "Flags": _SYMBOLIC,
            "FontBBox": pdfdoc.PDFArray(metrics.bounding_box),
            "ItalicAngle": 0,
            "StemV": _STEM_WIDTH,
            "FontFile2": _stream(doc, data, f"fontFile:{name}", Length1=len(data)),
        }
        return doc.Reference(pdfdoc.PDFDictionary(descriptor), f"fontDescriptor:{name}")


def to_unicode_cmap(chars: list[str]) -> str:
    """Return the CMap that turns codes 1, 2, … back into `chars` (ISO 32000-1, 9.10.3)."""
    entries = [
        f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>"
        for code, char in enumerate(chars, start=1)
    ]
    blocks = [entries[i : i + _CMAP_BLOCK] for i in range(0, len(entries), _CMAP_BLOCK)]
    mapping = "".join(
        "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar\n"]) for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{mapping}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def _stream(doc: Any, content: bytes, name: str, **entries: int) -> Any:
    stream = pdfdoc.PDFStream()
    stream.content = content
    for key, value in entries.items():
        stream.dictionary[key] = value
    if doc.compression:
        stream.filters = [pdfdoc.PDFZCompress]
    return doc.Reference(stream, name)


def _subset_tag(chars: list[str]) -> str:
    """Return the six letters that tell this subset from another one of the same font."""
    digest = hashlib.sha256("".join(chars).encode("utf-16-be")).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])
