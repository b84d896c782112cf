"""The files of a template as texts: which they are, and what stands for them.

Light to import: storage and pickled templates need it before anything is parsed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

from perfeval_desktop.domain.template import ReportTemplate

HEAD_FILE = "template.toml"
ADJUSTMENTS_FILE = "本单位调整.toml"  # only in files: what is issued never has it


def digest_of(texts: Mapping[str, str]) -> str:
    """Return the SHA-256 of a template's files, whatever order they come in."""
    digest = hashlib.sha256()
    for name in sorted(texts):
        for part in (name, texts[name]):
            data = part.encode()
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def issued(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the files as the bureau issued them, without what the unit adjusted."""
    return {name: text for name, text in texts.items() if name != ADJUSTMENTS_FILE}


def template_id_in(texts: Mapping[str, str]) -> str:
    """Return the id that the head of a sound template states."""
    import tomli

    return str(tomli.loads(texts[HEAD_FILE])["id"])


def remake(texts: Mapping[str, str]) -> ReportTemplate:
    """Return the template that these files make; the same files make the same template.

    Raises:
        TemplateError: they are faulty.
    """
    return _remade(tuple(sorted(texts.items())))


@lru_cache(maxsize=6)
def _remade(texts: tuple[tuple[str, str], ...]) -> ReportTemplate:
    from perfeval_desktop.templates.loader import template_from_texts

    return template_from_texts(dict(texts))
