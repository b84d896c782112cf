"""LibreOffice without a window, with a profile and fonts of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from perfeval_desktop.resources import resources_dir

# The shipped faces under the names that are written into office files.
_ALIASES = {
    "FormFang": ("仿宋_GB2312", "仿宋", "FangSong"),
    "FormKai": ("楷体_GB2312", "楷体", "KaiTi"),
    "FormHei": ("黑体", "SimHei"),
    "FormSong": ("宋体", "SimSun"),
    "FormTitle": ("方正小标宋简体", "方正小标宋_GBK"),
}
_SECONDS = 180


def has_office() -> bool:
    """Say whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def convert(path: Path, target_format: str, folder: Path) -> Path:
    """Convert a file, and return the new one in `folder`; arguments as of `convert_all`."""
    (result,) = convert_all([path], target_format, folder)
    return result


def convert_all(paths: Sequence[Path], target_format: str, folder: Path) -> list[Path]:
    """Convert files of different names in one run, which takes seconds to begin.

    Args:
        paths: The files to read.
        target_format: What `--convert-to` takes: pdf, docx, "txt:Text (encoded):UTF8".
        folder: Where fonts and the result are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        "soffice",
        f"-env:UserInstallation={_profile().as_uri()}",
        "--headless",
        "--convert-to",
        target_format,
        "--outdir",
        str(folder),
        *map(str, paths),
    ]
    environment = os.environ | {"FONTCONFIG_FILE": str(_font_configuration(folder))}
    environment.pop("LD_LIBRARY_PATH", None)
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=True
    )
    ending = target_format.split(":", 1)[0]
    results = [folder / f"{path.stem}.{ending}" for path in paths]
    assert all(each.exists() for each in results), done.stdout + done.stderr
    return results


@cache
def _profile() -> Path:
    """A profile of this process's own: the first run fills it, which takes as long as the rest."""
    folder = Path(tempfile.mkdtemp(prefix="perfeval-office-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _font_configuration(folder: Path) -> Path:
    """Write which fonts there are: the shipped set, under the official names as well."""
    aliases = "".join(
        f'<match target="pattern"><test name="family"><string>{escape(name)}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{escape(ours)}</string>'
        "</edit></match>"
        for ours, names in _ALIASES.items()
        for name in names
    )
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(resources_dir() / 'fonts'))}</dir>"
        f"<cachedir>{escape(str(folder / 'font-cache'))}</cachedir>{aliases}</fontconfig>",
        encoding="utf-8",
    )
    return file
