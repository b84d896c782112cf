"""The colours: light, dark and of high contrast, as #rrggbb. Paper is white in each of them."""

from __future__ import annotations


class Colours:
    """The light scheme. Which colour stands on which is held against WCAG by a test."""

    window: str = "#f6f7f9"
    pane: str = "#ffffff"  # lists and panels
    desk: str = "#e6e9ee"  # behind the paper
    line: str = "#d5dae1"  # hairlines between panes: nobody needs them to find something
    track: str = "#d5dae1"  # the part of a ring that is not done
    edge: str = "#707c8a"  # around buttons and text fields
    text: str = "#1d2530"
    quiet: str = "#56606e"  # secondary text
    accent: str = "#2a659f"
    on_accent: str = "#ffffff"
    accent_soft: str = "#dfeaf6"  # selected rows
    focused: str = "#ffffff"  # the ground of a button that has the keyboard
    focus: str = "2px"  # how thick its frame is
    error: str = "#c0362c"
    warning: str = "#8f5300"
    hint: str = "#2a659f"
    done: str = "#246b3b"
    # On paper
    paper: str = "#ffffff"
    paper_edge: str = "#e6e9ee"  # against the desk
    paper_accent: str = "#2a659f"
    ink: str = "#111111"
    ink_quiet: str = "#666666"
    rule: str = "#222222"
    input: str = "#f3f8ff"
    computed: str = "#f0f0f0"
    default: str = "#f4f7ee"
    unfilled: str = "#e9edf2"
    resting: str = "#737f8d"  # the cursor while the keyboard is elsewhere
    under: str = "#7a8694"  # the line a value is written on
    lit: str = "#fff3c9"  # the cells of the finding that is looked at
    lit_edge: str = "#7a5c00"
    remark: str = "#a34a08"  # what the clerk noted, and what she wants to verify
    sign: str = "#66707b"  # how a cell gets its value
    live: str = "#cfe3f7"  # behind a figure of the narrative that follows a cell
    meant: str = "#e3ecd8"  # behind one that is said to be that of a cell


class DarkColours(Colours):
    """The dark scheme: dark is what lies around the paper."""

    window = "#22262c"
    pane = "#2a2f37"
    desk = "#181b20"
    line = "#3c434e"
    track = "#3c434e"
    edge = "#8593a5"
    text = "#e8ebf0"
    quiet = "#b3bcc8"
    accent = "#8abdf2"
    on_accent = "#10151b"
    accent_soft = "#2f4257"
    focused = "#2a2f37"
    error = "#ff9d94"
    warning = "#f5ba5a"
    hint = "#8abdf2"
    done = "#7fd098"
    paper_edge = "#181b20"


class ContrastColours(Colours):
    """The scheme of high contrast: black on white as the paper is, yellow for what is chosen."""

    window = "#ffffff"
    pane = "#ffffff"
    desk = "#d9d9d9"
    line = "#000000"
    track = "#d0d0d0"
    edge = "#000000"
    text = "#000000"
    quiet = "#262626"
    accent = "#00308f"
    on_accent = "#ffffff"
    accent_soft = "#fff0a0"
    focused = "#ffe34d"
    focus = "3px"
    error = "#8f0000"
    warning = "#5c3a00"
    hint = "#00308f"
    done = "#00471b"
    paper_edge = "#000000"
    paper_accent = "#00308f"
    ink = "#000000"
    ink_quiet = "#333333"
    rule = "#000000"
    input = "#e6f0ff"
    computed = "#dddddd"
    default = "#e2f0d4"
    unfilled = "#d3dce8"
    resting = "#4d4d4d"
    under = "#404040"
    lit = "#ffe34d"
    lit_edge = "#000000"
    remark = "#6b2f00"
    sign = "#333333"
    live = "#bcd9ff"
    meant = "#d3ecb4"


LIGHT, DARK, CONTRAST = Colours(), DarkColours(), ContrastColours()
SCHEMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
SYSTEM = "system"  # light or dark, as the desktop is

# Points of the program's own face, by what the clerk chooses.
POINTS = {"small": 9.0, "standard": 10.0, "large": 12.0, "largest": 14.0}
STANDARD = "standard"
