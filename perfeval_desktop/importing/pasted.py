"""What the clipboard holds, as a block of texts: HTML for structure and line breaks, else text.

Excel and WPS write what is shown into both; the figure behind it stands in an attribute (WPS, old
Excel, LibreOffice), in the flavour "XML Spreadsheet" (Excel), or in the text.
"""

from __future__ import annotations

from itertools import product

from perfeval_desktop.domain.copied_block import Block, Covered
from perfeval_desktop.importing.html_tables import HtmlTables, TableCell, html_tables
from perfeval_desktop.importing.kept_values import is_covered_up, real_text
from perfeval_desktop.importing.spreadsheet_xml import xml_values
from perfeval_desktop.importing.worksheets import table_of_text

Values = dict[tuple[int, int], tuple[str, str]]  # place → a value and its number format


def pasted_block(html: str, text: str, xml: bytes = b"") -> list[list[str | Covered]]:
    """Return the cells that were copied, place by place, without hidden rows and columns.

    Args:
        html: The flavour text/html, "" for none.
        text: The flavour text/plain.
        xml: Excel's flavour "XML Spreadsheet", b"" for none.
    """
    tables = html_tables(html) if "<t" in html.lower() else None
    texts = [[str(each) for each in row] for row in table_of_text(_ended(text)).rows]
    if tables is None or not tables.cells:
        return [list(row or [""]) for row in texts]
    return _laid_out(tables, _values_of(tables, texts, xml))


def _ended(text: str) -> str:
    """Spreadsheets end the last line too; a blank line of their own before that stays."""
    return text[: -len("\r\n")] if text.endswith("\r\n") else text.removesuffix("\n")


def _values_of(tables: HtmlTables, texts: list[list[str]], xml: bytes) -> Values:
    """Return what the other flavours say of the same places, where they have the same shape."""
    rows = max(each.row + each.rows for each in tables.cells)
    columns = max(each.column + each.columns for each in tables.cells)
    found: Values = {}
    if len(texts) == rows and max(map(len, texts)) == columns:
        found = {(r, c): (each, "") for r, row in enumerate(texts) for c, each in enumerate(row)}
    more = xml_values(xml)
    if more is not None and (more.rows, more.columns) == (rows, columns):
        found |= more.values
    return found


def _laid_out(tables: HtmlTables, values: Values) -> list[list[str | Covered]]:
    """Put the cells to their places, and take the hidden places away."""
    places: dict[tuple[int, int], str | Covered] = {}
    for cell in tables.cells:
        shown = [n for n in _over(cell.column, cell.columns) if n not in tables.hidden_columns]
        lines = [n for n in _over(cell.row, cell.rows) if n not in tables.hidden_rows]
        for row, column in product(lines, shown[:1]):
            places[row, column] = _text(cell, values) if row == lines[0] else Covered.BY_ABOVE
        places |= dict.fromkeys(product(lines, shown[1:]), Covered.BY_LEFT)
    rows = sorted({row for row, _ in places} | _empty_rows(tables))
    columns = sorted({column for _, column in places})
    return [[places.get((row, column), "") for column in columns] for row in rows]


def _over(first: int, count: int) -> range:
    return range(first, first + count)


def _empty_rows(tables: HtmlTables) -> set[int]:
    """A row that stands for several empty ones leaves a gap."""
    rows = {each.row for each in tables.cells}
    return set(range(min(rows), max(rows))) - tables.hidden_rows


def _text(cell: TableCell, values: Values) -> str:
    text = real_text(cell.text, cell.kept, cell.number_format)
    value, number_format = values.get((cell.row, cell.column), ("", ""))
    found = real_text(text, _plain_number(value), number_format or cell.number_format)
    return value if is_covered_up(found) and value else found


def _plain_number(value: str) -> str:
    return value.replace(",", "").removesuffix("元")


def block_as_html(block: Block) -> str:
    """Return a block as an HTML table, as spreadsheets and Word take it, merged cells and all."""
    rows = "".join(f"<tr>{_html_cells(block, row)}</tr>" for row in range(len(block)))
    return f'<meta charset="utf-8"><table border="1">{rows}</table>'


def _html_cells(block: Block, row: int) -> str:
    from html import escape

    written = []
    for column, text in enumerate(block[row]):
        if isinstance(text, Covered):
            continue
        rows, columns = _spans(block, row, column)
        given = (f' rowspan="{rows}"' if rows > 1 else "") + (
            f' colspan="{columns}"' if columns > 1 else ""
        )
        lines = escape(text).replace("\n", _LINE_BREAK).replace("  ", " \xa0")
        written.append(f"<td{given}>{_kept_at_ends(lines)}</td>")
    return "".join(written)


_LINE_BREAK = '<br style="mso-data-placement:same-cell">'


def _kept_at_ends(lines: str) -> str:
    """HTML drops blanks at the ends of a line."""
    parts = []
    for each in lines.split(_LINE_BREAK):
        words = each.strip(" ")
        before = len(each) - len(each.lstrip(" "))
        parts.append("\xa0" * before + words + "\xa0" * (len(each) - before - len(words)))
    return _LINE_BREAK.join(parts)


def _spans(block: Block, row: int, column: int) -> tuple[int, int]:
    line, columns, rows = block[row], 1, 1
    while column + columns < len(line) and line[column + columns] is Covered.BY_LEFT:
        columns += 1
    below = [Covered.BY_ABOVE, *[Covered.BY_LEFT] * (columns - 1)]
    while row + rows < len(block) and list(block[row + rows][column : column + columns]) == below:
        rows += 1
    return rows, columns


def block_as_text(block: Block) -> str:
    """Return a block as spreadsheets put it on the clipboard: a merged cell is followed by empties.

    One column of merged cells is a plain list.
    """
    is_list = all(isinstance(each, Covered) for row in block for each in row[1:])
    rows = [row[:1] for row in block] if is_list else block
    return "\n".join("\t".join(_quoted(each) for each in row) for row in rows)


def _quoted(text: str | Covered) -> str:
    if isinstance(text, Covered):
        return ""
    if any(each in text for each in '\t\n"'):
        return '"' + text.replace('"', '""') + '"'
    return text
