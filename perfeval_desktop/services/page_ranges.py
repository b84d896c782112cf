"""Page ranges as clerks write them: "1-3,5", "1－3，5、7～9", "12-"."""

from __future__ import annotations

import re
import unicodedata

from perfeval_desktop.domain.errors import ValueParseError

_SEPARATORS = re.compile(r"[,，、;；\s]+")
_RANGE = re.compile(r"(\d{0,6})(-?)(\d{0,6})")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−~～〜至到"), "-")
_FILLER = re.compile(r"[第页張张頁]")
_AROUND_DASH = re.compile(r"\s*-+\s*")
EXAMPLE = "请写成 1-3,5 这样。"


def parse_pages(text: str, count: int) -> tuple[int, ...]:
    """Return the pages that are meant, in order and each once; the first page is 1.

    Args:
        text: What was typed. "3-" goes to the end, "-3" begins at the first page.
        count: How many pages there are.

    Raises:
        ValueParseError: nothing is meant, or a page that is not there.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    plain = _AROUND_DASH.sub("-", _FILLER.sub("", plain))
    parts = [each for each in _SEPARATORS.split(plain) if each]
    if not parts:
        raise ValueParseError(text, f"还没有写要哪几页，{EXAMPLE}")
    return tuple(sorted({page for part in parts for page in _pages(part, text, count)}))


def _pages(part: str, text: str, count: int) -> range:
    found = _RANGE.fullmatch(part)
    if found is None or part == "-":
        raise ValueParseError(text, f"看不懂“{part}”，{EXAMPLE}")
    first = int(found[1] or 1)
    last = int(found[3] or count) if found[2] else first
    low, high = min(first, last), max(first, last)
    if low < 1:
        raise ValueParseError(text, "页数从 1 开始，没有第 0 页。")
    if high > count:
        raise ValueParseError(text, f"一共 {count} 页，没有第 {high} 页。")
    return range(low, high + 1)


def say_pages(pages: tuple[int, ...]) -> str:
    """Return pages in few words: "1-3,5"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and runs[-1][-1] == page - 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
