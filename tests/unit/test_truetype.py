"""The TrueType reader beside fontTools, which is the reference here."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

from perfeval_desktop.exporting.truetype import NotTrueTypeError, TrueTypeFile
from perfeval_desktop.resources import resources_dir

FONTS = sorted((resources_dir() / "fonts").glob("*.ttf"))


@pytest.fixture
def small_font(tmp_path) -> Path:
    """A font of 2000 units an em: a square, a triangle, and a glyph made of both."""
    builder = FontBuilder(unitsPerEm=2000)
    builder.setupGlyphOrder([".notdef", "square", "triangle", "both"])
    builder.setupCharacterMap({0x41: "square", 0x42: "triangle", 0x43: "both", 0x56FD: "square"})
    builder.setupGlyf(glyphs())
    metrics = {
        ".notdef": (2000, 0),
        "square": (1000, 100),
        "triangle": (500, 50),
        "both": (500, 50),
    }
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=1760, descent=-240)
    builder.setupPost()
    path = tmp_path / "small.ttf"
    builder.save(path)
    return path


def glyphs():
    shapes = {}
    corners = {
        "square": [(100, 0), (100, 800), (900, 800), (900, 0)],
        "triangle": [(50, 0), (250, 800), (450, 0)],
    }
    for name, points in corners.items():
        pen = TTGlyphPen(None)
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
        shapes[name] = pen.glyph()
    pen = TTGlyphPen(shapes)
    pen.addComponent("triangle", (1, 0, 0, 1, 0, 0))
    pen.addComponent("square", (0.5, 0, 0, 0.5, 300, 20))
    return {".notdef": TTGlyphPen(None).glyph(), **shapes, "both": pen.glyph()}


def test_the_shipped_fonts_are_there():
    assert [path.stem for path in FONTS] == [
        "FormFang",
        "FormHei",
        "FormKai",
        "FormSong",
        "FormSongRare",
        "FormTitle",
    ]


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_characters_and_widths_of_a_shipped_font_are_those_that_fonttools_reads(path):
    mine, reference = TrueTypeFile(path), TTFont(path)
    units, metrics = reference["head"].unitsPerEm, reference["hmtx"]
    numbers = reference.getReverseGlyphMap()
    expected = {code: numbers[name] for code, name in reference.getBestCmap().items()}

    assert mine.glyph_of == expected
    for name, glyph in list(numbers.items())[::50]:
        assert mine.advance_of(glyph) == round(metrics[name][0] * 1000 / units)


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_a_subset_draws_every_glyph_as_the_font_does(path):
    mine, reference = TrueTypeFile(path), TTFont(path)
    chosen = list(mine.glyph_of.values())[::400]

    subset = TTFont(BytesIO(mine.subset(chosen)))

    for number, glyph in enumerate(chosen, start=1):
        name, original = subset.getGlyphName(number), reference.getGlyphName(glyph)
        assert outline(subset, name) == outline(reference, original)
        assert subset["hmtx"][name] == reference["hmtx"][original]


def outline(font: TTFont, name: str):
    coordinates, ends, flags = font["glyf"][name].getCoordinates(font["glyf"])
    return list(coordinates), list(ends), list(flags)


def test_a_composite_glyph_takes_its_parts_along(small_font):
    mine, reference = TrueTypeFile(small_font), TTFont(small_font)

    subset = TTFont(BytesIO(mine.subset([3])))

    assert subset["maxp"].numGlyphs == 4  # missing, both, and its two parts
    assert outline(subset, subset.getGlyphName(1)) == outline(reference, "both")


def test_measures_are_given_in_thousandths_of_an_em(small_font):
    mine = TrueTypeFile(small_font)

    assert (mine.metrics.ascent, mine.metrics.descent) == (880, -120)
    assert [mine.advance_of(mine.glyph_of[ord(char)]) for char in "AB国"] == [500, 250, 500]


def test_a_font_of_a_collection_is_chosen_by_its_index(small_font, tmp_path):
    collection = TTCollection()
    other = TTFont(small_font)
    other["hmtx"]["square"] = (1800, 100)
    collection.fonts = [TTFont(small_font), other]
    path = tmp_path / "small.ttc"
    collection.save(path)

    assert [TrueTypeFile(path, index).advance_of(1) for index in (0, 1)] == [500, 900]


@pytest.mark.parametrize("content", [b"OTTO" + bytes(60), b"no font at all, only text", b"\0", b""])
def test_a_file_that_is_no_truetype_font_is_refused(tmp_path, content):
    path = tmp_path / "font.ttf"
    path.write_bytes(content)

    with pytest.raises(NotTrueTypeError):
        TrueTypeFile(path)


def test_a_font_that_breaks_off_is_refused(small_font):
    small_font.write_bytes(small_font.read_bytes()[:300])

    with pytest.raises(NotTrueTypeError):
        TrueTypeFile(small_font)
