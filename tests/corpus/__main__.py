"""`python -m tests.corpus make` writes the kept variations anew; `measure` says how import does.

`measure` takes the kept files and then documents of fresh seeds, which nobody has seen before.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

from tests.corpus.drawing import imported, measured_seeds
from tests.corpus.measuring import NOTHING, Measured
from tests.corpus.variations import VARIATIONS, make, read_truth


def main() -> int:
    """Do what is asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("make", help="write tests/data/word and tests/data/excel (LibreOffice)")
    measuring = commands.add_parser("measure", help="what import makes of them, and of others")
    measuring.add_argument("--seeds", type=int, default=100, help="how many documents are drawn")
    measuring.add_argument("--first", type=int, help="the first seed; a random one by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.command == "make":
            make(Path(folder))
        else:
            _measure(Path(folder), options.seeds, options.first)
    return 0


def _measure(folder: Path, seeds: int, first: int | None) -> None:
    total = NOTHING
    for each in VARIATIONS:
        found = imported(each.path, read_truth(each.truth_path))
        _say_worse(f"{each.path.parent.name}/{each.path.name}", found)
        total = total.plus(found)
    _say(f"{len(VARIATIONS)} kept files", total)
    if seeds:
        start = first if first is not None else random.SystemRandom().randrange(10**9)
        total = NOTHING
        for drawn, found in measured_seeds(start, seeds, folder):
            _say_worse(f"seed {drawn.seed} {drawn.ending} {', '.join(drawn.changes)}", found)
            total = total.plus(found)
        _say(f"{seeds} drawn files from seed {start}", total)


def _say(name: str, found: Measured) -> None:
    parts = [f"{field} {len(each)}" for field, each in zip(found._fields, found, strict=True)]
    share = 100 * (len(found.right) + len(found.doubted)) / max(1, found.total())
    print(f"{name}: {found.total()} values, {', '.join(parts)}; in their places {share:.2f} %")


def _say_worse(name: str, found: Measured) -> None:
    """Say what did not come to its place."""
    if any(found[2:]):
        _say(name, found)
        for kind, texts in zip(found._fields[2:], found[2:], strict=True):
            for text in texts[:5]:
                print(f"    {kind}: {text}")


if __name__ == "__main__":
    raise SystemExit(main())
