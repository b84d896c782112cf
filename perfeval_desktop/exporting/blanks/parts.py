"""A copy of an office file in which a few parts are other ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def parts_of(data: bytes, names: set[str]) -> dict[str, bytes]:
    """Return some parts of a file as they are stored."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name in names}


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return the file with other contents of some parts, and with parts that it had not.

    The others keep their bytes, their order, times and the way in which they were packed.
    """
    buffer = io.BytesIO()
    left = dict(parts)
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        new.comment = old.comment
        for info in old.infolist():
            content = left.pop(info.filename, None)
            kept = zipfile.ZipInfo(info.filename, info.date_time)
            kept.compress_type, kept.external_attr = info.compress_type, info.external_attr
            new.writestr(kept, old.read(info) if content is None else content)
        for name, content in left.items():
            fresh = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            fresh.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fresh, content)
    return buffer.getvalue()
