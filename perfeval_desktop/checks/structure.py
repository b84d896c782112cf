"""Text checks of structure: chapters without content, heads without number, counts of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from perfeval_desktop.checks.passages import passages
from perfeval_desktop.checks.reading import Values
from perfeval_desktop.checks.texts import Found, Hit, Parameters, Prepared, Scan, read_texts
from perfeval_desktop.domain.findings import TextSpan
from perfeval_desktop.domain.numerals import parse_numeral
from perfeval_desktop.domain.parsing import half_width
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import is_blank

_COUNT = r"(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,3})"
_LISTED_AFTER = re.compile(_COUNT + r"\s*(?:大类|类|种|个方面)")
_LISTED_BEFORE = re.compile(
    r"(?P<items>(?:[^、,，。;；:：\n“”\s]{2,14}、){2,}[^、,，。;；:：\n“”\s]{2,14}?)"
    + _COUNT
    + r"(?:家|个|名|项)"
)
_ITEM = re.compile(r"[“\"][^”\"\n]{1,20}[”\"]\s*\d+")
_ORDINAL = re.compile(r"[一二三四五六七八九]是")
_PARTIAL = re.compile(r"其中|等\s*$|主要")
_MAX_GAP = 2  # a list that differs by more is rather another list
_FEWEST = 3


def empty_chapters(given: Parameters, template: ReportTemplate) -> Prepared:
    """Find chapters of the narrative in which nothing stands; 无。 is something."""
    heads = [each for sheet in template.sheets for each in sheet.headings if each.field]

    def run(report: Report, _: Values) -> Iterator[Hit]:
        for head in heads:
            address = FieldAddress(REPORT, head.field)
            if is_blank(report.value(address)):
                yield Hit((address,), "空", "内容", part=head.field, words={"章": head.text})

    return Prepared(frozenset(each.field for each in heads), run)


def unnumbered_heads(given: Parameters, template: ReportTemplate) -> Scan:
    """Find a short line among numbered heads that has lost its number. Parameters: `fields`."""
    fields = given.fields("fields")

    def find(report: Report, address: FieldAddress, text: str) -> Iterator[Found]:
        bare = [each for each in passages(text) if _is_bare_line(text, each.name_start)]
        for each in bare:
            numbered = [other for other in bare if other.style and other.start < each.start]
            if not each.style and len(numbered) > 1 and each.end > each.start + len(each.name):
                end = each.name_start + len(each.name)
                yield TextSpan(address, each.name_start, end), each.name

    return Scan(given.reads(*fields), fields, find, lambda report: "编号")


def _is_bare_line(text: str, start: int) -> bool:
    """A head that fills its line, without a sentence behind it."""
    line = text[start:].partition("\n")[0]
    return bool(line) and not re.search(r"[，。：；:;,]", line)


def counted_lists(given: Parameters, template: ReportTemplate) -> Prepared:
    """Compare a count word with the length of its list: 7大类 before eight quoted items.

    Parameters: `fields`. Lists that say 等, 其中 or 主要 need not be whole.
    """
    fields = given.fields("fields")

    def run(report: Report, _: Values) -> Iterator[Hit]:
        for address, text in read_texts(fields, report):
            for start, end, said, listed in _mismatches(text):
                span = TextSpan(address, start, end)
                words = {"写法": text[start:end]}
                yield Hit(
                    (address,),
                    str(said),
                    str(listed),
                    (span,),
                    address.record,
                    f"{address.field}.{text[start:end]}",
                    words,
                )

    return Prepared(given.reads(*fields), run)


@lru_cache(maxsize=32)
def _mismatches(text: str) -> list[tuple[int, int, int, int]]:
    """Return start and end of each count word, its count and that of the list."""
    found, start = [], 0
    for sentence in re.split(r"(?<=[。\n])", text):
        for match, listed in (*_after(sentence), *_before(sentence)):
            said = _count(match["count"])
            if said is not None and listed != said and abs(listed - said) <= _MAX_GAP:
                place = (start + match.start("count"), start + match.end())
                found.append((*place, said, listed))
        start += len(sentence)
    return found


def _after(sentence: str) -> Iterator[tuple[re.Match[str], int]]:
    if not _LISTED_AFTER.search(sentence):
        return
    items = list(_ITEM.finditer(sentence))
    if len(items) < _FEWEST:
        items = list(_ORDINAL.finditer(sentence))
    if len(items) < _FEWEST:
        return
    before = [m for m in _LISTED_AFTER.finditer(sentence) if m.end() <= items[0].start()]
    if before and not _PARTIAL.search(sentence[before[-1].end() : items[0].start()]):
        yield before[-1], len(items)


def _before(sentence: str) -> Iterator[tuple[re.Match[str], int]]:
    if sentence.count("、") < _FEWEST - 1:
        return
    for match in _LISTED_BEFORE.finditer(sentence):
        if not match["items"].endswith(("等", "第", "共", "各", "每")):
            yield match, match["items"].count("、") + 1


def _count(written: str) -> int | None:
    if written[0].isdigit():
        return int(half_width(written))
    number = parse_numeral(written)
    return None if number is None else int(number)
