"""What the standard library leaves to its callers: making files and their names durable."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def real_path(path: Path) -> Path:
    """Return the one spelling under which a document is known: absolute, without `..` and links."""
    # On Windows a mapped drive would come back as its share, a name the clerk does not know.
    return Path(os.path.realpath(path) if os.name == "posix" else os.path.abspath(path))


def can_be_written_down(path: Path) -> bool:
    """Say whether a file's name is text at all: names of another system's disk may not be."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def is_same_path(one: Path, other: Path) -> bool:
    """Say whether two spellings from `real_path` are one file; Windows does not mind the case."""
    return os.path.normcase(one) == os.path.normcase(other)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, "" when there is no file.

    Raises:
        OSError: it cannot be read.
    """
    import hashlib  # the first window asks for no hash

    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def hash_on_disk(path: Path) -> str:
    """Return the hash of what was written, read from the disk itself where the system can.

    What the memory still has of a file says nothing about the stick it was written to.
    """
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(descriptor)
    return file_hash(path)


def sync_file(path: Path) -> None:
    """Bring a file's bytes to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable where the system can: not on Windows, nor on some shares."""
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return  # it may be written to but not read
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # a network file system that knows no such thing
    finally:
        os.close(descriptor)
