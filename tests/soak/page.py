"""Writes docs/reliability.md where it is written by programs: `python -m tests.soak.page`.

The promises are the names of the tests; the counts are those of the last soak.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
_BEGIN, _END = "<!-- {name}: written by a program -->", "<!-- end of {name} -->"

# A file of tests belongs to the first promise whose words are in its name.
PROMISES = (
    ("An older format is migrated, a newer one refused untouched", "migrat|formats"),
    ("Copies of what was saved are kept, thinned, and restored", "backup|restor|thinn"),
    ("A damaged file is noticed; what can be read of it is saved", "damag|repair|salvag"),
    ("A foreign or hostile file is refused and does no harm", "foreign|gate|hostil|untrust|markup"),
    ("Nothing private leaves the file", "priva|network|socket|_log|traces|tempor"),
    ("The history is whole, and undo works across sessions", "histor|version|sequence|undo"),
    ("Two copies are compared and merged", "compar|merg"),
    ("One writer at a time; a file that is moved, held or read-only", "lock|open|moved|read_only"),
    ("Saving that fails says why, harms nothing and is tried again", "publish|full|storage_worker"),
    ("An edit is durable when its call returns; a crash is resumed", ""),
)
_ALSO = re.compile(
    "test_(storage|formats|any_sequence|replaced_files|read_only|lock|backup|repair|histor|merg"
    "|privacy|compare_files|comparing_files)"
)


class Row(NamedTuple):
    """One thing that a soak tried."""

    what: str
    times: str
    outcome: str
    wrong: int


def promised() -> str:
    """Return the promises of the issue, each with the tests that show it."""
    lines: list[str] = []
    by_promise: dict[str, list[Path]] = {}
    for file in _test_files():
        promise = next(text for text, words in PROMISES if re.search(words, file.stem))
        by_promise.setdefault(promise, []).append(file)
    for promise, _ in reversed(PROMISES):
        files = by_promise.get(promise, [])
        if files:
            lines += [f"### {promise}", ""]
        for file in files:
            path = file.relative_to(ROOT)
            lines += [f"`{path.as_posix()}`", ""]
            lines += [f"- {name}" for name in _sentences(file)]
            lines += [""]
    return "\n".join(lines).rstrip()


def tried(rows: list[Row], where: str) -> str:
    """Return the table of a soak; what was not tried this time stays as it was."""
    kept = {cells[0]: cells for cells in _cells(_part(PAGE.read_text(encoding="utf-8"), "soak"))}
    for row in rows:
        kept[row.what] = [row.what, row.times, row.outcome, str(row.wrong), where]
    head = [
        "| tried | how often | what came of it | lost or wrong | when |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(f"| {' | '.join(cells)} |" for cells in kept.values())])


def write_part(name: str, text: str) -> None:
    """Put a text between the marks of a part."""
    page = PAGE.read_text(encoding="utf-8")
    begin, end = _BEGIN.format(name=name), _END.format(name=name)
    before, _, rest = page.partition(begin)
    after = rest.partition(end)[2]
    assert rest, f"{PAGE.name} has no part {name}"
    PAGE.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def is_current() -> bool:
    """Say whether the page lists the tests as they are named now."""
    return _part(PAGE.read_text(encoding="utf-8"), "promises") == promised()


def _part(page: str, name: str) -> str:
    return page.partition(_BEGIN.format(name=name))[2].partition(_END.format(name=name))[0].strip()


def _cells(table: str) -> Iterator[list[str]]:
    for line in table.splitlines()[2:]:
        yield [each.strip() for each in line.strip().strip("|").split("|")]


def _test_files() -> Iterator[Path]:
    yield from sorted((ROOT / "tests" / "faults").glob("test_*.py"))
    for folder in ("integration", "unit", "gui"):
        files = sorted((ROOT / "tests" / folder).glob("test_*.py"))
        yield from (each for each in files if _ALSO.match(each.name))


def _sentences(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name.removeprefix("test_").replace("_", " ")


def main() -> int:
    """Write the list of promises."""
    write_part("promises", promised())
    return 0


if __name__ == "__main__":
    sys.exit(main())
