"""Random damages: of documents, and of working copies that a crash has left.

Each damaged file is opened by a process of its own: it says what the file holds or why it is
refused, or it has crashed or hangs.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from perfeval_desktop.services.files import open_report, start_session
from tests.soak.forks import Ended, Forks
from tests.soak.states import state_of, without_sessions
from tests.soak.typing import act, content_hash, worked_on_sample

SECTOR, PAGE = 512, 4096
_CHINESE = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2})+")


@dataclass
class Damages:
    """What became of some damaged files."""

    damages: int = 0
    refused: int = 0  # with a reason; or, of a working copy, set aside while the document opens
    identical: int = 0  # opened with the very content: the damage hit nothing
    shortened: int = 0  # a damaged log: opened with the edits before the damage, and told so
    without_last: int = 0  # a log that ends as a power cut might have ended it, and is not told so
    unnoticed: int = 0  # opened with another content
    crashed: int = 0
    hung: int = 0  # for more than ten seconds
    problems: list[str] = field(default_factory=list)


def _bit(data: bytearray, dice: random.Random) -> None:
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def _byte(data: bytearray, dice: random.Random) -> None:
    data[dice.randrange(len(data))] = dice.randrange(256)


def _header(data: bytearray, dice: random.Random) -> None:
    data[dice.randrange(100)] ^= 1 << dice.randrange(8)


def _zero_sector(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(max(1, len(data) // SECTOR)) * SECTOR
    data[at : at + SECTOR] = bytes(len(data[at : at + SECTOR]))


def _swap(size: int) -> Callable[[bytearray, random.Random], None]:
    def swap(data: bytearray, dice: random.Random) -> None:
        one, other = (dice.randrange(max(1, len(data) // size)) * size for _ in range(2))
        first, second = data[one : one + size], data[other : other + size]
        if len(first) == len(second):
            data[one : one + size], data[other : other + size] = second, first

    return swap


def _old_page(data: bytearray, dice: random.Random) -> None:
    """A page that holds what another one holds: a write that went astray."""
    one, other = (dice.randrange(max(1, len(data) // PAGE)) * PAGE for _ in range(2))
    data[one : one + PAGE] = data[other : other + PAGE]


def _noise(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    length = min(dice.randrange(1, 3 * PAGE), len(data) - at)
    data[at : at + length] = dice.randbytes(length)


def _truncate(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(len(data)) :]


def _truncate_page(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(max(1, len(data) // PAGE)) * PAGE :]


def _lengthen(data: bytearray, dice: random.Random) -> None:
    data += bytes(dice.choice((1, SECTOR, PAGE)))


def _chinese(data: bytearray, dice: random.Random) -> None:
    """A bit flipped inside of Chinese text: often still a character, and another one."""
    found = list(_CHINESE.finditer(data))
    if not found:
        return _bit(data, dice)
    text = dice.choice(found)
    data[dice.randrange(text.start(), text.end())] ^= 1 << dice.randrange(6)
    return None


def _other_character(data: bytearray, dice: random.Random) -> None:
    """A Chinese character that has become another one: whole text, other words."""
    found = list(_CHINESE.finditer(data))
    if not found:
        return _byte(data, dice)
    text = dice.choice(found)
    at = dice.randrange(text.start(), text.end(), 3)
    data[at : at + 3] = chr(dice.randrange(0x4E00, 0x9F00)).encode()
    return None


KINDS: dict[str, Callable[[bytearray, random.Random], None]] = {
    "bit": _bit,
    "byte": _byte,
    "header": _header,
    "sector zeroed": _zero_sector,
    "sectors swapped": _swap(SECTOR),
    "pages swapped": _swap(PAGE),
    "page of elsewhere": _old_page,
    "noise": _noise,
    "cut off": _truncate,
    "cut off at a page": _truncate_page,
    "lengthened": _lengthen,
    "bit in Chinese text": _chinese,
    "another Chinese character": _other_character,
}


class Damager:
    """Damages files in a folder of its own and has them opened."""

    def __init__(self, forks: Forks, folder: Path, seed: int) -> None:
        self._forks, self._dice, self._folder = forks, random.Random(seed), folder
        self._state, self._left = folder / "state", folder / "left"
        folder.mkdir()
        self._path = folder / "报告.peval"
        with state_of(folder / "sample-state"):
            _, self._in_file = worked_on_sample(self._path)
        self._whole = self._path.read_bytes()
        with state_of(self._left):
            document = open_report(self._path)
            session = start_session(document, document.commit, reads_prose=False)
            dice = random.Random(seed)
            self._on_the_way: list[str] = []
            for _ in range(12):
                self._on_the_way.append(content_hash(session.report))
                act(session, dice)
            self._in_copy = content_hash(session.report)
            (self._session,) = (self._left / "sessions").iterdir()
            # What a kill leaves: closing would write the log back.
            shutil.copytree(self._left, folder / "crashed")
            document.drop()

    def documents(self, count: int) -> Damages:
        """Damage the document."""
        result = Damages()
        for kind in self._kinds(count):
            data = self._damaged(self._whole, kind)
            self._path.write_bytes(data)
            without_sessions(self._state)
            ended = self._forks.run("look", self._state, self._path)
            self._judge(result, kind, ended, self._in_file, resumed="")
            if self._path.read_bytes() != data:
                result.problems.append(f"{kind}: the damaged file was written to")
        self._path.write_bytes(self._whole)
        return result

    def working_copies(self, count: int) -> Damages:
        """Damage what a crash left: the database or its log."""
        result = Damages()
        for kind in self._kinds(count):
            without_sessions(self._state)
            shutil.copytree(self._folder / "crashed", self._state, dirs_exist_ok=True)
            session = self._state / "sessions" / self._session.name
            file = session / self._dice.choice(("work.db", "work.db-wal"))
            file.write_bytes(self._damaged(file.read_bytes(), kind))
            ended = self._forks.run("look", self._state, self._path)
            self._judge(result, f"{kind} in {file.name}", ended, self._in_file, self._in_copy)
        return result

    def _kinds(self, count: int) -> list[str]:
        """Every kind as often as the others, as far as it goes."""
        kinds = list(KINDS)
        self._dice.shuffle(kinds)
        return [kinds[at % len(kinds)] for at in range(count)]

    def _damaged(self, data: bytes, kind: str) -> bytes:
        while True:
            damaged = bytearray(data)
            KINDS[kind](damaged, self._dice)
            if damaged != data:
                return bytes(damaged)

    def _judge(self, result: Damages, kind: str, ended: Ended, in_file: str, resumed: str) -> None:
        result.damages += 1
        if ended.how == "hung":
            result.hung += 1
        elif ended.how != "done" or not ended.said:
            result.crashed += 1
            result.problems.append(f"{kind}: {ended}")
        elif ended.said[0].startswith("refused"):
            result.refused += 1
        else:
            how, held, told = ended.said[0].split()
            if how == "shortened" and held == told and held in self._on_the_way:
                result.shortened += 1
            elif how == "resumed" and held == told and held in self._unseen(kind):
                result.without_last += 1
            elif not held == told == (in_file if how == "opened" else resumed):
                result.unnoticed += 1
                result.problems.append(f"{kind}: {ended.said[0]}")
            elif how == "opened" and resumed:
                result.refused += 1  # the copy was set aside, the document is as it was
            else:
                result.identical += 1

    def _unseen(self, kind: str) -> list[str]:
        """Return the states at which a log may end as if the power had been cut just then.

        What is longer than a byte can hit the end of one transaction and the begin of the next, so
        that the two look like a single one that was being written.
        """
        if kind.startswith("cut off"):
            return self._on_the_way
        return self._on_the_way[-1:] if kind.startswith(("bit", "byte")) else self._on_the_way[-2:]
