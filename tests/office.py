"""LibreOffice without a screen: turns files into other formats, set in the shipped fonts.

Each call has a profile of its own, so that two at once do not wait for each other.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from perfeval_desktop.exporting.styles import Face
from perfeval_desktop.resources import resources_dir

SECONDS = 180
_STAND_INS = {
    Face.TITLE: "FormTitle",
    Face.HEI: "FormHei",
    Face.KAI: "FormKai",
    Face.FANG: "FormFang",
    Face.SONG: "FormSong",
}


def convert(path: Path, target_format: str, folder: Path) -> Path:
    """Convert a file, and return the new one in `folder`.

    A workbook of XlsxWriter is computed again whatever its cells say their values are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as private:
        fonts = _font_settings(Path(private))
        command = [
            shutil.which("soffice") or "soffice",
            "--headless",
            "--norestore",
            f"-env:UserInstallation={(Path(private) / 'profile').as_uri()}",
            *("--convert-to", target_format, "--outdir", str(folder), str(path)),
        ]
        environment = {**os.environ, "FONTCONFIG_FILE": str(fonts), "HOME": private}
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    made = folder / f"{path.stem}.{target_format.partition(':')[0]}"
    assert made.is_file(), f"soffice made nothing: {done.stdout}{done.stderr}"
    return made


def _font_settings(folder: Path) -> Path:
    """Let the official names stand for the shipped fonts."""
    aliases = "".join(
        f'<alias binding="same"><family>{face.official_name}</family>'
        f"<prefer><family>{name}</family></prefer></alias>"
        for face, name in _STAND_INS.items()
    )
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{resources_dir() / 'fonts'}</dir>{aliases}"
        f"<cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return file
