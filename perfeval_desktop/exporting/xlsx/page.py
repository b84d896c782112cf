"""The page of a worksheet: paper, margins, the mark at its head and the number at its foot."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from ..pages import LineParts, PageField, PageNumbers, PageSettings
from ..styles import MM

_A4 = 9
_MM_AN_INCH = 25.4
_NUMBER_BELOW_MM = 12.0  # from the text block to the lower edge of the page number
_MARK_ABOVE_MM = 12.0
_LEAST_MARGIN_MM = 6.0
_MOST_ON_A_PAGE = 1.12
_LONGEST = 255  # of a head or foot
_NUMBER_FONT = '&"宋体,常规"&14'
_MARK_FONT = '&"黑体,常规"&14'
_LINE_FONT = '&"宋体,常规"&8'
_FIELDS = {PageField.PAGE: "&P", PageField.PAGES: "&N"}


class PagedWorksheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose even pages may have another foot than the odd ones."""

    even_footer = ""

    def _write_header_footer(self) -> None:
        if not self.even_footer:
            super()._write_header_footer()
            return
        self._xml_start_tag("headerFooter", [("differentOddEven", 1)])
        self._xml_data_element("oddHeader", self.header)
        self._xml_data_element("oddFooter", self.footer)
        self._xml_data_element("evenHeader", self.header)
        self._xml_data_element("evenFooter", self.even_footer)
        self._xml_end_tag("headerFooter")


def text_height_pt(page: PageSettings) -> float:
    """Return the height of the text block."""
    return (page.height_mm - page.top_mm - page.bottom_mm) * MM


def goes_on_one(page: PageSettings, height_pt: float) -> bool:
    """Say whether a sheet fits on one page, made a little smaller if it has to be."""
    return height_pt <= _MOST_ON_A_PAGE * text_height_pt(page)


def set_page(worksheet: PagedWorksheet, page: PageSettings, *, is_one: bool) -> None:
    """Set the paper up as the section says, the table as wide as its text block."""
    worksheet.set_paper(_A4)
    if page.is_landscape:
        worksheet.set_landscape()
    worksheet.set_margins(
        *(mm / _MM_AN_INCH for mm in (page.left_mm, page.right_mm, page.top_mm, page.bottom_mm))
    )
    worksheet.fit_to_pages(1, int(is_one))
    worksheet.center_horizontally()
    if page.first_number is not None:
        worksheet.set_start_page(page.first_number)
    _set_head(worksheet, page)
    _set_foot(worksheet, page)


def _set_head(worksheet: PagedWorksheet, page: PageSettings) -> None:
    head = f"&R{_MARK_FONT}{_words(page.mark)}" if page.mark else ""
    worksheet.set_header(head, margin=_margin(page.top_mm - _MARK_ABOVE_MM))


def _set_foot(worksheet: PagedWorksheet, page: PageSettings) -> None:
    margin = _margin(page.bottom_mm - _NUMBER_BELOW_MM)
    odd, even = ("R", "L") if page.page_numbers is PageNumbers.OUTSIDE else ("C", "C")
    worksheet.set_footer(_foot(page, odd), margin=margin)
    if odd != even:
        worksheet.even_footer = _foot(page, even)


def _foot(page: PageSettings, side: str) -> str:
    """Return the foot of a page: its number on one side, the small line at the left."""
    number = f"{_NUMBER_FONT}— &P —" if page.page_numbers is not PageNumbers.NONE else ""
    line = _LINE_FONT + _line(page.footer) if page.footer else ""
    if side == "L" and number and line:
        return f"&L{number}\n{line}"[:_LONGEST]
    return (f"&L{line}" if line else "") + (f"&{side}{number}" if number else "")


def _line(parts: LineParts) -> str:
    return "".join(_words(each) if isinstance(each, str) else _FIELDS[each] for each in parts)


def _words(text: str) -> str:
    """Keep words from being read as codes; a digit after a size would belong to it."""
    escaped = text.replace("&", "&&")
    return f" {escaped}" if escaped[:1].isdigit() else escaped


def _margin(mm: float) -> float:
    return max(mm, _LEAST_MARGIN_MM) / _MM_AN_INCH
