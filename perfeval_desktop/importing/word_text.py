"""The words of a Word paragraph as its reader sees them, and what of it is not words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from perfeval_desktop.domain.parsing import clean_text

from .word_numbering import W, is_on, value_of

_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ALTERNATIVES = _COMPATIBLE + "AlternateContent"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

DELETED = "修订中已删除的内容 {} 处"
HIDDEN = "设为隐藏的文字 {} 处"
PICTURES = "图片 {} 张"
CHARTS = "图表或图示 {} 个"
OBJECTS = "嵌入的对象（如插入的 Excel 表格）{} 个，要用里面的内容请先复制成 Word 里的表格或文字"
FOREIGN = "插入的其他格式文档 {} 个"

CHANGED = "原文里有看不见或不能印的符号，已经去掉。"
_UNKNOWN_SIGN = "原文里有一个特殊字体的符号认不出，没有读进来。"

_SIGNS = {  # of Wingdings fonts, as forms use them
    "wingdings": {
        "A8": "□", "6F": "□", "71": "□", "FE": "☑", "FD": "☒", "FC": "√", "FB": "×", "6C": "●",
        "6E": "■", "D8": "➢", "A1": "○",
    },
    "wingdings 2": {"52": "☑", "50": "√", "4F": "×", "51": "☒", "A3": "□", "2A": "□", "30": "□"},
    "symbol": {"B3": "≥", "A3": "≤", "B4": "×", "B8": "÷", "B1": "±", "B7": "·", "B9": "≠"},
}  # fmt: skip
_AS_TEXT = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_UNREAD = frozenset(
    W + each
    for each in (
        "pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "instrText", "delText",
        "delInstrText", "rt", "footnoteReference", "endnoteReference", "annotationRef",
    )
)  # fmt: skip
_DELETIONS = frozenset({W + "del", W + "moveFrom"})


class ParagraphText(NamedTuple):
    """The words, and the text boxes that hang on the paragraph."""

    text: str
    boxes: tuple[ElementTree.Element, ...] = ()
    doubt: str = ""


class TextReader:
    """Reads paragraphs in their order; a field may begin in one and end in another."""

    def __init__(self) -> None:
        self.omitted: Counter[str] = Counter()
        self._fields: list[bool] = []  # of each that is open: its result has begun
        self._parts: list[str] = []
        self._boxes: list[ElementTree.Element] = []
        self._doubt = ""

    def paragraph(self, element: ElementTree.Element) -> ParagraphText:
        """Return what a w:p says."""
        self._parts, self._boxes, self._doubt = [], [], ""
        self._read_children(element)
        raw = "".join(self._parts)
        text = clean_text(raw)
        if len(text) < len(raw.replace("\r\n", "\n")):
            self._doubt = self._doubt or CHANGED
        return ParagraphText(text, tuple(self._boxes), self._doubt)

    def _read_children(self, element: ElementTree.Element) -> None:
        for each in element:
            self._read(each)

    def _read(self, element: ElementTree.Element) -> None:
        tag = element.tag
        if tag == W + "r":
            self._run(element)
        elif tag in _DELETIONS:
            self.omitted[DELETED] += 1
        elif tag == W + "sdt":
            if not is_placeholder(element):
                self._read_children(element)
        elif tag == ALTERNATIVES:
            self._read_children(chosen(element))
        elif tag == _MATH + "t":
            self._say(element.text or "")
        elif tag not in _UNREAD:
            self._read_children(element)

    def _run(self, run: ElementTree.Element) -> None:
        properties = run.find(W + "rPr")
        if properties is not None and is_on(properties.find(W + "vanish")):
            if any(each.text and each.text.strip() for each in run.iter(W + "t")):
                self.omitted[HIDDEN] += 1
            for each in run.iterfind(W + "fldChar"):
                self._field(each)
            return
        for each in run:
            self._in_run(each)

    def _in_run(self, each: ElementTree.Element) -> None:
        local = each.tag.removeprefix(W)
        if local == "t":
            words = each.text or ""
            self._say(words if each.get(_SPACE) == "preserve" else words.strip(" \t\r\n"))
        elif local in _AS_TEXT:
            self._say(_AS_TEXT[local])
        elif local == "br":
            is_line = each.get(W + "type", "textWrapping") == "textWrapping"
            self._say("\n" if is_line else "")
        elif local == "sym":
            self._sign(each)
        elif local == "fldChar":
            self._field(each)
        elif local in ("drawing", "pict", "object"):
            self._picture(each)
        elif each.tag == ALTERNATIVES:
            for inner in chosen(each):
                self._in_run(inner)
        elif local == "ruby":
            for base in each.iterfind(W + "rubyBase"):
                self._read_children(base)
        elif each.tag not in _UNREAD:
            self._read_children(each)

    def _say(self, words: str) -> None:
        """Words between the beginning of a field and its result are its code."""
        if all(self._fields):
            self._parts.append(words)

    def _field(self, mark: ElementTree.Element) -> None:
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self._form_field(mark)
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _form_field(self, mark: ElementTree.Element) -> None:
        """A box to tick, or a list to choose from, has no words of its own."""
        box = mark.find(f"{W}ffData/{W}checkBox")
        if box is not None:
            ticked = box.find(W + "checked")
            ticked = ticked if ticked is not None else box.find(W + "default")
            self._say("☑" if is_on(ticked) else "□")
        choice = mark.find(f"{W}ffData/{W}ddList")
        if choice is not None:
            entries = [each.get(W + "val", "") for each in choice.iterfind(W + "listEntry")]
            at = value_of(choice, "result") or value_of(choice, "default") or "0"
            if at.isdigit() and len(at) < 4 and int(at) < len(entries):
                self._say(entries[int(at)])

    def _sign(self, each: ElementTree.Element) -> None:
        code = each.get(W + "char", "").upper().removeprefix("F0")
        sign = _SIGNS.get(each.get(W + "font", "").strip().lower(), {}).get(code)
        if sign is None:
            self._doubt = _UNKNOWN_SIGN
        else:
            self._say(sign)

    def _picture(self, element: ElementTree.Element) -> None:
        """Take over the text boxes of a drawing; the rest of it is not words."""
        boxes = list(_boxes_in(element))
        self._boxes += boxes
        if element.tag == W + "object":
            self.omitted[OBJECTS] += 1
            return
        names = Counter(each.tag.rpartition("}")[2] for each in element.iter())
        self.omitted[PICTURES] += names["pic"] or names["imagedata"]
        self.omitted[CHARTS] += names["chart"] + names["relIds"]


def _boxes_in(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Yield outermost text boxes; of two forms of the same drawing only one."""
    if element.tag == W + "txbxContent":
        yield element
        return
    inner = chosen(element) if element.tag == ALTERNATIVES else element
    for each in inner:
        yield from _boxes_in(each)


def chosen(element: ElementTree.Element) -> ElementTree.Element:
    """Return the one form of mc:AlternateContent that is read."""
    choices = [each for each in element if each.tag == _COMPATIBLE + "Choice"]
    choices += [each for each in element if each.tag == _COMPATIBLE + "Fallback"]
    return choices[0] if choices else element


def is_placeholder(element: ElementTree.Element) -> bool:
    """Say whether a content control only shows what to do there: 单击此处输入文字."""
    return is_on(element.find(f"{W}sdtPr/{W}showingPlcHdr"))


def paragraphs_and_tables(
    container: ElementTree.Element, omitted: Counter[str]
) -> Iterator[ElementTree.Element]:
    """Yield the w:p and w:tbl of a body, cell or text box, whatever is wrapped around them."""
    for each in container:
        if each.tag in (W + "p", W + "tbl"):
            yield each
        elif each.tag in _DELETIONS:
            omitted[DELETED] += 1
        elif each.tag == W + "altChunk":
            omitted[FOREIGN] += 1
        elif each.tag == ALTERNATIVES:
            yield from paragraphs_and_tables(chosen(each), omitted)
        elif each.tag == W + "sdt" and is_placeholder(each):
            continue
        elif each.tag not in _UNREAD and each.tag != W + "tcPr":
            yield from paragraphs_and_tables(each, omitted)
