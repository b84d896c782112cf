"""The pure parts of packaging/perfeval.py, and the lock files it installs from."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import threading
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "packaging" / "perfeval.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


script = load_script()
Stamp, Work = script.Stamp, script.Work


# --- What the system lacks ---------------------------------------------------------------------


def test_nothing_is_missing_where_every_need_is_there():
    assert script.missing_packages(script.QT_LIBRARIES, lambda _: True) == []


def test_a_missing_library_is_named_by_its_package():
    def is_there(soname: str) -> bool:
        return soname not in {"libGL.so.1", "libdbus-1.so.3"}

    assert script.missing_packages(script.QT_LIBRARIES, is_there) == ["libgl1", "libdbus-1-3"]


def test_a_package_that_serves_two_needs_is_named_once():
    needs = {"libA.so.1": "liba", "libB.so.1": "liba"}

    assert script.missing_packages(needs, lambda _: False) == ["liba"]


def test_running_without_a_window_needs_no_library(monkeypatch):
    monkeypatch.setattr(script, "can_load", lambda _: False)

    assert script.missing_for(window=False, tests=False, virtual_environment=False) == []


def test_tests_need_an_x_server_and_a_window_does_not(monkeypatch):
    monkeypatch.setattr(script, "can_load", lambda _: True)
    monkeypatch.setattr(script, "can_call", lambda _: False)
    monkeypatch.setattr(script.shutil, "which", lambda _: None)

    assert script.missing_for(window=True, tests=False, virtual_environment=False) == []
    assert script.missing_for(window=True, tests=True, virtual_environment=False) == [
        "xvfb",
        "xauth",
        "dbus",
        "libreoffice-writer-nogui",
        "libreoffice-calc-nogui",
    ]


def test_an_office_without_the_spreadsheet_program_is_asked_for_it(monkeypatch, tmp_path):
    (tmp_path / "libswlo.so").touch()
    (tmp_path / "soffice").touch()
    monkeypatch.setattr(script.shutil, "which", lambda _: str(tmp_path / "soffice"))

    missing = script.missing_packages(script.OFFICE_PARTS, script.has_office_part)

    assert missing == ["libreoffice-calc-nogui"]


def test_a_python_without_ensurepip_needs_the_venv_package_of_its_own_version(monkeypatch):
    monkeypatch.setattr(script.importlib.util, "find_spec", lambda _: None)

    assert script.missing_for(window=False, tests=False, virtual_environment=True) == [
        f"python3.{sys.version_info.minor}-venv"
    ]


def test_a_library_that_does_not_exist_cannot_be_loaded():
    assert not script.can_load("libno-such-library.so.7")


def test_newer_releases_get_the_names_with_t64():
    known = {"libglib2.0-0t64", "libgl1"}

    assert script.names_on_this_release(["libglib2.0-0", "libgl1"], known) == [
        "libglib2.0-0t64",
        "libgl1",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no apt on Windows")
def test_without_rights_the_user_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(script, "apt_prefix", lambda: None)

    with pytest.raises(script.SetUpError, match="sudo apt-get install libgl1 xvfb"):
        script.install_packages(["libgl1", "xvfb"])


# --- Whether the environment fits --------------------------------------------------------------

RUN = Stamp("run", "digest", "python in .venv")
DEV = Stamp("dev", "digest", "python in .venv")


@pytest.mark.parametrize(
    ("found", "wanted", "work"),
    [
        (None, RUN, Work.REBUILD),
        (RUN, RUN, Work.NOTHING),
        (DEV, DEV, Work.NOTHING),
        (DEV, RUN, Work.NOTHING),
        (RUN, DEV, Work.INSTALL),
        (Stamp("run", "older", RUN.place), RUN, Work.INSTALL),
        (Stamp("dev", "older", DEV.place), RUN, Work.INSTALL),
        (Stamp("dev", "digest", "python in another folder"), DEV, Work.REBUILD),
    ],
    ids=[
        "none",
        "run fits run",
        "dev fits dev",
        "dev fits run",
        "run lacks the tools",
        "run is outdated",
        "dev is outdated",
        "moved",
    ],
)
def test_the_stamp_decides_what_a_set_up_does(found, wanted, work):
    assert script.work_to_do(found, wanted) is work


def test_a_stamp_is_read_as_it_was_written(tmp_path):
    RUN.write(tmp_path / "stamp")

    assert Stamp.read(tmp_path / "stamp") == RUN


@pytest.mark.parametrize("text", ["", "not json", "[]", '{"level": "run"}', '{"colour": 1}'])
def test_a_stamp_that_makes_no_sense_counts_as_none(tmp_path, text):
    (tmp_path / "stamp").write_text(text, encoding="utf-8")

    assert Stamp.read(tmp_path / "stamp") is None


def test_the_digest_moves_with_every_file_and_with_their_order(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("a", encoding="utf-8")
    second.write_text("b", encoding="utf-8")
    before = script.digest_of([first, second])

    assert script.digest_of([second, first]) != before
    second.write_text("c", encoding="utf-8")
    assert script.digest_of([first, second]) != before


def test_a_set_up_waits_for_the_one_that_is_running(tmp_path, monkeypatch):
    turn = tmp_path / "build" / "set-up.lock"
    monkeypatch.setattr(script, "TURN_FILE", turn)
    ended: list[str] = []

    def second() -> None:
        with script.alone():
            ended.append("second")

    waiting = threading.Thread(target=second)
    with script.alone():
        waiting.start()
        waiting.join(timeout=0.2)
        ended.append("first")
    waiting.join(timeout=5)

    assert ended == ["first", "second"]


def test_what_another_set_up_has_done_meanwhile_is_not_done_again(tmp_path, monkeypatch):
    monkeypatch.setattr(script, "TURN_FILE", tmp_path / "build" / "set-up.lock")
    monkeypatch.setattr(script, "missing_for", lambda **_: [])
    answers = iter([Work.INSTALL, Work.NOTHING])
    monkeypatch.setattr(script, "work_to_do", lambda *_: next(answers))
    monkeypatch.setattr(script, "make_environment", lambda *_: pytest.fail("done twice"))

    script.set_up("dev")


# --- What the test command runs ----------------------------------------------------------------


def commands(steps) -> list[str]:
    return [" ".join(map(str, step.command)) for step in steps]


def test_the_quick_part_leaves_out_what_is_slow_on_both_platforms():
    for command in commands(script.test_steps(is_quick=True, arguments=[])):
        assert "not slow" in command


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
def test_marked_tests_run_on_a_real_x_server_too():
    offscreen, xcb = script.test_steps(is_quick=False, arguments=[])

    assert offscreen.environment == {"QT_QPA_PLATFORM": "offscreen"}
    assert xcb.environment == {"QT_QPA_PLATFORM": "xcb"}
    assert commands([xcb])[0].startswith("dbus-run-session -- xvfb-run -a ")
    assert not xcb.may_find_no_tests


def test_arguments_after_the_command_are_passed_on():
    assert script.parse(["test", "--quick", "-k", "name"]) == ("test", ["--quick", "-k", "name"])


def test_a_failed_step_is_reported_and_the_next_ones_run_all_the_same(capsys):
    steps = [
        script.Step("first", [sys.executable, "-c", "raise SystemExit(3)"], {}),
        script.Step("second", [sys.executable, "-c", "print('== 4 passed in 0.1s ==')"], {}),
    ]

    assert script.carry_out_all(steps) == 1

    lines = capsys.readouterr().out.splitlines()
    assert any(line.strip().startswith("失败") and "first" in line for line in lines)
    assert any(line.strip().startswith("通过") and "second" in line for line in lines)
    assert lines[-1] == "==== 4 passed in 0.1s ===="


@pytest.mark.parametrize(
    ("line", "summary"),
    [
        ("===== 12 passed, 1 skipped in 3.21s =====", "12 passed, 1 skipped in 3.21s"),
        (
            "\x1b[32m== \x1b[1m9 passed\x1b[0m in 75s (0:01:15) ==\x1b[0m",
            "9 passed in 75s (0:01:15)",
        ),
        ("===== test session starts =====", ""),
        ("2 workers [1 item]", ""),
    ],
)
def test_the_closing_line_of_pytest_is_recognised(line, summary):
    assert script.summary_in(line) == summary


@pytest.mark.skipif(sys.platform == "win32", reason="the wrapper is a shell script")
def test_the_wrapper_says_so_when_there_is_no_python(tmp_path):
    wrapper = ROOT / "packaging" / "perfeval.sh"
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")

    result = subprocess.run(
        ["/bin/sh", str(wrapper), "test"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert result.returncode == 2
    assert "需要 Python 3.11" in result.stderr


# --- The locks ---------------------------------------------------------------------------------


def requirements_in(lock: str) -> dict[str, str]:
    """Return each requirement of a lock with the lines that belong to it, by name."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    return {re.split(r"[=\s]", entry)[0]: entry for entry in entries if entry.strip()}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock):
    requirements = requirements_in(lock)

    assert requirements
    for name, entry in requirements.items():
        assert re.match(rf"{name}==[\w.]+", entry), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), name


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_folder(lock):
    without_comments = "\n".join(requirements_in(lock).values())

    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"--(extra-)?index-url|--find-links|(^|\s)/\w", without_comments)


def test_both_locks_pin_the_same_versions():
    tools = requirements_in("requirements-dev.lock")

    for name, entry in requirements_in("requirements.lock").items():
        assert tools[name] == entry


def test_the_locks_hold_every_direct_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {
        "requirements.lock": project["dependencies"] + extras["build"],
        "requirements-dev.lock": project["dependencies"] + extras["build"] + extras["dev"],
    }

    for lock, dependencies in wanted.items():
        names = {re.split(r"[<>=]", dependency)[0].lower() for dependency in dependencies}
        assert names <= requirements_in(lock).keys()


def test_pyside_is_locked_below_the_version_that_aborts_under_python_3_11():
    version = re.search(
        r"==(\d+)\.(\d+)", requirements_in("requirements.lock")["pyside6-essentials"]
    )

    assert version is not None
    assert (int(version[1]), int(version[2])) < (6, 12)
