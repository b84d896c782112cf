"""The official fonts of a machine: found by their names, used where they can be, told of."""

from __future__ import annotations

import re
import struct
import time
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.exporting import official_fonts as official
from perfeval_desktop.exporting.document import Document, paragraph
from perfeval_desktop.exporting.font_names import faces_in
from perfeval_desktop.exporting.fonts import (
    FontSet,
    load_font,
    missing_characters,
    shipped_fonts,
    stand_ins,
)
from perfeval_desktop.exporting.official_fonts import official_fonts
from perfeval_desktop.exporting.pages import COVER_PAGE
from perfeval_desktop.exporting.pdf import pdf_bytes
from perfeval_desktop.exporting.styles import Face, ParagraphStyle
from perfeval_desktop.exporting.tables import Table, TableCell
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.paper_fonts import font_notes, fonts_for
from perfeval_desktop.services.printing import lay_document

from .laid_pages import document_of
from .made_fonts import (
    BITMAPS_ONLY,
    NO_SUBSET,
    PRINT_AND_PREVIEW,
    RESTRICTED,
    named,
    narrative_characters,
    office_machine,
    save,
    save_cff,
    save_collection,
    wide_fang,
)
from .sample_paper import row

STYLES = {
    Face.FANG: ParagraphStyle.BODY,
    Face.KAI: ParagraphStyle.HEADING2,
    Face.HEI: ParagraphStyle.HEADING1,
    Face.TITLE: ParagraphStyle.REPORT_TITLE,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fonts").mkdir()
    return tmp_path / "fonts"


@pytest.fixture
def office(folder: Path) -> FontSet:
    return official_fonts([office_machine(folder)])


def font_of(fonts: FontSet, char: str, face: Face) -> str:
    """The name, inside documents, of the font that draws a character."""
    return fonts.glyphs(face)[char].font.face.name


def fonts_in(document: Document, fonts: FontSet) -> set[str]:
    names = re.findall(rb"/BaseFont /[A-Z]{6}\+([\w-]+)", pdf_bytes(document, fonts=fonts))
    return {name.decode() for name in names}


# Finding ----------------------------------------------------------------------------------------


def test_every_typeface_is_set_in_the_official_font_of_the_machine(office):
    names = {face: font_of(office, "国", face) for face in Face}

    assert office.name == "official"
    assert names == {
        Face.FANG: "FangSong",
        Face.KAI: "KaiTi",
        Face.HEI: "SimHei",
        Face.SONG: "SimSun",
        Face.TITLE: "FZXiaoBiaoSong-B05S",
        Face.FIGURE: "SimSun",
    }
    assert stand_ins(office) == ()


def test_the_paper_embeds_the_official_fonts(office):
    blocks = [paragraph("国家", style) for style in STYLES.values()]
    blocks.append(Table((1.0,), (row(TableCell("甲")),)))

    assert fonts_in(document_of(*blocks, page=COVER_PAGE), office) == {
        "FangSong",
        "KaiTi",
        "SimHei",
        "SimSun",
        "FZXiaoBiaoSong-B05S",
    }


@pytest.mark.parametrize(
    ("chinese", "english"), [("仿宋_GB2312", "X"), ("另一种", "FangSong_GB2312"), ("仿宋", "X")]
)
def test_a_font_is_known_by_its_chinese_or_its_english_name(folder, chinese, english):
    save(named("FormFang", chinese, english), folder / "任意.TTF")

    assert font_of(official_fonts([folder]), "国", Face.FANG) == english


def test_the_name_in_the_file_counts_and_not_that_of_the_file(folder):
    save(named("FormFang", "别的字体", "Other"), folder / "simfang.ttf")

    assert official_fonts([folder]).name == "shipped"


def test_a_name_in_the_old_chinese_encoding_is_read(folder):
    font = named("FormFang", "别的", "Old")
    font["name"].names = []
    font["name"].setName("X", 1, 3, 3, 0x804)
    font["name"].names[0].string = b"".join(bytes([0, byte]) for byte in "仿宋".encode("gb18030"))
    save(font, folder / "old.ttf")

    assert "仿宋" in faces_in(folder / "old.ttf")[0].names


def test_the_font_of_a_collection_is_the_one_with_the_name(folder):
    first, second = named("FormKai", "新宋体", "NSimSun"), named("FormSong", "宋体", "SimSun")
    path = save_collection((first, second), folder / "simsun.ttc")
    link = official_fonts([folder]).chains[Face.SONG][0]

    assert (link.font.path, link.font.index) == (path, 1)
    assert load_font(link.font).has("国")


def test_a_bold_font_of_the_family_does_not_stand_for_the_regular_one(folder):
    bold = named("FormTitle", "宋体", "SimSun-Bold")
    bold["OS/2"].fsSelection = 0x20
    save(bold, folder / "a-bold.ttf")
    save(named("FormSong", "宋体", "SimSun"), folder / "b.ttf")

    assert font_of(official_fonts([folder]), "国", Face.SONG) == "SimSun"


def test_the_older_font_of_official_paper_comes_first_and_the_other_has_what_it_lacks(folder):
    save(named("FormFang", "仿宋_GB2312", "FangSong_GB2312", text="国家"), folder / "b.ttf")
    save(named("FormFang", "仿宋", "FangSong"), folder / "a.ttf")
    fonts = official_fonts([folder])

    assert font_of(fonts, "国", Face.FANG) == "FangSong_GB2312"
    assert font_of(fonts, "甲", Face.FANG) == "FangSong"


def test_what_the_official_font_lacks_comes_from_the_shipped_chain(office):
    assert font_of(office, "喆", Face.FANG) == font_of(shipped_fonts(), "喆", Face.FANG)
    document = document_of(paragraph("国𬱖㛃喆"), Table((1.0,), (row(TableCell("国𬱖㛃喆")),)))
    assert missing_characters(document, office) == []


def test_a_rare_character_comes_from_the_extension_font_of_the_machine(folder):
    font = named("FormSong", "宋体-ExtB", "SimSun-ExtB")
    cmap = {0x20BB7: font.getBestCmap()[ord("国")]}
    for table in font["cmap"].tables:
        if table.format == 12:
            table.cmap.update(cmap)
    if not any(table.format == 12 for table in font["cmap"].tables):
        table = font["cmap"].tables[0].newSubtable(12)
        table.platformID, table.platEncID, table.language = 3, 10, 0
        table.cmap = {**font.getBestCmap(), **cmap}
        font["cmap"].tables.append(table)
    save(font, folder / "simsunb.ttf")
    save(named("FormSong", "宋体", "SimSun"), folder / "simsun.ttf")
    fonts = official_fonts([folder])

    assert missing_characters(document_of(paragraph("𠮷")), fonts) == []
    assert missing_characters(document_of(paragraph("𠮷")))[0].char == "𠮷"
    assert font_of(fonts, "国", Face.FANG) == "FormFang"


def test_narrow_quotes_and_dashes_are_left_to_the_next_font(office):
    """FormKai, which stands for 楷体 here, draws them as Latin."""
    assert office.glyphs(Face.KAI)["“"].width_em >= 0.9
    assert font_of(office, "国", Face.KAI) == "KaiTi"


@pytest.mark.parametrize("shipped", ["FormSong", "FormFang"])
def test_digits_in_columns_of_numbers_have_one_width_whatever_the_font_is(folder, shipped):
    save(named(shipped, "宋体", "SimSun"), folder / "simsun.ttf")
    glyphs = official_fonts([folder]).glyphs(Face.FIGURE)

    assert len({glyphs[digit].width_em for digit in "0123456789"}) == 1


# Fonts that are no use --------------------------------------------------------------------------


def shipped_draws_all(fonts: FontSet) -> bool:
    return all(font_of(fonts, "国", face).startswith("Form") for face in Face)


@pytest.mark.parametrize("rights", [RESTRICTED, NO_SUBSET, BITMAPS_ONLY])
def test_a_font_that_may_not_be_embedded_is_passed_over_and_told_of(folder, rights):
    save(named("FormFang", "仿宋", "FangSong", rights=rights), folder / "simfang.ttf")
    fonts = official_fonts([folder])

    assert shipped_draws_all(fonts)
    told = [each.sentence for each in stand_ins(fonts) if each.wanted == "仿宋"]
    assert told == ["本机的 仿宋 用不了（不允许嵌入文件），用 Fandol 仿宋 代替"]


def test_a_font_for_print_and_preview_may_be_embedded(folder):
    save(named("FormFang", "仿宋", "FangSong", rights=PRINT_AND_PREVIEW), folder / "simfang.ttf")

    assert font_of(official_fonts([folder]), "国", Face.FANG) == "FangSong"


def test_a_font_with_other_outlines_is_passed_over_and_told_of(folder):
    save_cff("仿宋", folder / "仿宋.otf")
    fonts = official_fonts([folder])

    assert shipped_draws_all(fonts)
    assert "本机的 仿宋 用不了（不是 TrueType 字体），用 Fandol 仿宋 代替" in [
        each.sentence for each in stand_ins(fonts)
    ]


def test_a_damaged_font_file_is_passed_over_and_told_of(folder):
    path = save(named("FormFang", "仿宋", "FangSong"), folder / "simfang.ttf")
    with TTFont(path) as font:
        places = font.reader.tables["loca"].offset, font.reader.tables["loca"].length
    with path.open("r+b") as file:
        file.seek(places[0] + places[1] // 2)
        file.write(b"\xff" * 16)
    fonts = official_fonts([folder])

    assert shipped_draws_all(fonts)
    assert "本机的 仿宋 用不了（字体文件损坏），用 Fandol 仿宋 代替" in [
        each.sentence for each in stand_ins(fonts)
    ]


def test_a_font_without_any_width_is_passed_over_and_told_of(folder):
    path = save(named("FormFang", "仿宋", "FangSong"), folder / "simfang.ttf")
    with TTFont(path) as font:
        count = font.reader.tables["hhea"].offset + 34
    with path.open("r+b") as file:
        file.seek(count)
        file.write(struct.pack(">H", 0))
    fonts = official_fonts([folder])

    assert shipped_draws_all(fonts)
    assert "本机的 仿宋 用不了（字体文件损坏），用 Fandol 仿宋 代替" in [
        each.sentence for each in stand_ins(fonts)
    ]


@pytest.mark.parametrize(
    "content", [b"", b"\0", b"ttcf", b"ttcf" + b"\xff" * 40, b"\0\1\0\0\xff\xff"]
)
def test_what_is_no_font_at_all_is_passed_over(folder, content):
    (folder / "simfang.ttf").write_bytes(content)
    (folder / "simsun.ttc").mkdir()

    assert official_fonts([folder, folder / "没有"]).name == "shipped"


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_font_never_stops_the_paper(tmp_path, data):
    """Whatever byte is wrong: the font is passed over, or its wrong glyphs are."""
    path = tmp_path / f"{time.monotonic_ns()}.ttf"
    content = bytearray(whole_font(tmp_path))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.sampled_from([len(content), len(content) // 2]))])
    fonts = official_fonts([tmp_path])
    path.unlink()

    assert pdf_bytes(document_of(paragraph("国家一二三，甲乙丙丁")), fonts=fonts)


def whole_font(folder: Path) -> bytes:
    kept = folder / "whole.bin"
    if not kept.exists():
        named("FormFang", "仿宋", "FangSong").save(kept)
    return kept.read_bytes()


def test_a_glyph_that_is_mapped_but_empty_is_taken_from_the_next_font(folder):
    font = named("FormFang", "仿宋", "FangSong")
    glyph = font["glyf"][font.getBestCmap()[ord("国")]]
    glyph.numberOfContours = 0
    glyph.coordinates, glyph.endPtsOfContours = [], []
    save(font, folder / "simfang.ttf")
    fonts = official_fonts([folder])

    assert font_of(fonts, "国", Face.FANG) == "FormFang"
    assert font_of(fonts, "家", Face.FANG) == "FangSong"
    assert font_of(fonts, " ", Face.FANG) == "FangSong"


# What is told of them ---------------------------------------------------------------------------


def test_each_stand_in_is_named():
    assert [each.sentence for each in stand_ins(shipped_fonts())] == [
        "没有 方正小标宋简体，用 思源宋体粗体 代替",
        "没有 黑体，用 思源黑体 代替",
        "没有 楷体，用 霞鹜文楷 代替",
        "没有 仿宋，用 Fandol 仿宋 代替",
        "没有 宋体，用 思源宋体 代替",
    ]


def test_where_only_the_title_font_is_missing_only_that_is_told(folder):
    office_machine(folder)
    (folder / "own" / "FZXBSJW.TTF").unlink()

    sentences = [each.sentence for each in stand_ins(official_fonts([folder]))]
    assert sentences == ["没有 方正小标宋简体，用 思源宋体粗体 代替"]


@pytest.fixture
def on_office_machine(folder, monkeypatch) -> None:
    monkeypatch.setenv(official.FONTS_DIR_VARIABLE, str(office_machine(folder)))


@pytest.mark.usefixtures("on_office_machine")
def test_the_choice_decides_which_set_is_used():
    wanted = PaperChoices()

    assert fonts_for(wanted).name == "official"
    assert font_notes(wanted) == ()
    assert fonts_for(replace(wanted, uses_official_fonts=False)) is shipped_fonts()


def test_tests_print_with_the_shipped_set_whatever_the_machine_has():
    assert fonts_for(PaperChoices()).name == "shipped"


def test_the_folders_of_the_machine_are_searched_without_the_setting_of_tests(monkeypatch):
    monkeypatch.delenv(official.FONTS_DIR_VARIABLE)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/某")
    monkeypatch.setattr("sys.platform", "linux")

    assert list(map(str, official.font_folders())) == [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/home/某/.local/share/fonts",
        "/home/某/.fonts",
    ]


def test_on_windows_the_fonts_of_all_and_of_the_user_are_searched(monkeypatch):
    monkeypatch.delenv(official.FONTS_DIR_VARIABLE)
    monkeypatch.setenv("WINDIR", "C:/Windows")
    monkeypatch.setenv("LOCALAPPDATA", "C:/Users/某/AppData/Local")
    monkeypatch.setattr("sys.platform", "win32")

    assert list(map(Path.as_posix, official.font_folders())) == [
        "C:/Windows/Fonts",
        "C:/Users/某/AppData/Local/Microsoft/Windows/Fonts",
    ]


def count_note_of(session):
    return lay_document(paper_document(session), PaperChoices()).count_note()


def test_a_paper_with_more_pages_in_the_fonts_of_the_machine_is_told(
    sample_session, folder, monkeypatch
):
    wide_fang(narrative_characters(sample_session), folder)
    monkeypatch.setenv(official.FONTS_DIR_VARIABLE, str(folder))

    note = count_note_of(sample_session)
    assert re.fullmatch(r"用本机字体印出来是 \d\d 页，比随程序带的字体多 \d+ 页。", note)


def test_nothing_is_told_where_the_pages_are_as_many(sample_session, office, monkeypatch, folder):
    assert count_note_of(sample_session) == "", "no official font at all"
    monkeypatch.setenv(official.FONTS_DIR_VARIABLE, str(folder))
    assert count_note_of(sample_session) == "", "the same fonts by other names"


def test_the_same_machine_prints_the_same_bytes(office, tmp_path):
    document = document_of(paragraph("国家，甲乙丙"))
    again = official_fonts([office_machine(tmp_path / "again")])

    assert pdf_bytes(document, fonts=office) == pdf_bytes(document, fonts=again)
