"""Templates read before, kept in the state folder: opening a file must not parse its forms anew.

What is kept is Python's own (pickle): it is read from nowhere but the private folder that holds the
working copies too, under a name that stands for the template's texts and for this very program. A
document brings the texts; whatever is wrong with what was kept, they are read again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from perfeval_desktop import __version__
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.storage.state import private_file, state_dir

_MOST_KEPT = 8
_PACKAGE = Path(__file__).parents[1]
_MADE_BY = ("domain", "checks", "templates")  # whose code makes what is kept


def template_of(texts: Mapping[str, str]) -> ReportTemplate:
    """Return the template that these files make.

    Raises:
        TemplateError: they are faulty.
    """
    kept = _folder() / f"{_key(texts)}.pickle"
    template = _read(kept)
    if template is not None and template.texts == texts:
        return template
    from perfeval_desktop.templates.loader import template_from_texts

    template = template_from_texts(texts)
    _write(kept, template)
    return template


def _folder() -> Path:
    return state_dir() / "templates"


def _key(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256(_program().encode())
    for name in sorted(texts):
        digest.update(f"{name}\0{texts[name]}\0".encode())
    return digest.hexdigest()[:32]


@cache
def _program() -> str:
    """Stand for this program: its version, and in a checkout the code as it is now."""
    files = (each for name in _MADE_BY for each in (_PACKAGE / name).glob("*.py"))
    stamps = sorted((each.name, each.stat().st_mtime_ns) for each in files)
    return repr((__version__, sys.version, stamps))


def _read(kept: Path) -> ReportTemplate | None:
    try:
        template = pickle.loads(kept.read_bytes())
    except Exception:
        return None  # not there, cut short, made by another version: all the same
    return template if isinstance(template, ReportTemplate) else None


def _write(kept: Path, template: ReportTemplate) -> None:
    """A full disk is no reason to fail: the next opening is slower, that is all."""
    beside = kept.with_suffix(f".{os.urandom(4).hex()}.part")
    with contextlib.suppress(OSError):
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        private_file(beside)
        beside.write_bytes(pickle.dumps(template, pickle.HIGHEST_PROTOCOL))
        os.replace(beside, kept)
        by_age = sorted(kept.parent.glob("*.pickle"), key=lambda each: each.stat().st_mtime)
        for old in by_age[:-_MOST_KEPT]:
            old.unlink(missing_ok=True)
    beside.unlink(missing_ok=True)
