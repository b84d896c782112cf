"""What offices do to the forms: each change makes another paper of one, and keeps its truth.

A change never makes a paper that a person could not read: what a row or a column is still stands
beside or over its figures.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from tests.corpus import table_changes, word_changes
from tests.corpus.paper import Paper

Change = Callable[[Paper, random.Random], Paper]


def way(*ways: str) -> Change:
    """Return a change of the way in which a paper is written."""
    return lambda paper, chance: paper.with_way(*ways)


# In the order in which they are made when there are several.
FOR_ALL: dict[str, Change] = {
    each.__name__.replace("_", "-"): each
    for each in (
        word_changes.units_in_heads,
        word_changes.amounts_in_yuan,
        word_changes.figures_grouped,
        word_changes.figures_with_units,
        word_changes.figures_in_full_width,
        word_changes.rows_renamed,
        word_changes.labels_decorated,
        word_changes.labels_and_values_in_one_cell,
        table_changes.rows_left_out,
        table_changes.rows_added,
        table_changes.rows_in_another_order,
        table_changes.merges_the_other_way,
        table_changes.merges_lost,
        table_changes.cells_split_by_hand,
        table_changes.empty_rows_and_columns,
        word_changes.headings_without_numbers,
        table_changes.signatures_left_out,
        table_changes.annexes_in_another_order,
    )
}
FOR_WORD: dict[str, Change] = {
    "tables-cut-by-pages": table_changes.tables_cut_by_pages,
    **{
        name: way(name)
        for name in (
            *("nested", "numbered", "styled", "boxed", "in-cells", "colourful"),
            *("broken-runs", "breaks", "python-docx"),
        )
    },
}
FOR_EXCEL: dict[str, Change] = {
    "rows-hidden": table_changes.rows_hidden,
    **{name: way(name) for name in ("one-worksheet", "unnamed", "numbers", "colourful")},
}


def changed(paper: Paper, names: Iterable[str], chance: random.Random) -> Paper:
    """Make changes of a paper by their names, each at its turn."""
    wanted = set(names)
    known = {**FOR_ALL, **FOR_WORD, **FOR_EXCEL}
    for name in wanted:
        assert name in known, f"no change is called {name}"
    for name, change in known.items():
        if name in wanted:
            paper = change(paper, chance)
    return paper
