"""Who fills in reports here (填报人): the name that the history gives to each step."""

from __future__ import annotations

import getpass

from perfeval_desktop.domain.parsing import clean_text
from perfeval_desktop.storage.person import keep_person, kept_person

LONGEST = 20  # characters


def person_name() -> str:
    """Return who works here: the name that was set, else the account's."""
    return cleaned_name(kept_person()) or account_name()


def account_name() -> str:
    """Return the name of the account, "" where the system knows none."""
    try:
        return clean_text(getpass.getuser())
    except (OSError, KeyError, ImportError):
        return ""


def set_person_name(name: str) -> str:
    """Have the steps from now on carry this name, "" for the account's; return the one they carry.

    Raises:
        OSError: it cannot be kept for the next start.
    """
    cleaned = cleaned_name(name)
    keep_person(cleaned)
    return cleaned or account_name()


def cleaned_name(name: str) -> str:
    """Return a name on one line, and not too long a one."""
    return " ".join(clean_text(name).split())[:LONGEST]
