"""Kills at random moments of real processes that edit, save, export, migrate and open."""

from __future__ import annotations

import io
import json
import random
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.services.files import open_report, unfinished_reports
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.read_documents import read_document
from tests.soak.forks import Ended, Forks
from tests.soak.states import state_of, two_days_ago, without_sessions
from tests.soak.typing import content_hash, told_by_history, worked_on_sample

FORMATS = Path(__file__).parents[1] / "data" / "formats"


@dataclass
class Kills:
    """What became of the edits in some kills."""

    kills: int = 0
    acknowledged: int = 0  # edits that were, summed over the kills
    lost: int = 0  # of them
    unopenable: int = 0  # files that did not open, or not with what their history tells
    left_behind: int = 0  # files beside the document, or in the state folder, after the next start
    problems: list[str] = field(default_factory=list)


class Killer:
    """Kills processes in a folder of its own, and looks at what is left."""

    def __init__(self, forks: Forks, folder: Path, seed: int) -> None:
        self._forks, self._dice = forks, random.Random(seed)
        self._state, self._sticks = folder / "state", folder / "documents"
        self._sample = folder / "sample" / "报告.peval"
        self._sample.parent.mkdir(parents=True)
        with state_of(folder / "sample-state"):
            self._begun_with = worked_on_sample(self._sample)
        self._spans: dict[str, float] = {}

    def editing(self, kills: int) -> Kills:
        """Kill while a report is edited, and saved now and then."""
        return self._work(kills, "edit", "24")

    def saving(self, kills: int) -> Kills:
        """Kill while a report is saved, and saved under other names."""
        others = [self._sticks / name for name in ("送审.peval", "U盘/备份 #2.peval")]
        return self._work(kills, "save", "8", *others)

    def undoing(self, kills: int) -> Kills:
        """Kill while edits are taken back and repeated."""
        return self._work(kills, "undo", "40")

    def exporting(self, kills: int) -> Kills:
        """Kill while a report is exported in every form, over older exports."""
        return self._many(kills, self._export)

    def migrating(self, kills: int) -> Kills:
        """Kill while a document of an older format is opened and saved."""
        return self._many(kills, self._migrate)

    def opening(self, kills: int) -> Kills:
        """Kill while a document is opened, closed and read."""
        return self._many(kills, self._open)

    # One kill each; what is to be found out stands in the result

    def _work(self, kills: int, job: str, times: str, *others: Path) -> Kills:
        return self._many(kills, lambda result: self._edit(result, job, times, *others))

    def _many(self, kills: int, one: Callable[[Kills], None]) -> Kills:
        result = Kills()
        while result.kills < kills:
            one(result)
        return result

    def _edit(self, result: Kills, job: str, times: str, *others: Path) -> None:
        path = self._fresh()
        for each in others:
            each.parent.mkdir(exist_ok=True)
        ended = self._kill(job, path, self._dice.randrange(2**30), times, *others)
        if ended is None:
            return
        result.kills += 1
        first, number, hash_ = _acknowledged(ended) or (self._begun_with[0], *self._begun_with)
        result.acknowledged += number - first
        found = self._open_all(result, [path, *others])
        last = max(found, default=0)
        result.lost += max(0, number - last)
        if last not in (number, number + 1) or (last == number and found[last] != hash_):
            result.problems.append(f"{job}: {last} instead of {number}")
        self._look_for_rest(result, [path, *others])

    def _export(self, result: Kills) -> None:
        path = self._fresh()
        folder = self._sticks / "导出"
        folder.mkdir()
        if "export" not in self._spans:
            self._kill("export", path, folder, "2")  # measured only
        assert self._forks.run("export", self._state, path, folder, "1", limit=60).how == "done"
        before = path.read_bytes()
        if self._kill("export", path, folder, "2") is None:
            return
        result.kills += 1
        for each in sorted(folder.glob("报告.*")):
            if not _is_whole(each):
                result.unopenable += 1
                result.problems.append(f"export: {each.name}")
        if path.read_bytes() != before:
            result.unopenable += 1
        self._open_all(result, [path])
        ended = self._forks.run("export", self._state, path, folder, "1", limit=60)
        if ended.how != "done" or len(list(folder.iterdir())) != 4:
            result.left_behind += 1
            result.problems.append(f"export: {ended} {sorted(map(str, folder.iterdir()))}")
        self._look_for_rest(result, [path, *folder.glob("报告.*")])

    def _migrate(self, result: Kills) -> None:
        number = self._dice.randrange(1, 5)
        old = FORMATS / f"format-{number}.peval"
        path = self._fresh(old)
        if self._kill("migrate", path) is None:
            return
        result.kills += 1
        is_old = path.read_bytes() == old.read_bytes()
        expected = content_hash(read_document(old))
        if not is_old and content_hash(read_document(path)) != expected:
            result.unopenable += 1
        if expected not in self._open_all(result, [path]).values():
            result.lost += 1
            result.problems.append(f"migrate: format {number}")
        self._look_for_rest(result, [path])

    def _open(self, result: Kills) -> None:
        path = self._fresh()
        before = path.read_bytes()
        if self._kill("open", path, "4") is None:
            return
        result.kills += 1
        if path.read_bytes() != before:
            result.problems.append("open: the document was written to")
            result.unopenable += 1
        self._open_all(result, [path])
        self._look_for_rest(result, [path])

    # What they share

    def _fresh(self, source: Path | None = None) -> Path:
        shutil.rmtree(self._sticks, ignore_errors=True)
        self._sticks.mkdir()
        without_sessions(self._state)
        path = self._sticks / "报告 #1.peval"
        shutil.copyfile(source or self._sample, path)
        return path

    def _kill(self, job: str, *arguments: object) -> Ended | None:
        """Run a job and kill it; None when it was done before, or is measured first."""
        if job not in self._spans:
            ended = self._forks.run(job, self._state, *arguments, limit=60)
            assert ended.how == "done", ended
            self._spans[job] = ended.seconds
            return None
        moment = self._dice.uniform(0, self._spans[job])
        ended = self._forks.run(job, self._state, *arguments, kill_after=moment)
        assert ended.how in ("killed", "done"), ended
        return ended if ended.how == "killed" else None

    def _open_all(self, result: Kills, paths: list[Path]) -> dict[int, str]:
        """Open each document as the next start does; return its last step, and its hash."""
        found = {}
        with state_of(self._state):
            two_days_ago(self._state)
            two_days_ago(self._sticks)
            for path in paths:
                if path.exists():
                    _read(path, result)
            for path in dict.fromkeys([*unfinished_reports(), *filter(Path.exists, paths)]):
                document = _opened(path, result)
                if document is not None:
                    found[document.batches[-1].number] = content_hash(document.report)
                    document.close()
        return found

    def _look_for_rest(self, result: Kills, documents: list[Path]) -> None:
        beside = {each for each in self._sticks.rglob("*") if each.is_file()} - set(documents)
        in_state = list((self._state / "sessions").iterdir())
        if beside or in_state:
            result.left_behind += len(beside) + len(in_state)
            result.problems.append(f"left: {beside} {in_state}")


def _read(path: Path, result: Kills) -> None:
    try:
        read_document(path)
    except PerfevalError as error:
        result.unopenable += 1
        result.problems.append(f"{path.name}: {error!r}")


def _opened(path: Path, result: Kills) -> OpenDocument | None:
    try:
        document = open_report(path)
    except PerfevalError as error:
        result.unopenable += 1
        result.problems.append(f"{path.name}: {error!r}")
        return None
    is_true = document.verify_history() is None
    if not is_true or told_by_history(document) != content_hash(document.report):
        result.unopenable += 1
        result.problems.append(f"{path.name}: not what its history tells")
    return document


def _acknowledged(ended: Ended) -> tuple[int, int, str] | None:
    """Return the first and last step a process has acknowledged, and the hash of the last.

    None when it was killed while it opened the document.
    """
    told = [line.split(" ", 2) for line in ended.said if line[0].isdigit()]
    if not told:
        return None
    return int(told[0][0]), int(told[-1][0]), told[-1][1]


def _is_whole(path: Path) -> bool:
    data = path.read_bytes()
    match path.suffix:
        case ".pdf":
            from pypdf import PdfReader

            return len(PdfReader(io.BytesIO(data)).pages) > 10
        case ".json":
            return bool(json.loads(data))
        case _:
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                return parts.testzip() is None
