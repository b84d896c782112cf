"""Processes by the hundred: a server that has the program loaded forks one for each request.

They are real processes, which die of real signals; only the loading of the program is done once.
`python -m tests.soak.forks` is the server: a line of JSON in, a line of JSON out.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

HANGS_S = 10.0


class Ended(NamedTuple):
    """How a process ended, and the lines it had acknowledged by then."""

    how: str  # done, killed (by us), crashed, hung
    seconds: float
    said: list[str]


class Forks:
    """The server, and what is asked of it."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._said = folder / "acknowledged.txt"

    def run(
        self,
        job: str,
        state: Path,
        *arguments: object,
        kill_after: float | None = None,
        limit: float = HANGS_S,
    ) -> Ended:
        """Run one of `jobs.JOBS` in a process of its own; kill it after some seconds if told to."""
        self._said.write_text("", encoding="utf-8")
        request = {
            "job": job,
            "state": str(state),
            "arguments": [str(each) for each in arguments],
            "said": str(self._said),
            "kill_after": kill_after,
            "limit": limit,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        said = self._said.read_text(encoding="utf-8").splitlines()
        return Ended(answer["how"], answer["seconds"], said)


@contextmanager
def forks(folder: Path) -> Iterator[Forks]:
    """Keep a server while something is tried; `folder` is for what is said."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.forks"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        yield Forks(process, folder)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(HANGS_S)
        assert process.stdout is not None
        process.stdout.close()


def _serve() -> None:
    from tests.soak.jobs import JOBS, get_ready

    get_ready()
    for line in sys.stdin:
        request = json.loads(line)
        begin = time.monotonic()
        child = os.fork()
        if child == 0:
            _work(JOBS[request["job"]], request)
        how = _wait(child, request["kill_after"], request["limit"])
        answer = {"how": how, "seconds": time.monotonic() - begin}
        print(json.dumps(answer), flush=True)


def _work(job: object, request: dict[str, object]) -> None:
    code = 1
    said = os.open(str(request["said"]), os.O_WRONLY | os.O_APPEND)

    def say(line: str) -> None:
        os.write(said, f"{line}\n".encode())

    try:
        os.environ["PERFEVAL_STATE_DIR"] = str(request["state"])
        job(say, *request["arguments"])  # type: ignore[operator,misc]
        code = 0
    except BaseException:
        say(f"!{traceback.format_exc()}")
    finally:
        os._exit(code)


def _wait(child: int, kill_after: float | None, limit: float) -> str:
    descriptor = os.pidfd_open(child)
    try:
        is_over, _, _ = select.select(
            [descriptor], [], [], limit if kill_after is None else kill_after
        )
        if not is_over:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    finally:
        os.close(descriptor)
    if os.WIFSIGNALED(status):
        ours = not is_over and os.WTERMSIG(status) == signal.SIGKILL
        return ("hung" if kill_after is None else "killed") if ours else "crashed"
    return "done" if os.WEXITSTATUS(status) == 0 else "crashed"


if __name__ == "__main__":
    _serve()
