"""Other programs that work on the same files: processes of their own, here or on another computer.

Another computer is one of another name (`unshare --uts`), with a state folder of its own.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from perfeval_desktop.services.files import open_report
from perfeval_desktop.storage.locks import lock_path

_SERVE = r"""
import os, sys
from pathlib import Path
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import create_report, open_report, start_session
from perfeval_desktop.services.user_text import user_text

STAFF = FieldAddress("", "编制数")
document = session = None

def opened(new):
    global document, session
    document, session = new, start_session(new, new.commit)
    return document.read_only or ("resumed" if document.is_resumed else "ok")

def staff():
    value = session.report.value(STAFF)
    return value.text if value is not None else ""

def run(command):
    os.system(command)
    return "ok"

def typed(text):
    session.apply(entry_edits(session.report, STAFF, text), "填写", Origin.TYPED)
    return "ok"

DO = {
    "open": lambda name: opened(open_report(Path(name))),
    "take over": lambda name: opened(open_report(Path(name), takes_over=True)),
    "new": lambda name: opened(create_report(Path(name), "hunan/hetang/2022", 2022, "甲单位")),
    "staff": lambda _: staff(),
    "type": typed,
    "save": lambda _: document.publish() or "ok",
    "save as": lambda name: document.publish_as(Path(name)) or "ok",
    "beat": lambda _: document.keep_locked() or "ok",
    "close": lambda _: document.close() or "ok",
    "abandon": lambda _: document.abandon() or "ok",
    "shell": run,
}
for line in sys.stdin:
    name, _, argument = line.rstrip("\n").partition("\t")
    try:
        answer = DO[name](argument)
    except PerfevalError as error:
        answer = f"{type(error).__name__} {user_text(error).sentence}"
    print(answer, flush=True)
"""


class Program:
    """A process that opens and edits documents when it is told to, and answers what came of it."""

    def __init__(self, state: Path, prefix: str = "") -> None:
        command = shlex.join([sys.executable, "-c", _SERVE])
        self._process = subprocess.Popen(
            ["sh", "-c", f"{prefix or 'exec'} {command}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PERFEVAL_STATE_DIR": str(state), "PYTHONUTF8": "1"},
        )

    def do(self, name: str, argument: object = "") -> str:
        """Tell it to do one thing, and return what it says of it."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{name}\t{argument}\n")
        stdin.flush()
        answer = stdout.readline()
        assert answer, "it ended"
        return answer.rstrip("\n")

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self.end()

    def end(self) -> None:
        """Let it end by itself: it reads no more commands."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait(timeout=30)


@cache
def can(prefix: str) -> bool:
    """Say whether this machine lets a test do that."""
    done = subprocess.run(["sh", "-c", f"{prefix} true"], capture_output=True, check=False)
    return done.returncode == 0


def in_namespace(options: str, before: str) -> str:
    """Return the prefix of a process that sees a computer of its own, or skip the test."""
    unshare = f"unshare {options}"
    if not can(f"{unshare} --"):
        pytest.skip(f"this machine does not let a test run `{unshare}`")
    then = shlex.quote(before + ' exec "$0" "$@"')
    return f"exec {unshare} -- sh -c {then}"


def on_computer(name: str) -> str:
    """Return the prefix of a process on a computer of this name, or skip the test."""
    return in_namespace("--uts", f"hostname {name} &&")


def left_by_another(path: Path, **changes: object) -> None:
    """Leave the lock of another computer, which was renewed just now."""
    document = open_report(path)
    facts = json.loads(lock_path(path).read_text("utf-8"))
    facts |= {"session": "f" * 16, "host": "CZK-03", "boot": "", "install": "other"}
    document.close()
    lock_path(path).write_text(json.dumps({**facts, **changes}), "utf-8")


StartProgram = Callable[..., Program]


def programs() -> Iterator[StartProgram]:
    """Start programs; what still runs in the end is killed."""
    started: list[Program] = []

    def start(state: Path, prefix: str = "") -> Program:
        started.append(Program(state, prefix))
        return started[-1]

    yield start
    for each in started:
        if each._process.poll() is None:
            each.kill()
