"""Set up, run, test and measure the program: everything a maintainer types goes through here.

    sh packaging/perfeval.sh run     opens the program on the sample report
    sh packaging/perfeval.sh test    runs every check and every test

Standard library only, Python 3.11 or newer: it runs before anything is installed. On Debian and
Ubuntu what is missing of the system is installed with apt; everything else lives in `.venv`.
What a user may see is said in Chinese and in English.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP_FILE = VENV / "perfeval-setup.json"
TURN_FILE = ROOT / "build" / "set-up.lock"
SAMPLE_DIR = ROOT / "build" / "sample"
TRIED_SAMPLE = ROOT / "build" / "try" / "sample.peval"
ON_LINUX = sys.platform.startswith("linux")

LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
EXTRAS = {"run": ["build"], "dev": ["build", "dev"]}

NO_TESTS_COLLECTED = 5  # pytest's exit code


class SetUpError(Exception):
    """Something the set-up needs and cannot get; the text is for the user."""


def say(chinese: str, english: str) -> None:
    """Print one message in both languages, at once and in order with what programs print."""
    print(f"==> {chinese} / {english}", flush=True)


# --- What the system must have -----------------------------------------------------------------

# Shared libraries the Qt wheels load but do not bring, and the Debian package of each.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libzstd.so.1": "libzstd1",
}
XCB_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
TEST_COMMANDS = {
    "xvfb-run": "xvfb",
    "xauth": "xauth",
    "dbus-run-session": "dbus",
}
# Tests open what was exported in LibreOffice: one command, a part for each kind of file.
OFFICE_PARTS = {
    "libswlo.so": "libreoffice-writer-nogui",
    "libsclo.so": "libreoffice-calc-nogui",
}


def can_load(soname: str) -> bool:
    """Say whether a shared library can be loaded: asking the loader is fast and cannot be wrong."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def can_call(command: str) -> bool:
    """Say whether a command is on the search path."""
    return shutil.which(command) is not None


def has_office_part(library: str) -> bool:
    """Say whether LibreOffice is there with one of its programs."""
    office = shutil.which("soffice")
    return office is not None and (Path(office).resolve().parent / library).is_file()


def missing_packages(needs: Mapping[str, str], is_there: Callable[[str], bool]) -> list[str]:
    """Return the packages of the needs that are not there, each once, in the order of `needs`."""
    return list(dict.fromkeys(package for need, package in needs.items() if not is_there(need)))


def missing_for(*, window: bool, tests: bool, virtual_environment: bool) -> list[str]:
    """Return the Debian packages to install before the program can do what is asked."""
    packages: list[str] = []
    if virtual_environment and importlib.util.find_spec("ensurepip") is None:
        packages.append(f"python3.{sys.version_info.minor}-venv")
    if window or tests:
        packages += missing_packages({**QT_LIBRARIES, **XCB_LIBRARIES}, can_load)
    if tests:
        packages += missing_packages(TEST_COMMANDS, can_call)
        packages += missing_packages(OFFICE_PARTS, has_office_part)
    return packages


def names_on_this_release(packages: Iterable[str], known: set[str]) -> list[str]:
    """Take the name with `t64` where this release has it (Ubuntu 24.04, Debian 13)."""
    return [f"{name}t64" if f"{name}t64" in known else name for name in packages]


def names_known_to_apt(packages: Iterable[str]) -> set[str]:
    """Ask apt which of the packages, with or without `t64`, this release has."""
    wanted = [name for package in packages for name in (package, f"{package}t64")]
    answer = subprocess.run(
        ["apt-cache", "show", "--no-all-versions", *wanted],
        capture_output=True,
        text=True,
        check=False,  # it complains about every name it does not know
    )
    return set(re.findall(r"^Package: (\S+)$", answer.stdout, flags=re.MULTILINE))


def apt_prefix() -> list[str] | None:
    """Return what to put before apt-get so that it may install; None without the rights."""
    unattended = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if sys.platform != "win32" and os.geteuid() == 0:
        return unattended
    if not can_call("sudo"):
        return None
    may_ask = sys.stdin.isatty()
    silent = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", *unattended] if may_ask or silent.returncode == 0 else None


def install_packages(packages: list[str]) -> None:
    """Install Debian packages, or say which ones somebody else has to install."""
    by_hand = f"sudo apt-get install {' '.join(packages)}"
    prefix = apt_prefix() if ON_LINUX and can_call("apt-get") else None
    if prefix is None:
        raise SetUpError(
            f"缺少系统组件，这里又没有安装权限（或没有 apt）。请让管理员执行：{by_hand}\n"
            f"System packages are missing and cannot be installed from here. Ask for: {by_hand}"
        )
    say(f"安装系统组件：{' '.join(packages)}", "installing what the system lacks")
    try:
        subprocess.run([*prefix, "apt-get", "update", "-q"], check=True)
        names = names_on_this_release(packages, names_known_to_apt(packages))
        subprocess.run(
            [*prefix, "apt-get", "install", "-q", "-y", "--no-install-recommends", *names],
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise SetUpError(
            f"系统组件未能安装，原因见上。联网后重试，或执行：{by_hand}\n"
            f"apt-get failed, see above. Try again with a network, or run: {by_hand}"
        ) from error


# --- The virtual environment -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a virtual environment was made from; kept inside of it."""

    level: str  # run: what the program needs; dev: what the tests need as well
    inputs: str  # digest of the locks and of what the editable install reads
    place: str  # interpreter and folder: a moved environment does not work

    @classmethod
    def read(cls, path: Path) -> Stamp | None:
        """Return the stamp in `path`; None when there is none or it makes no sense."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, path: Path) -> None:
        """Keep the stamp, only after the set-up has succeeded."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


class Work(Enum):
    """What a set-up has to do."""

    NOTHING = "nothing"
    INSTALL = "install into the environment that is there"
    REBUILD = "make the environment anew"


def work_to_do(found: Stamp | None, wanted: Stamp) -> Work:
    """Compare what is there with what is needed. The environment for tests runs the program too."""
    if found is None or found.place != wanted.place:
        return Work.REBUILD
    is_enough = found.level in (wanted.level, "dev")
    return Work.NOTHING if is_enough and found.inputs == wanted.inputs else Work.INSTALL


def digest_of(paths: Iterable[Path]) -> str:
    """Return one digest over the contents of some files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def venv_program(name: str) -> Path:
    """Return the path of a program of the virtual environment."""
    folder, suffix = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
    return VENV / folder / f"{name}{suffix}"


def place_of_environment() -> str:
    """Name the interpreter behind `.venv` and its folder; a changed answer means it is broken.

    The interpreter is the one the environment was made with, not the one running this script:
    whoever has several may use any of them.
    """
    interpreter = os.path.realpath(venv_program("python"))
    if not os.path.exists(interpreter):
        return ""
    return f"{interpreter} in {VENV}"


def wanted_stamp(level: str) -> Stamp:
    """Return the stamp a working environment of this level has now."""
    sources = [*LOCKS.values(), ROOT / "pyproject.toml", ROOT / "perfeval_desktop" / "__init__.py"]
    return Stamp(level, digest_of(sources), place_of_environment())


def make_environment(level: str, work: Work) -> None:
    """Make or update `.venv`, and stamp it when everything has succeeded."""
    say("准备运行环境（首次约一两分钟）", "setting up .venv, a minute or two the first time")
    found = Stamp.read(STAMP_FILE)
    if work is Work.INSTALL and found is not None and found.level == "dev":
        level = "dev"  # never take the tools for the tests away again
    STAMP_FILE.unlink(missing_ok=True)
    try:
        if work is Work.REBUILD:
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        install_locked(LOCKS[level])
    except subprocess.CalledProcessError as error:
        raise SetUpError(
            "运行环境未能建好，原因见上；多半是网络不通，联网后重试即可。\n"
            "The environment could not be made, see above; most often the network is the reason."
        ) from error
    wanted_stamp(level).write(STAMP_FILE)


def install_locked(lock: Path) -> None:
    """Install exactly what `lock` names, then this checkout itself without asking any index."""
    pip = [str(venv_program("python")), "-m", "pip", "--disable-pip-version-check", "install"]
    subprocess.run(
        [*pip, "--quiet", "--only-binary=:all:", "--require-hashes", "-r", str(lock)], check=True
    )
    itself = ["--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT)]
    subprocess.run([*pip, "--quiet", *itself], check=True)


def set_up(level: str, *, window: bool = False) -> None:
    """Bring the machine and `.venv` to where the program or its tests can run."""
    work = work_to_do(Stamp.read(STAMP_FILE), wanted_stamp(level))
    if ON_LINUX:
        is_new = work is Work.REBUILD
        packages = missing_for(window=window, tests=level == "dev", virtual_environment=is_new)
        if packages:
            install_packages(packages)
    if work is Work.NOTHING:
        return
    with alone():
        work = work_to_do(Stamp.read(STAMP_FILE), wanted_stamp(level))
        if work is not Work.NOTHING:  # whoever was waited for may have done it
            make_environment(level, work)


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other set-up of this checkout is running: two at once would ruin `.venv`.

    The system gives the lock up when its holder ends, however it ends.
    """
    TURN_FILE.parent.mkdir(exist_ok=True)
    with TURN_FILE.open("wb") as turn:
        take_turn(turn.fileno())
        yield


if sys.platform == "win32":
    import msvcrt

    def take_turn(file: int) -> None:
        """Lock the file, waiting as long as somebody else holds it."""
        while True:
            try:
                return msvcrt.locking(file, msvcrt.LK_LOCK, 1)
            except OSError:  # Windows gives up after ten seconds
                continue

else:
    import fcntl

    def take_turn(file: int) -> None:
        """Lock the file, waiting as long as somebody else holds it."""
        fcntl.flock(file, fcntl.LOCK_EX)


# --- Running programs --------------------------------------------------------------------------


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a child: ours, its output in UTF-8, and the changes."""
    return {**os.environ, "PYTHONIOENCODING": "utf-8", **changes}


def has_display() -> bool:
    """Say whether a window can be opened here."""
    return not ON_LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the test command does."""

    title: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    may_find_no_tests: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step went."""

    step: Step
    is_passed: bool
    seconds: float
    summary: str  # the last line of pytest, "" for other programs

    def line(self) -> str:
        """Return the line of the closing table."""
        mark = "通过 passed" if self.is_passed else "失败 FAILED"
        return f"  {mark}  {self.seconds:6.1f} s  {self.step.title}  {self.summary}".rstrip()


def summary_in(line: str) -> str:
    """Return what pytest's closing line says ("3 passed in 0.1s"), "" for any other line."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", line).strip()
    found = re.fullmatch(r"=+ (.* in [\d.]+s.*?) =+", plain)
    return found[1] if found else ""


def carry_out(step: Step) -> Outcome:
    """Run one step, passing on everything it prints."""
    print(f"\n--- {step.title}\n    {' '.join(map(str, step.command))}", flush=True)
    begin = time.monotonic()
    summary = ""
    with subprocess.Popen(
        [str(part) for part in step.command],
        cwd=ROOT,
        env=environment(step.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            summary = summary_in(line) or summary
    accepted = {0, NO_TESTS_COLLECTED} if step.may_find_no_tests else {0}
    return Outcome(step, process.returncode in accepted, time.monotonic() - begin, summary)


def carry_out_all(steps: Sequence[Step]) -> int:
    """Run every step whatever the others say, so that all faults are seen at once.

    The closing table ends with the summary of the main test run.
    """
    outcomes = [carry_out(step) for step in steps]
    print("\n=== 结果 / Result")
    for outcome in outcomes:
        print(outcome.line())
    summaries = [outcome.summary for outcome in outcomes if outcome.summary]
    if summaries:
        print(f"\n==== {summaries[0]} ====")
    return 0 if all(outcome.is_passed for outcome in outcomes) else 1


def call(
    command: Sequence[str | Path],
    changes: Mapping[str, str] | None = None,
    *,
    output: BinaryIO | None = None,
) -> int:
    """Run a program with some changes to its environment and return its exit code."""
    arguments = [str(part) for part in command]
    return subprocess.run(
        arguments, env=environment(changes or {}), stdout=output, check=False
    ).returncode


# --- Sub-commands ------------------------------------------------------------------------------


def lint_steps() -> list[Step]:
    """Return the checks of the source: style, types, layers."""
    ruff, mypy, lint_imports = map(venv_program, ("ruff", "mypy", "lint-imports"))
    return [
        Step("ruff check", [ruff, "check", "--output-format=concise", "."], {}),
        Step("ruff format", [ruff, "format", "--check", "."], {}),
        Step("mypy", [mypy], {}),
        Step("layers", [lint_imports, "--no-logo"], {}),
    ]


def test_steps(*, is_quick: bool, arguments: Sequence[str]) -> list[Step]:
    """Return the test runs: all tests without a screen, those marked xcb on an X server too."""
    color = "--color=yes" if sys.stdout.isatty() else "--color=no"
    pytest = [str(venv_program("python")), "-m", "pytest", color]
    # The window is real in its tests, and takes minutes: the quick part leaves it to one on xcb.
    quick = ["tests/unit", "-m", "not slow"] if is_quick else []
    on_x_server = ["-m", "xcb and not slow" if is_quick else "xcb"]
    steps = [
        Step(
            "pytest (offscreen)",
            [*pytest, "-n", "3", "--dist", "worksteal", *quick, *arguments],
            {"QT_QPA_PLATFORM": "offscreen"},
        )
    ]
    if ON_LINUX:
        x_server = ["dbus-run-session", "--", "xvfb-run", "-a"]  # or each run leaves a dbus-daemon
        steps.append(
            Step(
                "pytest (xcb under Xvfb)",
                [*x_server, *pytest, *on_x_server, *arguments],
                {"QT_QPA_PLATFORM": "xcb"},
                may_find_no_tests=bool(arguments),
            )
        )
    return steps


def run(arguments: list[str]) -> int:
    """Open the program on the sample; without a display export the sample instead."""
    set_up("run", window=has_display())
    perfeval = venv_program("perfeval")
    if arguments:
        return call([perfeval, *arguments])
    return open_sample(perfeval) if has_display() else export_sample(perfeval)


def open_sample(perfeval: Path) -> int:
    """Open the window on the sample report, made on the first run and kept with its edits."""
    TRIED_SAMPLE.parent.mkdir(parents=True, exist_ok=True)
    if not TRIED_SAMPLE.exists():
        code = call([perfeval, "sample", TRIED_SAMPLE])
        if code != 0:
            return code
    return call([perfeval, TRIED_SAMPLE])


def export_sample(perfeval: Path) -> int:
    """Build the sample afresh, its PDF and the result of its checks, and say where they are."""
    shutil.rmtree(SAMPLE_DIR, ignore_errors=True)
    SAMPLE_DIR.mkdir(parents=True)
    sample, result = SAMPLE_DIR / "sample.peval", SAMPLE_DIR / "check.txt"
    own_state = {"PERFEVAL_STATE_DIR": str(SAMPLE_DIR / "state")}
    code = call([perfeval, "sample", sample], own_state)
    if code == 0:
        code = call([perfeval, "export", sample, "--pdf", "--to", SAMPLE_DIR], own_state)
    if code != 0:
        return code
    with result.open("wb") as stream:
        code = call([perfeval, "check", sample, "--format", "text"], own_state, output=stream)
    if code not in (0, 1):  # 1: the sample has open findings, as it should
        return code
    say("没有显示屏，已改为导出示例报告", "there is no display: the sample was exported instead")
    for path in (*sorted(SAMPLE_DIR.glob("*.pdf")), result, sample):
        print(f"    {path}")
    return 0


def test(arguments: list[str]) -> int:
    """Run every check of the source and every test; `--quick` leaves out the slow ones."""
    set_up("dev")
    is_quick = "--quick" in arguments
    rest = [argument for argument in arguments if argument != "--quick"]
    return carry_out_all([*lint_steps(), *test_steps(is_quick=is_quick, arguments=rest)])


def lint(arguments: list[str]) -> int:
    """Run the checks of the source only."""
    refuse(arguments)
    set_up("dev")
    return carry_out_all(lint_steps())


def bench(arguments: list[str]) -> int:
    """Run the benchmarks, on the screen that is there."""
    set_up("dev")
    platform = {} if has_display() else {"QT_QPA_PLATFORM": "offscreen"}
    return call([venv_program("python"), "-m", "tests.bench", *arguments], platform)


def soak(arguments: list[str]) -> int:
    """Try kills, power cuts, damages by the hundred: `soak [--kills N --cuts N --damages N]`."""
    set_up("dev")
    return call([venv_program("python"), "-m", "tests.soak", *arguments], {})


def fonts(arguments: list[str]) -> int:
    """Rebuild the shipped fonts from their sources."""
    set_up("dev")
    return call([venv_program("python"), ROOT / "packaging" / "build_fonts.py", *arguments])


def lock(arguments: list[str]) -> int:
    """Write both lock files anew; `lock --upgrade` takes newer versions."""
    tools = ROOT / "build" / "lock-tools"
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(tools)], check=True)
    python = tools / venv_program("python").relative_to(VENV)
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", "uv"], check=True)
    for level, target in LOCKS.items():
        command = [str(python), "-m", "uv", *lock_arguments(level, target), *arguments]
        subprocess.run(command, cwd=ROOT, check=True)
    return 0


def lock_arguments(level: str, target: Path) -> list[str]:
    """Return the arguments of uv: every platform, every hash, no address and no path."""
    extras = [argument for extra in EXTRAS[level] for argument in ("--extra", extra)]
    as_released = ["--constraint", LOCKS["run"].name] if level != "run" else []
    return [
        *("--no-config", "--quiet", "pip", "compile", "pyproject.toml", *extras, *as_released),
        *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"),
        *("--no-emit-index-url", "--no-emit-find-links"),
        *("--custom-compile-command", "sh packaging/perfeval.sh lock"),
        *("--output-file", target.name),
    ]


def refuse(arguments: list[str]) -> None:
    """Refuse arguments that a sub-command has no use for."""
    if arguments:
        raise SetUpError(f"不认识的参数 / unknown arguments: {' '.join(arguments)}")


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "lint": lint,
    "bench": bench,
    "soak": soak,
    "lock": lock,
    "fonts": fonts,
}


def parse(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Split the command line into the sub-command and what is passed on to it."""
    parser = argparse.ArgumentParser(
        prog="perfeval.sh",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=__doc__,
        epilog="\n".join(f"{name:6} {action.__doc__}" for name, action in COMMANDS.items()),
    )
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="passed on")
    found = parser.parse_args(arguments)
    return found.command, found.arguments


def main(arguments: Sequence[str]) -> int:
    """Carry out one sub-command and return its exit code; 2 when it could not be begun."""
    command, rest = parse(arguments)
    try:
        return COMMANDS[command](rest)
    except SetUpError as error:
        print(f"\n{error}", file=sys.stderr)
    except subprocess.CalledProcessError as error:
        print(f"\n失败 / failed ({error.returncode}): {error.cmd[0]}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\n已中断 / interrupted", file=sys.stderr)
    return 2


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
