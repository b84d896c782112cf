"""What the clipboard holds for a chapter: plain paragraphs, whatever program they come from.

HTML is read where it has paragraphs: Word's text flavour says less (a picture is nothing in it, a
line of a table looks like a paragraph with tabs). Kept are words, paragraphs, and numbers of lists,
which are text in official prose. Styles, comments, footnotes and their marks, pictures and bullets
are left out; each row of a table becomes a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from typing import NamedTuple

_CELL_GAP = "　"
_CJK = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’…—·"
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ud800-\udfff\uf000-\uf0ff\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_OBJECT = "\ufffc"  # where a picture stood in a text
_BLANKS = re.compile("[ \t\xa0\u2000-\u200a\u202f\u205f]+")
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_AROUND = " \t\xa0　"

# A line that was broken for the width of a page, as copied from a PDF.
_FEWEST_WIDE = 40  # half-width characters: shorter lines are rather meant
_SHORTER_BY = 4  # two Chinese characters fewer, since punctuation does not begin a line
_SENTENCE_END = tuple("。！？；：.!?;:…")
_NUMBERED = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．](?!\d)|第[一二三四五六七八九十\d]+|附件|[①-⑳])"
)


class PastedProse(NamedTuple):
    """Paragraphs, one a line, and how much was not words."""

    text: str
    pictures: int = 0
    tables: int = 0
    ends_paragraph: bool = False  # the last one was copied with its end


def pasted_prose(html: str, text: str) -> PastedProse:
    """Return the paragraphs that were copied."""
    found = _from_html(html) if _HAS_PARAGRAPHS.search(html) else None
    ends = bool(_LINE_ENDS.search(text[-1:]))
    if found is not None and (found.text or found.pictures):
        return found._replace(ends_paragraph=ends)
    lines = _LINE_ENDS.split(text.replace(_OBJECT, ""))
    kept = [each for each in map(cleaned_paragraph, _joined(map(_without_tab, lines))) if each]
    return PastedProse("\n".join(kept), text.count(_OBJECT), 0, ends)


def left_out(pasted: PastedProse) -> str:
    """Say in a sentence what was not taken as it was, "" when everything was."""
    said = []
    if pasted.pictures:
        said.append(f"{pasted.pictures} 张图片没有粘贴，正文里只放文字。")
    if pasted.tables:
        said.append(f"{pasted.tables} 张表格按行粘贴成了文字，一行一段，请看一下。")
    return "".join(said)


def cleaned_paragraph(line: str) -> str:
    """Return one paragraph without what is not seen, and without its indent."""
    line = _INVISIBLE.sub("", line)
    return _BLANKS.sub(" ", line).strip(_AROUND)


# Text


def _without_tab(line: str) -> str:
    """The tab between the number of a list and its text is Word's own."""
    number = _NUMBERED.match(line)
    at = number.end() if number is not None else 0
    return line[:at] + line[at:].lstrip("\t") if at else line


def _joined(given: Iterable[str]) -> list[str]:
    """Put lines together that were broken for the width of a page; others are as they were."""
    lines = [_INVISIBLE.sub("", each).rstrip(_AROUND) for each in given]
    found: list[str] = []
    for line, goes_on in zip(lines, lines_going_on(lines), strict=True):
        if goes_on:
            found[-1] += gap_in_line(found[-1], line) + line
        else:
            found.append(line)
    return found


def lines_going_on(lines: Sequence[str]) -> list[bool]:
    """Say of each line whether it goes on with the one before, broken for the width of a page."""
    widest = max((_width(each.strip(_AROUND)) for each in lines), default=0)
    found: list[bool] = []
    was_full = False
    for line in lines:
        begins = not line or line[0] in _AROUND or bool(_NUMBERED.match(line))
        found.append(was_full and not begins)
        is_full = _FEWEST_WIDE <= widest <= _width(line) + _SHORTER_BY
        was_full = is_full and not line.endswith(_SENTENCE_END)
    return found


def gap_in_line(before: str, after: str) -> str:
    """Latin words are held apart, Chinese is not."""
    is_latin = before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii()
    return " " if is_latin and after[:1].isalnum() and not after[:1].isdigit() else ""


def _width(text: str) -> int:
    return sum(1 if each.isascii() else 2 for each in text)


# HTML

_HAS_PARAGRAPHS = re.compile(r"<(?:p|div|li|h[1-6]|tr|br|blockquote|img)\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CONDITION = re.compile(r"<!\[[^<>]{0,200}\]>")
_FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*?)(?:<!--\s*EndFragment\s*-->|\Z)", re.DOTALL)
_SPACES = re.compile("[ \t\r\n\f]+")
_BROKEN_CHINESE = re.compile(f"(?<=[{_CJK}])[ \t]*[\r\n][ \t\r\n]*(?=[{_CJK}])")

_PARAGRAPHS = frozenset(
    {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote", "pre", "ul", "ol",
     "table", "dt", "dd", "section", "article", "br", "hr", "body"}
)  # fmt: skip
_UNREAD = frozenset(
    {"head", "style", "script", "title", "xml", "del", "select", "textarea", "noscript", "rt"}
)
_EMPTY = frozenset(
    {"br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base", "source"}
)
_UNREAD_STYLES = re.compile(
    r"display:none|mso-hide:all|mso-footnote-id|mso-endnote-id|mso-comment-reference"
    r"|mso-element:(?:footnote|endnote|comment)|mso-special-character:(?:footnote|comment)"
)
_UNREAD_CLASSES = re.compile(
    r"\b(?:mso(?:footnotereference|endnotereference|commentreference|commenttext|comanchor"
    r"|comtxt|comoff|del)|footnote-ref)\b"
)
_BULLET_FONTS = re.compile("font-family:[\"']?(?:symbol|wingdings|webdings)")
BULLETS = frozenset("·•●○■□◆◇▪▫➢➤✓✔Øolnuqv§–-*")
_NOTE_MARK = re.compile(r"[\[［〔【(（]?\d{1,3}[\]］〕】)）]|[①-⑳*†‡]")
_POWERS = {"2": "²", "3": "³"}


class _Element(NamedTuple):
    tag: str
    is_unread: bool = False
    is_marker: bool = False  # the number or bullet of a list of Word


_UNREAD_PART, _MARKER = "(unread)", "(marker)"


def _from_html(html: str) -> PastedProse:
    fragment = _FRAGMENT.search(html)
    part = fragment[1] if fragment is not None else html
    parser = _Paragraphs()
    parser.feed(_CONDITION.sub("", _COMMENT.sub("", part)))
    parser.close()
    parser.end_paragraph()
    return PastedProse("\n".join(parser.found), parser.pictures, parser.tables)


def _raised(before: str, data: str) -> str:
    """Return what stands raised: a mark of a note is left out, m² stays one."""
    is_behind_chinese = bool(re.match(f"[{_CJK}]", before))
    if _NOTE_MARK.fullmatch(data) or (data.isdigit() and is_behind_chinese):
        return ""
    return _POWERS.get(data, data) if before in ("m", "M") else data


class _Paragraphs(HTMLParser):
    """Collects the paragraphs of a page; pieces of one are put together when it ends."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.pictures = 0
        self.tables = 0
        self._pieces: list[str] = []
        self._open: list[_Element] = []
        self._counts: Counter[str] = Counter()  # of what is open: by tag, and by the two below
        self._lists: list[int | None] = []  # the number given last; None in a list of bullets
        self._cells = 0  # of the row that is read; paragraphs in one stay in it
        self._tables_open = 0
        self._marker: list[str] = []
        self._has_bullet_font = False
        self._is_just_numbered = False  # nothing stands behind the number of an item yet

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element; one that is a paragraph ends the one before."""
        given = {name: (value or "").lower() for name, value in attrs}
        element = self._element(tag, given)
        if tag not in _EMPTY:
            self._open.append(element)
            self._count(element, 1)
        if self._is_unread or (tag in _EMPTY and element.is_unread):
            return
        if tag == "img":
            self.pictures += 1
        self._begin_structure(tag, given)

    def _element(self, tag: str, given: dict[str, str]) -> _Element:
        style = re.sub(r"\s", "", given.get("style", ""))
        is_unread = (
            tag in _UNREAD
            or bool(_UNREAD_STYLES.search(style))
            or bool(_UNREAD_CLASSES.search(given.get("class", "")))
        )
        if _BULLET_FONTS.search(style):
            self._has_bullet_font = True
        return _Element(tag, is_unread, "mso-list:ignore" in style)

    def _begin_structure(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("td", "th"):
            self._cells += 1
            if self._cells > 1:
                self._pieces.append(_CELL_GAP)
        elif tag in ("tr", "table") or (tag in _PARAGRAPHS and not self._cells):
            if not self._is_just_numbered:
                self.end_paragraph()
        elif tag in _PARAGRAPHS and self._pieces and self._pieces[-1] != _CELL_GAP:
            self._pieces.append(" ")
        if tag == "table":
            self.tables += not self._tables_open
            self._tables_open += 1
        elif tag in ("ol", "ul"):
            start = given.get("start", "1")
            first = int(start) - 1 if start.isascii() and start.isdigit() else 0
            self._lists.append(first if tag == "ol" else None)
        elif tag == "li":
            self._number_item()

    def _number_item(self) -> None:
        last = self._lists[-1] if self._lists else None
        if last is not None:
            self._lists[-1] = last + 1
            self._pieces.append(f"{last + 1}.")
            self._is_just_numbered = True

    def handle_endtag(self, tag: str) -> None:
        """End an element and all that was left open in it."""
        if not self._counts[tag]:
            return
        was_unread = self._is_unread
        while True:
            element = self._open.pop()
            self._count(element, -1)
            if element.is_marker:
                self._end_marker()
            if element.tag == tag:
                break
        if was_unread:
            return
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        if tag in ("tr", "table"):
            self._cells = 0
            self._tables_open -= tag == "table"
        if tag in _PARAGRAPHS and not self._cells:
            self.end_paragraph()

    def handle_data(self, data: str) -> None:
        """Take words; blank space in a page, line ends too, is one blank."""
        if self._is_unread:
            return
        if self._counts[_MARKER]:
            self._marker.append(data)
            return
        if self._counts["sup"]:
            data = _raised("".join(self._pieces[-1:])[-1:], data.strip())
        self.pictures += data.count(_OBJECT)
        self._pieces.append(data.replace(_OBJECT, ""))
        self._is_just_numbered &= not data.strip()

    @property
    def _is_unread(self) -> bool:
        return self._counts[_UNREAD_PART] > 0

    def _count(self, element: _Element, by: int) -> None:
        """A page that ends no paragraph has thousands open: they are counted, not searched."""
        self._counts[element.tag] += by
        self._counts[_UNREAD_PART] += by * element.is_unread
        self._counts[_MARKER] += by * element.is_marker

    def _end_marker(self) -> None:
        """A number is kept as text; a bullet is not, which in symbol fonts may be any letter."""
        marker = cleaned_paragraph(_SPACES.sub(" ", "".join(self._marker)))
        if not self._has_bullet_font and marker not in BULLETS:
            self._pieces.append(marker)
        self._marker.clear()

    def end_paragraph(self) -> None:
        """Put the pieces together."""
        words = _SPACES.sub(" ", _BROKEN_CHINESE.sub("", "".join(self._pieces)))
        paragraph = cleaned_paragraph(words)
        if paragraph:
            self.found.append(paragraph)
        self._pieces.clear()
        self._has_bullet_font = self._is_just_numbered = False
