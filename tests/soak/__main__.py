"""The full counts: `python -m tests.soak [--kills N --cuts N --damages N] [NAME …]`.

Prints a line for each thing that was tried and writes the table of docs/reliability.md. The exit
code is 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from tests.soak.damages import Damager, Damages
from tests.soak.forks import Forks, forks
from tests.soak.full import NoSmallDiskError, fill_up, small_disk
from tests.soak.kills import Killer, Kills
from tests.soak.long import work_long
from tests.soak.migrating import break_migrations
from tests.soak.page import Row, tried, write_part
from tests.soak.power import Cuts, cut_power
from tests.soak.publishing_cuts import cut_while_publishing
from tests.soak.states import state_of

SEED = 2022
CUTS_A_SESSION = 100
MINUTES_A_DAY = 24 * 60
SHARES = {  # of the kills, in percent
    "editing": 40,
    "saving": 15,
    "undoing": 10,
    "exporting": 10,
    "migrating": 13,
    "opening": 12,
}


def main() -> int:
    """Run what is asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--cuts", type=int, default=1_000)
    parser.add_argument("--damages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which; all by default")
    options = parser.parse_args()
    unknown = set(options.names) - set(SOAKS)
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(SOAKS)}")
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for each in options.names or SOAKS:
            folder = Path(name) / each
            folder.mkdir()
            with forks(folder) as server, state_of(folder / "own-state"):
                for row in SOAKS[each](server, folder, options):
                    rows.append(row)
                    print(
                        f"{row.what}: {row.times}; {row.outcome}; lost or wrong: {row.wrong}",
                        flush=True,
                    )
    write_part("soak", tried(rows, f"{date.today()}"))
    return 1 if any(row.wrong for row in rows) else 0


def _kills(server: Forks, folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    killer = Killer(server, folder / "soak", options.seed)
    for name, share in SHARES.items():
        result: Kills = getattr(killer, name)(max(1, round(options.kills * share / 100)))
        _tell(result.problems)
        edits = f"{result.acknowledged} acknowledged edits, {result.lost} lost; "
        outcome = f"{edits if result.acknowledged else ''}{result.unopenable} files unopenable"
        outcome += f", {result.left_behind} left behind"
        yield Row(f"SIGKILL while {name}", f"{result.kills} kills", outcome, _wrong(result))


def _cuts(server: Forks, folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    total = Cuts()
    for at in range(-(-options.cuts // CUTS_A_SESSION)):
        inner = folder / str(at)
        inner.mkdir()
        count = min(CUTS_A_SESSION, options.cuts - at * CUTS_A_SESSION)
        result = cut_power(inner, count, options.seed + at)
        shutil.rmtree(inner)
        for name in ("cuts", "in_checkpoints", "acknowledged", "lost", "unopenable"):
            setattr(total, name, getattr(total, name) + getattr(result, name))
        total.problems += result.problems
    _tell(total.problems)
    outcome = (
        f"{total.acknowledged} acknowledged edits, summed over the cuts, {total.lost} lost; "
        f"{total.unopenable} files unopenable"
    )
    times = f"{total.cuts} cuts, {total.in_checkpoints} while the log was written back"
    yield Row("power cut on the working copy", times, outcome, len(total.problems))
    for saves_as in (False, True):
        inner = folder / f"saving-{saves_as}"
        inner.mkdir()
        found = cut_while_publishing(inner, saves_as=saves_as)
        _tell(found.problems)
        what = f"power cut at each step of saving{' as' if saves_as else ''}"
        outcome = f"{len(found.problems)} without the edit or unopenable"
        yield Row(what, f"{found.states} states of the disk", outcome, len(found.problems))


def _damages(server: Forks, folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    damager = Damager(server, folder / "soak", options.seed)
    yield _of_damages("random damage of a document", damager.documents(options.damages))
    copies = damager.working_copies(options.damages // 2)
    yield _of_damages("random damage of a working copy that a kill has left", copies)


def _of_damages(what: str, result: Damages) -> Row:
    _tell(result.problems)
    short = (
        f", {result.shortened} opened up to the damage, which is told, {result.without_last} "
        "that ended as a power cut might have ended them"
    )
    if not (result.shortened or result.without_last):
        short = ""
    outcome = (
        f"{result.refused} refused or set aside, {result.identical} opened with the very content"
        f"{short}; {result.unnoticed} changed unnoticed, {result.crashed} crashed, "
        f"{result.hung} hung"
    )
    return Row(what, f"{result.damages} files", outcome, len(result.problems) + result.hung)


def _calls(server: Forks, folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    from perfeval_desktop.services.files import create_report

    (folder / "documents").mkdir()
    path = folder / "documents" / "报告.peval"
    create_report(path, "hunan/hetang/2022", 2022, "甲单位").close()
    whole = path.read_bytes()
    for job, what in (("fail saving", "an edit and its saving"), ("fail opening", "opening")):
        for code, how_long in (("EIO", "once"), ("ENOSPC", "for ever")):
            path.write_bytes(whole)
            state = folder / f"state-{job}-{code}"
            ended = server.run(job, state, path, code, how_long, 1, 1, limit=1_800)
            told = [each.split(" ", 2) for each in ended.said if each[:1].isdigit()]
            counts = Counter(outcome for _, _, outcome in told)
            outcome = ", ".join(f"{count} {_in_words(name)}" for name, count in counts.items())
            wrong = 0 if ended.how == "done" else 1
            _tell(ended.said[len(told) :])
            title = f"the n-th call fails ({code}, {how_long}) in {what}"
            yield Row(title, f"n = 1 … {len(told)}", outcome, wrong)


def _in_words(outcome: str) -> str:
    return {
        "not stored": "times the edit was not stored until later",
        "refused": "times the saving was refused",
        "saved": "times it was saved all the same",
        "CannotOpenError": "times the opening was refused with the reason",
        "opened": "times it was opened all the same",
        "shown": "times it was opened to be looked at, with the reason",
    }.get(outcome, outcome)


def _migrations(server: Forks, folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    result = break_migrations(server, folder / "soak", first=1, step=7)
    _tell(result.problems)
    yield Row(
        "migration of formats 1 to 5 that is killed, refused or without room at the n-th statement",
        f"{result.tries} times",
        f"{result.killed} killed, {result.refused} refused; {result.lost} documents not as before",
        len(result.problems),
    )


def _full(server: Forks, folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    try:
        with small_disk(folder / "disk") as disk:
            for holds, step in (("document", 40_960), ("state", 4_096)):
                result = fill_up(folder, disk, [n * step for n in range(40)], holds=holds)
                _tell(result.problems)
                outcome = f"{result.refused} refused, {result.lost} lost; saved when there was room"
                what = f"full disk under the {holds}{' folder' if holds == 'state' else ''}"
                yield Row(what, f"{result.tries} edits", outcome, len(result.problems))
    except NoSmallDiskError as error:
        print(f"full disks: not tried, {error}", file=sys.stderr)


def _long(server: Forks, folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    day = work_long(folder / "soak", MINUTES_A_DAY)
    early, late = day.early, day.late
    outcome = (
        f"handles {early.handles} → {late.handles}, threads {early.threads} → {late.threads}, "
        f"files {early.files} → {late.files}"
    )
    is_right = day.is_in_file and not day.failures and early == late and day.saved == day.edits
    yield Row(
        "an edit a minute for 24 hours, saved each time",
        f"{day.edits} edits",
        outcome,
        int(not is_right),
    )


def _tell(problems: list[str]) -> None:
    for each in problems:
        print(f"    {each}", file=sys.stderr, flush=True)


def _wrong(result: Kills) -> int:
    return result.lost + result.unopenable + result.left_behind + len(result.problems)


Soak = Callable[[Forks, Path, argparse.Namespace], Iterator[Row]]
SOAKS: dict[str, Soak] = {
    "kills": _kills,
    "cuts": _cuts,
    "damages": _damages,
    "calls": _calls,
    "migrations": _migrations,
    "full": _full,
    "long": _long,
}

if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    started = time.monotonic()
    code = main()
    print(f"{time.monotonic() - started:.0f} s")
    sys.exit(code)
