"""Whatever is read or has to be found stands out from its ground, in every scheme (WCAG 2.2)."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor

from perfeval_desktop.gui.schemes import CONTRAST, DARK, LIGHT, Colours
from perfeval_desktop.resources import resources_dir

SCHEMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
SEVERITIES = ("error", "warning", "hint", "done")
GROUNDS = ("window", "pane", "accent_soft")  # of lists, panels, dialogs, chosen rows
SIGNS = ("remark", "sign")  # what the clerk noted, how a cell gets its value
CELLS = ("paper", "input", "computed", "default", "unfilled", "lit")

# Colours of texts, and the grounds they stand on.
TEXTS = [
    *((text, ground) for text in ("text", "quiet", *SEVERITIES) for ground in GROUNDS),
    *((text, "desk") for text in ("text", "quiet")),  # the start page
    *((text, "focused") for text in ("text", "quiet")),  # a button that has the keyboard
    *(("accent", ground) for ground in ("pane", "window", "accent_soft")),  # links
    ("on_accent", "accent"),
    ("pane", "error"),  # the number in a filled badge
    *(("ink", ground) for ground in (*CELLS, "live", "meant")),
    *(("ink_quiet", ground) for ground in CELLS),
]
# What has to be found, no text: frames, marks, icons.
MARKS = [
    *(("edge", ground) for ground in (*GROUNDS, "focused")),
    *(("accent", ground) for ground in (*GROUNDS, "focused", "desk")),  # has the keyboard
    *(("rule", ground) for ground in CELLS),
    *(("resting", ground) for ground in CELLS),
    *(("under", ground) for ground in ("input", "paper", "unfilled")),
    ("lit_edge", "lit"),
]
# On paper the marks are those of the light scheme in the dark as well: `theme.on_paper`.
PAPER_MARKS = [(mark, ground) for mark in (*SEVERITIES, "accent", *SIGNS) for ground in CELLS]
DECORATION = {"line", "track", "paper_edge", "paper_accent", "focus"}


def luminance(colour: str) -> float:
    red, green, blue, _ = QColor(colour).getRgbF()
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (red, green, blue)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_faint(scheme: Colours, pairs: list[tuple[str, str]], least: float) -> list[str]:
    found = []
    for name, ground in pairs:
        ratio = contrast(getattr(scheme, name), getattr(scheme, ground))
        if ratio < least:
            found.append(f"{name} on {ground}: {ratio:.2f}")
    return found


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", SCHEMES)
def test_every_text_stands_out_from_its_ground(name: str) -> None:
    assert too_faint(SCHEMES[name], TEXTS, 7.0 if name == "contrast" else 4.5) == []


@pytest.mark.parametrize("name", SCHEMES)
def test_every_frame_and_mark_stands_out_from_its_ground(name: str) -> None:
    assert too_faint(SCHEMES[name], MARKS, 3.0) == []
    on_paper = CONTRAST if name == "contrast" else LIGHT
    assert too_faint(on_paper, PAPER_MARKS, 3.0) == []


@pytest.mark.parametrize("name", SCHEMES)
def test_paper_is_white_and_its_marks_are_those_for_white(name: str) -> None:
    scheme = SCHEMES[name]
    on_paper = CONTRAST if name == "contrast" else LIGHT
    assert scheme.paper == "#ffffff"
    assert scheme.paper_accent == on_paper.accent
    assert [scheme.input, scheme.lit, scheme.ink] == [on_paper.input, on_paper.lit, on_paper.ink]


def test_no_colour_is_left_out() -> None:
    held = {name for pair in (*TEXTS, *MARKS, *PAPER_MARKS) for name in pair}
    assert set(Colours.__annotations__) - held == DECORATION


def test_what_the_style_sheet_puts_on_each_other_is_in_the_table() -> None:
    text = (resources_dir() / "style.qss").read_text(encoding="utf-8")
    pairs = set()
    for rule in re.findall(r"\{([^{}]*)\}", text.replace("@{", "@[")):
        ink = re.search(r"(?<![-\w])color: @(\w+);", rule)
        ground = re.search(r"background: @(\w+);", rule)
        if ink is not None and ground is not None:
            pairs.add((ink[1], ground[1]))
    assert len(pairs) > 5
    disabled = {("edge", "accent_soft")}  # what cannot be used may be faint (WCAG 1.4.3)
    assert pairs - set(TEXTS) - disabled == set()
